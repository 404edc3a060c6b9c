// The checks of values that come in a configuration as well as in a request: texts, ids, numbers,
// attributes, requirements, steps and the facts of an agent. One meaning for both. What is right
// costs no allocation; what is wrong is collected with its place, up to a bound. Single-threaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/center.h>
#include <uniselector/status.h>

#include "model/bounds.h"
#include "model/known.h"
#include "model/place.h"

namespace uniselector::model {

/// What is wrong where; `path` names the field as a configuration file would write it.
struct Problem {
  std::string path;
  std::string message;  ///< "found ..., expected ..."
  /// Of a request with this problem: OutOfRange for a number, ResourceExhausted for a count or
  /// size, NotFound for an id that is not known, else InvalidArgument.
  StatusCode code = StatusCode::kInvalidArgument;
  /// Where it stands in the text, if that is known better than by the path.
  rules::Place place{};
};

/// "found 7, expected 1..5", of a number or of a length in ns.
std::string number_not_in(std::int64_t value, Range range);
std::string length_not_in(std::int64_t value, Range range);

class ValueCheck {
 public:
  /// Further problems than `most` are not looked for. `known` must outlive the check.
  ValueCheck(const Known& known, std::size_t most) : known_(known), most_(most) {}

  bool full() const { return problems_.size() >= most_; }
  std::vector<Problem> take() { return std::move(problems_); }
  /// OK, or the first problem as the answer to a request.
  Status status() const;

  void problem(const Place& place, std::string message,
               StatusCode code = StatusCode::kInvalidArgument);

  void number(const Place& place, std::int64_t value, Range range) {
    if (!range.holds(value)) wrong_number(place, value, range);
  }
  void length(const Place& place, Duration value, Range range) {
    if (!range.holds(value.count())) wrong_length(place, value, range);
  }
  void count(const Place& place, std::size_t found, std::size_t most) {
    if (found > most) wrong_count(place, found, most);
  }
  void id(const Place& place, std::string_view id);
  /// UTF-8 of at most limits.attribute_bytes bytes.
  void text(const Place& place, std::string_view text);
  /// Only its size and that it is UTF-8: what it means is for who evaluates it.
  void expression(const Place& place, std::string_view text);
  /// One that may be left out.
  void optional_expression(const Place& place, std::string_view text) {
    if (!text.empty()) expression(place, text);
  }
  void refers(const Place& place, Known::Kind kind, std::string_view id);

  void level(const Place& skills, std::string_view skill, int level);
  void value(const Place& place, const AttributeValue& value);
  /// Names and values; how many there may be is for the caller.
  void attributes(const Place& place, const Attributes& attributes);
  void requirement(const Place& place, const Requirement& requirement);
  void relax(const Place& place, const std::vector<RelaxStep>& steps);
  /// Times at which conditions of several requirements end.
  static void add_ends(const Requirement& requirement, std::vector<std::int64_t>* ends);
  void ends(const Place& place, std::vector<std::int64_t> ends);
  void capacity(const Place& place, const Capacity& capacity);
  void agent(const Place& place, const AgentConfig& agent);

 private:
  void wrong_number(const Place& place, std::int64_t value, Range range);
  void wrong_length(const Place& place, Duration value, Range range);
  void wrong_count(const Place& place, std::size_t found, std::size_t most);
  void skill_condition(const Place& skills, const SkillCondition& condition);
  void attribute_condition(const Place& attributes, const AttributeCondition& condition);
  void expression_condition(const Place& here, const ExpressionCondition& condition);
  void step(const Place& place, const RelaxStep& step);
  Range levels(std::string_view skill) const;

  const Known& known_;
  std::size_t most_;
  std::vector<Problem> problems_{};
};

}  // namespace uniselector::model
