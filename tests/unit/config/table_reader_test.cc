// Tables as files: what becomes of every form, and complaints at their places.
#include "config/table_reader.h"

#include <string>

#include "config/csv.h"
#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::config;
using cel::Type;
using cel::Value;

namespace {

constexpr std::string_view kYaml = R"yaml(name: intake
version: spring
policy: first
time_zone: Europe/Paris
from: 2026-01-01
inputs:
  - {name: tier, type: string, values: [gold, silver, "no frills"]}
  - {name: wait, type: int, missing: no_match}
  - name: value
    type: double
    expression: data.value
    default: 0
outputs:
  - {name: queue, type: string}
  - {name: priority, type: int, order: [9, 5, 1]}
rows:
  - id: rich
    when: {tier: [gold, "no frills"], wait: "[10..20)"}
    then: {queue: vip, priority: 9}
    from: 2026-03-01
    note: asked for by the branch
  - when: {wait: "> 60", value: ">= 1000"}
    then: {queue: '"the late ones"', priority: 5}
  - [silver, "-", "-", care, 1]
defaults: {queue: any_queue, priority: 1}
)yaml";

cel::Environment environment() {
  cel::EnvironmentOptions options;
  options.variables = {{"tier", Type::string()},
                       {"wait", Type::integer()},
                       {"data", Type::map(Type::string(), Type::dyn())}};
  auto made = cel::Environment::create(std::move(options));
  REQUIRE(made.ok());
  return *std::move(made);
}

std::string lines(const std::vector<Complaint>& complaints) {
  std::string text;
  for (const Complaint& complaint : complaints) text += to_string(complaint) + '\n';
  return text;
}

std::string complaints_of(std::string_view yaml) {
  return lines(read_table(yaml, "t.yaml").complaints);
}

std::string csv_complaints(std::string_view csv) {
  return lines(read_table_csv(csv, "t.csv").complaints);
}

/// The outputs of a decision.
std::string decide(const rules::Table& table, std::string_view tier, std::int64_t wait,
                   std::string_view time) {
  cel::Arena arena;
  const std::vector<Value> slots = {Value::string(tier), Value::integer(wait), Value()};
  const rules::Decision d = table.decide(slots, *parse_time(time), arena);
  std::string text(to_string(d.outcome));
  for (const Value& value : d.outputs) text += ' ' + cel::to_text(value);
  return text;
}

}  // namespace

TEST_CASE("a table in YAML", "[config][tables]") {
  const TableFile file = read_table(kYaml, "t.yaml");
  INFO(lines(file.complaints));
  REQUIRE(file.complaints.empty());
  const rules::TableSource& table = file.table;
  CHECK(table.name == "intake");
  CHECK(table.version == "spring");
  CHECK(table.policy == rules::HitPolicy::kFirst);
  CHECK(table.from.text == "2026-01-01");
  REQUIRE(table.inputs.size() == 3);
  CHECK(table.inputs[0].values.text == "[gold, silver, \"no frills\"]");
  CHECK(table.inputs[1].missing == rules::Missing::kNoMatch);
  CHECK(table.inputs[2].missing == rules::Missing::kDefault);
  CHECK(table.inputs[2].missing_value.text == "0");
  REQUIRE(table.rows.size() == 3);
  CHECK(table.rows[0].id == "rich");
  CHECK(table.rows[0].annotation == "asked for by the branch");
  CHECK(table.rows[0].inputs[0].text == "[gold, \"no frills\"]");
  CHECK(table.rows[0].inputs[1].place == rules::Place{18, 45});
  CHECK(table.rows[1].inputs[0].text.empty());
  CHECK(table.rows[2].outputs[0].text == "care");
  REQUIRE(table.defaults);
  const auto compiled = compile_table(file, environment(), "t.yaml");
  INFO(compiled.status().to_string());
  REQUIRE(compiled.ok());
  CHECK(decide(*compiled, "gold", 15, "2026-03-05T00:00:00Z") == "decided \"vip\" 9");
  CHECK(decide(*compiled, "gold", 15, "2026-02-05T00:00:00Z") == "default \"any_queue\" 1");
  CHECK(decide(*compiled, "silver", 15, "2026-02-05T00:00:00Z") == "decided \"care\" 1");
  CHECK(decide(*compiled, "silver", 15, "2025-02-05T00:00:00Z") == "not_in_effect");
}

