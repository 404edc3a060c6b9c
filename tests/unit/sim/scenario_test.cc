// Scenario files: what the reader refuses and where, that wrong expectations fail with a message
// that helps, and the reports. The policies themselves are in tests/scenarios.
#include <uniselector/scenario.h>

#include <algorithm>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.h"

namespace {

using uniselector::run_scenario_text;
using uniselector::ScenarioOptions;
using uniselector::ScenarioResult;
using uniselector::StatusCode;

/// A scenario of one agent and one queue with these steps.
std::string with_steps(const std::string& steps) {
  return "name: test\n"
         "center:\n"
         "  queues: {care: {}}\n"
         "  agents: {ana: {queues: [care]}}\n"
         "steps:\n" +
         steps;
}

std::string refusal(const std::string& text) {
  const auto results = run_scenario_text(text, "f.yaml");
  REQUIRE_FALSE(results.ok());
  CHECK(results.status().code() == StatusCode::kInvalidArgument);
  return results.status().message();
}

ScenarioResult only(const std::string& text, const ScenarioOptions& options = {}) {
  const auto results = run_scenario_text(text, "f.yaml", options);
  INFO(results.status().to_string());
  REQUIRE(results.ok());
  REQUIRE(results->size() == 1);
  return results->front();
}

void check_contains(const std::string& text, const std::string& part) {
  INFO("in: " << text);
  INFO("expected: " << part);
  CHECK(text.find(part) != std::string::npos);
}

const std::string kSubmit = "  - at: 0s\n    submit: {id: i1, queue: care}\n";

}  // namespace

TEST_CASE("A scenario that holds passes", "[scenario]") {
  const ScenarioResult r =
      only(with_steps(kSubmit + "    expect: [{offered: {interaction: i1, agent: ana}}]\n"));
  INFO(r.message);
  CHECK(r.outcome == ScenarioResult::Outcome::kPassed);
  CHECK(r.name == "test");
  CHECK(r.file == "f.yaml");
  CHECK(r.line == 1);
  CHECK(r.message.empty());
}

TEST_CASE("Several documents are several scenarios", "[scenario]") {
  const auto results = run_scenario_text(
      with_steps(kSubmit) + "---\n" + with_steps(kSubmit) + "skip: waits for a feature\n",
      "f.yaml");
  INFO(results.status().to_string());
  REQUIRE(results.ok());
  REQUIRE(results->size() == 2);
  CHECK((*results)[1].line == 9);
  CHECK((*results)[1].outcome == ScenarioResult::Outcome::kSkipped);
  CHECK((*results)[1].message == "waits for a feature");
  CHECK(uniselector::summary_line(*results) == "1 passed, 0 failed, 1 skipped");
}

TEST_CASE("What is not a scenario is refused with its place", "[scenario]") {
  check_contains(refusal(with_steps(kSubmit) + "colour: red\n"),
                 "f.yaml:8:1: colour: unknown, expected name");
  check_contains(refusal(with_steps("  - at: soon\n    only: true\n")), "f.yaml:6:9: ");
  check_contains(refusal(with_steps("  - at: 0s\n    submitt: {id: i1}\n")),
                 "f.yaml:7:5: steps[0].submitt: unknown");
  check_contains(refusal(with_steps("  - at: 0s\n    submit: {id: i1, que: care}\n")),
                 "f.yaml:7:22: steps[0].submit.que: unknown, expected id, queue");
  check_contains(refusal(with_steps(kSubmit + "    expect: [{ofered: {}}]\n")),
                 "f.yaml:8:15: steps[0].expect[0].ofered: found 'ofered'");
  check_contains(refusal(with_steps(kSubmit + "    expect: [{offered: {agnt: ana}}]\n")),
                 "f.yaml:8:25: steps[0].expect[0].offered.agnt: unknown");
  check_contains(refusal(with_steps(kSubmit + "    expect: [{offered: {expires: late}}]\n")),
                 "f.yaml:8:34: ");
  check_contains(refusal(with_steps(kSubmit + "    state: {interaction i1: {mood: good}}\n")),
                 "f.yaml:8:30: steps[0].state.interaction i1.mood: unknown");
  check_contains(refusal(with_steps(kSubmit + "    state: {planet mars: {}}\n")),
                 "f.yaml:8:13: steps[0].state.planet mars: found 'planet mars'");
  check_contains(refusal(with_steps(kSubmit + "    state: {interaction i1: {state: gone}}\n")),
                 "f.yaml:8:37: ");
  check_contains(refusal(with_steps(kSubmit + "    code: Nonsense\n")), "Nonsense");
  check_contains(refusal("steps: []\n"), "name");
  check_contains(refusal("name: x\n"), "steps");
  check_contains(refusal("name: [unclosed\n"), "f.yaml:");
  check_contains(refusal("just text\n"), "f.yaml:1:1");
}

