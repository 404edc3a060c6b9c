// Every word of an enumeration leads back to it, and the last of each is the last there is.
#include <uniselector/types.h>

#include "support/catch.h"

using namespace uniselector;

namespace {

template <class T>
void check_words(T last) {
  const auto count = static_cast<int>(last);
  for (int i = 0; i <= count; ++i) {
    const auto value = static_cast<T>(i);
    INFO(to_string(value));
    CHECK(from_string<T>(to_string(value)) == value);
  }
  CHECK(to_string(static_cast<T>(count + 1)) == "unknown");
}

}  // namespace

TEST_CASE("words of enumerations lead back to them", "[model][types]") {
  check_words(Operator::kAbsent);
  check_words(InteractionState::kEnded);
  check_words(EndReason::kDeflected);
  check_words(Presence::kDraining);
  check_words(AgentKind::kBot);
  check_words(OfferOutcome::kRevoked);
  check_words(Reason::kCompleted);
  check_words(Preference::kScore);
  check_words(EventKind::kRuleFailed);
  CHECK(to_string(Preference::kScore) == "score");
  CHECK(to_string(EventKind::kClassified) == "classified");
  CHECK(to_string(EventKind::kRuleFailed) == "rule_failed");
}
