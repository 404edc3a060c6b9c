// See the header.
#include "rules/classification.h"

#include <algorithm>

#include <uniselector/time.h>

#include "base/hash.h"
#include "base/text.h"
#include "model/bounds.h"

namespace uniselector::rules {

Classification::Classification(const Center& center, RuleBook& book,
                               std::vector<model::Problem>* problems) {
  for (const QueueConfig& queue : center.queues) {
    queues_.push_back({queue.id, queue.attributes});
    queue_ids_.insert(queue.id);
  }
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
    if (!rule.config.table.empty()) compile_table(path + ".table", book, problems, &rule);
    rules_.push_back(std::move(rule));
  }
  build_index();
}

/// Rules that ask tables are looked at always: what the tables decide is found when they are asked.
void Classification::build_index() {
  constexpr std::size_t kFew = 16;  // so many are as quick one by one
  if (rules_.size() < kFew) return;
  std::vector<const cel::Program*> conditions;
  for (const Compiled& rule : rules_) {
    const bool known = rule.when != nullptr && !rule.when->asks_tables;
    conditions.push_back(known ? &rule.when->program : nullptr);
  }
  auto index = ConditionSet::of(conditions, make_environment(Scope::kInteraction));
  if (index.ok()) index_ = *std::move(index);
}

/// As expressions over `tables`, so that a table decides once for all that is asked of it.
void Classification::compile_table(const std::string& path, RuleBook& book,
                                   std::vector<model::Problem>* problems, Compiled* rule) const {
  const std::string& id = rule->config.table;
  const auto& tables = book.tables();
  if (tables == nullptr || tables->asks(id) == nullptr) return;  // complained about already
  bool any = false;
  const auto output = [&](const char* name, const cel::Type& type, Compiled::Output* into) {
    const std::optional<cel::Type> found = tables->output(id, name);
    if (!found) return;
    any = true;
    if (!(*found == type)) {
      problems->push_back({path, "found the output " + std::string(name) + " of type " +
                                     found->to_string() + ", expected " + type.to_string()});
      return;
    }
    const std::string text = "tables." + id + "." + name;
    const auto given = book.compile(Scope::kInteraction, Yield::kCondition, "has(" + text + ")");
    const auto value = book.compile(Scope::kInteraction, Yield::kKey, text);
    for (const auto* compiled : {&given, &value}) {
      if (compiled->ok()) continue;
      problems->push_back({path, compiled->status().message()});
      return;
    }
    *into = {*given, *value};
  };
  output("queue", cel::Type::string(), &rule->table_queue);
  output("priority", cel::Type::integer(), &rule->table_priority);
  output("credit", cel::Type::duration(), &rule->table_credit);
  if (!any) problems->push_back({path, "expected an output queue, priority or credit"});
  for (const auto& queue : tables->constants(id, "queue")) {
    if (is_queue(queue.text)) continue;
    model::Problem problem{queue.path,
                           "found the queue '" + queue.text + "', expected the id of one"};
    problem.place = queue.place;
    problems->push_back(std::move(problem));
  }
}

bool Classification::is_queue(std::string_view id) const { return queue_ids_.count(id) != 0; }

bool Classification::applies(const Compiled& rule, const Facts& facts, std::string_view channel,
                             RuleBook& book, Failures* failures) const {
  const auto& channels = rule.config.channels;
  if (!channels.empty() && std::find(channels.begin(), channels.end(), channel) == channels.end()) {
    return false;
  }
  const std::string what = "classification, " + rule.name;
  if (rule.when != nullptr && !book.holds(*rule.when, facts, false, what, failures)) return false;
  if (rule.config.table.empty()) return true;
  // The first that is asked tells why the table cannot decide; one telling is enough.
  bool told = false;
  for (const Compiled::Output* output :
       {&rule.table_queue, &rule.table_priority, &rule.table_credit}) {
    if (output->given == nullptr) continue;
    if (book.holds(*output->given, facts, false, what, told ? nullptr : failures)) return true;
    told = true;
  }
  return false;
}

