// Body of measured.h.
#include "uniselector/measured.h"

#include <optional>
#include <string_view>

#include "config/node.h"
#include "config/node_reader.h"
#include "uniselector/files.h"

namespace uniselector::cli {

Result<MeasuredFigures> load_measured(const std::string& path) {
  Result<std::string> text = read_text(path);
  if (!text.ok()) return text.status();
  config::Complaints complaints(path);
  const auto documents = config::parse_documents(*text, 1, complaints);
  MeasuredFigures figures;
  const struct {
    std::string_view key;
    std::optional<double>* value;
    double most;
  } keys[] = {{"offered", &figures.offered, 1e9},
              {"abandoned_share", &figures.abandoned_share, 1},
              {"answered_at_once_share", &figures.answered_at_once_share, 1},
              {"asa_s", &figures.asa_s, 1e9},
              {"mean_wait_s", &figures.mean_wait_s, 1e9},
              {"mean_service_s", &figures.mean_service_s, 1e9}};
  if (complaints.empty() && !documents.empty()) {
    const config::NodeReader top(documents[0], "", complaints);
    top.each_member([&](const config::NodeReader& key, const config::NodeReader& value) {
      if (key.scalar() == "name" || key.scalar() == "note") {
        if (value.is_scalar()) {
          (key.scalar() == "name" ? figures.name : figures.note) = std::string(value.scalar());
        } else {
          value.expected("a text");
        }
        return;
      }
      for (const auto& known : keys) {
        if (known.key == key.scalar()) {
          *known.value = value.real(0, known.most);
          return;
        }
      }
      key.complain(
          "unknown key, expected name, note, offered, abandoned_share, answered_at_once_share, "
          "asa_s, "
          "mean_wait_s or mean_service_s");
    });
  }
  if (Status status = config::to_status(complaints.list()); !status.ok()) return status;
  return figures;
}

}  // namespace uniselector::cli
