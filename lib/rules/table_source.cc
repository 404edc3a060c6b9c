// Words of policies, the identity of a table, and how a fault is written.
#include "rules/table_source.h"

#include <array>
#include <utility>

#include "base/hash.h"

namespace uniselector::rules {
namespace {

struct PolicyWord {
  HitPolicy policy;
  std::string_view word;
  std::string_view letter;
};
constexpr std::array<PolicyWord, 11> kPolicies = {{{HitPolicy::kUnique, "unique", "U"},
                                                   {HitPolicy::kAny, "any", "A"},
                                                   {HitPolicy::kPriority, "priority", "P"},
                                                   {HitPolicy::kFirst, "first", "F"},
                                                   {HitPolicy::kRuleOrder, "rule_order", "R"},
                                                   {HitPolicy::kOutputOrder, "output_order", "O"},
                                                   {HitPolicy::kCollect, "collect", "C"},
                                                   {HitPolicy::kSum, "sum", "C+"},
                                                   {HitPolicy::kMin, "min", "C<"},
                                                   {HitPolicy::kMax, "max", "C>"},
                                                   {HitPolicy::kCount, "count", "C#"}}};

/// A running hash over pieces; their number and sizes count, so pieces cannot run together.
class Hasher {
 public:
  void add(std::uint64_t word) { hash_ = base::hash_combine(hash_, word); }
  void add(std::string_view text) { add(base::hash_bytes(text, hash_)); }
  void add(const Text& text) { add(std::string_view(text.text)); }
  void add(const std::vector<Text>& texts) {
    add(texts.size());
    for (const Text& text : texts) add(text);
  }
  std::uint64_t hash() const { return hash_; }

 private:
  std::uint64_t hash_ = 0x7461626c65;  // another start for another layout of this hash
};

void add_columns(const TableSource& source, Hasher* hasher) {
  hasher->add(source.inputs.size());
  for (const InputColumn& column : source.inputs) {
    hasher->add(column.name);
    hasher->add(column.expression);
    hasher->add(column.type.to_string());
    hasher->add(static_cast<std::uint64_t>(column.missing));
    hasher->add(column.missing_value);
    hasher->add(column.values);
  }
  hasher->add(source.outputs.size());
  for (const OutputColumn& column : source.outputs) {
    hasher->add(column.name);
    hasher->add(column.type.to_string());
    hasher->add(column.order);
    hasher->add(column.optional ? 1 : 0);
  }
}

}  // namespace

std::string_view to_string(HitPolicy policy) {
  for (const PolicyWord& known : kPolicies) {
    if (known.policy == policy) return known.word;
  }
  return "unknown";
}

std::optional<HitPolicy> parse_hit_policy(std::string_view text) {
  for (const PolicyWord& known : kPolicies) {
    if (known.word == text || known.letter == text) return known.policy;
  }
  return std::nullopt;
}

std::string_view to_string(Missing missing) {
  switch (missing) {
    case Missing::kError: return "error";
    case Missing::kNoMatch: return "no_match";
    case Missing::kDefault: return "default";
  }
  return "unknown";
}

std::uint64_t content_hash(const TableSource& source) {
  Hasher hasher;
  hasher.add(source.name);
  hasher.add(source.version);
  hasher.add(to_string(source.policy));
  hasher.add(source.time_zone);
  hasher.add(source.from);
  hasher.add(source.to);
  add_columns(source, &hasher);
  hasher.add(source.rows.size());
  for (const Row& row : source.rows) {
    hasher.add(row.inputs);
    hasher.add(row.outputs);
    hasher.add(row.from);
    hasher.add(row.to);
    hasher.add(row.id);
    hasher.add(row.annotation);
  }
  hasher.add(source.defaults ? 1 : 0);
  if (source.defaults) hasher.add(*source.defaults);
  return hasher.hash();
}

std::string to_string(const Fault& fault) {
  std::string text;
  if (fault.place.line > 0) {
    text += std::to_string(fault.place.line) + ':' + std::to_string(fault.place.column) + ": ";
  }
  if (!fault.where.empty()) text += fault.where + ": ";
  return text + fault.message;
}

}  // namespace uniselector::rules
