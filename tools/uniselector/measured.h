// The file of measured figures that `simulate` puts beside its own.
#pragma once

#include <string>

#include <uniselector/report.h>
#include <uniselector/status.h>

namespace uniselector::cli {

/// A YAML or JSON mapping with `name`, `note` and any of `offered`, `abandoned_share`,
/// `answered_at_once_share`, `asa_s`, `mean_wait_s`, `mean_service_s`.
Result<MeasuredFigures> load_measured(const std::string& path);

}  // namespace uniselector::cli
