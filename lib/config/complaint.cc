// Complaints as people read them.
#include "config/complaint.h"

#include "base/text.h"

namespace uniselector::config {

std::string to_string(const Complaint& complaint) {
  std::string text = base::escaped(complaint.file);
  if (complaint.line > 0) {
    text += ':' + std::to_string(complaint.line) + ':' + std::to_string(complaint.column);
  }
  if (!text.empty()) text += ": ";
  if (!complaint.path.empty()) text += base::escaped(complaint.path) + ": ";
  return text + base::escaped(complaint.message);
}

Status to_status(const std::vector<Complaint>& complaints) {
  if (complaints.empty()) return ok_status();
  std::string text;
  for (const Complaint& complaint : complaints) {
    if (!text.empty()) text += '\n';
    text += to_string(complaint);
  }
  if (complaints.size() >= Complaints::kMost) text += "\n(further complaints are not listed)";
  return invalid_argument(std::move(text));
}

std::string in_one_line(std::string_view message) {
  constexpr std::string_view kPrefix = "expression:";
  message = message.substr(0, message.find('\n'));
  if (!message.starts_with(kPrefix)) return std::string(message);
  const std::string_view place = message.substr(kPrefix.size());
  const std::size_t colon = place.find(':');
  const std::size_t end = place.find(": ");
  if (colon == std::string_view::npos || end == std::string_view::npos || colon >= end) {
    return std::string(message);
  }
  const std::string line(place.substr(0, colon));
  const std::string character(place.substr(colon + 1, end - colon - 1));
  return "at " + (line == "1" ? "" : "line " + line + ", ") + "character " + character +
         std::string(place.substr(end));
}

}  // namespace uniselector::config
