// The regex library: replacing and extracting with RE2, whose searches take linear time whatever
// the pattern. A constant pattern is compiled with the expression, and its faults are found then;
// others are compiled on every call.
//
// Version 1: regex.replace (with and without a count), regex.extract, regex.extractAll.
#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <re2/re2.h>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"
#include "expr/functions/pattern_cost.h"
#include "expr/functions/text_builder.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

/// \0 to \9.
constexpr int kMostGroups = 10;

std::string shown(std::string_view pattern) { return "'" + base::printable(pattern, 80) + "'"; }

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }
std::string_view view(const re2::StringPiece& text) { return {text.data(), text.size()}; }

struct Pattern {
  explicit Pattern(std::string_view text) : regex(piece(text), RE2::Quiet) {}
  RE2 regex;
};

/// Why the pattern cannot be used, or empty. `most_groups` below zero: any number.
std::string fault_of(const Pattern& pattern, std::string_view text, const Limits& limits,
                     int most_groups) {
  if (!pattern.regex.ok()) {
    return "invalid regular expression " + shown(text) + ": " +
           base::printable(pattern.regex.error(), 120);
  }
  const auto size = static_cast<std::size_t>(pattern.regex.ProgramSize());
  if (size > limits.regex_program_size) {
    return "the regular expression " + shown(text) + " compiles to " + std::to_string(size) +
           " instructions, expected at most " + std::to_string(limits.regex_program_size) +
           " (limit 'regex_program_size')";
  }
  if (most_groups >= 0 && pattern.regex.NumberOfCapturingGroups() > most_groups) {
    return "regular expression has more than one capturing group: " + shown(text);
  }
  return {};
}

/// The pattern of a call: prepared, or compiled here.
class Used {
 public:
  Used(CallFrame& call, std::string_view text, int most_groups) {
    if (call.state() != nullptr) {
      pattern_ = static_cast<const Pattern*>(call.state());
      return;
    }
    if (call.charge(cost_before_compiling(text))) own_.emplace(text);
    if (!own_ || !call.charge(cost_of_compiling(own_->regex))) {
      fault_ = call.budget_error();
      return;
    }
    pattern_ = &*own_;
    const std::string fault = fault_of(*own_, text, call.limits(), most_groups);
    if (!fault.empty()) fault_ = call.error(fault);
  }

  const Value& fault() const { return fault_; }  ///< absent if there is none
  bool ok() const { return fault_.is(ValueKind::kAbsent); }
  const RE2& regex() const { return pattern_->regex; }

 private:
  std::optional<Pattern> own_;
  const Pattern* pattern_ = nullptr;
  Value fault_;
};

/// The matches in a text from left to right that do not overlap. An empty match right behind the
/// match before it does not count.
class Matches {
 public:
  Matches(CallFrame& call, const RE2& regex, std::string_view text, int groups)
      : call_(call),
        regex_(regex),
        text_(text),
        groups_(groups),
        weight_(static_cast<std::uint64_t>(std::max(regex.ProgramSize() / 16, 1))) {
    // An empty text may have no address, which is how RE2 marks a group without a match.
    if (text.empty()) text_ = std::string_view("", 0);
  }

  bool next() {
    while (at_ <= text_.size()) {
      // A search may read all that is left to find a short match, and how far it read does not
      // show: all of it is paid for, or a text could cost the square of its size for free.
      if (!call_.charge((text_.size() - at_ + 10) / 10 * weight_)) {
        over_budget_ = true;
        return false;
      }
      if (!regex_.Match(piece(text_), at_, text_.size(), RE2::UNANCHORED, found_.data(), groups_)) {
        return false;
      }
      const std::size_t start = start_of(0);
      const std::size_t end = start + found_[0].size();
      const bool counts = end > start || !end_of_last_ || *end_of_last_ != start;
      end_of_last_ = end;
      at_ = end;
      // Go on behind the next character, else the same empty match would be found for ever.
      if (start == end) skip_character();
      if (counts) return true;
    }
    return false;
  }
  bool over_budget() const { return over_budget_; }
  std::size_t start_of(std::size_t group) const {
    return static_cast<std::size_t>(found_[group].data() - text_.data());
  }
  /// Nothing for a group that took no part in the match.
  std::optional<std::string_view> group(std::size_t index) const {
    if (found_[index].data() == nullptr) return std::nullopt;
    return view(found_[index]);
  }

 private:
  void skip_character() {
    if (at_ < text_.size()) {
      static_cast<void>(next_code_point(text_, &at_));
    } else {
      ++at_;
    }
  }

  CallFrame& call_;
  const RE2& regex_;
  std::string_view text_;
  int groups_;
  std::uint64_t weight_;  ///< units for ten bytes: a large program may visit all of itself for each
  std::size_t at_ = 0;
  std::optional<std::size_t> end_of_last_;
  bool over_budget_ = false;
  std::array<re2::StringPiece, kMostGroups> found_;
};

/// The text that a match stands for: its group if the pattern has one, else all of it. An empty or
/// unused group stands for nothing.
std::optional<std::string_view> extracted(const Matches& matches, int groups) {
  if (groups == 0) return matches.group(0);
  const auto group = matches.group(1);
  return group && !group->empty() ? group : std::nullopt;
}

