// The tables. A key is written here once; readers name it, the document shows it.
#include "config/schema.h"

#include <array>

namespace uniselector::config::schema {
namespace {

namespace bounds = model::bounds;

constexpr Key later(std::string_view name, std::string_view meaning) {
  return {.name = name, .meaning = meaning, .later = true};
}

constexpr auto kCenterKeys = std::to_array<Key>({
    {"version", Type::kInteger, "", "1", "Version of this format.", bounds::kVersion},
    {"center", Type::kId, "", "", "Name of the centre."},
    {"time_zone", Type::kText, "name of the tz database, `UTC`, or `UTC+hh:mm`", "UTC",
     "Zone of calendars that name none."},
    {"idle_logout", Type::kDuration, "", "(never)", "Agents without work for this long go offline.",
     bounds::kIdleLogout},
    {"limits", Type::kOther, "[limits](#limits)", "", "Upper bounds of the engine."},
    {"channels", Type::kOther, "mapping of id to [channel](#a-channel)",
     "(one channel `voice` with the defaults)", "Kinds of interaction, at most 16."},
    {"skills", Type::kOther, "mapping of id to [skill](#a-skill)", "",
     "Skills with their levels. One that is used but not listed has levels 1..100."},
    {"calendars", Type::kOther, "mapping of id to [calendar](#a-calendar)", "", "Opening hours."},
    {"profiles", Type::kOther, "mapping of id to [profile](#a-profile)", "",
     "What agents of one kind may do."},
    {"agents", Type::kOther, "mapping of id to [agent](#an-agent)", "",
     "Their order decides ties: the first is preferred."},
    {"queues", Type::kOther, "mapping of id to [queue](#a-queue)", "", "Where interactions wait."},
    {"tables", Type::kOther, "mapping of id to [table](#a-table)", "",
     "Decision tables that expressions ask, at most 1000."},
    {"classification", Type::kOther,
     "list of [rules](#a-classification-rule), or [a table](#classification)", "",
     "What happens on the way to a queue. See [classification](#classification)."},
    {"fallback_queue", Type::kId, "id of a queue", "(refused)",
     "Takes the interactions that come without a queue and get none by the rules."},
    later("presence", "Presence words of the centre."),
});

constexpr auto kLimitsKeys = std::to_array<Key>({
    {"agents", Type::kCount, "", "100k", "Agents that may be configured.", bounds::kAgents},
    {"interactions", Type::kCount, "", "1100k", "Interactions alive at once.",
     bounds::kInteractions},
    {"waiting", Type::kCount, "", "",
     "Another way to set `interactions`: this many that wait, and one for each agent of `agents`.",
     bounds::kWaiting},
    {"attributes_per_interaction", Type::kCount, "", "64",
     "Attributes of one interaction or agent.", bounds::kAttributes},
    {"attribute_bytes", Type::kBytes, "", "4k",
     "Longest text: of an attribute, a note, a disposition or a reason.", bounds::kAttributeBytes},
    {"notes_per_interaction", Type::kCount, "", "64", "Notes kept with one interaction.",
     bounds::kNotes},
    {"ended_kept", Type::kCount, "", "1024", "Ended interactions that can still be asked about.",
     bounds::kEndedKept},
});

constexpr auto kChannelKeys = std::to_array<Key>({
    {"like", Type::kId, "id of another channel", "",
     "Starts from that channel's settings instead of the defaults."},
    {"offer_timeout", Type::kDuration, "", "20s", "How long an offer lives.",
     bounds::kOfferTimeout},
    {"wrap_up", Type::kOther, "duration or `until_released`", "0s",
     "Wrap-up after the talk: fixed, or until the host closes."},
    {"two_phase", Type::kBool, "", "false",
     "After accept, the host reports connected or failed, within `offer_timeout`."},
    {"missed", Type::kOther, "[penalty](#a-penalty)", "(`not_ready` for `voice`, else `none`)",
     "What a missed offer costs the agent."},
    {"declined", Type::kOther, "[penalty](#a-penalty)", "none", "What declining costs the agent."},
    {"failed", Type::kOther, "[penalty](#a-penalty)", "none",
     "What a failed device or connection costs the agent."},
    {"decline_cool_down", Type::kDuration, "", "10s",
     "An agent who declined is not asked again about the same interaction for this long, if nobody "
     "else could take it; otherwise until he becomes ready anew.",
     bounds::kDeclineCoolDown},
    {"min_offer_gap", Type::kDuration, "", "1s",
     "Least time between two offers of one interaction to one agent.", bounds::kMinOfferGap},
    {"offers_survive_leaving", Type::kBool, "", "false",
     "An agent who leaves may still answer his live offers."},
    {"requeue_when_offline", Type::kBool, "", "false",
     "Running work of an agent who went offline is queued again after `agent_grace`."},
    {"agent_grace", Type::kDuration, "", "30s", "See `requeue_when_offline`.", bounds::kAgentGrace},
    later("sleep_after", "Parks a conversation that is silent for this long."),
    later("interruptible", "Work that may be interrupted."),
    later("customer_grace", "How long a customer may be gone."),
    later("promise", "Targets of the channel."),
    later("attempts", "Attempts of a call-back."),
    later("retry_after", "Time between attempts."),
});

constexpr auto kPenaltyKeys = std::to_array<Key>({
    {"then", Type::kOther, "`none`, `cool_down`, `not_ready` or `logout`", "none",
     "What happens to the agent."},
    {"after", Type::kInteger, "", "1",
     "Only from this many in a row; becoming ready or answering clears the count.",
     bounds::kPenaltyAfter},
    {"cool_down", Type::kDuration, "", "", "With `then: cool_down`: no offers for this long.",
     bounds::kPenaltyCoolDown},
});

constexpr auto kSkillKeys = std::to_array<Key>({
    {"levels", Type::kOther, "`low..high`, or the highest", "1..1",
     "The levels that exist, within 0..1000000."},
    {"best", Type::kOther, "`high` or `low`", "high",
     "Which end is best: with `low`, 1 is the best level and a required level reads \"or lower\"."},
});

constexpr auto kCalendarKeys = std::to_array<Key>({
    {"time_zone", Type::kText, "as the centre's", "(the centre's)", "Zone of the hours."},
    {"open", Type::kOther, "mapping of days to hours", "",
     "Days: `mon` to `sun`, ranges as `mon-fri`, lists as `\"mon,wed\"`. Hours: `09:00-18:00`, a "
     "list of such, or `closed`. The end may be `24:00`; hours that end before they begin go on "
     "into "
     "the next day."},
    {"holidays", Type::kOther, "list of dates `YYYY-MM-DD`", "",
     "Days that are closed from midnight to midnight."},
    {"overrides", Type::kOther, "mapping of dates to hours", "",
     "Days with hours of their own, instead of the week's and of holidays. They end by midnight."},
});

constexpr auto kProfileKeys = std::to_array<Key>({
    {"capacity", Type::kOther, "[capacity](#capacity)", "", "What an agent can work on at once."},
    {"max_offers", Type::kInteger, "", "1", "Live offers at once.", bounds::kMaxOffers},
    later("blocks", "Channels that shut out others."),
});

constexpr auto kCapacityKeys = std::to_array<Key>({
    {"units", Type::kInteger, "", "(no pool)", "A pool that all channels share.", bounds::kUnits},
    {"channels", Type::kOther, "mapping of channel to [numbers](#capacity-of-a-channel)", "",
     "The channels he can take."},
});

constexpr auto kCapacityChannelKeys = std::to_array<Key>({
    {"max", Type::kInteger, "integer 0..65535, or a [rule](#a-rule)", "(`units` / `cost`, else 1)",
     "Interactions of the channel at once.", bounds::kChannelMax},
    {"cost", Type::kInteger, "integer 0..32767, or a [rule](#a-rule)", "1",
     "Units of the pool that one takes.", bounds::kChannelCost},
});

constexpr auto kAgentKeys = std::to_array<Key>({
    {"kind", Type::kOther, "`human` or `bot`", "human", "People and programs are routed alike."},
    {"profile", Type::kOther, "id of a profile, or a [profile](#a-profile) in place", "",
     "Gives `capacity` and `max_offers` unless they are set here."},
    {"skills", Type::kOther, "mapping of skill to level, or a list of skills", "",
     "In a list, each at level 1. At most 4096."},
    {"attributes", Type::kOther, "mapping of name to value", "",
     "Anything requirements may ask for. The name `id` is taken: it is the agent's id."},
    {"site", Type::kOther, "value", "", "Short for an attribute of that name."},
    {"team", Type::kOther, "value", "", "Short for an attribute of that name."},
    {"language", Type::kOther, "value", "", "Short for an attribute of that name."},
    {"location", Type::kOther, "value", "", "Short for an attribute of that name."},
    {"cost", Type::kOther, "value", "", "Short for an attribute of that name."},
    {"queues", Type::kOther, "list of queues, or mapping of queue to [membership](#a-membership)",
     "", "The queues he serves."},
    {"capacity", Type::kOther, "[capacity](#capacity)", "(the profile's)",
     "What he can work on at once."},
    {"max_offers", Type::kInteger, "", "(the profile's, else 1)", "Live offers at once.",
     bounds::kMaxOffers},
    {"state", Type::kOther, "`offline`, `ready`, `not_ready` or `draining`", "offline",
     "Presence when the configuration first names him."},
    later("confidence_floor", "Least confidence of a bot."),
});

constexpr auto kMembershipKeys = std::to_array<Key>({
    {"rank", Type::kInteger, "", "1",
     "1 is served first; equal ranks compete by the order of the interactions.", bounds::kRank},
});

constexpr auto kQueueKeys = std::to_array<Key>({
    {"attributes", Type::kOther, "mapping of name to value", "",
     "What classification may ask of the queue."},
    {"priority", Type::kInteger, "integer -1000..1000, or a [rule](#a-rule)", "0",
     "Priority of interactions that bring none; higher is more urgent.", bounds::kPriority},
    {"ageing", Type::kOther, "[ageing](#ageing)", "(off)", "Priority that grows while waiting."},
    {"require", Type::kOther, "[requirement](#a-requirement)", "", "What an agent must have."},
    {"relax", Type::kOther, "list of [steps](#a-relaxation-step)", "",
     "How the requirement changes with the time in the queue, in order of time; the last step "
     "stays. At most 64, wait limits included."},
    {"prefer", Type::kOther,
     "`longest_idle`, `most_idle`, `most_skilled`, `least_skilled`, `round_robin`, "
     "`least_occupied`, "
     "`fewest_open`, `fewest_handled`, `fixed_order`, `random`, or a [mapping](#preference)",
     "longest_idle", "Who gets it among those who may."},
    {"open_pool", Type::kBool, "", "false", "Every agent is a member."},
    {"offer_timeout", Type::kDuration, "", "(the channel's)", "How long an offer lives.",
     bounds::kOfferTimeout},
    {"offers", Type::kOther, "[offers](#offers)", "", "To how many at once."},
    {"offers_at_once", Type::kInteger, "", "1", "Short for `offers: {at_once: ...}`.",
     bounds::kOffersAtOnce},
    {"max_unassigns", Type::kInteger, "", "(3)",
     "How often an interaction may be taken back from its agent.", bounds::kUnassigns},
    {"time_to_live", Type::kDuration, "", "(for ever)",
     "From submit; an interaction that still waits then ends as expired.", bounds::kTimeToLive},
    {"calendar", Type::kId, "id of a calendar", "(always open)", "Opening hours."},
    {"closed", Type::kOther, "[action](#an-action)", "(waits)",
     "What happens on entry outside the opening hours."},
    {"limits", Type::kOther, "[limits](#limits-of-a-queue)", "",
     "What makes an interaction leave."},
    {"abandon", Type::kOther, "[abandonment](#abandonment)", "", "How abandoned ones are counted."},
    {"promise", Type::kOther, "[promise](#a-promise)", "", "The target that reports compare with."},
    later("order", "Other orders than by priority and age."),
    later("preferred", "Preferred agents."),
    later("entrance", "Conditions of entry."),
});

constexpr auto kRequirementKeys = std::to_array<Key>({
    {"skills", Type::kOther, "mapping of skill to [condition](#a-condition), or a list of skills",
     "", "A number is the least level; in a list, the skill at any level."},
    {"attributes", Type::kOther, "mapping of attribute to value or [condition](#a-condition)", "",
     "A value must be equal. The attribute `id` is the agent's id."},
    {"expressions", Type::kOther,
     "mapping of name to expression or [mapping](#an-expression), or a list of such", "",
     "Each must hold for the agent. Steps drop and replace by the name."},
    {"when", Type::kOther, "mapping of skill or attribute to expression", "",
     "The conditions of that name apply only where the expression over the interaction holds or "
     "fails. A name without a condition asks for the skill at any level."},
});

constexpr auto kConditionKeys = std::to_array<Key>({
    {"eq", Type::kOther, "level or value", "", "Equal."},
    {"ne", Type::kOther, "level or value", "", "Not equal, or missing."},
    {"lt", Type::kOther, "level or value", "", "Less."},
    {"le", Type::kOther, "level or value", "", "Less or equal."},
    {"gt", Type::kOther, "level or value", "", "Greater."},
    {"ge", Type::kOther, "level or value", "", "Greater or equal."},
    {"present", Type::kOther, "true or false", "", "Has it at all."},
    {"absent", Type::kOther, "true or false", "", "Does not have it."},
    {"expires_after", Type::kDuration, "", "(never)",
     "The condition is dropped this long after entry into the queue.", bounds::kExpiresAfter},
    {"expedite", Type::kBool, "", "false",
     "While it is in force the interaction stands in front of all that are not expedited."},
    {"when", Type::kExpression, "", "(always)",
     "The condition applies only where this, over the interaction, holds or fails."},
});

constexpr auto kExpressionKeys = std::to_array<Key>({
    {"expression", Type::kExpression, "", "(required)", "Must hold; where it fails it does not."},
    {"expires_after", Type::kDuration, "", "(never)", "As of a [condition](#a-condition).",
     bounds::kExpiresAfter},
    {"expedite", Type::kBool, "", "false", "As of a [condition](#a-condition)."},
});

constexpr auto kRuleKeys = std::to_array<Key>({
    {"rule", Type::kExpression, "", "(required)", "Gives the number."},
    {"otherwise", Type::kOther, "number", "(what the key has by default)",
     "Holds where the rule fails or gives a number out of range."},
});

constexpr auto kAgeingKeys = std::to_array<Key>({
    {"per_minute", Type::kReal, "", "0", "Priority gained per minute waited.",
     bounds::kAgeingPerMinute},
    {"max", Type::kInteger, "", "0", "Most that ageing adds.", bounds::kAgeingMax},
});

constexpr auto kRelaxKeys = std::to_array<Key>({
    {"after", Type::kDuration, "", "(required)", "Time from entry into the queue.",
     bounds::kRelaxAfter},
    {"when", Type::kExpression, "", "(always)",
     "The step waits until this, over the interaction and the queues, holds or fails, and so do "
     "those behind it; it is asked again every second. (Not `while`, which is a reserved word in "
     "C++ and Python.)"},
    {"set", Type::kOther, "[requirement](#a-requirement)", "", "Replaces the whole requirement."},
    {"drop", Type::kOther, "name or list of names", "",
     "Skills, attributes and named expressions no longer asked for."},
    {"lower", Type::kOther, "mapping of skill to level", "",
     "New minimum levels; none is raised. Of skills with `best: low`: the highest level that may "
     "serve; none is lowered."},
    {"lower_all_by", Type::kInteger, "", "",
     "Every minimum is lowered by this, not below 1. Of skills with `best: low`: raised, not above "
     "their highest level.",
     bounds::kLowerAllBy},
    {"add", Type::kOther, "[requirement](#a-requirement)", "",
     "Conditions added; those on the same skill or attribute, or of the same name, are replaced."},
    {"priority", Type::kInteger, "", "", "New base priority.", bounds::kPriority},
    {"overflow", Type::kId, "id of a queue", "", "Moves to that queue."},
    later("lend_from", "Agents of another queue."),
    {.name = "while", .later = true, .instead = "when"},
});

constexpr auto kPreferKeys = std::to_array<Key>({
    {"random", Type::kOther, "[random](#random)", "", "Uniform and replayable."},
    {"score", Type::kOther, "expression or [score](#score)", "",
     "The agent for whom it gives the highest number; then the longest idle."},
    later("weighted", "Shares of agents."),
    later("percent", "Percent allocation."),
});

constexpr auto kRandomKeys = std::to_array<Key>({
    {"seed", Type::kInteger, "", "1", "Another seed, another order.", bounds::kSeed},
});

constexpr auto kScoreKeys = std::to_array<Key>({
    {"expression", Type::kExpression, "", "(required)",
     "A number, over agent and interaction. Agents for whom it fails come last."},
    {"lowest_first", Type::kBool, "", "false", "The lowest number is best."},
    {"bypass_requirements", Type::kBool, "", "false",
     "Requirements do not bind; the score alone tells agents apart."},
});

constexpr auto kOffersKeys = std::to_array<Key>({
    {"at_once", Type::kInteger, "", "1", "The first to accept gets it.", bounds::kOffersAtOnce},
});

constexpr auto kQueueLimitsKeys = std::to_array<Key>({
    {"length", Type::kOther, "[length limit](#a-length-limit)", "", "How many may wait."},
    {"wait", Type::kOther, "[wait limit](#a-wait-limit), or a list of them", "",
     "How long one may wait. Each fires once per entry, in order of time, even while an offer "
     "lives."},
    later("no_agents", "Nobody logged in for a time."),
    later("expected_wait", "A predicted wait that is too long."),
});

constexpr auto kLengthLimitKeys = std::to_array<Key>({
    {"max", Type::kCount, "", "(required)", "Interactions that may wait already on entry.",
     bounds::kQueueLength},
    {"when", Type::kExpression, "", "(always)", "As of an [action](#an-action)."},
    {"then", Type::kOther, "[action](#an-action)", "cancel", "What happens."},
    {"note", Type::kText, "", "", "Kept with the interaction."},
});

constexpr auto kWaitLimitKeys = std::to_array<Key>({
    {"max", Type::kDuration, "", "(required)", "Time from entry into the queue.", bounds::kWaitMax},
    {"when", Type::kExpression, "", "(always)", "As of an [action](#an-action)."},
    {"then", Type::kOther, "[action](#an-action)", "cancel", "What happens."},
    {"note", Type::kText, "", "", "Kept with the interaction."},
});

constexpr auto kActionKeys = std::to_array<Key>({
    {"overflow", Type::kId, "id of a queue", "",
     "Moves there. The same queue changes priority or requirement in place (wait limits only)."},
    {"priority", Type::kInteger, "", "", "With `overflow`: new base priority.", bounds::kPriority},
    {"add", Type::kOther, "[requirement](#a-requirement)", "",
     "With `overflow`: conditions added."},
    {"deflect", Type::kText, "", "", "Ends as deflected; the text says where to."},
    {"offer", Type::kText, "", "", "The same as `deflect`, as in `{offer: callback}`."},
    {"cancel", Type::kText, "", "", "Ends as cancelled, with this note."},
    {"notify", Type::kText, "", "", "Only an event, with this note."},
    {"reclassify", Type::kOther, "mapping of attribute to value", "",
     "Sets these attributes of the interaction and asks the rules of classification anew."},
    {"when", Type::kExpression, "", "(always)",
     "It applies only where this, over the interaction and the queues, holds or fails. In limits "
     "it stands beside `then`."},
    {"then", Type::kOther, "action", "", "The action itself, beside `when` and `note`."},
    {"note", Type::kText, "", "", "Kept with the interaction."},
});

constexpr auto kAbandonKeys = std::to_array<Key>({
    {"short", Type::kDuration, "", "5s",
     "Abandoned sooner than this does not count against the service level.", bounds::kShortAbandon},
});

constexpr auto kPromiseKeys = std::to_array<Key>({
    {"answer", Type::kOther, "`80% in 20s`", "80% in 20s",
     "Share to be answered within a time: the service level."},
    later("first_response", "Target for the first response."),
    later("next_response", "Target for further responses."),
    later("resolution", "Target for the end."),
});

constexpr auto kTableKeys = std::to_array<Key>({
    {"file", Type::kText, "path", "",
     "Where the table is: YAML, JSON or CSV. A relative path is one from the folder of this file."},
    {"table", Type::kOther, "[table](rules.md#the-file)", "", "The table itself, or ..."},
    {"versions", Type::kOther, "list of [versions](#a-version)", "",
     "... its versions. Of those in effect the one that begins last decides. All have the same "
     "outputs."},
    {"candidate", Type::kOther, "[candidate](#a-candidate)", "", "A version that is tried."},
});

constexpr auto kVersionKeys = std::to_array<Key>({
    {"file", Type::kText, "path", "", "Where it is, or ..."},
    {"table", Type::kOther, "[table](rules.md#the-file)", "", "... the table itself."},
});

constexpr auto kCandidateKeys = std::to_array<Key>({
    {"file", Type::kText, "path", "", "Where it is, or ..."},
    {"table", Type::kOther, "[table](rules.md#the-file)", "", "... the table itself."},
    {"share", Type::kOther, "percentage or 0..1", "0",
     "The share for which it decides. For the rest it has no effect, and where it would have "
     "decided otherwise is counted."},
    {"by", Type::kExpression, "", "(the customer)",
     "Over the interaction: the same value is always on the same side. Interactions without a "
     "value, such as a customer, stay with the table."},
});

constexpr auto kClassificationKeys = std::to_array<Key>({
    {"table", Type::kOther, "id of a table, or [table](rules.md#the-file)", "",
     "Of its outputs, `queue`, `priority` and `credit` (a duration) are taken. One that stands "
     "here "
     "is `tables.classification` for expressions."},
});

constexpr auto kClassificationRuleKeys = std::to_array<Key>({
    {"name", Type::kId, "", "(`rule` and its number)", "For events and explanations."},
    {"channels", Type::kOther, "channel or list of channels", "(all)", "Only for these."},
    {"when", Type::kExpression, "", "(always)",
     "Over the interaction. Where it fails, the rule does not apply."},
    {"table", Type::kId, "id of a table", "",
     "Of its outputs, `queue`, `priority` and `credit` (a duration) are taken; without a decision "
     "the rule does not apply. Or ..."},
    {"queue", Type::kId, "id of a queue", "", "... where the interaction goes, or ..."},
    {"where", Type::kExpression, "", "",
     "... over `queue` and the interaction: the first queue for which it holds; without one the "
     "rule does not apply, or ..."},
    {"split", Type::kOther, "mapping of queue to weight", "",
     "... one of these, in shares: `{a: 0.3, b: 0.7}`. At most 100; weights above 0."},
    {"split_by", Type::kExpression, "", "(the customer, else the number of the submit)",
     "The same value goes the same way, by a stable hash."},
    {"split_seed", Type::kInteger, "", "1", "Another seed, another split.", bounds::kSeed},
    {"priority", Type::kOther, "integer -1000..1000, or expression", "", "Its base priority."},
    {"credit", Type::kDuration, "", "", "As if it had come so much earlier.", bounds::kCredit},
    {"require", Type::kOther, "[requirement](#a-requirement)", "", "Conditions added."},
    {"relax", Type::kOther, "list of [steps](#a-relaxation-step)", "",
     "Added to the plan of its queue. At most 64."},
});

}  // namespace

constexpr Object kCenter{"The file", "", "The top level of a configuration.", kCenterKeys};
constexpr Object kLimits{
    "Limits", "limits",
    "Upper bounds. Reaching one is an answer (ResourceExhausted), never a crash.", kLimitsKeys};
constexpr Object kChannel{"A channel", "channels.<id>",
                          "A kind of interaction. A channel is configuration, not code.",
                          kChannelKeys};
constexpr Object kPenalty{
    "A penalty", "channels.<id>.missed",
    "What an outcome of an offer costs the agent: a word for `then`, or a mapping.", kPenaltyKeys};
constexpr Object kSkill{
    "A skill", "skills.<id>",
    "Something an agent has or has not, or has at a level. `{}`: has it or not. "
    "`1..5` alone is short for `{levels: 1..5}`.",
    kSkillKeys};
constexpr Object kCalendar{"A calendar", "calendars.<id>",
                           "Opening hours in local time, open at the first minute and closed at "
                           "the last. Where clocks are "
                           "turned forward, a time that is skipped means the moment of the jump; "
                           "where they are turned back, "
                           "a time that comes twice means the first.",
                           kCalendarKeys};
constexpr Object kProfile{"A profile", "profiles.<id>", "What agents of one kind have in common.",
                          kProfileKeys};
constexpr Object kCapacity{
    "Capacity", "profiles.<id>.capacity",
    "Short form: `{voice: 1, chat: 3}`, the most of each channel at once. A channel that is not "
    "listed is one he cannot take. Long form, with a pool of units that the channels share: "
    "`{units: 100, channels: {voice: {cost: 100}, chat: {cost: 25, max: 3}}}`.",
    kCapacityKeys};
constexpr Object kCapacityChannel{"Capacity of a channel",
                                  "profiles.<id>.capacity.channels.<channel>",
                                  "A mapping, or the number or rule of `max` alone. Rules are "
                                  "over the agent.",
                                  kCapacityChannelKeys};
constexpr Object kAgent{"An agent", "agents.<id>", "A person or a program that takes interactions.",
                        kAgentKeys};
constexpr Object kMembership{"A membership", "agents.<id>.queues.<queue>",
                             "`{}` for the defaults; a number alone is the rank.", kMembershipKeys};
constexpr Object kQueue{"A queue", "queues.<id>", "Where interactions wait for an agent.",
                        kQueueKeys};
constexpr Object kRequirement{
    "A requirement", "queues.<id>.require",
    "All conditions hold, or the agent does not get it. At most 64. A text alone is one "
    "expression: `require: \"agent.site == attributes.site\"`.",
    kRequirementKeys};
constexpr Object kCondition{"A condition", "queues.<id>.require.skills.<skill>",
                            "A comparison with what the agent has; several in one mapping must all "
                            "hold. A missing skill or "
                            "attribute fails every one but `ne` and `absent`. `present` and "
                            "`absent` alone may stand as a word "
                            "for a skill.",
                            kConditionKeys};
constexpr Object kExpression{"An expression", "queues.<id>.require.expressions.<name>",
                             "An expression over agent and interaction, with what conditions have.",
                             kExpressionKeys};
constexpr Object kRule{
    "A rule", "queues.<id>.priority",
    "What gives a number: an expression in quotes, or a mapping. A plain number stands for itself.",
    kRuleKeys};
constexpr Object kAgeing{"Ageing", "queues.<id>.ageing", "Priority that grows while waiting.",
                         kAgeingKeys};
constexpr Object kRelaxStep{"A relaxation step", "queues.<id>.relax[n]",
                            "What changes once an interaction has been in its queue for `after`. "
                            "Within a step the order is "
                            "set, drop, lower, add, move.",
                            kRelaxKeys};
constexpr Object kPrefer{"Preference", "queues.<id>.prefer",
                         "One of these, where a word is not enough.", kPreferKeys};
constexpr Object kRandom{"Random", "queues.<id>.prefer.random",
                         "By a stable hash of seed, interaction and agent.", kRandomKeys};
constexpr Object kScore{"Score", "queues.<id>.prefer.score",
                        "Who scores best gets it. An expression alone is enough.", kScoreKeys};
constexpr Object kOffers{"Offers", "queues.<id>.offers", "How interactions are offered.",
                         kOffersKeys};
constexpr Object kQueueLimits{"Limits of a queue", "queues.<id>.limits",
                              "Each leaves the queue by an action.", kQueueLimitsKeys};
constexpr Object kLengthLimit{"A length limit", "queues.<id>.limits.length", "Looked at on entry.",
                              kLengthLimitKeys};
constexpr Object kWaitLimit{"A wait limit", "queues.<id>.limits.wait", "Absolute.", kWaitLimitKeys};
constexpr Object kAction{
    "An action", "queues.<id>.limits.length.then",
    "A word: `cancel`, `notify`, `reclassify`, or where to deflect to (`voicemail`, `callback`, "
    "`message`, `self_service`). Or a mapping with exactly one of `overflow`, `deflect`, `offer`, "
    "`cancel`, `notify` and `reclassify`.",
    kActionKeys};
constexpr Object kAbandon{"Abandonment", "queues.<id>.abandon", "How abandoned ones are counted.",
                          kAbandonKeys};
constexpr Object kPromise{"A promise", "queues.<id>.promise", "Targets for reports.", kPromiseKeys};

constexpr Object kTable{
    "A table", "tables.<id>",
    "A [decision table or list of rules](rules.md), which needs no `name` here, or a mapping with "
    "the keys below. Every expression may ask it: `tables.<id>.<output>`, of which there is no "
    "value where the table has no decision (`has(tables.urgency.queue)`). An id has letters, "
    "digits "
    "and `_`. A table decides once for an expression and those that stand with it. It may ask what "
    "expressions may ask, and tables that stand before it; an input "
    "without an expression is the interaction's attribute of that name. In rules about agents a "
    "table may ask about the agent or about the interaction and the time, not both.",
    kTableKeys};
constexpr Object kVersion{"A version", "tables.<id>.versions[n]",
                          "The table itself, with its dates `from` and `to`, or:", kVersionKeys};
constexpr Object kCandidate{"A candidate", "tables.<id>.candidate",
                            "A version of a table on trial. `Engine::table` counts what became of "
                            "it.",
                            kCandidateKeys};
constexpr Object kClassification{
    "Classification", "classification",
    "A list of [rules](#a-classification-rule). Those that apply do so in order, up to the first "
    "that names a queue, which is the last. What the host gives with `submit` wins over what rules "
    "say. Instead of the list a table may stand here:",
    kClassificationKeys};
constexpr Object kClassificationRule{"A classification rule", "classification[n]",
                                     "At least one of the keys from `table` on, and at most one of "
                                     "`table`, `queue`, `where` and `split`.",
                                     kClassificationRuleKeys};

std::span<const Object* const> objects() {
  static constexpr auto kAll = std::to_array<const Object*>(
      {&kCenter,    &kChannel,     &kPenalty,        &kSkill,
       &kCalendar,  &kProfile,     &kCapacity,       &kCapacityChannel,
       &kAgent,     &kMembership,  &kQueue,          &kRequirement,
       &kCondition, &kExpression,  &kRelaxStep,      &kRule,
       &kAgeing,    &kPrefer,      &kRandom,         &kScore,
       &kOffers,    &kQueueLimits, &kLengthLimit,    &kWaitLimit,
       &kAction,    &kAbandon,     &kPromise,        &kTable,
       &kVersion,   &kCandidate,   &kClassification, &kClassificationRule,
       &kLimits});
  return kAll;
}

const Key* find(const Object& object, std::string_view name) {
  for (const Key& key : object.keys) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

}  // namespace uniselector::config::schema
