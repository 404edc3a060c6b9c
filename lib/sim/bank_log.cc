// See the header. Lines are cut from a stream of blocks; every field is checked against the form of
// its column, and a line that fails anywhere adds complaints instead of a row.
#include "sim/bank_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "runtime/packed_file.h"

namespace uniselector::sim {
namespace {

constexpr std::array<std::string_view, kBankTypes> kTypes = {"IN", "NE", "NW", "PE", "PS", "TT"};
constexpr std::array<std::string_view, kBankOutcomes> kOutcomes = {"AGENT", "HANG", "PHANTOM"};

enum Column : std::size_t {
  kVruLine,
  kCallId,
  kCustomerId,
  kPriority,
  kType,
  kDate,
  kVruEntry,
  kVruExit,
  kVruTime,
  kQStart,
  kQExit,
  kQTime,
  kOutcome,
  kSerStart,
  kSerExit,
  kSerTime,
  kServer,
  kColumns
};
constexpr std::array<std::string_view, kColumns> kNames = {
    "vru_line",  "call_id",   "customer_id", "priority", "type",   "date",
    "vru_entry", "vru_exit",  "vru_time",    "q_start",  "q_exit", "q_time",
    "outcome",   "ser_start", "ser_exit",    "ser_time", "server"};

/// No identifier of the log has more than 9 bytes.
constexpr std::size_t kMaxBankIdBytes = 32;
constexpr std::int64_t kHalfDay = kDaySeconds / 2;

/// Untrusted text for a message: quoted, shortened, without control characters.
std::string quoted(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string out = "'";
  for (const char c : text.substr(0, kShown)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
  }
  return out + (text.size() > kShown ? fmt::format("...' ({} bytes)", text.size()) : "'");
}

std::optional<std::int32_t> whole_number(std::string_view text) {
  std::int32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Digits only: from_chars alone would take a sign.
std::optional<std::int32_t> digits(std::string_view text, std::size_t least, std::size_t most) {
  if (text.size() < least || text.size() > most) return std::nullopt;
  if (text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return whole_number(text);
}

/// H:MM:SS -> second of the day.
std::optional<std::int32_t> clock_time(std::string_view text) {
  const std::size_t hour_bytes = text.find(':');
  if (hour_bytes == std::string_view::npos || text.size() != hour_bytes + 6) return std::nullopt;
  if (text[hour_bytes + 3] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, hour_bytes), 1, 2);
  const auto minute = digits(text.substr(hour_bytes + 1, 2), 2, 2);
  const auto second = digits(text.substr(hour_bytes + 4, 2), 2, 2);
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) {
    return std::nullopt;
  }
  return *hour * 3'600 + *minute * 60 + *second;
}

/// YYYY-MM-DD -> days since 1970.
std::optional<std::int32_t> calendar_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4), 4, 4);
  const auto month = digits(text.substr(5, 2), 2, 2);
  const auto day = digits(text.substr(8, 2), 2, 2);
  if (!year || !month || !day || *year < 1900 || *year > 2200) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