TEST_CASE("rules in YAML", "[config][tables]") {
  const TableFile file = read_table(R"(name: overflow
outputs: [{name: queue, type: string}]
rules:
  - {when: wait > 30 && tier == 'gold', then: rescue}
  - {id: all, then: {queue: "wait > 5 ? 'slow' : 'fast'"}}
)",
                                    "t.yaml");
  INFO(lines(file.complaints));
  REQUIRE(file.complaints.empty());
  REQUIRE(file.list);
  CHECK(file.list->rules.size() == 2);
  CHECK(file.list->rules[0].when.place == rules::Place{4, 12});
  const auto compiled = compile_table(file, environment(), "t.yaml");
  INFO(compiled.status().to_string());
  REQUIRE(compiled.ok());
  CHECK(decide(*compiled, "gold", 31, "2026-03-05T00:00:00Z") == "decided \"rescue\"");
  CHECK(decide(*compiled, "gold", 30, "2026-03-05T00:00:00Z") == "decided \"slow\"");
}

TEST_CASE("outputs stand by name, in their order, or alone", "[config][tables]") {
  const auto default_of = [](const std::string& outputs, const std::string& defaults) {
    const TableFile file = read_table(
        "name: t\noutputs: " + outputs + "\nrows: []\ndefaults: " + defaults + "\n", "t.yaml");
    INFO(lines(file.complaints));
    REQUIRE(file.complaints.empty());
    const auto compiled = compile_table(file, environment(), "t.yaml");
    INFO(compiled.status().to_string());
    REQUIRE(compiled.ok());
    return decide(*compiled, "gold", 1, "2026-03-05T00:00:00Z");
  };
  const std::string two = "[{name: q, type: string}, {name: p, type: int}]";
  CHECK(default_of(two, "[care, 1]") == "default \"care\" 1");
  CHECK(default_of(two, "{p: 1, q: care}") == "default \"care\" 1");
  CHECK(default_of("[{name: q, type: string}]", "care") == "default \"care\"");
  CHECK(default_of("[{name: q, type: string}]", "[care]") == "default \"care\"");
  CHECK(default_of("[{name: q, type: list(int)}]", "[1, 2]") == "default [1, 2]");
  CHECK(complaints_of("name: t\noutputs: " + two + "\nrows: []\ndefaults: [care]\n") ==
        "t.yaml:4:11: defaults: found 1 values, expected one for each of the 2 outputs\n");
}

TEST_CASE("complaints about a table in YAML", "[config][tables]") {
  CHECK(complaints_of("name: t\noutputs: []\n") == "t.yaml:1:1: 'rows' or 'rules' is missing\n");
  CHECK(complaints_of("name: t\noutputs: []\nrow: []\nrows: []\n") ==
        "t.yaml:3:1: row: unknown key; did you mean 'rows'?\n");
  CHECK(complaints_of("name: t\npolicy: best\noutputs: []\nrows: []\n")
            .starts_with("t.yaml:2:9: policy: found 'best', expected unique, any, "));
  CHECK(complaints_of("name: t\noutputs: [{name: q, type: sting}]\nrows: []\n")
            .starts_with("t.yaml:2:27: outputs[0].type: found 'sting', expected a type: "));
  CHECK(complaints_of("name: t\ninputs: [{name: wait, type: int}]\n"
                      "outputs: [{name: q, type: int}]\nrows:\n  - {when: {wat: 5}, then: 5}\n") ==
        "t.yaml:5:13: rows[0].when.wat: there is no input of this name; did you mean 'wait'?\n");
  CHECK(complaints_of("name: t\noutputs: [{name: q, type: int}]\nrows:\n  - [1, 2]\n") ==
        "t.yaml:4:5: rows[0]: found 2 cells, expected 1, one a column\n");
  CHECK(complaints_of("name: [\n").starts_with("t.yaml:"));
  CHECK(complaints_of("name: t\ninputs: []\noutputs: []\nrules: []\n") ==
        "t.yaml:2:9: inputs: expected only beside rows: rules have conditions\n");
}

TEST_CASE("complaints about cells have the place of the cell", "[config][tables]") {
  std::string yaml(kYaml);
  yaml.replace(yaml.find("\"> 60\""), 6, "\"> x\"");
  std::vector<Complaint> complaints;
  CHECK_FALSE(compile_table(read_table(yaml, "t.yaml"), environment(), "t.yaml", &complaints).ok());
  CHECK(lines(complaints) == "t.yaml:22:18: row 2, wait: found 'x', expected a whole number\n");
}

constexpr std::string_view kCsv =
    "name,intake\r\n"
    "policy,unique\r\n"
    "missing,wait,no_match\r\n"
    "values,tier,\"gold, silver\"\r\n"
    "order,queue,vip,care\r\n"
    "defaults,care\r\n"
    "\r\n"
    "id,in tier string,in wait int,out queue string,note\r\n"
    "r1,gold,\"[10..20)\",vip,\"a \"\"note\"\", with\nlines\"\r\n"
    "r2,\"gold, silver\",>= 20,care,\r\n";

