// The suite's test messages as descriptors, built from its table of fields, so that neither a
// .proto file nor generated code of the suite is needed.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <nlohmann/json.hpp>

#include <uniselector/cel_proto.h>

#include "cel/messages.h"
#include "cel_proto/equality.h"

namespace uniselector::cel_tool {

namespace {

namespace pb = google::protobuf;
using nlohmann::json;
using FieldType = pb::FieldDescriptorProto;

constexpr std::string_view kPackage = "cel.expr.conformance.";

const std::map<std::string, pb::FieldDescriptorProto::Type, std::less<>>& scalar_types() {
  static const std::map<std::string, pb::FieldDescriptorProto::Type, std::less<>> types = {
      {"double", FieldType::TYPE_DOUBLE},     {"float", FieldType::TYPE_FLOAT},
      {"int32", FieldType::TYPE_INT32},       {"int64", FieldType::TYPE_INT64},
      {"uint32", FieldType::TYPE_UINT32},     {"uint64", FieldType::TYPE_UINT64},
      {"sint32", FieldType::TYPE_SINT32},     {"sint64", FieldType::TYPE_SINT64},
      {"fixed32", FieldType::TYPE_FIXED32},   {"fixed64", FieldType::TYPE_FIXED64},
      {"sfixed32", FieldType::TYPE_SFIXED32}, {"sfixed64", FieldType::TYPE_SFIXED64},
      {"bool", FieldType::TYPE_BOOL},         {"string", FieldType::TYPE_STRING},
      {"bytes", FieldType::TYPE_BYTES}};
  return types;
}

// One file of the schema, proto2 or proto3, filled line by line. A message in a message is named by
// a dot behind its parent's name and made where it is first mentioned.
class SchemaFile {
 public:
  SchemaFile(std::string package, bool proto3) : proto3_(proto3) {
    file_.set_name("suite/" + package + ".proto");
    file_.set_package(package);
    file_.set_syntax(proto3 ? "proto3" : "proto2");
    for (const pb::FileDescriptor* known : well_known_files()) file_.add_dependency(known->name());
  }

  static std::vector<const pb::FileDescriptor*> well_known_files() {
    return {pb::Any::descriptor()->file(),      pb::Duration::descriptor()->file(),
            pb::Empty::descriptor()->file(),    pb::FieldMask::descriptor()->file(),
            pb::Struct::descriptor()->file(),   pb::Timestamp::descriptor()->file(),
            pb::BoolValue::descriptor()->file()};
  }

  bool owns(const std::string& full_name) const {
    return full_name.starts_with(file_.package() + ".");
  }
  const std::string& package() const { return file_.package(); }
  const pb::FileDescriptorProto& proto() const { return file_; }

  void add_enum(const json& line) {
    const std::string name = line.at("enum").get<std::string>();
    enums_.insert(name);
    const auto [parent, last] = split(name);
    pb::EnumDescriptorProto* made =
        parent.empty() ? file_.add_enum_type() : message(parent)->add_enum_type();
    made->set_name(last);
    for (const json& value : line.at("values")) {
      pb::EnumValueDescriptorProto* one = made->add_value();
      one->set_name(value.at(0).get<std::string>());
      one->set_number(value.at(1).get<int>());
    }
  }

  // Enums come first: a field does not say whether its type is one.
  void add_field(const json& line) {
    if (line.contains("extension")) return add_extension(line);
    pb::DescriptorProto* owner = message(split_package(line.at("message").get<std::string>()));
    pb::FieldDescriptorProto* field = owner->add_field();
    field->set_name(line.at("name").get<std::string>());
    fill(*field, line, owner);
    if (line.contains("oneof")) {
      field->set_oneof_index(oneof(*owner, line.at("oneof").get<std::string>()));
    } else if (proto3_ && line.at("label") == "optional") {
      field->set_proto3_optional(true);
      optional_.emplace_back(owner, field);
    }
  }

  // The oneofs that stand behind proto3's optional fields come after all others.
  void finish() {
    for (const auto& [owner, field] : optional_) {
      field->set_oneof_index(oneof(*owner, "_" + field->name()));
    }
  }

 private:
  std::string split_package(const std::string& full_name) const {
    return full_name.substr(file_.package().size() + 1);
  }