std::string Classification::queue_of(const Compiled& rule, Facts& facts, std::string_view customer,
                                     std::uint64_t number, RuleBook& book,
                                     Failures* failures) const {
  const std::string what = "classification, " + rule.name;
  if (!rule.config.queue.empty()) return rule.config.queue;
  if (const auto& output = rule.table_queue; output.given != nullptr) {
    if (!book.holds(*output.given, facts, false, what, nullptr)) return {};
    std::string queue = book.text(*output.value, facts, what, failures).value_or("");
    if (is_queue(queue)) return queue;
    tell(what, "found the queue '" + base::printable(queue, 40) + "', expected the id of one",
         failures);
    return {};
  }
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

void Classification::take_table(const Compiled& rule, const Facts& facts, RuleBook& book,
                                Failures* failures, Classified* out) const {
  const std::string what = "classification, " + rule.name;
  const auto given = [&](const Compiled::Output& output) {
    return output.given != nullptr && book.holds(*output.given, facts, false, what, nullptr);
  };
  if (given(rule.table_priority)) {
    const auto priority = priority_of(*rule.table_priority.value, facts, what, book, failures);
    if (priority) out->priority = priority;
  }
  if (given(rule.table_credit)) {
    const auto credit = book.duration(*rule.table_credit.value, facts, what, failures);
    if (credit && model::bounds::kCredit.holds(credit->count())) {
      out->credit = *credit;
    } else if (credit) {
      tell(what, "found the credit " + uniselector::to_string(*credit) + ", expected 0s..30d",
           failures);
    }
  }
}

std::optional<int> Classification::priority_of(const Rule& rule, const Facts& facts,
                                               std::string_view what, RuleBook& book,
                                               Failures* failures) {
  const auto priority = book.integer(rule, facts, what, failures);
  if (!priority) return std::nullopt;
  if (model::bounds::kPriority.holds(*priority)) return static_cast<int>(*priority);
  tell(what, "found the priority " + std::to_string(*priority) + ", expected -1000..1000",
       failures);
  return std::nullopt;
}

bool Classification::take(const Compiled& rule, Facts& facts, const InteractionFacts& interaction,
                          std::uint64_t number, RuleBook& book, Failures* failures,
                          Classified* out) const {
  const std::string queue = queue_of(rule, facts, interaction.customer, number, book, failures);
  if (queue.empty() && rule.config.names_queue()) return false;
  out->rule = rule.name;
  if (rule.priority != nullptr) {
    const auto priority =
        priority_of(*rule.priority, facts, "classification, " + rule.name, book, failures);
    if (priority) out->priority = priority;
  }
  take_table(rule, facts, book, failures, out);
  if (rule.config.credit) out->credit = rule.config.credit;
  const Requirement& more = rule.config.require;
  out->require.skills.insert(out->require.skills.end(), more.skills.begin(), more.skills.end());
  out->require.attributes.insert(out->require.attributes.end(), more.attributes.begin(),
                                 more.attributes.end());
  out->require.expressions.insert(out->require.expressions.end(), more.expressions.begin(),
                                  more.expressions.end());
  out->relax.insert(out->relax.end(), rule.config.relax.begin(), rule.config.relax.end());
  out->queue = queue;
  return !queue.empty();
}

Classified Classification::classify(const InteractionFacts& interaction, std::int64_t now_ns,
                                    std::uint64_t number, RuleBook& book,
                                    Failures* failures) const {
  Classified out;
  Facts facts(book.fresh_arena(), now_ns);
  facts.set_interaction(interaction);
  const auto ends = [&](const Compiled& rule) {
    return applies(rule, facts, interaction.channel, book, failures) &&
           take(rule, facts, interaction, number, book, failures, &out);
  };
  if (!index_) {
    (void)std::any_of(rules_.begin(), rules_.end(), ends);
    return out;
  }
  ConditionSearch search(*index_, facts.kept_slots(Scope::kInteraction), facts.arena(),
                         book.scratch());
  while (search.next()) {
    if (search.known() != Truth::kFalse && ends(rules_[search.number()])) break;
  }
  return out;
}

}  // namespace uniselector::rules
