// Messages as values of CEL: adaptors that lend fields, repeated fields and maps without copying.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <uniselector/cel.h>

namespace uniselector::cel_proto {

namespace pb = google::protobuf;

/// How deep messages may lie within each other wherever we follow them: as deep as protobuf's own
/// parsers read.
inline constexpr int kMaxDepth = 100;

class MessageObject final : public cel::Object {
 public:
  explicit MessageObject(const pb::Message& message) : message_(message) {}

  std::string_view type_name() const override { return message_.GetDescriptor()->full_name(); }
  cel::Value field(const cel::FieldRef& field, cel::Arena& arena) const override;
  cel::Value has(const cel::FieldRef& field, cel::Arena& arena) const override;
  bool equals(const cel::Object& other, cel::Arena& arena) const override;
  std::string_view set_field(std::size_t index) const override;
  const void* native(const void* component) const override;

 private:
  const pb::Message& message_;
};

/// The message behind an object that we made, or null.
const pb::Message* message_of(const cel::Value& value);
const pb::Message* message_of(const cel::Object& object);

/// A message as what it is to CEL; may be an error (an Any that nobody can unpack).
cel::Value read_message(const pb::Message& message, cel::Arena& arena);

/// An entry of a map field, as the message that protobuf has for it.
struct MapEntry {
  cel::Value key;
  const pb::Message* entry;
};
/// The entries in the order of their keys, each key once: protobuf's own order changes from run to
/// run. They and text keys may live in the arena.
std::span<const MapEntry> read_entries(const pb::Message& message, const pb::FieldDescriptor* field,
                                       cel::Arena& arena);

/// A message that the arena destroys with its content.
void keep(std::unique_ptr<pb::Message> message, cel::Arena& arena);

/// What an Any holds, or null and the reason. Missing required fields are not looked for.
std::unique_ptr<pb::Message> unpack(const pb::Message& any, std::string* problem);

}  // namespace uniselector::cel_proto
