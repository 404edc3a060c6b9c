// string.format: %s %d %f %e %b %o %x %X and %%, with a precision for %f and %e ("%.3f"). A format
// that is constant is taken apart once, when the expression is compiled; one that is not, while it
// is written. A fault of a constant format is found when a checked expression is compiled; else
// when it is reached.
#include <array>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "expr/functions/format.h"
#include "expr/functions/text_builder.h"
#include "expr/functions/write_value.h"

namespace uniselector::expr {
namespace {

constexpr int kUsualPrecision = 6;
/// No double has more digits behind the point; more would only be zeros.
constexpr int kMostPrecision = 1074;

/// A piece of a format: text as it stands, or a clause that takes the next argument.
struct Piece {
  enum class Kind : std::uint8_t { kText, kClause, kFault };
  Kind kind = Kind::kText;
  char verb = 0;
  int precision = kUsualPrecision;
  std::string_view text;  ///< kText; borrowed from the format
  std::string fault;      ///< kFault: what is wrong
};

Piece fault_piece(std::string what) {
  Piece piece;
  piece.kind = Piece::Kind::kFault;
  piece.fault = "could not parse formatting clause: " + std::move(what);
  return piece;
}

/// Takes a format apart, piece after piece.
class FormatReader {
 public:
  explicit FormatReader(std::string_view format) : format_(format) {}

  bool done() const { return at_ == format_.size(); }
  /// The next piece; there is one unless done(). Behind a fault nothing follows.
  Piece next() {
    if (format_[at_] != '%') return text_until(format_.find('%', at_));
    if (at_ + 1 < format_.size() && format_[at_ + 1] == '%') {
      ++at_;
      return text_until(at_ + 1);
    }
    ++at_;
    return clause();
  }

 private:
  Piece text_until(std::size_t end) {
    Piece piece;
    piece.text = format_.substr(at_, end == std::string_view::npos ? end : end - at_);
    at_ += piece.text.size();
    return piece;
  }
  Piece fault(std::string what) {
    at_ = format_.size();
    return fault_piece(std::move(what));
  }
  Piece clause() {
    Piece piece;
    piece.kind = Piece::Kind::kClause;
    if (!done() && format_[at_] == '.') {
      const char* const begin = format_.data() + at_ + 1;
      const char* const end = format_.data() + format_.size();
      const auto read = std::from_chars(begin, end, piece.precision);
      if (read.ec == std::errc::invalid_argument || *begin == '-') {
        return fault("error while parsing precision: expected a number");
      }
      if (read.ec != std::errc() || piece.precision > kMostPrecision) {
        return fault("error while parsing precision: expected at most " +
                     std::to_string(kMostPrecision));
      }
      at_ = static_cast<std::size_t>(read.ptr - format_.data());
    }
    if (done()) return fault("unexpected end of the format string");
    piece.verb = format_[at_++];
    if (std::string_view("sdfebxXo").find(piece.verb) != std::string_view::npos) return piece;
    return fault("unrecognized formatting clause \"" +
                 base::printable(format_.substr(at_ - 1), 4).substr(0, verb_bytes()) + "\"");
  }
  /// Bytes of the character that stands where a verb should.
  std::size_t verb_bytes() const {
    const auto lead = static_cast<unsigned char>(format_[at_ - 1]);
    return lead < 0xc0U ? 1 : lead < 0xe0U ? 2 : lead < 0xf0U ? 3 : 4;
  }

