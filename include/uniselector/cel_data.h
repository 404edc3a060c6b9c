// What a host implements to lend its lists, maps and objects to expressions, and what stands behind
// errors and unknowns.
//
// The methods read and never change anything; they may be called from every thread that evaluates.
// What they return may be borrowed from the host's data or made in the arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include <uniselector/cel_arena.h>
#include <uniselector/cel_value.h>
#include <uniselector/export.h>
#include <uniselector/status.h>

namespace uniselector::cel {

class UNISELECTOR_API List {
 public:
  virtual std::size_t size() const = 0;
  /// The element at `index`, which is below size().
  virtual Value at(std::size_t index, Arena& arena) const = 0;
  /// The elements side by side if they lie so, else null. Loops are quicker over these.
  virtual const Value* data() const { return nullptr; }

 protected:
  List() = default;
  ~List() = default;
};

class UNISELECTOR_API Map {
 public:
  virtual std::size_t size() const = 0;
  /// The value of `key`, absent if there is none. Keys are bool, int, uint or string; a number
  /// finds an equal number of another kind, also a double that is a whole number.
  virtual Value find(const Value& key, Arena& arena) const = 0;
  /// The entries in an order that stays the same; `index` is below size().
  virtual Value key_at(std::size_t index, Arena& arena) const = 0;
  virtual Value value_at(std::size_t index, Arena& arena) const = 0;

 protected:
  Map() = default;
  ~Map() = default;
};

/// A field of an object: its name, and the index that TypeProvider::find_field gave for it, which
/// spares the search by name; -1 where the type was not known at compile time.
struct FieldRef {
  std::string_view name;
  std::int32_t index = -1;
};

class UNISELECTOR_API Object {
 public:
  virtual std::string_view type_name() const = 0;
  /// The field's value, its default where it is unset; absent if the type has no such field. May be
  /// an error.
  virtual Value field(const FieldRef& field, Arena& arena) const = 0;
  /// What the macro has() answers: whether the field is set. An error if there is no such field.
  virtual Value has(const FieldRef& field, Arena& arena) const = 0;
  /// Equality with another object.
  virtual bool equals(const Object& other, Arena& arena) const = 0;
  /// Names of the fields that are set, for text; index counts from 0, empty behind the last.
  virtual std::string_view set_field(std::size_t index) const = 0;
  /// For a component that knows its own objects: the address of a static of its own, and the data
  /// behind the object. Null for others.
  virtual const void* native(const void* component) const {
    (void)component;
    return nullptr;
  }

 protected:
  Object() = default;
  ~Object() = default;
};

/// A value of a type that a library or a host adds: opaque to the language but for equality.
class UNISELECTOR_API Opaque {
 public:
  virtual std::string_view type_name() const = 0;
  virtual bool equals(const Opaque& other) const = 0;
  /// For messages; made in the arena or borrowed.
  virtual std::string_view text(Arena& arena) const = 0;

 protected:
  Opaque() = default;
  ~Opaque() = default;
};

/// Why an evaluation has no value.
struct Error {
  StatusCode code = StatusCode::kInvalidArgument;
  std::string_view message;      ///< one sentence
  std::uint32_t expression = 0;  ///< the part of the expression that failed; 0 if none is to blame
};

/// What a partial evaluation would have to know.
struct Unknown {
  std::span<const std::string_view> attributes;  ///< "customer.value", sorted, each once
};

/// A value as it stands in the arena: an error with this message (copied).
UNISELECTOR_API Value make_error(Arena& arena, StatusCode code, std::string_view message);
/// A list or map over values that are copied into the arena. Keys must be valid and differ.
UNISELECTOR_API Value make_list(Arena& arena, std::span<const Value> elements);
UNISELECTOR_API Value make_map(Arena& arena, std::span<const Value> keys,
                               std::span<const Value> values);
/// A copy of `text` in the arena.
UNISELECTOR_API Value make_string(Arena& arena, std::string_view text);
/// optional.of(value).
UNISELECTOR_API Value make_optional(Arena& arena, const Value& value);
/// A copy that lives in `arena` and borrows nothing from elsewhere but objects and opaque values.
UNISELECTOR_API Value deep_copy(Arena& arena, const Value& value);

}  // namespace uniselector::cel
