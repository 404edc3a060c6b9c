// The one way for a test to reach Catch2. Hides the differences between v2 (one header, Debian 12)
// and v3 (many headers, matchers renamed), and adds how a test says that it had to be skipped.
#pragma once

#if defined(__has_include) && __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
namespace uniselector::test {
using Catch::Approx;
}
#define UNISELECTOR_SKIP(reason) SKIP(reason)
#else
#include <catch2/catch.hpp>
namespace uniselector::test {
using Catch::Detail::Approx;
}
// Ends the test case; the reason is printed, and the run counts as passed.
#define UNISELECTOR_SKIP(reason)   \
  do {                             \
    WARN("skipped: " << (reason)); \
    return;                        \
  } while (false)
#endif
