// Bodies of build.h, but for JSON (build_json.cc).
#include "cel_proto/build.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/struct.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/protobuf/wrappers.pb.h>

#include "cel_proto/schema.h"

namespace uniselector::cel_proto {

namespace {

using cel::Value;
using cel::ValueKind;
using pb::Descriptor;
using pb::FieldDescriptor;
using pb::Message;
using pb::Reflection;

/// About what an entry of a map takes beside its key and value.
constexpr std::size_t kEntryBytes = 64;

std::string place_of(const FieldDescriptor& field) {
  // The value of a map entry or of a wrapper has no name that a reader knows.
  const Descriptor& type = *field.containing_type();
  if (type.options().map_entry()) return "an entry of a map";
  if (kind_of(type) != MessageKind::kPlain) return type.full_name();
  return "field '" + (field.is_extension() ? field.full_name() : field.name()) + "' of " +
         type.full_name();
}

Status wrong_kind(const std::string& place, const Value& value, std::string_view expected) {
  return invalid_argument("unsupported field type: " + place + ": found " +
                          std::string(cel::type_name(value)) + ", expected " +
                          std::string(expected));
}

Status wrong_kind(const FieldDescriptor& field, const Value& value, std::string_view expected) {
  return wrong_kind(place_of(field), value, expected);
}

std::string number_text(const Value& value) {
  return value.is(ValueKind::kInt) ? std::to_string(value.as_int())
                                   : std::to_string(value.as_uint());
}

Status range_error(const FieldDescriptor& field, const Value& value, std::string_view expected) {
  return out_of_range("range error: " + place_of(field) + ": found " + number_text(value) +
                      ", expected " + std::string(expected));
}

// How many messages lie within each other, this one included; stops above `most`.
int depth_of(const Message& message, int most) {
  if (most <= 0) return 1;
  const Reflection& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  int deepest = 0;
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const Message& part = field->is_repeated() ? reflection.GetRepeatedMessage(message, field, i)
                                                 : reflection.GetMessage(message, field);
      const int depth = depth_of(part, most - 1);
      if (depth > deepest) deepest = depth;
      if (deepest >= most) return deepest + 1;
    }
  }
  return deepest + 1;
}

// A part of a list or map that is no value.
Status no_value(const Value& value) {
  return value.is(ValueKind::kError)
             ? Status(value.as_error().code, std::string(value.as_error().message))
             : invalid_argument("a value that is not known cannot be put into a message");
}

Status too_deep() {
  return resource_exhausted("a message is nested deeper than " + std::to_string(kMaxDepth) +
                            " levels");
}

// The bytes of a message for an Any: the same for the same content.
std::string packed_bytes(const Message& message) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&out);
  out.Trim();
  return bytes;
}

void set_duration(Message* message, std::int64_t nanoseconds) {
  constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
  const Descriptor& type = *message->GetDescriptor();
  const Reflection& reflection = *message->GetReflection();
  reflection.SetInt64(message, type.FindFieldByNumber(1), nanoseconds / kNanosPerSecond);
  reflection.SetInt32(message, type.FindFieldByNumber(2),
                      static_cast<std::int32_t>(nanoseconds % kNanosPerSecond));
}

void set_timestamp(Message* message, const Value& value) {
  const Descriptor& type = *message->GetDescriptor();
  const Reflection& reflection = *message->GetReflection();
  reflection.SetInt64(message, type.FindFieldByNumber(1), value.timestamp_seconds());
  reflection.SetInt32(message, type.FindFieldByNumber(2),
                      static_cast<std::int32_t>(value.timestamp_nanoseconds()));
}

}  // namespace

Status Builder::charge(std::size_t bytes) {
  if (bytes > left_) {
    return resource_exhausted("a message needs more than " + std::to_string(kMaxMessageBytes) +
                              " bytes of memory");
  }
  left_ -= bytes;
  return ok_status();
}

