// Paths of a configuration in the text, in every form that a file may have.
#include "config/places.h"

#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::config;

namespace {

Node parsed(std::string_view text) {
  Complaints complaints("f");
  auto documents = parse_documents(text, 1, complaints);
  REQUIRE(complaints.empty());
  REQUIRE(documents.size() == 1);
  return std::move(documents.front());
}

/// The scalar that begins where the path leads to.
std::string at(std::string_view text, std::string_view path) {
  const Node root = parsed(text);
  const Place place = locate(root, path);
  std::string found = "nothing";
  const auto search = [&](const auto& self, const Node& node) -> void {
    if (node.place == place && node.kind == Node::Kind::kScalar) found = node.text;
    for (const Node& child : node.children) self(self, child);
  };
  search(search, root);
  return found;
}

}  // namespace

TEST_CASE("a path finds its place or the last part of it", "[config][places]") {
  const Node root = parsed(
      "queues:\n"
      "  a.b: {limits: {wait: [{max: 1}, {max: 2}]}}\n"
      "  a: {x: 1}\n"
      "agents:\n"
      "  ana: {queues: [a, c]}\n");
  CHECK(locate(root, "queues.a.b.limits.wait[1].max") == Place{2, 41});
  CHECK(locate(root, "queues.a.x") == Place{3, 10});
  CHECK(locate(root, "queues.a.y") == Place{3, 6});
  CHECK(locate(root, "agents.ana.queues.c") == Place{5, 21});
  CHECK(locate(root, "agents.ana.queues.d") == Place{5, 17});
  CHECK(locate(root, "queues.a.b.limits.wait[7].max") == Place{2, 24});
  CHECK(locate(root, "nothing.here") == Place{1, 1});
  CHECK(locate(root, "") == Place{1, 1});
  CHECK(locate(root, "queues..[") == locate(root, "queues"));
}

TEST_CASE("an expression of a requirement is found in every form", "[config][places]") {
  const char* path = "queues.q.require.expressions[1]";
  CHECK(at("queues: {q: {require: x}}", "queues.q.require.expressions[0]") == "x");
  CHECK(at("queues: {q: {require: {expressions: [x, y]}}}", path) == "y");
  CHECK(at("queues: {q: {require: {expressions: [x, {expression: y}]}}}", path) == "y");
  CHECK(at("queues: {q: {require: {expressions: {a: x, b: y}}}}", path) == "y");
  CHECK(at("queues: {q: {require: {expressions: {a: x, b: {expedite: true, expression: y}}}}}",
           path) == "y");
  CHECK(at("queues: {q: {relax: [{after: 0s}, {after: 1s, add: x}]}}",
           "queues.q.relax[1].add.expressions[0]") == "x");
  const Node none = parsed("queues: {q: {require: {expressions: {a: x}}}}");
  CHECK(locate(none, path) == locate(none, "queues.q.require.expressions"));
}

TEST_CASE("the condition of a condition is found in every form", "[config][places]") {
  const char* path = "queues.q.require.skills.fr.ca.when";
  CHECK(at("queues: {q: {require: {skills: {fr.ca: {ge: 1, when: x}}}}}", path) == "x");
  CHECK(at("queues: {q: {require: {when: {fr.ca: x}}}}", path) == "x");
  CHECK(at("queues: {q: {require: {skills: {fr.ca: 3}, when: {fr.ca: x}}}}", path) == "x");
  CHECK(at("queues: {q: {require: {skills: [fr.ca], when: {fr.ca: x}}}}", path) == "x");
  CHECK(at("queues: {q: {require: {attributes: {lang: 3}, when: {lang: x}}}}",
           "queues.q.require.attributes.lang.when") == "x");
  CHECK(at("require: {when: {fr: x}}", "require.skills.fr.when") == "x");
  CHECK(at("when: {fr: x}", "skills.fr.when") == "x");
}

TEST_CASE("rules of a capacity are found in every form", "[config][places]") {
  const char* path = "profiles.p.capacity.channels.chat.max";
  CHECK(at("profiles: {p: {capacity: {chat: x}}}", path) == "x");
  CHECK(at("profiles: {p: {capacity: {chat: {max: x}}}}", path) == "x");
  CHECK(at("profiles: {p: {capacity: {units: 5, channels: {chat: x}}}}", path) == "x");
  CHECK(at("profiles: {p: {capacity: {channels: {chat: {max: {rule: x, otherwise: 2}}}}}}", path) ==
        "x");
  CHECK(at("profiles: {p: {capacity: {channels: {chat: {max: x}}}}}",
           "profiles.p.capacity.chat.max") == "x");
  const char* own = "agents.a.capacity.channels.chat.cost";
  CHECK(at("agents: {a: {capacity: {chat: {cost: x}}}}", own) == "x");
  CHECK(at("agents: {a: {profile: {capacity: {chat: {cost: x}}}}}", own) == "x");
  CHECK(at("agents: {a: {profile: {capacity: {units: 5, channels: {chat: {cost: x}}}}}}", own) ==
        "x");
}

TEST_CASE("what limits and actions say is found in every form", "[config][places]") {
  CHECK(at("queues: {q: {closed: {offer: a, when: x}}}", "queues.q.closed.when") == "x");
  CHECK(at("queues: {q: {closed: {overflow: a, add: x}}}",
           "queues.q.closed.then.add.expressions[0]") == "x");
  CHECK(at("queues: {q: {closed: {then: {overflow: a, add: x}}}}",
           "queues.q.closed.then.add.expressions[0]") == "x");
  CHECK(at("queues: {q: {limits: {length: {max: 1, when: x}}}}", "queues.q.limits.length.when") ==
        "x");
  for (const char* path : {"queues.q.limits.wait[0].when", "queues.q.limits.wait.when"}) {
    CHECK(at("queues: {q: {limits: {wait: {max: 1s, when: x}}}}", path) == "x");
    CHECK(at("queues: {q: {limits: {wait: [{max: 1s, when: x}]}}}", path) == "x");
  }
}

TEST_CASE("scores and rules are found as texts and as mappings", "[config][places]") {
  CHECK(at("queues: {q: {prefer: {score: x}}}", "queues.q.prefer.score") == "x");
  CHECK(at("queues: {q: {prefer: {score: {lowest_first: true, expression: x}}}}",
           "queues.q.prefer.score") == "x");
  CHECK(at("queues: {q: {priority: x}}", "queues.q.priority") == "x");
  CHECK(at("queues: {q: {priority: {otherwise: 3, rule: x}}}", "queues.q.priority") == "x");
  CHECK(at("classification: [{when: a}, {where: x}]", "classification[1].where") == "x");
}
