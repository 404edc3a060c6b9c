// Equality and order of values, as the public suite has them.
#include "expr/value/compare.h"

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::StatusCode;
using uniselector::cel::equal;

namespace {

bool same(const Value& a, const Value& b) {
  Arena arena;
  const bool forward = equal(a, b, arena);
  CHECK(equal(b, a, arena) == forward);
  return forward;
}

bool less(const Value& a, const Value& b) {
  const auto order = compare(a, b);
  REQUIRE(order);
  const auto back = compare(b, a);
  REQUIRE(back);
  CHECK((*order == 0) == (*back == 0));
  CHECK((*order < 0) == (*back > 0));
  return *order < 0;
}

/// A list whose elements do not lie side by side.
class Squares final : public List {
 public:
  explicit Squares(std::size_t size) : size_(size) {}
  std::size_t size() const override { return size_; }
  Value at(std::size_t index, Arena&) const override {
    return Value::integer(static_cast<std::int64_t>(index * index));
  }

 private:
  std::size_t size_;
};

class Point final : public Object {
 public:
  Point(std::int64_t x, std::string_view type) : x_(x), type_(type) {}
  std::string_view type_name() const override { return type_; }
  Value field(const FieldRef& field, Arena&) const override {
    return field.name == "x" ? Value::integer(x_) : Value();
  }
  Value has(const FieldRef& field, Arena&) const override {
    return Value::boolean(field.name == "x");
  }
  bool equals(const Object& other, Arena& arena) const override {
    return other.type_name() == type_ && other.field({"x"}, arena).as_int() == x_;
  }
  std::string_view set_field(std::size_t index) const override { return index == 0 ? "x" : ""; }

 private:
  std::int64_t x_;
  std::string_view type_;
};

}  // namespace

TEST_CASE("numbers are equal by value across kinds", "[expr][compare]") {
  CHECK(same(i(1), u(1)));
  CHECK(same(i(1), d(1)));
  CHECK(same(u(1), d(1)));
  CHECK_FALSE(same(i(2), u(1)));
  CHECK_FALSE(same(i(-1), u(UINT64_MAX)));
  CHECK_FALSE(same(i(2), d(2.5)));
  CHECK(same(d(0.0), d(-0.0)));
  CHECK_FALSE(same(d(std::nan("")), d(std::nan(""))));
  CHECK_FALSE(same(i(1), d(std::nan(""))));
}

TEST_CASE("values of other kinds are unequal", "[expr][compare]") {
  CHECK_FALSE(same(i(1), s("1")));
  CHECK_FALSE(same(s("a"), Value::bytes("a")));
  CHECK_FALSE(same(Value::null(), i(0)));
  CHECK_FALSE(same(Value::null(), Value::boolean(false)));
  CHECK_FALSE(same(Value::duration(0), i(0)));
  CHECK(same(Value::null(), Value::null()));
  CHECK(same(Value::type("int"), Value::type(std::string("int"))));
  CHECK_FALSE(same(Value::timestamp(1, 0), Value::timestamp(1, 1)));
}

TEST_CASE("whole numbers count as the nearest double next to a double", "[expr][compare]") {
  CHECK(same(i(INT64_MAX), d(9223372036854775808.0)));
  CHECK_FALSE(less(i(INT64_MAX), d(9223372036854775808.0)));
  CHECK(less(i(INT64_MAX), d(9223372036854777857.0)));
  CHECK(less(d(-9223372036854777857.0), i(INT64_MIN)));
  CHECK_FALSE(less(i(INT64_MIN), d(-9223372036854775808.0)));
  CHECK(less(u(UINT64_MAX), d(18446744073709590000.0)));
  CHECK(less(u(UINT64_MAX), d(18446744073709553665.0)));
  CHECK(less(d(-1.0), u(UINT64_MAX)));
}

TEST_CASE("int and uint compare exactly", "[expr][compare]") {
  CHECK(less(i(1), u(9223372036854775808U)));
  CHECK(less(i(-1), u(0)));
  CHECK(less(i(INT64_MAX), u(std::uint64_t{INT64_MAX} + 1)));
  CHECK_FALSE(less(u(1), i(INT64_MIN)));
}

TEST_CASE("what has an order has it by content", "[expr][compare]") {
  CHECK(less(s("abc"), s("abcd")));
  CHECK(less(s("a"), s("\xc3\xa1")));
  CHECK_FALSE(less(s("a"), s("AB")));
  CHECK(less(Value::bytes("\x01"), Value::bytes("\xff")));
  CHECK(less(Value::boolean(false), Value::boolean(true)));
  CHECK(less(Value::duration(-5), Value::duration(3)));
  CHECK(less(Value::timestamp(1, 999), Value::timestamp(2, 0)));
  CHECK(less(Value::timestamp(2, 0), Value::timestamp(2, 1)));
  CHECK(compare(d(std::nan("")), d(1)) == std::partial_ordering::unordered);
}

