// Comparison and its texts. Lists of events are paired with patterns by augmenting paths, so that a
// broad pattern never takes the only event that a narrow one fits.
#include "sim/scenario_match.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include <fmt/format.h>

namespace uniselector::sim {
namespace {

/// Real numbers are written in decimal: the last bits of a sum may differ from what was meant.
constexpr double kRealSlack = 1e-9;

std::string_view symbol(Bound::Op op) {
  switch (op) {
    case Bound::Op::kLess: return "below ";
    case Bound::Op::kLessOrEqual: return "at most ";
    case Bound::Op::kGreater: return "above ";
    case Bound::Op::kGreaterOrEqual: return "at least ";
    case Bound::Op::kApprox: return "about ";
    case Bound::Op::kEqual: break;
  }
  return "";
}

std::string bound_text(const Bound& bound) {
  std::string text = fmt::format("{}{}", symbol(bound.op), to_text(bound.value));
  if (bound.op == Bound::Op::kApprox) text += " +/- " + to_text(bound.tolerance);
  return text;
}

/// -1, 0, 1 for scalars of one kind that have an order; nothing for others.
std::optional<int> order(const Scalar& a, const Scalar& b) {
  if (a.index() != b.index()) return std::nullopt;
  if (const auto* x = std::get_if<double>(&a)) {
    const double y = std::get<double>(b);
    if (std::abs(*x - y) <= kRealSlack * std::max({1.0, std::abs(*x), std::abs(y)})) return 0;
  }
  if (a == b) return 0;
  if (std::holds_alternative<std::string>(a) || std::holds_alternative<bool>(a))
    return std::nullopt;
  return a < b ? -1 : 1;
}

bool near(const Scalar& a, const Scalar& b, const Scalar& tolerance) {
  return std::visit(
      [&](const auto& x) {
        using T = std::decay_t<decltype(x)>;
        const T* y = std::get_if<T>(&b);
        if (y == nullptr) return false;
        if constexpr (std::is_same_v<T, Time>) {
          const auto* most = std::get_if<Duration>(&tolerance);
          return most != nullptr && (x < *y ? *y - x : x - *y) <= *most;
        } else if constexpr (std::is_same_v<T, std::int64_t> || std::is_same_v<T, double> ||
                             std::is_same_v<T, Duration>) {
          const auto* most = std::get_if<T>(&tolerance);
          return most != nullptr && (x < *y ? *y - x : x - *y) <= *most;
        } else {
          return false;
        }
      },
      a);
}

bool holds(const Bound& bound, const Scalar& got) {
  if (bound.op == Bound::Op::kApprox) return near(got, bound.value, bound.tolerance);
  const std::optional<int> o = order(got, bound.value);
  switch (bound.op) {
    case Bound::Op::kLess: return o && *o < 0;
    case Bound::Op::kLessOrEqual: return o && *o <= 0;
    case Bound::Op::kGreater: return o && *o > 0;
    case Bound::Op::kGreaterOrEqual: return o && *o >= 0;
    default: return o && *o == 0;
  }
}

/// What a bound on a value is compared with: a list and a map by their size, a record by its main.
Scalar comparable(const Value& value) {
  if (value.items) return static_cast<std::int64_t>(value.items->size());
  if (value.fields && !value.main.empty()) {
    const auto main = value.fields->find(value.main);
    return main == value.fields->end() ? Scalar{} : main->second.scalar;
  }
  if (value.fields) return static_cast<std::int64_t>(value.fields->size());
  return value.scalar;
}

std::string differs(const std::string& name, const std::string& expected, const std::string& got) {
  return fmt::format("{}: expected {}, got {}", name, expected, got);
}

std::optional<std::string> items_difference(const std::string& name, const Check& check,
                                            const Value& value) {
  if (!value.items || value.items->size() != check.items->size()) {
    return differs(name, to_text(check), to_text(value));
  }
  for (std::size_t i = 0; i < check.items->size(); ++i) {
    if (auto d = difference(fmt::format("{}[{}]", name, i), (*check.items)[i], (*value.items)[i])) {
      return d;
    }
  }
  return std::nullopt;
}

bool event_field_holds(const std::string& name, const Check& check, const RecordedEvent& event) {
  const auto* field = find_field(event_fields(), name);
  if (field == nullptr) return false;
  if (!difference(name, check, field->get(event))) return true;
  // The reason of an end may be either of the two.
  if (name != "reason" || event.event.kind != EventKind::kEnded) return false;
  const Value end{.scalar = std::string(to_string(event.event.end_reason))};
  return !difference(name, check, end);
}

std::size_t fields_equal(const Pattern& pattern, const RecordedEvent& event) {
  return static_cast<std::size_t>(std::count_if(
      pattern.fields.begin(), pattern.fields.end(),
      [&](const auto& field) { return event_field_holds(field.first, field.second, event); }));
}

Scalar repeated(const Scalar& scalar, const Repetition& repetition) {
  const auto* text = std::get_if<std::string>(&scalar);
  return text == nullptr ? scalar : Scalar(repetition(*text));
}

bool mentions_repetition(const Check& check) {
  for (const Bound& bound : check.bounds) {
    const auto* text = std::get_if<std::string>(&bound.value);
    if (text != nullptr && text->find("{n}") != std::string::npos) return true;
  }
  if (check.items && std::any_of(check.items->begin(), check.items->end(),
                                 [](const Check& c) { return mentions_repetition(c); })) {
    return true;
  }
  return std::any_of(check.fields.begin(), check.fields.end(),
                     [](const auto& field) { return mentions_repetition(field.second); });
}

/// Patterns and events as the two sides of a graph; finds a largest set of pairs by augmenting
/// paths (Kuhn). Each search visits every event at most once.
class Pairing {
 public:
  Pairing(const std::vector<Pattern>& patterns, std::span<const RecordedEvent> events)
      : fits_(patterns.size()),
        owner_(events.size(), kNoEvent),
        chosen_(patterns.size(), kNoEvent) {
    for (std::size_t p = 0; p < patterns.size(); ++p) {
      for (std::size_t e = 0; e < events.size(); ++e) {
        if (matches(patterns[p], events[e])) fits_[p].push_back(e);
      }
    }
  }

