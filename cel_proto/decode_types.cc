// The types and references of an expression from bytes.
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cel_proto/checked_expr.h"
#include "cel_proto/decoder.h"

namespace uniselector::cel_proto {

namespace {

constexpr std::size_t kTypesPerNode = 8;

std::optional<Type> primitive(std::uint64_t number) {
  switch (number) {
    case wire::type::kBool: return Type::boolean();
    case wire::type::kInt: return Type::integer();
    case wire::type::kUint: return Type::uint();
    case wire::type::kDouble: return Type::real();
    case wire::type::kString: return Type::string();
    case wire::type::kBytes: return Type::bytes();
    default: return std::nullopt;
  }
}

std::optional<Type> well_known(std::uint64_t number) {
  switch (number) {
    case wire::type::kAny: return Type::any();
    case wire::type::kTimestamp: return Type::timestamp();
    case wire::type::kDuration: return Type::duration();
    default: return std::nullopt;
  }
}

// Some writers name well-known messages instead of saying what they are.
Type message_type(std::string_view name) {
  constexpr std::string_view kPrefix = "google.protobuf.";
  if (name.starts_with(kPrefix)) {
    const std::string_view rest = name.substr(kPrefix.size());
    if (rest == "Any") return Type::any();
    if (rest == "Duration") return Type::duration();
    if (rest == "Timestamp") return Type::timestamp();
    if (rest == "Value") return Type::dyn();
    if (rest == "ListValue") return Type::list(Type::dyn());
    if (rest == "Struct") return Type::map(Type::string(), Type::dyn());
    if (rest == "BoolValue") return Type::wrapper(Type::boolean());
    if (rest == "BytesValue") return Type::wrapper(Type::bytes());
    if (rest == "StringValue") return Type::wrapper(Type::string());
    if (rest == "DoubleValue" || rest == "FloatValue") return Type::wrapper(Type::real());
    if (rest == "Int32Value" || rest == "Int64Value") return Type::wrapper(Type::integer());
    if (rest == "UInt32Value" || rest == "UInt64Value") return Type::wrapper(Type::uint());
  }
  return Type::object(name);
}

}  // namespace

std::optional<Type> Decoder::type(std::string_view bytes, std::size_t depth) {
  if (depth > limits_.depth || ++types_ > limits_.nodes * kTypesPerNode) {
    limit("found a type that is deeper or larger than the limits on depth and nodes allow");
    return std::nullopt;
  }
  std::optional<Type> found = Type::dyn();
  WireReader in(bytes);
  while (found && in.next()) {
    switch (in.varint_field()) {
      case wire::type::kNull: found = Type::null(); break;
      case wire::type::kPrimitive: found = primitive(in.varint()); break;
      case wire::type::kWellKnown: found = well_known(in.varint()); break;
      case wire::type::kWrapper: {
        const std::optional<Type> held = primitive(in.varint());
        found = held ? std::optional(Type::wrapper(*held)) : std::nullopt;
        break;
      }
      default: break;
    }
    switch (in.bytes_field()) {
      case wire::type::kDyn:
      case wire::type::kFunction: found = Type::dyn(); break;
      case wire::type::kError: found = Type::error(); break;
      case wire::type::kMessage:
      case wire::type::kParameter: {
        std::string_view named;
        if (!name(in.bytes(), "a type", &named)) return std::nullopt;
        found =
            in.bytes_field() == wire::type::kMessage ? message_type(named) : Type::parameter(named);
        break;
      }
      case wire::type::kList:
      case wire::type::kMap:
      case wire::type::kType:
      case wire::type::kAbstract: found = composite(in.bytes(), in.bytes_field(), depth); break;
      default: break;
    }
  }
  if (!found) fail("found a type of no known kind");
  return done(in) ? found : std::nullopt;
}

std::optional<Type> Decoder::composite(std::string_view bytes, std::uint32_t field,
                                       std::size_t depth) {
  if (field == wire::type::kType) {
    const std::optional<Type> of = type(bytes, depth + 1);
    return of ? std::optional(Type::type_of(*of)) : std::nullopt;
  }
  std::string_view named;
  std::vector<Type> parts(field == wire::type::kMap ? 2 : field == wire::type::kList ? 1 : 0);
  WireReader in(bytes);
  while (in.next()) {
    if (field == wire::type::kAbstract && in.is_bytes(wire::type::kName)) {
      if (!name(in.bytes(), "a type", &named)) return std::nullopt;
      continue;
    }
    const std::uint32_t number = in.bytes_field();
    if (number != 1 && number != 2) continue;
    std::optional<Type> part = type(in.bytes(), depth + 1);
    if (!part) return std::nullopt;
    if (field == wire::type::kAbstract) {
      parts.push_back(*std::move(part));
    } else if (number <= parts.size()) {
      parts[number - 1] = *std::move(part);
    }
  }
  if (!done(in)) return std::nullopt;
  if (field == wire::type::kList) return Type::list(parts[0]);
  if (field == wire::type::kMap) return Type::map(parts[0], parts[1]);
  if (named.empty()) {
    fail("found no name of a type");
    return std::nullopt;
  }
  return Type::opaque(named, std::move(parts));
}

bool Decoder::reference(std::string_view bytes, cel::Reference* reference) {
  WireReader in(bytes);
  while (in.next()) {
    std::string_view kept;
    if (in.is_bytes(wire::reference::kName)) {
      if (!text(in.bytes(), &kept)) return false;
      reference->name = kept;
    } else if (in.is_bytes(wire::reference::kOverloads)) {
      if (!text(in.bytes(), &kept)) return false;
      reference->overloads.emplace_back(kept);
    } else if (in.is_bytes(wire::reference::kValue)) {
      if (!constant(in.bytes(), &reference->constant)) return false;
    }
  }
  return done(in);
}

// After the tree: what has the id of no node is of no use.
bool Decoder::types_and_references(std::string_view bytes) {
  ast_.types.resize(ast_.last_id + std::size_t{1});
  ast_.references.resize(ast_.last_id + std::size_t{1});
  WireReader in(bytes);
  while (in.next()) {
    const bool is_type = in.is_bytes(wire::checked::kTypes);
    if (!is_type && !in.is_bytes(wire::checked::kReferences)) continue;
    std::uint64_t id = 0;
    std::string_view content;
    WireReader entry(in.bytes());
    while (entry.next()) {
      if (entry.is_varint(wire::map_entry::kKey)) id = entry.varint();
      if (entry.is_bytes(wire::map_entry::kValue)) content = entry.bytes();
    }
    if (!done(entry)) return false;
    if (id == 0 || id > ast_.last_id) continue;
    if (is_type) {
      std::optional<Type> found = type(content, 1);
      if (!found) return false;
      ast_.types[static_cast<std::size_t>(id)] = *std::move(found);
    } else if (!reference(content, &ast_.references[static_cast<std::size_t>(id)])) {
      return false;
    }
  }
  return done(in);
}

// Where each character of a text begins, and where the text ends.

}  // namespace uniselector::cel_proto
