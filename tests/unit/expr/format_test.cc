// string.format: what every verb writes, and what it says of what it cannot.
#include <cmath>
#include <limits>
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// The text, whether the format is known at compile time or not.
std::string formatted(LibraryCalls& call, std::string_view format,
                      std::initializer_list<Value> arguments) {
  const Value list = call.list(arguments);
  const Value value = call("format", {s(format), list});
  const std::string text =
      value.is(ValueKind::kString) ? std::string(value.as_string()) : LibraryCalls::shown(value);
  const std::string known = call.prepared("format", {s(format), list});
  if (!known.starts_with("problem: ")) CHECK(known == LibraryCalls::shown(value));
  return text;
}

TEST_CASE("text around clauses stays, and two percent signs are one", "[expr][format]") {
  LibraryCalls call(add_strings);
  CHECK(formatted(call, "no substitution", {}) == "no substitution");
  CHECK(formatted(call, "", {}).empty());
  CHECK(formatted(call, "%% and also %%", {}) == "% and also %");
  CHECK(formatted(call, "%%%s%%", {s("text")}) == "%text%");
  CHECK(formatted(call, "%d, %s%%", {i(1), s("é")}) == "1, é%");
  CHECK(formatted(call, "%d", {i(1), i(2)}) == "1");
}

TEST_CASE("whole numbers in every base, with their sign", "[expr][format]") {
  LibraryCalls call(add_strings);
  CHECK(formatted(call, "%d %d", {i(INT64_MIN), u(UINT64_MAX)}) ==
        "-9223372036854775808 18446744073709551615");
  CHECK(formatted(call, "%b %o %x %X", {i(-5), i(-9), i(-255), i(-255)}) == "-101 -11 -ff -FF");
  CHECK(formatted(call, "%b", {i(INT64_MIN)}) == "-1" + std::string(63, '0'));
  CHECK(formatted(call, "%o", {u(65535)}) == "177777");
  CHECK(formatted(call, "%b%b", {yes(true), yes(false)}) == "10");
  CHECK(formatted(call, "%x", {s("Hello!é")}) == "48656c6c6f21c3a9");
  CHECK(formatted(call, "%X", {b(std::string_view("\x00\xff", 2))}) == "00FF");
}

TEST_CASE("doubles round to even at the last digit that is exact", "[expr][format]") {
  LibraryCalls call(add_strings);
  CHECK(formatted(call, "%.3f", {d(1.2345)}) == "1.234");
  CHECK(formatted(call, "%.0f %.0f %.0f", {d(1.5), d(2.5), d(-0.4)}) == "2 2 -0");
  CHECK(formatted(call, "%.3f %.3f", {d(-123.4999), d(-123.4994)}) == "-123.500 -123.499");
  CHECK(formatted(call, "%f %f", {i(2), u(3)}) == "2.000000 3.000000");
  CHECK(formatted(call, "%.6e", {d(1052.032911275)}) == "1.052033e+03");
  CHECK(formatted(call, "%e %e", {i(2), d(-0.0)}) == "2.000000e+00 -0.000000e+00");
  CHECK(formatted(call, "%.1e", {d(1e300)}) == "1.0e+300");
  CHECK(formatted(call, "%f|%e|%d", {d(NAN), d(kInfinity), d(-kInfinity)}) ==
        "NaN|Infinity|-Infinity");
  CHECK(formatted(call, "%.1074f", {d(5e-324)}).ends_with("5"));
  CHECK(formatted(call, "%.1074f", {d(-1.7976931348623157e308)}).size() == 1 + 309 + 1 + 1074);
}

TEST_CASE("%d and %s write doubles without an exponent", "[expr][format]") {
  LibraryCalls call(add_strings);
  CHECK(formatted(call, "%d %s", {d(1.5), d(-1.5)}) == "1.5 -1.5");
  CHECK(formatted(call, "%s %s", {d(1e21), d(1e-7)}) == "1000000000000000000000 0.0000001");
  CHECK(formatted(call, "%s %s %s", {d(0.0), d(-0.0), d(9007199254740993.0)}) ==
        "0 -0 9007199254740992");
  CHECK(formatted(call, "%s", {d(123456789.123)}) == "123456789.123");
  CHECK(formatted(call, "%s", {d(1e300)}) == "1" + std::string(300, '0'));
  CHECK(formatted(call, "%s", {d(5e-324)}) == "0." + std::string(323, '0') + "5");
}

TEST_CASE("%s writes every kind that has a text", "[expr][format]") {
  LibraryCalls call(add_strings);
  CHECK(formatted(call, "%s %s %s", {Value::null(), yes(), Value::type("int")}) == "null true int");
  CHECK(formatted(call, "%s %s", {Value::duration(6'347'000'000'000), Value::duration(-1)}) ==
        "6347s -0.000000001s");
  CHECK(formatted(call, "%s", {Value::timestamp(1675467080, 0)}) == "2023-02-03T23:31:20Z");
  CHECK(formatted(call, "%s", {call.list({s("abc"), d(3.14), call.list({i(9), u(8)})})}) ==
        "[abc, 3.14, [9, 8]]");
  CHECK(formatted(call, "%s", {call.map({s("strKey"), s("x"), i(6), d(NAN), yes(), i(42)})}) ==
        "{6: NaN, strKey: x, true: 42}");
  CHECK(formatted(call, "%s", {call.map({s("true"), i(1), yes(), i(2)})}) == "{true: 1, true: 2}");
  CHECK(formatted(call, "%s", {b("xyz")}) == "xyz");
  CHECK(formatted(call, "%s", {b("x\xffy\xc3")}) == "x\xef\xbf\xbdy\xef\xbf\xbd");
}