  std::vector<std::size_t> run() {
    for (std::size_t p = 0; p < fits_.size(); ++p) augment(p);
    return chosen_;
  }

 private:
  /// Breadth first from the pattern; `via` remembers which pattern reached an event.
  void augment(std::size_t start) {
    std::vector<std::size_t> via(owner_.size(), kNoEvent);
    std::vector<std::size_t> queue{start};
    for (std::size_t head = 0; head < queue.size(); ++head) {
      for (const std::size_t e : fits_[queue[head]]) {
        if (via[e] != kNoEvent) continue;
        via[e] = queue[head];
        if (owner_[e] == kNoEvent) return take(e, via);
        queue.push_back(owner_[e]);
      }
    }
  }

  void take(std::size_t event, const std::vector<std::size_t>& via) {
    while (event != kNoEvent) {
      const std::size_t pattern = via[event];
      const std::size_t before = chosen_[pattern];
      owner_[event] = pattern;
      chosen_[pattern] = event;
      event = before;
    }
  }

  std::vector<std::vector<std::size_t>> fits_;
  std::vector<std::size_t> owner_;
  std::vector<std::size_t> chosen_;
};

}  // namespace

std::string Repetition::operator()(std::string text) const {
  if (n_.empty()) return text;
  for (std::size_t at = text.find("{n}"); at != std::string::npos;
       at = text.find("{n}", at + n_.size())) {
    text.replace(at, 3, n_);
  }
  return text;
}

std::string to_text(const Scalar& scalar) {
  return std::visit(
      [](const auto& v) -> std::string {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>) {
          return "null";
        } else if constexpr (std::is_same_v<T, std::string>) {
          return v.empty() ? "''" : v;
        } else if constexpr (std::is_same_v<T, bool>) {
          return v ? "true" : "false";
        } else if constexpr (std::is_same_v<T, Duration> || std::is_same_v<T, Time>) {
          return to_string(v);
        } else {
          return fmt::format("{}", v);
        }
      },
      scalar);
}

