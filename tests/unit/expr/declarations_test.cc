// What can be declared side by side, and which values an overload takes.
#include "expr/declarations.h"

#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::expr;

namespace {

Overload overload(std::string function, std::string id, std::vector<Type> parameters,
                  bool receiver = false) {
  Overload made;
  made.function = std::move(function);
  made.id = std::move(id);
  made.parameters = std::move(parameters);
  made.receiver = receiver;
  made.result = Type::boolean();
  return made;
}

/// Whether f(a) can be declared beside f(b).
bool together(const Type& a, const Type& b) {
  Declarations declarations;
  CHECK(declarations.add(overload("f", "f_a", {a})).ok());
  const Status status = declarations.add(overload("f", "f_b", {b}));
  if (!status.ok()) {
    CHECK(status.code() == StatusCode::kInvalidArgument);
    CHECK(declarations.find_function("f").size() == 1);
    CHECK(declarations.find_overload("f_b") == nullptr);
  }
  return status.ok();
}

class Tag final : public Opaque {
 public:
  explicit Tag(std::string_view name) : name_(name) {}
  std::string_view type_name() const override { return name_; }
  bool equals(const Opaque& other) const override { return this == &other; }
  std::string_view text(Arena&) const override { return name_; }

 private:
  std::string_view name_;
};

bool takes(const Type& type, const Value& value) {
  return accepts(overload("f", "f_x", {type}), &value, 1);
}

}  // namespace

TEST_CASE("functions are found by name and id in order of declaration", "[expr][declarations]") {
  Declarations declarations;
  CHECK(declarations.add(overload("size", "size_string", {Type::string()})).ok());
  CHECK(declarations.add(overload("last", "last", {Type::string()})).ok());
  CHECK(declarations.add(overload("size", "size_bytes", {Type::bytes()})).ok());
  const auto found = declarations.find_function("size");
  REQUIRE(found.size() == 2);
  CHECK(found[0]->id == "size_string");
  CHECK(found[1]->id == "size_bytes");
  CHECK(declarations.find_overload("size_bytes") == found[1]);
  CHECK(declarations.find_function("sise").empty());
  CHECK(declarations.find_overload("size") == nullptr);
}

TEST_CASE("an overload id is taken once", "[expr][declarations]") {
  Declarations declarations;
  CHECK(declarations.add(overload("f", "id", {})).ok());
  const Status status = declarations.add(overload("g", "id", {}));
  CHECK(status.code() == StatusCode::kAlreadyExists);
  CHECK(status.message() == "overload id 'id' is taken");
}

TEST_CASE("a function needs a name, an id and a parameter for its receiver",
          "[expr][declarations]") {
  Declarations declarations;
  CHECK(declarations.add(overload("", "id", {})).code() == StatusCode::kInvalidArgument);
  CHECK(declarations.add(overload("f", "", {})).code() == StatusCode::kInvalidArgument);
  CHECK(declarations.add(overload("f", "id", {}, true)).code() == StatusCode::kInvalidArgument);
  CHECK(declarations.find_function("f").empty());
}

TEST_CASE("overloads that a value could not tell apart are refused", "[expr][declarations]") {
  CHECK(together(Type::integer(), Type::string()));
  CHECK_FALSE(together(Type::integer(), Type::integer()));
  CHECK_FALSE(together(Type::integer(), Type::dyn()));
  CHECK_FALSE(together(Type::parameter("T"), Type::string()));
  CHECK_FALSE(together(Type::integer(), Type::wrapper(Type::integer())));
  CHECK_FALSE(together(Type::wrapper(Type::integer()), Type::null()));
  CHECK(together(Type::wrapper(Type::integer()), Type::string()));
  CHECK(together(Type::wrapper(Type::integer()), Type::wrapper(Type::string())));
  CHECK(together(Type::list(Type::integer()), Type::list(Type::string())));
  CHECK_FALSE(together(Type::list(Type::integer()), Type::list(Type::dyn())));
  CHECK(together(Type::list(Type::parameter("T")), Type::map(Type::string(), Type::string())));
  CHECK(together(Type::object("a.B"), Type::object("a.C")));
  CHECK(together(Type::opaque("a"), Type::opaque("b")));
  CHECK_FALSE(together(Type::optional(Type::integer()), Type::optional(Type::parameter("T"))));
  CHECK_FALSE(together(Type::type_of(Type::integer()), Type::type_of(Type::string())));
}

