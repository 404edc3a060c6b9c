// Text that grows in the arena of an evaluation and pays for its size on the way, so that no
// function can make a large text out of small ones for free.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "expr/call_frame.h"

namespace uniselector::expr {

/// Values know the size of a text in 32 bits.
inline constexpr std::size_t kMostTextBytes = UINT32_MAX;

/// The error for a text that would pass kMostTextBytes.
inline Value text_too_long(CallFrame& call) {
  return call.error(StatusCode::kResourceExhausted, "a text would have 4 GiB or more");
}

class TextBuilder {
 public:
  explicit TextBuilder(CallFrame& call) : call_(call) {}
  TextBuilder(const TextBuilder&) = delete;
  TextBuilder& operator=(const TextBuilder&) = delete;

  void add(std::string_view text) {
    if (text.size() > capacity_ - size_ && !grow(text.size())) return;
    if (!text.empty()) std::memcpy(data_ + size_, text.data(), text.size());
    size_ += text.size();
  }
  void add(char c) { add(std::string_view(&c, 1)); }

  /// Whether an addition was refused; what is added from then on is lost, and finish() says why.
  bool failed() const { return failed_; }
  std::size_t size() const { return size_; }
  std::string_view text() const { return {data_, size_}; }

  /// The text as a value, or the error.
  Value finish() {
    if (!failed_ && call_.charge_text(size_ - charged_)) return Value::string(text());
    return too_long_ ? text_too_long(call_) : call_.budget_error();
  }

 private:
  /// Charges what there is before it takes twice the room, so memory stays within a small multiple
  /// of what was paid.
  bool grow(std::size_t more) {
    if (failed_) return false;
    too_long_ = more > kMostTextBytes - size_;
    failed_ = too_long_ || !call_.charge_text(size_ + more - charged_);
    if (failed_) {
      capacity_ = size_;
      return false;
    }
    charged_ = size_ + more;
    const std::size_t capacity = std::max({capacity_ * 2, size_ + more, kFirstBytes});
    char* const data = call_.arena().make_array<char>(capacity);
    if (size_ != 0) std::memcpy(data, data_, size_);
    data_ = data;
    capacity_ = capacity;
    return true;
  }

  static constexpr std::size_t kFirstBytes = 64;

  CallFrame& call_;
  char* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  std::size_t charged_ = 0;
  bool failed_ = false;
  bool too_long_ = false;
};

}  // namespace uniselector::expr
