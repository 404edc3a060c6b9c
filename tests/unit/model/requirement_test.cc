// What a relaxation step makes of a requirement.
#include "model/requirement.h"

#include "support/catch.h"

using namespace uniselector;

namespace {

/// One skill `low` whose best level is 1 of 9, one skill `high` with levels 1..9.
class Skills final : public model::Known {
 public:
  bool has(Kind, std::string_view) const override { return false; }
  const SkillConfig* skill(std::string_view id) const override {
    if (id == low_.id) return &low_;
    return id == high_.id ? &high_ : nullptr;
  }
  const Limits& limits() const override { return limits_; }

 private:
  SkillConfig low_{"low", 1, 9, true};
  SkillConfig high_{"high", 1, 9};
  Limits limits_;
};

std::string after(const Requirement& requirement, const RelaxStep& step) {
  return model::describe(model::apply_step(requirement, step, Skills()));
}

const Requirement kFive{.skills = {{"low", Operator::kGreaterOrEqual, 5},
                                   {"high", Operator::kGreaterOrEqual, 5},
                                   {"other", Operator::kGreater, 5}}};

}  // namespace

TEST_CASE("lower moves a limit towards the worse end of its skill", "[model][relax]") {
  CHECK(after(kFive, {.lower = {{"low", 7}, {"high", 3}, {"other", 3}}}) ==
        "low >= 7 and high >= 3 and other > 3");
  CHECK(after(kFive, {.lower_all_by = 2}) == "low >= 7 and high >= 3 and other > 3");
}

TEST_CASE("expressions are dropped and replaced by their names", "[model][relax]") {
  const Requirement three{.skills = {{.skill = "near"}},
                          .expressions = {{"a"}, {"b", "near"}, {"c", "other"}}};
  CHECK(after(three, {.drop = {"near"}}) == "(a) and (c)");
  CHECK(after(three, {.drop = {""}}) == "near >= 1 and (a) and (b) and (c)");
  CHECK(after(three, {.add = {.expressions = {{"d", "near"}, {"e"}}}}) ==
        "near >= 1 and (a) and (c) and (d) and (e)");
  CHECK(after(three, {.set = Requirement{.expressions = {{"a || b"}}}}) == "a || b");
}

TEST_CASE("equal expressions are joined, others are kept", "[model]") {
  const Requirement a{.expressions = {{"x", "n"}, {"y"}}};
  const Requirement b{.expressions = {{"y"}, {"x", "m"}}};
  CHECK(model::combine(a, b) == Requirement{.expressions = {{"x", "n"}, {"y"}, {"x", "m"}}});
}

TEST_CASE("a condition is described with the condition it stands under", "[model]") {
  const Requirement requirement{
      .skills = {{.skill = "fr", .op = Operator::kPresent, .when = "attributes.lang == 'fr'"}},
      .attributes = {{.attribute = "site", .value = std::string("x"), .when = "true"}}};
  CHECK(model::describe(requirement) ==
        "fr present if attributes.lang == 'fr' and site = x if true");
}

TEST_CASE("the canonical text tells all requirements and steps apart", "[model]") {
  using std::chrono::seconds;
  const std::vector<Requirement> requirements{
      {},
      {.skills = {{.skill = "a"}}},
      {.skills = {{.skill = "a", .when = "x"}}},
      {.skills = {{.skill = "a", .when = "y"}}},
      {.skills = {{.skill = "a", .expires_after = seconds(1), .when = "x"}}},
      {.attributes = {{.attribute = "a"}}},
      {.attributes = {{.attribute = "a", .when = "x"}}},
      {.expressions = {{"x"}}},
      {.expressions = {{"x", "n"}}},
      {.expressions = {{"n", "x"}}},
      {.expressions = {{"x", "", seconds(1)}}},
      {.expressions = {{"x", "", std::nullopt, true}}},
      {.expressions = {{"x"}, {"y"}}},
      {.expressions = {{"y"}, {"x"}}},
      {.attributes = {{.attribute = "a"}}, .expressions = {{"x"}}}};
  for (std::size_t i = 0; i < requirements.size(); ++i) {
    for (std::size_t j = 0; j < requirements.size(); ++j) {
      INFO(i << " and " << j);
      CHECK((model::canonical(requirements[i]) == model::canonical(requirements[j])) == (i == j));
    }
  }
  const RelaxStep plain{.after = seconds(1)};
  RelaxStep guarded = plain;
  guarded.when = "x";
  RelaxStep other = plain;
  other.when = "y";
  CHECK(model::canonical(plain) != model::canonical(guarded));
  CHECK(model::canonical(other) != model::canonical(guarded));
  // Equal whether they came from one text or from two.
  CHECK(model::canonical(RelaxStep(guarded)) == model::canonical(guarded));
}

TEST_CASE("lower never asks for more, whichever end is best", "[model][relax]") {
  CHECK(after(kFive, {.lower = {{"low", 3}, {"high", 7}, {"other", 7}}}) ==
        "low >= 5 and high >= 5 and other > 5");
}

TEST_CASE("lower_all_by stops at the worst level and does not overflow", "[model][relax]") {
  CHECK(after(kFive, {.lower_all_by = 100}) == "low >= 9 and high >= 1 and other > 1");
  CHECK(after(kFive, {.lower_all_by = INT32_MAX}) == "low >= 9 and high >= 1 and other > 1");
  CHECK(after(kFive, {.lower_all_by = INT32_MIN}) == "low >= 5 and high >= 5 and other > 5");
}

TEST_CASE("equal and at most are not minimums, so lower leaves them alone", "[model][relax]") {
  const Requirement exact{
      .skills = {{"high", Operator::kEqual, 5}, {"low", Operator::kLessOrEqual, 5}}};
  CHECK(after(exact, {.lower = {{"high", 1}, {"low", 9}}, .lower_all_by = 3}) ==
        "high = 5 and low <= 5");
}
