// What JSON knows, from values of CEL: google.protobuf.Value and Struct. Numbers that a double does
// not hold become text, as ProtoJSON has it; bytes are base64, times are text.
#include <cstdint>
#include <string>
#include <string_view>

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/time_util.h>

#include "cel_proto/build.h"
#include "cel_proto/schema.h"

namespace uniselector::cel_proto {

namespace {

using cel::Value;
using cel::ValueKind;
using pb::Descriptor;
using pb::FieldDescriptor;
using pb::Message;

// Fields of google.protobuf.Value.
constexpr int kNull = 1;
constexpr int kNumber = 2;
constexpr int kString = 3;
constexpr int kBool = 4;
constexpr int kStruct = 5;
constexpr int kList = 6;

const FieldDescriptor* field_of(const Message& message, int number) {
  return message.GetDescriptor()->FindFieldByNumber(number);
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text += i + k <= bytes.size() ? kDigits[group >> (18 - 6 * k) & 63u] : '=';
    }
  }
  return text;
}

std::string duration_text(std::int64_t nanoseconds) {
  return pb::util::TimeUtil::ToString(pb::util::TimeUtil::NanosecondsToDuration(nanoseconds));
}

std::string timestamp_text(const Value& value) {
  pb::Timestamp timestamp;
  timestamp.set_seconds(value.timestamp_seconds());
  timestamp.set_nanos(static_cast<std::int32_t>(value.timestamp_nanoseconds()));
  return pb::util::TimeUtil::ToString(timestamp);
}

}  // namespace

Status Builder::set_json(Message* json, const Value& value, int depth) {
  const pb::Reflection& reflection = *json->GetReflection();
  switch (value.kind()) {
    case ValueKind::kNull:
      reflection.SetEnumValue(json, field_of(*json, kNull), 0);
      return ok_status();
    case ValueKind::kBool:
      reflection.SetBool(json, field_of(*json, kBool), value.as_bool());
      return ok_status();
    case ValueKind::kInt:
    case ValueKind::kUint:
    case ValueKind::kDouble: return set_json_number(json, value);
    case ValueKind::kString: return put(json, field_of(*json, kString), value, depth);
    case ValueKind::kBytes: {
      if (Status status = charge(value.as_bytes().size() * 2); !status.ok()) return status;
      reflection.SetString(json, field_of(*json, kString), base64(value.as_bytes()));
      return ok_status();
    }
    case ValueKind::kDuration:
      reflection.SetString(json, field_of(*json, kString), duration_text(value.as_duration()));
      return ok_status();
    case ValueKind::kTimestamp:
      reflection.SetString(json, field_of(*json, kString), timestamp_text(value));
      return ok_status();
    case ValueKind::kList: return put(json, field_of(*json, kList), value, depth);
    case ValueKind::kMap: return put(json, field_of(*json, kStruct), value, depth);
    default: break;
  }
  if (const Message* object = message_of(value)) return set_json_object(json, *object, depth);
  return invalid_argument("unsupported field type: google.protobuf.Value: found " +
                          std::string(cel::type_name(value)) + ", expected what JSON can hold");
}

Status Builder::set_json_number(Message* json, const Value& value) {
  // As far as a double tells every integer from its neighbours.
  constexpr std::int64_t kExact = (std::int64_t{1} << 53) - 1;
  const pb::Reflection& reflection = *json->GetReflection();
  double number = 0;
  std::string text;
  if (value.is(ValueKind::kDouble)) {
    number = value.as_double();
  } else if (value.is(ValueKind::kInt)) {
    number = static_cast<double>(value.as_int());
    if (value.as_int() > kExact || value.as_int() < -kExact) text = std::to_string(value.as_int());
  } else {
    number = static_cast<double>(value.as_uint());
    if (value.as_uint() > std::uint64_t{kExact}) text = std::to_string(value.as_uint());
  }
  if (text.empty()) {
    reflection.SetDouble(json, field_of(*json, kNumber), number);
  } else {
    reflection.SetString(json, field_of(*json, kString), text);
  }
  return ok_status();
}

// Any other message goes by the JSON form that protobuf has for it.
Status Builder::set_json_object(Message* json, const Message& object, int depth) {
  if (Status status = charge_message(object); !status.ok()) return status;
  std::string text;
  if (const auto status = pb::util::MessageToJsonString(object, &text); !status.ok()) {
    return invalid_argument("a " + object.GetDescriptor()->full_name() +
                            " has no JSON form: " + std::string(status.message()));
  }
  if (Status status = charge(text.size()); !status.ok()) return status;
  pb::Value parsed;
  if (const auto status = pb::util::JsonStringToMessage(text, &parsed); !status.ok()) {
    return invalid_argument("the JSON form of a " + object.GetDescriptor()->full_name() +
                            " cannot be read: " + std::string(status.message()));
  }
  if (Status status = charge_message(parsed); !status.ok()) return status;
  return set_json(json, read_message(parsed, arena_), depth);
}

Status Builder::set_struct(Message* record, const Value& value, int depth) {
  const std::string& name = record->GetDescriptor()->full_name();
  if (!value.is(ValueKind::kMap)) {
    return invalid_argument("unsupported field type: " + name + ": found " +
                            std::string(cel::type_name(value)) + ", expected map");
  }
  const cel::Map& map = value.as_map();
  for (std::size_t i = 0; i < map.size(); ++i) {
    const Value key = map.key_at(i, arena_);
    if (!key.is(ValueKind::kString)) {
      return invalid_argument("bad key type: " + name + ": found " +
                              std::string(cel::type_name(key)) + ", expected string");
    }
  }
  return set_map(record, field_of(*record, 1), value, depth);
}

}  // namespace uniselector::cel_proto
