// Text of comma-separated values (RFC 4180) as records of fields, each with its place, so that what
// is wrong in a field is said of its line and column. Pure; bounded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "config/complaint.h"

namespace uniselector::config {

inline constexpr std::size_t kMaxCsvFields = 256;  ///< of a record

struct CsvField {
  std::string text;
  Place place;
  bool quoted = false;
};
using CsvRecord = std::vector<CsvField>;

/// The records of a text; empty lines are none. Fields may stand in double quotes and then hold
/// commas, line breaks and doubled quotes; lines end in LF or CRLF. Complains and answers nothing
/// for text that is not UTF-8, above kMaxTextBytes, of more than `most` records, or has its quotes
/// wrong.
std::vector<CsvRecord> read_csv(std::string_view text, std::size_t most, Complaints& complaints);

}  // namespace uniselector::config
