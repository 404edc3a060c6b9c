// Conditions taken apart: trees of && || ! over comparisons of attributes with literals. An
// attribute is a variable, or a way of fields and keys from one, or has() of such a way; it is
// evaluated once for an event, whatever the number of conditions that ask for it. What is no such
// comparison is opaque: only the program of the whole condition knows.
//
// A tree is false, or true, only where the condition is so whatever its opaque parts are. Else it
// is open: an attribute has no value, or one of a kind that the comparison fails for, or an opaque
// part has to be evaluated.
//
// Immutable once built.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel.h>

#include "rules/comparison.h"
#include "rules/condition_scratch.h"

namespace uniselector::rules {

enum class Truth : std::uint8_t { kFalse, kTrue, kOpen };

/// A node; children stand behind it in their order, each with all that is below it.
struct ConditionNode {
  enum class Kind : std::uint8_t {
    kTrue,
    kFalse,
    kOpaque,
    kAnd,
    kOr,
    kNot,
    kBool,    ///< the attribute itself
    kPoints,  ///< == != in: whether the attribute is one of some literals
    kOrder,   ///< < <= > >=
    kPrefix,  ///< startsWith
  };

  Kind kind = Kind::kOpaque;
  Operation operation = Operation::kEqual;
  bool literal_first = false;
  /// kPoints: numbers beyond the doubles' whole numbers are among the literals, so that an equal
  /// point does not say that the values are equal.
  bool exact = false;
  std::uint16_t attribute = 0;
  /// kPoints: of one literal its point, else where in ConditionTrees::points they begin; with
  /// `exact` where in ConditionTrees::literals.
  std::uint32_t first = 0;
  std::uint32_t count = 0;  ///< kPoints: literals; kAnd, kOr, kNot: nodes, with this one
  cel::Value literal;       ///< kOrder, kPrefix

  bool is_group() const { return kind == Kind::kAnd || kind == Kind::kOr || kind == Kind::kNot; }
  std::uint32_t size() const { return is_group() ? count : 1; }
  const ConditionNode* end() const { return this + size(); }
};
static_assert(sizeof(ConditionNode) == 32);

/// A value as `==` tells it apart, but for numbers: equal ones are alike, and so are some that are
/// beyond 2^53 and differ.
struct Point {
  cel::ValueKind kind = cel::ValueKind::kNull;  ///< numbers are kDouble
  std::uint32_t low = 0;
  std::uint64_t high = 0;
  std::string_view text;

  friend bool operator==(const Point&, const Point&) = default;
};
/// Nothing for NaN, which equals nothing, and for what no literal can be.
std::optional<Point> point_of(const cel::Value& value);
/// The nearest double of a number that is not NaN, as the domain kDouble orders it.
std::optional<std::uint64_t> number_key(const cel::Value& value);

/// Asks for memory that is to be read, that many bytes after the address; it may lie beyond the end
/// of what is there. Unlike base::prefetch() it does not claim the line: threads share a set.
inline void prefetch_to_read(const void* address, std::size_t bytes_after = 0) {
#if defined(__GNUC__)
  // As a number: a pointer must not leave its array.
  const auto number = std::bit_cast<std::uintptr_t>(address) + bytes_after;
  __builtin_prefetch(std::bit_cast<const void*>(number), 0, 3);
#else
  (void)address;
  (void)bytes_after;
#endif
}

/// Points by number, from 0 in the order in which they came. What is short stands in the table
/// itself, so that a search touches one line of memory.
class PointTable {
 public:
  /// The text must live as long as the table.
  std::uint32_t add(const Point& point);
  std::uint32_t find(const Point& point) const { return find(point, hash_of(point)); }
  std::uint32_t find(const Point& point, std::uint64_t hash) const;
  static std::uint64_t hash_of(const Point& point);
  /// Asks the memory for where a search begins.
  void prefetch(std::uint64_t hash) const;
  std::size_t size() const { return points_.size(); }
  std::size_t bytes() const;

 private:
  struct alignas(32) Slot {
    static constexpr std::uint8_t kLong = UINT8_MAX;

    std::uint32_t tag = 0;  ///< of the hash
    std::uint32_t number = kNoPoint;
    cel::ValueKind kind = cel::ValueKind::kNull;
    std::uint8_t size = kLong;  ///< of what stands in `bytes`
    std::array<char, 22> bytes{};
  };
  static_assert(sizeof(Slot) == 32);