  // "pkg.A.B" to "A" and "B"; the first is empty for what stands alone.
  std::pair<std::string, std::string> split(const std::string& full_name) const {
    const std::string name = split_package(full_name);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos) return {"", name};
    return {name.substr(0, dot), name.substr(dot + 1)};
  }

  pb::DescriptorProto* message(const std::string& name) {
    pb::DescriptorProto*& made = messages_[name];
    if (made != nullptr) return made;
    const std::size_t dot = name.rfind('.');
    pb::DescriptorProto* fresh = dot == std::string::npos
                                     ? file_.add_message_type()
                                     : message(name.substr(0, dot))->add_nested_type();
    fresh->set_name(dot == std::string::npos ? name : name.substr(dot + 1));
    messages_[name] = fresh;
    return fresh;
  }

  static int oneof(pb::DescriptorProto& owner, const std::string& name) {
    for (int i = 0; i < owner.oneof_decl_size(); ++i) {
      if (owner.oneof_decl(i).name() == name) return i;
    }
    owner.add_oneof_decl()->set_name(name);
    return owner.oneof_decl_size() - 1;
  }

  void fill(pb::FieldDescriptorProto& field, const json& line, pb::DescriptorProto* owner) {
    const std::string label = line.at("label").get<std::string>();
    const std::string type = line.at("type").get<std::string>();
    field.set_number(line.at("number").get<int>());
    field.set_label(label == "repeated" || label == "map" ? FieldType::LABEL_REPEATED
                    : label == "required"                 ? FieldType::LABEL_REQUIRED
                                                          : FieldType::LABEL_OPTIONAL);
    if (type.starts_with("map<")) {
      field.set_label(FieldType::LABEL_REPEATED);
      make_map(field, type, owner);
    } else {
      set_type(field, type);
    }
    if (!line.contains("default")) return;
    const json& value = line.at("default");
    field.set_default_value(value.is_string() ? value.get<std::string>() : value.dump());
  }

  void set_type(pb::FieldDescriptorProto& field, const std::string& type) {
    constexpr std::string_view kGroup = "group ";
    if (const auto scalar = scalar_types().find(type); scalar != scalar_types().end()) {
      field.set_type(scalar->second);
      return;
    }
    const bool group = type.starts_with(kGroup);
    const std::string name = group ? type.substr(kGroup.size()) : type;
    const bool is_enum = enums_.contains(name) || name == "google.protobuf.NullValue";
    field.set_type(group     ? FieldType::TYPE_GROUP
                   : is_enum ? FieldType::TYPE_ENUM
                             : FieldType::TYPE_MESSAGE);
    field.set_type_name("." + name);
    if (!is_enum && owns(name)) message(split_package(name));
  }

  // A map is a repeated field of messages with key and value, named after the field.
  void make_map(pb::FieldDescriptorProto& field, const std::string& type,
                pb::DescriptorProto* owner) {
    const std::size_t comma = type.find(", ");
    std::string name;
    bool upper = true;
    for (const char c : field.name()) {
      if (c != '_') name += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      upper = c == '_';
    }
    name += "Entry";
    pb::DescriptorProto* entry = owner->add_nested_type();
    entry->set_name(name);
    entry->mutable_options()->set_map_entry(true);
    const std::string parts[] = {type.substr(4, comma - 4),
                                 type.substr(comma + 2, type.size() - comma - 3)};
    for (int i = 0; i < 2; ++i) {
      pb::FieldDescriptorProto* part = entry->add_field();
      part->set_name(i == 0 ? "key" : "value");
      part->set_number(i + 1);
      part->set_label(FieldType::LABEL_OPTIONAL);
      set_type(*part, parts[i]);
    }
    field.set_type(FieldType::TYPE_MESSAGE);
    field.set_type_name(name);
  }

  void add_extension(const json& line) {
    const std::string name = line.at("extension").get<std::string>();
    pb::DescriptorProto* scope = line.contains("scope")
                                     ? message(split_package(line.at("scope").get<std::string>()))
                                     : nullptr;
    pb::FieldDescriptorProto* field =
        scope != nullptr ? scope->add_extension() : file_.add_extension();
    field->set_name(name.substr(name.rfind('.') + 1));
    field->set_extendee("." + line.at("message").get<std::string>());
    fill(*field, line, nullptr);
    pb::DescriptorProto* extended = message(split_package(line.at("message").get<std::string>()));
    if (extended->extension_range_size() == 0) {
      pb::DescriptorProto::ExtensionRange* range = extended->add_extension_range();
      range->set_start(1000);
      range->set_end(536'870'912);
    }
  }

