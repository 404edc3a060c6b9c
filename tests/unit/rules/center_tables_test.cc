// Tables of a centre: where they may be asked, what they make of a rule about agents, and what is
// counted of them.
#include "rules/center_tables.h"

#include <string>
#include <vector>

#include "rules/rule_book.h"
#include "support/catch.h"

using namespace uniselector;
using cel::Type;
using rules::CenterTableFault;
using rules::CenterTables;
using rules::Facts;
using rules::Failures;
using rules::RuleBook;
using rules::Scope;
using rules::TableSource;
using rules::Yield;

namespace {

/// One input, one output.
TableSource table(const char* expression, const char* output,
                  std::vector<std::pair<const char*, const char*>> rows) {
  TableSource source;
  source.inputs = {{.name = "key",
                    .expression = expression,
                    .type = Type::string(),
                    .missing = rules::Missing::kNoMatch}};
  source.outputs = {{.name = output, .type = Type::string()}};
  for (const auto& [cell, value] : rows) {
    rules::Row row;
    row.inputs.push_back({cell});
    row.outputs.push_back({value});
    source.rows.push_back(std::move(row));
  }
  return source;
}

TableConfig config(const char* id, TableSource source) {
  TableConfig made;
  made.id = id;
  made.versions.push_back(std::move(source));
  return made;
}

std::shared_ptr<const CenterTables> compiled(const std::vector<TableConfig>& configs) {
  std::vector<CenterTableFault> faults;
  auto tables = CenterTables::compile(configs, &faults);
  for (const auto& fault : faults) UNSCOPED_INFO(fault.path + ": " + fault.fault.message);
  REQUIRE(tables != nullptr);
  return tables;
}

std::vector<std::string> faults_of(const std::vector<TableConfig>& configs) {
  std::vector<CenterTableFault> faults;
  CHECK(CenterTables::compile(configs, &faults) == nullptr);
  std::vector<std::string> texts;
  for (const auto& fault : faults) texts.push_back(fault.path + ": " + fault.fault.message);
  return texts;
}

std::vector<TableConfig> three() {
  return {config("needs", table("attributes.lang", "skill", {{"fr", "french"}, {"de", "german"}})),
          config("grade", table("agent.site", "name", {{"paris", "first"}})),
          config("mixed", table("agent.site + customer.id", "name", {{"x", "y"}}))};
}

std::string complaint(RuleBook& book, Scope scope, const char* text) {
  const auto made = book.compile(scope, Yield::kCondition, text);
  REQUIRE_FALSE(made.ok());
  return made.status().message();
}

}  // namespace

TEST_CASE("a table may be asked only where what it asks is known", "[rules][tables]") {
  const auto told = [](const std::string& text, const char* part) {
    INFO(text);
    CHECK(text.find(part) != std::string::npos);
  };
  RuleBook book;
  book.use(compiled(three()));
  told(complaint(book, Scope::kInteraction, "tables.grade.name == 'first'"),
       "tables.grade asks about the agent, who is not known here");
  told(complaint(book, Scope::kCapacity, "tables.needs.skill == 'french'"),
       "tables.needs asks about the interaction or the time");
  told(complaint(book, Scope::kAgent, "tables.mixed.name == 'y'"), "tables.mixed asks about both");
  told(complaint(book, Scope::kInteraction, "tables == tables"), "only as tables.NAME.OUTPUT");
  told(complaint(book, Scope::kInteraction, "tables.neds.skill == 'french'"), "neds");
  told(complaint(book, Scope::kInteraction, "tables.needs.skill == 1"), "_==_");
  CHECK(book.compile(Scope::kGuard, Yield::kCondition, "tables.needs.skill == 'french'").ok());
  CHECK(book.compile(Scope::kCapacity, Yield::kCondition, "tables.grade.name == 'first'").ok());
}

