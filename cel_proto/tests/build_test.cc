// Messages that expressions make, and values put into messages of the host.
#include <cstdint>
#include <limits>
#include <string>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <uniselector/cel_proto.h>

#include "cel_proto/tests/test_schema.h"
#include "support/catch.h"

namespace pb = google::protobuf;
namespace cel = uniselector::cel;
using cel::Value;
using cel::ValueKind;
using uniselector::test::Evaluator;
using uniselector::test::TestSchema;

namespace {

bool fails(Evaluator& eval, const std::string& expression, const std::string& reason) {
  const std::string found = eval.text(expression);
  INFO(expression << " gave " << found);
  CHECK(found.starts_with("error: "));
  return found.find(reason) != std::string::npos;
}

// One field of test.Three set as an unchecked expression would: by the provider itself.
Value make(const TestSchema& schema, std::string_view field, const Value& value,
           cel::Arena& arena) {
  const cel::TypeProvider::NamedValue named{field, value};
  return schema.types()->make_object("test.Three", {&named, 1}, arena);
}

}  // namespace

TEST_CASE("a message of an expression has the fields that were set") {
  const TestSchema schema;
  Evaluator eval(schema);
  const Value made = eval.value(
      "Three{i32: -1, i64: 2, u32: 3u, u64: 4u, f: 0.5, d: 6.0, b: true, s: 's', raw: b'r', "
      "color: Color.GREEN, child: Three{i32: 9}, i32s: [1, 2], by_name: {'k': 1}, "
      "by_number: {7: Three{s: 'seven'}}, timestamp: timestamp(5), duration: duration('-1.5s')}");
  const pb::Message* message = cel::as_message(made);
  REQUIRE(message != nullptr);
  const auto expected = schema.parse("test.Three", R"(
      i32: -1 i64: 2 u32: 3 u64: 4 f: 0.5 d: 6 b: true s: "s" raw: "r" color: GREEN
      child { i32: 9 } i32s: [1, 2] by_name { key: "k" value: 1 }
      by_number { key: 7 value { s: "seven" } } timestamp { seconds: 5 }
      duration { seconds: -1 nanos: -500000000 })");
  std::string found_text;
  std::string expected_text;
  pb::TextFormat::PrintToString(*message, &found_text);
  pb::TextFormat::PrintToString(*expected, &expected_text);
  CHECK(found_text == expected_text);
}

TEST_CASE("numbers that a field cannot hold are range errors") {
  const TestSchema schema;
  Evaluator eval(schema);
  CHECK(fails(eval, "Three{i32: 2147483648}", "found 2147483648"));
  CHECK(fails(eval, "Three{i32: -2147483649}", "'i32' of test.Three"));
  CHECK(fails(eval, "Three{u32: 4294967296u}", "at most 4294967295"));
  CHECK(fails(eval, "Three{i32s: [1, 3000000000]}", "range"));
  CHECK(fails(eval, "Three{by_number: {3000000000: Three{}}}", "range"));
  CHECK(fails(eval, "Three{color: 3000000000}", "range"));
  CHECK(fails(eval, "Three{w_i32: 3000000000}", "range"));
  CHECK(fails(eval, "google.protobuf.UInt32Value{value: 4294967296u}", "range"));
  CHECK(eval.text("Three{i32: 2147483647, u32: 4294967295u}.i32") == "2147483647");
  CHECK(eval.value("Three{i32: 2147483648}").as_error().code ==
        uniselector::StatusCode::kOutOfRange);
}

TEST_CASE("floats round, and what is too large is infinite") {
  const TestSchema schema;
  Evaluator eval(schema);
  CHECK(eval.text("Three{f: 0.1}.f == 0.1") == "false");
  CHECK(eval.text("Three{f: 1e300}.f > 3.5e38") == "true");
  CHECK(eval.text("Three{d: 1e300}.d") == "1e+300");
}

TEST_CASE("enumerations of proto3 hold every number, those of proto2 only what they name") {
  const TestSchema schema;
  Evaluator eval(schema);
  CHECK(eval.text("Three{color: 99}.color") == "99");
  CHECK(eval.text("Two{shade: 0}.shade") == "0");
  CHECK(fails(eval, "Two{shade: 1}", "a number of test.Shade"));
  CHECK(fails(eval, "Two{shades: [0, 5]}", "a number of test.Shade"));
}

