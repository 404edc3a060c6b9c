// verify_file: small truths that hold and that do not, and the shared files where they are present.
#include <uniselector/simulation.h>

#include <filesystem>
#include <fstream>

#include "support/catch.h"
#include "support/shared.h"

namespace uniselector::test {
namespace {

/// A file of its own in the system's temporary folder, gone at the end of the test.
class TextFile {
 public:
  TextFile(const std::string& name, const std::string& text)
      : path_((std::filesystem::temp_directory_path() / name).string()) {
    std::ofstream(path_) << text;
  }
  ~TextFile() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string loss_case(const std::string& blocking) {
  return R"json({"cases": [{"id": "loss", "model": "M/G/n/n (Erlang B)", "exact": true,
    "parameters": {"servers": 2, "offered_load_erlang": 1.0},
    "results": {"blocking": )json" +
         blocking + R"json(, "carried_load": 0.8, "occupancy": 0.4}}]})json";
}

TEST_CASE("a truth that holds passes by closed form and by simulation") {
  const TextFile file("uniselector_truths_good.json", loss_case("0.2"));
  std::vector<std::string> lines;
  const auto r = verify_file(file.path(),
                             {.report = [&](std::string_view line) { lines.emplace_back(line); }});
  INFO(r.status().to_string());
  REQUIRE(r.ok());
  CHECK(r.value().kind == "queueing");
  CHECK(r.value().failed == 0);
  CHECK(r.value().passed == 3 + 5);  // closed forms, then figures and inputs of the simulation
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("closed form 3/3, simulation 5/5") != std::string::npos);
  CHECK(summary_line(r.value()) == "8 passed, 0 failed");
}

TEST_CASE("a wrong truth fails in both ways, with the figures") {
  const TextFile file("uniselector_truths_bad.json", loss_case("0.21"));
  const auto r = verify_file(file.path());
  REQUIRE(r.ok());
  CHECK(r.value().failed == 2);
  REQUIRE(r.value().lines.size() == 3);
  CHECK(r.value().lines[1].find("FAILED closed form blocking: expected 0.21, found 0.2") !=
        std::string::npos);
}

TEST_CASE("what is no truths file is refused") {
  const TextFile other("uniselector_truths_other.json", "{\"hello\": 1}");
  CHECK(verify_file(other.path()).status().code() == StatusCode::kInvalidArgument);
  const TextFile text("uniselector_truths_text.json", "hello");
  CHECK(verify_file(text.path()).status().code() == StatusCode::kInvalidArgument);
  CHECK(verify_file("/nowhere/truths.json").status().code() == StatusCode::kNotFound);
  const TextFile broken("uniselector_truths_broken.json", R"({"cases": [{"id": 3}]})");
  CHECK(verify_file(broken.path()).status().code() == StatusCode::kInvalidArgument);
  const TextFile good("uniselector_truths_none.json", loss_case("0.2"));
  CHECK(verify_file(good.path(), {.only = "no such case"}).status().code() ==
        StatusCode::kNotFound);
}

/// What verify_file says about a text, without the name of the file.
std::string refusal_of(const std::string& text) {
  const TextFile file("uniselector_truths_refused.json", text);
  const auto r = verify_file(file.path());
  CHECK(r.status().code() == StatusCode::kInvalidArgument);
  std::string message = r.status().message();
  for (std::size_t at = 0; (at = message.find(file.path(), at)) != std::string::npos;) {
    message.erase(at, file.path().size());
  }
  return message;
}

TEST_CASE("a published case without servers or with a million is refused, not calculated") {
  const auto refusal = [](const std::string& model, const std::string& parameters) {
    return refusal_of(R"({"cases": [{"id": "x", "model": ")" + model + "\",\n\"parameters\": {" +
                      parameters + "},\n\"results\": {\"blocking\": 0.1}}]}");
  };
  const std::string rates = R"("arrivals_per_hour": 60, "aht_s": 90)";
  CHECK(refusal("M/M/n (Erlang C)", rates) ==
        ":2:15: cases[0].parameters: 'servers' is missing for this model");
  CHECK(
      refusal("M/M/n/K", rates + R"(, "servers": 1e6, "system_places": 2000000000)") ==
      ":2:65: cases[0].parameters.servers: found '1e6', expected a number, 1..5000\n"
      ":2:87: cases[0].parameters.system_places: found '2000000000', expected a number, 1..10000");
  CHECK(refusal("M/M/n (Erlang C)", R"("arrivals_per_hour": 60, "aht_s": 0, "servers": 1)") ==
        ":2:50: cases[0].parameters.aht_s: found '0', expected a number, 0.001..1e+06");
  CHECK(refusal("M/M/n, 2 priority classes", R"("aht_s": 90, "servers": 1)") ==
        ":2:15: cases[0].parameters: 'arrivals_per_hour_by_class_best_first' is missing for this "
        "model");
  CHECK(refusal("M/G/infinity", R"("arrivals_per_hour": 1e6, "aht_s": 1e6)") ==
        ":2:15: cases[0].parameters: found a load of 2.77778e+08 erlang, expected at most 10000");
  CHECK(refusal("M/M/n (Erlang C)", rates + R"(, "servers": 1)") ==
        ":2:15: cases[0].parameters: found a load of 1.5 erlang, expected less than the 1 servers");
  CHECK(refusal("transient M/M/n/K",
                rates + R"(, "servers": 5000, "system_places": 10000, "time_s": 86400)")
            .find(":2:15: cases[0].parameters: found 4.8e+10 events until time_s") == 0);
}

TEST_CASE(
    "a truths file with values of the wrong kind is refused with their places, no exception") {
  CHECK(refusal_of(R"({"cases": [{"id": 3, "model": ["M/M/n"], "exact": 1,
    "parameters": {"servers": {"a": 1}, "list": ["x"]}, "results": {"blocking": "0.1", "b": null}},
  7]})") ==
        ":1:31: cases[0].model: found a list, expected a text\n"
        ":1:51: cases[0].exact: found '1', expected true or false\n"
        ":2:31: cases[0].parameters.servers: found a mapping, expected a number, a text or a list\n"
        ":2:50: cases[0].parameters.list[0]: found the text 'x', expected a number, "
        "-1e+12..1e+12\n"
        ":2:81: cases[0].results.blocking: found the text '0.1', expected a number, "
        "-1e+12..1e+12\n"
        ":2:93: cases[0].results.b: found nothing, expected a number, "
        "-1e+12..1e+12\n"
        ":3:3: cases[1]: 'id' is missing\n"
        ":3:3: cases[1]: 'model' is missing\n"
        ":3:3: cases[1]: 'parameters' is missing\n"
        ":3:3: cases[1]: 'results' is missing");
  // nlohmann's get<double> threw here.
  CHECK(refusal_of(R"({"instances": [{"id": "mmc", "results":
    {"served": {"mean": 1, "ci95": ["a", {}]}}}]})")
            .find(":2:37: instances[0].results.served.ci95[0]: found the text 'a', expected") == 0);
  CHECK(refusal_of(R"({"instances": [{"id": "mmc", "results": {}}, {"id": "mmc", "results": {}},
    {"id": "other", "results": {}}, 3]})") ==
        ":1:53: instances[1].id: it stands twice\n"
        ":2:12: instances[2].id: found the text 'other', expected one of the seven instances\n"
        ":2:37: instances[3]: 'id' or 'results' is missing");
}

