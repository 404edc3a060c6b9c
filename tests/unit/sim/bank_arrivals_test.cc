// What a replay gets from a bank log: who arrives when, what is drawn, and who is on duty.
#include "sim/bank_arrivals.h"

#include <algorithm>
#include <map>

#include "bank_rows.h"
#include "support/shared.h"

namespace uniselector::test {
namespace {

using sim::bank_arrivals;
using sim::BankArrivals;

BankArrivals arrivals(const std::string& lines, std::uint64_t seed = 1) {
  auto result = bank_arrivals(bank_log(lines), seed);
  INFO(result.status().to_string());
  REQUIRE(result.ok());
  return *std::move(result);
}

TEST_CASE("calls that sought an agent arrive when they reached the queue or the agent") {
  const auto a =
      arrivals(bank_line({{"q_start", "10:00:12"}}) + bank_line_at_once({{"call_id", "2"}}) +
                   bank_line({{"call_id", "3"},
                              {"outcome", "HANG"},
                              {"type", "NW"},
                              {"priority", "1"},
                              {"q_start", "9:59:00"}}) +
                   bank_line_at_once({{"call_id", "4"}, {"outcome", "HANG"}}) +
                   bank_line({{"call_id", "5"}, {"outcome", "PHANTOM"}}),
               7);
  CHECK(a.seed == 7);
  CHECK(a.vru_hangups == 1);
  CHECK(a.phantoms == 1);
  REQUIRE(a.calls.size() == 3);
  CHECK(to_string(a.calls[0].at) == "1999-02-01T09:59:00Z");
  CHECK(to_string(a.calls[1].at) == "1999-02-01T10:00:10Z");
  CHECK(to_string(a.calls[2].at) == "1999-02-01T10:00:12Z");
  CHECK(a.calls[0].row == 2);
  CHECK(a.calls[0].abandoned);
  CHECK(a.calls[0].type == sim::BankType::kNw);
  CHECK(a.calls[0].priority == 1);
  CHECK(a.calls[0].wait_s == 30);
  CHECK(a.calls[0].patience_s == 30);
  // No NW call was served: its handling time comes from the others.
  CHECK(a.calls[0].handling_s == 60);
  CHECK_FALSE(a.calls[1].abandoned);
  CHECK(a.calls[1].wait_s == 0);
}

TEST_CASE("a bank call that reached the queue after midnight arrives on the next day") {
  const auto a = arrivals(bank_line({{"vru_entry", "23:59:54"},
                                     {"vru_exit", "23:59:54"},
                                     {"q_start", "0:00:00"},
                                     {"q_exit", "0:00:27"},
                                     {"q_time", "27"},
                                     {"ser_start", "0:00:26"},
                                     {"ser_exit", "0:01:33"},
                                     {"ser_time", "67"}}));
  REQUIRE(a.calls.size() == 1);
  CHECK(to_string(a.calls[0].at) == "1999-02-02T00:00:00Z");
  CHECK(a.calls[0].handling_s == 67);
}

TEST_CASE("handling times of abandoned bank calls are drawn from the served of the type") {
  std::string lines;
  for (int i = 0; i < 50; ++i) {
    const std::string seconds = std::to_string(100 + i % 3);
    lines += bank_line({{"ser_time", seconds}}) + bank_line({{"type", "NW"}, {"ser_time", "7"}}) +
             bank_line({{"outcome", "HANG"}}) + bank_line({{"outcome", "HANG"}, {"type", "NW"}});
  }
  std::map<std::int32_t, int> drawn;
  for (const auto& call : arrivals(lines).calls) {
    if (!call.abandoned) continue;
    if (call.type == sim::BankType::kNw) CHECK(call.handling_s == 7);
    if (call.type == sim::BankType::kPs) ++drawn[call.handling_s];
  }
  // 50 draws from 100, 101 and 102 in the shares 17 : 17 : 16.
  REQUIRE(drawn.size() == 3);
  for (const auto& [seconds, count] : drawn) {
    CHECK(seconds >= 100);
    CHECK(seconds <= 102);
    CHECK(count >= 5);
  }
}

TEST_CASE("a bank log in which nobody was served cannot be replayed") {
  const auto result = bank_arrivals(bank_log(bank_line({{"outcome", "HANG"}})), 1);
  CHECK(result.status().code() == StatusCode::kInvalidArgument);
  CHECK(result.status().message() ==
        "log.csv: no call was served, so no handling time can be drawn for the 1 that gave up");
}

TEST_CASE("patience beyond a wait follows the rest of the curve") {
  const sim::BankPatience curve{.times = {10, 20, 40}, .survival = {0.8, 0.4, 0.2}};
  base::Prng prng(3);
  constexpr int kDraws = 40'000;
  std::map<std::int32_t, int> from_start, beyond_10;
  for (int i = 0; i < kDraws; ++i) {
    ++from_start[sim::draw_patience(curve, 0, &prng).value_or(-1)];
    ++beyond_10[sim::draw_patience(curve, 10, &prng).value_or(-1)];
  }
  // Five standard deviations of a share of 40,000 draws are at most 0.0125.
  const auto near = [](int count, double share) {
    CHECK(count / static_cast<double>(kDraws) == Approx(share).margin(0.0125).epsilon(0));
  };
  near(from_start[10], 0.2);
  near(from_start[20], 0.4);
  near(from_start[40], 0.2);
  near(from_start[-1], 0.2);
  CHECK(beyond_10.count(10) == 0);
  near(beyond_10[20], 0.5);
  near(beyond_10[40], 0.25);
  near(beyond_10[-1], 0.25);
  CHECK_FALSE(sim::draw_patience(curve, 40, &prng).has_value());
  CHECK_FALSE(sim::draw_patience({}, 0, &prng).has_value());
  const sim::BankPatience ends{.times = {10}, .survival = {0.0}};
  CHECK(sim::draw_patience(ends, 9, &prng) == 10);
  CHECK_FALSE(sim::draw_patience(ends, 10, &prng).has_value());
}

TEST_CASE("a bank server is on duty from his first to his last call of a working day") {
  const auto served = [](const char* date, const char* from, const char* to, const char* server) {
    return bank_line_at_once({{"date", date},
                              {"vru_entry", from},
                              {"vru_exit", from},
                              {"ser_start", from},
                              {"ser_exit", to},
                              {"server", server}});
  };
  const auto log =
      bank_log(served("1999-02-01", "16:00:00", "16:05:00", "S02") +
               served("1999-02-01", "23:50:00", "0:10:00", "S02") +
               served("1999-02-02", "0:20:00", "0:30:00", "S02") +  // still the evening of the 1st
               served("1999-02-02", "14:00:00", "14:10:00", "S02") +
               served("1999-02-02", "9:00:00", "9:00:00", "S03") +  // of no length
               served("1999-02-02", "9:00:00", "9:30:00", "NO_SERVER") +
               served("1999-02-01", "16:00:00", "16:01:00", "S01"));
  std::string text;
  for (const auto& duty : sim::bank_duties(log)) {
    text += duty.server + " " + to_string(duty.from) + " " + to_string(duty.to) + "\n";
  }
  CHECK(text ==
        "S01 1999-02-01T16:00:00Z 1999-02-01T16:01:00Z\n"
        "S02 1999-02-01T16:00:00Z 1999-02-02T00:30:00Z\n"
        "S02 1999-02-02T14:00:00Z 1999-02-02T14:10:00Z\n");
}

TEST_CASE("the real months give the arrivals that their counts promise") {
  struct Case {
    const char* file;
    std::size_t served, abandoned;
    std::int64_t vru_hangups, phantoms;
  };
  for (const auto& c : {Case{"february-1999.csv.gz", 27'162, 3'932, 1'972, 278},
                        Case{"august-1999.csv.gz", 31'402, 7'260, 3'106, 310}}) {
    const std::string path = shared_file(std::string("data/anonymous-bank/") + c.file);
    if (path.empty()) UNISELECTOR_SKIP("the shared data are not beside the project");
    const auto log = sim::read_bank_log(path);
    REQUIRE(log.ok());
    const auto a = bank_arrivals(*log, 42);
    REQUIRE(a.ok());
    CHECK(a->calls.size() == c.served + c.abandoned);
    CHECK(a->vru_hangups == c.vru_hangups);
    CHECK(a->phantoms == c.phantoms);
    std::size_t abandoned = 0;
    std::size_t not_beyond = 0;
    for (const auto& call : a->calls) {
      if (call.abandoned) {
        ++abandoned;
      } else if (call.patience_s && *call.patience_s <= call.wait_s) {
        ++not_beyond;
      }
    }
    CHECK(abandoned == c.abandoned);
    CHECK(not_beyond == 0);
    CHECK(std::is_sorted(a->calls.begin(), a->calls.end(),
                         [](const auto& x, const auto& y) { return x.at < y.at; }));
    // Everybody works within one working day, 04:00 to 04:00; duties of one server never overlap.
    std::map<std::string, Time> last;
    for (const auto& duty : a->duties) {
      CHECK(duty.from < duty.to);
      CHECK(duty.to - duty.from < std::chrono::hours(20));
      if (const auto found = last.find(duty.server); found != last.end()) {
        CHECK(found->second < duty.from);
      }
      last[duty.server] = duty.to;
    }
    // The same seed gives the same draws, another seed others.
    const auto again = bank_arrivals(*log, 42);
    const auto other = bank_arrivals(*log, 43);
    REQUIRE((again.ok() && other.ok()));
    const auto same = [&a](const BankArrivals& b) {
      return std::equal(a->calls.begin(), a->calls.end(), b.calls.begin(),
                        [](const auto& x, const auto& y) {
                          return x.handling_s == y.handling_s && x.patience_s == y.patience_s;
                        });
    };
    CHECK(same(*again));
    CHECK_FALSE(same(*other));
  }
}

}  // namespace
}  // namespace uniselector::test
