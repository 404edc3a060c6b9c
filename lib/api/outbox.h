// Outbox: events on their way from the core to the host's listener. Each keeps the names it had
// when it happened, so that a later update or configuration changes nothing in it. Single-threaded,
// but `deliver` may be re-entered: its listener may cause further events.
//
// Invariants: 1. Every event added is handed out at most once, in order of addition. 2. What a
// listener is reading does not move: new events go to another buffer meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/event.h>

#include "model/event.h"

namespace uniselector::api {

class Outbox {
 public:
  /// From either on the outbox is full. One command may still pass them by the events it causes.
  static constexpr std::size_t kMaxEvents = std::size_t{1} << 20;
  static constexpr std::size_t kMaxTextBytes = std::size_t{256} << 20;

  struct Names {
    std::string_view interaction{}, agent{}, queue{}, channel{}, note{};
  };

  void add(const model::CoreEvent& event, std::uint64_t sequence, const Names& names);

  /// Events not yet handed out.
  std::size_t size() const { return batch_.events.size() - next_ + fresh_.events.size(); }
  bool full() const {
    return size() >= kMaxEvents || batch_.texts.size() + fresh_.texts.size() >= kMaxTextBytes;
  }

  /// Hands out every event, those that the listener causes included, but at most kMaxEvents more
  /// than there were at first; answers how many. Within a listener it answers 0 at once. An
  /// exception of the listener passes; its event counts as handed out, the others stay.
  std::size_t deliver(const std::function<void(const Event&)>& listener);

 private:
  struct Pending {
    model::CoreEvent event;
    std::uint64_t sequence;
    std::size_t texts_at;  ///< of the names, one after the other in the order of Names
    std::uint32_t interaction, agent, queue, channel, note;  ///< their sizes
  };
  struct Batch {
    std::vector<Pending> events;
    std::string texts;
  };

  static Event to_event(const Pending& pending, std::string_view texts);

  Batch fresh_;           ///< where `add` puts them
  Batch batch_;           ///< what `deliver` hands out, from next_ on
  std::size_t next_ = 0;  ///< in batch_
  bool delivering_ = false;
};

}  // namespace uniselector::api
