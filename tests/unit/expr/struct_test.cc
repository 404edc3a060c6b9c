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