TEST_CASE("All complaints of a file come at once", "[scenario]") {
  const std::string text = refusal(
      with_steps("  - at: 0s\n    submit: {id: i1, que: care}\n    expect: [{ofered: {}}]\n"));
  check_contains(text, "f.yaml:7:22");
  check_contains(text, "f.yaml:8:15");
}

TEST_CASE("A faulty center inside a scenario is refused with the line of the file", "[scenario]") {
  check_contains(refusal("name: x\ncenter:\n  queues:\n    care: {prefer: mehmeh}\nsteps: []\n"),
                 "f.yaml:4:20: center.queues.care.prefer: found 'mehmeh'");
  check_contains(
      refusal("name: x\ncenter: {queues: {care: {calendar: none}}}\nsteps: [{only: true}]\n"),
      "f.yaml:2:36: center.queues.care.calendar: ");
  // Also where a change of the running centre is written.
  check_contains(refusal(with_steps("  - configure: {queues: {care: {prefer: mehmeh}}}\n")),
                 "f.yaml:6:41: center.queues.care.prefer: ");
  // And where the change makes wrong what stands before it.
  check_contains(refusal("name: x\ncenter:\n  queues: {care: {}}\n"
                         "  agents: {ana: {queues: [care]}}\nsteps:\n"
                         "  - configure: {queues: {care: null, claims: {}}}\n"),
                 "by configure in line 6");
}

TEST_CASE("A faulty expression inside a scenario is refused with its place", "[scenario][rules]") {
  const std::string text =
      "name: test\n"
      "center:\n"
      "  queues:\n"
      "    care: {require: \"agent.skils.fr > 1\"}\n"
      "  classification: [{queue: acre}]\n"
      "steps: [{at: 0s}]\n";
  check_contains(refusal(text), "f.yaml:4:21: center.queues.care.require.expressions[0]: ");
  check_contains(refusal(text), "f.yaml:5:28: center.classification[0].queue: found 'acre'");
}

TEST_CASE("A faulty expression in a command is refused with its place", "[scenario][rules]") {
  const std::string text = with_steps(
      "  - at: 0s\n"
      "    submit:\n"
      "      - {id: i1, queue: care, require: \"agent.skils.fr > 1\"}\n"
      "      - {id: i2, queue: care, relax: [{after: 5s, when: \"1 +\"}]}\n"
      "    concurrent: [{submit: {id: i3, queue: care, require: {skills: {fr: {eq: 1, when: "
      "x}}}}}]\n"
      "  - at: 1s\n"
      "    update: {interaction: i1, require: {expressions: {near: \"agent.site\", far: "
      "\"1\"}}}\n"
      "  - update_agent: {agent: ana, capacity: {voice: {max: \"agent.skils\"}}}\n");
  const std::string all = refusal(text);
  const auto at = [&](const std::string& place, const std::string& rest) {
    check_contains("\n" + all, "\nf.yaml:" + place + ": steps[" + rest);
  };
  at("8:40", "0].submit[0].require.expressions[0]: at character ");
  at("9:57", "0].submit[1].relax[0].when: at character ");
  at("10:86", "0].concurrent[0].submit.require.skills.fr.when: at character ");
  at("12:80", "1].update.require.expressions[1]: ");
  at("13:56", "2].update_agent.capacity.channels.voice.max: at character ");
  CHECK(std::count(all.begin(), all.end(), '\n') == 4);
}

TEST_CASE("A command that is to be refused may have a faulty expression", "[scenario][rules]") {
  for (const char* step : {"  - submit: {id: i1, queue: care, require: \"1 +\"}\n"
                           "    code: InvalidArgument\n",
                           "  - submit: {id: i1, queue: care, require: \"1 +\", "
                           "code: InvalidArgument}\n"}) {
    const ScenarioResult r = only(with_steps(step));
    INFO(r.message);
    CHECK(r.outcome == ScenarioResult::Outcome::kPassed);
  }
}

