// The encoders library: bytes to text and back, and values as JSON.
//
// Version 1: base64.encode, base64.decode (with or without padding, line ends ignored),
// json.encode.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "expr/functions/base64.h"
#include "expr/functions/declare.h"
#include "expr/functions/json_text.h"
#include "expr/functions/libraries.h"

namespace uniselector::expr {
namespace {

constexpr std::uint8_t kNoDigit = 0xff;

constexpr std::array<std::uint8_t, 256> make_digit_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (std::size_t i = 0; i < kBase64Digits.size(); ++i) {
    values[static_cast<unsigned char>(kBase64Digits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}
constexpr std::array<std::uint8_t, 256> kDigitValues = make_digit_values();

bool ends_line(char c) { return c == '\n' || c == '\r'; }

/// Reads Base64 into memory of the arena.
class Decoder {
 public:
  Decoder(CallFrame& call, std::string_view text)
      : call_(call), text_(text), bytes_(call.arena().make_array<char>(text.size() / 4 * 3 + 3)) {}

  Value decode() {
    for (; at_ < text_.size() && text_[at_] != '='; ++at_) {
      if (ends_line(text_[at_])) continue;
      const std::uint8_t value = kDigitValues[static_cast<unsigned char>(text_[at_])];
      if (value == kNoDigit) return fault();
      add(value);
    }
    // What is left of a group of four holds a byte for 2 digits, two for 3; one digit is no byte.
    const std::uint32_t left = digits_ % 4;
    if (left == 1 || !padding_fits(left)) return fault();
    if (left >= 2) put(left == 2 ? group_ >> 4U : group_ >> 10U);
    if (left == 3) put(group_ >> 2U);
    return Value::bytes({bytes_, size_});
  }

 private:
  void add(std::uint8_t value) {
    group_ = group_ << 6U | value;
    if (++digits_ % 4 != 0) return;
    put(group_ >> 16U);
    put(group_ >> 8U);
    put(group_);
    group_ = 0;
  }
  void put(std::uint32_t byte) { bytes_[size_++] = static_cast<char>(byte & 0xffU); }
  /// None, or as many as fill the group, and then nothing.
  bool padding_fits(std::uint32_t left) {
    std::uint32_t found = 0;
    for (; at_ < text_.size(); ++at_) {
      if (ends_line(text_[at_])) continue;
      if (text_[at_] != '=') return false;
      ++found;
      if (left == 0 || found > 4 - left) return false;
    }
    return found == 0 || found == 4 - left;
  }
  Value fault() {
    return call_.error("base64.decode: illegal data at byte " + std::to_string(at_));
  }

  CallFrame& call_;
  std::string_view text_;
  char* bytes_;
  std::size_t size_ = 0;
  std::size_t at_ = 0;
  std::uint32_t group_ = 0;
  std::uint32_t digits_ = 0;
};

Value decode(CallFrame& call, const Value* arguments, std::size_t) {
  return Decoder(call, arguments[0].as_string()).decode();
}

Value encode(CallFrame& call, const Value* arguments, std::size_t) {
  TextBuilder out(call);
  write_base64(arguments[0].as_bytes(), &out);
  return out.finish();
}

Value encode_json(CallFrame& call, const Value* arguments, std::size_t) {
  TextBuilder out(call);
  const Value fault = write_json(call, arguments[0], &out);
  return fault.is(ValueKind::kAbsent) ? out.finish() : fault;
}

}  // namespace

void add_encoders(Declarations& declarations, std::uint32_t) {
  declare(declarations, {.function = "base64.decode",
                         .id = "base64_decode_string",
                         .parameters = {Type::string()},
                         .result = Type::bytes(),
                         .native = decode,
                         .traverses = 1});
  declare(declarations, {.function = "base64.encode",
                         .id = "base64_encode_bytes",
                         .parameters = {Type::bytes()},
                         .result = Type::string(),
                         .native = encode,
                         .traverses = 1});
  declare(declarations, {.function = "json.encode",
                         .id = "json_encode_dyn",
                         .parameters = {Type::dyn()},
                         .result = Type::string(),
                         .native = encode_json,
                         .traverses = 1});
}

}  // namespace uniselector::expr
