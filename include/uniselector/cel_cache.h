// Programs by their text: for hosts that get expressions as text again and again, from requests,
// records or configurations, and do not want to compile one twice.
//
//   uniselector::cel::ProgramCache cache;  // one for all threads
//   auto program = cache.compile(environment, "wait > 30 ? 'hurry' : 'relax'");
//
// Every thread may call everything at once; a short lock guards the books, and nothing is compiled
// under it. A program out of the cache is a Program like any other: it stays whole when the cache
// lets it go or ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include <uniselector/cel.h>
#include <uniselector/export.h>
#include <uniselector/status.h>

namespace uniselector::cel {

/// What a cache holds at most. A program takes more than its text: about 50 to 100 times as much.
struct ProgramCacheLimits {
  std::size_t programs = 1000;            ///< 0 keeps nothing
  std::size_t source_bytes = 256 * 1024;  ///< of all texts together
};

struct ProgramCacheStatistics {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;     ///< calls that compiled, in vain or not
  std::uint64_t failures = 0;   ///< misses whose text did not compile
  std::uint64_t evictions = 0;  ///< programs that made room for others
  std::size_t programs = 0;     ///< held now
  std::size_t source_bytes = 0;
};

class UNISELECTOR_API ProgramCache {
 public:
  explicit ProgramCache(const ProgramCacheLimits& limits = {});
  ProgramCache(const ProgramCache&) = delete;
  ProgramCache& operator=(const ProgramCache&) = delete;
  ~ProgramCache();

  /// What environment.compile(source, options) answers, from the books if the same was asked
  /// before: the same text to the byte, the same environment and the same options, `location` and
  /// `issues` aside. Copies of an environment are the same; environments that were created apart
  /// never are, whatever they declare. The books hold the environments of their programs.
  ///
  /// Failures are not kept: they name the location of who asked, and texts that are wrong must not
  /// push out those that are right. Nor is a text that is longer than all may be together.
  /// `location` of a program's tree is that of the call that compiled it.
  ///
  /// A hit costs a search in a sorted map, O(log programs) comparisons of texts, and allocates
  /// nothing unless options.result is set. Threads that miss the same text at once compile it each,
  /// and all get the program of the first that ends.
  Result<Program> compile(const Environment& environment, std::string_view source,
                          const CompileOptions& options = {});

  ProgramCacheStatistics statistics() const;
  /// Lets all programs and their environments go; what was counted stays.
  void clear();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace uniselector::cel
