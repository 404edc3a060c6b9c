// The roster against a sorted list: the order over all agents and the heads of classes stay right
// while agents come back to any place, gaps open and close, and the order is packed anew.
#include "match/roster.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <vector>

#include "base/prng.h"
#include "support/catch.h"

namespace uniselector::match {
namespace {

using Key = std::tuple<std::uint32_t, std::int64_t, AgentIx>;  // load, idle since, agent

std::vector<AgentIx> order_of(const Roster& roster) {
  std::vector<AgentIx> agents;
  const IdleOrder& order = *roster.order();
  for (std::size_t i = order.begin(); i < order.end(); ++i) {
    if (order.entry(i).agent != kNone) agents.push_back(order.entry(i).agent);
  }
  return agents;
}

TEST_CASE("agents stand in order, wherever they come back to", "[roster]") {
  base::Prng prng(21);
  constexpr AgentIx kAgents = 300;
  constexpr ClassIx kClasses = 7;
  std::vector<ClassIx> class_of(kAgents);
  for (AgentIx a = 0; a < kAgents; ++a) class_of[a] = a % kClasses;
  ClassMarks marks;  // class k carries 1 and those of 2, 3, 5 that divide k
  const auto carries = [](ClassIx klass, Mark mark) { return klass % mark == 0; };
  for (ClassIx k = 0; k < kClasses; ++k) {
    std::vector<Mark> own;
    for (const Mark mark : {1U, 2U, 3U, 5U}) {
      if (carries(k, mark)) own.push_back(mark);
    }
    marks.add(own);
  }

  Roster roster;
  std::map<AgentIx, Key> present;
  std::int64_t now = 0;
  for (int step = 0; step < 30'000; ++step) {
    if (step == 500) roster.keep_order(class_of, marks);  // built while agents are there
    const auto agent = static_cast<AgentIx>(prng.below(kAgents));
    if (present.count(agent) != 0) {
      roster.remove(agent, class_of[agent]);
      present.erase(agent);
    } else {
      // Mostly the newest, as when work ends; now and then an old place, as after a decline.
      now += static_cast<std::int64_t>(prng.below(3)) * 1000;
      const bool old = prng.below(4) == 0;
      const std::int64_t idle = old ? now - static_cast<std::int64_t>(prng.below(500'000)) : now;
      const auto load = static_cast<std::uint32_t>(prng.below(10) == 0 ? prng.below(4096) : 0);
      roster.insert(agent, class_of[agent], load, idle);
      present[agent] = {load, idle, agent};
    }
    REQUIRE(roster.count() == present.size());
    const ClassIx klass = class_of[agent];
    Key best;
    bool any = false;
    for (const auto& [other, key] : present) {
      if (class_of[other] != klass || (any && best < key)) continue;
      best = key;
      any = true;
    }
    REQUIRE((roster.head_key(klass) == ~std::uint64_t{0}) == !any);
    if (any) REQUIRE(roster.head(klass) == std::get<2>(best));
    if (step > 500 && step % 10 == 0) {
      std::vector<Key> keys;
      for (const auto& [other, key] : present) keys.push_back(key);
      std::sort(keys.begin(), keys.end());
      std::vector<AgentIx> expected;
      for (const Key& key : keys) expected.push_back(std::get<2>(key));
      REQUIRE(order_of(roster) == expected);
      // Rows come into use one after the other, while agents are there.
      std::vector<Mark> asked{1};
      if (step > 2'000) asked.push_back(2);
      if (step > 4'000) asked.push_back(step % 20 == 0 ? 3U : 5U);
      const auto rows = roster.keep_order(class_of, marks).rows_for(asked);
      const ClassIx refused = static_cast<ClassIx>(prng.below(kClasses));
      AgentIx first = kNone;
      for (const AgentIx a : expected) {
        const bool all = std::all_of(asked.begin(), asked.end(),
                                     [&](Mark m) { return carries(class_of[a], m); });
        if (all && class_of[a] != refused) {
          first = a;
          break;
        }
      }
      REQUIRE(roster.order()->first(rows, [&](ClassIx k) { return k != refused; }) == first);
      REQUIRE(roster.order()->check());
    }
  }
}

TEST_CASE("the next available agent is found across words of bits", "[roster]") {
  Roster roster;
  CHECK(roster.next_available(0) == kNone);
  for (const AgentIx agent : {3U, 64U, 200U}) roster.insert(agent, 0, 0, agent);
  CHECK(roster.next_available(0) == 3);
  CHECK(roster.next_available(4) == 64);
  CHECK(roster.next_available(65) == 200);
  CHECK(roster.next_available(201) == kNone);
  roster.remove(64, 0);
  CHECK(roster.next_available(4) == 200);
}

}  // namespace
}  // namespace uniselector::match
