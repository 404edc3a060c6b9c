// What the command line says besides its results: errors, remarks and progress, all on standard
// error so that standard output stays clean for pipes.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <uniselector/simulation.h>
#include <uniselector/status.h>

#include "uniselector/command.h"

namespace uniselector::cli {

/// "uniselector: MESSAGE", one line per line of the message; control characters in it are escaped.
void print_error(std::string_view message);
/// The same for a status; answers the exit code for it.
int fail(const Status& status);

/// A progress line with a bar, the share done and the time still needed; drawn at most ten times a
/// second, only when standard error is a terminal and neither --json nor --quiet is given, and only
/// once the work has taken half a second. Erased at the end.
class ProgressBar {
 public:
  ProgressBar(std::string what, const Common& common);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(double share);
  void erase();
  /// For the options of the library; refers to this object.
  Progress callback();

 private:
  std::string what_;
  bool on_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point start_;
  std::chrono::steady_clock::time_point last_;
};

/// "12 s", "3 min", "1 h 5 min": a length still to go, rounded as people would.
std::string rough_length(double seconds);

}  // namespace uniselector::cli
