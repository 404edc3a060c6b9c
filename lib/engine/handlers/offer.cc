// The agent's answers to an offer: accept, decline, failed connect, connected.
#include <algorithm>

#include "engine/state_machine.h"
#include "engine/states.h"
#include "model/request_check.h"

namespace uniselector::engine {

namespace {
/// The answer to a command about an offer that has ended, with its outcome as far as it is known.
Status offer_gone(const match::Item& item, const Extra* record, const Command& command) {
  std::string why =
      "offer: no longer valid, the interaction is " + std::string(to_string(state_of(item)));
  if (record == nullptr) return failed_precondition(std::move(why), "offer_gone");
  for (std::size_t i = 0; i < record->tried.size(); ++i) {
    const PastOffer& past = record->past[i];
    if (record->tried[i].agent != command.agent) continue;
    if (command.offer != 0 ? past.offer != command.offer : record->tried[i].live) continue;
    why += ", the offer was " + std::string(to_string(past.outcome));
    if (past.reason != Reason::kNone) why += " (" + std::string(to_string(past.reason)) + ")";
  }
  for (const Extra::PastAssignment& assignment : record->assignments) {
    if (command.offer != 0 && assignment.offer == command.offer) why += ", the offer was accepted";
  }
  return failed_precondition(std::move(why), "offer_gone");
}
}  // namespace

Status StateMachine::on_accept(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  const std::uint32_t offer = offer_meant(ix, command);
  if (offer == kNone || offers_[offer].connecting) {
    return offer_gone(items_[ix], extra_of(items_[ix]), command);
  }
  if (!catalog_.channel(offers_[offer].channel).config.two_phase) {
    assign(offer);
    return ok_status();
  }
  revoke_all(ix, Reason::kOtherAccepted, offer);
  Offer& record = offers_[offer];
  record.connecting = true;
  unlink(offer_lists_[record.timer_list], offers_, offer,
         [this](std::uint32_t other) { return offers_[other].expires; });
  // A host that never tells how it went does not hold agent and interaction for ever.
  arm_offer(offer, catalog_.channel(record.channel).config.offer_timeout.count());
  if (items_[ix].flags & match::kInLane) {
    matcher_.leave(ix);
    items_[ix].link = offer;
  }
  set_state(items_[ix], InteractionState::kConnecting);
  return ok_status();
}

Status StateMachine::on_connected(const Command& command) {
  const ItemIx ix = find(command.interaction);
  if (ix == kNone) return interaction_gone();
  const std::uint32_t offer = offer_meant(ix, command);
  if (offer == kNone || !offers_[offer].connecting) {
    return offer_gone(items_[ix], extra_of(items_[ix]), command);
  }
  assign(offer);
  return ok_status();
}

Status StateMachine::on_decline(const Command& command) {
  const ItemIx item = find(command.interaction);
  if (item == kNone) return interaction_gone();
  const std::uint32_t offer = offer_meant(item, command);
  if (offer == kNone || offers_[offer].connecting) {
    return offer_gone(items_[item], extra_of(items_[item]), command);
  }
  if (command.duration != -1 && !model::bounds::kRetryAfter.holds(command.duration)) {
    return model::wrong_length("retry_after", command.duration, model::bounds::kRetryAfter);
  }
  const ChannelConfig& channel = catalog_.channel(offers_[offer].channel).config;
  end_offer(offer, OfferOutcome::kDeclined, Reason::kDeclined);
  Extra& record = extra(item);
  const std::size_t i = record.place_of(command.agent);  // end_offer() has remembered him
  if (command.duration >= 0) {
    record.tried[i].excluded_until =
        std::max(record.tried[i].excluded_until, later(now_, command.duration));
  } else if (someone_else(item, command.agent)) {
    record.tried[i].excluded_until = kNever;
    record.past[i].until_ready = true;
    exclude_until_ready(item, command.agent);
  } else {
    record.tried[i].excluded_until =
        std::max(record.tried[i].excluded_until, later(now_, channel.decline_cool_down.count()));
  }
  penalise(command.agent, channel.declined, &AgentAside::declined, Reason::kDeclined);
  if (items_[item].state != 0) after_lost_offer(item, Reason::kDeclined);
  return ok_status();
}

Status StateMachine::on_fail_connect(const Command& command) {
  const ItemIx item = find(command.interaction);
  if (item == kNone) return interaction_gone();
  const std::uint32_t offer = offer_meant(item, command);
  if (offer == kNone) return offer_gone(items_[item], extra_of(items_[item]), command);
  fail_connect(offer);
  return ok_status();
}

}  // namespace uniselector::engine
