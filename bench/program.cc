// See the header.
#include "program.h"

#include <sys/prctl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include <benchmark/benchmark.h>

namespace uniselector::bench {
namespace {

void choose_pages() {
  if (std::getenv("UNISELECTOR_BENCH_SMALL_PAGES") == nullptr) return;
  if (prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0) != 0) {
    std::perror("bench: PR_SET_THP_DISABLE");
    std::exit(1);
  }
}

}  // namespace

int seeds() {
  const char* text = std::getenv("UNISELECTOR_BENCH_SEEDS");
  return text == nullptr ? 1 : std::clamp(std::atoi(text), 1, 1000);
}

bool look_ahead() {
  const char* text = std::getenv("UNISELECTOR_BENCH_LOOK_AHEAD");
  return text == nullptr || std::atoi(text) != 0;
}

std::uint64_t huge_page_bytes() {
  std::ifstream file("/proc/self/smaps_rollup");
  std::string word;
  std::uint64_t kilobytes = 0;
  while (file >> word) {
    if (word == "AnonHugePages:" && file >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

int run_program(int argc, char** argv, void (*register_all)()) {
  choose_pages();
  register_all();
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace uniselector::bench
