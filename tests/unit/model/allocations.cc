// In a file of its own, so that the compiler does not see through the replaced operators. Tests run
// in one thread.
#include "allocations.h"

#include <cstdlib>
#include <new>

namespace {
std::size_t count = 0;
}  // namespace

std::size_t uniselector::test::allocations() { return count; }

void* operator new(std::size_t size) {
  ++count;
  if (void* address = std::malloc(size)) return address;
  throw std::bad_alloc();
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  return std::malloc(size);
}
void operator delete(void* address) noexcept { std::free(address); }
void operator delete(void* address, std::size_t) noexcept { std::free(address); }
void operator delete(void* address, const std::nothrow_t&) noexcept { std::free(address); }
