// Questions about text: contains, startsWith, endsWith, and matches with regular expressions of
// RE2, whose time is linear in the text.
#include <algorithm>
#include <memory>
#include <string>
#include <string_view>

#include <re2/re2.h>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/libraries.h"
#include "expr/functions/pattern_cost.h"
#include "expr/functions/search.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kShownBytes = 64;
constexpr std::uint32_t kFirst = 1U << 0U;
constexpr std::uint32_t kSecond = 1U << 1U;

Value contains(CallFrame& call, const Value* a, std::size_t) {
  const std::string_view part = a[1].as_string();
  if (part.empty()) return Value::boolean(true);
  const Finder finder(part, call.arena());
  return Value::boolean(finder.find(a[0].as_string(), 0) != std::string_view::npos);
}
Value starts_with(CallFrame&, const Value* a, std::size_t) {
  return Value::boolean(a[0].as_string().starts_with(a[1].as_string()));
}
Value ends_with(CallFrame&, const Value* a, std::size_t) {
  return Value::boolean(a[0].as_string().ends_with(a[1].as_string()));
}

re2::StringPiece piece(std::string_view text) { return {text.data(), text.size()}; }

std::shared_ptr<const RE2> compile(std::string_view pattern) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  return std::make_shared<const RE2>(piece(pattern), options);
}

/// Whether it is a regular expression, and one that is not too large; else the reason.
bool is_usable(const RE2& compiled, std::string_view pattern, const Limits& limits,
               std::string* problem) {
  if (!compiled.ok()) {
    *problem = "invalid regular expression '" + base::printable(pattern, kShownBytes) +
               "': " + base::printable(compiled.error(), 2 * kShownBytes);
    return false;
  }
  const int size = compiled.ProgramSize();
  if (size < 0 || static_cast<std::size_t>(size) > limits.regex_program_size) {
    *problem = "regular expression '" + base::printable(pattern, kShownBytes) +
               "' is too large: its program has " + std::to_string(size) +
               " instructions, the most is " + std::to_string(limits.regex_program_size) +
               " (limit 'regex_program_size')";
    return false;
  }
  return true;
}

/// What matching costs beside reading the text once: every part of it meets a quarter of the
/// pattern, or of its program where that is larger than the pattern looks.
std::uint64_t cost_of_match(std::string_view text, std::string_view pattern, const RE2& compiled) {
  const std::uint64_t text_units = (text.size() + 9) / 10;
  const auto program = static_cast<std::uint64_t>(std::max(compiled.ProgramSize(), 0));
  const std::uint64_t pattern_units =
      (std::max<std::uint64_t>(pattern.size(), program / 4) + 3) / 4;
  return text_units * (pattern_units > 0 ? pattern_units - 1 : 0);
}

Value matches(CallFrame& call, const Value* a, std::size_t) {
  const std::string_view text = a[0].as_string();
  const std::string_view pattern = a[1].as_string();
  const auto* compiled = static_cast<const RE2*>(call.state());
  std::shared_ptr<const RE2> made;
  if (compiled == nullptr) {
    if (!call.charge(cost_before_compiling(pattern))) return call.budget_error();
    made = compile(pattern);
    if (!call.charge(cost_of_compiling(*made))) return call.budget_error();
    std::string problem;
    if (!is_usable(*made, pattern, call.limits(), &problem)) return call.error(problem);
    compiled = made.get();
  }
  if (!call.charge(cost_of_match(text, pattern, *compiled))) return call.budget_error();
  return Value::boolean(RE2::PartialMatch(piece(text), *compiled));
}

std::shared_ptr<const void> prepare_matches(std::span<const Value> constants, const Limits& limits,
                                            std::string* problem) {
  if (constants.size() != 2 || !constants[1].is(ValueKind::kString)) return nullptr;
  const std::string_view pattern = constants[1].as_string();
  auto compiled = compile(pattern);
  return is_usable(*compiled, pattern, limits, problem) ? compiled : nullptr;
}

void add_question(Declarations& to, const char* function, const char* id, Native native,
                  Prepare prepare = nullptr, bool receiver = true) {
  declare(to, {.function = function,
               .id = id,
               .receiver = receiver,
               .parameters = {Type::string(), Type::string()},
               .result = Type::boolean(),
               .native = native,
               .prepare = prepare,
               .traverses = kFirst | kSecond});
}

}  // namespace

void add_text(Declarations& declarations) {
  add_question(declarations, "contains", "contains_string", contains);
  add_question(declarations, "startsWith", "starts_with_string", starts_with);
  add_question(declarations, "endsWith", "ends_with_string", ends_with);
  add_question(declarations, "matches", "matches_string", matches, prepare_matches);
  add_question(declarations, "matches", "matches", matches, prepare_matches, false);
}

}  // namespace uniselector::expr