TEST_CASE("The number of a repetition stands in expressions and steps too", "[scenario][rules]") {
  const ScenarioResult r = only(with_steps(
      "  - repeat: {times: 2, every: 1s}\n"
      "    submit: {id: \"i{n}\", queue: care, attributes: {is: \"x{n}\"},\n"
      "             relax: [{after: 5s, add: {expressions: [\"attributes.is == 'x{n}'\"]}}]}\n"
      "  - at: 10s\n"
      "    state:\n"
      "      interaction i1: {requirement: []}\n"
      "      interaction i2: {requirement: []}\n"));
  INFO(r.message);
  CHECK(r.outcome == ScenarioResult::Outcome::kPassed);
}

TEST_CASE("What rules have done can be expected", "[scenario][rules]") {
  const std::string text =
      "name: test\n"
      "center:\n"
      "  queues: {care: {require: {expressions: {known: \"agent.site == attributes.site\"}}}}\n"
      "  classification: [{name: all, queue: care}]\n"
      "  agents: {ana: {queues: [care], site: paris}}\n"
      "steps:\n"
      "  - at: 0s\n"
      "    submit: {id: i1, customer: c1, attributes: {site: rome}, require: \"true\"}\n";
  const auto expecting = [&](const std::string& step) {
    const ScenarioResult r = only(text + step);
    INFO(step << '\n' << r.message);
    return r.outcome == ScenarioResult::Outcome::kPassed;
  };
  CHECK(expecting("    expect: [{classified: {interaction: i1, queue: care, note: all}}]\n"));
  CHECK_FALSE(expecting("    expect: [{classified: {interaction: i1, note: other}}]\n"));
  CHECK_FALSE(expecting("    expect: [{rule_failed: {}}]\n"));
  CHECK(expecting("    state: {interaction i1: {customer: c1}, queue care: {rule_failures: 0}}\n"));
  CHECK_FALSE(expecting("    state: {queue care: {rule_failures: 1}}\n"));
  CHECK(expecting("    state: {interaction i1: {requirement: [{name: known}]}}\n"));
  CHECK_FALSE(expecting("    state: {interaction i1: {requirement: [{expression: \"true\"}]}}\n"));
}

TEST_CASE("A change of the centre is merged over the one in force", "[scenario]") {
  const ScenarioResult r = only(with_steps(
      "  - configure: {queues: {care: {offer_timeout: 5s}}, agents: {ben: {queues: [care]}}}\n"
      "  - configure: {agents: {ben: null}}\n"
      "  - submit: {id: i1, queue: care}\n"
      "    expect: [{offered: {agent: ana, expires: 5s}}]\n"
      "    state: {agent ben: null}\n"));
  INFO(r.message);
  CHECK(r.outcome == ScenarioResult::Outcome::kPassed);
}

TEST_CASE("The size of a scenario is bounded", "[scenario]") {
  check_contains(refusal(with_steps("  - repeat: {times: 100001}\n")), "1..100000");
  check_contains(refusal(with_steps("  - repeat: {times: 100000, every: 100d}\n")), "too long");
  check_contains(refusal("start: 2100-01-02T00:00:00Z\nname: x\nsteps: []\n"), "f.yaml:1:8: start");
  check_contains(refusal(with_steps("  - at: 1900-01-01T00:00:00Z\n")), "steps[0].at: ");
  check_contains(refusal(std::string(5'000'000, ' ')), "longer than");
}

TEST_CASE("Time moves only forward and a code needs its command", "[scenario]") {
  check_contains(refusal(with_steps("  - {at: 5s, only: true}\n  - {at: 4s, only: true}\n")),
                 "f.yaml:7:10: steps[1].at: time only moves forward");
  check_contains(refusal(with_steps("  - {at: 0s, repeat: {times: 3, every: 2s}, abandon: x}\n"
                                    "  - {at: 3s, only: true}\n")),
                 "f.yaml:7:10: steps[1].at: time only moves forward");
  check_contains(refusal(with_steps("  - {at: 0s, code: NotFound}\n")), "code");
  check_contains(refusal(with_steps("  - {at: 0s, abandon: a, cancel: b, code: NotFound}\n")),
                 "code");
}

