// Counts what is odd in a log of the Anonymous Bank. Names are those of the truths file; where its
// text leaves a choice, the comment says which reading gives its figures. Pure.
#include <algorithm>
#include <tuple>

#include "sim/bank_facts.h"

namespace uniselector::sim {
namespace {

constexpr std::int64_t kHalfDay = kDaySeconds / 2;

/// An end earlier in the day than its start by more than 12 h, unless it is 0:00:00.
bool wraps(std::int32_t start, std::int32_t end) { return end != 0 && start - end > kHalfDay; }

/// The stated length is not the one between the stamps.
bool differs(std::int32_t start, std::int32_t end, std::int32_t length) {
  std::int64_t between = end - start;
  if (between < -kHalfDay) between += kDaySeconds;
  return between != length;
}

/// Earlier by less than 12 h; by more, midnight lies between them.
bool precedes(std::int32_t a, std::int32_t b) { return a < b && b - a < kHalfDay; }

void count_row(const BankRow& row, BankTable* table) {
  BankTable& count = *table;
  const auto add = [&count](const char* name, bool found) { count[name] += found ? 1 : 0; };
  const bool hang = row.outcome == BankOutcome::kHang;
  add("vru_time_negative", row.vru_time < 0);
  add("agent_outcome_without_server", row.served() && !row.has_server());
  add("hang_outcome_with_server", hang && row.has_server());
  add("phantom_with_server", row.phantom() && row.has_server());
  add("agent_outcome_service_time_0", row.served() && row.ser_time == 0);
  add("hang_with_service_time", hang && row.ser_time > 0);
  add("service_time_over_1h", row.ser_time > 3'600);
  add("service_time_under_10s_agent", row.served() && row.ser_time < 10);
  add("queue_stamps_set_but_q_time_0", row.q_start != 0 && row.q_time == 0);
  add("q_time_differs_from_stamps", differs(row.q_start, row.q_exit, row.q_time));
  add("ser_time_differs_from_stamps", differs(row.ser_start, row.ser_exit, row.ser_time));
  add("vru_time_differs_from_stamps", differs(row.vru_entry, row.vru_exit, row.vru_time));
  add("service_end_before_start", row.ser_exit < row.ser_start);
  add("midnight_wrap_vru", wraps(row.vru_entry, row.vru_exit));
  add("midnight_wrap_queue", wraps(row.q_start, row.q_exit));
  add("midnight_wrap_service", wraps(row.ser_start, row.ser_exit));
  // The truths file compares stamps as they stand. Calls that took no time do not count for the
  // unit's stamp, but do for the queue's: there 5 rows of each month count whose service stamps are
  // 0:00:00 and whose wait ended before noon.
  add("service_starts_before_vru_exit",
      row.served() && row.ser_time > 0 && precedes(row.ser_start, row.vru_exit));
  add("service_starts_before_queue_exit",
      row.served() && row.queued() && precedes(row.ser_start, row.q_exit));
}

/// Rows equal to an earlier one in what `key` makes of them.
template <class Key>
std::int64_t repeats(const std::vector<BankRow>& rows, Key key) {
  std::vector<const BankRow*> sorted;
  sorted.reserve(rows.size());
  for (const BankRow& row : rows) sorted.push_back(&row);
  std::sort(sorted.begin(), sorted.end(),
            [&key](const BankRow* a, const BankRow* b) { return key(*a) < key(*b); });
  std::int64_t found = 0;
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (key(*sorted[i - 1]) == key(*sorted[i])) ++found;
  }
  return found;
}

auto row_key(const BankRow& r) { return std::tie(r.vru_line, r.call_id, r.day); }

auto whole_row(const BankRow& r) {
  return std::tie(r.vru_line, r.call_id, r.day, r.customer_id, r.priority, r.type, r.vru_entry,
                  r.vru_exit, r.vru_time, r.q_start, r.q_exit, r.q_time, r.outcome, r.ser_start,
                  r.ser_exit, r.ser_time, r.server);
}

/// Services that took time and started while an earlier one of the same server was going on, on a
/// time line across days.
std::int64_t overlapping_services(const std::vector<BankRow>& rows) {
  std::map<std::string_view, std::vector<std::pair<std::int64_t, std::int64_t>>> by_server;
  for (const BankRow& row : rows) {
    if (!row.served() || !row.has_server() || row.ser_time == 0) continue;
    const BankTimeline t = timeline(row);
    by_server[row.server].emplace_back(t.ser_start, t.ser_exit);
  }
  std::int64_t found = 0;
  for (auto& [server, services] : by_server) {
    std::sort(services.begin(), services.end());
    std::int64_t busy_until = services.front().first;
    for (const auto& [start, end] : services) {
      if (start < busy_until) ++found;
      busy_until = std::max(busy_until, end);
    }
  }
  return found;
}

}  // namespace

BankTable bank_quirks(const BankLog& log) {
  BankTable table;
  for (const BankRow& row : log.rows) count_row(row, &table);
  table["duplicate_key_vru_line_call_id_date"] = repeats(log.rows, row_key);
  table["exact_duplicate_rows"] = repeats(log.rows, whole_row);
  table["services_overlapping_an_earlier_service_of_same_server"] = overlapping_services(log.rows);
  return table;
}

}  // namespace uniselector::sim