Value extract(CallFrame& call, const Value* arguments, std::size_t) {
  const Used used(call, arguments[1].as_string(), 1);
  if (!used.ok()) return used.fault();
  const int groups = used.regex().NumberOfCapturingGroups();
  Matches matches(call, used.regex(), arguments[0].as_string(), groups + 1);
  if (!matches.next()) {
    return matches.over_budget() ? call.budget_error() : Value::optional(nullptr);
  }
  const auto found = extracted(matches, groups);
  if (!found) return Value::optional(nullptr);
  return cel::make_optional(call.arena(), Value::string(*found));
}

Value extract_all(CallFrame& call, const Value* arguments, std::size_t) {
  const Used used(call, arguments[1].as_string(), 1);
  if (!used.ok()) return used.fault();
  const int groups = used.regex().NumberOfCapturingGroups();
  Matches matches(call, used.regex(), arguments[0].as_string(), groups + 1);
  ListBuilder out(call);
  while (matches.next()) {
    const auto found = extracted(matches, groups);
    if (found && !out.add(Value::string(*found))) break;
  }
  return matches.over_budget() ? call.budget_error() : out.finish();
}

/// Why the replacement does not fit a pattern with so many groups, or empty.
std::string fault_of_replacement(std::string_view replacement, int groups) {
  const auto fault = [&](const std::string& why) {
    return "invalid replacement string " + shown(replacement) + ": " + why;
  };
  for (std::size_t i = 0; i < replacement.size(); ++i) {
    if (replacement[i] != '\\') continue;
    if (++i == replacement.size()) return fault("\\ not allowed at end");
    const char c = replacement[i];
    if (c == '\\') continue;
    if (c < '0' || c > '9') return fault("\\ must be followed by a digit or \\");
    if (c - '0' > groups) {
      return fault("found group " + std::string(1, c) + ", the regular expression has " +
                   std::to_string(groups));
    }
  }
  return {};
}

/// The replacement with the groups of the match in it; it was checked.
void expand(std::string_view replacement, const Matches& matches, TextBuilder* out) {
  std::size_t done = 0;
  while (!out->failed()) {
    const std::size_t escape = replacement.find('\\', done);
    out->add(replacement.substr(done, escape - done));
    if (escape == std::string_view::npos) return;
    const char c = replacement[escape + 1];
    if (c == '\\') {
      out->add('\\');
    } else if (const auto group = matches.group(static_cast<std::size_t>(c - '0'))) {
      out->add(*group);
    }
    done = escape + 2;
  }
}

Value replace(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::string_view text = arguments[0].as_string();
  const std::string_view by = arguments[2].as_string();
  const Used used(call, arguments[1].as_string(), -1);
  if (!used.ok()) return used.fault();
  const int groups = used.regex().NumberOfCapturingGroups();
  const std::string fault = fault_of_replacement(by, groups);
  if (!fault.empty()) return call.error(fault);
  // A negative count is none: as unsigned it is beyond every number of matches.
  auto most = static_cast<std::uint64_t>(count < 4 ? -1 : arguments[3].as_int());
  Matches matches(call, used.regex(), text, std::min(groups + 1, kMostGroups));
  TextBuilder out(call);
  std::size_t done = 0;
  for (; most != 0 && !out.failed() && matches.next(); --most) {
    const std::size_t start = matches.start_of(0);
    out.add(text.substr(done, start - done));
    expand(by, matches, &out);
    done = start + matches.group(0)->size();
  }
  if (matches.over_budget()) return call.budget_error();
  out.add(text.substr(done));
  return out.finish();
}

template <int kGroups>
std::shared_ptr<const void> prepare(std::span<const Value> constants, const Limits& limits,
                                    std::string* problem) {
  if (constants.size() < 2 || !constants[1].is(ValueKind::kString)) return nullptr;
  const std::string_view text = constants[1].as_string();
  auto made = std::make_shared<Pattern>(text);
  *problem = fault_of(*made, text, limits, kGroups);
  if (problem->empty() && constants.size() > 2 && constants[2].is(ValueKind::kString)) {
    *problem =
        fault_of_replacement(constants[2].as_string(), made->regex.NumberOfCapturingGroups());
  }
  // Without a state an unchecked expression finds the same fault when it is evaluated.
  if (!problem->empty()) return nullptr;
  return made;
}

void add(Declarations& declarations, std::string function, std::string id,
         std::vector<Type> parameters, Type result, Native native, Prepare prepare) {
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .parameters = std::move(parameters),
                         .result = std::move(result),
                         .native = native,
                         .prepare = prepare,
                         .traverses = 1});
}

}  // namespace

void add_regex(Declarations& declarations, std::uint32_t) {
  const Type text = Type::string();
  add(declarations, "regex.extract", "regex_extract_string_string", {text, text},
      Type::optional(text), extract, prepare<1>);
  add(declarations, "regex.extractAll", "regex_extractAll_string_string", {text, text},
      Type::list(text), extract_all, prepare<1>);
  add(declarations, "regex.replace", "regex_replace_string_string_string", {text, text, text}, text,
      replace, prepare<-1>);
  add(declarations, "regex.replace", "regex_replace_string_string_string_int",
      {text, text, text, Type::integer()}, text, replace, prepare<-1>);
}

}  // namespace uniselector::expr