TEST_CASE("a table in CSV", "[config][tables]") {
  const TableFile file = read_table_csv(kCsv, "t.csv");
  INFO(lines(file.complaints));
  REQUIRE(file.complaints.empty());
  const rules::TableSource& table = file.table;
  REQUIRE(table.inputs.size() == 2);
  CHECK(table.inputs[0].values.text == "gold, silver");
  CHECK(table.inputs[1].missing == rules::Missing::kNoMatch);
  CHECK(table.outputs[0].order.size() == 2);
  REQUIRE(table.rows.size() == 2);
  CHECK(table.rows[0].annotation == "a \"note\", with\nlines");
  CHECK(table.rows[1].inputs[1].text == ">= 20");
  CHECK(table.rows[1].inputs[1].place == rules::Place{11, 19});
  const auto compiled = compile_table(file, environment(), "t.csv");
  INFO(compiled.status().to_string());
  REQUIRE(compiled.ok());
  CHECK(decide(*compiled, "gold", 15, "2026-03-05T00:00:00Z") == "decided \"vip\"");
  CHECK(decide(*compiled, "gold", 5, "2026-03-05T00:00:00Z") == "default \"care\"");
}

TEST_CASE("complaints about a table in CSV", "[config][tables]") {
  CHECK(csv_complaints("nam,intake\n").starts_with("t.csv:1:1: found 'nam', expected name, "));
  CHECK(
      csv_complaints("name,t\n").starts_with("t.csv:1:1: expected a line that names the columns"));
  CHECK(csv_complaints("in wait int,out q int\n1\n") ==
        "t.csv:2:1: found 1 fields, expected 2, one a column\n");
  CHECK(csv_complaints("missing,wat,error\nin wait int,out q int\n") ==
        "t.csv:1:9: there is no input of this name\n");
  CHECK(csv_complaints("in wait,out q int\n")
            .starts_with("t.csv:1:1: found 'in wait', expected 'in NAME TYPE'"));
  CHECK(csv_complaints("in wait int,out q int\n\"1,2\n")
            .starts_with("t.csv:3:1: found the end of the text, expected the closing quote"));
  CHECK(csv_complaints("in wait int,out q int\n\"1\"x,2\n")
            .starts_with("t.csv:2:4: found 'x' behind the closing quote"));
  CHECK(csv_complaints("in wait int,out q int\n1\"2,2\n").starts_with("t.csv:2:2: found a quote"));
  CHECK(csv_complaints("policy,best\nin wait int,out q int\n")
            .starts_with("t.csv:1:8: found 'best', expected unique"));
  CHECK(csv_complaints("in wait int,out q int\n\xff,2\n") == "t.csv: the text is not UTF-8\n");
}

TEST_CASE("what spreadsheets make of a table", "[config][tables]") {
  CHECK(read_table_csv("name,t\n,,\nout q int\n1\n", "t.csv").complaints.empty());
  CHECK(lines(read_table_csv("name;t\nout q int\n1\n", "t.csv").complaints) ==
        "t.csv:1:1: found fields separated by ';', expected ','\n");
}

TEST_CASE("what stands twice in a table is refused", "[config][tables]") {
  const TableFile csv =
      read_table_csv("name,t\npolicy,first\npolicy,collect\nout q int\n1\n", "t.csv");
  CHECK(lines(csv.complaints) == "t.csv:3:1: the line 'policy' stands twice\n");
  const TableFile ids = read_table(
      "name: t\noutputs: [{name: q, type: int}]\nrows:\n  - {id: a, then: 1}\n"
      "  - {id: a, then: 2}\n",
      "t.yaml");
  std::vector<Complaint> complaints = ids.complaints;
  CHECK_FALSE(compile_table(ids, environment(), "t.yaml", &complaints).ok());
  CHECK(lines(complaints).starts_with("t.yaml:5:5: row 'a': the id stands twice"));
}

TEST_CASE("fields of CSV have their places in characters", "[config][tables]") {
  Complaints complaints("t.csv");
  const auto records =
      read_csv("\xef\xbb\xbfZ\xc3\xbcrich,b\n\"x\ny\",\"\"\"\"\r\n,\n", 10, complaints);
  REQUIRE(complaints.empty());
  REQUIRE(records.size() == 3);
  CHECK(records[0][1].place == Place{1, 8});
  CHECK(records[1][0].text == "x\ny");
  CHECK(records[1][1].text == "\"");
  CHECK(records[1][1].place == Place{3, 4});
  CHECK(records[2].size() == 2);
  CHECK(records[2][0].place == Place{4, 1});
  CHECK(read_csv("a\nb\nc\n", 2, complaints).empty());
  CHECK(complaints.size() == 1);
}
