// Requests that are right cost no allocation, and a place is put into words as a file would.
#include "model/request_check.h"

#include "allocations.h"
#include "model/place.h"
#include "support/catch.h"

using namespace uniselector;
using namespace std::chrono_literals;

namespace {

class Queues final : public model::Known {
 public:
  bool has(Kind kind, std::string_view id) const override {
    return kind == Kind::kQueue && id == "care";
  }
  const SkillConfig* skill(std::string_view id) const override {
    return id == skill_.id ? &skill_ : nullptr;
  }
  const Limits& limits() const override { return limits_; }

 private:
  SkillConfig skill_{"a skill with a name longer than a short string", 1, 5};
  Limits limits_;
};

}  // namespace

TEST_CASE("a request that is right is checked without an allocation", "[model][requests]") {
  const std::string skill = "a skill with a name longer than a short string";
  const std::string name = "an attribute with a name longer than a short string";
  SubmitRequest request{.id = "i", .customer = name, .attributes = {{name, name}, {"n", 2.5}}};
  request.require.skills = {{.skill = skill, .level = 5, .expires_after = 5s}};
  request.require.attributes = {{.attribute = name, .value = name}};
  request.require.expressions = {{.expression = name, .name = skill}};
  request.relax = {{.after = 5s, .drop = {name}, .lower = {{skill, 2}}, .overflow = "care"},
                   {.after = 6s, .set = request.require, .lower_all_by = 1, .priority = 1000}};
  request.time_to_live = 24h;
  request.scheduled_at = time_from_ns(1);
  InteractionUpdate update{.priority = 5, .require = request.require, .note = name};
  update.attributes = {{name, name}, {"n", std::nullopt}};
  update.disposition = name;
  const Queues known;

  const std::size_t before = test::allocations();
  const bool submit = model::check_submit(known, request).ok();
  const bool change = model::check_update(known, update, &request.attributes, 63).ok();
  const bool words = model::check_words(known, name, name, 0).ok();
  const std::size_t after = test::allocations();
  CHECK(after == before);
  CHECK((submit && change && words));
}

TEST_CASE("expressions of a request are checked by their field", "[model][requests][rules]") {
  const Queues known;
  SubmitRequest request{.id = "i"};
  request.require.expressions = {{.expression = "true"}, {.expression = ""}};
  CHECK(model::check_submit(known, request).to_string() ==
        "InvalidArgument: require.expressions[1]: found nothing, expected an expression");
  request.require = {};
  request.relax = {{.after = 1s, .when = std::string(5000, ' ')}};
  CHECK(model::check_submit(known, request).to_string() ==
        "ResourceExhausted: relax[0].when: found 5000 bytes, expected an expression of at most "
        "4096");
}

TEST_CASE("times lie within those the library works with", "[model][requests]") {
  CHECK(model::check_time("at", kMinTime).ok());
  CHECK(model::check_time("at", kMaxTime).ok());
  CHECK(model::check_time("at", kMaxTime + 1ns).code() == StatusCode::kOutOfRange);
  CHECK(model::check_time("at", kMinTime - 1ns).to_string() ==
        "OutOfRange: at: found 1969-12-31T23:59:59.999999999Z, expected 1970-01-01T00:00:00Z to "
        "2100-01-01T00:00:00Z");
}

TEST_CASE("places read as in a file", "[model][place]") {
  const model::Place queues("queues");
  const model::Place queue(queues, "care");
  const model::Place relax(queue, "relax");
  CHECK(model::Place::nth(relax, 2).text() == "queues.care.relax[2]");
  CHECK(model::Place(queue, "").text() == "queues.care");
  CHECK(model::Place().text().empty());
  CHECK(model::Place(queue, "a\nb").text() == "queues.care.a?b");
}
