// Values as text for messages and tools, within bounds: a value may be large, deep, and share its
// parts so often that written out it has no end.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "expr/names.h"
#include "expr/value/number_text.h"

namespace uniselector::expr {
namespace {

constexpr int kMostDepth = 100;
constexpr std::size_t kMostBytes = 1 << 20;
constexpr std::string_view kHex = "0123456789abcdef";

/// The second character of an escape, or 0.
char short_escape(char c) {
  switch (c) {
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    case '"':
    case '\\': return c;
    default: return 0;
  }
}

class Writer {
 public:
  void value(const Value& v, int depth) {
    if (depth > kMostDepth || full()) {
      text_ += "...";
      return;
    }
    switch (v.kind()) {
      case ValueKind::kAbsent: text_ += "absent"; break;
      case ValueKind::kNull: text_ += "null"; break;
      case ValueKind::kBool: text_ += v.as_bool() ? "true" : "false"; break;
      case ValueKind::kInt: text_ += std::to_string(v.as_int()); break;
      case ValueKind::kUint: text_ += std::to_string(v.as_uint()) + 'u'; break;
      case ValueKind::kDouble: text_ += double_literal(v.as_double()); break;
      case ValueKind::kString: quoted(v.as_string(), false); break;
      case ValueKind::kBytes:
        text_ += 'b';
        quoted(v.as_bytes(), true);
        break;
      case ValueKind::kDuration:
        text_ += "duration(\"" + duration_text(v.as_duration()) + "\")";
        break;
      case ValueKind::kTimestamp:
        text_ += "timestamp(\"" +
                 timestamp_text({v.timestamp_seconds(), v.timestamp_nanoseconds()}) + "\")";
        break;
      case ValueKind::kType: text_ += v.as_type(); break;
      case ValueKind::kList: list(v.as_list(), depth); break;
      case ValueKind::kMap: map(v.as_map(), depth); break;
      case ValueKind::kObject: object(v.as_object(), depth); break;
      case ValueKind::kOptional: optional(v.as_optional(), depth); break;
      case ValueKind::kOpaque: text_ += v.as_opaque().text(arena_); break;
      case ValueKind::kError: error(v.as_error()); break;
      case ValueKind::kUnknown: unknown(v.as_unknown()); break;
    }
  }
  std::string take() { return std::move(text_); }

 private:
  bool full() const { return text_.size() >= kMostBytes; }

  /// Writes a comma before all but the first; false, with dots, when there is no room for more.
  bool next(std::size_t index) {
    if (index > 0) text_ += ", ";
    if (!full()) return true;
    text_ += "...";
    return false;
  }

  void escape(unsigned char byte) {
    text_ += "\\x";
    text_ += kHex[byte >> 4U];
    text_ += kHex[byte & 15U];
  }

  /// With escapes where needed: for text only where it must be, for bytes all but ASCII.
  void quoted(std::string_view v, bool bytes) {
    const std::string_view shown = bytes ? v.substr(0, kMostBytes) : cut(v);
    const bool plain = !bytes && base::is_utf8(shown);
    text_ += '"';
    for (const char c : shown) {
      const auto byte = static_cast<unsigned char>(c);
      if (const char letter = short_escape(c); letter != 0) {
        text_ += '\\';
        text_ += letter;
      } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !plain)) {
        escape(byte);
      } else {
        text_ += c;
      }
    }
    text_ += shown.size() < v.size() ? "...\"" : "\"";
  }

  /// The beginning, without a part of a character.
  static std::string_view cut(std::string_view v) {
    std::size_t size = std::min(v.size(), kMostBytes);
    for (int i = 0; i < 3 && size > 0 && size < v.size(); ++i) {
      if ((static_cast<unsigned char>(v[size]) & 0xc0U) != 0x80U) break;
      --size;
    }
    return v.substr(0, size);
  }

  void list(const List& v, int depth) {
    text_ += '[';
    const std::size_t size = v.size();
    for (std::size_t i = 0; i < size && next(i); ++i) value(v.at(i, arena_), depth + 1);
    text_ += ']';
  }

  void map(const Map& v, int depth) {
    text_ += '{';
    const std::size_t size = v.size();
    for (std::size_t i = 0; i < size && next(i); ++i) {
      value(v.key_at(i, arena_), depth + 1);
      text_ += ": ";
      value(v.value_at(i, arena_), depth + 1);
    }
    text_ += '}';
  }

  void object(const Object& v, int depth) {
    text_ += v.type_name();
    text_ += '{';
    for (std::size_t i = 0;; ++i) {
      const std::string_view name = v.set_field(i);
      if (name.empty() || !next(i)) break;
      text_ += name;
      text_ += ": ";
      value(v.field({name}, arena_), depth + 1);
    }
    text_ += '}';
  }

  void optional(const Value* held, int depth) {
    if (held == nullptr) {
      text_ += "optional.none()";
      return;
    }
    text_ += "optional.of(";
    value(*held, depth + 1);
    text_ += ')';
  }

  void error(const cel::Error& v) {
    text_ += "error(";
    quoted(v.message, false);
    text_ += ')';
  }

  void unknown(const cel::Unknown& v) {
    text_ += "unknown(";
    for (std::size_t i = 0; i < v.attributes.size() && next(i); ++i) text_ += v.attributes[i];
    text_ += ')';
  }

  std::string text_;
  Arena arena_;  ///< what the parts of a host's values are made in
};

}  // namespace
}  // namespace uniselector::expr

namespace uniselector::cel {

std::string to_text(const Value& value) {
  expr::Writer writer;
  writer.value(value, 0);
  return writer.take();
}

std::string_view type_name(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kAbsent: return "absent";
    case ValueKind::kNull: return "null_type";
    case ValueKind::kBool: return "bool";
    case ValueKind::kInt: return "int";
    case ValueKind::kUint: return "uint";
    case ValueKind::kDouble: return "double";
    case ValueKind::kString: return "string";
    case ValueKind::kBytes: return "bytes";
    case ValueKind::kDuration: return "google.protobuf.Duration";
    case ValueKind::kTimestamp: return "google.protobuf.Timestamp";
    case ValueKind::kType: return "type";
    case ValueKind::kList: return "list";
    case ValueKind::kMap: return "map";
    case ValueKind::kObject: return value.as_object().type_name();
    case ValueKind::kOptional: return "optional_type";
    case ValueKind::kOpaque: return value.as_opaque().type_name();
    case ValueKind::kError: return "error";
    case ValueKind::kUnknown: return "unknown";
  }
  return "unknown";
}

}  // namespace uniselector::cel
