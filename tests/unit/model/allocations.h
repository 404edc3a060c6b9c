// Counts the heap allocations of the test program.
#pragma once

#include <cstddef>

namespace uniselector::test {

/// So many were made until now.
std::size_t allocations();

}  // namespace uniselector::test
