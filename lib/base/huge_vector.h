// A growable array of trivially copyable records on 2 MiB pages. Large tables that are read at
// random live here: on 4 KiB pages a dependent read of a 1 GiB table costs almost four times as
// much (bench/README.md, "huge pages"). Falls back to ordinary pages where the kernel refuses.
// Growth copies, so keep indexes, not pointers. When the system refuses memory it throws
// std::bad_alloc and is as it was. Single-threaded.
#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

namespace uniselector::base {

/// Maps at least `bytes` (rounded up to whole pages, written to `mapped`) of zeroed memory, advised
/// to use huge pages when 2 MiB or more. Null when the system refuses.
void* map_pages(std::size_t bytes, std::size_t* mapped);
void unmap_pages(void* address, std::size_t mapped);
/// Throws std::bad_alloc.
[[noreturn]] void out_of_memory();

template <class T>
class HugeVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  HugeVector() = default;
  HugeVector(const HugeVector&) = delete;
  HugeVector& operator=(const HugeVector&) = delete;
  HugeVector(HugeVector&& other) noexcept { swap(other); }
  HugeVector& operator=(HugeVector&& other) noexcept {
    swap(other);
    return *this;
  }
  ~HugeVector() {
    if (data_ != nullptr) unmap_pages(data_, mapped_);
  }

  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  T* data() { return data_; }
  const T* data() const { return data_; }
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& back() { return data_[size_ - 1]; }
  std::size_t memory_bytes() const { return mapped_; }

  void reserve(std::size_t count) {
    if (count * sizeof(T) <= mapped_) return;
    std::size_t mapped = 0;
    auto* data = static_cast<T*>(map_pages(count * sizeof(T), &mapped));
    if (data == nullptr) out_of_memory();
    if (size_ != 0) std::memcpy(static_cast<void*>(data), data_, size_ * sizeof(T));
    if (data_ != nullptr) unmap_pages(data_, mapped_);
    data_ = data;
    mapped_ = mapped;
  }
  void push_back(const T& value) {
    if ((size_ + 1) * sizeof(T) > mapped_) {
      const T copy = value;
      reserve(size_ == 0 ? 64 : size_ * 2);
      data_[size_++] = copy;
      return;
    }
    data_[size_++] = value;
  }
  void pop_back() { --size_; }
  void clear() { size_ = 0; }
  void resize(std::size_t count, const T& value = T{}) {
    if (count > size_) {
      if (count * sizeof(T) > mapped_) reserve(count > size_ * 2 ? count : size_ * 2);
      for (std::size_t i = size_; i < count; ++i) data_[i] = value;
    }
    size_ = count;
  }
  void swap(HugeVector& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(mapped_, other.mapped_);
  }

 private:
  T* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t mapped_ = 0;
};

}  // namespace uniselector::base
