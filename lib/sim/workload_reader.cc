// Keys of a workload, one function per noun; what they mean together is for workload_check.h.
#include "sim/workload_reader.h"

#include <algorithm>
#include <charconv>
#include <functional>
#include <map>
#include <utility>

#include "config/places.h"
#include "config/values.h"
#include "sim/law.h"
#include "sim/workload_check.h"

namespace uniselector::sim {
namespace {

using config::NodeReader;
using Seen = std::function<void(const NodeReader&)>;

constexpr double kMost = 1e12;

/// Calls the function of each key; unknown keys are complaints.
void keys(const NodeReader& node, const std::map<std::string_view, Seen>& known) {
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto it = known.find(key.scalar());
    if (it != known.end()) return it->second(value);
    std::vector<std::string_view> words;
    for (const auto& [word, read] : known) words.push_back(word);
    key.complain("unknown key, expected " + config::list_of(words));
  });
}

template <class T, class R>
void put(T& target, const std::optional<R>& value) {
  if (value) target = *value;
}

double seconds(const NodeReader& node) {
  const auto length = node.duration();
  return length ? static_cast<double>(length->count()) / 1e9 : 0.0;
}

/// "08:30", "08:30:15", or a length from the start of the day such as "8h".
std::optional<Duration> time_of_day(const NodeReader& node, std::string_view text) {
  if (text.find(':') == std::string_view::npos) {
    const auto length = parse_duration(text);
    if (length.ok()) return *length;
    node.complain("found '" + std::string(text) + "', expected a time of day such as 08:30 or 8h");
    return std::nullopt;
  }
  int parts[3] = {0, 0, 0};
  int count = 0;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (count < 3) {
    const auto [next, error] = std::from_chars(at, end, parts[count]);
    if (error != std::errc{} || next == at || parts[count] < 0) break;
    ++count;
    at = next;
    if (at == end || *at != ':') break;
    ++at;
  }
  if (at != end || count < 2 || parts[0] > 9600 || parts[1] > 59 || parts[2] > 59) {
    node.complain("found '" + std::string(text) + "', expected a time of day such as 08:30 or 8h");
    return std::nullopt;
  }
  return std::chrono::hours(parts[0]) + std::chrono::minutes(parts[1]) +
         std::chrono::seconds(parts[2]);
}

std::optional<Duration> time_of_day(const NodeReader& node) {
  if (node.is_scalar()) return time_of_day(node, node.scalar());
  node.expected("a time of day such as 08:30 or 8h");
  return std::nullopt;
}

bool starts_with_digit(std::string_view text) {
  return !text.empty() && text[0] >= '0' && text[0] <= '9';
}

/// A value for the whole day, or a mapping from times of day to values.
template <class Step, class Read>
std::vector<Step> steps(const NodeReader& node, Read&& read) {
  std::vector<Step> out;
  const bool by_time = node.is_mapping() && node.node().children.size() > 1 &&
                       starts_with_digit(node.node().children[0].text);
  if (!by_time) {
    out.push_back(read(Duration{}, node));
    return out;
  }
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    const auto from = time_of_day(key);
    if (from) out.push_back(read(*from, value));
  });
  return out;
}

std::vector<RateStep> read_rates(const NodeReader& node) {
  return steps<RateStep>(node, [](Duration from, const NodeReader& value) {
    return RateStep{from, value.real(0, kMaxPerHour).value_or(0)};
  });
}

std::vector<LawStep> read_laws(const NodeReader& node) {
  return steps<LawStep>(node, [](Duration from, const NodeReader& value) {
    return LawStep{from, read_law(value)};
  });
}

std::vector<double> numbers(const NodeReader& node) {
  std::vector<double> out;
  node.each_item([&](const NodeReader& item) { out.push_back(item.real(0, kMost).value_or(0)); });
  return out;
}

std::vector<double> lengths(const NodeReader& node) {
  std::vector<double> out;
  node.each_item([&](const NodeReader& item) { out.push_back(seconds(item)); });
  return out;
}

/// A bare length stands for the mean where a law has nothing else to say.
Law mean_law(const NodeReader& node, Law law, const std::map<std::string_view, Seen>& more) {
  if (node.is_scalar() && more.empty()) {
    law.mean = seconds(node);
    return law;
  }
  std::map<std::string_view, Seen> known = more;
  known["mean"] = [&law](const NodeReader& value) { law.mean = seconds(value); };
  keys(node, known);
  return law;
}