TEST_CASE("A missing event fails with what came instead and why", "[scenario]") {
  const ScenarioResult r =
      only(with_steps(kSubmit + "    expect: [{offered: {interaction: i1, agent: ben}}]\n"));
  REQUIRE(r.outcome == ScenarioResult::Outcome::kFailed);
  check_contains(r.message,
                 "f.yaml:6: step 1 at 0s: expected offered {interaction: i1, agent: ben}");
  check_contains(r.message, "(line 8), got ");
  check_contains(r.message, "ana");
  check_contains(r.message, "\n  i1: ");
}

TEST_CASE("Every kind of wrong expectation fails", "[scenario]") {
  const auto fails = [](const std::string& rest, const std::string& part) {
    const ScenarioResult r = only(with_steps(kSubmit + rest));
    INFO(rest);
    CHECK(r.outcome == ScenarioResult::Outcome::kFailed);
    check_contains(r.message, part);
  };
  fails("    expect: [{offered: {}}, {offered: {}}]\n", "less often");
  fails("    in_order: true\n    expect: [{offered: {}}, {submitted: {}}]\n", "not in this order");
  fails("    only: true\n    expect: [{offered: {}}]\n", "expected nothing else");
  fails("    only: [queued]\n    expect: [{offered: {}}]\n", "expected nothing else");
  fails("    not: [{offered: {agent: ana}}]\n", "expected no offered {agent: ana}");
  fails("    count: [{offered: {}, times: 2}]\n", "expected 2, got 1");
  fails("    count: [{offered: {}, times: {ge: 2, lt: 9}}]\n", "expected at least 2 and below 9");
  fails("    expect: [{offered: {expires: {gt: 20s}}}]\n", "expires: above ");
  fails("    state: {interaction i1: {state: waiting}}\n",
        "interaction i1 state: expected waiting, got offered");
  fails("    state: {interaction i1: {wait: {ge: 1s}}}\n", "expected at least 1s, got 0s");
  fails("    state: {interaction i1: {offers: [ben]}}\n", "offers[0]: expected ben, got ana");
  fails("    state: {interaction i1: {offers: 2}}\n", "expected 2, got [ana]");
  fails("    state: {agent ana: {load: {voice: 2}}}\n", "load.voice: expected 2, got 1");
  fails("    state: {agent ana: {load_ratio: {approx: [0.5, 0.1]}}}\n", "about 0.5 +/- 0.1");
  fails("    state: {queue care: {waiting: 0}}\n", "queue care waiting: expected 0, got 1");
  fails("    state: {interaction i1: null}\n", "expected not to be found");
  fails("    state: {interaction i2: {state: waiting}}\n", "interaction i2: NotFound");
  fails("    explain: {i1: something that is not said}\n", "expected it to contain");
  fails("    code: NotFound\n", "expected NotFound, got OK");
  fails("    abandon: {interaction: i2}\n", "expected OK, got NotFound");
  fails("    list: {expect: [i1, i2]}\n", "expected [i1, i2], got [i1]");
}

TEST_CASE("What may be left out matches anything, and the steps are separate", "[scenario]") {
  const ScenarioResult r =
      only(with_steps(kSubmit + "    expect: [{offered: {}}]\n"
                                "  - at: 1s\n"
                                "    accept: {interaction: i1}\n"
                                "    not: [{offered: {}}]\n"
                                "    count: [{offered: {}, times: 1, since: start}]\n"
                                "    state: {agent ana: {interactions: [i1]}}\n"));
  INFO(r.message);
  CHECK(r.outcome == ScenarioResult::Outcome::kPassed);
}

TEST_CASE("Events are shared out so that every pattern gets one", "[scenario]") {
  // The first pattern would take the only event that fits the second.
  const ScenarioResult r =
      only(with_steps("  - at: 0s\n    submit: [{id: i1, queue: care}, {id: i2, queue: care}]\n"
                      "    expect: [{queued: {}}, {queued: {interaction: i1}}]\n"));
  INFO(r.message);
  CHECK(r.outcome == ScenarioResult::Outcome::kPassed);
}

TEST_CASE("Repetitions number ids in commands and expectations", "[scenario]") {
  const ScenarioResult r = only(with_steps(
      "  - at: 10s\n    repeat: {times: 3, every: 5s}\n    submit: {id: 'i{n}', queue: care}\n"
      "    expect: [{queued: {interaction: 'i{n}'}}, {queued: {interaction: i3, time: 20s}}]\n"));
  REQUIRE(r.outcome == ScenarioResult::Outcome::kFailed);  // i3 was queued once
  check_contains(r.message, "less often");
}

