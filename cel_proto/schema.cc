// Bodies of schema.h.
#include "cel_proto/schema.h"

#include <string>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

namespace uniselector::cel_proto {

namespace {

using cel::Type;
using pb::Descriptor;
using pb::FieldDescriptor;

bool has(const Descriptor& type, int number, FieldDescriptor::CppType kind) {
  const FieldDescriptor* field = type.FindFieldByNumber(number);
  return field != nullptr && !field->is_repeated() && field->cpp_type() == kind;
}

bool has_map(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByNumber(1);
  return field != nullptr && field->is_map();
}

bool has_list(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByNumber(1);
  return field != nullptr && field->is_repeated() && !field->is_map() &&
         field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool has_value_fields(const Descriptor& type) {
  return type.oneof_decl_count() == 1 && type.oneof_decl(0)->field_count() == 6 &&
         has(type, 1, FieldDescriptor::CPPTYPE_ENUM) &&
         has(type, 2, FieldDescriptor::CPPTYPE_DOUBLE) &&
         has(type, 3, FieldDescriptor::CPPTYPE_STRING) &&
         has(type, 4, FieldDescriptor::CPPTYPE_BOOL) &&
         has(type, 5, FieldDescriptor::CPPTYPE_MESSAGE) &&
         has(type, 6, FieldDescriptor::CPPTYPE_MESSAGE);
}

Type primitive_of(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64: return Type::integer();
    case FieldDescriptor::CPPTYPE_UINT32:
    case FieldDescriptor::CPPTYPE_UINT64: return Type::uint();
    case FieldDescriptor::CPPTYPE_DOUBLE:
    case FieldDescriptor::CPPTYPE_FLOAT: return Type::real();
    case FieldDescriptor::CPPTYPE_BOOL: return Type::boolean();
    case FieldDescriptor::CPPTYPE_ENUM:
      return is_null_value(*field.enum_type()) ? Type::null() : Type::integer();
    case FieldDescriptor::CPPTYPE_STRING:
      return field.type() == FieldDescriptor::TYPE_BYTES ? Type::bytes() : Type::string();
    case FieldDescriptor::CPPTYPE_MESSAGE: return type_of(*field.message_type());
  }
  return Type::dyn();
}

// The types that are compiled in even where the linker takes only what is named.
void name_well_known_types() {
  pb::Any::descriptor();
  pb::Duration::descriptor();
  pb::Empty::descriptor();
  pb::FieldMask::descriptor();
  pb::Struct::descriptor();
  pb::Timestamp::descriptor();
  pb::BoolValue::descriptor();
}

}  // namespace

MessageKind kind_of(const Descriptor& type) {
  switch (type.well_known_type()) {
    case Descriptor::WELLKNOWNTYPE_DOUBLEVALUE:
    case Descriptor::WELLKNOWNTYPE_FLOATVALUE:
    case Descriptor::WELLKNOWNTYPE_INT64VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT64VALUE:
    case Descriptor::WELLKNOWNTYPE_INT32VALUE:
    case Descriptor::WELLKNOWNTYPE_UINT32VALUE:
    case Descriptor::WELLKNOWNTYPE_STRINGVALUE:
    case Descriptor::WELLKNOWNTYPE_BYTESVALUE:
    case Descriptor::WELLKNOWNTYPE_BOOLVALUE: {
      const FieldDescriptor* value = type.FindFieldByNumber(1);
      const bool right = value != nullptr && !value->is_repeated() &&
                         value->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE &&
                         value->cpp_type() != FieldDescriptor::CPPTYPE_ENUM;
      return right ? MessageKind::kWrapper : MessageKind::kPlain;
    }
    case Descriptor::WELLKNOWNTYPE_ANY:
      return has(type, 1, FieldDescriptor::CPPTYPE_STRING) &&
                     has(type, 2, FieldDescriptor::CPPTYPE_STRING)
                 ? MessageKind::kAny
                 : MessageKind::kPlain;
    case Descriptor::WELLKNOWNTYPE_DURATION:
    case Descriptor::WELLKNOWNTYPE_TIMESTAMP:
      if (!has(type, 1, FieldDescriptor::CPPTYPE_INT64) ||
          !has(type, 2, FieldDescriptor::CPPTYPE_INT32)) {
        return MessageKind::kPlain;
      }
      return type.well_known_type() == Descriptor::WELLKNOWNTYPE_DURATION ? MessageKind::kDuration
                                                                          : MessageKind::kTimestamp;
    case Descriptor::WELLKNOWNTYPE_VALUE:
      return has_value_fields(type) ? MessageKind::kValue : MessageKind::kPlain;
    case Descriptor::WELLKNOWNTYPE_LISTVALUE:
      return has_list(type) ? MessageKind::kList : MessageKind::kPlain;
    case Descriptor::WELLKNOWNTYPE_STRUCT:
      return has_map(type) ? MessageKind::kStruct : MessageKind::kPlain;
    default: return MessageKind::kPlain;
  }
}

bool is_null_value(const pb::EnumDescriptor& type) {
  return type.full_name() == "google.protobuf.NullValue";
}

Type type_of(const Descriptor& type) {
  switch (kind_of(type)) {
    case MessageKind::kWrapper: return Type::wrapper(primitive_of(*type.FindFieldByNumber(1)));
    case MessageKind::kDuration: return Type::duration();
    case MessageKind::kTimestamp: return Type::timestamp();
    case MessageKind::kAny: return Type::any();
    case MessageKind::kValue: return Type::dyn();
    case MessageKind::kList: return Type::list(Type::dyn());
    case MessageKind::kStruct: return Type::map(Type::string(), Type::dyn());
    case MessageKind::kPlain: break;
  }
  return Type::object(type.full_name());
}

Type type_of(const FieldDescriptor& field) {
  if (field.is_map()) {
    const Descriptor& entry = *field.message_type();
    return Type::map(primitive_of(*entry.map_key()), primitive_of(*entry.map_value()));
  }
  return field.is_repeated() ? Type::list(primitive_of(field)) : primitive_of(field);
}

const Descriptor* find_message(const pb::DescriptorPool& pool, std::string_view name) {
  const std::string key(name);
  if (const Descriptor* found = pool.FindMessageTypeByName(key)) return found;
  if (!name.starts_with("google.protobuf.")) return nullptr;
  name_well_known_types();
  return pb::DescriptorPool::generated_pool()->FindMessageTypeByName(key);
}

const FieldDescriptor* find_field(const Descriptor& type, std::string_view name) {
  const std::string key(name);
  if (const FieldDescriptor* field = type.FindFieldByName(key)) return field;
  if (type.extension_range_count() == 0) return nullptr;
  const FieldDescriptor* extension = type.file()->pool()->FindExtensionByName(key);
  return extension != nullptr && extension->containing_type() == &type ? extension : nullptr;
}

const pb::Message* prototype_of(const Descriptor& type, pb::MessageFactory* factory) {
  if (type.file()->pool() == pb::DescriptorPool::generated_pool()) {
    const pb::Message* compiled = pb::MessageFactory::generated_factory()->GetPrototype(&type);
    if (compiled != nullptr) return compiled;
  }
  return factory == nullptr ? nullptr : factory->GetPrototype(&type);
}

}  // namespace uniselector::cel_proto