Status Builder::charge_message(const Message& message) { return charge(message.SpaceUsedLong()); }

Status Builder::set_field(Message* message, const FieldDescriptor* field, const Value& value) {
  if (field->is_map()) return set_map(message, field, value, 1);
  if (field->is_repeated()) return set_repeated(message, field, value, 1);
  return put(message, field, value, 1);
}

Status Builder::put(Message* message, const FieldDescriptor* field, const Value& value, int depth) {
  const Reflection& reflection = *message->GetReflection();
  const bool add = field->is_repeated();
  if (Status status = charge(sizeof(std::int64_t)); !status.ok()) return status;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_DOUBLE:
      if (!value.is(ValueKind::kDouble)) return wrong_kind(*field, value, "double");
      add ? reflection.AddDouble(message, field, value.as_double())
          : reflection.SetDouble(message, field, value.as_double());
      return ok_status();
    case FieldDescriptor::CPPTYPE_FLOAT: {
      if (!value.is(ValueKind::kDouble)) return wrong_kind(*field, value, "double");
      // Rounded as IEEE 754 says; what is too large becomes infinite.
      const float number = static_cast<float>(value.as_double());
      add ? reflection.AddFloat(message, field, number)
          : reflection.SetFloat(message, field, number);
      return ok_status();
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      if (!value.is(ValueKind::kBool)) return wrong_kind(*field, value, "bool");
      add ? reflection.AddBool(message, field, value.as_bool())
          : reflection.SetBool(message, field, value.as_bool());
      return ok_status();
    case FieldDescriptor::CPPTYPE_STRING: {
      const bool bytes = field->type() == FieldDescriptor::TYPE_BYTES;
      if (!value.is(bytes ? ValueKind::kBytes : ValueKind::kString)) {
        return wrong_kind(*field, value, bytes ? "bytes" : "string");
      }
      if (Status status = charge(value.as_string().size()); !status.ok()) return status;
      std::string text(value.as_string());
      add ? reflection.AddString(message, field, std::move(text))
          : reflection.SetString(message, field, std::move(text));
      return ok_status();
    }
    case FieldDescriptor::CPPTYPE_ENUM: return put_enum(message, field, value);
    case FieldDescriptor::CPPTYPE_MESSAGE: return put_message(message, field, value, depth);
    default: return put_integer(message, field, value);
  }
}

Status Builder::put_integer(Message* message, const FieldDescriptor* field, const Value& value) {
  const Reflection& reflection = *message->GetReflection();
  const bool add = field->is_repeated();
  const FieldDescriptor::CppType type = field->cpp_type();
  if (type == FieldDescriptor::CPPTYPE_UINT32 || type == FieldDescriptor::CPPTYPE_UINT64) {
    if (!value.is(ValueKind::kUint)) return wrong_kind(*field, value, "uint");
    const std::uint64_t number = value.as_uint();
    if (type == FieldDescriptor::CPPTYPE_UINT64) {
      add ? reflection.AddUInt64(message, field, number)
          : reflection.SetUInt64(message, field, number);
      return ok_status();
    }
    if (number > std::numeric_limits<std::uint32_t>::max()) {
      return range_error(*field, value, "at most 4294967295");
    }
    const auto narrow = static_cast<std::uint32_t>(number);
    add ? reflection.AddUInt32(message, field, narrow)
        : reflection.SetUInt32(message, field, narrow);
    return ok_status();
  }
  if (!value.is(ValueKind::kInt)) return wrong_kind(*field, value, "int");
  const std::int64_t number = value.as_int();
  if (type == FieldDescriptor::CPPTYPE_INT64) {
    add ? reflection.AddInt64(message, field, number) : reflection.SetInt64(message, field, number);
    return ok_status();
  }
  if (number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::int32_t>::max()) {
    return range_error(*field, value, "-2147483648..2147483647");
  }
  const auto narrow = static_cast<std::int32_t>(number);
  add ? reflection.AddInt32(message, field, narrow) : reflection.SetInt32(message, field, narrow);
  return ok_status();
}

