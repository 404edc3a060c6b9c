// The one place that asks the system for pages.
#include "base/huge_vector.h"

#include <sys/mman.h>

#include <cstdint>
#include <new>

namespace uniselector::base {
namespace {
constexpr std::size_t kSmallPage = std::size_t{4} << 10;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

void* map_anonymous(std::size_t bytes) {
  void* address = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return address == MAP_FAILED ? nullptr : address;
}
}  // namespace

void* map_pages(std::size_t bytes, std::size_t* mapped) {
  if (bytes < kHugePage) {
    *mapped = (bytes + kSmallPage - 1) / kSmallPage * kSmallPage;
    return map_anonymous(*mapped);
  }
  *mapped = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  auto* raw = static_cast<char*>(map_anonymous(*mapped + kHugePage));
  if (raw == nullptr) return nullptr;
  const auto start = reinterpret_cast<std::uintptr_t>(raw);
  const std::size_t head = (kHugePage - start % kHugePage) % kHugePage;
  if (head != 0) munmap(raw, head);
  char* aligned = raw + head;
  if (kHugePage - head != 0) munmap(aligned + *mapped, kHugePage - head);
#ifdef MADV_HUGEPAGE
  (void)madvise(aligned, *mapped, MADV_HUGEPAGE);  // advice: refusal only costs speed
#endif
  return aligned;
}

void unmap_pages(void* address, std::size_t mapped) { munmap(address, mapped); }

void out_of_memory() { throw std::bad_alloc(); }

}  // namespace uniselector::base
