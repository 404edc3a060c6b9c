// Structs of the host as objects: typed at compile time, read in place.
#include <memory>
#include <string>

#include <uniselector/cel_struct.h>

#include "evaluation.h"

using namespace uniselector;
using cel::Type;
using cel::Value;
using test::Evaluation;

namespace {

struct Customer {
  std::string name;
  std::int64_t value = 0;
  bool has_note = false;
  std::string note{};
};

struct World {
  std::shared_ptr<cel::StructType<Customer>> type =
      std::make_shared<cel::StructType<Customer>>("Customer");
  cel::EnvironmentOptions options;
  World() {
    type->field("name", Type::string(),
                [](const Customer& c, cel::Arena&) { return Value::string(c.name); })
        .field("value", Type::integer(),
               [](const Customer& c, cel::Arena&) { return Value::integer(c.value); })
        .field("note", Type::string(), [](const Customer& c, cel::Arena&) {
          return c.has_note ? Value::string(c.note) : Value();
        });
    auto types = std::make_shared<cel::StructTypes>();
    types->add(type);
    options.types = types;
  }
};

}  // namespace

TEST_CASE("fields of a host's struct are read in place and typed") {
  World world;
  const Customer customer{"ana", 12'000};
  const cel::StructObject<Customer> object(*world.type, customer);
  Evaluation facts({{"customer", world.type->type(), Value::object(&object)}}, world.options);
  CHECK(facts.text("customer.value > 10000 && customer.name == 'ana'") == "true");
  CHECK(facts.value("customer.name").as_string().data() == customer.name.data());
  CHECK(facts.text("customer.value", test::kUnchecked) == "12000");
  CHECK(facts.text("has(customer.note)") == "false");
  CHECK(facts.text("customer.note") == "error: field 'note' is not set");
  CHECK(facts.text("customer.?note.orValue('none')") == "\"none\"");
  CHECK(facts.fault("customer.value == 'a'").find("'_==_'") != std::string::npos);
  CHECK(facts.fault("customer.volume > 1").find("volume") != std::string::npos);
  CHECK(facts.text("type(customer) == Customer") == "true");
}

TEST_CASE("objects are equal when their fields are") {
  World world;
  const Customer one{"ana", 1};
  const Customer same{"ana", 1};
  const Customer other{"ana", 1, true, "late"};
  const cel::StructObject<Customer> a(*world.type, one);
  const cel::StructObject<Customer> b(*world.type, same);
  const cel::StructObject<Customer> c(*world.type, other);
  Evaluation facts({{"a", world.type->type(), Value::object(&a)},
                    {"b", world.type->type(), Value::object(&b)},
                    {"c", world.type->type(), Value::object(&c)}},
                   world.options);
  CHECK(facts.text("a == b") == "true");
  CHECK(facts.text("a == c") == "false");
  CHECK(facts.text("[a, c] == [b, c]") == "true");
}

namespace {

/// A box that copies what is put into it, and charges for boxes within.
class Boxes final : public cel::TypeProvider {
 public:
  std::optional<Type> find_type(std::string_view name) const override {
    if (name != "Box") return std::nullopt;
    return Type::object("Box");
  }
  Value find_constant(std::string_view) const override { return {}; }
  std::optional<Field> find_field(std::string_view, std::string_view field) const override {
    if (field == "nothing") return Field{Type::dyn(), 1};
    return Field{Type::dyn(), 0};
  }
  Value make_object(std::string_view, std::span<const NamedValue> fields,
                    cel::Arena&) const override {
    return fields.empty() ? Value::null() : fields.front().value;
  }
  Value make_charged_object(std::string_view type, std::span<const NamedValue> fields,
                            cel::Call& call) const override {
    if (!fields.empty() && fields.front().name == "nothing") return {};
    for (const NamedValue& field : fields) {
      if (field.value.is(cel::ValueKind::kInt) && !call.charge(1000)) return call.budget_error();
    }
    return make_object(type, fields, call.arena());
  }
};

}  // namespace

TEST_CASE("an object that is made pays for what it holds") {
  cel::EnvironmentOptions options;
  options.types = std::make_shared<Boxes>();
  const std::string text(1000, 'x');
  Evaluation facts({{"s", Type::string(), Value::string(text)}}, options);
  const auto cost = [&](std::string_view source) {
    std::uint64_t spent = 0;
    const cel::Program program = facts.compile(source);
    const Value value = program.evaluate(facts.values(), facts.arena(), {.cost_spent = &spent});
    CHECK_FALSE(value.is(cel::ValueKind::kError));
    if (spent < 1000) CHECK(spent <= program.estimated_cost().most);
    return spent;
  };
  CHECK(cost("Box{}") == 40);
  CHECK(cost("Box{v: null}") == 40);
  CHECK(cost("Box{v: s}") == 40 + 1 + 100);
  CHECK(cost("Box{v: [s, s]}") == 40 + 10 + 2 + 2 + 200);
  CHECK(cost("Box{v: {'k': s}}") == 40 + 30 + 1 + 1 + 1 + 100);
  CHECK(cost("Box{v: 7}") == 1040);
}

TEST_CASE("an object that the budget does not pay for is not made") {
  cel::EnvironmentOptions options;
  options.types = std::make_shared<Boxes>();
  options.limits.cost = 200;
  const std::string text(1000, 'x');
  Evaluation facts({{"s", Type::string(), Value::string(text)}}, options);
  CHECK(facts.text("Box{v: s}") != facts.text("Box{v: s + s}"));
  for (const char* const source : {"Box{v: s, w: s}", "Box{v: [s, s]}", "Box{v: {s: s}}",
                                   "[1, 2].map(x, Box{v: s})", "Box{v: 7}"}) {
    INFO(source);
    CHECK(facts.text(source).starts_with("error: the evaluation costs more than its budget"));
  }
  CHECK(facts.text("Box{nothing: null}") == "error: the host made no 'Box'");
}
