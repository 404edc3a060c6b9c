// Bad configurations and exactly what is said about each: file, line, column, path, what was found,
// what was expected.
#include <algorithm>

#include "config/center_reader.h"
#include "support/catch.h"

using namespace uniselector;

namespace {

std::string complaints(std::string_view text) {
  std::string all;
  for (const auto& complaint : config::read_center(text, "c.yaml").complaints) {
    all += (all.empty() ? "" : "\n") + config::to_string(complaint);
  }
  return all;
}

struct Case {
  const char* text;
  const char* complaint;
};

void check(std::initializer_list<Case> cases) {
  for (const Case& c : cases) {
    INFO(c.text);
    CHECK(complaints(c.text) == c.complaint);
  }
}

}  // namespace

TEST_CASE("complaints about keys", "[config][complaints]") {
  check({
      {"queues:\n  care:\n    prefr: x\n",
       "c.yaml:3:5: queues.care.prefr: unknown key; did you mean 'prefer'?"},
      {"quueues: {}\n", "c.yaml:1:1: quueues: unknown key; did you mean 'queues'?"},
      {"limits: {zebras: 3}\n",
       "c.yaml:1:10: limits.zebras: unknown key, expected agents, interactions, waiting, "
       "attributes_per_interaction, attribute_bytes, notes_per_interaction or ended_kept"},
      {"queues:\n  b: {prefer: {weighted: \"1\"}}\n",
       "c.yaml:2:16: queues.b.prefer.weighted: not supported in this version"},
      {"presence: []\n", "c.yaml:1:1: presence: not supported in this version"},
      {"queues:\n  b: {relax: [{after: 5s, while: \"true\"}]}\n",
       "c.yaml:2:27: queues.b.relax[0].while: not supported in this version; write 'when'"},
      {"classification: {table: rules.csv}\n",
       "c.yaml:1:25: classification[0].table: found 'rules.csv', expected the id of a table"},
      {"queues: {a: {}, a: {}}\n", "c.yaml:1:17: the key 'a' stands twice, first in line 1"},
      {"queues: [care]\n", "c.yaml:1:9: queues: found a list, expected a mapping"},
      {"[]\n", "c.yaml:1:1: found a list, expected a mapping"},
      {"queues: {care: 3}\n", "c.yaml:1:16: queues.care: found '3', expected a mapping"},
      {"queues: {\"a\\nb\": {}}\n",
       "c.yaml:1:10: queues.a\\nb: found the text 'a\\nb', expected an id: 1 to 128 bytes of text "
       "without control characters"},
  });
}

TEST_CASE("complaints about values of the centre and its channels", "[config][complaints]") {
  check({
      {"version: 2\n", "c.yaml:1:10: version: found '2', expected an integer, 1..1"},
      {"time_zone: Europe/Pari\n",
       "c.yaml:1:12: time_zone: found 'Europe/Pari', expected a name of the time-zone database "
       "(package tzdata) such as Europe/Paris, or UTC, or UTC+hh:mm"},
      {"idle_logout: 0s\n", "c.yaml:1:14: idle_logout: found '0s', expected a duration, 1s..366d"},
      {"limits: {agents: 2M}\n",
       "c.yaml:1:18: limits.agents: found '2M', expected an integer, 1..1000000 (k and M stand for "
       "thousands and millions)"},
      {"limits: {waiting: 1, interactions: 2}\n",
       "c.yaml:1:19: limits.waiting: waiting and interactions exclude each other"},
      {"channels:\n  voice: {offer_timeout: 20}\n",
       "c.yaml:2:26: channels.voice.offer_timeout: duration '20': at character 3 found the end, "
       "expected a unit: d, h, m, s, ms, us or ns"},
      {"channels: {voice: {missed: not-ready}}\n",
       "c.yaml:1:28: channels.voice.missed: found 'not-ready', expected one of none, cool_down, "
       "not_ready or logout; did you mean 'not_ready'?"},
      {"channels: {voice: {missed: cool_down}}\n",
       "c.yaml:1:28: channels.voice.missed: 'cool_down' needs a time: {then: cool_down, cool_down: "
       "30s}"},
      {"channels: {voice: {missed: {then: cool_down}}}\n",
       "c.yaml:1:28: channels.voice.missed: 'cool_down' is missing"},
      {"channels: {voice: {missed: {then: logout, cool_down: 3s}}}\n",
       "c.yaml:1:54: channels.voice.missed.cool_down: expected only beside then: cool_down"},
      {"channels: {a: {like: b}, b: {like: a}}\n",
       "c.yaml:1:22: channels.a.like: the channels are like each other in a circle\n"
       "c.yaml:1:36: channels.b.like: the channels are like each other in a circle"},
      {"channels: {chat: {like: mail}}\n",
       "c.yaml:1:25: channels.chat.like: found 'mail', expected the id of a channel"},
      {"skills: {a: {levels: 5..1}}\n",
       "c.yaml:1:22: skills.a.levels: found '5..1', expected levels such as 1..5, within "
       "0..1000000"},
      {"skills: {a: {best: lo}}\n",
       "c.yaml:1:20: skills.a.best: found 'lo', expected high or low; did you mean 'low'?"},
  });
  std::string many = "channels: {";
  for (int i = 0; i < 17; ++i) many += "c" + std::to_string(i) + ": {}, ";
  CHECK(complaints(many + "}\n") == "c.yaml:1:11: channels: found 17, expected at most 16");
}

