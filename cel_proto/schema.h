// What the descriptors of protobuf say in the words of CEL: which type a field has, and which
// messages stand for something else (wrappers, Struct, Any ...).
#pragma once

#include <optional>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <uniselector/cel.h>

namespace uniselector::cel_proto {

namespace pb = google::protobuf;

/// What a message is to CEL.
enum class MessageKind {
  kPlain,
  kWrapper,
  kDuration,
  kTimestamp,
  kAny,
  kValue,
  kList,
  kStruct,
};

/// kPlain also for a message that has the name of a well-known type but not its fields.
MessageKind kind_of(const pb::Descriptor& type);
bool is_null_value(const pb::EnumDescriptor& type);

cel::Type type_of(const pb::Descriptor& type);
/// A repeated field is a list, a map field a map.
cel::Type type_of(const pb::FieldDescriptor& field);

/// By full name, in `pool` or, for google.protobuf.*, in what is compiled in. Null if there is
/// none.
const pb::Descriptor* find_message(const pb::DescriptorPool& pool, std::string_view name);
/// A field by name, or an extension by full name; null if there is none.
const pb::FieldDescriptor* find_field(const pb::Descriptor& type, std::string_view name);
/// The message that all of this type are copies of; null if nobody can make them.
const pb::Message* prototype_of(const pb::Descriptor& type, pb::MessageFactory* factory);

}  // namespace uniselector::cel_proto
