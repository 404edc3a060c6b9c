// Fields of messages as expressions read them.
#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/struct.pb.h>
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

TEST_CASE("every kind of field is read without a copy of its text") {
  const TestSchema schema;
  const auto message = schema.parse("test.Three", R"(
      i32: -5 i64: -6 u32: 7 u64: 18446744073709551615 f: 0.5 d: 2.25 b: true s: "text" raw: "\001"
      color: GREEN child { i32: 1 } i32s: [1, 2] strings: "a" by_name { key: "k" value: 9 })");
  Evaluator eval(schema);
  CHECK(eval.text("msg.i32 + msg.i64", message.get()) == "-11");
  CHECK(eval.text("msg.u64", message.get()) == "18446744073709551615u");
  CHECK(eval.text("msg.f + msg.d", message.get()) == "2.75");
  CHECK(eval.text("msg.color == Color.GREEN", message.get()) == "true");
  CHECK(eval.text("msg.child.i32 + msg.child.child.child.i32", message.get()) == "1");
  CHECK(eval.text("msg.i32s.map(x, x * 2)", message.get()) == "[2, 4]");
  CHECK(eval.text("msg.by_name.k + msg.by_name['k']", message.get()) == "18");
  const Value text = eval.value("msg.s", message.get());
  const std::string scratch;
  const pb::FieldDescriptor* field = message->GetDescriptor()->FindFieldByName("s");
  std::string unused;
  CHECK(text.as_string().data() ==
        message->GetReflection()->GetStringReference(*message, field, &unused).data());
}

TEST_CASE("unset fields give their default, wrappers and Any null, messages an empty one") {
  const TestSchema schema;
  const auto three = schema.make("test.Three");
  const auto two = schema.make("test.Two");
  Evaluator eval(schema);
  CHECK(eval.text("[msg.i32 == 0, msg.s == '', msg.raw == b'', !msg.b]", three.get()) ==
        "[true, true, true, true]");
  CHECK(eval.text("[msg.w_i32, msg.w_s, msg.any, msg.value]", three.get()) ==
        "[null, null, null, null]");
  CHECK(eval.text("msg.child == Three{}", three.get()) == "true");
  CHECK(eval.text("msg.duration == duration('0s')", three.get()) == "true");
  CHECK(eval.text("msg.timestamp == timestamp(0)", three.get()) == "true");
  CHECK(eval.text("[size(msg.i32s), size(msg.by_name), size(msg.record), size(msg.list)]",
                  three.get()) == "[0, 0, 0, 0]");
  CHECK(eval.text("[msg.number, msg.shade]", two.get()) == "[7, 2]");
}

TEST_CASE("has() follows the presence of proto2 and of proto3") {
  const TestSchema schema;
  Evaluator eval(schema);
  const auto zero = schema.parse("test.Three", "i32: 0 maybe: 0 word: '' child {}");
  CHECK(eval.text("[has(msg.i32), has(msg.maybe), has(msg.word), has(msg.child), "
                  "has(msg.other), has(msg.i32s), has(msg.w_s)]",
                  zero.get()) == "[false, true, true, true, false, false, false]");
  const auto two = schema.parse("test.Two", "number: 7 [test.extra]: 0");
  CHECK(eval.text("[has(msg.number), has(msg.shade), has(msg.`test.extra`), "
                  "has(msg.`test.more`)]",
                  two.get()) == "[true, false, true, false]");
}

TEST_CASE("an index of another type's field is not trusted") {
  const TestSchema schema;
  cel::Arena arena;
  const auto two = schema.parse("test.Two", "number: 3 name: 'n'");
  const Value object = cel::from_message(*two, arena);
  const auto index = schema.types()->find_field("test.Three", "i64")->index;
  CHECK(object.as_object().field({"i64", index}, arena).is(ValueKind::kAbsent));
  CHECK(object.as_object().field({"name", index}, arena).as_string() == "n");
  CHECK(object.as_object().field({"name", 1'000'000}, arena).as_string() == "n");
  CHECK(object.as_object().has({"i64", index}, arena).is(ValueKind::kError));
}

