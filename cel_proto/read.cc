// Bodies of read.h. All access goes through reflection: messages may be compiled in or made at run
// time, and both look the same this way.
#include "cel_proto/read.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "cel_proto/equality.h"
#include "cel_proto/schema.h"

namespace uniselector::cel_proto {

namespace {

using cel::Arena;
using cel::Value;
using cel::ValueKind;
using pb::Descriptor;
using pb::FieldDescriptor;
using pb::Message;
using pb::Reflection;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kMinSeconds = -62'135'596'800;  // 0001-01-01
constexpr std::int64_t kMaxSeconds = 253'402'300'799;  // the end of 9999

// Its address tells our objects from those of others.
constexpr char kComponent = 0;

Value text_value(const FieldDescriptor& field, const std::string& text, const std::string& scratch,
                 Arena& arena) {
  const std::string_view kept = &text == &scratch ? arena.copy(text) : std::string_view(text);
  return field.type() == FieldDescriptor::TYPE_BYTES ? Value::bytes(kept) : Value::string(kept);
}

Value enum_value(const FieldDescriptor& field, int number) {
  return is_null_value(*field.enum_type()) ? Value::null() : Value::integer(number);
}

// A singular field, its default where it is unset; messages as they stand.
Value read_singular(const Message& message, const FieldDescriptor* field, Arena& arena) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32: return Value::integer(reflection.GetInt32(message, field));
    case FieldDescriptor::CPPTYPE_INT64: return Value::integer(reflection.GetInt64(message, field));
    case FieldDescriptor::CPPTYPE_UINT32: return Value::uint(reflection.GetUInt32(message, field));
    case FieldDescriptor::CPPTYPE_UINT64: return Value::uint(reflection.GetUInt64(message, field));
    case FieldDescriptor::CPPTYPE_DOUBLE: return Value::real(reflection.GetDouble(message, field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Value::real(static_cast<double>(reflection.GetFloat(message, field)));
    case FieldDescriptor::CPPTYPE_BOOL: return Value::boolean(reflection.GetBool(message, field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return enum_value(*field, reflection.GetEnumValue(message, field));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return text_value(*field, reflection.GetStringReference(message, field, &scratch), scratch,
                        arena);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return read_message(reflection.GetMessage(message, field), arena);
  }
  return {};
}

Value read_element(const Message& message, const FieldDescriptor* field, int index, Arena& arena) {
  const Reflection& reflection = *message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return Value::integer(reflection.GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return Value::integer(reflection.GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return Value::uint(reflection.GetRepeatedUInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT64:
      return Value::uint(reflection.GetRepeatedUInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return Value::real(reflection.GetRepeatedDouble(message, field, index));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return Value::real(static_cast<double>(reflection.GetRepeatedFloat(message, field, index)));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Value::boolean(reflection.GetRepeatedBool(message, field, index));
    case FieldDescriptor::CPPTYPE_ENUM:
      return enum_value(*field, reflection.GetRepeatedEnumValue(message, field, index));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      return text_value(*field,
                        reflection.GetRepeatedStringReference(message, field, index, &scratch),
                        scratch, arena);
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return read_message(reflection.GetRepeatedMessage(message, field, index), arena);
  }
  return {};
}

class RepeatedList final : public cel::List {
 public:
  RepeatedList(const Message& message, const FieldDescriptor* field)
      : message_(message), field_(field) {}

  std::size_t size() const override {
    return static_cast<std::size_t>(message_.GetReflection()->FieldSize(message_, field_));
  }
  Value at(std::size_t index, Arena& arena) const override {
    return read_element(message_, field_, static_cast<int>(index), arena);
  }

 private:
  const Message& message_;
  const FieldDescriptor* field_;
};

// Order of two keys of one map field.
bool key_less(const Value& a, const Value& b) {
  switch (a.kind()) {
    case ValueKind::kBool: return !a.as_bool() && b.as_bool();
    case ValueKind::kInt: return a.as_int() < b.as_int();
    case ValueKind::kUint: return a.as_uint() < b.as_uint();
    default: return a.as_string() < b.as_string();
  }
}

// A number as a key of kind int or uint, if it is one exactly.
std::optional<Value> number_as(ValueKind kind, const Value& key) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  switch (key.kind()) {
    case ValueKind::kInt:
      if (kind == ValueKind::kInt) return key;
      if (key.as_int() < 0) return std::nullopt;
      return Value::uint(static_cast<std::uint64_t>(key.as_int()));
    case ValueKind::kUint:
      if (kind == ValueKind::kUint) return key;
      if (key.as_uint() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        return std::nullopt;
      }
      return Value::integer(static_cast<std::int64_t>(key.as_uint()));
    case ValueKind::kDouble: {
      const double number = key.as_double();
      if (std::trunc(number) != number) return std::nullopt;  // NaN too
      if (kind == ValueKind::kInt) {
        if (number < -kTwoTo63 || number >= kTwoTo63) return std::nullopt;
        return Value::integer(static_cast<std::int64_t>(number));
      }
      if (number < 0 || number >= 2 * kTwoTo63) return std::nullopt;
      return Value::uint(static_cast<std::uint64_t>(number));
    }
    default: return std::nullopt;
  }
}

// A map field. Protobuf has no public way to look a key up by reflection, so entries are put in
// order once, when the field is read.
class EntryMap final : public cel::Map {
 public:
  EntryMap(std::span<const MapEntry> entries, const FieldDescriptor* value)
      : entries_(entries), value_(value) {}

  std::size_t size() const override { return entries_.size(); }
  Value find(const Value& key, Arena& arena) const override {
    if (entries_.empty()) return {};
    const ValueKind kind = entries_.front().key.kind();
    Value wanted = key;
    if (kind == ValueKind::kInt || kind == ValueKind::kUint) {
      const std::optional<Value> number = number_as(kind, key);
      if (!number) return {};
      wanted = *number;
    } else if (!key.is(kind)) {
      return {};
    }
    const auto found = std::lower_bound(
        entries_.begin(), entries_.end(), wanted,
        [](const MapEntry& entry, const Value& k) { return key_less(entry.key, k); });
    if (found == entries_.end() || key_less(wanted, found->key)) return {};
    return read_singular(*found->entry, value_, arena);
  }
  Value key_at(std::size_t index, Arena&) const override { return entries_[index].key; }
  Value value_at(std::size_t index, Arena& arena) const override {
    return read_singular(*entries_[index].entry, value_, arena);
  }

 private:
  std::span<const MapEntry> entries_;
  const FieldDescriptor* value_;
};

Value read_map(const Message& message, const FieldDescriptor* field, Arena& arena) {
  return Value::map(arena.make<EntryMap>(read_entries(message, field, arena),
                                         field->message_type()->map_value()));
}

Value read_duration(const Message& message, Arena& arena) {
  const Descriptor& type = *message.GetDescriptor();
  const std::int64_t seconds =
      message.GetReflection()->GetInt64(message, type.FindFieldByNumber(1));
  const std::int32_t nanos = message.GetReflection()->GetInt32(message, type.FindFieldByNumber(2));
  std::int64_t total = 0;
  if (__builtin_mul_overflow(seconds, kNanosPerSecond, &total) ||
      __builtin_add_overflow(total, std::int64_t{nanos}, &total)) {
    return cel::make_error(arena, StatusCode::kOutOfRange,
                           "duration of " + std::to_string(seconds) +
                               " seconds, expected at most 9223372036 either way");
  }
  return Value::duration(total);
}

Value read_timestamp(const Message& message, Arena& arena) {
  const Descriptor& type = *message.GetDescriptor();
  const std::int64_t seconds =
      message.GetReflection()->GetInt64(message, type.FindFieldByNumber(1));
  const std::int32_t nanos = message.GetReflection()->GetInt32(message, type.FindFieldByNumber(2));
  if (seconds < kMinSeconds || seconds > kMaxSeconds || nanos < 0 || nanos >= kNanosPerSecond) {
    return cel::make_error(arena, StatusCode::kOutOfRange,
                           "timestamp of " + std::to_string(seconds) + " seconds and " +
                               std::to_string(nanos) +
                               " nanoseconds, expected one of the years 0001 to 9999");
  }
  return Value::timestamp(seconds, static_cast<std::uint32_t>(nanos));
}

Value read_dynamic_value(const Message& message, Arena& arena) {
  const FieldDescriptor* set = message.GetReflection()->GetOneofFieldDescriptor(
      message, message.GetDescriptor()->oneof_decl(0));
  return set == nullptr ? Value::null() : read_singular(message, set, arena);
}

Value read_any(const Message& message, Arena& arena) {
  std::string problem;
  std::unique_ptr<Message> held = unpack(message, &problem);
  for (int depth = 0; held != nullptr; ++depth) {
    if (kind_of(*held->GetDescriptor()) != MessageKind::kAny) {
      const Message& kept = *held;
      keep(std::move(held), arena);
      return read_message(kept, arena);
    }
    if (depth == kMaxDepth) {
      problem = "google.protobuf.Any holds more than " + std::to_string(kMaxDepth) + " others";
      break;
    }
    held = unpack(*held, &problem);
  }
  return cel::make_error(arena, StatusCode::kInvalidArgument, problem);
}

const FieldDescriptor* find(const Message& message, const cel::FieldRef& ref) {
  const Descriptor& type = *message.GetDescriptor();
  // The index is of the declared type; the message may be of another.
  if (ref.index >= 0 && ref.index < type.field_count()) {
    const FieldDescriptor* field = type.field(ref.index);
    if (field->name() == ref.name) return field;
  }
  return find_field(type, ref.name);
}

}  // namespace

Value MessageObject::field(const cel::FieldRef& ref, Arena& arena) const {
  const FieldDescriptor* field = find(message_, ref);
  if (field == nullptr) return {};
  if (field->is_map()) return read_map(message_, field, arena);
  if (field->is_repeated()) return Value::list(arena.make<RepeatedList>(message_, field));
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
      !message_.GetReflection()->HasField(message_, field)) {
    // There is no default of these but null.
    const MessageKind kind = kind_of(*field->message_type());
    if (kind == MessageKind::kWrapper || kind == MessageKind::kAny) return Value::null();
  }
  return read_singular(message_, field, arena);
}

Value MessageObject::has(const cel::FieldRef& ref, Arena& arena) const {
  const FieldDescriptor* field = find(message_, ref);
  if (field == nullptr) {
    return cel::make_error(
        arena, StatusCode::kNotFound,
        "no such field: '" + std::string(ref.name) + "' in " + std::string(type_name()));
  }
  const Reflection& reflection = *message_.GetReflection();
  if (field->is_repeated()) return Value::boolean(reflection.FieldSize(message_, field) > 0);
  // Without presence protobuf answers whether the field differs from its default.
  return Value::boolean(reflection.HasField(message_, field));
}

bool MessageObject::equals(const cel::Object& other, Arena&) const {
  const Message* message = message_of(other);
  return message != nullptr && messages_equal(message_, *message);
}

std::string_view MessageObject::set_field(std::size_t index) const {
  std::vector<const FieldDescriptor*> fields;
  message_.GetReflection()->ListFields(message_, &fields);
  if (index >= fields.size()) return {};
  return fields[index]->is_extension() ? fields[index]->full_name() : fields[index]->name();
}

const void* MessageObject::native(const void* component) const {
  return component == &kComponent ? &message_ : nullptr;
}

const Message* message_of(const cel::Object& object) {
  return static_cast<const Message*>(object.native(&kComponent));
}

const Message* message_of(const Value& value) {
  return value.is(ValueKind::kObject) ? message_of(value.as_object()) : nullptr;
}

Value read_message(const Message& message, Arena& arena) {
  const Descriptor& type = *message.GetDescriptor();
  switch (kind_of(type)) {
    case MessageKind::kPlain: break;
    case MessageKind::kWrapper: return read_singular(message, type.FindFieldByNumber(1), arena);
    case MessageKind::kDuration: return read_duration(message, arena);
    case MessageKind::kTimestamp: return read_timestamp(message, arena);
    case MessageKind::kAny: return read_any(message, arena);
    case MessageKind::kValue: return read_dynamic_value(message, arena);
    case MessageKind::kList:
      return Value::list(arena.make<RepeatedList>(message, type.FindFieldByNumber(1)));
    case MessageKind::kStruct: return read_map(message, type.FindFieldByNumber(1), arena);
  }
  return Value::object(arena.make<MessageObject>(message));
}

std::span<const MapEntry> read_entries(const Message& message, const FieldDescriptor* field,
                                       Arena& arena) {
  const Reflection& reflection = *message.GetReflection();
  const FieldDescriptor* key = field->message_type()->map_key();
  const int size = reflection.FieldSize(message, field);
  MapEntry* entries = arena.make_array<MapEntry>(static_cast<std::size_t>(size));
  for (int i = 0; i < size; ++i) {
    const Message& entry = reflection.GetRepeatedMessage(message, field, i);
    ::new (entries + i) MapEntry{read_singular(entry, key, arena), &entry};
  }
  std::stable_sort(entries, entries + size,
                   [](const auto& a, const auto& b) { return key_less(a.key, b.key); });
  // Entries that were added one by one may repeat a key: the last one counts.
  std::size_t kept = 0;
  for (int i = 0; i < size; ++i) {
    if (kept > 0 && !key_less(entries[kept - 1].key, entries[i].key)) --kept;
    entries[kept++] = entries[i];
  }
  return {entries, kept};
}

void keep(std::unique_ptr<Message> message, Arena& arena) {
  arena.at_reset(message.get(), [](void* kept) { delete static_cast<Message*>(kept); });
  message.release();
}

std::unique_ptr<Message> unpack(const Message& any, std::string* problem) {
  const Descriptor& type = *any.GetDescriptor();
  const Reflection& reflection = *any.GetReflection();
  std::string url_scratch;
  std::string bytes_scratch;
  const std::string& url =
      reflection.GetStringReference(any, type.FindFieldByNumber(1), &url_scratch);
  const std::string& bytes =
      reflection.GetStringReference(any, type.FindFieldByNumber(2), &bytes_scratch);
  const std::size_t slash = url.rfind('/');
  const std::string_view name =
      std::string_view(url).substr(slash == std::string::npos ? 0 : slash + 1);
  const Descriptor* held = name.empty() ? nullptr : find_message(*type.file()->pool(), name);
  const Message* prototype =
      held == nullptr ? nullptr : prototype_of(*held, reflection.GetMessageFactory());
  if (prototype == nullptr) {
    *problem = "google.protobuf.Any: found type URL '" + url + "', expected that of a known type";
    return nullptr;
  }
  std::unique_ptr<Message> message(prototype->New());
  if (!message->ParsePartialFromString(bytes)) {
    *problem = "google.protobuf.Any: its bytes are no " + std::string(name);
    return nullptr;
  }
  return message;
}

}  // namespace uniselector::cel_proto