  bool proto3_;
  pb::FileDescriptorProto file_;
  std::map<std::string, pb::DescriptorProto*, std::less<>> messages_;
  std::set<std::string, std::less<>> enums_;
  std::vector<std::pair<pb::DescriptorProto*, pb::FieldDescriptorProto*>> optional_;
};

class DynamicMessages final : public TestMessages {
 public:
  Status build(std::string_view table) {
    for (const pb::FileDescriptor* known : SchemaFile::well_known_files()) {
      pb::FileDescriptorProto copy;
      known->CopyTo(&copy);
      if (pool_.BuildFile(copy) == nullptr) return bad("the well-known types cannot be copied");
    }
    SchemaFile files[] = {{std::string(kPackage) + "proto2", false},
                          {std::string(kPackage) + "proto3", true}};
    for (const bool enums : {true, false}) {
      if (Status status = add_lines(table, files, enums); !status.ok()) return status;
    }
    for (SchemaFile& file : files) {
      file.finish();
      if (pool_.BuildFile(file.proto()) == nullptr) {
        return bad("package " + file.package() + " does not fit together");
      }
    }
    return ok_status();
  }

  std::shared_ptr<const cel::TypeProvider> types() const override { return types_; }

  cel::Value read(std::string_view type, std::string_view bytes, cel::Arena& arena) const override {
    const pb::Descriptor* found = pool_.FindMessageTypeByName(std::string(type));
    if (found == nullptr) {
      return cel::make_error(arena, StatusCode::kNotFound,
                             "no message type '" + std::string(type) + "'");
    }
    std::unique_ptr<pb::Message> message(factory_->GetPrototype(found)->New());
    if (!message->ParsePartialFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      return cel::make_error(arena, StatusCode::kInvalidArgument,
                             "bytes that are no " + std::string(type));
    }
    const pb::Message& kept = *message;
    arena.at_reset(message.release(),
                   [](void* object) { delete static_cast<pb::Message*>(object); });
    return cel::from_message(kept, arena);
  }

  bool same(const cel::Value& a, const cel::Value& b) const override {
    const pb::Message* left = cel::as_message(a);
    const pb::Message* right = cel::as_message(b);
    return left != nullptr && right != nullptr && cel_proto::messages_equal_with_nan(*left, *right);
  }

 private:
  static Status bad(const std::string& problem) {
    return invalid_argument("test_messages.jsonl: " + problem);
  }

  static Status add_lines(std::string_view table, SchemaFile (&files)[2], bool enums) {
    int number = 0;
    while (!table.empty()) {
      const std::size_t end = table.find('\n');
      const std::string_view text = table.substr(0, end);
      table.remove_prefix(end == std::string_view::npos ? table.size() : end + 1);
      ++number;
      if (text.empty()) continue;
      const json line = json::parse(text, nullptr, false);
      const std::string where = "line " + std::to_string(number);
      if (!line.is_object()) return bad(where + " is no JSON object");
      const bool is_enum = line.contains("enum");
      if (is_enum != enums) continue;
      try {
        const std::string name = line.at(is_enum ? "enum" : "message").get<std::string>();
        bool known = false;
        for (SchemaFile& file : files) {
          if (!file.owns(name)) continue;
          known = true;
          is_enum ? file.add_enum(line) : file.add_field(line);
        }
        if (!known) return bad(where + " is of an unknown package: " + name);
      } catch (const json::exception& error) {
        return bad(where + ": " + error.what());
      }
    }
    return ok_status();
  }

  pb::DescriptorPool pool_;
  std::unique_ptr<pb::DynamicMessageFactory> factory_ =
      std::make_unique<pb::DynamicMessageFactory>(&pool_);
  std::shared_ptr<const cel::TypeProvider> types_ =
      std::make_shared<cel::ProtoTypes>(pool_, *factory_);
};

}  // namespace

bool knows_messages() { return true; }

Result<std::unique_ptr<TestMessages>> load_messages(std::string_view table) {
  auto messages = std::make_unique<DynamicMessages>();
  if (Status status = messages->build(table); !status.ok()) return status;
  return std::unique_ptr<TestMessages>(std::move(messages));
}

}  // namespace uniselector::cel_tool
