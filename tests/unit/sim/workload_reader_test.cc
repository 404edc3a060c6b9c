// Workload files: everything they can say, and what is wrong with its place.
#include <uniselector/workload.h>

#include <algorithm>

#include "support/catch.h"

namespace uniselector::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a workload file says everything a workload can") {
  const auto r = read_workload(R"(workload:
  id: monday
  start: 2026-03-02T00:00:00Z
  day: 24h
  days: 5
  opens: 08:00
  closes: 17h
  closing: disconnect
  after_hours: wait
  lines: 40
  day_factor: {shape: 28.7}
  interval: 30m
  streams:
    english:
      queue: care
      channel: voice
      priority: 2
      credit: 90s
      target: 30s
      attributes: {lang: en}
      require: {skills: {lending: 2}, attributes: {site: north}}
      per_hour: {08:00: 100, 09:30: 50.5}
      service: {uniform: {from: 3m, to: 7m}}
      patience: {08:00: {exponential: 2m}, 12:00:30: never}
      retrial: {probability: 0.75, after: 20m, after_blocked: true}
    plain: {queue: care, per_hour: 12, service: 90s}
  staff:
    front:
      agents: [ana, ben]
      on_duty: {08:00: 2, 13:00: 1}
      service: {english: 0.75}
      cost_per_hour: 12
    all: {agents: cleo}
  shifts:
    dora: [08:00-12:00, 13:00-17:00]
    emil: 9h-10h
)",
                               "w.yaml");
  INFO(r.status().to_string());
  REQUIRE(r.ok());
  const Workload& w = r.value();
  CHECK(w.id == "monday");
  CHECK(w.days == 5);
  CHECK(w.opens == 8h);
  CHECK(w.closes == Duration(17h));
  CHECK(w.closing == Closing::kDisconnect);
  CHECK_FALSE(w.turns_away);
  CHECK(w.lines == 40);
  CHECK(w.day_factor_shape == 28.7);
  CHECK(w.interval == 30min);
  REQUIRE(w.streams.size() == 2);
  const ArrivalStream& s = w.streams[0];
  CHECK(s.id == "english");
  CHECK(s.priority == 2);
  CHECK(s.credit == 90s);
  CHECK(s.target == Duration(30s));
  CHECK(s.attributes.at("lang") == AttributeValue(std::string("en")));
  REQUIRE(s.require.skills.size() == 1);
  CHECK(s.require.skills[0].skill == "lending");
  CHECK(s.require.skills[0].level == 2);
  REQUIRE(s.require.attributes.size() == 1);
  CHECK(s.require.attributes[0].attribute == "site");
  CHECK(s.rates == std::vector<RateStep>{{8h, 100}, {9h + 30min, 50.5}});
  CHECK(s.service == std::vector<LawStep>{{0h, Law::uniform(180, 420)}});
  CHECK(s.patience == std::vector<LawStep>{{8h, Law::exponential(120)}, {12h + 30s, Law::never()}});
  CHECK(s.retrial == Retrial{0.75, Law::constant(1200), true});
  CHECK(w.streams[1].rates == std::vector<RateStep>{{0h, 12}});
  CHECK(w.streams[1].service[0].law == Law::constant(90));
  REQUIRE(w.staff.size() == 2);
  CHECK(w.staff[0].on_duty == std::vector<StaffGroup::Step>{{8h, 2}, {13h, 1}});
  CHECK(w.staff[0].service == std::vector<StaffGroup::Multiplier>{{"english", 0.75}});
  CHECK(w.staff[1].agents == std::vector<std::string>{"cleo"});
  CHECK(w.shifts == std::vector<Shift>{{"dora", 8h, 12h}, {"dora", 13h, 17h}, {"emil", 9h, 10h}});
}

