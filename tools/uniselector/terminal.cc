// Bodies of terminal.h.
#include "uniselector/terminal.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace uniselector::cli {

namespace {
constexpr int kBarWidth = 28;
constexpr double kFirstAfter = 0.5;  // seconds of work before anything is drawn
constexpr double kBetween = 0.1;
}  // namespace

void print_error(std::string_view message) {
  while (!message.empty()) {
    const std::size_t end = std::min(message.find('\n'), message.size());
    const std::string_view line = message.substr(0, end);
    std::fprintf(stderr, "uniselector: %s\n", base::escaped(line).c_str());
    message.remove_prefix(std::min(end + 1, message.size()));
  }
}

int fail(const Status& status) {
  print_error(status.message());
  return kUsage;
}

ProgressBar::ProgressBar(std::string what, const Common& common)
    : what_(std::move(what)),
      on_(!common.json && !common.quiet && isatty(STDERR_FILENO) == 1),
      start_(std::chrono::steady_clock::now()),
      last_(start_) {}

ProgressBar::~ProgressBar() { erase(); }

void ProgressBar::show(double share) {
  if (!on_) return;
  const auto now = std::chrono::steady_clock::now();
  const double worked = std::chrono::duration<double>(now - start_).count();
  const double since = std::chrono::duration<double>(now - last_).count();
  if (worked < kFirstAfter || (drawn_ && since < kBetween)) return;
  last_ = now;
  drawn_ = true;
  share = std::clamp(share, 0.0, 1.0);
  const int filled = static_cast<int>(std::lround(share * kBarWidth));
  std::string line = fmt::format("\r{} [{}{}] {:3.0f} %", what_, std::string(filled, '#'),
                                 std::string(kBarWidth - filled, '.'), 100 * share);
  if (share > 0.01) line += ", " + rough_length(worked * (1 - share) / share) + " left";
  line += "\x1b[K";
  std::fputs(line.c_str(), stderr);
  std::fflush(stderr);
}

void ProgressBar::erase() {
  if (!drawn_) return;
  std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
  drawn_ = false;
}

Progress ProgressBar::callback() {
  return [this](double share) { show(share); };
}

std::string rough_length(double seconds) {
  const auto whole = static_cast<long long>(std::ceil(std::clamp(seconds, 0.0, 1e9)));
  if (whole < 60) return fmt::format("{} s", whole);
  const long long minutes = (whole + 30) / 60;
  if (minutes < 60) return fmt::format("{} min", minutes);
  return fmt::format("{} h {} min", minutes / 60, minutes % 60);
}

}  // namespace uniselector::cli
