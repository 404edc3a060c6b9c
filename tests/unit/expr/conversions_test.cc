// Conversions: what has no equal in the other type is an error, as the public suite has it.
#include <cmath>
#include <cstdint>
#include <string>

#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::StatusCode;

namespace {

bool is_out_of_range(const Value& value) {
  return value.is(ValueKind::kError) && value.as_error().code == StatusCode::kOutOfRange;
}
bool is_invalid(const Value& value) {
  return value.is(ValueKind::kError) && value.as_error().code == StatusCode::kInvalidArgument;
}

}  // namespace

TEST_CASE("int takes what fits and cuts off the fraction", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("int64_to_int64", {i(-3)}).as_int() == -3);
  CHECK(call("uint64_to_int64", {u(INT64_MAX)}).as_int() == INT64_MAX);
  CHECK(is_out_of_range(call("uint64_to_int64", {u(UINT64_MAX)})));
  CHECK(call("double_to_int64", {d(-7.9)}).as_int() == -7);
  CHECK(call("double_to_int64", {d(11.5)}).as_int() == 11);
  CHECK(call("double_to_int64", {d(36028797018963969.0)}).as_int() == 36028797018963968);
  for (const double wrong : {9223372036854775808.0, -9223372036854775808.0, 1e99, -1e99,
                             std::nan(""), HUGE_VAL, 18446744073709551615.0}) {
    INFO(wrong);
    CHECK(is_out_of_range(call("double_to_int64", {d(wrong)})));
  }
  CHECK(call("double_to_int64", {d(9223372036854774784.0)}).as_int() == 9223372036854774784);
  CHECK(call("timestamp_to_int64", {Value::timestamp(1'095'379'199, 999)}).as_int() ==
        1'095'379'199);
}

TEST_CASE("int reads whole numbers and nothing else", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("string_to_int64", {s("987")}).as_int() == 987);
  CHECK(call("string_to_int64", {s("-9223372036854775808")}).as_int() == INT64_MIN);
  CHECK(call("string_to_int64", {s("+5")}).as_int() == 5);
  for (const char* const wrong : {"", "-", "+", "+-5", "--5", " 5", "5 ", "5.0", "0x10", "1e3",
                                  "9223372036854775808", "five"}) {
    INFO(wrong);
    CHECK(is_invalid(call("string_to_int64", {s(wrong)})));
  }
  CHECK(message_of(call("string_to_int64", {s("five")})) ==
        "cannot convert 'five' to int, expected a whole number of 64 bits");
}

TEST_CASE("uint takes what is not negative and fits", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("int64_to_uint64", {i(INT64_MAX)}).as_uint() == INT64_MAX);
  CHECK(message_of(call("int64_to_uint64", {i(-1)})) == "range error: uint(-1) is out of bounds");
  CHECK(call("double_to_uint64", {d(25.5)}).as_uint() == 25);
  CHECK(call("double_to_uint64", {d(18446744073709549568.0)}).as_uint() == 18446744073709549568U);
  for (const double wrong : {-0.5, 6.022e23, 18446744073709551616.0, std::nan("")}) {
    INFO(wrong);
    CHECK(is_out_of_range(call("double_to_uint64", {d(wrong)})));
  }
  CHECK(call("string_to_uint64", {s("18446744073709551615")}).as_uint() == UINT64_MAX);
  for (const char* const wrong : {"", "-1", "+1", "18446744073709551616", "1u"}) {
    INFO(wrong);
    CHECK(is_invalid(call("string_to_uint64", {s(wrong)})));
  }
}

TEST_CASE("double takes every number", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("int64_to_double", {i(INT64_MAX)}).as_double() == 9223372036854775808.0);
  CHECK(call("uint64_to_double", {u(UINT64_MAX)}).as_double() == 18446744073709551616.0);
  CHECK(call("string_to_double", {s("6.02214e23")}).as_double() == 6.02214e23);
  CHECK(std::signbit(call("string_to_double", {s("-0.0")}).as_double()));
  CHECK(std::isnan(call("string_to_double", {s("NaN")}).as_double()));
  CHECK(call("string_to_double", {s("-Infinity")}).as_double() == -HUGE_VAL);
  CHECK(is_invalid(call("string_to_double", {s("1e999")})));
  CHECK(is_invalid(call("string_to_double", {s("one")})));
}