Law read_kind(std::string_view kind, const NodeReader& key, const NodeReader& value) {
  Law law;
  double x = 0;
  const Seen number = [&x](const NodeReader& v) { x = v.real(0, kMost).value_or(0); };
  if (kind == "constant") return mean_law(value, Law::constant(0), {});
  if (kind == "exponential") return mean_law(value, Law::exponential(0), {});
  if (kind == "lognormal") {
    law = mean_law(value, Law::lognormal(0, 0), {{"cv", number}});
    law.cv = x;
  } else if (kind == "gamma") {
    law = mean_law(value, Law::gamma(0, 0), {{"shape", number}});
    law.shape = x;
  } else if (kind == "erlang") {
    law = mean_law(value, Law::gamma(0, 0), {{"phases", number}});
    law.shape = x;
  } else if (kind == "uniform") {
    law.kind = Law::Kind::kUniform;
    keys(value, {{"from", [&](const NodeReader& v) { law.low = seconds(v); }},
                 {"to", [&](const NodeReader& v) { law.high = seconds(v); }}});
  } else if (kind == "hyperexponential") {
    std::vector<double> weights, means;
    keys(value, {{"weights", [&](const NodeReader& v) { weights = numbers(v); }},
                 {"means", [&](const NodeReader& v) { means = lengths(v); }}});
    law = Law::hyperexponential(std::move(weights), std::move(means));
  } else if (kind == "empirical") {
    law = Law::empirical(lengths(value));
  } else if (kind == "survival") {
    law.kind = Law::Kind::kSurvival;
    value.each_member([&](const NodeReader& time, const NodeReader& share) {
      law.values.push_back(seconds(time));
      law.weights.push_back(share.real(0, 1).value_or(0));
    });
  } else if (kind == "mixture") {
    law.kind = Law::Kind::kMixture;
    value.each_item([&](const NodeReader& part) {
      law.weights.push_back(1.0);
      law.parts.emplace_back();
      keys(part, {{"weight",
                   [&](const NodeReader& v) { law.weights.back() = v.real(0, kMost).value_or(0); }},
                  {"law", [&](const NodeReader& v) { law.parts.back() = read_law(v); }}});
    });
  } else {
    key.complain(
        "unknown kind of law, expected constant, exponential, uniform, lognormal, gamma, erlang, "
        "hyperexponential, empirical, survival or mixture");
  }
  return law;
}

Retrial read_retrial(const NodeReader& node) {
  Retrial out;
  keys(node,
       {{"probability", [&](const NodeReader& v) { put(out.probability, v.real(0, 1)); }},
        {"after", [&](const NodeReader& v) { out.delay = read_law(v); }},
        {"after_blocked", [&](const NodeReader& v) { put(out.after_blocked, v.boolean()); }}});
  return out;
}

ArrivalStream read_stream(std::string id, const NodeReader& node) {
  ArrivalStream out;
  out.id = std::move(id);
  keys(node,
       {{"queue", [&](const NodeReader& v) { put(out.queue, v.id()); }},
        {"channel", [&](const NodeReader& v) { put(out.channel, v.id()); }},
        {"priority", [&](const NodeReader& v) { out.priority = v.small_integer(-1000, 1000); }},
        {"credit", [&](const NodeReader& v) { put(out.credit, v.duration()); }},
        {"target", [&](const NodeReader& v) { out.target = v.duration(); }},
        {"attributes", [&](const NodeReader& v) { out.attributes = config::read_attributes(v); }},
        {"require", [&](const NodeReader& v) { out.require = config::read_requirement(v); }},
        {"per_hour", [&](const NodeReader& v) { out.rates = read_rates(v); }},
        {"service", [&](const NodeReader& v) { out.service = read_laws(v); }},
        {"patience", [&](const NodeReader& v) { out.patience = read_laws(v); }},
        {"retrial", [&](const NodeReader& v) { out.retrial = read_retrial(v); }}});
  return out;
}

StaffGroup read_group(std::string id, const NodeReader& node) {
  StaffGroup out;
  out.id = std::move(id);
  keys(node,
       {{"agents",
         [&](const NodeReader& v) {
           v.one_or_more([&](const NodeReader& item) {
             if (auto agent = item.id()) out.agents.push_back(std::move(*agent));
           });
         }},
        {"on_duty",
         [&](const NodeReader& v) {
           out.on_duty = steps<StaffGroup::Step>(v, [](Duration from, const NodeReader& value) {
             return StaffGroup::Step{from, value.small_integer(0, 1'000'000).value_or(0)};
           });
         }},
        {"service",
         [&](const NodeReader& v) {
           v.each_member([&](const NodeReader& key, const NodeReader& value) {
             out.service.push_back({std::string(key.scalar()), value.real(0, kMost).value_or(1)});
           });
         }},
        {"cost_per_hour", [&](const NodeReader& v) { put(out.cost_per_hour, v.real(0, kMost)); }}});
  return out;
}

/// "08:00-12:00".
void read_shift(const std::string& agent, const NodeReader& node, std::vector<Shift>* out) {
  const std::string_view text = node.is_scalar() ? node.scalar() : std::string_view();
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return node.expected("a shift such as 08:00-12:00");
  const auto from = time_of_day(node, text.substr(0, dash));
  const auto to = time_of_day(node, text.substr(dash + 1));
  if (from && to) out->push_back({agent, *from, *to});
}

void read_closing(const NodeReader& node, Closing* out) {
  const auto word = node.word({"drain", "stay", "disconnect", "wait"});
  if (word) *out = static_cast<Closing>(*word);
}

