// The reader of bank logs: the quirks it survives, and what it says about everything else.
#include "sim/bank_log.h"

#include <unistd.h>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <zlib.h>

#include "bank_rows.h"

namespace uniselector::test {
namespace {

using sim::BankOutcome;
using sim::BankType;
using sim::parse_bank_log;
using sim::read_bank_log;
using sim::timeline;

std::string complaint(const std::string& lines, const sim::BankLimits& limits = {}) {
  const auto log = parse_bank_log(bank_header() + lines, "log.csv", limits);
  CHECK_FALSE(log.ok());
  return log.status().message();
}

/// A file of this process that is gone afterwards.
class ScratchFile {
 public:
  ScratchFile(const std::string& bytes, bool packed)
      : path_((std::filesystem::temp_directory_path() /
               ("uniselector_bank_" + std::to_string(getpid()) + ".csv"))
                  .string()) {
    if (packed) {
      gzFile file = gzopen(path_.c_str(), "wb");
      REQUIRE(file != nullptr);
      CHECK(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())) ==
            static_cast<int>(bytes.size()));
      CHECK(gzclose(file) == Z_OK);
    } else {
      std::ofstream(path_, std::ios::binary) << bytes;
    }
  }
  ~ScratchFile() {
    std::error_code error;
    std::filesystem::remove(path_, error);
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST_CASE("a line of the bank log is read field by field") {
  const auto log = bank_log(bank_line() + bank_line_at_once({{"date", "1999-01-31"}}));
  REQUIRE(log.rows.size() == 2);
  const auto& row = log.rows[0];
  CHECK(row.vru_line == "AA0101");
  CHECK(row.call_id == "34536");
  CHECK(row.customer_id == "C00001");
  CHECK(row.server == "S01");
  CHECK(row.priority == 2);
  CHECK(row.type == BankType::kPs);
  CHECK(row.outcome == BankOutcome::kAgent);
  CHECK(row.vru_entry == 36'000);
  CHECK(row.vru_exit == 36'010);
  CHECK(row.vru_time == 10);
  CHECK(row.q_start == 36'010);
  CHECK(row.q_exit == 36'040);
  CHECK(row.q_time == 30);
  CHECK(row.ser_start == 36'039);
  CHECK(row.ser_exit == 36'099);
  CHECK(row.ser_time == 60);
  CHECK(row.queued());
  CHECK_FALSE(log.rows[1].queued());
  CHECK_FALSE(log.rows[1].has_queue_stamps());
  CHECK(sim::bank_date(log.first_day) == "1999-01-31");
  CHECK(sim::bank_date(log.last_day) == "1999-02-01");
}

TEST_CASE("every type and outcome of the bank log is known") {
  for (const char* type : {"IN", "NE", "NW", "PE", "PS", "TT"}) {
    CHECK(to_string(bank_log(bank_line({{"type", type}})).rows[0].type) == type);
  }
  for (const char* outcome : {"AGENT", "HANG", "PHANTOM"}) {
    CHECK(to_string(bank_log(bank_line({{"outcome", outcome}})).rows[0].outcome) == outcome);
  }
}

TEST_CASE("the quirks of the bank log are no errors") {
  const auto row = [](std::initializer_list<BankChange> changes) {
    return bank_log(bank_line(changes)).rows[0];
  };
  CHECK(row({{"call_id", "2010-08-"}}).call_id == "2010-08-");
  CHECK(row({{"customer_id", "0"}, {"priority", "0"}}).customer_id == sim::kNoCustomer);
  CHECK(row({{"vru_exit", "9:59:03"}, {"vru_time", "-57"}}).vru_time == -57);
  CHECK_FALSE(row({{"server", "NO_SERVER"}}).has_server());
  CHECK(row({{"outcome", "HANG"}}).abandoned_in_queue());
  CHECK(row({{"outcome", "PHANTOM"}}).phantom());
  CHECK_FALSE(row({{"outcome", "PHANTOM"}}).queued());
  CHECK_FALSE(row({{"q_exit", "10:00:10"}, {"q_time", "0"}}).queued());
  CHECK(row({{"ser_start", "0:00:00"}, {"ser_exit", "0:00:00"}, {"ser_time", "0"}}).served());
  CHECK(row({{"ser_exit", "20:05:30"}, {"ser_time", "36291"}}).ser_time == 36'291);
}

TEST_CASE("the time line of a bank call runs on after midnight") {
  const auto at = [](std::initializer_list<BankChange> changes) {
    const auto row = bank_log(bank_line(changes)).rows[0];
    auto t = timeline(row);
    const std::int64_t day = row.day * sim::kDaySeconds;
    return std::array<std::int64_t, 6>{t.vru_entry - day, t.vru_exit - day,  t.q_start - day,
                                       t.q_exit - day,    t.ser_start - day, t.ser_exit - day};
  };
  using Stamps = std::array<std::int64_t, 6>;
  CHECK(at({}) == Stamps{36'000, 36'010, 36'010, 36'040, 36'039, 36'099});
  // A wait over midnight; the service starts a second before the queue ends, by the other clock.
  CHECK(at({{"vru_entry", "23:59:20"},
            {"vru_exit", "23:59:30"},
            {"q_start", "23:59:30"},
            {"q_exit", "0:00:30"},
            {"ser_start", "0:00:29"},
            {"ser_exit", "0:02:00"}}) == Stamps{86'360, 86'370, 86'370, 86'430, 86'429, 86'520});
  // A queue that starts exactly at midnight has the stamp of one that did not happen.
  CHECK(at({{"vru_entry", "23:59:54"},
            {"vru_exit", "23:59:54"},
            {"q_start", "0:00:00"},
            {"q_exit", "0:00:27"},
            {"ser_start", "0:00:26"},
            {"ser_exit", "0:01:33"}}) == Stamps{86'394, 86'394, 86'400, 86'427, 86'426, 86'493});
  // Only the service wraps.
  CHECK(at({{"vru_entry", "23:50:00"},
            {"vru_exit", "23:50:10"},
            {"q_start", "0:00:00"},
            {"q_exit", "0:00:00"},
            {"ser_start", "23:50:09"},
            {"ser_exit", "0:00:32"}}) == Stamps{85'800, 85'810, 85'810, 85'810, 85'809, 86'432});
  // A unit clock that was set back is no midnight.
  CHECK(at({{"vru_exit", "9:59:03"}, {"q_start", "9:59:03"}})[1] == 35'943);
  // No service: the stamps repeat the end of the queue.
  CHECK(at({{"ser_start", "0:00:00"}, {"ser_exit", "0:00:00"}})[5] == 36'040);
}

TEST_CASE("a bank log may have a byte order mark, carriage returns and no last line end") {
  std::string text = "\xef\xbb\xbf" + bank_header() + bank_line() + bank_line();
  text.pop_back();
  std::string windows;
  for (const char c : text) windows += c == '\n' ? "\r\n" : std::string(1, c);
  CHECK(parse_bank_log(text, "log.csv")->rows.size() == 2);
  CHECK(parse_bank_log(windows, "log.csv")->rows.size() == 2);
}

TEST_CASE("a malformed field of the bank log is named with what was found and expected") {
  struct Case {
    std::string_view column, value;
    std::string expected;
  };
  const std::string clock = "a clock time H:MM:SS, 0:00:00 to 23:59:59";
  const Case cases[] = {
      {"vru_line", "", "1 to 32 bytes of text"},
      {"server", "", "1 to 32 bytes of text"},
      {"customer_id", "C0000000000000000000000000000000001", "1 to 32 bytes of text"},
      {"priority", "3", "0, 1 or 2"},
      {"priority", "+1", "0, 1 or 2"},
      {"type", "XX", "IN, NE, NW, PE, PS or TT"},
      {"outcome", "agent", "AGENT, HANG or PHANTOM"},
      {"date", "1999-02-29", "a date YYYY-MM-DD"},
      {"date", "99-02-01", "a date YYYY-MM-DD"},
      {"date", "1999/02/01", "a date YYYY-MM-DD"},
      {"vru_entry", "24:00:00", clock},
      {"vru_exit", "10:60:00", clock},
      {"q_start", "10:00", clock},
      {"q_exit", "10:00:60", clock},
      {"ser_start", "-1:00:00", clock},
      {"ser_exit", "123:00:00", clock},
      {"vru_time", "ten", "whole seconds, -86400 to 86400"},
      {"vru_time", "-86401", "whole seconds, -86400 to 86400"},
      {"q_time", "-1", "whole seconds, 0 to 86400"},
      {"q_time", "1.5", "whole seconds, 0 to 86400"},
      {"ser_time", "99999999999", "whole seconds, 0 to 86400"},
  };
  for (const auto& c : cases) {
    CHECK(complaint(bank_line() + bank_line({{c.column, c.value}})) ==
          "log.csv:3: column '" + std::string(c.column) + "': found '" + std::string(c.value) +
              "', expected " + c.expected);
  }
  CHECK(complaint(bank_line({{"type", std::string_view("P\x01\xff\0", 4)}})) ==
        "log.csv:2: column 'type': found 'P\\x01\\xff\\x00', expected IN, NE, NW, PE, PS or TT");
}

TEST_CASE("every malformed line of the bank log is told, up to a limit") {
  const std::string bad = bank_line({{"type", "?"}});
  const std::string text = complaint(bad + bank_line() + "a,b\n\n" + bank_line({{"q_time", "x"}}));
  CHECK(text ==
        "log.csv:2: column 'type': found '?', expected IN, NE, NW, PE, PS or TT\n"
        "log.csv:4: found 2 columns, expected 17\n"
        "log.csv:5: found an empty line, expected 17 columns\n"
        "log.csv:6: column 'q_time': found 'x', expected whole seconds, 0 to 86400");
  CHECK(complaint(bad + bad + bad, {.max_complaints = 2}) ==
        "log.csv:2: column 'type': found '?', expected IN, NE, NW, PE, PS or TT\n"
        "log.csv:3: column 'type': found '?', expected IN, NE, NW, PE, PS or TT\n"
        "further lines were not read");
}

TEST_CASE("a bank log without its header or without rows is refused") {
  CHECK(parse_bank_log("", "log.csv").status().message() ==
        "log.csv:1: found an empty file, expected the header line");
  CHECK(complaint("") == "log.csv:1: found no rows below the header, expected at least one");
  CHECK(parse_bank_log("time,calls\n", "log.csv").status().message() ==
        "log.csv:1: found 2 columns, expected 17");
  std::string header = bank_header();
  header.replace(0, 8, "vru+line");
  CHECK(parse_bank_log(header + bank_line(), "log.csv").status().message() ==
        "log.csv:1: column 1 of the header: found 'vru+line', expected 'vru_line'");
}

TEST_CASE("limits hold for the lines and rows of a bank log") {
  const auto rows = parse_bank_log(bank_header() + bank_line() + bank_line() + bank_line(),
                                   "log.csv", {.max_rows = 2});
  CHECK(rows.status().code() == StatusCode::kResourceExhausted);
  CHECK(rows.status().message() == "log.csv:4: more than 2 rows, the limit");
  const auto line = parse_bank_log(bank_header() + std::string(2'000, 'x'), "log.csv");
  CHECK(line.status().code() == StatusCode::kResourceExhausted);
  CHECK(line.status().message() == "log.csv:2: the line has more than 1024 bytes, the limit");
}

TEST_CASE("a bank log is read from plain and from gzip files alike") {
  std::string text = bank_header();
  for (int i = 0; i < 3'000; ++i) text += bank_line({{"call_id", std::to_string(i)}});
  for (const bool packed : {false, true}) {
    const ScratchFile file(text, packed);
    const auto log = read_bank_log(file.path());
    INFO(log.status().to_string());
    REQUIRE(log.ok());
    REQUIRE(log->rows.size() == 3'000);
    CHECK(log->rows.back().call_id == "2999");
    CHECK(log->name == file.path());
  }
}

TEST_CASE("a bank log that cannot be read says why") {
  const auto missing = read_bank_log("no/such/log.csv.gz");
  CHECK(missing.status().code() == StatusCode::kNotFound);
  CHECK(missing.status().message() ==
        "call log 'no/such/log.csv.gz' cannot be opened: No such file or directory");

  std::string text = bank_header();
  for (int i = 0; i < 3'000; ++i) text += bank_line({{"call_id", std::to_string(i * i)}});
  const ScratchFile file(text, true);
  std::filesystem::resize_file(file.path(), std::filesystem::file_size(file.path()) / 2);
  const auto cut = read_bank_log(file.path());
  CHECK(cut.status().message() ==
        "call log '" + file.path() + "' cannot be read: the gzip data end too early");

  CHECK_FALSE(read_bank_log(std::filesystem::temp_directory_path().string()).ok());
}

TEST_CASE("gzip data may have several members, and nothing else behind them") {
  std::string text = bank_header();
  for (int i = 0; i < 3'000; ++i) text += bank_line({{"call_id", std::to_string(i)}});
  const ScratchFile file(text, true);
  const auto append = [&file](const std::string& bytes) {
    std::ofstream(file.path(), std::ios::binary | std::ios::app) << bytes;
  };
  std::ifstream stream(file.path(), std::ios::binary);
  const std::string packed(std::istreambuf_iterator<char>(stream), {});
  append(packed);
  // The header comes again, which is no row.
  CHECK(read_bank_log(file.path()).status().message().find(":3002: ") != std::string::npos);

  std::ofstream(file.path(), std::ios::binary) << packed << "garbage";
  CHECK(read_bank_log(file.path()).status().message() ==
        "call log '" + file.path() +
            "' cannot be read: bytes that are no gzip data follow the gzip data");
  std::string damaged = packed;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  std::ofstream(file.path(), std::ios::binary) << damaged;
  CHECK_FALSE(read_bank_log(file.path()).ok());
  std::ofstream(file.path(), std::ios::binary) << packed;
  CHECK(read_bank_log(file.path()).ok());
}

}  // namespace
}  // namespace uniselector::test
