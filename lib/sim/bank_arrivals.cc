// See the header.
#include "sim/bank_arrivals.h"

#include <algorithm>
#include <array>
#include <map>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace uniselector::sim {
namespace {

constexpr std::int64_t kWorkingDayStart = 4 * 3'600;
/// Streams of the one seed: what is drawn for handling does not move what is drawn for patience.
constexpr std::uint64_t kHandlingStream = 1;
constexpr std::uint64_t kPatienceStream = 2;

Time at_second(std::int64_t seconds) { return Time(std::chrono::seconds(seconds)); }

/// The recorded handling times of served calls, by type and all together.
struct HandlingPool {
  std::array<std::vector<std::int32_t>, kBankTypes> by_type;
  std::vector<std::int32_t> all;

  explicit HandlingPool(const BankLog& log) {
    for (const BankRow& row : log.rows) {
      if (!row.served()) continue;
      by_type[static_cast<std::size_t>(row.type)].push_back(row.ser_time);
      all.push_back(row.ser_time);
    }
  }
  /// Of another type when this one has no served call. `all` is not empty.
  std::int32_t draw(BankType type, base::Prng* prng) const {
    const auto& own = by_type[static_cast<std::size_t>(type)];
    const auto& pool = own.empty() ? all : own;
    return pool[prng->below(pool.size())];
  }
};

/// The calls that sought an agent as recorded, by time.
void collect(const BankLog& log, BankArrivals* out) {
  for (std::size_t i = 0; i < log.rows.size(); ++i) {
    const BankRow& row = log.rows[i];
    if (row.phantom()) {
      ++out->phantoms;
    } else if (!row.served() && !row.abandoned_in_queue()) {
      ++out->vru_hangups;
    } else {
      out->calls.push_back({.at = at_second(timeline(row).q_start),
                            .row = static_cast<std::uint32_t>(i),
                            .type = row.type,
                            .priority = row.priority,
                            .abandoned = row.abandoned_in_queue(),
                            .wait_s = row.q_time});
    }
  }
  std::sort(out->calls.begin(), out->calls.end(), [](const BankArrival& a, const BankArrival& b) {
    return std::pair(a.at, a.row) < std::pair(b.at, b.row);
  });
}

/// Joins the duties of one server that overlap or touch; drops those of no length.
std::vector<BankDuty> tidy(std::vector<BankDuty> duties) {
  std::sort(duties.begin(), duties.end(), [](const BankDuty& a, const BankDuty& b) {
    return std::tie(a.server, a.from) < std::tie(b.server, b.from);
  });
  std::vector<BankDuty> out;
  for (BankDuty& duty : duties) {
    if (duty.from == duty.to) continue;
    if (!out.empty() && out.back().server == duty.server && duty.from <= out.back().to) {
      out.back().to = std::max(out.back().to, duty.to);
    } else {
      out.push_back(std::move(duty));
    }
  }
  std::sort(out.begin(), out.end(), [](const BankDuty& a, const BankDuty& b) {
    return std::tie(a.from, a.server) < std::tie(b.from, b.server);
  });
  return out;
}

}  // namespace

std::optional<std::int32_t> draw_patience(const BankPatience& curve, std::int32_t wait_s,
                                          base::Prng* prng) {
  // Inversion of P(X > t | X > wait) = S(t) / S(wait): the first step at or below the level.
  const double level = prng->uniform() * curve.beyond(wait_s);
  const auto later = std::upper_bound(curve.times.begin(), curve.times.end(), wait_s);
  const auto first = curve.survival.begin() + (later - curve.times.begin());
  const auto step = std::partition_point(first, curve.survival.end(),
                                         [level](double survival) { return survival > level; });
  if (step == curve.survival.end()) return std::nullopt;
  const auto index = static_cast<std::size_t>(step - curve.survival.begin());
  return static_cast<std::int32_t>(curve.times[index]);
}

std::vector<BankDuty> bank_duties(const BankLog& log) {
  std::map<std::pair<std::string_view, std::int64_t>, BankDuty> by_working_day;
  for (const BankRow& row : log.rows) {
    if (row.phantom() || !row.has_server() || !row.has_service_stamps()) continue;
    const BankTimeline t = timeline(row);
    const Time from = at_second(t.ser_start);
    const Time to = at_second(t.ser_exit);
    // Counted from a day far in the past, so that the division rounds down.
    const std::int64_t day = (t.ser_start - kWorkingDayStart + 100'000 * kDaySeconds) / kDaySeconds;
    const auto [found, is_new] = by_working_day.try_emplace(
        std::pair(std::string_view(row.server), day), BankDuty{row.server, from, to});
    if (is_new) continue;
    found->second.from = std::min(found->second.from, from);
    found->second.to = std::max(found->second.to, to);
  }
  std::vector<BankDuty> duties;
  duties.reserve(by_working_day.size());
  for (auto& [key, duty] : by_working_day) duties.push_back(std::move(duty));
  return tidy(std::move(duties));
}

Result<BankArrivals> bank_arrivals(const BankLog& log, std::uint64_t seed) {
  BankArrivals out;
  out.seed = seed;
  collect(log, &out);
  out.duties = bank_duties(log);
  const HandlingPool pool(log);
  const BankPatience curve = bank_patience(log);
  base::Prng handling(seed, kHandlingStream);
  base::Prng patience(seed, kPatienceStream);
  for (BankArrival& call : out.calls) {
    if (!call.abandoned) {
      call.handling_s = log.rows[call.row].ser_time;
      call.patience_s = draw_patience(curve, call.wait_s, &patience);
      continue;
    }
    if (pool.all.empty()) {
      return invalid_argument(fmt::format(
          "{}: no call was served, so no handling time can be drawn for the {} that gave up",
          log.name, out.calls.size()));
    }
    call.handling_s = pool.draw(call.type, &handling);
    call.patience_s = call.wait_s;
  }
  return out;
}

}  // namespace uniselector::sim