TEST_CASE("a truths file nested a million times is refused, not followed") {
  std::string deep = R"({"instances": [{"id": "mmc", "results": )";
  for (int i = 0; i < 1'000'000; ++i) deep += '[';
  CHECK(refusal_of(deep).find("nested deeper than 64") != std::string::npos);
}

TEST_CASE("a published case that nearly saturates its servers is calculated but not simulated") {
  const TextFile file("uniselector_truths_saturated.json", R"json({"cases": [
    {"id": "slow", "model": "M/M/n (Erlang C)",
     "parameters": {"servers": 1, "arrivals_per_hour": 3599.9, "aht_s": 1, "target_s": 0},
     "results": {"occupancy": 0.9999722222222222}}]})json");
  const auto r = verify_file(file.path());
  INFO(r.status().to_string());
  REQUIRE(r.ok());
  CHECK(r.value().passed == 1);
  CHECK(r.value().failed == 0);
  REQUIRE(r.value().lines.size() == 1);
  CHECK(r.value().lines[0].find("not simulated: a first estimate would take") != std::string::npos);
}

TEST_CASE("all published closed forms hold") {
  const std::string path = shared_file("data/queueing/truths.json");
  if (path.empty()) UNISELECTOR_SKIP("the shared truths are not there");
  const auto r = verify_file(path, {.closed_forms_only = true});
  REQUIRE(r.ok());
  CHECK(r.value().passed >= 390);
  CHECK(r.value().failed == 0);
}

TEST_CASE("published queues hold through the real core, one of each model") {
  const std::string path = shared_file("data/queueing/truths.json");
  if (path.empty()) UNISELECTOR_SKIP("the shared truths are not there");
  for (const char* only :
       {"erlang-b-n5-a3.0", "erlang-c-100perh-aht180", "erlang-a-100perh-aht180-pat60",
        "mmnk-60perh", "prio-nonpre-10-10", "mg1-h2cs4", "mg1-prio-6", "mdn-100perh",
        "mminf-100perh", "transient-30perh"}) {
    const auto r = verify_file(path, {.only = only});
    INFO(only << ": " << r.status().to_string());
    REQUIRE(r.ok());
    for (const std::string& line : r.value().lines) INFO(line);
    CHECK(r.value().failed == 0);
  }
}

TEST_CASE("the published contact centres hold") {
  const std::string path = shared_file("data/papers/contactcenters-examples.json");
  if (path.empty()) UNISELECTOR_SKIP("the shared examples are not there");
  const auto r = verify_file(path, {.replications = 200});
  REQUIRE(r.ok());
  CHECK(r.value().kind == "contactcenters");
  CHECK(r.value().passed + r.value().failed == 77);
  for (const std::string& line : r.value().lines) INFO(line);
  CHECK(r.value().failed == 0);
}

}  // namespace
}  // namespace uniselector::test