TEST_CASE("style and number of parameters tell overloads apart", "[expr][declarations]") {
  Declarations declarations;
  CHECK(declarations.add(overload("f", "f_1", {Type::dyn()})).ok());
  CHECK(declarations.add(overload("f", "f_2", {Type::dyn(), Type::dyn()})).ok());
  CHECK(declarations.add(overload("f", "f_1_receiver", {Type::dyn()}, true)).ok());
  CHECK(declarations.add(overload("f", "f_0", {})).ok());
  const Status status = declarations.add(overload("f", "f_2_again", {Type::string(), Type::dyn()}));
  CHECK(status.message() ==
        "overload 'f_2_again' of function 'f' takes values that overload 'f_2' takes too");
}

TEST_CASE("variables have slots in order of declaration", "[expr][declarations]") {
  Declarations declarations;
  CHECK(declarations.add_variable("wait", Type::integer()).ok());
  CHECK(declarations.add_variable("customer.value", Type::real()).ok());
  CHECK(declarations.find_variable("wait") == 0);
  CHECK(declarations.find_variable("customer.value") == 1);
  CHECK(declarations.find_variable("customer") == -1);
  CHECK(declarations.variable(1).type == Type::real());
  CHECK(declarations.variables().size() == 2);
  const Status twice = declarations.add_variable("wait", Type::string());
  CHECK(twice.code() == StatusCode::kAlreadyExists);
  CHECK(twice.message() == "variable 'wait' is declared twice");
  CHECK(declarations.variables().size() == 2);
}

TEST_CASE("names of variables are identifiers joined by dots", "[expr][declarations]") {
  Declarations declarations;
  for (const char* good : {"a", "_a1", "a.b_c.D2"}) {
    CHECK(declarations.add_variable(good, Type::dyn()).ok());
  }
  for (const char* bad : {"", ".", ".a", "a.", "a..b", "1a", "a.1", "a b", "@x", "\u00e9"}) {
    CHECK(declarations.add_variable(bad, Type::dyn()).code() == StatusCode::kInvalidArgument);
  }
}

TEST_CASE("an overload takes values of its parameters' kinds", "[expr][declarations]") {
  CHECK(takes(Type::integer(), Value::integer(1)));
  CHECK_FALSE(takes(Type::integer(), Value::uint(1)));
  CHECK_FALSE(takes(Type::integer(), Value::null()));
  CHECK(takes(Type::wrapper(Type::integer()), Value::null()));
  CHECK(takes(Type::wrapper(Type::integer()), Value::integer(1)));
  CHECK_FALSE(takes(Type::wrapper(Type::integer()), Value::real(1)));
  CHECK(takes(Type::timestamp(), Value::timestamp(0, 0)));
  CHECK(takes(Type::optional(Type::dyn()), Value::optional(nullptr)));
  CHECK(takes(Type::type_of(Type::dyn()), Value::type("int")));
  for (const Type& open : {Type::dyn(), Type::any(), Type::parameter("T")}) {
    CHECK(takes(open, Value::null()));
    CHECK(takes(open, Value::string("a")));
    CHECK(takes(open, Value::optional(nullptr)));
    CHECK_FALSE(takes(open, Value()));
    CHECK_FALSE(takes(open, Value::error(nullptr)));
    CHECK_FALSE(takes(open, Value::unknown(nullptr)));
  }
  const Value two[] = {Value::integer(1), Value::integer(2)};
  CHECK_FALSE(accepts(overload("f", "f_int", {Type::integer()}), two, 2));
}

TEST_CASE("opaque values are told apart by the names of their types", "[expr][declarations]") {
  const Tag red("red");
  CHECK(takes(Type::opaque("red"), Value::opaque(&red)));
  CHECK_FALSE(takes(Type::opaque("blue"), Value::opaque(&red)));
  CHECK(takes(Type::dyn(), Value::opaque(&red)));
  CHECK_FALSE(takes(Type::optional(Type::dyn()), Value::opaque(&red)));
}