TEST_CASE("null leaves messages and wrappers unset, and is held by Value and Any") {
  const TestSchema schema;
  Evaluator eval(schema);
  CHECK(eval.text("Three{child: null, w_i32: null, timestamp: null, duration: null} == Three{}") ==
        "true");
  CHECK(eval.text("[has(Three{value: null}.value), has(Three{any: null}.any)]") == "[true, true]");
  CHECK(eval.text("[Three{value: null}.value, Three{any: null}.any]") == "[null, null]");
  CHECK(eval.text("size(Three{anys: [1, null]}.anys)") == "2");
  CHECK(eval.text("size(Three{by_flag: {true: null, false: duration('1s')}}.by_flag)") == "1");
  cel::Arena arena;
  for (const char* field : {"b", "i32s", "by_name", "record", "list", "s"}) {
    CAPTURE(field);
    CHECK(make(schema, field, Value::null(), arena).is(ValueKind::kError));
  }
}

TEST_CASE("values of the wrong kind are refused") {
  const TestSchema schema;
  cel::Arena arena;
  CHECK(make(schema, "i32", Value::uint(1), arena).is(ValueKind::kError));
  CHECK(make(schema, "u32", Value::integer(1), arena).is(ValueKind::kError));
  CHECK(make(schema, "d", Value::integer(1), arena).is(ValueKind::kError));
  CHECK(make(schema, "s", Value::bytes("b"), arena).is(ValueKind::kError));
  CHECK(make(schema, "raw", Value::string("s"), arena).is(ValueKind::kError));
  CHECK(make(schema, "child", Value::string("s"), arena).is(ValueKind::kError));
  CHECK(make(schema, "duration", Value::integer(1), arena).is(ValueKind::kError));
  CHECK(make(schema, "i32s", Value::integer(1), arena).is(ValueKind::kError));
  const Value missing = make(schema, "no_such", Value::integer(1), arena);
  REQUIRE(missing.is(ValueKind::kError));
  CHECK(missing.as_error().message == "no such field: 'no_such' in test.Three");
  CHECK(schema.types()->make_object("test.None", {}, arena).is(ValueKind::kError));
}

TEST_CASE("of a oneof the last field counts") {
  const TestSchema schema;
  Evaluator eval(schema);
  CHECK(eval.text("has(Three{word: 'w'}.word)") == "true");
  CHECK(eval.text("has(Three{word: 'w', other: Three{}}.word)") == "false");
  CHECK(eval.text("has(Three{word: 'w', other: Three{}}.other)") == "true");
}

TEST_CASE("well-known types that are constructed are the values they stand for") {
  const TestSchema schema;
  Evaluator eval(schema);
  CHECK(eval.text("google.protobuf.Int32Value{value: 5} + 1") == "6");
  CHECK(eval.text("google.protobuf.BoolValue{}") == "false");
  CHECK(eval.text("google.protobuf.Value{}") == "null");
  CHECK(eval.text("google.protobuf.Value{list_value: ['a', 1.0]}") == "[\"a\", 1.0]");
  CHECK(eval.text("google.protobuf.Struct{fields: {'k': 1.0}}.k") == "1.0");
  CHECK(eval.text("google.protobuf.ListValue{}") == "[]");
  CHECK(eval.text("google.protobuf.Duration{seconds: 3, nanos: 1}") ==
        "duration(\"3.000000001s\")");
  CHECK(fails(eval, "google.protobuf.Any{}", "type URL ''"));
  CHECK(eval.text("google.protobuf.Any{type_url: 'x/test.Three', value: b'\\x08\\x02'}.i32") ==
        "2");
}

