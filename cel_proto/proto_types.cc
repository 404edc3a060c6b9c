// The public face: the type provider over a descriptor pool, and messages to values and back.
#include <memory>
#include <string>
#include <utility>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/message.h>
#include <uniselector/cel_proto.h>

#include "cel_proto/build.h"
#include "cel_proto/read.h"
#include "cel_proto/schema.h"

namespace uniselector::cel {

namespace pb = google::protobuf;
using cel_proto::MessageKind;

ProtoTypes::ProtoTypes()
    : ProtoTypes(*pb::DescriptorPool::generated_pool(), *pb::MessageFactory::generated_factory()) {}

ProtoTypes::ProtoTypes(const pb::DescriptorPool& pool, pb::MessageFactory& factory)
    : pool_(&pool), factory_(&factory) {}

std::optional<Type> ProtoTypes::find_type(std::string_view name) const {
  const pb::Descriptor* type = cel_proto::find_message(*pool_, name);
  if (type == nullptr || type->options().map_entry()) return std::nullopt;
  return cel_proto::type_of(*type);
}

Value ProtoTypes::find_constant(std::string_view name) const {
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos) return {};
  const std::string type(name.substr(0, dot));
  const pb::EnumDescriptor* found = pool_->FindEnumTypeByName(type);
  if (found == nullptr && type == "google.protobuf.NullValue") {
    return name.substr(dot + 1) == "NULL_VALUE" ? Value::null() : Value();
  }
  const pb::EnumValueDescriptor* value =
      found == nullptr ? nullptr : found->FindValueByName(std::string(name.substr(dot + 1)));
  if (value == nullptr) return {};
  return cel_proto::is_null_value(*found) ? Value::null() : Value::integer(value->number());
}

std::optional<TypeProvider::Field> ProtoTypes::find_field(std::string_view type,
                                                          std::string_view field) const {
  const pb::Descriptor* message = cel_proto::find_message(*pool_, type);
  if (message == nullptr) return std::nullopt;
  const pb::FieldDescriptor* found = cel_proto::find_field(*message, field);
  if (found == nullptr) return std::nullopt;
  return Field{cel_proto::type_of(*found), found->is_extension() ? -1 : found->index()};
}

Value ProtoTypes::make_object(std::string_view type, std::span<const NamedValue> fields,
                              Arena& arena) const {
  const pb::Descriptor* descriptor = cel_proto::find_message(*pool_, type);
  const pb::Message* prototype =
      descriptor == nullptr ? nullptr : cel_proto::prototype_of(*descriptor, factory_);
  if (prototype == nullptr) {
    return make_error(arena, StatusCode::kNotFound,
                      "no such message type: '" + std::string(type) + "'");
  }
  std::unique_ptr<pb::Message> message(prototype->New());
  cel_proto::Builder builder(arena);
  for (const NamedValue& named : fields) {
    const pb::FieldDescriptor* field = cel_proto::find_field(*descriptor, named.name);
    if (field == nullptr) {
      return make_error(
          arena, StatusCode::kNotFound,
          "no such field: '" + std::string(named.name) + "' in " + descriptor->full_name());
    }
    if (const Status status = builder.set_field(message.get(), field, named.value); !status.ok()) {
      return make_error(arena, status.code(), status.message());
    }
  }
  const pb::Message& made = *message;
  cel_proto::keep(std::move(message), arena);
  return cel_proto::read_message(made, arena);
}

namespace {

constexpr std::uint64_t kBytesPerUnit = 10;

/// Charges for messages in a value, those in lists and maps too; false when the budget is spent.
bool charge_messages(const Value& value, Call& call, int depth) {
  constexpr int kMostDepth = 100;
  if (depth > kMostDepth) return true;  // making it answers that
  if (const pb::Message* const message = as_message(value)) {
    return call.charge(message->ByteSizeLong() / kBytesPerUnit);
  }
  if (value.is(ValueKind::kList)) {
    const List& list = value.as_list();
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (!charge_messages(list.at(i, call.arena()), call, depth + 1)) return false;
    }
  } else if (value.is(ValueKind::kMap)) {
    const Map& map = value.as_map();
    for (std::size_t i = 0; i < map.size(); ++i) {
      if (!charge_messages(map.value_at(i, call.arena()), call, depth + 1)) return false;
    }
  }
  return true;
}

}  // namespace

Value ProtoTypes::make_charged_object(std::string_view type, std::span<const NamedValue> fields,
                                      Call& call) const {
  for (const NamedValue& field : fields) {
    if (!charge_messages(field.value, call, 0)) return call.budget_error();
  }
  return make_object(type, fields, call.arena());
}

Value from_message(const pb::Message& message, Arena& arena) {
  return cel_proto::read_message(message, arena);
}

const pb::Message* as_message(const Value& value) { return cel_proto::message_of(value); }

Status to_message(const Value& value, pb::Message* message) {
  if (value.is_no_value() || value.is(ValueKind::kAbsent)) {
    return invalid_argument("found no value, expected one to put into a " +
                            message->GetDescriptor()->full_name());
  }
  message->Clear();
  Arena arena;
  return cel_proto::Builder(arena).set_message(message, value, 1);
}

}  // namespace uniselector::cel
