// The types of the Common Expression Language: what a checked expression yields, what a variable or
// a function is declared with.
//
//   cel::Type scores = cel::Type::map(cel::Type::string(), cel::Type::integer());
//   scores.to_string();  // "map(string, int)"
//
// Values: cheap to copy (a composite type shares its parts), immutable, safe to share between
// threads.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/export.h>

namespace uniselector::cel {

enum class TypeKind : std::uint8_t {
  kError,  ///< stands where the checker already complained
  kDyn,    ///< known at run time only
  kNull,
  kBool,
  kInt,   ///< 64 bits, signed
  kUint,  ///< 64 bits, unsigned
  kDouble,
  kString,
  kBytes,
  kDuration,   ///< google.protobuf.Duration
  kTimestamp,  ///< google.protobuf.Timestamp
  kAny,        ///< google.protobuf.Any: a value that says its own type
  kWrapper,    ///< a primitive or null, as google.protobuf.Int64Value is
  kList,
  kMap,
  kObject,     ///< a message or a struct of the host, by name
  kOpaque,     ///< a type that a library adds, by name and parameters: optional_type(int), net.IP
  kType,       ///< the type of a type
  kParameter,  ///< a placeholder in the declaration of a generic function
};

class [[nodiscard]] UNISELECTOR_API Type {
 public:
  /// dyn.
  Type() noexcept : Type(TypeKind::kDyn) {}

  static Type error() noexcept { return Type(TypeKind::kError); }
  static Type dyn() noexcept { return Type(TypeKind::kDyn); }
  static Type null() noexcept { return Type(TypeKind::kNull); }
  static Type boolean() noexcept { return Type(TypeKind::kBool); }
  static Type integer() noexcept { return Type(TypeKind::kInt); }
  static Type uint() noexcept { return Type(TypeKind::kUint); }
  static Type real() noexcept { return Type(TypeKind::kDouble); }
  static Type string() noexcept { return Type(TypeKind::kString); }
  static Type bytes() noexcept { return Type(TypeKind::kBytes); }
  static Type duration() noexcept { return Type(TypeKind::kDuration); }
  static Type timestamp() noexcept { return Type(TypeKind::kTimestamp); }
  static Type any() noexcept { return Type(TypeKind::kAny); }
  /// `primitive` is one of bool, int, uint, double, string, bytes; another type stays as it is.
  static Type wrapper(const Type& primitive);
  static Type list(const Type& element);
  static Type map(const Type& key, const Type& value);
  /// Names of google.protobuf that the language has types of its own for give those: Timestamp,
  /// Duration, Any, the wrappers, Struct (map(string, dyn)), ListValue (list(dyn)), Value (dyn).
  static Type object(std::string_view name);
  static Type opaque(std::string_view name, std::vector<Type> parameters = {});
  /// optional_type(value).
  static Type optional(const Type& value);
  /// The type of `type`; of dyn, the type of any type.
  static Type type_of(const Type& type);
  static Type parameter(std::string_view name);

  TypeKind kind() const noexcept { return kind_; }
  bool is(TypeKind kind) const noexcept { return kind_ == kind; }
  /// kObject, kOpaque and kParameter: their name; else empty.
  std::string_view name() const noexcept;
  /// list: element; map: key, value; wrapper: primitive; type: what it is the type of (none where
  /// that is open); opaque: its parameters.
  std::span<const Type> parameters() const noexcept;
  /// kOpaque "optional_type".
  bool is_optional() const noexcept;

  /// As it is written in messages: "int", "list(map(string, dyn))", "wrapper(int)", "type(int)".
  std::string to_string() const;
  /// The name that `type(x)` has for values of this type: "int", "list", "null_type",
  /// "google.protobuf.Timestamp", "optional_type", an object's name.
  std::string_view runtime_name() const noexcept;

  bool operator==(const Type& other) const noexcept;

 private:
  struct Parts {
    std::string name;
    std::vector<Type> parameters;
  };

  explicit Type(TypeKind kind) noexcept : kind_(kind) {}
  Type(TypeKind kind, std::string_view name, std::vector<Type> parameters);

  TypeKind kind_;
  std::shared_ptr<const Parts> parts_;
};

}  // namespace uniselector::cel
