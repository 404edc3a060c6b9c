// See the header; every number here is part of the definition of a claim.
#include "workload.h"

#include <algorithm>
#include <cmath>

#include "base/prng.h"

namespace uniselector::bench {
namespace {

using base::Prng;

constexpr int kSkillsPerAgent = 8;
constexpr int kOwnSkills = 6;
constexpr int kBaseRequirements = 2000;
constexpr double kHandlingSeconds = 180;
constexpr std::int64_t kSecond = 1'000'000'000;

std::string skill_name(int skill) { return "s" + std::to_string(skill); }

std::map<std::string, int> random_profile(Prng& prng, const WorldSize& size, int department) {
  const int per_department = size.skills / size.departments;
  std::map<std::string, int> skills;
  const auto add = [&](int skill) {
    skills.emplace(skill_name(skill), 1 + static_cast<int>(prng.below(10)));
  };
  const bool one_department = size.departments == 1;
  const std::size_t own = one_department ? kSkillsPerAgent : kOwnSkills;
  while (skills.size() < own) {
    add(department * per_department +
        static_cast<int>(prng.below(static_cast<std::uint64_t>(per_department))));
  }
  while (skills.size() < kSkillsPerAgent) {
    const auto skill = static_cast<int>(prng.below(static_cast<std::uint64_t>(size.skills)));
    if (skill / per_department != department) add(skill);
  }
  return skills;
}

BaseRequirement random_requirement(Prng& prng, const WorldSize& size, int index) {
  const int per_department = size.skills / size.departments;
  const int department = index % size.departments;
  const std::size_t count = 1 + prng.below(3);
  std::vector<int> chosen;
  while (chosen.size() < count) {
    const int skill = department * per_department +
                      static_cast<int>(prng.below(static_cast<std::uint64_t>(per_department)));
    if (std::find(chosen.begin(), chosen.end(), skill) == chosen.end()) chosen.push_back(skill);
  }
  BaseRequirement base;
  RelaxStep first{.after = std::chrono::seconds(20)};
  RelaxStep second{.after = std::chrono::seconds(40)};
  first.lower_all_by = 3;
  second.lower_all_by = 10;  // every minimum 1
  for (const int skill : chosen) {
    base.require.skills.push_back(
        {.skill = skill_name(skill), .level = 1 + static_cast<int>(prng.below(7))});
  }
  if (count > 1) second.drop.push_back(skill_name(chosen.back()));
  base.relax = {first, second};
  base.weight = 1.0 / std::sqrt(1.0 + index / size.departments);
  return base;
}

}  // namespace

World make_world(const WorldSize& size) {
  Prng prng(size.seed, 1);
  World world{.size = size, .center = {}, .requirements = {}};
  world.center.channels.push_back({.id = "c"});
  world.center.queues.push_back({.id = "q"});
  world.center.limits.agents = static_cast<std::uint32_t>(std::max(size.agents, 100'000));
  world.center.limits.interactions = 4'000'000;
  const int profiles = size.profiles == 0 ? size.agents : size.profiles;
  std::vector<std::map<std::string, int>> pool;
  for (int p = 0; p < profiles; ++p) {
    pool.push_back(random_profile(prng, size, p % size.departments));
  }
  world.center.agents.reserve(static_cast<std::size_t>(size.agents));
  for (int a = 0; a < size.agents; ++a) {
    AgentConfig agent{.id = "a" + std::to_string(a)};
    agent.skills = pool[static_cast<std::size_t>(a % profiles)];
    agent.queues = {{"q", 1}};
    agent.capacity = Capacity{.units = std::nullopt, .channels = {{"c", 1, 1}}};
    world.center.agents.push_back(std::move(agent));
  }
  for (int r = 0; r < kBaseRequirements; ++r) {
    world.requirements.push_back(random_requirement(prng, size, r));
  }
  return world;
}

Traffic make_traffic(const World& world) {
  const WorldSize& size = world.size;
  Prng prng(size.seed, 2);
  std::vector<double> cumulative;
  double sum = 0;
  for (const auto& requirement : world.requirements)
    cumulative.push_back(sum += requirement.weight);

  Traffic traffic;
  const auto n = static_cast<std::size_t>(size.agents);
  const bool overload = size.waiting > 0;
  const std::size_t fill = overload ? n + static_cast<std::size_t>(size.waiting) : 0;
  const std::size_t settle = overload ? 20'000 + n / 10 : 4 * n + 20'000;
  const std::size_t measured = overload ? 600'000 : 800'000;
  traffic.warm_up = fill + settle;
  traffic.work_starts = overload ? 60 * kSecond : 0;
  const double rate = (overload ? 1.0 : 0.95) * size.agents / kHandlingSeconds;
  std::int64_t time = 0;
  for (std::size_t i = 0; i < fill + settle + measured; ++i) {
    if (i < fill) {
      time = static_cast<std::int64_t>(60.0 * static_cast<double>(kSecond) *
                                       static_cast<double>(i) / static_cast<double>(fill));
    } else {
      if (i == fill) time = traffic.work_starts;
      time += static_cast<std::int64_t>(prng.exponential(1.0 / rate) * 1e9);
    }
    Arrival arrival{.time = time};
    arrival.handling = static_cast<std::int64_t>(prng.exponential(kHandlingSeconds) * 1e9);
    const auto at = std::upper_bound(cumulative.begin(), cumulative.end(), prng.uniform() * sum);
    arrival.requirement = static_cast<std::uint32_t>(std::min<std::ptrdiff_t>(
        at - cumulative.begin(), static_cast<std::ptrdiff_t>(cumulative.size()) - 1));
    // Half of all are the least urgent, a quarter one above, and so on: seven steps at most.
    std::int16_t priority = 0;
    while (priority < 7 && (prng.next_u64() & 1U) != 0) ++priority;
    arrival.priority = priority;
    traffic.arrivals.push_back(arrival);
  }
  return traffic;
}

}  // namespace uniselector::bench
