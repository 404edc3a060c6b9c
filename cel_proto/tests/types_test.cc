// Types of messages, fields and enumerators as the checker sees them.
#include <google/protobuf/descriptor.pb.h>
#include <uniselector/cel_proto.h>

#include "cel_proto/tests/test_schema.h"
#include "support/catch.h"

using uniselector::cel::ProtoTypes;
using uniselector::cel::Type;
using uniselector::cel::ValueKind;
using uniselector::test::TestSchema;

namespace {

std::string field_type(const ProtoTypes& types, std::string_view type, std::string_view field) {
  const auto found = types.find_field(type, field);
  return found ? found->type.to_string() : "none";
}

}  // namespace

TEST_CASE("fields have the types that the language gives them") {
  const TestSchema schema;
  const ProtoTypes& types = *schema.types();
  const auto type = [&](std::string_view field) { return field_type(types, "test.Three", field); };
  CHECK(type("i32") == "int");
  CHECK(type("u64") == "uint");
  CHECK(type("f") == "double");
  CHECK(type("s") == "string");
  CHECK(type("raw") == "bytes");
  CHECK(type("color") == "int");
  CHECK(type("child") == "test.Three");
  CHECK(type("i32s") == "list(int)");
  CHECK(type("children") == "list(test.Three)");
  CHECK(type("by_name") == "map(string, int)");
  CHECK(type("by_number") == "map(int, test.Three)");
  CHECK(type("by_unsigned") == "map(uint, string)");
  CHECK(types.find_field("test.Three", "any")->type == Type::any());
  CHECK(types.find_field("test.Three", "duration")->type == Type::duration());
  CHECK(types.find_field("test.Three", "timestamp")->type == Type::timestamp());
  CHECK(types.find_field("test.Three", "value")->type == Type::dyn());
  CHECK(types.find_field("test.Three", "nothing")->type == Type::null());
  CHECK(type("record") == "map(string, dyn)");
  CHECK(type("list") == "list(dyn)");
  CHECK(type("w_i32") == Type::wrapper(Type::integer()).to_string());
  CHECK(type("w_s") == Type::wrapper(Type::string()).to_string());
  CHECK(type("missing") == "none");
  CHECK(field_type(types, "test.Missing", "i32") == "none");
}

TEST_CASE("extensions are fields by their full name, of their message only") {
  const TestSchema schema;
  const ProtoTypes& types = *schema.types();
  CHECK(field_type(types, "test.Two", "test.extra") == "int");
  CHECK(field_type(types, "test.Two", "test.more") == "list(test.Two)");
  CHECK(field_type(types, "test.Two", "extra") == "none");
  CHECK(field_type(types, "test.Three", "test.extra") == "none");
}

TEST_CASE("messages are types; map entries and enumerations are none") {
  const TestSchema schema;
  const ProtoTypes& types = *schema.types();
  CHECK(*types.find_type("test.Three") == Type::object("test.Three"));
  CHECK(*types.find_type("google.protobuf.Int32Value") == Type::wrapper(Type::integer()));
  CHECK(*types.find_type("google.protobuf.Struct") == Type::map(Type::string(), Type::dyn()));
  CHECK_FALSE(types.find_type("test.Three.ByNameEntry"));
  CHECK_FALSE(types.find_type("test.Color"));
  CHECK_FALSE(types.find_type("test"));
}

TEST_CASE("enumerators are integers, that of NullValue is null") {
  const TestSchema schema;
  const ProtoTypes& types = *schema.types();
  CHECK(types.find_constant("test.Color.GREEN").as_int() == 1);
  CHECK(types.find_constant("test.Shade.DARK").as_int() == 2);
  CHECK(types.find_constant("google.protobuf.NullValue.NULL_VALUE").is(ValueKind::kNull));
  CHECK(types.find_constant("test.Color.BLUE").is(ValueKind::kAbsent));
  CHECK(types.find_constant("test.GREEN").is(ValueKind::kAbsent));
  CHECK(types.find_constant("GREEN").is(ValueKind::kAbsent));
}

TEST_CASE("compiled messages and all well-known types are known without a pool of one's own") {
  const ProtoTypes types;
  CHECK(field_type(types, "google.protobuf.FileDescriptorProto", "message_type") ==
        "list(google.protobuf.DescriptorProto)");
  for (const char* name :
       {"Any", "Duration", "Timestamp", "Struct", "Value", "ListValue", "Empty", "FieldMask",
        "BoolValue", "BytesValue", "DoubleValue", "FloatValue", "Int32Value", "Int64Value",
        "StringValue", "UInt32Value", "UInt64Value"}) {
    CAPTURE(name);
    CHECK(types.find_type(std::string("google.protobuf.") + name));
  }
}

TEST_CASE("a pool without the well-known types knows them all the same") {
  const google::protobuf::DescriptorPool empty;
  google::protobuf::DynamicMessageFactory factory;
  const ProtoTypes types(empty, factory);
  CHECK(*types.find_type("google.protobuf.StringValue") == Type::wrapper(Type::string()));
  CHECK(types.find_constant("google.protobuf.NullValue.NULL_VALUE").is(ValueKind::kNull));
  CHECK_FALSE(types.find_type("google.protobuf.NoSuchMessage"));
}
