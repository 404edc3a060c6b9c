// Protobuf's wire format, read and written by hand for checked expressions: bytes from outside are
// read within our own limits, and no generated class of ours can clash with those of a host that
// links Google's for the same messages.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace uniselector::cel_proto {

/// The fields of one message, in the order in which they are written.
class WireWriter {
 public:
  void varint(std::uint32_t field, std::uint64_t value) {
    put(std::uint64_t{field} << 3);
    put(value);
  }
  void real(std::uint32_t field, double value) {
    put(std::uint64_t{field} << 3 | 1);
    const auto bits = std::bit_cast<std::uint64_t>(value);
    for (int shift = 0; shift < 64; shift += 8) out_ += static_cast<char>(bits >> shift & 0xff);
  }
  /// Text, bytes or a whole message.
  void bytes(std::uint32_t field, std::string_view value) {
    put(std::uint64_t{field} << 3 | 2);
    put(value.size());
    out_ += value;
  }
  /// Text that readers take for empty when it is left out.
  void text(std::uint32_t field, std::string_view value) {
    if (!value.empty()) bytes(field, value);
  }
  void message(std::uint32_t field, const WireWriter& content) { bytes(field, content.out_); }

  std::string take() { return std::move(out_); }

 private:
  void put(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) out_ += static_cast<char>((value & 0x7f) | 0x80);
    out_ += static_cast<char>(value);
  }

  std::string out_;
};

/// One field after another of one message. After bytes that are no message failed() says so, and
/// nothing more comes.
class WireReader {
 public:
  explicit WireReader(std::string_view bytes) : rest_(bytes) {}

  /// Goes to the next field; false at the end.
  bool next() {
    if (failed_ || rest_.empty()) return false;
    const std::uint64_t tag = take_varint();
    number_ = 0;
    if (tag >> 3 == 0 || tag >> 3 > kMaxNumber) return fail();
    kind_ = static_cast<unsigned>(tag & 7);
    value_ = 0;
    text_ = {};
    switch (kind_) {
      case 0: value_ = take_varint(); break;
      case 1: value_ = take_fixed(8); break;
      case 2: {
        const std::uint64_t size = take_varint();
        if (failed_ || size > rest_.size()) return fail();
        text_ = rest_.substr(0, static_cast<std::size_t>(size));
        rest_.remove_prefix(static_cast<std::size_t>(size));
        break;
      }
      case 5: value_ = take_fixed(4); break;
      default: return fail();  // groups: none of our messages has or had them
    }
    if (!failed_) number_ = static_cast<std::uint32_t>(tag >> 3);
    return !failed_;
  }

  /// The field's number where it has the wanted form, so that a switch can skip what is unknown or
  /// written in another way.
  std::uint32_t varint_field() const { return kind_ == 0 ? number_ : 0; }
  std::uint32_t bytes_field() const { return kind_ == 2 ? number_ : 0; }
  bool is_varint(std::uint32_t number) const { return varint_field() == number; }
  bool is_bytes(std::uint32_t number) const { return bytes_field() == number; }
  bool is_real(std::uint32_t number) const { return kind_ == 1 && number_ == number; }

  std::uint64_t varint() const { return value_; }
  std::int64_t integer() const { return static_cast<std::int64_t>(value_); }
  double real() const { return std::bit_cast<double>(value_); }
  std::string_view bytes() const { return text_; }
  bool failed() const { return failed_; }

  /// For a packed list of numbers: the bytes of a length-delimited field, one number at a time.
  bool next_packed(std::uint64_t* value) {
    if (failed_ || rest_.empty()) return false;
    *value = take_varint();
    return !failed_;
  }

 private:
  static constexpr std::uint64_t kMaxNumber = (1u << 29) - 1;

  bool fail() {
    failed_ = true;
    return false;
  }
  std::uint64_t take_varint() {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 10 && i < rest_.size(); ++i) {
      const auto byte = static_cast<unsigned char>(rest_[i]);
      value |= std::uint64_t{byte & 0x7fu} << (7 * i);
      if (byte < 0x80) {
        rest_.remove_prefix(i + 1);
        return value;
      }
    }
    fail();
    return 0;
  }
  std::uint64_t take_fixed(std::size_t size) {
    if (rest_.size() < size) {
      fail();
      return 0;
    }
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
      value |= std::uint64_t{static_cast<unsigned char>(rest_[i])} << (8 * i);
    }
    rest_.remove_prefix(size);
    return value;
  }

  std::string_view rest_;
  std::string_view text_;
  std::uint64_t value_ = 0;
  std::uint32_t number_ = 0;
  unsigned kind_ = 0;
  bool failed_ = false;
};

}  // namespace uniselector::cel_proto