TEST_CASE("Concurrent commands run in an order that is drawn, the same in each run", "[scenario]") {
  const auto submitted = [](const std::string& repeat) {
    const ScenarioResult r =
        only(with_steps("  - at: 0s\n    repeat: " + repeat +
                        "\n    concurrent:\n      - submit: {id: 'a{n}', queue: care}\n"
                        "      - submit: {id: 'b{n}', queue: care}\n"
                        "      - submit: {id: 'c{n}', queue: care}\n"),
             {.trace = true});
    INFO(r.message);
    REQUIRE(r.outcome == ScenarioResult::Outcome::kPassed);
    std::vector<std::string> orders;  // of the ids, by repetition
    std::string order;
    for (const std::string& line : r.trace) {
      const std::size_t at = line.find("submitted interaction=");
      if (at == std::string::npos) continue;
      order += line[at + 22];
      if (order.size() == 3) orders.push_back(std::exchange(order, ""));
    }
    return orders;
  };
  const auto distinct = [](const std::vector<std::string>& orders) {
    return std::set(orders.begin(), orders.end()).size();
  };
  const auto seeded = submitted("{times: 60, seeds: true}");
  REQUIRE(seeded.size() == 60);
  CHECK(distinct(seeded) == 6);
  CHECK(seeded == submitted("{times: 60, seeds: true}"));
  CHECK(distinct(submitted("{times: 60}")) == 1);
}

TEST_CASE("A concurrent command may be refused, but a code that it names must hold", "[scenario]") {
  const auto outcome = [](const std::string& commands) {
    return only(with_steps(kSubmit + "  - at: 1s\n    concurrent: [" + commands + "]\n"));
  };
  CHECK(outcome("{abandon: i1}, {abandon: i1}").outcome == ScenarioResult::Outcome::kPassed);
  const ScenarioResult r = outcome(
      "{abandon: {interaction: i1, code: OK}}, "
      "{abandon: {interaction: i1, code: OK}}");
  CHECK(r.outcome == ScenarioResult::Outcome::kFailed);
  check_contains(r.message, "expected OK, got FailedPrecondition");
  check_contains(refusal(with_steps("  - {at: 0s, repeat: {seeds: true}, abandon: a}\n")),
                 "steps[0].repeat: seeds draw the order of concurrent commands, found none");
  check_contains(refusal(with_steps("  - {at: 0s, concurrent: [{configure: {}}]}\n")),
                 "steps[0].concurrent: configure is among them");
  check_contains(refusal(with_steps("  - {at: 0s, concurrent: [{fly: {}}]}\n")),
                 "steps[0].concurrent[0].fly: unknown");
}

TEST_CASE("The trace holds every command and event", "[scenario]") {
  const ScenarioResult r = only(with_steps(kSubmit), {.trace = true});
  REQUIRE(r.trace.size() == 5);
  CHECK(r.trace[0] == "at 0s");
  CHECK(r.trace[1] == "  submit -> OK");
  check_contains(r.trace[4], "offered");
  CHECK(only(with_steps(kSubmit)).trace.empty());
}

TEST_CASE("Files that cannot be read are NotFound", "[scenario]") {
  const auto results = uniselector::run_scenario_file("/no/such/file.yaml");
  CHECK(results.status().code() == StatusCode::kNotFound);
}

TEST_CASE("The JUnit report escapes what XML cannot carry", "[scenario]") {
  const std::vector<ScenarioResult> results{
      {.file = "a<b.yaml", .name = "x & \"y\"", .line = 3},
      {.file = "a.yaml",
       .name = "z",
       .outcome = ScenarioResult::Outcome::kFailed,
       .message = "head\n<body>\x01"},
      {.file = "a.yaml", .name = "s", .outcome = ScenarioResult::Outcome::kSkipped, .message = "r"},
  };
  const std::string xml = uniselector::junit_xml(results);
  check_contains(xml, "tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\"");
  check_contains(xml, "name=\"x &amp; &quot;y&quot;\" file=\"a&lt;b.yaml\" line=\"3\"/>");
  check_contains(xml, "<failure message=\"head\">head&#10;&lt;body&gt;?</failure>");
  check_contains(xml, "<skipped message=\"r\"/>");
  CHECK(uniselector::summary_line(results) == "1 passed, 1 failed, 1 skipped");
}