  bool is_at(const Slot& slot, const Point& point) const;
  void put(const Point& point, std::uint32_t number);
  void grow();

  std::vector<Point> points_;
  std::vector<Slot> slots_;  ///< size a power of two, at most two thirds full
};

struct Attribute {
  cel::Program program;
  PointTable points;
  std::string about{};           ///< of has(x): x
  std::int32_t guarded = -1;     ///< of has(x): the attribute x, if it is one
  std::int32_t guarded_by = -1;  ///< the attribute has() of this
};

struct ConditionTrees {
  std::vector<Attribute> attributes;
  std::vector<ConditionNode> nodes;
  std::vector<std::uint32_t> points;  ///< of kPoints nodes with several, ascending within each
  std::vector<cel::Value> literals;   ///< of `exact` ones
  cel::Arena arena;                   ///< text of literals

  std::size_t bytes() const;
};

/// Bounds; what is beyond them is opaque.
inline constexpr std::size_t kMaxAttributes = 1000;
inline constexpr std::size_t kMaxTreeDepth = 32;
inline constexpr std::size_t kMaxTreeNodes = 1000;  ///< of a condition

class TreeBuilder {
 public:
  TreeBuilder(const cel::Environment& environment, ConditionTrees* trees)
      : environment_(environment), trees_(*trees) {}

  struct Added {
    std::uint32_t root = 0;
    bool opaque = false;  ///< has an opaque part
  };
  /// A checked condition. O(its nodes).
  Added add(const cel::Ast& ast);
  /// One that always holds.
  Added add_true();
  void finish();

 private:
  using Kind = ConditionNode::Kind;

  void build(const cel::Expr& e, std::size_t depth);
  void group(const cel::Expr& e, Kind kind, std::size_t depth);
  void members(const cel::Expr& e, Kind kind, std::size_t depth, bool* any_opaque);
  bool leaf(const cel::Expr& e);
  bool points(const Comparison& comparison, ConditionNode* node);
  void opaque(std::size_t start);
  bool standard(const cel::Expr& e, std::string_view overload) const;
  bool standard_literals(const cel::Expr& e) const;
  std::optional<std::uint16_t> attribute(const cel::Expr& e);
  cel::Value kept(const cel::Value& literal);
  ConditionNode& push(Kind kind);

  const cel::Environment& environment_;
  ConditionTrees& trees_;
  const cel::Ast* ast_ = nullptr;
  std::size_t root_ = 0;
  std::uint64_t cost_ = 0;  ///< no less than what the evaluation of the leaves charges
  std::map<std::string, std::optional<std::uint16_t>, std::less<>> by_text_;
};

/// The attributes of one event, read when they are asked for, and what the trees are for it.
class EventValues {
 public:
  EventValues(const ConditionTrees& trees, std::span<const cel::Value> slots, cel::Arena& arena,
              ConditionScratch& scratch);

  const AttributeRead& at(std::uint16_t attribute) {
    AttributeRead& found = scratch_.reads[attribute];
    if (found.event != scratch_.event) read(attribute, &found);
    if (found.pending) look_up(attribute, &found);
    return found;
  }
  /// Reads an attribute that is asked for later, so that the memory works meanwhile.
  void expect(std::uint16_t attribute) {
    AttributeRead& found = scratch_.reads[attribute];
    if (found.event != scratch_.event) read(attribute, &found);
  }
  Truth truth(const ConditionNode& node);
  /// What the evaluation of an open tree without opaque parts answers: an error, or a value that is
  /// no bool.
  cel::Value problem(const ConditionNode& node);

 private:
  void read(std::uint16_t attribute, AttributeRead* into);
  void look_up(std::uint16_t attribute, AttributeRead* into);
  Truth group(const ConditionNode& node, Truth decisive);
  bool is_one_of(const ConditionNode& node, const AttributeRead& read);
  cel::Value problem_of_group(const ConditionNode& node);
  cel::Value problem_of_leaf(const ConditionNode& node);

  const ConditionTrees& trees_;
  std::span<const cel::Value> slots_;
  cel::Arena& arena_;
  ConditionScratch& scratch_;
};

}  // namespace uniselector::rules
