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