TEST_CASE("a rule about agents keeps their tables and has the interaction's put in",
          "[rules][tables]") {
  RuleBook book;
  book.use(compiled(three()));
  const auto made = book.compile(Scope::kAgent, Yield::kCondition,
                                 "tables.needs.skill in skills && tables.grade.name == 'first'");
  REQUIRE(made.ok());
  CHECK((*made)->about_agent);
  CHECK((*made)->about_interaction);
  const Attributes french{{"lang", std::string("fr")}};
  rules::InteractionFacts call;
  call.attributes = &french;
  Failures failures;
  Facts facts(book.fresh_arena(), 0);
  facts.set_interaction(call);
  const std::string left = book.bound(**made, facts, "require", &failures);
  CHECK(failures.empty());
  CHECK(left == "\"french\" in skills && tables.grade.name == \"first\"");

  const auto residual = book.compile(Scope::kAgent, Yield::kCondition, left);
  REQUIRE(residual.ok());
  CHECK_FALSE((*residual)->about_interaction);
  const Attributes paris{{"site", std::string("paris")}};
  const Attributes lyon{{"site", std::string("lyon")}};
  rules::AgentFacts agent;
  agent.skills = {{"french", 1}};
  for (const bool in_paris : {true, false}) {
    agent.attributes = in_paris ? &paris : &lyon;
    Facts about(book.fresh_arena(), 0);
    about.set_agent(agent);
    failures.clear();
    CHECK(book.holds(**residual, about, false, "require", &failures) == in_paris);
    CHECK(failures.empty() == in_paris);  // without a decision there is no name
  }
}

TEST_CASE("a table decides once for all that ask over the same facts", "[rules][tables]") {
  RuleBook book;
  book.use(compiled(three()));
  const Attributes french{{"lang", std::string("fr")}};
  rules::InteractionFacts call;
  call.attributes = &french;
  Facts facts(book.fresh_arena(), 0);
  facts.set_interaction(call);
  const auto has = book.compile(Scope::kInteraction, Yield::kCondition, "has(tables.needs.skill)");
  const auto skill = book.compile(Scope::kInteraction, Yield::kKey, "tables.needs.skill");
  REQUIRE((has.ok() && skill.ok()));
  CHECK(book.holds(**has, facts, false, "x", nullptr));
  CHECK(book.text(**skill, facts, "x", nullptr) == "french");
  CHECK(book.tables()->view("needs")->decided == 1);
  CHECK_FALSE(book.tables()->view("nobody").has_value());
}

TEST_CASE("without a decision has() is false, and an output has no value", "[rules][tables]") {
  RuleBook book;
  book.use(compiled(three()));
  const Attributes breton{{"lang", std::string("br")}};
  rules::InteractionFacts call;
  call.attributes = &breton;
  Facts facts(book.fresh_arena(), 0);
  facts.set_interaction(call);
  Failures failures;
  const auto has = book.compile(Scope::kInteraction, Yield::kCondition, "has(tables.needs.skill)");
  CHECK_FALSE(book.holds(**has, facts, true, "x", &failures));
  CHECK(failures.empty());
  const auto skill = book.compile(Scope::kInteraction, Yield::kKey, "tables.needs.skill");
  CHECK_FALSE(book.key(**skill, facts, "x", &failures).has_value());
  CHECK(failures == Failures{"x: table 'needs': no decision"});
  CHECK(book.tables()->view("needs")->undecided == 1);
}

TEST_CASE("tables ask those before them, and what these ask counts for them", "[rules][tables]") {
  std::vector<TableConfig> configs = three();
  configs.push_back(config("level", table("tables.needs.skill", "name", {{"french", "high"}})));
  RuleBook book;
  book.use(compiled(configs));
  CHECK(book.tables()->asks("level")->interaction);
  const Attributes french{{"lang", std::string("fr")}};
  rules::InteractionFacts call;
  call.attributes = &french;
  Facts facts(book.fresh_arena(), 0);
  facts.set_interaction(call);
  const auto level = book.compile(Scope::kInteraction, Yield::kKey, "tables.level.name");
  REQUIRE(level.ok());
  CHECK(book.text(**level, facts, "x", nullptr) == "high");

  std::swap(configs[0], configs[3]);
  CHECK(faults_of(configs) ==
        std::vector<std::string>{
            "tables.level: found tables.needs, expected a table that stands before this one"});
  configs.resize(1);
  configs[0] = config("own", table("tables.own.name", "name", {{"a", "b"}}));
  CHECK(faults_of(configs) ==
        std::vector<std::string>{
            "tables.own: found tables.own, expected a table that stands before this one"});
}

