// Body of test_schema.h.
#include "cel_proto/tests/test_schema.h"

#include <initializer_list>
#include <sstream>
#include <string>
#include <utility>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include "support/catch.h"

namespace uniselector::test {

namespace {

namespace pb = google::protobuf;

using Field = pb::FieldDescriptorProto;

// A field as a line of a .proto file has it: "repeated int32 i32s = 20", a map with its types
// together: "map<int32,.test.Three> by_number = 31". Types with a dot in front are messages, with
// an @ enumerations.
void set_type(Field& field, std::string type) {
  const std::pair<const char*, Field::Type> scalars[] = {
      {"int32", Field::TYPE_INT32},   {"int64", Field::TYPE_INT64},
      {"uint32", Field::TYPE_UINT32}, {"uint64", Field::TYPE_UINT64},
      {"float", Field::TYPE_FLOAT},   {"double", Field::TYPE_DOUBLE},
      {"bool", Field::TYPE_BOOL},     {"string", Field::TYPE_STRING},
      {"bytes", Field::TYPE_BYTES}};
  for (const auto& [name, scalar] : scalars) {
    if (type == name) return field.set_type(scalar);
  }
  field.set_type(type[0] == '@' ? Field::TYPE_ENUM : Field::TYPE_MESSAGE);
  if (type[0] == '@') type.erase(0, 1);
  field.set_type_name(type);
}

void set_map(pb::DescriptorProto& owner, Field& field, const std::string& type) {
  std::string name;
  for (const char c : field.name()) {
    const bool upper = name.empty() || name.back() == '_';
    if (!name.empty() && name.back() == '_') name.pop_back();
    name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  name += "Entry";
  pb::DescriptorProto* entry = owner.add_nested_type();
  entry->set_name(name);
  entry->mutable_options()->set_map_entry(true);
  const std::size_t comma = type.find(',');
  for (int number = 1; number <= 2; ++number) {
    Field* part = entry->add_field();
    part->set_name(number == 1 ? "key" : "value");
    part->set_number(number);
    part->set_label(Field::LABEL_OPTIONAL);
    set_type(*part, number == 1 ? type.substr(4, comma - 4)
                                : type.substr(comma + 1, type.size() - comma - 2));
  }
  field.set_label(Field::LABEL_REPEATED);
  field.set_type(Field::TYPE_MESSAGE);
  field.set_type_name(name);
}

Field* add_field(pb::DescriptorProto& owner, Field* field, const std::string& line) {
  std::istringstream words(line);
  std::string type;
  std::string name;
  std::string equals;
  int number = 0;
  words >> type;
  field->set_label(Field::LABEL_OPTIONAL);
  if (type == "repeated" || type == "required") {
    field->set_label(type == "repeated" ? Field::LABEL_REPEATED : Field::LABEL_REQUIRED);
    words >> type;
  }
  words >> name >> equals >> number;
  field->set_name(name);
  field->set_number(number);
  type.starts_with("map<") ? set_map(owner, *field, type) : set_type(*field, type);
  return field;
}

void add_enum(pb::FileDescriptorProto& file, const char* name,
              std::initializer_list<std::pair<const char*, int>> values) {
  pb::EnumDescriptorProto* made = file.add_enum_type();
  made->set_name(name);
  for (const auto& [value, number] : values) {
    pb::EnumValueDescriptorProto* one = made->add_value();
    one->set_name(value);
    one->set_number(number);
  }
}

pb::FileDescriptorProto proto2_file() {
  pb::FileDescriptorProto file;
  file.set_name("two.proto");
  file.set_package("test");
  add_enum(file, "Shade", {{"LIGHT", 0}, {"DARK", 2}});
  pb::DescriptorProto* two = file.add_message_type();
  two->set_name("Two");
  add_field(*two, two->add_field(), "int32 number = 1")->set_default_value("7");
  add_field(*two, two->add_field(), "@.test.Shade shade = 2")->set_default_value("DARK");
  for (const char* line :
       {"bytes raw = 3", "required string name = 4", "repeated @.test.Shade shades = 5"}) {
    add_field(*two, two->add_field(), line);
  }
  two->add_extension_range()->set_start(100);
  two->mutable_extension_range(0)->set_end(536'870'912);
  for (const char* line : {"int64 extra = 100", "repeated .test.Two more = 101"}) {
    add_field(*two, file.add_extension(), line)->set_extendee(".test.Two");
  }
  return file;
}

pb::FileDescriptorProto proto3_file() {
  pb::FileDescriptorProto file;
  file.set_name("three.proto");
  file.set_package("test");
  file.set_syntax("proto3");
  for (const char* name : {"any", "duration", "struct", "timestamp", "wrappers"}) {
    file.add_dependency(std::string("google/protobuf/") + name + ".proto");
  }
  add_enum(file, "Color", {{"RED", 0}, {"GREEN", 1}});
  pb::DescriptorProto* three = file.add_message_type();
  three->set_name("Three");
  for (const char* line : {"int32 i32 = 1",
                           "int64 i64 = 2",
                           "uint32 u32 = 3",
                           "uint64 u64 = 4",
                           "float f = 5",
                           "double d = 6",
                           "bool b = 7",
                           "string s = 8",
                           "bytes raw = 9",
                           "@.test.Color color = 10",
                           ".test.Three child = 11",
                           "repeated int32 i32s = 20",
                           "repeated string strings = 21",
                           "repeated .test.Three children = 22",
                           "map<string,int64> by_name = 30",
                           "map<int32,.test.Three> by_number = 31",
                           "map<uint64,string> by_unsigned = 32",
                           "map<bool,.google.protobuf.Duration> by_flag = 33",
                           ".google.protobuf.Any any = 40",
                           ".google.protobuf.Duration duration = 41",
                           ".google.protobuf.Timestamp timestamp = 42",
                           ".google.protobuf.Struct record = 43",
                           ".google.protobuf.Value value = 44",
                           ".google.protobuf.ListValue list = 45",
                           ".google.protobuf.Int32Value w_i32 = 46",
                           ".google.protobuf.StringValue w_s = 47",
                           "@.google.protobuf.NullValue nothing = 48",
                           "repeated .google.protobuf.Any anys = 49"}) {
    add_field(*three, three->add_field(), line);
  }
  three->add_oneof_decl()->set_name("choice");
  three->add_oneof_decl()->set_name("_maybe");
  add_field(*three, three->add_field(), "string word = 13")->set_oneof_index(0);
  add_field(*three, three->add_field(), ".test.Three other = 14")->set_oneof_index(0);
  Field* maybe = add_field(*three, three->add_field(), "int32 maybe = 12");
  maybe->set_oneof_index(1);
  maybe->set_proto3_optional(true);
  return file;
}

void add_copy(pb::DescriptorPool& pool, const pb::Descriptor* of) {
  pb::FileDescriptorProto file;
  of->file()->CopyTo(&file);
  REQUIRE(pool.BuildFile(file) != nullptr);
}

}  // namespace

TestSchema::TestSchema() {
  for (const pb::Descriptor* known :
       {pb::Any::descriptor(), pb::Duration::descriptor(), pb::Struct::descriptor(),
        pb::Timestamp::descriptor(), pb::BoolValue::descriptor()}) {
    add_copy(pool_, known);
  }
  REQUIRE(pool_.BuildFile(proto2_file()) != nullptr);
  REQUIRE(pool_.BuildFile(proto3_file()) != nullptr);
  factory_ = std::make_unique<pb::DynamicMessageFactory>(&pool_);
  types_ = std::make_shared<cel::ProtoTypes>(pool_, *factory_);
}

std::unique_ptr<pb::Message> TestSchema::make(const std::string& name) const {
  const pb::Descriptor* type = pool_.FindMessageTypeByName(name);
  REQUIRE(type != nullptr);
  return std::unique_ptr<pb::Message>(factory_->GetPrototype(type)->New());
}

std::unique_ptr<pb::Message> TestSchema::parse(const std::string& name,
                                               const std::string& text) const {
  std::unique_ptr<pb::Message> message = make(name);
  pb::TextFormat::Parser parser;
  parser.AllowPartialMessage(true);
  REQUIRE(parser.ParseFromString(text, message.get()));
  return message;
}

cel::Value Evaluator::value(std::string_view expression, const pb::Message* msg) {
  cel::EnvironmentOptions options;
  options.container = "test";
  options.types = schema_.types();
  const std::string name = msg == nullptr ? "test.Three" : msg->GetDescriptor()->full_name();
  options.variables = {{"msg", cel::Type::object(name)}};
  const auto environment = cel::Environment::create(std::move(options));
  REQUIRE(environment.ok());
  auto program = environment->compile(expression);
  INFO(expression);
  INFO(program.status().to_string());
  REQUIRE(program.ok());
  programs_.push_back(*std::move(program));
  const cel::Value bound = msg == nullptr ? cel::Value() : cel::from_message(*msg, arena_);
  return programs_.back().evaluate({&bound, 1}, arena_);
}

std::string Evaluator::text(std::string_view expression, const pb::Message* msg) {
  const cel::Value found = value(expression, msg);
  if (found.is(cel::ValueKind::kError)) return "error: " + std::string(found.as_error().message);
  return cel::to_text(found);
}

}  // namespace uniselector::test
