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

}  // namespace uniselector::config