TEST_CASE("map fields are read in the order of their keys, numbers of every kind find them") {
  const TestSchema schema;
  Evaluator eval(schema);
  const auto message = schema.parse("test.Three", R"(
      by_name { key: "b" value: 2 } by_name { key: "c" value: 3 } by_name { key: "a" value: 1 }
      by_number { key: -3 value { s: "three" } } by_number { key: 2 value { s: "two" } }
      by_unsigned { key: 18446744073709551615 value: "most" } by_unsigned { key: 1 value: "one" }
      by_flag { key: true value { seconds: 4 } })");
  CHECK(eval.text("msg.by_name", message.get()) == R"({"a": 1, "b": 2, "c": 3})");
  CHECK(eval.text("msg.by_name.map(k, msg.by_name[k])", message.get()) == "[1, 2, 3]");
  CHECK(eval.text("dyn(msg.by_number)[2u].s + dyn(msg.by_number)[-3.0].s", message.get()) ==
        "\"twothree\"");
  CHECK(eval.text("[2.5 in dyn(msg.by_number), 'x' in dyn(msg.by_number), "
                  "9223372036854775808u in dyn(msg.by_number), -3 in msg.by_number]",
                  message.get()) == "[false, false, false, true]");
  CHECK(eval.text("[dyn(msg.by_unsigned)[1], msg.by_unsigned[18446744073709551615u]]",
                  message.get()) == R"(["one", "most"])");
  CHECK(eval.text("[-1 in dyn(msg.by_unsigned), 1.8446744073709552e19 in dyn(msg.by_unsigned)]",
                  message.get()) == "[false, false]");
  CHECK(eval.text("msg.by_flag[true]", message.get()) == "duration(\"4s\")");
}

TEST_CASE("of a key that was added twice the last one counts") {
  const TestSchema schema;
  const auto message = schema.make("test.Three");
  const pb::FieldDescriptor* field = message->GetDescriptor()->FindFieldByName("by_name");
  for (const std::int64_t value : {1, 2}) {
    pb::Message* entry = message->GetReflection()->AddMessage(message.get(), field);
    entry->GetReflection()->SetString(entry, field->message_type()->map_key(), "k");
    entry->GetReflection()->SetInt64(entry, field->message_type()->map_value(), value);
  }
  Evaluator eval(schema);
  CHECK(eval.text("msg.by_name", message.get()) == R"({"k": 2})");
}

TEST_CASE("JSON values are what they hold") {
  pb::Value value;
  cel::Arena arena;
  CHECK(cel::from_message(value, arena).is(ValueKind::kNull));
  value.set_number_value(1.5);
  CHECK(cel::from_message(value, arena).as_double() == 1.5);
  (*value.mutable_struct_value()->mutable_fields())["k"]
      .mutable_list_value()
      ->add_values()
      ->set_bool_value(true);
  CHECK(cel::to_text(cel::from_message(value, arena)) == R"({"k": [true]})");
}

TEST_CASE("times outside the language's range are errors where they are read") {
  cel::Arena arena;
  pb::Timestamp timestamp;
  timestamp.set_seconds(253402300800);  // the first second of year 10000
  CHECK(cel::from_message(timestamp, arena).is(ValueKind::kError));
  timestamp.set_seconds(0);
  timestamp.set_nanos(-1);
  CHECK(cel::from_message(timestamp, arena).is(ValueKind::kError));
  pb::Duration duration;
  duration.set_seconds(9223372036);
  CHECK(cel::from_message(duration, arena).as_duration() == 9'223'372'036'000'000'000);
  duration.set_seconds(9223372037);
  CHECK(cel::from_message(duration, arena).is(ValueKind::kError));
}

TEST_CASE("an Any is what it holds, however often it is packed") {
  cel::Arena arena;
  pb::Int32Value number;
  number.set_value(5);
  pb::Any once;
  once.PackFrom(number);
  pb::Any twice;
  twice.PackFrom(once);
  CHECK(cel::from_message(twice, arena).as_int() == 5);

  pb::Any unknown;
  unknown.set_type_url("type.googleapis.com/test.NoSuchMessage");
  const Value none = cel::from_message(unknown, arena);
  REQUIRE(none.is(ValueKind::kError));
  CHECK(none.as_error().message.find("test.NoSuchMessage") != std::string_view::npos);
  CHECK(cel::from_message(pb::Any(), arena).is(ValueKind::kError));

  pb::Any broken;
  broken.set_type_url("x/google.protobuf.Int32Value");
  broken.set_value("\xff");
  CHECK(cel::from_message(broken, arena).is(ValueKind::kError));
}