TEST_CASE("a candidate decides for its share, and elsewhere its differences are counted by row",
          "[rules][tables]") {
  TableConfig tried =
      config("needs", table("attributes.lang", "skill", {{"fr", "french"}, {"de", "german"}}));
  tried.candidate = TableCandidate{};
  tried.candidate->table =
      table("attributes.lang", "skill", {{"fr", "french"}, {"de", "dutch"}, {"br", "breton"}});
  const auto decide = [](RuleBook& book, const char* customer, const char* lang) {
    const Attributes attributes{{"lang", std::string(lang)}};
    rules::InteractionFacts call;
    call.customer = customer;
    call.attributes = &attributes;
    Facts facts(book.fresh_arena(), 0);
    facts.set_interaction(call);
    const auto skill = book.compile(Scope::kInteraction, Yield::kKey, "tables.needs.skill");
    REQUIRE(skill.ok());
    return book.text(**skill, facts, "x", nullptr).value_or("none");
  };
  SECTION("in the shadow") {
    RuleBook book;
    book.use(compiled({tried}));
    CHECK(decide(book, "c1", "fr") == "french");
    CHECK(decide(book, "c1", "de") == "german");
    CHECK(decide(book, "c1", "de") == "german");
    CHECK(decide(book, "c1", "br") == "none");
    const TableView view = *book.tables()->view("needs");
    CHECK(view.compared == 4);
    CHECK(view.different == 3);
    CHECK(view.tried == 0);
    REQUIRE(view.differences.size() == 2);
    CHECK(view.differences[0].row.empty());
    CHECK(view.differences[0].candidate == "3");
    CHECK(view.differences[1].row == "2");
    CHECK(view.differences[1].count == 2);
  }
  SECTION("for a share of the customers, always the same") {
    tried.candidate->share = 0.3;
    RuleBook book;
    book.use(compiled({tried}));
    int fresh = 0;
    for (int i = 0; i < 1000; ++i) {
      const std::string customer = "c" + std::to_string(i);
      const std::string first = decide(book, customer.c_str(), "de");
      CHECK(decide(book, customer.c_str(), "de") == first);
      fresh += first == "dutch" ? 1 : 0;
    }
    CHECK(fresh > 256);  // three deviations of 1,000 draws
    CHECK(fresh < 344);
    CHECK(decide(book, "", "de") == "german");  // nobody is no customer
  }
}

TEST_CASE("versions and candidates give the outputs of the first", "[rules][tables]") {
  TableConfig two = config("needs", table("attributes.lang", "skill", {{"fr", "french"}}));
  two.versions.push_back(table("attributes.lang", "skills", {{"fr", "french"}}));
  CHECK(faults_of({two}) ==
        std::vector<std::string>{
            "tables.needs.versions[1]: expected the outputs of the first version: skill (string)"});
}

TEST_CASE("a candidate may not ask its own table", "[rules][tables]") {
  TableConfig own = config("own", table("attributes.lang", "name", {{"fr", "french"}}));
  own.candidate = TableCandidate{};
  own.candidate->table = table("tables.own.name", "name", {{"french", "other"}});
  CHECK(faults_of({own}) ==
        std::vector<std::string>{"tables.own.candidate: found tables.own, expected a table that "
                                 "stands before this one"});
}

TEST_CASE("tables ask tables at most 16 deep", "[rules][tables]") {
  std::vector<TableConfig> configs = {config("t0", table("attributes.a", "v", {{"-", "x"}}))};
  const auto add = [&] {
    const std::string before = "tables.t" + std::to_string(configs.size() - 1) + ".v";
    const std::string id = "t" + std::to_string(configs.size());
    configs.push_back(config(id.c_str(), table(before.c_str(), "v", {{"-", "x"}})));
  };
  while (configs.size() < 16) add();
  CHECK(compiled(configs)->asks("t15")->interaction);
  add();
  CHECK(faults_of(configs) ==
        std::vector<std::string>{
            "tables.t16: found tables that ask tables 17 deep, expected at most 16"});
}

TEST_CASE("a candidate with a share is about the interaction, and so not for agents' tables",
          "[rules][tables]") {
  TableConfig grade = config("grade", table("agent.site", "name", {{"paris", "first"}}));
  grade.candidate = TableCandidate{};
  grade.candidate->table = grade.versions[0];
  RuleBook book;
  book.use(compiled({grade}));
  CHECK(book.compile(Scope::kAgent, Yield::kCondition, "tables.grade.name == 'first'").ok());
  grade.candidate->share = 0.5;
  book.use(compiled({grade}));
  CHECK_FALSE(book.compile(Scope::kAgent, Yield::kCondition, "tables.grade.name == 'first'").ok());
}

TEST_CASE("a version with several results is none of a table with one", "[rules][tables]") {
  TableConfig two = config("u", TableSource{});
  two.versions[0].outputs = {{.name = "p", .type = Type::list(Type::integer())}};
  two.versions.push_back(two.versions[0]);
  two.versions[1].policy = rules::HitPolicy::kRuleOrder;
  two.versions[1].outputs = {{.name = "p", .type = Type::integer()}};
  CHECK(faults_of({two}).size() == 1);
}

