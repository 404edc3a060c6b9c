// Numbers at their edges: overflow, signs, NaN, and the kinds that a result keeps.
#include <cmath>
#include <limits>
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST_CASE("the greatest and the least keep the kind of the number found", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.@max", {i(-5)}) == "-5");
  CHECK(call.text("math.@max", {i(3), u(5)}) == "5u");
  CHECK(call.text("math.@max", {d(1.5), i(-7)}) == "1.5");
  CHECK(call.text("math.@min", {d(1.5), i(-7)}) == "-7");
  CHECK(call.text("math.@min", {u(UINT64_MAX), i(-1)}) == "-1");
  CHECK(call.text("math.@max", {i(INT64_MIN), u(0)}) == "0u");
  CHECK(call.text("math.@max", {call.list({d(5.4), i(10), u(3), d(-5.0), d(3.5)})}) == "10");
  CHECK(call.text("math.@min", {call.list({d(5.4), i(10), u(3), d(-5.0), d(3.5)})}) == "-5.0");
}

TEST_CASE("of equal numbers the first is taken", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.@max", {d(1.0), i(1)}) == "1.0");
  CHECK(call.text("math.@max", {i(1), d(1.0)}) == "1");
  CHECK(call.text("math.@min", {u(1), i(1)}) == "1u");
  CHECK(call.text("math.@max", {call.list({u(1), i(1), d(1.0)})}) == "1u");
}

TEST_CASE("what has no order has no greatest", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.@max", {call.list({})}) ==
        "error: math.@max(list) argument must not be empty");
  CHECK(call.text("math.@min", {d(NAN), d(1)}) == "error: NaN values cannot be ordered: math.@min");
  CHECK(call.text("math.@min", {call.list({i(1), d(NAN)})}).starts_with("error: NaN"));
  CHECK(call.text("math.@max", {call.list({s("a")})}) ==
        "error: no such overload: math.@max(string)");
  CHECK(call.text("math.@max", {call.list({i(1), s("a")})}) ==
        "error: no such overload: math.@max(int, string)");
  CHECK_FALSE(call.accepted("math.@max", {s("a")}));
  CHECK_FALSE(call.accepted("math.@max", {s("a"), i(1)}));
  const SpreadList broken(
      {i(1), cel::make_error(call.arena(), StatusCode::kNotFound, "no such row")});
  CHECK(call.text("math.@max", {Value::list(&broken)}) == "error: no such row");
}

TEST_CASE("rounding goes to whole doubles, ties away from zero", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.ceil", {d(-1.2)}) == "-1.0");
  CHECK(call.text("math.ceil", {d(1.2)}) == "2.0");
  CHECK(call.text("math.floor", {d(-1.2)}) == "-2.0");
  CHECK(call.text("math.round", {d(-1.5)}) == "-2.0");
  CHECK(call.text("math.round", {d(2.5)}) == "3.0");
  CHECK(call.text("math.round", {d(0.49999999999999994)}) == "0.0");
  CHECK(call.text("math.trunc", {d(-1.9)}) == "-1.0");
  CHECK(std::isnan(call("math.trunc", {d(NAN)}).as_double()));
  CHECK(call("math.round", {d(kInfinity)}).as_double() == kInfinity);
  CHECK_FALSE(call.accepted("math.ceil", {i(1)}));
}

TEST_CASE("tests of doubles", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call("math.isNaN", {d(NAN)}).is_true());
  CHECK(call("math.isNaN", {d(kInfinity)}).is_false());
  CHECK(call("math.isInf", {d(-kInfinity)}).is_true());
  CHECK(call("math.isInf", {d(NAN)}).is_false());
  CHECK(call("math.isFinite", {d(1e308)}).is_true());
  CHECK(call("math.isFinite", {d(NAN)}).is_false());
  CHECK(call("math.isFinite", {d(-kInfinity)}).is_false());
}

