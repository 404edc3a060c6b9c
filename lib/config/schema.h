// The one table of every key of a configuration file: the readers take types, ranges and unknown
// keys from it, and docs/configuration.md is printed from it, so that neither can differ from the
// other. Constants; no code runs when the library is loaded.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "model/bounds.h"

namespace uniselector::config::schema {

enum class Type : std::uint8_t {
  kText,
  kExpression,  ///< a text in CEL
  kId,          ///< 1..128 bytes of UTF-8 without control characters
  kBool,
  kInteger,
  kCount,  ///< may end in k or M
  kBytes,  ///< k is 1024
  kReal,
  kDuration,  ///< range in nanoseconds
  kOther,     ///< read by a function of its own; `form` says how it is written
};

struct Key {
  std::string_view name;
  Type type = Type::kOther;
  std::string_view form;       ///< how the value is written, where the type does not say it
  std::string_view otherwise;  ///< the default as one would write it; in brackets: in words
  std::string_view meaning;
  model::Range range{};  ///< of the numbers that may stand here
  bool later = false;    ///< a name that is taken, answered with "not supported in this version"
  std::string_view instead{};  ///< of a name that is taken: the key that does the same already
};

/// A mapping with fixed keys.
struct Object {
  std::string_view name;     ///< as a heading: "A queue"
  std::string_view place;    ///< "queues.<id>"
  std::string_view meaning;  ///< one paragraph of Markdown
  std::span<const Key> keys;
};

extern const Object kCenter;
extern const Object kLimits;
extern const Object kChannel;
extern const Object kPenalty;
extern const Object kSkill;
extern const Object kCalendar;
extern const Object kProfile;
extern const Object kCapacity;
extern const Object kCapacityChannel;
extern const Object kAgent;
extern const Object kMembership;
extern const Object kQueue;
extern const Object kRequirement;
extern const Object kCondition;
extern const Object kExpression;
extern const Object kRule;
extern const Object kAgeing;
extern const Object kRelaxStep;
extern const Object kPrefer;
extern const Object kRandom;
extern const Object kScore;
extern const Object kOffers;
extern const Object kQueueLimits;
extern const Object kLengthLimit;
extern const Object kWaitLimit;
extern const Object kAction;
extern const Object kAbandon;
extern const Object kPromise;
extern const Object kTable;
extern const Object kVersion;
extern const Object kCandidate;
extern const Object kClassification;
extern const Object kClassificationRule;

/// All of them, in the order of the document.
std::span<const Object* const> objects();
/// The key of an object, or null.
const Key* find(const Object& object, std::string_view name);

}  // namespace uniselector::config::schema

namespace uniselector::config {

/// docs/configuration.md.
std::string configuration_markdown();

}  // namespace uniselector::config
