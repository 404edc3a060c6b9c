// The array on large pages: it grows with what is in it, and a refusal of memory leaves it whole.
#include "base/huge_vector.h"

#include <cstdint>
#include <new>

#include "support/catch.h"

using uniselector::base::HugeVector;

TEST_CASE("a huge vector keeps what is in it while it grows past one page", "[base][huge]") {
  HugeVector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 600'000; ++i) numbers.push_back(i * i);
  REQUIRE(numbers.size() == 600'000);
  CHECK(numbers.memory_bytes() >= 600'000 * sizeof(std::uint64_t));
  for (std::uint64_t i = 0; i < 600'000; i += 999) REQUIRE(numbers[i] == i * i);
  numbers.push_back(numbers[3]);  // from within, also when that moves it
  CHECK(numbers.back() == 9);
}

TEST_CASE("memory that the system refuses is bad_alloc and changes nothing", "[base][huge]") {
  HugeVector<std::uint64_t> numbers;
  numbers.resize(100, 7);
  CHECK_THROWS_AS(numbers.reserve(std::size_t{1} << 58), std::bad_alloc);
  CHECK_THROWS_AS(numbers.resize(std::size_t{1} << 58, 1), std::bad_alloc);
  REQUIRE(numbers.size() == 100);
  CHECK(numbers[99] == 7);
}