TEST_CASE("complaints about calendars", "[config][complaints]") {
  check({
      {"calendars: {b: {open: {mon-fry: 09:00-18:00}}}\n",
       "c.yaml:1:24: calendars.b.open.mon-fry: found 'mon-fry', expected days: mon, tue, wed, thu, "
       "fri, sat, sun, a range such as mon-fri, or a list"},
      {"calendars: {b: {open: {mon: 9-18}}}\n",
       "c.yaml:1:29: calendars.b.open.mon: found '9-18', expected hours such as 09:00-18:00 (up to "
       "24:00), or closed"},
      {"calendars: {b: {open: {mon: [09:00-12:00, 12:61-13:00]}}}\n",
       "c.yaml:1:43: calendars.b.open.mon[1]: found '12:61-13:00', expected hours such as "
       "09:00-18:00 (up to 24:00), or closed"},
      {"calendars: {b: {open: {mon: 09:00-09:00}}}\n",
       "c.yaml:1:29: calendars.b.open.mon: found '09:00-09:00', expected an end that differs from "
       "the beginning (all day is 00:00-24:00)"},
      {"calendars: {b: {open: {mon-fri: 09:00-18:00, wed: closed}}}\n",
       "c.yaml:1:46: calendars.b.open.wed: wed has its hours already"},
      {"calendars: {b: {open: {mon: [09:00-12:00, 11:00-13:00]}}}\n",
       "c.yaml:1:23: calendars.b.open: the hours overlap: mon"},
      {"calendars: {b: {open: {mon: 22:00-06:00, tue: 05:00-08:00}}}\n",
       "c.yaml:1:23: calendars.b.open: the hours overlap: tue"},
      {"calendars: {b: {holidays: [2026-02-29]}}\n",
       "c.yaml:1:28: calendars.b.holidays[0]: found '2026-02-29', expected a date YYYY-MM-DD, "
       "years "
       "1970..2099"},
      {"calendars: {b: {overrides: {2026-12-24: 22:00-02:00}}}\n",
       "c.yaml:1:41: calendars.b.overrides.2026-12-24: found '22:00-02:00', expected an end by "
       "midnight; write the rest at the next date"},
      {"calendars:\n  b: {time_zone: UTC+5}\n",
       "c.yaml:2:18: calendars.b.time_zone: found 'UTC+5', expected a name of the time-zone "
       "database "
       "(package tzdata) such as Europe/Paris, or UTC, or UTC+hh:mm"},
  });
}

