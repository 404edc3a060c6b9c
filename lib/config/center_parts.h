// Between the files of the centre's reader: each reads one kind of object and complains about the
// rest through its NodeReader.
#pragma once

#include <uniselector/center.h>

#include "config/node_reader.h"

namespace uniselector::config {

CalendarConfig read_calendar(const std::string& id, const NodeReader& node);
QueueConfig read_queue(const std::string& id, const NodeReader& node);
/// A list of rules.
std::vector<ClassificationRule> read_classification(const NodeReader& node);

}  // namespace uniselector::config