TEST_CASE("abs and sign keep the kind, and the least int has no abs", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.abs", {i(-11)}) == "11");
  CHECK(call.text("math.abs", {u(1)}) == "1u");
  CHECK(call.text("math.abs", {d(-11.5)}) == "11.5");
  CHECK(call.text("math.abs", {i(INT64_MIN + 1)}) == "9223372036854775807");
  const Value overflow = call("math.abs", {i(INT64_MIN)});
  CHECK(overflow.as_error().code == StatusCode::kOutOfRange);
  CHECK(call.text("math.sign", {i(-11)}) == "-1");
  CHECK(call.text("math.sign", {i(0)}) == "0");
  CHECK(call.text("math.sign", {u(100)}) == "1u");
  CHECK(call.text("math.sign", {d(-32.0)}) == "-1.0");
  CHECK(call.text("math.sign", {d(-0.0)}) == "0.0");
  CHECK(std::isnan(call("math.sign", {d(NAN)}).as_double()));
}

TEST_CASE("bits of both kinds of whole numbers", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.bitAnd", {i(1), i(-1)}) == "1");
  CHECK(call.text("math.bitAnd", {u(1), u(3)}) == "1u");
  CHECK(call.text("math.bitOr", {i(4), i(-2)}) == "-2");
  CHECK(call.text("math.bitXor", {i(4), i(-2)}) == "-6");
  CHECK(call.text("math.bitNot", {i(-1)}) == "0");
  CHECK(call.text("math.bitNot", {u(1)}) == "18446744073709551614u");
  CHECK_FALSE(call.accepted("math.bitAnd", {u(2), i(1)}));
  CHECK_FALSE(call.accepted("math.bitOr", {d(1.2), i(1)}));
}

TEST_CASE("shifts bring in zeros and end at 64", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.bitShiftLeft", {i(1), i(2)}) == "4");
  CHECK(call.text("math.bitShiftLeft", {i(1), i(63)}) == "-9223372036854775808");
  CHECK(call.text("math.bitShiftLeft", {i(-1), i(64)}) == "0");
  CHECK(call.text("math.bitShiftLeft", {u(1), i(INT64_MAX)}) == "0u");
  CHECK(call.text("math.bitShiftRight", {i(-1024), i(3)}) == "2305843009213693824");
  CHECK(call.text("math.bitShiftRight", {i(-1024), i(0)}) == "-1024");
  CHECK(call.text("math.bitShiftRight", {i(-1024), i(64)}) == "0");
  CHECK(call.text("math.bitShiftRight", {u(1024), i(2)}) == "256u");
  CHECK(call.text("math.bitShiftRight", {u(1), i(-1)}) ==
        "error: math.bitShiftRight() negative offset: -1");
  CHECK(call.text("math.bitShiftLeft", {u(1), i(INT64_MIN)}).starts_with("error: "));
}

TEST_CASE("sqrt came with version 2", "[expr][math]") {
  LibraryCalls call(add_math);
  CHECK(call.text("math.sqrt", {i(81)}) == "9.0");
  CHECK(call.text("math.sqrt", {u(UINT64_MAX)}) == "4294967296.0");
  CHECK(call.text("math.sqrt", {d(985.25)}) == "31.388692231439016");
  CHECK(std::isnan(call("math.sqrt", {i(-15)}).as_double()));
  CHECK_FALSE(LibraryCalls(add_math, 1).has("math.sqrt"));
  CHECK(LibraryCalls(add_math, 1).has("math.bitAnd"));
}

TEST_CASE("every overload of math has its own id", "[expr][math]") {
  LibraryCalls call(add_math);
  for (const char* const name : {"math.@max", "math.@min"}) {
    CHECK(call.declarations().find_function(name).size() == 15);
  }
  for (const char* const id :
       {"math_@max_int_uint", "math_@min_list_double", "math_ceil_double", "math_isNaN_double",
        "math_abs_uint", "math_sign_int", "math_bitAnd_uint_uint", "math_bitNot_int_int",
        "math_bitShiftLeft_uint_int", "math_sqrt_double"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