TEST_CASE("complaints about agents", "[config][complaints]") {
  check({
      {"queues: {care: {}}\nagents:\n  ana: {queues: [acre]}\n",
       "c.yaml:3:18: agents.ana.queues.acre: found 'acre', expected the id of a queue; did you "
       "mean "
       "'care'?"},
      {"queues: {care: {}}\nagents:\n  ana: {queues: {crae: {rank: 2}}}\n",
       "c.yaml:3:24: agents.ana.queues.crae: found 'crae', expected the id of a queue; did you "
       "mean "
       "'care'?"},
      {"queues: {care: {}}\nagents: {ana: {queues: [care, care]}}\n",
       "c.yaml:2:25: agents.ana.queues.care: the queue is listed twice"},
      {"agents: {ana: {profile: front}}\n",
       "c.yaml:1:25: agents.ana.profile: found 'front', expected the id of a profile"},
      {"skills: {s: 1..5}\nagents: {ana: {skills: {s: 7}}}\n",
       "c.yaml:2:28: agents.ana.skills.s: found 7, expected 1..5"},
      {"agents: {ana: {skills: {s: 101}}}\n",
       "c.yaml:1:28: agents.ana.skills.s: found 101, expected 1..100"},
      {"agents: {ana: {skills: {s: high}}}\n",
       "c.yaml:1:28: agents.ana.skills.s: found 'high', expected an integer, 0..1000000"},
      {"agents: {ana: {capacity: {voice: 1, chat: 3}}}\n",
       "c.yaml:1:43: agents.ana.capacity.chat: found 'chat', expected the id of a channel"},
      {"agents: {ana: {capacity: {units: 10, channels: {voice: {cost: 20, max: 0}}}}}\n", ""},
      {"agents: {ana: {capacity: {units: 10, channels: {voice: {cost: 20}}}}}\n",
       "c.yaml:1:63: agents.ana.capacity.channels.voice.cost: found '20', expected at most the "
       "units of the pool (10)"},
      {"agents: {ana: {capacity: {units: 10, channels: {voice: {cost: 20, max: 1}}}}}\n",
       "c.yaml:1:63: agents.ana.capacity.channels.voice.cost: found 20, expected at most the units "
       "of "
       "the pool (10)"},
      {"agents: {ana: {site: a, attributes: {site: b}}}\n",
       "c.yaml:1:22: agents.ana.site: it stands in attributes, too"},
      {"agents: {ana: {attributes: {id: x}}}\n",
       "c.yaml:1:33: agents.ana.attributes.id: the name is taken: it is the agent's own id"},
      {"agents: {ana: {state: away}}\n",
       "c.yaml:1:23: agents.ana.state: found 'away', expected one of offline, ready, not_ready or "
       "draining"},
      {"limits: {attribute_bytes: 3}\nagents: {ana: {site: paris}}\n",
       "c.yaml:2:15: agents.ana.attributes.site: found 5 bytes, expected at most "
       "limits.attribute_bytes (3)"},
      {"limits: {agents: 1}\nagents: {a: {}, b: {}}\n",
       "c.yaml:2:9: agents: found 2, expected at most limits.agents (1)"},
  });
}

TEST_CASE("complaints about queues", "[config][complaints]") {
  check({
      {"queues:\n  care:\n    prefer: longest\n",
       "c.yaml:3:13: queues.care.prefer: found 'longest', expected one of longest_idle, most_idle, "
       "most_skilled, least_skilled, round_robin, least_occupied, fewest_open, fewest_handled, "
       "fixed_order or random"},
      {"queues: {a: {priority: 2000}}\n",
       "c.yaml:1:24: queues.a.priority: found '2000', expected an integer, -1000..1000"},
      {"queues: {a: {calendar: branch}}\ncalendars: {brunch: {}}\n",
       "c.yaml:1:24: queues.a.calendar: found 'branch', expected the id of a calendar; did you "
       "mean "
       "'brunch'?"},
      {"queues: {a: {closed: cancel}}\n",
       "c.yaml:1:22: queues.a.closed: it never happens: the queue has no calendar"},
      {"skills: {s: 1..5}\nqueues: {a: {require: {skills: {s: 7}}}}\n",
       "c.yaml:2:36: queues.a.require.skills.s: found 7, expected 1..5"},
      {"skills: {s: 1..5}\nqueues: {a: {require: {skills: {s: {gt: 5}}}}}\n", ""},
      {"queues: {a: {relax: [{lower: {s: 2}}]}}\n",
       "c.yaml:1:22: queues.a.relax[0]: 'after' is missing"},
      {"queues: {a: {relax: [{after: 20s}, {after: 10s}]}}\n",
       "c.yaml:1:44: queues.a.relax[1].after: found 10s, expected no less than the step before it "
       "(20s)"},
      {"queues: {a: {relax: [{after: 20s, overflow: b}]}}\n",
       "c.yaml:1:45: queues.a.relax[0].overflow: found 'b', expected the id of a queue"},
      {"queues: {a: {limits: {length: {then: cancel}}}}\n",
       "c.yaml:1:31: queues.a.limits.length: 'max' is missing"},
      {"queues: {a: {limits: {length: {max: 3, then: {overflow: a}}}}}\n",
       "c.yaml:1:57: queues.a.limits.length.then.overflow: found the queue itself, expected "
       "another"},
      {"queues: {a: {limits: {wait: {max: 3s, then: {overflow: b}}}}}\n",
       "c.yaml:1:56: queues.a.limits.wait.then.overflow: found 'b', expected the id of a queue"},
      {"queues: {a: {limits: {wait: [{max: 3s}, {max: 3s}]}}}\n",
       "c.yaml:1:47: queues.a.limits.wait[1].max: found 3s, expected more than the limit before it "
       "(3s)"},
      {"queues: {a: {promise: {answer: 80 in 20s}}}\n",
       "c.yaml:1:32: queues.a.promise.answer: found '80 in 20s', expected a share and a time such "
       "as "
       "80% in 20s"},
      {"queues: {a: {promise: {answer: 120% in 20s}}}\n",
       "c.yaml:1:32: queues.a.promise.answer: found '120% in 20s', expected a share above 0% and "
       "at "
       "most 100%"},
      {"queues: {a: {ageing: {per_minute: -1}}}\n",
       "c.yaml:1:35: queues.a.ageing.per_minute: found '-1', expected a number, 0..1000"},
      {"queues: {a: {offers: {at_once: 2}, offers_at_once: 2}}\n",
       "c.yaml:1:22: queues.a.offers: at_once and offers_at_once say the same, expected one of "
       "them"},
      {"queues: {a: {prefer: {random: {seed: -1}}}}\n",
       "c.yaml:1:38: queues.a.prefer.random.seed: found '-1', expected an integer, "
       "0..9223372036854775807"},
  });
}

