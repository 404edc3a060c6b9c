// What is counted in a bank log: each quirk in a log of one or two lines, and the figures of a log
// that is small enough to count by hand.
#include "sim/bank_facts.h"

#include "bank_rows.h"

namespace uniselector::test {
namespace {

using sim::bank_facts;
using sim::bank_quirks;

/// The quirks that are found in a log, without those counted 0.
sim::BankTable quirks(const std::string& lines) {
  sim::BankTable found;
  for (const auto& [name, count] : bank_quirks(bank_log(lines))) {
    if (count != 0) found.emplace(name, count);
  }
  return found;
}

/// An ordinary line that has no quirk at all: both clocks agree.
std::string plain(std::initializer_list<BankChange> changes = {}) {
  std::string line = bank_line(changes);
  const std::string service = "10:00:39,10:01:39,60";
  if (const auto at = line.find(service); at != std::string::npos) {
    line.replace(at, service.size(), "10:00:40,10:01:40,60");
  }
  return line;
}

TEST_CASE("each quirk of the bank log is counted") {
  using Found = sim::BankTable;
  CHECK(quirks(plain()) == Found{});
  CHECK(quirks(bank_line()) == Found{{"service_starts_before_queue_exit", 1}});
  CHECK(quirks(bank_line_at_once({{"ser_start", "10:00:09"}, {"ser_exit", "10:01:09"}})) ==
        Found{{"service_starts_before_vru_exit", 1}});
  CHECK(quirks(plain({{"vru_exit", "9:59:03"}, {"vru_time", "-57"}})) ==
        Found{{"vru_time_negative", 1}});
  CHECK(quirks(plain({{"vru_time", "11"}})) == Found{{"vru_time_differs_from_stamps", 1}});
  CHECK(quirks(plain({{"q_time", "31"}})) == Found{{"q_time_differs_from_stamps", 1}});
  CHECK(quirks(plain({{"ser_time", "61"}, {"ser_start", "10:00:40"}, {"ser_exit", "10:01:40"}})) ==
        Found{{"ser_time_differs_from_stamps", 1}});
  CHECK(quirks(plain({{"q_exit", "10:00:10"}, {"q_time", "0"}})) ==
        Found{{"queue_stamps_set_but_q_time_0", 1}});
  CHECK(quirks(plain({{"server", "NO_SERVER"}})) == Found{{"agent_outcome_without_server", 1}});
  CHECK(quirks(plain({{"outcome", "PHANTOM"}})) == Found{{"phantom_with_server", 1}});
  CHECK(quirks(plain({{"outcome", "HANG"}})) ==
        Found{{"hang_outcome_with_server", 1}, {"hang_with_service_time", 1}});
  CHECK(quirks(plain({{"ser_start", "10:00:40"}, {"ser_exit", "10:00:49"}, {"ser_time", "9"}})) ==
        Found{{"service_time_under_10s_agent", 1}});
  CHECK(
      quirks(plain({{"ser_start", "10:00:40"}, {"ser_exit", "11:00:41"}, {"ser_time", "3601"}})) ==
      Found{{"service_time_over_1h", 1}});
  // A service that did not happen, in the morning and in the afternoon (see bank_quirks.cc).
  const BankChange none[] = {{"ser_start", "0:00:00"}, {"ser_exit", "0:00:00"}, {"ser_time", "0"}};
  CHECK(quirks(plain({none[0], none[1], none[2]})) ==
        Found{{"agent_outcome_service_time_0", 1},
              {"service_time_under_10s_agent", 1},
              {"service_starts_before_queue_exit", 1}});
  CHECK(quirks(plain({none[0],
                      none[1],
                      none[2],
                      {"vru_entry", "14:00:00"},
                      {"vru_exit", "14:00:10"},
                      {"q_start", "14:00:10"},
                      {"q_exit", "14:00:40"}})) ==
        Found{{"agent_outcome_service_time_0", 1}, {"service_time_under_10s_agent", 1}});
}

TEST_CASE("stamps of a bank call that wrap at midnight are counted") {
  CHECK(quirks(bank_line({{"vru_entry", "23:59:20"},
                          {"vru_exit", "23:59:30"},
                          {"q_start", "23:59:30"},
                          {"q_exit", "0:00:00"}})) == sim::BankTable{});
  CHECK(quirks(bank_line({{"vru_entry", "23:59:20"},
                          {"vru_exit", "23:59:30"},
                          {"q_start", "23:59:40"},
                          {"q_exit", "0:00:10"},
                          {"ser_start", "0:00:10"},
                          {"ser_exit", "0:01:10"}})) == sim::BankTable{{"midnight_wrap_queue", 1}});
  CHECK(quirks(bank_line({{"vru_entry", "23:59:50"},
                          {"vru_exit", "0:00:00"},
                          {"q_start", "0:00:00"},
                          {"q_exit", "0:00:30"},
                          {"ser_start", "0:00:30"},
                          {"ser_exit", "0:01:30"}})) == sim::BankTable{});
  CHECK(quirks(bank_line_at_once({{"vru_entry", "23:59:00"},
                                  {"vru_exit", "23:59:10"},
                                  {"ser_start", "23:59:10"},
                                  {"ser_exit", "0:00:10"}})) ==
        sim::BankTable{{"midnight_wrap_service", 1}, {"service_end_before_start", 1}});
}

TEST_CASE("repeated bank calls and overlapping services are counted") {
  const std::string first = plain();
  CHECK(quirks(first + first) ==
        sim::BankTable{{"duplicate_key_vru_line_call_id_date", 1},
                       {"exact_duplicate_rows", 1},
                       {"services_overlapping_an_earlier_service_of_same_server", 1}});
  CHECK(quirks(first + plain({{"server", "S02"}})) ==
        sim::BankTable{{"duplicate_key_vru_line_call_id_date", 1}});
  CHECK(quirks(first + plain({{"call_id", "1"}, {"server", "NO_SERVER"}})) ==
        sim::BankTable{{"agent_outcome_without_server", 1}});
  // Back to back is no overlap; neither is the same time of another day.
  CHECK(quirks(first +
               plain({{"call_id", "1"}, {"ser_start", "10:01:40"}, {"ser_exit", "10:02:40"}})) ==
        sim::BankTable{});
  CHECK(quirks(first + plain({{"date", "1999-02-02"}})) == sim::BankTable{});
}

/// Waits 10, 20, 20, 30, 40 of which the second and the fourth give up; one at once, one hang-up in
/// the unit, one virtual call.
sim::BankLog small_log() {
  const auto waits = [](const char* id, const char* q_exit, const char* q_time, const char* outcome,
                        const char* type, const char* priority) {
    return plain({{"call_id", id},
                  {"q_exit", q_exit},
                  {"q_time", q_time},
                  {"outcome", outcome},
                  {"type", type},
                  {"priority", priority}});
  };
  return bank_log(
      waits("1", "10:00:20", "10", "AGENT", "PS", "1") +
      waits("2", "10:00:30", "20", "HANG", "PS", "2") +
      waits("3", "10:00:30", "20", "AGENT", "NW", "0") +
      waits("4", "10:00:40", "30", "HANG", "NW", "0") +
      waits("5", "10:00:50", "40", "AGENT", "PS", "2") +
      bank_line_at_once({{"call_id", "6"},
                         {"server", "S02"},
                         {"customer_id", "0"},
                         {"ser_start", "10:01:00"},
                         {"ser_exit", "10:03:00"},
                         {"ser_time", "120"}}) +
      bank_line_at_once(
          {{"call_id", "7"}, {"outcome", "HANG"}, {"type", "TT"}, {"vru_entry", "23:10:00"}}) +
      plain({{"call_id", "8"}, {"outcome", "PHANTOM"}, {"date", "1999-02-03"}}));
}

TEST_CASE("the facts of a small bank log are those counted by hand") {
  const auto f = bank_facts(small_log());
  CHECK(f.rows == 8);
  CHECK(f.days == 2);
  CHECK(f.identified_customers == 1);
  CHECK(f.rows_with_customer_0 == 1);
  CHECK(f.by_outcome == sim::BankTable{{"AGENT", 4}, {"HANG", 3}, {"PHANTOM", 1}});
  CHECK(f.by_type == sim::BankTable{{"NW", 2}, {"PS", 5}, {"TT", 1}});
  CHECK(f.by_date == sim::BankTable{{"1999-02-01", 7}, {"1999-02-03", 1}});
  CHECK(f.by_type_and_outcome.at("PS") ==
        sim::BankTable{{"AGENT", 3}, {"HANG", 1}, {"PHANTOM", 1}});
  CHECK(f.by_priority_and_outcome.at("0") == sim::BankTable{{"AGENT", 1}, {"HANG", 1}});
  CHECK(f.arrivals_by_hour_all[10] == 7);
  CHECK(f.arrivals_by_hour_all[23] == 1);
  CHECK(f.arrivals_by_hour_not_phantom[10] == 6);
  CHECK(f.queued == 5);
  CHECK(f.queued_then_served == 3);
  CHECK(f.abandoned_in_queue == 2);
  CHECK(f.abandoned_in_vru == 1);
  CHECK(f.served_without_queue == 1);
  CHECK(f.abandonment_share_of_queued == Approx(0.4));
  CHECK(f.abandonment_share_of_agent_seeking == Approx(2.0 / 6));
  CHECK(f.queue_time_queued.sum == 120);
  CHECK(f.queue_time_queued.median == 20);
  CHECK(f.queue_time_queued.p90 == 40);
  CHECK(f.queue_time_abandoned.median == 25);
  CHECK(f.queue_time_by_type.at("NW").mean == 25);
  CHECK(f.queue_time_by_priority.at("2").max == 40);
  CHECK(f.asa_all_agent_calls == Approx(70.0 / 4));
  CHECK(f.agent_calls_answered_within.at("0") == 1);
  CHECK(f.agent_calls_answered_within.at("20") == 3);
  CHECK(f.agent_calls_answered_within.at("120") == 4);
  CHECK(f.queued_by_hour_of_q_start[10] == 5);
  CHECK(f.service_time_all_agent.sum == 300);
  CHECK(f.servers == 2);
  CHECK(f.calls_handled.at("S01").n == 3);
  CHECK(f.calls_handled_by_server_and_type.at("S01") == sim::BankTable{{"NW", 1}, {"PS", 2}});
  CHECK(f.peak_concurrent_service == 4);
  CHECK(f.peak_concurrent_service_by_date.at("1999-02-03") == 0);
  CHECK(f.mean_patience_exponential_mle == 60);
}

TEST_CASE("percentiles of bank figures are of nearest rank") {
  std::string lines;
  for (int q = 1; q <= 20; ++q) {
    lines += plain({{"call_id", std::to_string(q)}, {"q_time", std::to_string(q)}});
  }
  const auto sample = bank_facts(bank_log(lines)).queue_time_queued;
  CHECK(sample.n == 20);
  CHECK(sample.median == 10.5);
  CHECK(sample.p90 == 18);
  CHECK(sample.p99 == 20);
}

TEST_CASE("the patience of bank callers counts deaths before censorings of the same second") {
  const auto curve = sim::bank_patience(small_log());
  // At 20 s one of four gives up and one is served; at 30 s one of two gives up.
  CHECK(curve.times == std::vector<std::int64_t>{20, 30});
  REQUIRE(curve.survival.size() == 2);
  CHECK(curve.survival[0] == Approx(0.75));
  CHECK(curve.survival[1] == Approx(0.375));
  CHECK(curve.beyond(0) == 1);
  CHECK(curve.beyond(19) == 1);
  CHECK(curve.beyond(20) == curve.survival[0]);
  CHECK(curve.beyond(600) == curve.survival[1]);
}

}  // namespace
}  // namespace uniselector::test