TEST_CASE("all tables that are asked together share one budget", "[rules][tables]") {
  std::vector<TableConfig> configs;
  std::string sum;
  for (int i = 0; i < 40; ++i) {
    const std::string id = "t" + std::to_string(i);
    // About 100,000 rounds, half a million units of cost each.
    TableSource heavy = table("string(lists.range(int(attributes.n)).filter(x, x % 7 == 0).size())",
                              "v", {{"!= ''", "x"}});
    configs.push_back(config(id.c_str(), std::move(heavy)));
    sum += (i == 0 ? "tables." : " + tables.") + id + ".v";
  }
  RuleBook book;
  book.use(compiled(configs));
  const auto all = book.compile(Scope::kInteraction, Yield::kKey, sum);
  REQUIRE(all.ok());
  Facts facts(book.fresh_arena(), 0);
  const Attributes rounds{{"n", std::int64_t{100'000}}};
  rules::InteractionFacts call;
  call.attributes = &rounds;
  facts.set_interaction(call);
  Failures failures;
  CHECK_FALSE(book.text(**all, facts, "x", &failures).has_value());
  REQUIRE(failures.size() == 1);
  INFO(failures[0]);
  CHECK(failures[0].find("cost") != std::string::npos);
  CHECK(book.tables()->view("t0")->decided == 1);

  // A question has the budget of a decision.
  const auto answer_to = [&](std::int64_t n) {
    const Attributes many{{"n", n}};
    rules::InteractionFacts other;
    other.attributes = &many;
    Facts asked(book.fresh_arena(), 0);
    asked.set_interaction(other);
    return book.tables()->ask("t0", asked)->outcome;
  };
  CHECK(answer_to(100'000) == "decided");
  CHECK(answer_to(1'500'000) == "failed");
}

TEST_CASE("a loop may call its variable tables", "[rules][tables]") {
  RuleBook book;
  book.use(compiled(three()));
  const auto made =
      book.compile(Scope::kGuard, Yield::kCondition,
                   "[1, 2].exists(tables, tables == 2 && .tables.needs.skill == 'french')");
  REQUIRE(made.ok());
  CHECK((*made)->asks_tables);
  const auto other =
      book.compile(Scope::kGuard, Yield::kCondition, "[1, 2].all(tables, tables > 0)");
  REQUIRE(other.ok());
  CHECK_FALSE((*other)->asks_tables);
  const std::string told = complaint(book, Scope::kGuard, "[tables].all(tables, true)");
  CHECK(told.find("only as tables.NAME.OUTPUT") != std::string::npos);
}

TEST_CASE("an explanation names version, inputs, rows and outputs, and counts nothing",
          "[rules][tables]") {
  TableConfig needs = three()[0];
  needs.candidate = TableCandidate{};
  needs.candidate->table = table("attributes.lang", "skill", {{"fr", "francais"}});
  const auto tables =
      compiled({needs, config("asks", table("tables.needs.skill", "note", {{"french", "salut"}}))});
  cel::Arena arena;
  const Attributes french{{"lang", std::string("fr")}};
  rules::InteractionFacts call;
  call.attributes = &french;
  Facts facts(arena, 0);
  facts.set_interaction(call);
  std::string text;
  const auto answer = tables->ask("asks", facts, &text);
  REQUIRE(answer.ok());
  CHECK(answer->outcome == "decided");
  CHECK(answer->rows == std::vector<std::string>{"1"});
  CHECK(answer->results == std::vector<Attributes>{{{"note", "salut"}}});
  INFO(text);
  for (const char* const part : {"table 'asks', version ", "input key = \"french\"",
                                 "row 1: matched", "gives note = salut"}) {
    INFO(part);
    CHECK(text.find(part) != std::string::npos);
  }
  for (const char* const id : {"asks", "needs"}) {
    const auto view = tables->view(id);
    REQUIRE(view);
    CHECK(view->decided + view->by_default + view->undecided + view->failed == 0);
    CHECK(view->compared == 0);
  }
  CHECK(tables->ask("nothing", facts).status().code() == StatusCode::kNotFound);

  Facts nobody(arena, 0);
  const auto open = tables->ask("needs", nobody, &text);
  REQUIRE(open.ok());
  CHECK(open->outcome == "no_decision");
  CHECK(open->results.empty());
  CHECK(text.find("input key = missing, matches nothing") != std::string::npos);
}
