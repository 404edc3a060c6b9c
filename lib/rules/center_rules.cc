// Walks a configuration by its paths.
#include "rules/center_rules.h"

#include <string>

namespace uniselector::rules {
namespace {

class Walk {
 public:
  Walk(RuleBook& book, std::size_t most) : book_(book), most_(most) {}

  std::vector<model::Problem> run(const Center& center) {
    for (const ProfileConfig& profile : center.profiles) {
      capacity("profiles." + profile.id + ".capacity", profile.capacity);
    }
    for (const AgentConfig& agent : center.agents) {
      if (agent.capacity) capacity("agents." + agent.id + ".capacity", *agent.capacity);
    }
    for (const QueueConfig& queue : center.queues) this->queue("queues." + queue.id, queue);
    for (std::size_t i = 0; i < center.classification.size(); ++i) {
      const std::string path = item("classification", i);
      requirement(path + ".require", center.classification[i].require);
      steps(path + ".relax", center.classification[i].relax);
    }
    Classification(center, book_, &problems_);
    if (problems_.size() > most_) problems_.resize(most_);
    return std::move(problems_);
  }

 private:
  static std::string item(const std::string& path, std::size_t index) {
    return path + "[" + std::to_string(index) + "]";
  }

  void compile(const std::string& path, Scope scope, Yield yield, const std::string& text) {
    if (text.empty() || problems_.size() >= most_) return;
    const auto compiled = book_.compile(scope, yield, text);
    if (!compiled.ok()) problems_.push_back({path, compiled.status().message()});
  }
  void capacity(const std::string& path, const Capacity& capacity) {
    for (const Capacity::Channel& channel : capacity.channels) {
      const std::string at = path + ".channels." + channel.channel;
      compile(at + ".max", Scope::kCapacity, Yield::kInteger, channel.max_rule);
      compile(at + ".cost", Scope::kCapacity, Yield::kInteger, channel.cost_rule);
    }
  }
  void requirement(const std::string& path, const Requirement& requirement) {
    for (const SkillCondition& condition : requirement.skills) {
      compile(path + ".skills." + condition.skill + ".when", Scope::kInteraction, Yield::kCondition,
              condition.when);
    }
    for (const AttributeCondition& condition : requirement.attributes) {
      compile(path + ".attributes." + condition.attribute + ".when", Scope::kInteraction,
              Yield::kCondition, condition.when);
    }
    for (std::size_t i = 0; i < requirement.expressions.size(); ++i) {
      compile(item(path + ".expressions", i), Scope::kAgent, Yield::kCondition,
              requirement.expressions[i].expression);
    }
  }
  void steps(const std::string& path, const std::vector<RelaxStep>& steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const std::string at = item(path, i);
      compile(at + ".when", Scope::kGuard, Yield::kCondition, steps[i].when);
      if (steps[i].set) requirement(at + ".set", *steps[i].set);
      requirement(at + ".add", steps[i].add);
    }
  }
  void action(const std::string& path, const LimitAction& action) {
    compile(path + ".when", Scope::kGuard, Yield::kCondition, action.when);
    requirement(path + ".then.add", action.add);
  }
  void queue(const std::string& path, const QueueConfig& queue) {
    compile(path + ".priority", Scope::kInteraction, Yield::kInteger, queue.priority_rule);
    requirement(path + ".require", queue.require);
    steps(path + ".relax", queue.relax);
    compile(path + ".prefer.score", Scope::kScore, Yield::kNumber, queue.score.expression);
    if (queue.closed) action(path + ".closed", *queue.closed);
    if (queue.length) action(path + ".limits.length", queue.length->action);
    for (std::size_t i = 0; i < queue.wait.size(); ++i) {
      action(item(path + ".limits.wait", i), queue.wait[i].action);
    }
  }

  RuleBook& book_;
  std::size_t most_;
  std::vector<model::Problem> problems_;
};

}  // namespace

std::vector<model::Problem> check_center_rules(const Center& center, RuleBook& book,
                                               std::size_t most) {
  const bool known = book.tables() != nullptr && book.tables()->configs() == center.tables;
  if (!known) {
    std::vector<CenterTableFault> faults;
    auto tables = center.tables.empty() ? nullptr : CenterTables::compile(center.tables, &faults);
    std::vector<model::Problem> problems;
    for (const CenterTableFault& fault : faults) {
      if (problems.size() >= most) break;
      const std::string where = fault.fault.where.empty() ? "" : fault.fault.where + ": ";
      problems.push_back({.path = fault.path, .message = where + fault.fault.message});
      problems.back().place = fault.fault.place;
    }
    if (!problems.empty()) return problems;
    book.use(std::move(tables));
  }
  return Walk(book, most).run(center);
}

}  // namespace uniselector::rules
