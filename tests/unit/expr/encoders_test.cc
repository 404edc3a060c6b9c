// Base64 in both directions, and values as JSON.
#include <cmath>
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

TEST_CASE("base64 encodes with padding", "[expr][encoders]") {
  LibraryCalls call(add_encoders);
  CHECK(call("base64.encode", {b("")}).as_string().empty());
  CHECK(call("base64.encode", {b("a")}).as_string() == "YQ==");
  CHECK(call("base64.encode", {b("ab")}).as_string() == "YWI=");
  CHECK(call("base64.encode", {b("hello")}).as_string() == "aGVsbG8=");
  CHECK(call("base64.encode", {b("\xff\xfe\xfd")}).as_string() == "//79");
}

TEST_CASE("base64 decodes with padding or without", "[expr][encoders]") {
  LibraryCalls call(add_encoders);
  const auto decoded = [&](std::string_view text) {
    const Value value = call("base64.decode", {s(text)});
    return value.is(ValueKind::kBytes) ? std::string(value.as_bytes()) : LibraryCalls::shown(value);
  };
  CHECK(decoded("aGVsbG8=") == "hello");
  CHECK(decoded("aGVsbG8") == "hello");
  CHECK(decoded("").empty());
  CHECK(decoded("YQ==") == "a");
  CHECK(decoded("YQ") == "a");
  CHECK(decoded("aGVs\r\nbG8=\n") == "hello");
  CHECK(decoded("//79") == "\xff\xfe\xfd");
  for (const char* const wrong :
       {"a", "YQ=", "YQ===", "YWJj=", "=", "==", "Y=Q=", "_-__", "YQ==YQ==", "YQ==a", "a b", "é"}) {
    CAPTURE(wrong);
    CHECK(decoded(wrong).starts_with("error: base64.decode: illegal data at byte "));
  }
}

TEST_CASE("base64 comes back for every length and byte", "[expr][encoders]") {
  LibraryCalls call(add_encoders);
  std::string bytes;
  for (int n = 0; n < 300; ++n) {
    const Value text = call("base64.encode", {b(bytes)});
    CHECK(call("base64.decode", {text}).as_bytes() == bytes);
    bytes.push_back(static_cast<char>(n * 37));
  }
}

TEST_CASE("json.encode writes compact JSON with sorted keys", "[expr][encoders]") {
  LibraryCalls call(add_encoders);
  const auto json = [&](const Value& value) {
    const Value text = call("json.encode", {value});
    return text.is(ValueKind::kString) ? std::string(text.as_string()) : LibraryCalls::shown(text);
  };
  CHECK(json(call.list({i(1), s("two"), yes(), Value::null()})) == "[1,\"two\",true,null]");
  CHECK(json(call.map({s("b"), call.list({}), s("a"), call.map({})})) == "{\"a\":{},\"b\":[]}");
  CHECK(json(i(9007199254740991)) == "9007199254740991");
  CHECK(json(i(-9007199254740992)) == "\"-9007199254740992\"");
  CHECK(json(u(UINT64_MAX)) == "\"18446744073709551615\"");
  CHECK(json(d(1.0)) == "1");
  CHECK(json(d(0.00001)) == "0.00001");
  CHECK(json(d(1e-7)) == "1e-7");
  CHECK(json(d(-1.5e-10)) == "-1.5e-10");
  CHECK(json(d(1e21)) == "1e+21");
  CHECK(json(d(123456789012345680000.0)) == "123456789012345680000");
  CHECK(json(b("abc")) == "\"YWJj\"");
  CHECK(json(Value::duration(1'500'000'000)) == "\"1.5s\"");
  CHECK(json(Value::timestamp(0, 0)) == "\"1970-01-01T00:00:00Z\"");
  CHECK(json(s("\"\\\n\t\r\x01é\xff")) == "\"\\\"\\\\\\n\\t\\r\\u0001é\xef\xbf\xbd\"");
  CHECK(json(call.optional(i(1))) == "1");
}

TEST_CASE("json.encode charges each part of a list, and what it writes", "[expr][encoders]") {
  LibraryCalls call(add_encoders);
  const Value flat = call.list({i(1), i(2), i(3), i(4)});
  CHECK(call("json.encode", {call.list({flat, flat, flat})}).as_string() ==
        "[[1,2,3,4],[1,2,3,4],[1,2,3,4]]");
  // 3 lists and 12 numbers, and 31 bytes of text, the first of them by itself.
  CHECK(call.spent() == 15 + 4);
  const std::string plain(1000, 'x');
  const Value text = call("json.encode", {s(plain + "\"" + plain)});
  CHECK(text.as_string() == "\"" + plain + "\\\"" + plain + "\"");
}

TEST_CASE("json.encode names what has no form", "[expr][encoders]") {
  LibraryCalls call(add_encoders);
  CHECK(call.text("json.encode", {Value::type("int")}) ==
        "error: json.encode: found a value of type type, which has no form in JSON");
  CHECK(call.text("json.encode", {Value::optional(nullptr)}).starts_with("error: json.encode"));
  CHECK(call.text("json.encode", {d(NAN)}) ==
        "error: json.encode: found NaN, expected a finite number");
  CHECK(call.text("json.encode", {call.map({i(1), i(2)})}) ==
        "error: json.encode: found a key of type int, expected string");
  Value deep = call.list({});
  for (int n = 0; n < 100'000; ++n) deep = call.list({deep});
  CHECK(call.text("json.encode", {deep}) == "error: lists or maps are nested too deeply");
  Value wide = call.list({});
  for (int n = 0; n < 60; ++n) wide = call.list({wide, wide});
  call.budget(1'000);
  CHECK(call("json.encode", {wide}).as_error().code == StatusCode::kResourceExhausted);
  CHECK(call.spent() < 1'100);
}

TEST_CASE("ids of encoders", "[expr][encoders]") {
  LibraryCalls call(add_encoders, 1);
  for (const char* const id : {"base64_decode_string", "base64_encode_bytes", "json_encode_dyn"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
