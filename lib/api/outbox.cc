// See the header.
#include "api/outbox.h"

#include <utility>

namespace uniselector::api {
namespace {

bool is_about_an_offer(EventKind kind) {
  switch (kind) {
    case EventKind::kOffered:
    case EventKind::kOfferAccepted:
    case EventKind::kOfferDeclined:
    case EventKind::kOfferMissed:
    case EventKind::kOfferFailed:
    case EventKind::kOfferRevoked: return true;
    default: return false;
  }
}

/// True while an event is handed out, also when the listener throws.
class Flag {
 public:
  explicit Flag(bool* flag) : flag_(flag) { *flag_ = true; }
  Flag(const Flag&) = delete;
  Flag& operator=(const Flag&) = delete;
  ~Flag() { *flag_ = false; }

 private:
  bool* flag_;
};

}  // namespace

void Outbox::add(const model::CoreEvent& event, std::uint64_t sequence, const Names& names) {
  const auto keep = [this](std::string_view text) {
    fresh_.texts += text;
    return static_cast<std::uint32_t>(text.size());
  };
  Pending& pending = fresh_.events.emplace_back(
      Pending{.event = event, .sequence = sequence, .texts_at = fresh_.texts.size()});
  pending.interaction = keep(names.interaction);
  pending.agent = keep(names.agent);
  pending.queue = keep(names.queue);
  pending.channel = keep(names.channel);
  pending.note = keep(names.note);
}

Event Outbox::to_event(const Pending& pending, std::string_view texts) {
  const model::CoreEvent& e = pending.event;
  Event event;
  event.sequence = pending.sequence;
  event.time = time_from_ns(e.time);
  event.kind = e.kind;
  event.reason = e.reason;
  event.end_reason = e.end_reason;
  event.presence = e.presence;
  event.cause = e.cause;
  texts.remove_prefix(pending.texts_at);
  const auto take = [&texts](std::uint32_t size) {
    const std::string_view text = texts.substr(0, size);
    texts.remove_prefix(size);
    return text;
  };
  event.interaction = take(pending.interaction);
  event.agent = take(pending.agent);
  event.queue = take(pending.queue);
  event.channel = take(pending.channel);
  event.note = take(pending.note);
  (is_about_an_offer(e.kind) ? event.offer : event.assignment) = e.record;
  if (e.kind == EventKind::kOffered) event.expires = time_from_ns(e.expires);
  event.duration = Duration(e.duration);
  event.priority = e.priority;
  event.step = e.step;
  return event;
}

std::size_t Outbox::deliver(const std::function<void(const Event&)>& listener) {
  if (delivering_) return 0;
  const Flag running(&delivering_);
  const std::size_t most = size() + kMaxEvents;
  std::size_t count = 0;
  while (count < most) {
    if (next_ == batch_.events.size()) {
      batch_.events.clear();
      batch_.texts.clear();
      next_ = 0;
      if (fresh_.events.empty()) break;
      std::swap(batch_, fresh_);
    }
    const Pending& pending = batch_.events[next_++];
    ++count;
    if (listener) listener(to_event(pending, batch_.texts));
  }
  return count;
}

}  // namespace uniselector::api