template <class Enum, std::size_t N>
std::optional<Enum> one_of(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

/// Turns blocks of text into rows.
class Parser {
 public:
  Parser(std::string_view name, const BankLimits& limits) : limits_(limits) { log_.name = name; }

  /// False when nothing more needs to be read: a limit is reached or there are enough complaints.
  bool feed(std::string_view bytes) {
    while (!bytes.empty() && !done()) {
      const std::size_t end = bytes.find('\n');
      const std::string_view part = bytes.substr(0, end);
      if (pending_.size() + part.size() > limits_.max_line_bytes) {
        stop_ = resource_exhausted(fmt::format("{}:{}: the line has more than {} bytes, the limit",
                                               log_.name, line_ + 1, limits_.max_line_bytes));
        return false;
      }
      pending_.append(part);
      if (end == std::string_view::npos) return true;
      line(pending_);
      pending_.clear();
      bytes.remove_prefix(end + 1);
    }
    return !done();
  }

  void fail(Status status) { stop_ = std::move(status); }

  Result<BankLog> finish() {
    if (!pending_.empty() && !done()) line(pending_);
    if (!stop_.ok()) return stop_;
    if (complaints_.empty() && line_ == 0) {
      complain("found an empty file, expected the header line");
    } else if (complaints_.empty() && log_.rows.empty()) {
      complain("found no rows below the header, expected at least one");
    }
    if (!complaints_.empty()) {
      std::string all;
      for (const auto& each : complaints_) all += (all.empty() ? "" : "\n") + each;
      if (complaints_.size() >= limits_.max_complaints) all += "\nfurther lines were not read";
      return invalid_argument(std::move(all));
    }
    const auto [first, last] =
        std::minmax_element(log_.rows.begin(), log_.rows.end(),
                            [](const BankRow& a, const BankRow& b) { return a.day < b.day; });
    log_.first_day = first->day;
    log_.last_day = last->day;
    return std::move(log_);
  }

 private:
  bool done() const { return !stop_.ok() || complaints_.size() >= limits_.max_complaints; }

  void complain(std::string_view what) {
    complaints_.push_back(
        fmt::format("{}:{}: {}", log_.name, std::max<std::size_t>(line_, 1), what));
  }
  void complain(Column column, std::string_view expected) {
    complain(fmt::format("column '{}': found {}, expected {}", kNames[column],
                         quoted(fields_[column]), expected));
  }

  void line(std::string_view text) {
    ++line_;
    if (line_ == 1 && text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    if (text.ends_with('\r')) text.remove_suffix(1);
    if (!split(text)) return;
    if (line_ == 1) {
      header();
    } else if (log_.rows.size() == limits_.max_rows) {
      stop_ = resource_exhausted(
          fmt::format("{}:{}: more than {} rows, the limit", log_.name, line_, limits_.max_rows));
    } else {
      row();
    }
  }

  /// The fields of a line. The log quotes nothing, so a comma always separates.
  bool split(std::string_view text) {
    std::size_t count = 0;
    for (std::string_view rest = text;; ++count) {
      const std::size_t comma = rest.find(',');
      if (count < kColumns) fields_[count] = rest.substr(0, comma);
      if (comma == std::string_view::npos) break;
      rest.remove_prefix(comma + 1);
    }
    if (++count == kColumns) return true;
    complain(text.empty() ? fmt::format("found an empty line, expected {} columns", +kColumns)
                          : fmt::format("found {} columns, expected {}", count, +kColumns));
    if (line_ == 1) stop_ = invalid_argument(complaints_.back());
    return false;
  }

  /// A wrong header ends the reading: no line below it would mean what it seems to.
  void header() {
    for (std::size_t i = 0; i < kColumns; ++i) {
      if (fields_[i] == kNames[i]) continue;
      stop_ = invalid_argument(fmt::format("{}:1: column {} of the header: found {}, expected '{}'",
                                           log_.name, i + 1, quoted(fields_[i]), kNames[i]));
      return;
    }
  }

  void row() {
    const std::size_t complaints = complaints_.size();
    BankRow r;
    identifier(kVruLine, &r.vru_line);
    identifier(kCallId, &r.call_id);
    identifier(kCustomerId, &r.customer_id);
    identifier(kServer, &r.server);
    const auto priority = digits(fields_[kPriority], 1, 1);
    if (!priority || *priority > 2) complain(kPriority, "0, 1 or 2");
    r.priority = static_cast<std::uint8_t>(priority.value_or(0));
    assign(kType, one_of<BankType>(kTypes, fields_[kType]), "IN, NE, NW, PE, PS or TT", &r.type);
    assign(kOutcome, one_of<BankOutcome>(kOutcomes, fields_[kOutcome]), "AGENT, HANG or PHANTOM",
           &r.outcome);
    assign(kDate, calendar_day(fields_[kDate]), "a date YYYY-MM-DD", &r.day);
    stamp(kVruEntry, &r.vru_entry);
    stamp(kVruExit, &r.vru_exit);
    stamp(kQStart, &r.q_start);
    stamp(kQExit, &r.q_exit);
    stamp(kSerStart, &r.ser_start);
    stamp(kSerExit, &r.ser_exit);
    // The unit's clock was set back now and then: its lengths alone may be negative.
    length(kVruTime, -kDaySeconds, &r.vru_time);
    length(kQTime, 0, &r.q_time);
    length(kSerTime, 0, &r.ser_time);
    if (complaints_.size() == complaints) log_.rows.push_back(std::move(r));
  }

  template <class T>
  void assign(Column column, std::optional<T> value, std::string_view expected, T* to) {
    if (value) {
      *to = *value;
    } else {
      complain(column, expected);
    }
  }
  void identifier(Column column, std::string* to) {
    if (fields_[column].size() <= kMaxBankIdBytes && base::is_id(fields_[column])) {
      *to = fields_[column];
    } else {
      complain(column, fmt::format("1 to {} bytes of text", kMaxBankIdBytes));
    }
  }
  void stamp(Column column, std::int32_t* to) {
    assign(column, clock_time(fields_[column]), "a clock time H:MM:SS, 0:00:00 to 23:59:59", to);
  }
  void length(Column column, std::int64_t least, std::int32_t* to) {
    const auto value = whole_number(fields_[column]);
    if (value && *value >= least && *value <= kDaySeconds) {
      *to = *value;
    } else {
      complain(column, fmt::format("whole seconds, {} to {}", least, kDaySeconds));
    }
  }

  const BankLimits limits_;
  BankLog log_;
  std::size_t line_ = 0;
  std::string pending_;
  std::array<std::string_view, kColumns> fields_;
  std::vector<std::string> complaints_;
  Status stop_;
};

/// `stamp` on the day of `base`, moved to the next day when it lies more than 12 h before `after`.
std::int64_t unwrap(std::int32_t stamp, std::int64_t day_start, std::int64_t after) {
  std::int64_t t = day_start + stamp;
  while (t < after - kHalfDay) t += kDaySeconds;
  return t;
}

}  // namespace

std::string_view to_string(BankType type) { return kTypes[static_cast<std::size_t>(type)]; }
std::string_view to_string(BankOutcome outcome) {
  return kOutcomes[static_cast<std::size_t>(outcome)];
}

std::string bank_date(std::int32_t day) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

BankTimeline timeline(const BankRow& row) {
  const std::int64_t day = row.day * kDaySeconds;
  BankTimeline t;
  t.vru_entry = day + row.vru_entry;
  t.vru_exit = unwrap(row.vru_exit, day, t.vru_entry);
  const bool queue = row.has_queue_stamps();
  t.q_start = queue ? unwrap(row.q_start, day, t.vru_exit) : t.vru_exit;
  t.q_exit = queue ? unwrap(row.q_exit, day, t.q_start) : t.q_start;
  if (!row.has_service_stamps()) {
    t.ser_start = t.ser_exit = t.q_exit;
    return t;
  }
  t.ser_start = unwrap(row.ser_start, day, t.q_exit);
  t.ser_exit = day + row.ser_exit;
  while (t.ser_exit < t.ser_start) t.ser_exit += kDaySeconds;
  return t;
}

Result<BankLog> parse_bank_log(std::string_view text, std::string_view name,
                               const BankLimits& limits) {
  Parser parser(name, limits);
  parser.feed(text);
  return parser.finish();
}

Result<BankLog> read_bank_log(const std::string& path, const BankLimits& limits) {
  Parser parser(path, limits);
  Status read =
      runtime::read_packed(path, fmt::format("call log '{}'", path),
                           [&parser](std::string_view block) { return parser.feed(block); });
  if (read.code() == StatusCode::kNotFound) return read;
  if (!read.ok()) parser.fail(std::move(read));
  return parser.finish();
}

}  // namespace uniselector::sim
