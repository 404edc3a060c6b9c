// Runs both tables and compares what follows, not which rows said so.
#include "rules/shadow.h"

namespace uniselector::rules {
namespace {

std::uint32_t first_row(const Decision& decision) {
  const bool decided = decision.outcome == Outcome::kDecided && !decision.rows.empty();
  return decided ? decision.rows[0] : kNoRow;
}

}  // namespace

bool Shadow::same(const Decision& live, const Decision& candidate, cel::Arena& arena) const {
  if (live.has_outputs() != candidate.has_outputs()) return false;
  if (!live.has_outputs()) {
    return live.outcome == candidate.outcome && live.failure.kind == candidate.failure.kind;
  }
  if (live.outputs.size() != candidate.outputs.size()) return false;
  for (std::size_t i = 0; i < live.outputs.size(); ++i) {
    if (!cel::equal(live.outputs[i], candidate.outputs[i], arena)) return false;
  }
  return true;
}

Decision Shadow::decide(std::span<const cel::Value> slots, Time at, cel::Arena& arena) {
  const Decision live = live_.decide(slots, at, arena);
  const Decision candidate = candidate_.decide(slots, at, arena);
  ++events_;
  if (candidate.outcome == Outcome::kFailed) ++candidate_failures_;
  if (!same(live, candidate, arena)) {
    ++differences_;
    ++by_rows_[{first_row(live), first_row(candidate)}];
  }
  return live;
}

std::string Shadow::to_text() const {
  std::string text = "version " + candidate_.version_text() + " beside " + live_.version_text() +
                     ": " + std::to_string(events_) + " events, " + std::to_string(differences_) +
                     " differences, " + std::to_string(candidate_failures_) +
                     " failures of the candidate\n";
  const auto name = [](const Table& table, std::uint32_t row) {
    return row == kNoRow ? std::string("no row") : "row " + table.row_name(row);
  };
  for (const auto& [rows, count] : by_rows_) {
    text += "  " + std::to_string(count) + ": " + name(live_, rows.first) + " decided, " +
            name(candidate_, rows.second) + " would\n";
  }
  return text;
}

void Shadow::reset() {
  events_ = 0;
  differences_ = 0;
  candidate_failures_ = 0;
  by_rows_.clear();
}

}  // namespace uniselector::rules
