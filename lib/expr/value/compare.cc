// Equality of containers goes down by recursion to a fixed depth; what lies deeper waits in a list,
// so that no value exhausts the stack. A value whose parts are shared many times over ([x, x] of
// [x, x] of ...) has exponentially many paths: in long comparisons pairs that were met are not
// compared again. That is sound since one unequal pair decides the whole.
#include "expr/value/compare.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/hash.h"

namespace uniselector::expr {
namespace {

constexpr int kMostDepth = 64;
constexpr std::uint64_t kLongComparison = 4096;  // steps

template <class T>
std::partial_ordering order(const T& a, const T& b) {
  return a < b    ? std::partial_ordering::less
         : b < a  ? std::partial_ordering::greater
         : a == b ? std::partial_ordering::equivalent
                  : std::partial_ordering::unordered;
}

double nearest_double(const Value& v) {
  switch (v.kind()) {
    case ValueKind::kInt: return static_cast<double>(v.as_int());
    case ValueKind::kUint: return static_cast<double>(v.as_uint());
    default: return v.as_double();
  }
}

std::partial_ordering order_mixed(std::int64_t a, std::uint64_t b) {
  return a < 0 ? std::partial_ordering::less : order(static_cast<std::uint64_t>(a), b);
}

/// Equality where neither side has parts; nothing if they have.
std::optional<bool> equal_plain(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    return is_number(a) && is_number(b) &&
           compare_numbers(a, b) == std::partial_ordering::equivalent;
  }
  switch (a.kind()) {
    case ValueKind::kNull: return true;
    case ValueKind::kBool: return a.as_bool() == b.as_bool();
    case ValueKind::kInt:
    case ValueKind::kDuration: return a.as_int() == b.as_int();
    case ValueKind::kUint: return a.as_uint() == b.as_uint();
    case ValueKind::kDouble: return a.as_double() == b.as_double();
    case ValueKind::kString:
    case ValueKind::kBytes:
    case ValueKind::kType: return a.as_string() == b.as_string();
    case ValueKind::kTimestamp:
      return a.timestamp_seconds() == b.timestamp_seconds() &&
             a.timestamp_nanoseconds() == b.timestamp_nanoseconds();
    case ValueKind::kOpaque: return a.as_opaque().equals(b.as_opaque());
    case ValueKind::kList:
    case ValueKind::kMap:
    case ValueKind::kObject:
    case ValueKind::kOptional: return std::nullopt;
    case ValueKind::kAbsent:
    case ValueKind::kError:
    case ValueKind::kUnknown: return false;
  }
  return false;
}

class Comparison {
 public:
  /// Without `call` nothing is charged.
  Comparison(Arena& arena, CallFrame* call) : arena_(arena), call_(call) {}

  bool run(const Value& a, const Value& b) {
    bool same = parts(a, b, 0);
    while (same && !deeper_.empty()) {
      const auto [left, right] = deeper_.back();
      deeper_.pop_back();
      same = parts(left, right, 0);
    }
    return same;
  }
  /// An element that is no value; absent if there was none.
  const Value& problem() const { return problem_; }
  bool over_budget() const { return over_budget_; }

 private:
  using Pair = std::pair<const void*, const void*>;
  struct PairHash {
    std::size_t operator()(const Pair& pair) const {
      const std::hash<const void*> hash;
      return base::hash_combine(hash(pair.first), hash(pair.second));
    }
  };

  bool same(const Value& a, const Value& b, int depth) {
    if (a.is_no_value() || b.is_no_value()) {
      if (problem_.is(ValueKind::kAbsent)) problem_ = a.is_no_value() ? a : b;
      return true;
    }
    const bool text = a.is(ValueKind::kString) || a.is(ValueKind::kBytes);
    if (text && !work(a.as_string().size() / 10)) return false;
    const auto plain = equal_plain(a, b);
    return plain ? *plain : parts(a, b, depth);
  }

  /// Two values of one kind that have parts.
  bool parts(const Value& a, const Value& b, int depth) {
    if (depth == kMostDepth) {
      deeper_.emplace_back(a, b);
      return true;
    }
    switch (a.kind()) {
      case ValueKind::kList: return lists(a.as_list(), b.as_list(), depth);
      case ValueKind::kMap: return maps(a.as_map(), b.as_map(), depth);
      case ValueKind::kObject: return a.as_object().equals(b.as_object(), arena_);
      default: return optionals(a.as_optional(), b.as_optional(), depth);
    }
  }

