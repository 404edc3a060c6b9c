// See the header.
#include "rules/classification.h"

#include <algorithm>

#include "base/hash.h"
#include "model/bounds.h"

namespace uniselector::rules {

Classification::Classification(const Center& center, RuleBook& book,
                               std::vector<model::Problem>* problems) {
  for (const QueueConfig& queue : center.queues) queues_.push_back({queue.id, queue.attributes});
  for (std::size_t i = 0; i < center.classification.size(); ++i) {
    Compiled rule;
    rule.config = center.classification[i];
    const std::string path = "classification[" + std::to_string(i) + "]";
    rule.name = rule.config.name.empty() ? "rule " + std::to_string(i + 1) : rule.config.name;
    const auto compile = [&](Scope scope, Yield yield, const std::string& text, const char* field) {
      if (text.empty()) return static_cast<const Rule*>(nullptr);
      const auto compiled = book.compile(scope, yield, text);
      if (compiled.ok()) return *compiled;
      problems->push_back({path + "." + field, compiled.status().message()});
      return static_cast<const Rule*>(nullptr);
    };
    rule.when = compile(Scope::kInteraction, Yield::kCondition, rule.config.when, "when");
    rule.where = compile(Scope::kQueueWhere, Yield::kCondition, rule.config.queue_where, "where");
    rule.split_by = compile(Scope::kInteraction, Yield::kKey, rule.config.split_by, "split_by");
    rule.priority = compile(Scope::kInteraction, Yield::kInteger, rule.config.priority, "priority");
    rules_.push_back(std::move(rule));
  }
}

bool Classification::applies(const Compiled& rule, const Facts& facts, std::string_view channel,
                             RuleBook& book, Failures* failures) const {
  const auto& channels = rule.config.channels;
  if (!channels.empty() && std::find(channels.begin(), channels.end(), channel) == channels.end()) {
    return false;
  }
  return rule.when == nullptr ||
         book.holds(*rule.when, facts, false, "classification, " + rule.name, failures);
}

std::string Classification::queue_of(const Compiled& rule, Facts& facts, std::string_view customer,
                                     std::uint64_t number, RuleBook& book,
                                     Failures* failures) const {
  const std::string what = "classification, " + rule.name;
  if (!rule.config.queue.empty()) return rule.config.queue;
  if (rule.where != nullptr) {
    for (const Place& queue : queues_) {
      facts.set_queue(queue.id, queue.attributes);
      // A queue that lacks an attribute is none of those meant; that is no failure of the rule.
      if (book.holds(*rule.where, facts, false, what, nullptr)) return queue.id;
    }
    return {};
  }
  if (rule.config.split.empty()) return {};
  double sum = 0;
  for (const auto& share : rule.config.split) sum += share.weight;
  std::uint64_t hash = base::hash_combine(rule.config.split_seed, number);
  if (rule.split_by != nullptr) {
    const auto key = book.key(*rule.split_by, facts, what, failures);
    if (key) hash = base::hash_combine(rule.config.split_seed, base::hash_bytes(*key));
  } else if (!customer.empty()) {
    hash = base::hash_combine(rule.config.split_seed, base::hash_bytes(customer));
  }
  // 53 bits of the hash as a share of 1: exact in a double.
  double point = static_cast<double>(hash >> 11) * 0x1p-53 * sum;
  for (const auto& share : rule.config.split) {
    if (point < share.weight) return share.queue;
    point -= share.weight;
  }
  return rule.config.split.back().queue;
}

Classified Classification::classify(const InteractionFacts& interaction, std::int64_t now_ns,
                                    std::uint64_t number, RuleBook& book,
                                    Failures* failures) const {
  Classified out;
  Facts facts(book.fresh_arena(), now_ns);
  facts.set_interaction(interaction);
  for (const Compiled& rule : rules_) {
    if (!applies(rule, facts, interaction.channel, book, failures)) continue;
    const std::string queue = queue_of(rule, facts, interaction.customer, number, book, failures);
    if (queue.empty() && rule.config.names_queue()) continue;
    out.rule = rule.name;
    if (rule.priority != nullptr) {
      const auto priority =
          book.integer(*rule.priority, facts, "classification, " + rule.name, failures);
      if (priority && model::bounds::kPriority.holds(*priority)) {
        out.priority = static_cast<int>(*priority);
      }
    }
    if (rule.config.credit) out.credit = rule.config.credit;
    const Requirement& more = rule.config.require;
    out.require.skills.insert(out.require.skills.end(), more.skills.begin(), more.skills.end());
    out.require.attributes.insert(out.require.attributes.end(), more.attributes.begin(),
                                  more.attributes.end());
    out.require.expressions.insert(out.require.expressions.end(), more.expressions.begin(),
                                   more.expressions.end());
    out.relax.insert(out.relax.end(), rule.config.relax.begin(), rule.config.relax.end());
    if (!queue.empty()) {
      out.queue = queue;
      break;
    }
  }
  return out;
}

}  // namespace uniselector::rules