TEST_CASE("JSON takes every value that it has a form for") {
  const TestSchema schema;
  Evaluator eval(schema);
  const auto json = [&](const std::string& value) {
    return eval.text("Three{value: " + value + "}.value");
  };
  CHECK(json("1") == "1.0");
  CHECK(json("9007199254740991") == "9007199254740991.0");
  CHECK(json("9007199254740993") == "\"9007199254740993\"");
  CHECK(json("-9007199254740993") == "\"-9007199254740993\"");
  CHECK(json("18446744073709551615u") == "\"18446744073709551615\"");
  CHECK(json("7u") == "7.0");
  CHECK(json("b'\\xff\\xfe'") == "\"//4=\"");
  CHECK(json("b'a'") == "\"YQ==\"");
  CHECK(json("b''") == "\"\"");
  CHECK(json("b'abc'") == "\"YWJj\"");
  CHECK(json("duration('90.5s')") == "\"90.500s\"");
  CHECK(json("timestamp('2009-02-13T23:31:30Z')") == "\"2009-02-13T23:31:30Z\"");
  CHECK(json("{'a': [1, {'b': null}]}") == R"({"a": [1.0, {"b": null}]})");
  CHECK(json("Three{i32: 4, i64: 5, s: 'x'}") == R"({"i32": 4.0, "i64": "5", "s": "x"})");
  CHECK(fails(eval, "Three{value: {1: 2}}", "bad key type"));
  CHECK(fails(eval, "Three{value: int}", "what JSON can hold"));
  CHECK(fails(eval, "Three{record: {'k': type(1)}}", "what JSON can hold"));
}

TEST_CASE("an Any packs every value") {
  const TestSchema schema;
  Evaluator eval(schema);
  for (const char* value :
       {"true", "-1", "1u", "1.5", "'s'", "b'b'", "null", "[1.0, 'a']", "{'k': 1.0}",
        "duration('1s')", "timestamp(9)", "Three{i32: 3}", "Two{name: 'n'}"}) {
    CAPTURE(value);
    CHECK(eval.text(std::string("Three{any: ") + value + "}.any == dyn(" + value + ")") == "true");
  }
  CHECK(fails(eval, "Three{any: int}", "google.protobuf.Any"));
}

TEST_CASE("messages made by expressions end at their limits") {
  const TestSchema schema;
  Evaluator eval(schema);
  // Each step doubles what the message holds.
  std::string doubled = "Three{s: 'x'}";
  for (int i = 0; i < 30; ++i) {
    doubled = "[" + doubled + "].map(c, Three{children: [c, c]})[0]";
  }
  CHECK(fails(eval, doubled, "bytes of memory"));

  std::string deep = "Three{}";
  for (int i = 0; i < 110; ++i) deep = "Three{child: " + deep + "}";
  CHECK(fails(eval, deep, "nested deeper than 100 levels"));
  std::string list = "[]";
  for (int i = 0; i < 60; ++i) list = "[" + list + "]";
  CHECK(fails(eval, "Three{value: " + list + "}", "nested deeper than 100 levels"));
}

TEST_CASE("a host gets values into its own messages") {
  cel::Arena arena;
  pb::Int32Value number;
  CHECK(cel::to_message(Value::integer(5), &number).ok());
  CHECK(number.value() == 5);
  CHECK_FALSE(cel::to_message(Value::integer(5'000'000'000), &number).ok());
  CHECK_FALSE(cel::to_message(Value::string("5"), &number).ok());

  pb::Timestamp timestamp;
  CHECK(cel::to_message(Value::timestamp(-1, 5), &timestamp).ok());
  CHECK((timestamp.seconds() == -1 && timestamp.nanos() == 5));

  pb::Value json;
  const Value keys[] = {Value::string("k")};
  const Value values[] = {Value::integer(3)};
  CHECK(cel::to_message(cel::make_map(arena, keys, values), &json).ok());
  CHECK(json.struct_value().fields().at("k").number_value() == 3);

  pb::Any any;
  CHECK(cel::to_message(Value::duration(1'500'000'000), &any).ok());
  pb::Duration duration;
  REQUIRE(any.UnpackTo(&duration));
  CHECK((duration.seconds() == 1 && duration.nanos() == 500'000'000));

  CHECK_FALSE(cel::to_message(Value(), &any).ok());
  CHECK_FALSE(
      cel::to_message(cel::make_error(arena, uniselector::StatusCode::kInternal, "no"), &any).ok());
}

TEST_CASE("a message moves between pools") {
  const TestSchema first;
  const TestSchema second;
  Evaluator eval(first);
  const Value made = eval.value("Three{i32: 8, strings: ['a']}");
  const auto target = second.make("test.Three");
  REQUIRE(cel::to_message(made, target.get()).ok());
  CHECK(target->SerializeAsString() == cel::as_message(made)->SerializeAsString());
  const auto other = second.make("test.Two");
  CHECK_FALSE(cel::to_message(made, other.get()).ok());
}