TEST_CASE("complaints about expressions", "[config][complaints][rules]") {
  const std::string long_text(4097, '1');
  check({
      {"queues: {a: {require: \"\"}}\n",
       "c.yaml:1:23: queues.a.require: found the text '', expected an expression"},
      {"queues: {a: {require: {expressions: x}}}\n",
       "c.yaml:1:37: queues.a.require.expressions: found 'x', expected a mapping of name to "
       "expression, or a list of expressions"},
      {"queues: {a: {require: {expressions: [[]]}}}\n",
       "c.yaml:1:38: queues.a.require.expressions[0]: found a list, expected an expression, a "
       "text"},
      {"queues: {a: {require: {expressions: {n: {expedite: true}}}}}\n",
       "c.yaml:1:41: queues.a.require.expressions.n: 'expression' is missing"},
      {"queues: {a: {require: {when: {fr: {}}}}}\n",
       "c.yaml:1:35: queues.a.require.when.fr: found a mapping, expected an expression, a text"},
      {"queues: {a: {require: {skills: {fr: {ge: 1, when: \"true\"}}, when: {fr: \"true\"}}}}\n",
       "c.yaml:1:72: queues.a.require.when.fr: the condition has its `when` already"},
      {"queues: {a: {require: {skills: [fr], attributes: {fr: 1}, when: {fr: \"true\"}}}}\n",
       "c.yaml:1:70: queues.a.require.when.fr: a skill and an attribute have this name; write "
       "`when` into the condition"},
      {"queues: {a: {relax: [{after: 1s, when: [x]}]}}\n",
       "c.yaml:1:40: queues.a.relax[0].when: found a list, expected an expression, a text"},
      {"queues: {a: {prefer: score}}\n",
       "c.yaml:1:22: queues.a.prefer: 'score' needs an expression: {score: "
       "\"agent.skills.refunds\"}"},
      {"queues: {a: {prefer: {score: {lowest_first: true}}}}\n",
       "c.yaml:1:30: queues.a.prefer.score: 'expression' is missing"},
      {"queues: {a: {prefer: {score: \"1\", random: {}}}}\n",
       "c.yaml:1:22: queues.a.prefer: random and score exclude each other"},
      {"queues: {a: {priority: attributes.vip}}\n",
       "c.yaml:1:24: queues.a.priority: found 'attributes.vip', expected an integer, -1000..1000, "
       "or an expression in quotes"},
      {"queues: {a: {priority: \"12\"}}\n",
       "c.yaml:1:24: queues.a.priority: found the text '12', expected an integer, -1000..1000"},
      {"queues: {a: {priority: {rule: \"1\", otherwise: 2000}}}\n",
       "c.yaml:1:47: queues.a.priority.otherwise: found '2000', expected an integer, -1000..1000"},
      {"queues: {a: {priority: {otherwise: 2}}}\n",
       "c.yaml:1:24: queues.a.priority: 'rule' is missing"},
      {"agents: {a: {capacity: {voice: {max: agent.skills.x}}}}\n",
       "c.yaml:1:38: agents.a.capacity.voice.max: found 'agent.skills.x', expected an integer, "
       "0..65535, or an expression in quotes"},
      {"queues: {a: {limits: {length: {max: 1, then: {cancel: x, when: \"true\"}}}}}\n",
       "c.yaml:1:64: queues.a.limits.length.then.when: expected beside `then`, not in it"},
      {"queues: {a: {limits: {length: {max: 1, when: \"\"}}}}\n",
       "c.yaml:1:46: queues.a.limits.length.when: found the text '', expected an expression"},
      {"queues: {a: {limits: {wait: {max: 1s, then: reclassify}}}}\n",
       "c.yaml:1:45: queues.a.limits.wait.then.reclassify: it leads nowhere: there is neither "
       "classification nor fallback_queue"},
  });
  CHECK(complaints("queues: {a: {require: {expressions: {n: \"" + long_text + "\"}}}}\n") ==
        "c.yaml:1:41: queues.a.require.expressions[0]: found 4097 bytes, expected an expression of "
        "at most 4096");
  CHECK(complaints("queues: {a: {require: {when: {fr: \"" + long_text + "\"}}}}\n") ==
        "c.yaml:1:35: queues.a.require.skills.fr.when: found 4097 bytes, expected an expression of "
        "at most 4096");
}

