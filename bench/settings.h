// What the environment asks of a benchmark program. Google Benchmark owns the command line.
#pragma once

#include <cstdint>

namespace uniselector::bench {

/// UNISELECTOR_BENCH_SEEDS: each workload runs with seeds 1 to this; 1 by default.
int seeds();
/// UNISELECTOR_BENCH_LOOK_AHEAD: 0 tells the core nothing of the commands to come; 1 by default.
bool look_ahead();
/// UNISELECTOR_BENCH_SMALL_PAGES set: the kernel gives this process no huge page from here on,
/// whatever the library advises. Call it first in main.
void choose_pages();
/// Bytes of this process that lie on huge pages now; 0 where the system does not tell.
std::uint64_t huge_page_bytes();

}  // namespace uniselector::bench