Status Builder::put_enum(Message* message, const FieldDescriptor* field, const Value& value) {
  const Reflection& reflection = *message->GetReflection();
  std::int64_t number = 0;
  if (!(value.is(ValueKind::kNull) && is_null_value(*field->enum_type()))) {
    if (!value.is(ValueKind::kInt)) return wrong_kind(*field, value, "int");
    number = value.as_int();
  }
  if (number < std::numeric_limits<std::int32_t>::min() ||
      number > std::numeric_limits<std::int32_t>::max()) {
    return range_error(*field, value, "a number of " + field->enum_type()->full_name());
  }
  const int narrow = static_cast<int>(number);
  // proto2 cannot hold what its enum does not name; proto3 can.
  if (!reflection.SupportsUnknownEnumValues() &&
      field->enum_type()->FindValueByNumber(narrow) == nullptr) {
    return range_error(*field, value, "a number of " + field->enum_type()->full_name());
  }
  field->is_repeated() ? reflection.AddEnumValue(message, field, narrow)
                       : reflection.SetEnumValue(message, field, narrow);
  return ok_status();
}

Status Builder::put_message(Message* message, const FieldDescriptor* field, const Value& value,
                            int depth) {
  if (value.is(ValueKind::kNull)) {
    switch (kind_of(*field->message_type())) {
      case MessageKind::kPlain:
      case MessageKind::kWrapper:
      case MessageKind::kDuration:
      case MessageKind::kTimestamp: return ok_status();
      case MessageKind::kList:
      case MessageKind::kStruct:
      case MessageKind::kAny:
      case MessageKind::kValue: break;  // the first two refuse it, the others hold it
    }
  }
  if (depth >= kMaxDepth) return too_deep();
  const Reflection& reflection = *message->GetReflection();
  Message* part = field->is_repeated() ? reflection.AddMessage(message, field)
                                       : reflection.MutableMessage(message, field);
  if (Status status = charge_message(*part); !status.ok()) return status;
  return set_message(part, value, depth + 1);
}

Status Builder::set_repeated(Message* message, const FieldDescriptor* field, const Value& value,
                             int depth) {
  if (!value.is(ValueKind::kList)) return wrong_kind(*field, value, "list");
  const cel::List& list = value.as_list();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Value element = list.at(i, arena_);
    if (element.is_no_value()) return no_value(element);
    if (Status status = put(message, field, element, depth); !status.ok()) return status;
  }
  return ok_status();
}

Status Builder::set_map(Message* message, const FieldDescriptor* field, const Value& value,
                        int depth) {
  if (!value.is(ValueKind::kMap)) return wrong_kind(*field, value, "map");
  const Reflection& reflection = *message->GetReflection();
  const FieldDescriptor* of_key = field->message_type()->map_key();
  const FieldDescriptor* of_value = field->message_type()->map_value();
  const cel::Map& map = value.as_map();
  if (depth >= kMaxDepth) return too_deep();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const Value content = map.value_at(i, arena_);
    if (content.is_no_value()) return no_value(content);
    if (content.is(ValueKind::kNull) && of_value->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      // An entry whose value stays unset is no entry.
      const MessageKind kind = kind_of(*of_value->message_type());
      if (kind != MessageKind::kAny && kind != MessageKind::kValue) continue;
    }
    // protobuf itself cannot tell the size of an entry that has no value yet.
    if (Status status = charge(kEntryBytes); !status.ok()) return status;
    Message* entry = reflection.AddMessage(message, field);
    if (Status status = put(entry, of_key, map.key_at(i, arena_), depth + 1); !status.ok()) {
      return status;
    }
    if (Status status = put(entry, of_value, content, depth + 1); !status.ok()) return status;
  }
  return ok_status();
}