  std::string_view format_;
  std::size_t at_ = 0;
};

/// A constant format, taken apart.
struct Format {
  explicit Format(std::string_view text) : source(text) {}
  std::string source;
  std::vector<Piece> pieces;
};

Value unfit(CallFrame& call, std::string_view rule, const Value& given) {
  return call.error("error during formatting: " + std::string(rule) + ", was given " +
                    std::string(cel::type_name(given)));
}

void write_upper(std::string_view text, TextBuilder* out) {
  for (const char c : text) out->add(c >= 'a' && c <= 'z' ? static_cast<char>(c - 0x20) : c);
}

bool write_integer(const Value& value, int base, bool upper, TextBuilder* out) {
  std::array<char, 72> text;
  std::to_chars_result end{};
  if (value.is(ValueKind::kInt)) {
    end = std::to_chars(text.data(), text.data() + text.size(), value.as_int(), base);
  } else if (value.is(ValueKind::kUint)) {
    end = std::to_chars(text.data(), text.data() + text.size(), value.as_uint(), base);
  } else {
    return false;
  }
  const std::string_view shown(text.data(), static_cast<std::size_t>(end.ptr - text.data()));
  if (upper) {
    write_upper(shown, out);
  } else {
    out->add(shown);
  }
  return true;
}

Value write_decimal(CallFrame& call, const Value& value, TextBuilder* out) {
  if (value.is(ValueKind::kDouble)) return write_plain(value.as_double(), out), Value();
  if (write_integer(value, 10, false, out)) return {};
  return unfit(call, "decimal clause can only be used on integers", value);
}

Value write_binary(CallFrame& call, const Value& value, TextBuilder* out) {
  if (value.is(ValueKind::kBool)) return out->add(value.as_bool() ? '1' : '0'), Value();
  if (write_integer(value, 2, false, out)) return {};
  return unfit(call, "only integers and bools can be formatted as binary", value);
}

Value write_octal(CallFrame& call, const Value& value, TextBuilder* out) {
  if (write_integer(value, 8, false, out)) return {};
  return unfit(call, "octal clause can only be used on integers", value);
}

Value write_hex(CallFrame& call, const Value& value, bool upper, TextBuilder* out) {
  if (write_integer(value, 16, upper, out)) return {};
  if (!value.is(ValueKind::kString) && !value.is(ValueKind::kBytes)) {
    return unfit(call, "only integers, byte buffers, and strings can be formatted as hex", value);
  }
  const std::string_view digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  for (const char c : value.as_bytes()) {
    const auto byte = static_cast<unsigned char>(c);
    const std::array<char, 2> pair{digits[byte >> 4U], digits[byte & 0xfU]};
    out->add({pair.data(), pair.size()});
    if (out->failed()) break;
  }
  return {};
}

std::optional<double> as_real(const Value& value) {
  switch (value.kind()) {
    case ValueKind::kDouble: return value.as_double();
    case ValueKind::kInt: return static_cast<double>(value.as_int());
    case ValueKind::kUint: return static_cast<double>(value.as_uint());
    default: return std::nullopt;
  }
}

Value write_real(CallFrame& call, const Value& value, const Piece& piece, TextBuilder* out) {
  const bool fixed = piece.verb == 'f';
  const std::optional<double> real = as_real(value);
  if (!real) {
    return unfit(call,
                 fixed ? "fixed-point clause can only be used on doubles"
                       : "scientific clause can only be used on doubles",
                 value);
  }
  if (!std::isfinite(*real)) return write_plain(*real, out), Value();
  // 309 digits before the point at most, sign, point, exponent.
  std::array<char, 309 + kMostPrecision + 16> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(), *real,
                                 fixed ? std::chars_format::fixed : std::chars_format::scientific,
                                 piece.precision);
  out->add({text.data(), static_cast<std::size_t>(end.ptr - text.data())});
  return {};
}

Value write_clause(CallFrame& call, const Piece& piece, const Value& value, TextBuilder* out) {
  if (value.is_no_value()) return value;
  switch (piece.verb) {
    case 's': return write_value(call, value, out);
    case 'd': return write_decimal(call, value, out);
    case 'b': return write_binary(call, value, out);
    case 'o': return write_octal(call, value, out);
    case 'x': return write_hex(call, value, false, out);
    case 'X': return write_hex(call, value, true, out);
    default: return write_real(call, value, piece, out);
  }
}

/// Writes pieces with the arguments that they take in turn.
class Writer {
 public:
  Writer(CallFrame& call, const List& arguments) : call_(call), arguments_(arguments), out_(call) {}

  /// False when there is nothing more to write; finish() answers why.
  bool write(const Piece& piece) {
    switch (piece.kind) {
      case Piece::Kind::kText: out_.add(piece.text); break;
      case Piece::Kind::kFault: fault_ = call_.error(piece.fault); break;
      case Piece::Kind::kClause: write_next(piece); break;
    }
    return fault_.is(ValueKind::kAbsent) && !out_.failed();
  }
  Value finish() { return fault_.is(ValueKind::kAbsent) ? out_.finish() : fault_; }

 private:
  void write_next(const Piece& piece) {
    if (next_ == arguments_.size()) {
      fault_ = call_.out_of_range("index " + std::to_string(next_) + " out of range");
      return;
    }
    fault_ = write_clause(call_, piece, arguments_.at(next_++, call_.arena()), &out_);
  }

  CallFrame& call_;
  const List& arguments_;
  TextBuilder out_;
  std::size_t next_ = 0;
  Value fault_;
};

Value format(CallFrame& call, const Value* arguments, std::size_t) {
  Writer writer(call, arguments[1].as_list());
  if (const auto* const prepared = static_cast<const Format*>(call.state()); prepared != nullptr) {
    for (const Piece& piece : prepared->pieces) {
      if (!writer.write(piece)) break;
    }
    return writer.finish();
  }
  FormatReader reader(arguments[0].as_string());
  while (!reader.done() && writer.write(reader.next())) {
  }
  return writer.finish();
}

std::shared_ptr<const void> prepare(std::span<const Value> constants, const Limits&,
                                    std::string* problem) {
  if (constants.empty() || !constants[0].is(ValueKind::kString)) return nullptr;
  auto made = std::make_shared<Format>(constants[0].as_string());
  FormatReader reader(made->source);
  while (!reader.done()) made->pieces.push_back(reader.next());
  const bool faulty = !made->pieces.empty() && made->pieces.back().kind == Piece::Kind::kFault;
  if (faulty) *problem = "string.format: " + made->pieces.back().fault;
  return made;
}

}  // namespace

Overload format_overload() {
  return {.function = "format",
          .id = "string_format",
          .receiver = true,
          .parameters = {Type::string(), Type::list(Type::dyn())},
          .result = Type::string(),
          .native = format,
          .prepare = prepare,
          .traverses = 1};
}

}  // namespace uniselector::expr