TEST_CASE("what an expression means is checked where it stands", "[config][complaints][rules]") {
  const auto places = [](std::string_view text) {
    std::string all;
    for (const auto& complaint : config::read_center(text, "c.yaml").complaints) {
      all += std::to_string(complaint.line) + ':' + std::to_string(complaint.column) + ' ' +
             complaint.path + '\n';
    }
    return all;
  };
  CHECK(places(
            "channels: {voice: {}, chat: {}, mail: {}}\n"
            "profiles:\n"
            "  p: {capacity: {voice: \"agent.nothing\", chat: {max: {rule: \"1.5\"}}}}\n"
            "agents:\n"
            "  a: {profile: {capacity: {units: 9, channels: {mail: {cost: \"'x'\"}}}}}\n"
            "queues:\n"
            "  q:\n"
            "    priority: {rule: \"customer\"}\n"
            "    require:\n"
            "      expressions: {near: agent.nothing, far: {expression: agent.load > 0.5}}\n"
            "      when: {fr: \"agent.kind == 'bot'\"}\n"
            "    relax: [{after: 1s, when: queues.q.waiting, add: \"1\"}]\n"
            "    prefer: {score: {expression: \"'x'\"}}\n"
            "    limits: {length: {max: 1, when: x}, wait: {max: 1s, when: y}}\n"
            "classification:\n"
            "  - {where: queue.nothing == 1, priority: \"'x'\", split_by: z}\n"
            "  - {queue: q, when: \"\\n attributes.x ==\", require: {expressions: [\"'x'\"]}}\n") ==
        "3:25 profiles.p.capacity.channels.voice.max\n"
        "3:61 profiles.p.capacity.channels.chat.max\n"
        "5:62 agents.a.capacity.channels.mail.cost\n"
        "8:22 queues.q.priority\n"
        "10:27 queues.q.require.expressions[0]\n"
        "10:60 queues.q.require.expressions[1]\n"
        "11:18 queues.q.require.skills.fr.when\n"
        "12:31 queues.q.relax[0].when\n"
        "12:54 queues.q.relax[0].add.expressions[0]\n"
        "13:34 queues.q.prefer.score\n"
        "14:37 queues.q.limits.length.when\n"
        "14:63 queues.q.limits.wait[0].when\n"
        "16:13 classification[0].where\n"
        "16:43 classification[0].priority\n"
        "16:60 classification[0].split_by\n"
        "17:22 classification[1].when\n"
        "17:68 classification[1].require.expressions[0]\n");
  CHECK(complaints("queues: {a: {require: agent.site ==}}\n") ==
        "c.yaml:1:23: queues.a.require.expressions[0]: at character 14: syntax error: found the "
        "end of the text, expected an expression");
  CHECK(complaints("queues: {a: {require: \"agent.site\\n  ==\"}}\n") ==
        "c.yaml:1:23: queues.a.require.expressions[0]: at line 2, character 5: syntax error: found "
        "the end of the text, expected an expression");
  CHECK(complaints("queues: {a: {require: \"1\"}}\n") ==
        "c.yaml:1:23: queues.a.require.expressions[0]: the expression yields int, expected bool");
}

