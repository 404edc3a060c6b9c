// How many times the program has asked for heap memory so far.
#pragma once

#include <cstdint>

namespace uniselector::bench {
std::uint64_t allocations();
}  // namespace uniselector::bench