TEST_CASE("an Any in an Any in an Any ends in an error, not on the stack") {
  pb::Any any;
  for (int i = 0; i < 2000; ++i) {
    pb::Any outer;
    outer.PackFrom(any);
    any = outer;
  }
  cel::Arena arena;
  CHECK(cel::from_message(any, arena).is(ValueKind::kError));
}

TEST_CASE("messages are equal by content, Any by what it holds, NaN never") {
  const TestSchema schema;
  Evaluator eval(schema);
  const auto equal = [&](const char* a, const char* b) {
    return eval.text(std::string(a) + " == " + b);
  };
  CHECK(equal("Three{i32: 1, s: 'a'}", "Three{s: 'a', i32: 1}") == "true");
  CHECK(equal("Three{i32: 1}", "Three{i32: 2}") == "false");
  CHECK(equal("Three{maybe: 0}", "Three{}") == "false");
  CHECK(equal("Three{d: double('NaN')}", "Three{d: double('NaN')}") == "false");
  CHECK(equal("Three{by_name: {'a': 1, 'b': 2}}", "Three{by_name: {'b': 2, 'a': 1}}") == "true");
  CHECK(equal("Three{by_name: {'a': 1, 'b': 2}}", "Three{by_name: {'b': 2, 'a': 2}}") == "false");
  CHECK(equal("Three{children: [Three{}, Three{i32: 1}]}", "Three{children: [Three{}]}") ==
        "false");
  CHECK(equal("dyn(Three{})", "dyn(Two{name: ''})") == "false");
  CHECK(equal("Three{any: Three{i32: 1, s: 'a'}}",
              "Three{any: google.protobuf.Any{type_url: 'other/test.Three', "
              "value: b'\\x42\\x01a\\x08\\x01'}}") == "true");
}

TEST_CASE("unknown fields are compared by number, in the order within a number") {
  const TestSchema schema;
  Evaluator eval(schema);
  const auto equal = [&](const std::string& a, const std::string& b) {
    const auto left = schema.make("test.Three");
    const auto right = schema.make("test.Three");
    REQUIRE((left->ParsePartialFromString(a) && right->ParsePartialFromString(b)));
    cel::Arena arena;
    return cel::equal(cel::from_message(*left, arena), cel::from_message(*right, arena), arena);
  };
  const std::string one = "\xa0\x1f\x01";    // field 500: 1
  const std::string two = "\xa0\x1f\x02";    // field 500: 2
  const std::string other = "\xa8\x1f\x01";  // field 501: 1
  CHECK(equal(one + other, other + one));
  CHECK_FALSE(equal(one + two, two + one));
  CHECK_FALSE(equal(one, two));
  CHECK_FALSE(equal(one, ""));
}

TEST_CASE("one type from two pools compares equal") {
  const TestSchema first;
  const TestSchema second;
  const auto a = first.parse("test.Three", "i32: 4 children { s: 'x' }");
  const auto b = second.parse("test.Three", "i32: 4 children { s: 'x' }");
  const auto c = second.parse("test.Three", "i32: 4 children { s: 'y' }");
  cel::Arena arena;
  CHECK(cel::equal(cel::from_message(*a, arena), cel::from_message(*b, arena), arena));
  CHECK_FALSE(cel::equal(cel::from_message(*a, arena), cel::from_message(*c, arena), arena));
}

TEST_CASE("compiled messages are read as those made at run time") {
  pb::FileDescriptorProto file;
  file.set_name("a.proto");
  file.add_dependency("b.proto");
  file.add_message_type()->set_name("M");
  cel::EnvironmentOptions options;
  options.types = std::make_shared<cel::ProtoTypes>();
  options.variables = {{"file", cel::Type::object("google.protobuf.FileDescriptorProto")}};
  const auto environment = cel::Environment::create(std::move(options));
  REQUIRE(environment.ok());
  const auto program = environment->compile(
      "file.name + file.dependency[0] + file.message_type[0].name + string(has(file.package))");
  INFO(program.status().to_string());
  REQUIRE(program.ok());
  cel::Arena arena;
  const Value bound = cel::from_message(file, arena);
  CHECK(cel::as_message(bound) == &file);
  CHECK(program->evaluate({&bound, 1}, arena).as_string() == "a.protob.protoMfalse");
}
