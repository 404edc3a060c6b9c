// Tables within a configuration and beside it: complaints at the cell, in the file that has it.
#include <string>
#include <vector>

#include "config/center_reader.h"
#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::config;

namespace {

constexpr std::string_view kTail = "queues: {care: {}, rescue: {}}\nfallback_queue: care\n";

Result<NamedText> read_file(const std::string& path) {
  if (path == "good.csv") {
    return NamedText{"folder/good.csv", "name,any\nin tier string,out queue string\ngold,rescue\n"};
  }
  if (path == "bad.csv") {
    return NamedText{"folder/bad.csv",
                     "name,any\nin tier int,out queue string\n5,care\ngold,rescue\n"};
  }
  if (path == "list.yaml") {
    return NamedText{"folder/list.yaml",
                     "outputs: [{name: queue, type: string}]\nrules:\n"
                     "  - {when: \"attributes.tier == 'gold'\", then: rescue}\n"
                     "  - {then: nowhere}\n"};
  }
  return not_found(path + ": the file cannot be opened");
}

std::vector<std::string> complaints(const std::string& text, const ReadFile& files = read_file) {
  std::vector<std::string> list;
  for (const Complaint& complaint :
       read_center(std::string(text) + std::string(kTail), "c.yaml", files).complaints) {
    list.push_back(to_string(complaint));
  }
  return list;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("a table stands in place, in versions, or in a file", "[config][tables]") {
  const ReadResult read = read_center(
      "tables:\n"
      "  plain: {inputs: [{name: tier, type: string}], outputs: [{name: p, type: int}], rows: "
      "[[gold, 5]]}\n"
      "  sheet: {file: good.csv}\n"
      "  dated:\n"
      "    versions:\n"
      "      - {outputs: [{name: p, type: int}], rows: [{then: 1}]}\n"
      "      - {from: 2026-06-01, outputs: [{name: p, type: int}], rows: [{then: 2}]}\n"
      "    candidate: {share: 12.5%, by: customer.id, table: {outputs: [{name: p, type: int}], "
      "rows: [{then: 3}]}}\n" +
          std::string(kTail),
      "c.yaml", read_file);
  for (const Complaint& complaint : read.complaints) UNSCOPED_INFO(to_string(complaint));
  REQUIRE(read.complaints.empty());
  REQUIRE(read.center.tables.size() == 3);
  CHECK(read.center.tables[0].id == "plain");
  CHECK(read.center.tables[0].versions[0].name == "plain");
  CHECK(read.center.tables[1].versions[0].rows.size() == 1);
  CHECK(read.center.tables[2].versions.size() == 2);
  REQUIRE(read.center.tables[2].candidate);
  CHECK(read.center.tables[2].candidate->share == 0.125);
}

TEST_CASE("a wrong cell is complained about where it stands", "[config][tables]") {
  CHECK(complaints("tables:\n"
                   "  urgency:\n"
                   "    inputs: [{name: wait, type: int}]\n"
                   "    outputs: [{name: queue, type: string}]\n"
                   "    rows:\n"
                   "      - [5, care]\n"
                   "      - [gold, care]\n") ==
        Lines{"c.yaml:7:10: tables.urgency: row 2, wait: expected 5, < 5, [1..10), not 5, a list, "
              "-, or "
              "a condition over `it`; as a condition: undeclared reference to 'gold'"});
  CHECK(complaints("tables: {sheet: {file: bad.csv}}\n").size() == 1);
  CHECK(complaints("tables: {sheet: {file: bad.csv}}\n")[0].starts_with("folder/bad.csv:4:1: "));
  CHECK(
      complaints("tables: {x: {outputs: [{name: p, type: int}], rows: [{then: 1}], rwos: []}}\n") ==
      Lines{"c.yaml:1:66: tables.x.rwos: unknown key; did you mean 'rows'?"});
}

TEST_CASE("keys beside the file of a version are complained about", "[config][tables]") {
  CHECK(complaints("tables: {a: {versions: [{file: good.csv, from: 2026-06-01}]}}\n") ==
        Lines{"c.yaml:1:42: tables.a.versions[0].from: unknown key, expected file or table"});
}

TEST_CASE("a queue that a table names must be there", "[config][tables]") {
  CHECK(complaints("tables: {where: {file: list.yaml}}\nclassification: {table: where}\n") ==
        Lines{"folder/list.yaml:4:12: tables.where: found the queue 'nowhere', expected the id of "
              "one"});
  CHECK(complaints("classification:\n"
                   "  table: {outputs: [{name: queue, type: int}], rows: [{then: 5}]}\n") ==
        Lines{"c.yaml:2:10: classification[0].table: found the output queue of type int, expected "
              "string"});
  CHECK(complaints("classification: {table: nobody}\n") ==
        Lines{"c.yaml:1:25: classification[0].table: found 'nobody', expected the id of a table"});
}

TEST_CASE("files are read only where somebody reads them", "[config][tables]") {
  CHECK(complaints("tables: {a: {file: good.csv}}\n", {}) ==
        Lines{"c.yaml:1:20: tables.a.file: found the file 'good.csv', expected the table itself: "
              "no files are read here"});
  CHECK(complaints("tables: {a: {file: none.csv}}\n") ==
        Lines{"c.yaml:1:20: tables.a.file: none.csv: the file cannot be opened"});
}

TEST_CASE("the files of a configuration are bounded together", "[config][tables]") {
  const auto large = [](const std::string& path) -> Result<NamedText> {
    const std::string spaces(std::size_t{33} << 20, ' ');
    return NamedText{
        path, R"({"outputs": [{"name": "p", "type": "int"}], "rows": [{"then": 1}]})" + spaces};
  };
  CHECK(complaints("tables: {a: {file: a.json}, b: {file: b.json}}\n", large) ==
        Lines{"c.yaml:1:39: tables.b.file: found files of more than 64 MiB together, expected at "
              "most that"});
}

TEST_CASE("names and shares of tables are checked", "[config][tables]") {
  CHECK(complaints("tables: {a-b: {outputs: [{name: p, type: int}], rows: [{then: 1}]}}\n") ==
        Lines{"c.yaml:1:15: tables.a-b: found the id 'a-b', expected letters, digits and _, not a "
              "digit first, as expressions ask tables.a-b"});
  CHECK(complaints("tables: {a: {table: {outputs: [{name: p, type: int}], rows: [{then: 1}]}, "
                   "candidate: {share: 150%, table: {outputs: [{name: p, type: int}], rows: "
                   "[{then: 1}]}}}}\n") ==
        Lines{"c.yaml:1:94: tables.a.candidate.share: found '150%', expected a share such as 10% "
              "or 0.1"});
}
