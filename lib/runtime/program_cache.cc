// The cache of programs is here, and not with the language, because of its lock: the language and
// all that decides read as single-threaded code.
//
// Thread-safe. Invariants, under the lock: 1. `index` has an entry for every element of `held`, and
// its key views into that element; 2. `held` is sorted by use, the last used first; 3. `bytes` is
// the sum of the sizes of the texts held; 4. neither limit is passed.
#include <uniselector/cel_cache.h>

#include <functional>
#include <iterator>
#include <list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

namespace uniselector::cel {
namespace {

/// What makes two calls the same. The address stands for an environment: whoever holds the key
/// holds that too, so that no other gets its address.
struct Key {
  std::string_view source;
  std::string_view result;  ///< its text; two types with one text are told apart after the search
  const Environment::Impl* environment = nullptr;
  unsigned flags = 0;

  /// Any total order does: what is found does not depend on it.
  bool operator<(const Key& other) const {
    if (environment != other.environment) {
      return std::less<const Environment::Impl*>()(environment, other.environment);
    }
    return std::tuple(source.size(), flags, source, result) <
           std::tuple(other.source.size(), other.flags, other.source, other.result);
  }
};

unsigned flags_of(const CompileOptions& options) {
  return (options.check ? 1U : 0U) | (options.macros ? 2U : 0U) | (options.optimise ? 4U : 0U);
}

struct Held {
  std::string source;
  std::string result_text;
  std::optional<Type> result;
  Environment environment;
  Program program;
  unsigned flags = 0;

  Key key() const { return {source, result_text, &environment.impl(), flags}; }
};

}  // namespace

struct ProgramCache::Impl {
  explicit Impl(const ProgramCacheLimits& bounds) : limits(bounds) {}

  using Place = std::list<Held>::iterator;

  /// The program of this call, which is then the last used; absent if it is not held.
  std::optional<Program> find(const Key& key, const std::optional<Type>& result) {
    const auto found = index.find(key);
    if (found == index.end() || found->second->result != result) return std::nullopt;
    held.splice(held.begin(), held, found->second);
    return found->second->program;
  }
  bool fits(std::size_t size) const { return limits.programs > 0 && size <= limits.source_bytes; }
  /// Takes the one element of `made`, which fits and whose key is not held, and leaves in its place
  /// what had to go. That ends outside of the lock, as functions of the host may go with it.
  void keep(std::list<Held>& made) {
    index.emplace(made.front().key(), made.begin());
    bytes += made.front().source.size();
    held.splice(held.begin(), made);
    while (held.size() > limits.programs || bytes > limits.source_bytes) {
      index.erase(held.back().key());
      bytes -= held.back().source.size();
      made.splice(made.begin(), held, std::prev(held.end()));
      ++counts.evictions;
    }
  }

  const ProgramCacheLimits limits;
  std::mutex mutex;
  std::list<Held> held;
  std::map<Key, Place> index;
  std::size_t bytes = 0;
  ProgramCacheStatistics counts;  ///< programs and source_bytes are filled in when it is asked for
};

ProgramCache::ProgramCache(const ProgramCacheLimits& limits)
    : impl_(std::make_unique<Impl>(limits)) {}

ProgramCache::~ProgramCache() = default;

Result<Program> ProgramCache::compile(const Environment& environment, std::string_view source,
                                      const CompileOptions& options) {
  const std::string result = options.result ? options.result->to_string() : std::string();
  const Key key{source, result, &environment.impl(), flags_of(options)};
  {
    const std::lock_guard lock(impl_->mutex);
    if (auto program = impl_->find(key, options.result)) {
      ++impl_->counts.hits;
      return std::move(*program);
    }
    ++impl_->counts.misses;
  }
  Result<Program> made = environment.compile(source, options);
  if (!made.ok()) {
    const std::lock_guard lock(impl_->mutex);
    ++impl_->counts.failures;
    return made;
  }
  if (!impl_->fits(source.size())) return made;
  std::list<Held> entry;
  entry.push_back({std::string(source), result, options.result, environment, *made, key.flags});
  const std::lock_guard lock(impl_->mutex);
  if (auto first = impl_->find(key, options.result)) return std::move(*first);
  // Another type with the same text has the place: this one is not kept.
  if (impl_->index.find(key) == impl_->index.end()) impl_->keep(entry);
  return made;
}

ProgramCacheStatistics ProgramCache::statistics() const {
  const std::lock_guard lock(impl_->mutex);
  ProgramCacheStatistics counts = impl_->counts;
  counts.programs = impl_->held.size();
  counts.source_bytes = impl_->bytes;
  return counts;
}

void ProgramCache::clear() {
  std::list<Held> gone;  // ends outside of the lock
  const std::lock_guard lock(impl_->mutex);
  impl_->index.clear();
  impl_->bytes = 0;
  gone.swap(impl_->held);
}

}  // namespace uniselector::cel
