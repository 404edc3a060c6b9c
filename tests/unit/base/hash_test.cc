// The hashes are part of the replay contract: their values never change.
#include <set>

#include "base/hash.h"
#include "support/catch.h"

using namespace uniselector::base;

TEST_CASE("hashes have the values they always had", "[base][hash]") {
  CHECK(mix64(1) == 0x5692161d100b05e5ULL);
  CHECK(hash_combine(1, 2) == 0x30883360cc68d7b1ULL);
  CHECK(hash_bytes("") == 0x6db6ca64564daeaaULL);
  CHECK(hash_bytes("a") == 0x91c5e175aa053411ULL);
  CHECK(hash_bytes("hello, world") == 0x88400fe014b96999ULL);
  CHECK(hash_bytes("hello, world", 7) == 0x5b7cd0dbc3f13666ULL);
}

TEST_CASE("short texts, zero bytes and order make a difference", "[base][hash]") {
  std::set<std::uint64_t> seen;
  const char zeros[20] = {};
  for (std::size_t n = 0; n <= 20; ++n) seen.insert(hash_bytes({zeros, n}));
  CHECK(seen.size() == 21);
  CHECK(hash_combine(hash_combine(0, 1), 2) != hash_combine(hash_combine(0, 2), 1));
  CHECK(hash_bytes("ab") != hash_bytes("ba"));
}

TEST_CASE("one flipped bit changes about half of the hash", "[base][hash]") {
  double sum = 0;
  for (int bit = 0; bit < 64; ++bit) {
    sum += __builtin_popcountll(hash_combine(42, 12345) ^
                                hash_combine(42, 12345 ^ (std::uint64_t{1} << bit)));
  }
  CHECK(sum / 64 > 28);
  CHECK(sum / 64 < 36);
}