  bool optionals(const Value* a, const Value* b, int depth) {
    if (a == nullptr || b == nullptr) return a == b;
    return work(1) && same(*a, *b, depth + 1);
  }

  bool lists(const List& a, const List& b, int depth) {
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    if (depth > 0 && !work(size)) return false;
    if (met(&a, &b)) return true;
    const Value* const left = a.data();
    const Value* const right = b.data();
    for (std::size_t i = 0; i < size; ++i) {
      const Value x = left != nullptr ? left[i] : a.at(i, arena_);
      const Value y = right != nullptr ? right[i] : b.at(i, arena_);
      if (!same(x, y, depth + 1)) return false;
    }
    return true;
  }

  bool maps(const Map& a, const Map& b, int depth) {
    const std::size_t size = a.size();
    if (size != b.size()) return false;
    if (depth > 0 && !work(size)) return false;
    if (met(&a, &b)) return true;
    for (std::size_t i = 0; i < size; ++i) {
      const Value key = a.key_at(i, arena_);
      if (key.is(ValueKind::kString) && !work(key.as_string().size() / 128)) return false;
      const Value other = b.find(key, arena_);
      if (other.is(ValueKind::kAbsent)) return false;
      if (!same(a.value_at(i, arena_), other, depth + 1)) return false;
    }
    return true;
  }

  bool work(std::uint64_t units) {
    steps_ += units;
    if (call_ == nullptr || call_->charge(units)) return true;
    over_budget_ = true;
    return false;
  }

  /// Whether this pair was met before, as far as it is remembered.
  bool met(const void* a, const void* b) {
    if (++steps_ < kLongComparison) return false;
    if (met_ == nullptr) met_ = std::make_unique<std::unordered_set<Pair, PairHash>>();
    return !met_->insert({a, b}).second;
  }

  Arena& arena_;
  CallFrame* call_;
  std::uint64_t steps_ = 0;
  bool over_budget_ = false;
  Value problem_;
  std::vector<std::pair<Value, Value>> deeper_;
  std::unique_ptr<std::unordered_set<Pair, PairHash>> met_;
};

}  // namespace

std::partial_ordering compare_numbers(const Value& a, const Value& b) {
  if (a.is(ValueKind::kDouble) || b.is(ValueKind::kDouble)) {
    return order(nearest_double(a), nearest_double(b));
  }
  if (a.is(ValueKind::kInt)) {
    return b.is(ValueKind::kInt) ? order(a.as_int(), b.as_int())
                                 : order_mixed(a.as_int(), b.as_uint());
  }
  if (b.is(ValueKind::kUint)) return order(a.as_uint(), b.as_uint());
  return 0 <=> order_mixed(b.as_int(), a.as_uint());
}

std::optional<std::partial_ordering> compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) {
    if (is_number(a) && is_number(b)) return compare_numbers(a, b);
    return std::nullopt;
  }
  switch (a.kind()) {
    case ValueKind::kBool: return order(a.as_bool(), b.as_bool());
    case ValueKind::kInt:
    case ValueKind::kDuration: return order(a.as_int(), b.as_int());
    case ValueKind::kUint: return order(a.as_uint(), b.as_uint());
    case ValueKind::kDouble: return order(a.as_double(), b.as_double());
    case ValueKind::kString:
    case ValueKind::kBytes: return a.as_string().compare(b.as_string()) <=> 0;
    case ValueKind::kTimestamp:
      if (a.timestamp_seconds() != b.timestamp_seconds()) {
        return order(a.timestamp_seconds(), b.timestamp_seconds());
      }
      return order(a.timestamp_nanoseconds(), b.timestamp_nanoseconds());
    default: return std::nullopt;
  }
}

Value equal_within(CallFrame& call, const Value& a, const Value& b) {
  if (const auto plain = equal_plain(a, b)) return Value::boolean(*plain);
  Comparison comparison(call.arena(), &call);
  const bool same = comparison.run(a, b);
  if (comparison.over_budget()) return call.budget_error();
  if (same && !comparison.problem().is(ValueKind::kAbsent)) return comparison.problem();
  return Value::boolean(same);
}

}  // namespace uniselector::expr

namespace uniselector::cel {

bool equal(const Value& a, const Value& b, Arena& arena) {
  if (const auto plain = expr::equal_plain(a, b)) return *plain;
  expr::Comparison comparison(arena, nullptr);
  return comparison.run(a, b) && comparison.problem().is(ValueKind::kAbsent);
}

}  // namespace uniselector::cel
