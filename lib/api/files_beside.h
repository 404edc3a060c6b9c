// The files that a configuration names, for who reads one from a file.
#pragma once

#include <string>

#include "config/center_reader.h"

namespace uniselector::api {

/// Reads what a configuration in `file` names: relative paths begin in its folder.
config::ReadFile files_beside(const std::string& file);

}  // namespace uniselector::api
