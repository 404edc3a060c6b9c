// The memory of one evaluation: values that an expression makes live here until the arena is reset
// or destroyed. Keep one per thread and reset it between evaluations; after a few it has the blocks
// that it needs and allocates no more.
//
// Single-threaded. Takes no memory before something is stored.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>

#include <uniselector/export.h>

namespace uniselector::cel {

class [[nodiscard]] UNISELECTOR_API Arena {
 public:
  Arena() noexcept = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  Arena(Arena&& other) noexcept { swap(other); }
  Arena& operator=(Arena&& other) noexcept {
    swap(other);
    return *this;
  }
  ~Arena();

  /// Uninitialised memory, aligned to `alignment` (a power of two, at most 16). Throws
  /// std::bad_alloc when the system refuses.
  void* allocate(std::size_t bytes, std::size_t alignment) {
    const std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (start + bytes <= capacity_ && block_ != nullptr) {
      used_ = start + bytes;
      return block_ + start;
    }
    return allocate_slow(bytes);
  }
  /// A T that lives as long as the arena's content; its destructor runs then if it has one.
  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(alignof(T) <= 16);
    T* object = ::new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
    if constexpr (!std::is_trivially_destructible_v<T>) {
      at_reset(object, [](void* p) { static_cast<T*>(p)->~T(); });
    }
    return object;
  }
  /// Uninitialised room for `count` trivially destructible objects.
  template <class T>
  T* make_array(std::size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    return static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
  }
  /// A copy of `text` that lives here.
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* data = make_array<char>(text.size());
    std::memcpy(data, text.data(), text.size());
    return {data, text.size()};
  }
  /// Calls `destroy(object)` when the content goes, last come first.
  void at_reset(void* object, void (*destroy)(void*));

  /// Ends all that lives here and keeps at most one block for what comes.
  void reset() noexcept;
  /// Bytes handed out since the last reset, with what was lost to alignment and block ends.
  std::size_t bytes_used() const noexcept { return before_ + used_; }

 private:
  struct Block;
  struct Cleanup;

  void* allocate_slow(std::size_t bytes);
  void release() noexcept;
  void swap(Arena& other) noexcept {
    std::swap(block_, other.block_);
    std::swap(used_, other.used_);
    std::swap(capacity_, other.capacity_);
    std::swap(before_, other.before_);
    std::swap(blocks_, other.blocks_);
    std::swap(cleanups_, other.cleanups_);
  }

  char* block_ = nullptr;        ///< the block in use
  std::size_t used_ = 0;         ///< of it
  std::size_t capacity_ = 0;     ///< of it
  std::size_t before_ = 0;       ///< bytes in the blocks before
  Block* blocks_ = nullptr;      ///< all blocks, newest first
  Cleanup* cleanups_ = nullptr;  ///< newest first
};

}  // namespace uniselector::cel
