// Bodies of equality.h.
#include "cel_proto/equality.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/unknown_field_set.h>

#include "cel_proto/read.h"
#include "cel_proto/schema.h"

namespace uniselector::cel_proto {

namespace {

using pb::Descriptor;
using pb::FieldDescriptor;
using pb::Message;
using pb::Reflection;

// The bytes of a message, the same for the same content: maps are written in order.
std::string canonical_bytes(const Message& message) {
  std::string bytes;
  pb::io::StringOutputStream stream(&bytes);
  pb::io::CodedOutputStream out(&stream);
  out.SetSerializationDeterministic(true);
  message.SerializePartialToCodedStream(&out);
  out.Trim();
  return bytes;
}

// By number, and within a number as they came.
std::vector<const pb::UnknownField*> by_number(const pb::UnknownFieldSet& fields) {
  std::vector<const pb::UnknownField*> sorted;
  for (int i = 0; i < fields.field_count(); ++i) sorted.push_back(&fields.field(i));
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto* a, const auto* b) { return a->number() < b->number(); });
  return sorted;
}

bool unknown_equal(const pb::UnknownFieldSet& a, const pb::UnknownFieldSet& b, int depth) {
  if (a.field_count() != b.field_count()) return false;
  if (a.empty()) return true;
  if (depth == 0) return false;
  const auto left = by_number(a);
  const auto right = by_number(b);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const pb::UnknownField& x = *left[i];
    const pb::UnknownField& y = *right[i];
    if (x.number() != y.number() || x.type() != y.type()) return false;
    switch (x.type()) {
      case pb::UnknownField::TYPE_VARINT:
        if (x.varint() != y.varint()) return false;
        break;
      case pb::UnknownField::TYPE_FIXED32:
        if (x.fixed32() != y.fixed32()) return false;
        break;
      case pb::UnknownField::TYPE_FIXED64:
        if (x.fixed64() != y.fixed64()) return false;
        break;
      case pb::UnknownField::TYPE_LENGTH_DELIMITED:
        if (x.length_delimited() != y.length_delimited()) return false;
        break;
      case pb::UnknownField::TYPE_GROUP:
        if (!unknown_equal(x.group(), y.group(), depth - 1)) return false;
        break;
    }
  }
  return true;
}

class Comparer {
 public:
  explicit Comparer(bool nan_equal) : nan_equal_(nan_equal) {}

  bool equal(const Message& a, const Message& b, int depth) const {
    const Descriptor& type = *a.GetDescriptor();
    if (&type != b.GetDescriptor()) return equal_across_pools(a, b, depth);
    if (&a == &b && nan_equal_) return true;
    if (depth == 0) return canonical_bytes(a) == canonical_bytes(b);
    if (kind_of(type) == MessageKind::kAny) return equal_any(a, b, depth);
    const Reflection& of_a = *a.GetReflection();
    const Reflection& of_b = *b.GetReflection();
    std::vector<const FieldDescriptor*> set_in_a;
    std::vector<const FieldDescriptor*> set_in_b;
    of_a.ListFields(a, &set_in_a);
    of_b.ListFields(b, &set_in_b);
    if (set_in_a != set_in_b) return false;
    for (const FieldDescriptor* field : set_in_a) {
      if (!equal_field(a, b, field, depth)) return false;
    }
    return unknown_equal(of_a.GetUnknownFields(a), of_b.GetUnknownFields(b), depth);
  }

 private:
  // One type known from two pools: one side is read again with the other's descriptor.
  bool equal_across_pools(const Message& a, const Message& b, int depth) const {
    if (a.GetDescriptor()->full_name() != b.GetDescriptor()->full_name()) return false;
    const std::unique_ptr<Message> copy(a.New());
    return copy->ParsePartialFromString(b.SerializePartialAsString()) && equal(a, *copy, depth);
  }

  bool equal_any(const Message& a, const Message& b, int depth) const {
    std::string problem;
    const std::unique_ptr<Message> held_a = unpack(a, &problem);
    const std::unique_ptr<Message> held_b = unpack(b, &problem);
    if (held_a != nullptr && held_b != nullptr) return equal(*held_a, *held_b, depth - 1);
    return canonical_bytes(a) == canonical_bytes(b);
  }

  bool equal_real(double a, double b) const {
    return a == b || (nan_equal_ && std::isnan(a) && std::isnan(b));
  }

  bool equal_field(const Message& a, const Message& b, const FieldDescriptor* field,
                   int depth) const {
    if (field->is_map()) return equal_map(a, b, field, depth);
    if (!field->is_repeated()) return equal_singular(a, b, field, depth);
    const int size = a.GetReflection()->FieldSize(a, field);
    if (b.GetReflection()->FieldSize(b, field) != size) return false;
    for (int i = 0; i < size; ++i) {
      if (!equal_element(a, b, field, i, depth)) return false;
    }
    return true;
  }