TEST_CASE("a value that does not fit its verb is named", "[expr][format]") {
  LibraryCalls call(add_strings);
  const std::string prefix = "error: error during formatting: ";
  CHECK(formatted(call, "string is %b", {s("abc")}) ==
        prefix + "only integers and bools can be formatted as binary, was given string");
  CHECK(formatted(call, "%d", {Value::duration(1)}) ==
        prefix + "decimal clause can only be used on integers, was given google.protobuf.Duration");
  CHECK(formatted(call, "%o", {s("a")}) ==
        prefix + "octal clause can only be used on integers, was given string");
  CHECK(formatted(call, "%x", {d(0.5)}) ==
        prefix +
            "only integers, byte buffers, and strings can be formatted as hex, was given double");
  CHECK(formatted(call, "%e", {Value::null()}) ==
        prefix + "scientific clause can only be used on doubles, was given null_type");
  CHECK(formatted(call, "%f", {Value::null()}) ==
        prefix + "fixed-point clause can only be used on doubles, was given null_type");
  const std::string no_text = prefix +
                              "string clause can only be used on strings, bools, bytes, ints, "
                              "doubles, maps, lists, types, durations, and timestamps, was given "
                              "optional_type";
  CHECK(formatted(call, "%s", {call.optional(i(1))}) == no_text);
  CHECK(formatted(call, "%s", {call.list({i(1), call.optional(i(1))})}) == no_text);
  CHECK(formatted(call, "%s", {call.map({i(1), call.optional(i(1))})}) == no_text);
}

TEST_CASE("arguments that are missing or errors end it", "[expr][format]") {
  LibraryCalls call(add_strings);
  CHECK(formatted(call, "%d %d %d", {i(0), i(1)}) == "error: index 2 out of range");
  const Value error = cel::make_error(call.arena(), StatusCode::kNotFound, "no such row");
  CHECK(formatted(call, "%d", {error}) == "error: no such row");
  CHECK(formatted(call, "%s", {call.list({error})}) == "error: no such row");
}

TEST_CASE("faults of a format show at compile time or when they are reached", "[expr][format]") {
  LibraryCalls call(add_strings);
  const auto fault = [&](std::string_view format) {
    const std::string late = call.text("format", {s(format), call.list({i(1), i(1)})});
    const std::string early = call.prepared("format", {s(format), call.list({})});
    CHECK(early == "problem: string.format: " + late.substr(std::string("error: ").size()));
    return late;
  };
  const std::string prefix = "error: could not parse formatting clause: ";
  CHECK(fault("%a") == prefix + "unrecognized formatting clause \"a\"");
  CHECK(fault("double is %E") == prefix + "unrecognized formatting clause \"E\"");
  CHECK(fault("%é") == prefix + "unrecognized formatting clause \"é\"");
  CHECK(fault("%5d") == prefix + "unrecognized formatting clause \"5\"");
  CHECK(fault("%d %") == prefix + "unexpected end of the format string");
  CHECK(fault("%.3") == prefix + "unexpected end of the format string");
  CHECK(fault("%.f") == prefix + "error while parsing precision: expected a number");
  CHECK(fault("%.-1f") == prefix + "error while parsing precision: expected a number");
  CHECK(fault("%.") == prefix + "error while parsing precision: expected a number");
  CHECK(fault("%.1075f") == prefix + "error while parsing precision: expected at most 1074");
  CHECK(fault("%.99999999999999999999f") ==
        prefix + "error while parsing precision: expected at most 1074");
  CHECK(call.text("format", {s("%d %a"), call.list({s("x")})})
            .starts_with("error: error during formatting"));
}

TEST_CASE("a deep or wide value cannot exhaust stack or memory", "[expr][format]") {
  LibraryCalls call(add_strings);
  Value deep = call.list({});
  for (int n = 0; n < 100'000; ++n) deep = call.list({deep});
  CHECK(call.text("format", {s("%s"), call.list({deep})}) ==
        "error: lists or maps are nested too deeply");
  // 2^60 paths through 60 lists.
  Value wide = call.list({s("x")});
  for (int n = 0; n < 60; ++n) wide = call.list({wide, wide});
  call.budget(10'000);
  const Value stopped = call("format", {s("%s"), call.list({wide})});
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
  CHECK(call.spent() < 11'000);
  call.budget(1'000'000);
  const Value pair = call.list({i(1), i(2)});
  CHECK(call("format", {s("%s"), call.list({call.list({pair, pair})})}).as_string() ==
        "[[1, 2], [1, 2]]");
  // 2 lists and 4 numbers, and 16 bytes of text, the first of them by itself.
  CHECK(call.spent() == 6 + 3);
  call.budget(10'000);
  Value maps = call.map({i(1), s("x")});
  for (int n = 0; n < 60; ++n) maps = call.map({i(1), maps, i(2), maps});
  const Value stopped_too = call("format", {s("%s"), call.list({maps})});
  CHECK(stopped_too.as_error().code == StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace uniselector::expr