std::string to_text(const Value& value) {
  if (!value.items && !value.fields) return to_text(value.scalar);
  if (value.fields && !value.main.empty()) return to_text(comparable(value));
  std::string text;
  if (value.items) {
    for (const Value& item : *value.items) text += (text.empty() ? "" : ", ") + to_text(item);
    return "[" + text + "]";
  }
  for (const auto& [key, field] : *value.fields) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, to_text(field));
  }
  return "{" + text + "}";
}

std::string to_text(const Check& check) {
  std::string text;
  if (check.items) {
    for (const Check& item : *check.items) text += (text.empty() ? "" : ", ") + to_text(item);
    return "[" + text + "]";
  }
  if (!check.fields.empty()) {
    for (const auto& [key, field] : check.fields) {
      text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, to_text(field));
    }
    return "{" + text + "}";
  }
  for (const Bound& bound : check.bounds) text += (text.empty() ? "" : " and ") + bound_text(bound);
  return text;
}

std::string to_text(const Pattern& pattern) {
  std::string text;
  for (const auto& [key, field] : pattern.fields) {
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", key, to_text(field));
  }
  return fmt::format("{} {{{}}}", to_string(pattern.kind), text);
}

std::optional<std::string> difference(const std::string& name, const Check& check,
                                      const Value& value) {
  if (check.items) return items_difference(name, check, value);
  for (const auto& [key, field] : check.fields) {
    static const Value kUnset;
    const Value* member = &kUnset;
    if (value.fields) {
      const auto found = value.fields->find(key);
      if (found != value.fields->end()) member = &found->second;
    }
    if (auto d = difference(fmt::format("{}.{}", name, key), field, *member)) return d;
  }
  const Scalar got = comparable(value);
  for (const Bound& bound : check.bounds) {
    if (!holds(bound, got)) return differs(name, to_text(check), to_text(value));
  }
  return std::nullopt;
}

bool matches(const Pattern& pattern, const RecordedEvent& event) {
  return pattern.kind == event.event.kind &&
         std::all_of(pattern.fields.begin(), pattern.fields.end(), [&](const auto& field) {
           return event_field_holds(field.first, field.second, event);
         });
}

Check repeated(const Check& check, const Repetition& repetition) {
  Check result = check;
  for (Bound& bound : result.bounds) bound.value = repeated(bound.value, repetition);
  if (result.items) {
    for (Check& item : *result.items) item = repeated(item, repetition);
  }
  for (auto& [key, field] : result.fields) field = repeated(field, repetition);
  return result;
}

Pattern repeated(const Pattern& pattern, const Repetition& repetition) {
  Pattern result = pattern;
  for (auto& [key, field] : result.fields) field = repeated(field, repetition);
  return result;
}

bool mentions_repetition(const Pattern& pattern) {
  return std::any_of(pattern.fields.begin(), pattern.fields.end(),
                     [](const auto& field) { return mentions_repetition(field.second); });
}

std::vector<std::size_t> assign_events(const std::vector<Pattern>& patterns,
                                       std::span<const RecordedEvent> events) {
  return Pairing(patterns, events).run();
}

std::vector<std::size_t> assign_events_in_order(const std::vector<Pattern>& patterns,
                                                std::span<const RecordedEvent> events) {
  std::vector<std::size_t> chosen(patterns.size(), kNoEvent);
  std::size_t next = 0;
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    std::size_t e = next;
    while (e < events.size() && !matches(patterns[p], events[e])) ++e;
    if (e == events.size()) return chosen;
    chosen[p] = e;
    next = e + 1;
  }
  return chosen;
}

std::size_t nearest_event(const Pattern& pattern, std::span<const RecordedEvent> events) {
  std::size_t best = kNoEvent;
  std::size_t best_score = 0;
  for (std::size_t e = 0; e < events.size(); ++e) {
    if (events[e].event.kind != pattern.kind) continue;
    const std::size_t score = 1 + fields_equal(pattern, events[e]);
    if (score > best_score) {
      best = e;
      best_score = score;
    }
  }
  return best;
}

}  // namespace uniselector::sim