  bool equal_singular(const Message& a, const Message& b, const FieldDescriptor* field,
                      int depth) const {
    const Reflection& ra = *a.GetReflection();
    const Reflection& rb = *b.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32: return ra.GetInt32(a, field) == rb.GetInt32(b, field);
      case FieldDescriptor::CPPTYPE_INT64: return ra.GetInt64(a, field) == rb.GetInt64(b, field);
      case FieldDescriptor::CPPTYPE_UINT32: return ra.GetUInt32(a, field) == rb.GetUInt32(b, field);
      case FieldDescriptor::CPPTYPE_UINT64: return ra.GetUInt64(a, field) == rb.GetUInt64(b, field);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return equal_real(ra.GetDouble(a, field), rb.GetDouble(b, field));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return equal_real(static_cast<double>(ra.GetFloat(a, field)),
                          static_cast<double>(rb.GetFloat(b, field)));
      case FieldDescriptor::CPPTYPE_BOOL: return ra.GetBool(a, field) == rb.GetBool(b, field);
      case FieldDescriptor::CPPTYPE_ENUM:
        return ra.GetEnumValue(a, field) == rb.GetEnumValue(b, field);
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string sa;
        std::string sb;
        return ra.GetStringReference(a, field, &sa) == rb.GetStringReference(b, field, &sb);
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return equal(ra.GetMessage(a, field), rb.GetMessage(b, field), depth - 1);
    }
    return false;
  }

  bool equal_element(const Message& a, const Message& b, const FieldDescriptor* field, int i,
                     int depth) const {
    const Reflection& ra = *a.GetReflection();
    const Reflection& rb = *b.GetReflection();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return ra.GetRepeatedInt32(a, field, i) == rb.GetRepeatedInt32(b, field, i);
      case FieldDescriptor::CPPTYPE_INT64:
        return ra.GetRepeatedInt64(a, field, i) == rb.GetRepeatedInt64(b, field, i);
      case FieldDescriptor::CPPTYPE_UINT32:
        return ra.GetRepeatedUInt32(a, field, i) == rb.GetRepeatedUInt32(b, field, i);
      case FieldDescriptor::CPPTYPE_UINT64:
        return ra.GetRepeatedUInt64(a, field, i) == rb.GetRepeatedUInt64(b, field, i);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return equal_real(ra.GetRepeatedDouble(a, field, i), rb.GetRepeatedDouble(b, field, i));
      case FieldDescriptor::CPPTYPE_FLOAT:
        return equal_real(static_cast<double>(ra.GetRepeatedFloat(a, field, i)),
                          static_cast<double>(rb.GetRepeatedFloat(b, field, i)));
      case FieldDescriptor::CPPTYPE_BOOL:
        return ra.GetRepeatedBool(a, field, i) == rb.GetRepeatedBool(b, field, i);
      case FieldDescriptor::CPPTYPE_ENUM:
        return ra.GetRepeatedEnumValue(a, field, i) == rb.GetRepeatedEnumValue(b, field, i);
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string sa;
        std::string sb;
        return ra.GetRepeatedStringReference(a, field, i, &sa) ==
               rb.GetRepeatedStringReference(b, field, i, &sb);
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return equal(ra.GetRepeatedMessage(a, field, i), rb.GetRepeatedMessage(b, field, i),
                     depth - 1);
    }
    return false;
  }

  // Both sides in the order of their keys, then entry by entry.
  bool equal_map(const Message& a, const Message& b, const FieldDescriptor* field,
                 int depth) const {
    cel::Arena arena;
    const std::span<const MapEntry> left = read_entries(a, field, arena);
    const std::span<const MapEntry> right = read_entries(b, field, arena);
    if (left.size() != right.size()) return false;
    const FieldDescriptor* key = field->message_type()->map_key();
    const FieldDescriptor* value = field->message_type()->map_value();
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (!equal_singular(*left[i].entry, *right[i].entry, key, depth) ||
          !equal_singular(*left[i].entry, *right[i].entry, value, depth)) {
        return false;
      }
    }
    return true;
  }

  bool nan_equal_;
};

}  // namespace

bool messages_equal(const Message& a, const Message& b) {
  return Comparer(false).equal(a, b, kMaxDepth);
}

bool messages_equal_with_nan(const Message& a, const Message& b) {
  return Comparer(true).equal(a, b, kMaxDepth);
}

}  // namespace uniselector::cel_proto