TEST_CASE("bool reads five words for each of its values", "[expr][conversions]") {
  FunctionCalls call;
  for (const char* const word : {"1", "t", "true", "TRUE", "True"}) {
    CHECK(call("string_to_bool", {s(word)}).is_true());
  }
  for (const char* const word : {"0", "f", "false", "FALSE", "False"}) {
    CHECK(call("string_to_bool", {s(word)}).is_false());
  }
  for (const char* const wrong : {"", "TrUe", "FaLsE", "yes", "T", "true "}) {
    INFO(wrong);
    CHECK(is_invalid(call("string_to_bool", {s(wrong)})));
  }
}

TEST_CASE("string writes every simple value", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("bool_to_string", {Value::boolean(true)}).as_string() == "true");
  CHECK(call("int64_to_string", {i(INT64_MIN)}).as_string() == "-9223372036854775808");
  CHECK(call("uint64_to_string", {u(UINT64_MAX)}).as_string() == "18446744073709551615");
  CHECK(call("double_to_string", {d(-4.5e-3)}).as_string() == "-0.0045");
  CHECK(call("timestamp_to_string", {Value::timestamp(1'234'567'890, 0)}).as_string() ==
        "2009-02-13T23:31:30Z");
  CHECK(call("duration_to_string", {Value::duration(1'000'000'000'000'000)}).as_string() ==
        "1000000s");
  CHECK(call("string_to_string", {s("same")}).as_string() == "same");
}

TEST_CASE("bytes are text only if they are UTF-8", "[expr][conversions]") {
  FunctionCalls call;
  const Value text = call("bytes_to_string", {Value::bytes("\xc3\xbf")});
  CHECK(text.is(ValueKind::kString));
  CHECK(text.as_string() == "\xc3\xbf");
  CHECK(is_invalid(call("bytes_to_string", {Value::bytes({"\0\xff", 2})})));
  const Value bytes = call("string_to_bytes", {s("\xc3\xbf")});
  CHECK(bytes.is(ValueKind::kBytes));
  CHECK(bytes.as_bytes() == "\xc3\xbf");
}

TEST_CASE("timestamps and durations are read within their range", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("int64_to_timestamp", {i(-62'135'596'800)}).timestamp_seconds() == -62'135'596'800);
  CHECK(is_out_of_range(call("int64_to_timestamp", {i(-62'135'596'801)})));
  CHECK(is_out_of_range(call("int64_to_timestamp", {i(253'402'300'800)})));
  const Value time = call("string_to_timestamp", {s("2009-02-13T23:31:20.123456789Z")});
  CHECK(time.timestamp_seconds() == 1'234'567'880);
  CHECK(time.timestamp_nanoseconds() == 123'456'789);
  CHECK(is_invalid(call("string_to_timestamp", {s("10000-01-01T00:00:00Z")})));
  CHECK(call("string_to_duration", {s("1h30m")}).as_duration() == 5'400'000'000'000);
  CHECK(is_invalid(call("string_to_duration", {s("320000000000s")})));
  CHECK(call("duration_to_duration", {Value::duration(5)}).as_duration() == 5);
  CHECK(call("timestamp_to_timestamp", {Value::timestamp(5, 6)}).timestamp_nanoseconds() == 6);
}

TEST_CASE("dyn changes nothing and type names what it gets", "[expr][conversions]") {
  FunctionCalls call;
  CHECK(call("to_dyn", {i(1)}).as_int() == 1);
  CHECK(call("type", {Value::timestamp(0, 0)}).as_type() == "google.protobuf.Timestamp");
  CHECK(call("type", {call("type", {i(1)})}).as_type() == "type");
}

TEST_CASE("every conversion has the id that other runtimes use", "[expr][conversions]") {
  FunctionCalls call;
  const auto count = [&call](std::string_view name) {
    return call.declarations().find_function(name).size();
  };
  CHECK(count("bool") == 2);
  CHECK(count("int") == 5);
  CHECK(count("uint") == 4);
  CHECK(count("double") == 4);
  CHECK(count("string") == 8);
  CHECK(count("bytes") == 2);
  CHECK(count("timestamp") == 3);
  CHECK(count("duration") == 2);
  CHECK(count("dyn") == 1);
  CHECK(count("type") == 1);
}
