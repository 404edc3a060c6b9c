// An event that owns its texts, as Python keeps it. A value; made and read with the GIL held.
#pragma once

#include <cstdint>
#include <string>

#include <uniselector/event.h>

namespace uniselector::python {

struct PyEvent {
  explicit PyEvent(const Event& event);

  std::uint64_t sequence;
  std::int64_t time_ns;
  std::string kind, interaction, agent, queue, channel, reason, end_reason, presence, note;
  std::uint64_t cause, offer, assignment;
  std::int64_t duration_ns, expires_ns;  ///< expires_ns 0: it does not expire
  int priority, step;
  std::string line;
};

}  // namespace uniselector::python
