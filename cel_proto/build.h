// Values of CEL put into messages: fields of new messages, and results for hosts.
#pragma once

#include <cstddef>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <uniselector/cel.h>

#include "cel_proto/read.h"

namespace uniselector::cel_proto {

/// Most memory of one message that an expression makes.
inline constexpr std::size_t kMaxMessageBytes = 16u << 20;

/// Fills messages, counting what it copies: past kMaxMessageBytes or kMaxDepth it answers
/// ResourceExhausted. A failure leaves the message half full.
class Builder {
 public:
  /// `arena` is for what reading the values makes.
  explicit Builder(cel::Arena& arena) : arena_(arena) {}

  /// A field, repeated and map fields from lists and maps. Null leaves a field of a message type
  /// unset, but for Value and Any, which hold it.
  Status set_field(pb::Message* message, const pb::FieldDescriptor* field, const cel::Value& value);
  /// A whole message from a value: an object of its type, or what a well-known type takes. `depth`
  /// is how deep the message lies.
  Status set_message(pb::Message* message, const cel::Value& value, int depth);

 private:
  // Each sets a singular field or adds an element to a repeated one.
  Status put(pb::Message* message, const pb::FieldDescriptor* field, const cel::Value& value,
             int depth);
  Status put_integer(pb::Message* message, const pb::FieldDescriptor* field,
                     const cel::Value& value);
  Status put_enum(pb::Message* message, const pb::FieldDescriptor* field, const cel::Value& value);
  Status put_message(pb::Message* message, const pb::FieldDescriptor* field,
                     const cel::Value& value, int depth);

  Status set_repeated(pb::Message* message, const pb::FieldDescriptor* field,
                      const cel::Value& value, int depth);
  Status set_map(pb::Message* message, const pb::FieldDescriptor* field, const cel::Value& value,
                 int depth);
  Status set_any(pb::Message* any, const cel::Value& value, int depth);
  Status set_json(pb::Message* json, const cel::Value& value, int depth);
  Status set_json_number(pb::Message* json, const cel::Value& value);
  Status set_json_object(pb::Message* json, const pb::Message& object, int depth);
  Status set_struct(pb::Message* record, const cel::Value& value, int depth);
  Status set_plain(pb::Message* message, const cel::Value& value, int depth);

  Status charge(std::size_t bytes);
  Status charge_message(const pb::Message& message);

  cel::Arena& arena_;
  std::size_t left_ = kMaxMessageBytes;
};

}  // namespace uniselector::cel_proto
