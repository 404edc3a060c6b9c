// What the benchmark programs share: what the environment asks of them (Google Benchmark owns the
// command line), their main function, and percentiles.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace uniselector::bench {

/// UNISELECTOR_BENCH_SEEDS: each workload runs with seeds 1 to this; 1 by default.
int seeds();
/// UNISELECTOR_BENCH_LOOK_AHEAD: 0 tells the core nothing of the commands to come; 1 by default.
bool look_ahead();
/// Bytes of this process that lie on huge pages now; 0 where the system does not tell.
std::uint64_t huge_page_bytes();

/// The whole of main: runs the benchmarks that `register_all` names. With
/// UNISELECTOR_BENCH_SMALL_PAGES set, the kernel gives the process no huge page, whatever the
/// library advises.
int run_program(int argc, char** argv, void (*register_all)());

/// The value below which `share` of them lie; changes their order. 0 of none.
template <class T>
double percentile(std::vector<T>& values, double share) {
  if (values.empty()) return 0;
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return static_cast<double>(values[static_cast<std::size_t>(at)]);
}

}  // namespace uniselector::bench
