// How an event reads in one line.
#include <uniselector/event.h>

#include <ostream>

namespace uniselector {

std::string to_string(const Event& event) {
  std::string line = to_string(event.time);
  line += ' ';
  line += to_string(event.kind);
  const auto field = [&line](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    line += ' ';
    line += name;
    line += '=';
    line += value;
  };
  field("interaction", event.interaction);
  field("agent", event.agent);
  field("queue", event.queue);
  field("channel", event.channel);
  if (event.kind == EventKind::kPresenceChanged) field("presence", to_string(event.presence));
  if (event.kind == EventKind::kEnded) field("end_reason", to_string(event.end_reason));
  if (event.reason != Reason::kNone) field("reason", to_string(event.reason));
  if (event.offer != 0) field("offer", std::to_string(event.offer));
  if (event.assignment != 0) field("assignment", std::to_string(event.assignment));
  if (event.duration != Duration{}) field("duration", to_string(event.duration));
  if (event.kind == EventKind::kOffered) field("expires", to_string(event.expires));
  if (event.step != 0) field("step", std::to_string(event.step));
  if (!event.note.empty()) line += " note=\"" + std::string(event.note) + '"';
  return line;
}

std::ostream& operator<<(std::ostream& out, const Event& event) { return out << to_string(event); }

}  // namespace uniselector
