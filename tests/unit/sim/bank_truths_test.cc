// The comparison with a truths file: on small texts, and on the real months, of which every figure
// must be met.
#include "sim/bank_truths.h"

#include "bank_rows.h"
#include "support/shared.h"

namespace uniselector::test {
namespace {

using sim::BankCheck;

std::vector<BankCheck> compared(const std::string& truths) {
  auto checks = sim::compare_bank_truths(sim::bank_facts(bank_log(bank_line())), truths, "t.json");
  INFO(checks.status().to_string());
  REQUIRE(checks.ok());
  return *std::move(checks);
}

BankCheck one(const std::string& figures) {
  const auto checks = compared(R"({"sample_days": {"1999-02-01": {)" + figures + "}}}");
  REQUIRE(checks.size() == 1);
  return checks[0];
}

TEST_CASE("whole numbers of a truths file are equal or fail") {
  const auto good = one(R"("rows": 1)");
  CHECK(good.path == "sample_days.1999-02-01.rows");
  CHECK(good.expected == "1");
  CHECK(good.got == "1");
  CHECK(good.pass);
  CHECK(good.tolerance == 0);
  CHECK_FALSE(one(R"("rows": 2)").pass);
  CHECK(one(R"("rows": 1.0)").pass);
  CHECK_FALSE(one(R"("rows": 1.0000001)").pass);
  CHECK_FALSE(one(R"("rows": "1")").pass);
  CHECK_FALSE(one(R"("rows": null)").pass);
}

TEST_CASE("real numbers of a truths file agree to the digits it stores") {
  CHECK(one(R"("asa_all_agent_calls": 30)").pass);
  CHECK(one(R"("asa_all_agent_calls": 30.0000004)").pass == false);
  CHECK(one(R"("asa_all_agent_calls": 30.000001)").pass == false);
  CHECK(one(R"("abandonment_share_of_queued": 0.0)").pass);
  CHECK_FALSE(one(R"("abandonment_share_of_queued": 0.00000001)").pass);
}

TEST_CASE("texts of a truths file are equal or fail") {
  CHECK(one(R"("first_date": "1999-02-01")").pass);
  CHECK_FALSE(one(R"("first_date": "1999-02-02")").pass);
}

TEST_CASE("a figure that only one side has fails") {
  const auto theirs = one(R"("mean_mood": 3)");
  CHECK_FALSE(theirs.pass);
  CHECK(theirs.got == "(absent)");
  const auto checks = compared(R"({"sample_days": {"1999-02-01": {"by_type": {"NW": 1}}}})");
  REQUIRE(checks.size() == 2);
  CHECK(checks[0].path == "sample_days.1999-02-01.by_type.NW");
  CHECK(checks[0].got == "(absent)");
  CHECK(checks[1].path == "sample_days.1999-02-01.by_type.PS");
  CHECK(checks[1].expected == "(absent)");
  CHECK_FALSE(checks[1].pass);
}

TEST_CASE("a truths file must fit the dates of the bank log") {
  const auto day = sim::bank_facts(bank_log(bank_line()));
  const auto other = sim::compare_bank_truths(
      day, R"({"months": {"1999-08": {"rows": 1}}, "sample_days": {"1999-02-05": {"rows": 1}}})",
      "t.json");
  CHECK(other.status().code() == StatusCode::kNotFound);
  CHECK(other.status().message() ==
        "truths file 't.json' has no figures for a log of 1999-02-01 to 1999-02-01; it has "
        "months.1999-08, sample_days.1999-02-05");
  const auto two_months =
      sim::bank_facts(bank_log(bank_line() + bank_line({{"date", "1999-03-01"}})));
  CHECK_FALSE(
      sim::compare_bank_truths(two_months, R"({"months": {"1999-02": {"rows": 2}}})", "t.json")
          .ok());
  const auto month = sim::bank_facts(bank_log(bank_line() + bank_line({{"date", "1999-02-03"}})));
  const auto checks =
      sim::compare_bank_truths(month, R"({"months": {"1999-02": {"days": 2}}})", "t.json");
  REQUIRE(checks.ok());
  CHECK(checks->front().pass);
}

TEST_CASE("a truths file that is no JSON, too deep or missing is refused") {
  const auto facts = sim::bank_facts(bank_log(bank_line()));
  const auto broken = sim::compare_bank_truths(facts, "{\"months\": {]}", "t.json").status();
  CHECK(broken.code() == StatusCode::kInvalidArgument);
  CHECK(broken.message().find("t.json:1:13: ") != std::string::npos);
  CHECK(sim::compare_bank_truths(facts, std::string(17, '[') + std::string(17, ']'), "t.json")
            .status()
            .message() ==
        "t.json:1:17: [0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0]: more than "
        "16 levels deep, the limit");
  CHECK(sim::check_bank_truths(facts, "no/such/truths.json").status().code() ==
        StatusCode::kNotFound);
}

TEST_CASE("every figure of the truths file is met by the real logs of the bank") {
  const std::string folder = "data/anonymous-bank/";
  const std::string truths = shared_file(folder + "truths.json");
  if (truths.empty()) UNISELECTOR_SKIP("the shared data are not beside the project");
  struct Case {
    const char* file;
    std::size_t figures;
  };
  for (const auto& [file, figures] :
       {Case{"february-1999.csv.gz", 657}, Case{"august-1999.csv.gz", 715},
        Case{"sample-1999-02-05.csv", 399}, Case{"sample-1999-02-10.csv.gz", 495}}) {
    const std::string path = shared_file(folder + file);
    INFO(file);
    REQUIRE_FALSE(path.empty());
    const auto log = sim::read_bank_log(path);
    INFO(log.status().to_string());
    REQUIRE(log.ok());
    const auto checks = sim::check_bank_truths(sim::bank_facts(*log), truths);
    REQUIRE(checks.ok());
    CHECK(checks->size() == figures);
    for (const auto& check : *checks) {
      INFO(check.path << ": expected " << check.expected << ", got " << check.got);
      CHECK(check.pass);
    }
  }
}

}  // namespace
}  // namespace uniselector::test
