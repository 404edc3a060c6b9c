// Reading and writing files for the subcommands, with one-line errors that name the file.
#pragma once

#include <string>
#include <string_view>

#include <uniselector/center.h>
#include <uniselector/status.h>
#include <uniselector/workload.h>

namespace uniselector::cli {

/// The bytes of a file, at most 64 MiB.
Result<std::string> read_text(const std::string& path);
/// Writes a file whole: another file is filled first and then takes its name. Through a symbolic
/// link, the file that it leads to.
Status write_text(const std::string& name, std::string_view text);

/// A configuration, or every complaint about it.
Result<Center> load_center(const std::string& path);
/// The same for a workload of this centre.
Result<Workload> load_workload(const std::string& path, const Center& center);

/// The file of this name beside `path`; empty when there is none.
std::string beside(const std::string& path, const std::string& name);

}  // namespace uniselector::cli
