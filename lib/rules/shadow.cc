// Compares what follows, not which rows said so.
#include "rules/shadow.h"

#include <algorithm>
#include <vector>

namespace uniselector::rules {

void Shadow::compare(const Table* live, const Decision& decided, const Table& candidate,
                     const Decision& would, cel::Arena& arena) {
  ++events_;
  if (would.outcome == Outcome::kFailed) ++candidate_failures_;
  if (same_outcome(decided, would, arena)) return;
  ++differences_;
  const auto row = [](const Table* table, const Decision& decision) {
    const bool named = decision.outcome == Outcome::kDecided && !decision.rows.empty();
    return table == nullptr || !named ? std::string() : table->row_id(decision.rows[0]);
  };
  Rows rows(row(live, decided), row(&candidate, would));
  const auto known = by_rows_.find(rows);
  if (known != by_rows_.end()) {
    ++known->second;
  } else if (by_rows_.size() < kMostRows) {
    by_rows_.emplace(std::move(rows), 1);
  }
}

std::string Shadow::to_text() const {
  std::vector<std::pair<Rows, std::uint64_t>> sorted(by_rows_.begin(), by_rows_.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  const auto name = [](const std::string& row) {
    return row.empty() ? std::string("no row") : "row " + row;
  };
  std::string text;
  for (const auto& [rows, count] : sorted) {
    text += std::to_string(count) + ": " + name(rows.first) + " decided, " + name(rows.second) +
            " would\n";
  }
  return text;
}

}  // namespace uniselector::rules