void read_after_hours(const NodeReader& node, bool* turns_away) {
  const auto word = node.word({"turn_away", "wait"});
  if (word) *turns_away = *word == 0;
}

Workload workload_of(const NodeReader& node) {
  Workload out;
  keys(node,
       {{"id", [&](const NodeReader& v) { put(out.id, v.id()); }},
        {"start", [&](const NodeReader& v) { put(out.start, v.time()); }},
        {"day", [&](const NodeReader& v) { put(out.day, v.duration()); }},
        {"days", [&](const NodeReader& v) { put(out.days, v.small_integer(1, 100'000'000)); }},
        {"opens", [&](const NodeReader& v) { put(out.opens, time_of_day(v)); }},
        {"closes", [&](const NodeReader& v) { out.closes = time_of_day(v); }},
        {"closing", [&](const NodeReader& v) { read_closing(v, &out.closing); }},
        {"after_hours", [&](const NodeReader& v) { read_after_hours(v, &out.turns_away); }},
        {"lines", [&](const NodeReader& v) { out.lines = v.small_integer(0, 100'000'000); }},
        {"day_factor",
         [&](const NodeReader& v) {
           keys(v, {{"shape",
                     [&](const NodeReader& s) { put(out.day_factor_shape, s.real(0, kMost)); }}});
         }},
        {"interval", [&](const NodeReader& v) { put(out.interval, v.duration()); }},
        {"streams",
         [&](const NodeReader& v) {
           v.each_member([&](const NodeReader& key, const NodeReader& value) {
             if (auto id = key.id()) out.streams.push_back(read_stream(std::move(*id), value));
           });
         }},
        {"staff",
         [&](const NodeReader& v) {
           v.each_member([&](const NodeReader& key, const NodeReader& value) {
             if (auto id = key.id()) out.staff.push_back(read_group(std::move(*id), value));
           });
         }},
        {"shifts", [&](const NodeReader& v) {
           v.each_member([&](const NodeReader& key, const NodeReader& value) {
             const std::string agent(key.scalar());
             value.one_or_more(
                 [&](const NodeReader& item) { read_shift(agent, item, &out.shifts); });
           });
         }}});
  return out;
}

/// What only the whole can tell. A field is left alone when it, or a part of it, was complained
/// about already.
void check_whole(const Workload& workload, const Center* center, const config::Node& root,
                 config::Complaints& complaints) {
  std::vector<std::string> known;
  for (const config::Complaint& complaint : complaints.list()) known.push_back(complaint.path);
  for (const model::Problem& problem : check_workload(workload, center)) {
    const std::string path = "workload." + problem.path;
    const bool heard = std::any_of(known.begin(), known.end(), [&](const std::string& other) {
      if (!other.starts_with(path)) return false;
      return other.size() == path.size() || other[path.size()] == '.' || other[path.size()] == '[';
    });
    if (!heard) complaints.add(config::locate(root, path), path, problem.message);
  }
}

}  // namespace

Law read_law(const NodeReader& node) {
  if (node.is_scalar()) {
    if (node.scalar() == "never") return Law::never();
    return Law::constant(seconds(node));
  }
  if (!node.is_mapping() || node.node().children.size() != 2) {
    node.expected("a law: a length, never, or one key such as exponential: 3m");
    return {};
  }
  Law law;
  const std::size_t before = node.complaints().size();
  node.each_member([&](const NodeReader& key, const NodeReader& value) {
    law = read_kind(key.scalar(), key, value);
  });
  const std::string problem = problem_of(law);
  if (node.complaints().size() == before && !problem.empty()) node.complain(problem);
  return law;
}

WorkloadResult read_workload_text(std::string_view text, std::string_view name,
                                  const Center* center) {
  config::Complaints complaints(name);
  const auto documents = config::parse_documents(text, 1, complaints);
  if (documents.empty()) return {Workload{}, complaints.take()};
  WorkloadResult out;
  const NodeReader top(documents[0], "", complaints);
  const auto node = top.member("workload");
  top.each_member([&](const NodeReader& key, const NodeReader&) {
    if (key.scalar() != "workload") key.complain("unknown key, expected workload");
  });
  if (node) {
    out.workload = workload_of(*node);
    if (!complaints.full()) check_whole(out.workload, center, documents[0], complaints);
  } else if (complaints.empty()) {
    top.expected("a mapping with the key workload");
  }
  out.complaints = complaints.take();
  std::stable_sort(out.complaints.begin(), out.complaints.end(), [](const auto& a, const auto& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return out;
}

}  // namespace uniselector::sim

namespace uniselector {
namespace {

Result<Workload> read(std::string_view text, std::string_view name, const Center* center) {
  sim::WorkloadResult read = sim::read_workload_text(text, name, center);
  if (Status status = config::to_status(read.complaints); !status.ok()) return status;
  return std::move(read.workload);
}

}  // namespace

Result<Workload> read_workload(std::string_view text, std::string_view name) {
  return read(text, name, nullptr);
}

Result<Workload> read_workload(std::string_view text, std::string_view name, const Center& center) {
  return read(text, name, &center);
}

}  // namespace uniselector
