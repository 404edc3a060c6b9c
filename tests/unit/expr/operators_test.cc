// Operators: overflow is an error, IEEE doubles never are; containers are indexed and searched.
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::StatusCode;
using uniselector::cel::to_text;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62'135'596'800;
constexpr std::int64_t kLastSecond = 253'402'300'799;

/// The code of an error; kOk for what is none.
StatusCode code_of(const Value& value) {
  return value.is(ValueKind::kError) ? value.as_error().code : StatusCode::kOk;
}

/// A list whose second element is an error.
class Broken final : public List {
 public:
  std::size_t size() const override { return 3; }
  Value at(std::size_t index, Arena& arena) const override {
    if (index != 1) return i(static_cast<std::int64_t>(index));
    return uniselector::cel::make_error(arena, StatusCode::kInternal, "element 1 is broken");
  }
};

}  // namespace

TEST_CASE("integers of 64 bits do not wrap around", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("add_int64", {i(40), i(2)}).as_int() == 42);
  CHECK(call("subtract_int64", {i(-42), i(-12)}).as_int() == -30);
  CHECK(call("multiply_int64", {i(-30), i(-2)}).as_int() == 60);
  CHECK(call("divide_int64", {i(-20), i(3)}).as_int() == -6);
  CHECK(call("modulo_int64", {i(43), i(-5)}).as_int() == 3);
  CHECK(call("modulo_int64", {i(-3), i(5)}).as_int() == -3);
  CHECK(call("negate_int64", {i(-42)}).as_int() == 42);

  CHECK(message_of(call("add_int64", {i(INT64_MAX), i(1)})) ==
        "integer overflow: 9223372036854775807 + 1");
  CHECK(code_of(call("subtract_int64", {i(1), i(-INT64_MAX)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("multiply_int64", {i(5'000'000'000), i(5'000'000'000)})) ==
        StatusCode::kOutOfRange);
  CHECK(code_of(call("multiply_int64", {i(INT64_MIN), i(-1)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("divide_int64", {i(INT64_MIN), i(-1)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("modulo_int64", {i(INT64_MIN), i(-1)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("negate_int64", {i(INT64_MIN)})) == StatusCode::kOutOfRange);
  CHECK(message_of(call("divide_int64", {i(15), i(0)})) == "division by zero: the dividend is 15");
  CHECK(message_of(call("modulo_int64", {i(34), i(0)})) == "modulus by zero: the dividend is 34");
}

TEST_CASE("unsigned integers do not wrap around", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("add_uint64", {u(42), u(2)}).as_uint() == 44);
  CHECK(call("subtract_uint64", {u(42), u(12)}).as_uint() == 30);
  CHECK(call("multiply_uint64", {u(40), u(2)}).as_uint() == 80);
  CHECK(call("divide_uint64", {u(61), u(2)}).as_uint() == 30);
  CHECK(call("modulo_uint64", {u(42), u(5)}).as_uint() == 2);
  CHECK(code_of(call("add_uint64", {u(UINT64_MAX), u(1)})) == StatusCode::kOutOfRange);
  CHECK(message_of(call("subtract_uint64", {u(0), u(1)})) == "unsigned integer overflow: 0u - 1u");
  CHECK(code_of(call("multiply_uint64", {u(5'000'000'000), u(5'000'000'000)})) ==
        StatusCode::kOutOfRange);
  CHECK(code_of(call("divide_uint64", {u(15), u(0)})) == StatusCode::kInvalidArgument);
  CHECK(code_of(call("modulo_uint64", {u(15), u(0)})) == StatusCode::kInvalidArgument);
}

TEST_CASE("doubles follow IEEE 754", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("add_double", {d(4.25), d(15.25)}).as_double() == 19.5);
  CHECK(call("subtract_double", {d(42.875), d(-22)}).as_double() == 64.875);
  CHECK(call("multiply_double", {d(2), d(8.988466e307)}).as_double() == HUGE_VAL);
  CHECK(call("divide_double", {d(15.75), d(0)}).as_double() == HUGE_VAL);
  CHECK(call("divide_double", {d(-15.75), d(0)}).as_double() == -HUGE_VAL);
  CHECK(std::isnan(call("divide_double", {d(0), d(0)}).as_double()));
  CHECK(std::signbit(call("negate_double", {d(0)}).as_double()));
}

TEST_CASE("durations stay within 64 bits of nanoseconds", "[expr][operators]") {
  FunctionCalls call;
  const auto length = Value::duration;
  CHECK(call("add_duration_duration", {length(600), length(50)}).as_duration() == 650);
  CHECK(call("subtract_duration_duration", {length(900), length(42)}).as_duration() == 858);
  CHECK(code_of(call("add_duration_duration", {length(INT64_MAX), length(1)})) ==
        StatusCode::kOutOfRange);
  CHECK(message_of(call("subtract_duration_duration", {length(INT64_MIN), length(1)})) ==
        "duration overflow: duration(\"-9223372036.854775808s\") - duration(\"0.000000001s\")");
}

TEST_CASE("times move within the years 0001 to 9999", "[expr][operators]") {
  FunctionCalls call;
  const auto at = [](const Value& value) {
    REQUIRE(value.is(ValueKind::kTimestamp));
    return std::pair{value.timestamp_seconds(), value.timestamp_nanoseconds()};
  };
  using Point = std::pair<std::int64_t, std::uint32_t>;
  CHECK(at(call("add_timestamp_duration",
                {Value::timestamp(kFirstSecond + 1, 1), Value::duration(-999'999'999)})) ==
        Point{kFirstSecond, 2});
  CHECK(at(call("add_duration_timestamp",
                {Value::duration(999'999'999), Value::timestamp(kFirstSecond + 1, 999'999'999)})) ==
        Point{kFirstSecond + 2, 999'999'998});
  CHECK(at(call("subtract_timestamp_duration",
                {Value::timestamp(600, 0), Value::duration(600 * kSecond + 1)})) ==
        Point{-1, 999'999'999});
  CHECK(at(call("subtract_timestamp_duration",
                {Value::timestamp(0, 5), Value::duration(INT64_MIN)})) ==
        Point{9'223'372'036, 854'775'813});

  CHECK(code_of(call("add_timestamp_duration", {Value::timestamp(kLastSecond, 999'999'999),
                                                Value::duration(1)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("add_timestamp_duration", {Value::timestamp(kFirstSecond, 0),
                                                Value::duration(-1)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("subtract_timestamp_duration",
                     {Value::timestamp(kFirstSecond, 0), Value::duration(INT64_MAX)})) ==
        StatusCode::kOutOfRange);
}

TEST_CASE("the time between two times is a duration if it fits", "[expr][operators]") {
  FunctionCalls call;
  const auto between = [&call](const Value& a, const Value& b) {
    return call("subtract_timestamp_timestamp", {a, b});
  };
  CHECK(between(Value::timestamp(120, 0), Value::timestamp(0, 1)).as_duration() ==
        120 * kSecond - 1);
  CHECK(between(Value::timestamp(0, 1), Value::timestamp(120, 0)).as_duration() ==
        1 - 120 * kSecond);
  // Both ends of 64 bits, where the seconds alone do not fit.
  CHECK(
      between(Value::timestamp(9'223'372'037, 0), Value::timestamp(0, 145'224'193)).as_duration() ==
      INT64_MAX);
  CHECK(
      between(Value::timestamp(0, 145'224'192), Value::timestamp(9'223'372'037, 0)).as_duration() ==
      INT64_MIN);
  CHECK(code_of(between(Value::timestamp(9'223'372'037, 0), Value::timestamp(0, 145'224'192))) ==
        StatusCode::kOutOfRange);
  CHECK(code_of(between(Value::timestamp(kLastSecond, 0), Value::timestamp(kFirstSecond, 0))) ==
        StatusCode::kOutOfRange);
  CHECK(code_of(between(Value::timestamp(kFirstSecond, 0), Value::timestamp(kLastSecond, 0))) ==
        StatusCode::kOutOfRange);
}

TEST_CASE("text, bytes and lists are joined", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("add_string", {s("r\xc3\xb4"), s("le")}).as_string() == "r\xc3\xb4le");
  CHECK(call("add_string", {s(""), s("")}).as_string().empty());
  CHECK(call("add_string", {s("abc"), s("")}).as_string() == "abc");
  const Value bytes = call("add_bytes", {Value::bytes(""), Value::bytes("\xff")});
  CHECK(bytes.is(ValueKind::kBytes));
  CHECK(call("add_bytes", {Value::bytes("abc"), Value::bytes("def")}).as_bytes() == "abcdef");
  const Value joined =
      call("add_list", {list_of(call.arena(), {i(0), i(1)}), list_of(call.arena(), {i(2)})});
  CHECK(to_text(joined) == "[0, 1, 2]");
  CHECK(to_text(call("add_list", {list_of(call.arena(), {}), list_of(call.arena(), {})})) == "[]");
}

TEST_CASE("text longer than a value can say is refused", "[expr][operators]") {
  FunctionCalls call;
  // Nothing reads the bytes behind the first.
  const Value large = s({"x", 0xffff'ffff});
  CHECK(code_of(call("add_string", {large, s("y")})) == StatusCode::kResourceExhausted);
}

TEST_CASE("relations hold across the kinds of numbers", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("less_int64", {i(-1), i(0)}).is_true());
  CHECK(call("less_int64_double", {i(1), d(1.5)}).is_true());
  CHECK(call("less_equals_uint64_int64", {u(1), i(1)}).is_true());
  CHECK(call("greater_double_uint64", {d(2), u(2)}).is_false());
  CHECK(call("greater_equals_int64_uint64", {i(-1), u(0)}).is_false());
  CHECK(call("greater_string", {s("abc"), s("aBc")}).is_true());
  CHECK(call("less_bool", {Value::boolean(false), Value::boolean(true)}).is_true());
  CHECK(call("less_equals_timestamp", {Value::timestamp(1, 0), Value::timestamp(1, 0)}).is_true());
  for (const char* const id :
       {"less_double", "less_equals_double", "greater_double", "greater_equals_double"}) {
    CHECK(call(id, {d(std::nan("")), d(1)}).is_false());
  }
}

TEST_CASE("equality takes everything", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("equals", {i(1), d(1)}).is_true());
  CHECK(call("equals", {i(1), s("1")}).is_false());
  CHECK(call("not_equals", {d(std::nan("")), d(std::nan(""))}).is_true());
  CHECK(call("not_equals", {list_of(call.arena(), {i(1)}), list_of(call.arena(), {u(1)})})
            .is_false());
}

TEST_CASE("an index out of a list is an error that says so", "[expr][operators]") {
  FunctionCalls call;
  const Value list = list_of(call.arena(), {i(7), i(8), i(9)});
  CHECK(call("index_list", {list, i(2)}).as_int() == 9);
  CHECK(message_of(call("index_list", {list, i(5)})) ==
        "index out of bounds: 5, the list has 3 elements");
  CHECK(code_of(call("index_list", {list, i(-1)})) == StatusCode::kOutOfRange);
  CHECK(code_of(call("index_list", {list, i(INT64_MIN)})) == StatusCode::kOutOfRange);
}

TEST_CASE("a key is found by value whatever kind of number it is", "[expr][operators]") {
  FunctionCalls call;
  const Value map = map_of(call.arena(), {u(1), d(1), i(2), d(2), s("k"), Value::null()});
  CHECK(call("index_map", {map, d(2)}).as_double() == 2);
  CHECK(call("index_map", {map, i(1)}).as_double() == 1);
  CHECK(call("index_map", {map, s("k")}).is(ValueKind::kNull));
  CHECK(message_of(call("index_map", {map, d(2.5)})) == "no such key: 2.5");
  CHECK(message_of(call("index_map", {map, s("x")})) == "no such key: \"x\"");
  CHECK(code_of(call("index_map", {map, i(3)})) == StatusCode::kNotFound);
  CHECK(code_of(call("index_map", {map, Value::bytes("")})) == StatusCode::kInvalidArgument);
}

TEST_CASE("membership is by equality in lists and by key in maps", "[expr][operators]") {
  FunctionCalls call;
  const Value list = list_of(call.arena(), {i(1), s("elem"), d(3), list_of(call.arena(), {})});
  CHECK(call("in_list", {u(3), list}).is_true());
  CHECK(call("in_list", {s("elem"), list}).is_true());
  CHECK(call("in_list", {list_of(call.arena(), {}), list}).is_true());
  CHECK(call("in_list", {s("other"), list}).is_false());
  CHECK(call("in_list", {i(7), list_of(call.arena(), {})}).is_false());
  const Value map = map_of(call.arena(), {i(1), i(1), u(3), i(3)});
  CHECK(call("in_map", {d(3), map}).is_true());
  CHECK(call("in_map", {d(3.1), map}).is_false());
  CHECK(call("in_map", {Value::null(), map}).is_false());
  CHECK(call("in_map", {i(7), map_of(call.arena(), {})}).is_false());
}

TEST_CASE("an element that is an error hides no other that is the one sought",
          "[expr][operators]") {
  FunctionCalls call;
  const Broken broken;
  CHECK(call("in_list", {i(2), Value::list(&broken)}).is_true());
  CHECK(message_of(call("in_list", {i(7), Value::list(&broken)})) == "element 1 is broken");
}

TEST_CASE("searching a list pays for the containers that it compares", "[expr][operators]") {
  FunctionCalls call;
  const std::vector<Value> many(100, i(1));
  const Value inner = uniselector::cel::make_list(call.arena(), many);
  const Value nested = list_of(call.arena(), {inner});
  const Value list = list_of(call.arena(), {nested, nested, nested});
  CHECK(call("in_list", {list_of(call.arena(), {list_of(call.arena(), {})}), list}).is_false());
  call.budget(50);
  CHECK(code_of(call("in_list", {nested, list})) == StatusCode::kResourceExhausted);
}

TEST_CASE("size counts characters, bytes, elements and entries", "[expr][operators]") {
  FunctionCalls call;
  CHECK(call("size_string", {s("\xcf\x80\xce\xad")}).as_int() == 2);
  CHECK(call("string_size", {s("four")}).as_int() == 4);
  CHECK(call("size_bytes", {Value::bytes("\xcf\x80")}).as_int() == 2);
  CHECK(call("list_size", {list_of(call.arena(), {i(1), i(2)})}).as_int() == 2);
  CHECK(call("size_map", {map_of(call.arena(), {i(1), i(2)})}).as_int() == 1);
  CHECK(call.declarations().find_overload("bytes_size")->receiver);
  CHECK_FALSE(call.declarations().find_overload("size_list")->receiver);
}

TEST_CASE("logic is declared for the checker and has its code in the planner",
          "[expr][operators]") {
  FunctionCalls call;
  for (const char* const id : {"logical_and", "logical_or", "conditional", "not_strictly_false"}) {
    const Overload* const overload = call.declarations().find_overload(id);
    REQUIRE(overload != nullptr);
    CHECK(overload->native == nullptr);
  }
  CHECK(call("logical_not", {Value::boolean(true)}).is_false());
}

TEST_CASE("all operators are declared under the names of trees", "[expr][operators]") {
  FunctionCalls call;
  const auto count = [&call](std::string_view name) {
    return call.declarations().find_function(name).size();
  };
  CHECK(count("_+_") == 9);
  CHECK(count("_-_") == 6);
  CHECK(count("_*_") == 3);
  CHECK(count("_/_") == 3);
  CHECK(count("_%_") == 2);
  CHECK(count("-_") == 2);
  CHECK(count("!_") == 1);
  CHECK(count("_<_") == 14);
  CHECK(count("_<=_") == 14);
  CHECK(count("_>_") == 14);
  CHECK(count("_>=_") == 14);
  CHECK(count("_==_") == 1);
  CHECK(count("_!=_") == 1);
  CHECK(count("_[_]") == 2);
  CHECK(count("@in") == 2);
  CHECK(count("size") == 8);
  CHECK(count("_&&_") == 1);
  CHECK(count("_||_") == 1);
  CHECK(count("_?_:_") == 1);
  CHECK(count("@not_strictly_false") == 1);
}