TEST_CASE("every law has a text") {
  const auto law = [](const std::string& text) {
    const auto r =
        read_workload("workload: {streams: {a: {queue: q, patience: " + text + "}}}", "w.yaml");
    INFO(text << ": " << r.status().to_string());
    REQUIRE(r.ok());
    return r.value().streams.at(0).patience.at(0).law;
  };
  CHECK(law("3m") == Law::constant(180));
  CHECK(law("{constant: 3m}") == Law::constant(180));
  CHECK(law("{exponential: {mean: 3m}}") == Law::exponential(180));
  CHECK(law("{lognormal: {mean: 3m, cv: 1.2}}") == Law::lognormal(180, 1.2));
  CHECK(law("{gamma: {mean: 3m, shape: 2.5}}") == Law::gamma(2.5, 180));
  CHECK(law("{erlang: {mean: 3m, phases: 2}}") == Law::erlang(2, 180));
  CHECK(law("{hyperexponential: {weights: [1, 3], means: [10m, 1m]}}") ==
        Law::hyperexponential({1, 3}, {600, 60}));
  CHECK(law("{empirical: [20s, 35s, 2m]}") == Law::empirical({20, 35, 120}));
  CHECK(law("{survival: {10s: 0.96, 60s: 0.82}}") == Law::survival({10, 60}, {0.96, 0.82}));
  CHECK(law("{mixture: [{weight: 0.1, law: 0s}, {weight: 0.9, law: {exponential: 1000s}}]}") ==
        Law::mixture({0.1, 0.9}, {Law::constant(0), Law::exponential(1000)}));
}

void refused(const std::string& text, const std::string& place, const std::string& what) {
  const auto r = read_workload(text, "w.yaml");
  INFO(text);
  REQUIRE_FALSE(r.ok());
  CHECK(r.status().code() == StatusCode::kInvalidArgument);
  INFO(r.status().message());
  const std::string message = "\n" + r.status().message();
  const std::size_t line = message.find("\nw.yaml:" + place + ": ");
  REQUIRE(line != std::string::npos);
  CHECK(message.substr(line, message.find('\n', line + 1) - line).find(what) != std::string::npos);
}

TEST_CASE("what is wrong is said with its place") {
  refused("workload:\n  color: red\n", "2:3", "unknown key");
  refused("work: {}\n", "1:1", "expected workload");
  refused("[]\n", "1:1", "mapping");
  refused("workload:\n  days: -1\n", "2:9", "days");
  refused("workload:\n  opens: 25:99\n", "2:10", "time of day");
  refused("workload:\n  closing: slam\n", "2:12", "drain");
  refused("workload:\n  streams:\n    a: {queue: q, service: {gauss: 3m}}\n", "3:29",
          "kind of law");
  refused("workload:\n  streams:\n    a: {queue: q, service: {exponential: 0s}}\n", "3:28",
          "mean above 0");
  refused("workload:\n  shifts: {ana: 08:00}\n", "2:17", "shift");
  refused("workload:\n  streams:\n    a: {queue: q, require: {lending: 2}}\n", "3:29",
          "lending: unknown key, expected skills, attributes, expressions or when");
}

std::string complaints(const std::string& text, const Center* center) {
  const auto r =
      center == nullptr ? read_workload(text, "w.yaml") : read_workload(text, "w.yaml", *center);
  return r.status().message();
}

TEST_CASE("what only the whole of a workload can tell is said with its place, all at once") {
  const std::string text = R"(workload:
  opens: 18:00
  closes: 08:00
  interval: 0s
  streams:
    a:
      queue: q
      per_hour: {09:00: 3, 08:00: 4}
      service: never
      patience: {08:00: {exponential: 0s}, 12:00: 3m}
      retrial: {probability: 0.5, after: 0s}
  staff:
    front: {agents: [ana, ana], on_duty: 3, service: {b: 2}}
  shifts:
    ana: [12:00-08:00, 09:00-10:00]
)";
  CHECK(complaints(text, nullptr) ==
        "w.yaml:3:11: workload.closes: found 18h to 8h, expected 0 <= opens < closes <= day (1d)\n"
        "w.yaml:4:13: workload.interval: found 0s, expected a length above 0, at most 100,000 of "
        "them a day\n"
        "w.yaml:8:17: workload.streams.a.per_hour: found 8h after 9h, expected rising times\n"
        "w.yaml:9:16: workload.streams.a.service: it may never end\n"
        "w.yaml:10:25: workload.streams.a.patience.08:00: expected a mean above 0\n"
        "w.yaml:11:42: workload.streams.a.retrial.after: expected a mean delay of 1 s or more\n"
        "w.yaml:13:22: workload.staff.front.agents.ana: he is in a group already\n"
        "w.yaml:13:42: workload.staff.front.on_duty: found 3, expected 0 to 2 agents\n"
        "w.yaml:13:58: workload.staff.front.service.b: found 'b', expected the id of a stream\n"
        "w.yaml:15:10: workload.shifts.ana: found 12h to 8h, expected 0 <= from < to <= day");
}