TEST_CASE("complaints about classification", "[config][complaints][rules]") {
  check({
      {"classification: {}\n",
       "c.yaml:1:17: classification: found a mapping, expected a list of rules, or "
       "{table: ...}"},
      {"classification: [{when: \"true\"}]\n",
       "c.yaml:1:18: classification[0]: the rule does nothing, expected table, queue, where, "
       "split, "
       "priority, credit, require or relax"},
      {"classification: [{queue: care}]\n",
       "c.yaml:1:26: classification[0].queue: found 'care', expected the id of a queue"},
      {"queues: {a: {}}\nclassification: [{queue: a, where: \"true\"}]\n",
       "c.yaml:2:18: classification[0]: found 2 of table, queue, where and split, expected at most "
       "one"},
      {"queues: {a: {}}\nclassification: [{split: {a: 0, b: 1}}]\n",
       "c.yaml:2:30: classification[0].split.a: found a weight of 0, expected above 0 and at most "
       "1000000000\n"
       "c.yaml:2:36: classification[0].split.b: found 'b', expected the id of a queue"},
      {"classification: [{split: {}}]\n",
       "c.yaml:1:26: classification[0].split: found a mapping, expected a mapping of queue to "
       "weight"},
      {"classification: [{priority: 1, split_by: customer.id}]\n",
       "c.yaml:1:42: classification[0].split_by: expected only beside split"},
      {"classification: [{priority: 2000}]\n",
       "c.yaml:1:29: classification[0].priority: found '2000', expected an integer, -1000..1000"},
      {"classification: [{priority: 1, channels: [voice, fax]}]\n",
       "c.yaml:1:50: classification[0].channels.fax: found 'fax', expected the id of a channel"},
      {"classification: [{priority: 1, credit: 31d}]\n",
       "c.yaml:1:40: classification[0].credit: found '31d', expected a duration, 0s..30d"},
      {"fallback_queue: care\n",
       "c.yaml:1:17: fallback_queue: found 'care', expected the id of a queue"},
  });
}

TEST_CASE("all complaints come, in the order of the text, up to a bound", "[config][complaints]") {
  CHECK(complaints("agents: {a: {profile: p}}\nqueues: {q: {priority: x}}\nfoo: 1\n") ==
        "c.yaml:1:23: agents.a.profile: found 'p', expected the id of a profile\n"
        "c.yaml:2:24: queues.q.priority: found 'x', expected an integer, -1000..1000\n"
        "c.yaml:3:1: foo: unknown key, expected version, center, time_zone, idle_logout, limits, "
        "channels, skills, calendars, profiles, agents, queues, tables, classification "
        "or fallback_queue");
  std::string many = "queues:\n";
  for (int i = 0; i < 5000; ++i) many += "  q" + std::to_string(i) + ": {priority: x}\n";
  const auto result = config::read_center(many, "c.yaml");
  CHECK(result.complaints.size() == config::Complaints::kMost);
  CHECK(result.complaints.back().line == 101);
  const std::string text = config::to_status(result.complaints).message();
  CHECK(std::count(text.begin(), text.end(), '\n') == 100);
  CHECK(text.ends_with("(further complaints are not listed)"));
}

TEST_CASE("a part of another text keeps its places", "[config][complaints]") {
  config::Complaints none("s.yaml");
  const auto documents =
      config::parse_documents("name: x\ncenter:\n  queues: {q: {priority: x}}\n", 1, none);
  REQUIRE(documents.size() == 1);
  const config::Node* center = config::find(documents.front(), "center");
  REQUIRE(center != nullptr);
  const auto result = config::read_center_node(*center, "s.yaml");
  REQUIRE(result.complaints.size() == 1);
  CHECK(config::to_string(result.complaints.front()) ==
        "s.yaml:3:26: queues.q.priority: found 'x', expected an integer, -1000..1000");
}