Status Builder::set_message(Message* message, const Value& value, int depth) {
  if (depth > kMaxDepth) return too_deep();
  const Descriptor& type = *message->GetDescriptor();
  switch (kind_of(type)) {
    case MessageKind::kPlain: return set_plain(message, value, depth);
    case MessageKind::kWrapper: return put(message, type.FindFieldByNumber(1), value, depth);
    case MessageKind::kDuration:
      if (!value.is(ValueKind::kDuration)) {
        return wrong_kind(type.full_name(), value, "google.protobuf.Duration");
      }
      set_duration(message, value.as_duration());
      return ok_status();
    case MessageKind::kTimestamp:
      if (!value.is(ValueKind::kTimestamp)) {
        return wrong_kind(type.full_name(), value, "google.protobuf.Timestamp");
      }
      set_timestamp(message, value);
      return ok_status();
    case MessageKind::kAny: return set_any(message, value, depth);
    case MessageKind::kValue: return set_json(message, value, depth);
    case MessageKind::kList:
      if (!value.is(ValueKind::kList)) return wrong_kind(type.full_name(), value, "list");
      return set_repeated(message, type.FindFieldByNumber(1), value, depth);
    case MessageKind::kStruct: return set_struct(message, value, depth);
  }
  return ok_status();
}

Status Builder::set_plain(Message* message, const Value& value, int depth) {
  const Message* given = message_of(value);
  const Descriptor& type = *message->GetDescriptor();
  if (given == nullptr || given->GetDescriptor()->full_name() != type.full_name()) {
    return wrong_kind("a message", value, type.full_name());
  }
  if (Status status = charge_message(*given); !status.ok()) return status;
  if (depth - 1 + depth_of(*given, kMaxDepth - depth + 1) > kMaxDepth) return too_deep();
  if (given->GetDescriptor() == &type) {
    message->CopyFrom(*given);
  } else if (!message->ParsePartialFromString(given->SerializePartialAsString())) {
    return invalid_argument("a message of " + type.full_name() +
                            " from another descriptor pool cannot be read");
  }
  return ok_status();
}

Status Builder::set_any(Message* any, const Value& value, int depth) {
  std::unique_ptr<Message> made;
  const Message* held = message_of(value);
  if (held == nullptr) {
    switch (value.kind()) {
      case ValueKind::kNull: made = std::make_unique<pb::Value>(); break;
      case ValueKind::kBool: made = std::make_unique<pb::BoolValue>(); break;
      case ValueKind::kInt: made = std::make_unique<pb::Int64Value>(); break;
      case ValueKind::kUint: made = std::make_unique<pb::UInt64Value>(); break;
      case ValueKind::kDouble: made = std::make_unique<pb::DoubleValue>(); break;
      case ValueKind::kString: made = std::make_unique<pb::StringValue>(); break;
      case ValueKind::kBytes: made = std::make_unique<pb::BytesValue>(); break;
      case ValueKind::kDuration: made = std::make_unique<pb::Duration>(); break;
      case ValueKind::kTimestamp: made = std::make_unique<pb::Timestamp>(); break;
      case ValueKind::kList: made = std::make_unique<pb::ListValue>(); break;
      case ValueKind::kMap: made = std::make_unique<pb::Struct>(); break;
      default: return wrong_kind("google.protobuf.Any", value, "what a message can hold");
    }
    if (Status status = set_message(made.get(), value, depth + 1); !status.ok()) return status;
    held = made.get();
  }
  if (Status status = charge_message(*held); !status.ok()) return status;
  const Descriptor& type = *any->GetDescriptor();
  const Reflection& reflection = *any->GetReflection();
  reflection.SetString(any, type.FindFieldByNumber(1),
                       "type.googleapis.com/" + held->GetDescriptor()->full_name());
  reflection.SetString(any, type.FindFieldByNumber(2), packed_bytes(*held));
  return ok_status();
}

}  // namespace uniselector::cel_proto