TEST_CASE("what a workload names must be in the centre, and is looked up with its place") {
  Center center;
  center.queues = {{.id = "care"}, {.id = "sales"}};
  center.agents = {{.id = "ana"}};
  const std::string text = R"(workload:
  streams:
    a: {queue: acre, channel: fax, require: {skills: {x: 500}}}
    b: {queue: sales}
  staff: {front: {agents: [ana, anna]}}
  shifts: {ben: 08:00-12:00}
)";
  CHECK(complaints(text, &center) ==
        "w.yaml:3:16: workload.streams.a.queue: found 'acre', expected the id of a queue; did you "
        "mean 'care'?\n"
        "w.yaml:3:31: workload.streams.a.channel: found 'fax', expected the id of a channel\n"
        "w.yaml:3:58: workload.streams.a.require.skills.x: found 500, expected 1..100\n"
        "w.yaml:5:33: workload.staff.front.agents.anna: found 'anna', expected the id of an agent; "
        "did you mean 'ana'?\n"
        "w.yaml:6:17: workload.shifts.ben: found 'ben', expected the id of an agent");
  CHECK(complaints(text, nullptr).empty());
}

TEST_CASE("a stream without a queue needs rules that choose one") {
  const std::string text = "workload:\n  streams:\n    a: {per_hour: 3}\n";
  CHECK(complaints(text, nullptr).empty());
  Center center;
  center.queues = {{.id = "care"}};
  CHECK(complaints(text, &center) ==
        "w.yaml:3:8: workload.streams.a.queue: it is missing, and the configuration has no "
        "classification and no fallback_queue that would choose one");
  center.fallback_queue = "care";
  CHECK(complaints(text, &center).empty());
  center.fallback_queue.clear();
  center.classification = {{.queue = "care"}};
  CHECK(complaints(text, &center).empty());
}

TEST_CASE("an expression of a stream that does not compile is said with its place") {
  const std::string text = R"y(workload:
  streams:
    a: {queue: care, require: "agent.skils.fr > 1"}
    b:
      queue: care
      require:
        skills: {fr: {ge: 2, when: "attributes.lang = 'fr'"}}
        when: {en: "size(attributes)"}
        expressions:
          near: "agent.site == attributes.site"
          far: "agent.site +"
    c.d: {queue: care, require: {expressions: ["1 + 1"]}}
)y";
  Center center;
  center.queues = {{.id = "care"}};
  const std::string all = complaints(text, &center);
  const auto has = [&](const std::string& line) {
    INFO(all);
    INFO(line);
    CHECK(("\n" + all).find("\n" + line) != std::string::npos);
  };
  has("w.yaml:3:31: workload.streams.a.require.expressions[0]: at character ");
  has("w.yaml:7:36: workload.streams.b.require.skills.fr.when: at character ");
  has("w.yaml:8:20: workload.streams.b.require.skills.en.when: ");
  has("w.yaml:11:16: workload.streams.b.require.expressions[1]: at character ");
  has("w.yaml:12:48: workload.streams.c.d.require.expressions[0]: ");
  CHECK(std::count(all.begin(), all.end(), '\n') == 4);
  CHECK(complaints(text, nullptr) == all);
}

TEST_CASE("damaged texts are refused and never crash") {
  for (const char* text : {"", "workload", "workload: [", "{workload: {streams: {a: 3}}}",
                           "workload: {streams: {a: {queue: q, service: {mixture: 4}}}}",
                           "workload: {streams: {a: {queue: q, service: {survival: [1]}}}}",
                           "workload: {staff: {a: {on_duty: {x: 1, y: 2}}}}"}) {
    INFO(text);
    CHECK_FALSE(read_workload(text, "w.yaml").ok());
  }
}

}  // namespace
}  // namespace uniselector::test