TEST_CASE("what has no order has none", "[expr][compare]") {
  Arena arena;
  CHECK_FALSE(compare(Value::null(), Value::null()));
  CHECK_FALSE(compare(s("foo"), i(1024)));
  CHECK_FALSE(compare(list_of(arena, {i(1)}), list_of(arena, {i(2)})));
  CHECK_FALSE(compare(Value::type("int"), Value::type("uint")));
}

TEST_CASE("lists are equal element by element, whatever holds them", "[expr][compare]") {
  Arena arena;
  CHECK(same(list_of(arena, {d(1), d(2), i(3)}), list_of(arena, {u(1), i(2), u(3)})));
  CHECK_FALSE(same(list_of(arena, {i(1), i(2)}), list_of(arena, {i(2), i(1)})));
  CHECK_FALSE(same(list_of(arena, {}), list_of(arena, {i(1)})));
  CHECK_FALSE(same(list_of(arena, {d(std::nan(""))}), list_of(arena, {d(std::nan(""))})));
  const Squares squares(4);
  CHECK(same(Value::list(&squares), list_of(arena, {i(0), i(1), i(4), i(9)})));
  CHECK_FALSE(same(Value::list(&squares), list_of(arena, {i(0), i(1), i(4), i(8)})));
}

TEST_CASE("maps are equal entry by entry, in any order and with any kind of number",
          "[expr][compare]") {
  Arena arena;
  CHECK(same(map_of(arena, {i(1), d(1), u(2), u(3)}), map_of(arena, {i(2), d(3), u(1), i(1)})));
  CHECK_FALSE(same(map_of(arena, {s("k"), i(1)}), map_of(arena, {s("k"), i(2)})));
  CHECK_FALSE(same(map_of(arena, {s("k"), i(1)}), map_of(arena, {s("j"), i(1)})));
  CHECK_FALSE(same(map_of(arena, {s("k"), i(1)}), map_of(arena, {})));
  CHECK(same(map_of(arena, {s("k"), Value::null()}), map_of(arena, {s("k"), Value::null()})));
}

TEST_CASE("optionals are equal by what they hold", "[expr][compare]") {
  Arena arena;
  const Value none = Value::optional(nullptr);
  const auto of = [&arena](const Value& v) { return uniselector::cel::make_optional(arena, v); };
  CHECK(same(none, none));
  CHECK(same(of(i(1)), of(u(1))));
  CHECK_FALSE(same(of(i(1)), none));
  CHECK_FALSE(same(of(i(1)), i(1)));
  CHECK(same(of(of(none)), of(of(none))));
}

TEST_CASE("objects decide themselves", "[expr][compare]") {
  const Point a(1, "Point");
  const Point b(1, "Point");
  const Point c(2, "Point");
  const Point other(1, "Other");
  CHECK(same(Value::object(&a), Value::object(&b)));
  CHECK_FALSE(same(Value::object(&a), Value::object(&c)));
  CHECK_FALSE(same(Value::object(&a), Value::object(&other)));
}

TEST_CASE("depth does not exhaust the stack", "[expr][compare]") {
  Arena arena;
  const auto nest = [&arena](Value inner) {
    for (int n = 0; n < 200'000; ++n) inner = list_of(arena, {inner});
    return inner;
  };
  CHECK(same(nest(i(1)), nest(d(1))));
  CHECK_FALSE(same(nest(i(1)), nest(i(2))));
}

TEST_CASE("parts that are shared are compared once", "[expr][compare]") {
  Arena arena;
  // 2^60 paths lead to the end of each.
  const auto share = [&arena](Value inner) {
    for (int n = 0; n < 60; ++n) inner = list_of(arena, {inner, inner});
    return inner;
  };
  CHECK(same(share(i(1)), share(i(1))));
  CHECK_FALSE(same(share(i(1)), share(i(2))));
}

TEST_CASE("an evaluation pays for what it compares", "[expr][compare]") {
  Arena arena;
  const uniselector::cel::Limits limits;
  std::vector<Value> many(100, i(7));
  const Value inner = uniselector::cel::make_list(arena, many);
  const Value nested = list_of(arena, {inner, inner, s("0123456789")});

  CallFrame enough(arena, limits, 1000);
  CHECK(equal_within(enough, nested, nested).is_true());
  CHECK(enough.spent() == 201);

  CallFrame little(arena, limits, 150);
  const Value stopped = equal_within(little, nested, nested);
  REQUIRE(stopped.is(ValueKind::kError));
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
}

TEST_CASE("an element that is an error counts where nothing else decides", "[expr][compare]") {
  Arena arena;
  const uniselector::cel::Limits limits;
  const Value error =
      uniselector::cel::make_error(arena, StatusCode::kInternal, "the host has no value");
  const Value broken = list_of(arena, {error, i(1)});
  CallFrame call(arena, limits, 1000);
  CHECK(equal_within(call, broken, list_of(arena, {i(0), i(2)})).is_false());
  CHECK(message_of(equal_within(call, broken, list_of(arena, {i(0), i(1)}))) ==
        "the host has no value");
  CHECK_FALSE(same(broken, list_of(arena, {i(0), i(1)})));
}
