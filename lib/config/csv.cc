// One pass over the text, which counts lines and columns as it goes.
#include "config/csv.h"

#include <utility>

#include "base/text.h"
#include "config/node.h"
#include "config/syntax.h"

namespace uniselector::config {
namespace {

class CsvReader {
 public:
  CsvReader(std::string_view text, std::size_t most, Complaints& complaints)
      : text_(text), most_(most), complaints_(complaints) {}

  std::vector<CsvRecord> read();

 private:
  bool done() const { return at_ == text_.size(); }
  char peek() const { return text_[at_]; }
  bool at_line_end() const {
    return done() || peek() == '\n' || text_.substr(at_).starts_with("\r\n");
  }
  Place place() const { return {line_, column_}; }
  void step();
  bool record(CsvRecord* record);
  bool field(CsvField* field);
  bool quoted_field(CsvField* field);
  bool complain(std::string message) {
    complaints_.add(place(), {}, std::move(message));
    return false;
  }

  std::string_view text_;
  std::size_t most_;
  Complaints& complaints_;
  std::size_t at_ = 0;
  int line_ = 1;
  int column_ = 1;
};

void CsvReader::step() {
  const char c = text_[at_++];
  if (c == '\n') {
    ++line_;
    column_ = 1;
  } else if (done() || (static_cast<unsigned char>(text_[at_]) & 0xc0U) != 0x80U) {
    ++column_;  // a character ends here
  }
}

bool CsvReader::quoted_field(CsvField* field) {
  field->quoted = true;
  step();
  for (;;) {
    if (done()) return complain("found the end of the text, expected the closing quote");
    const char c = peek();
    step();
    if (c != '"') {
      field->text += c;
    } else if (!done() && peek() == '"') {
      field->text += '"';
      step();
    } else {
      break;
    }
  }
  if (at_line_end() || peek() == ',') return true;
  return complain("found " + found_at(text_, at_) +
                  " behind the closing quote, expected ',' or the end of the line");
}

bool CsvReader::field(CsvField* field) {
  field->place = place();
  if (!done() && peek() == '"') return quoted_field(field);
  while (!at_line_end() && peek() != ',') {
    if (peek() == '"') {
      return complain(
          "found a quote within a field, expected the field to begin with one; quotes within are "
          "doubled");
    }
    field->text += peek();
    step();
  }
  return true;
}

bool CsvReader::record(CsvRecord* record) {
  for (;;) {
    if (record->size() == kMaxCsvFields) {
      return complain("more than " + std::to_string(kMaxCsvFields) + " fields in a line");
    }
    if (!field(&record->emplace_back())) return false;
    if (at_line_end()) break;
    step();  // the comma
  }
  while (!done() && peek() != '\n') step();
  if (!done()) step();
  return true;
}

std::vector<CsvRecord> CsvReader::read() {
  if (text_.size() > kMaxTextBytes || !base::is_utf8(text_)) {
    complaints_.add(
        {}, {},
        text_.size() > kMaxTextBytes ? "the text has more than 64 MiB" : "the text is not UTF-8");
    return {};
  }
  if (text_.starts_with("\xef\xbb\xbf")) text_.remove_prefix(3);
  std::vector<CsvRecord> records;
  while (!done()) {
    CsvRecord next;
    if (!record(&next)) return {};
    const bool empty = next.size() == 1 && next[0].text.empty() && !next[0].quoted;
    if (empty) continue;
    if (records.size() == most_) {
      complaints_.add(next[0].place, {}, "more than " + std::to_string(most_) + " lines");
      return {};
    }
    records.push_back(std::move(next));
  }
  return records;
}

}  // namespace

std::vector<CsvRecord> read_csv(std::string_view text, std::size_t most, Complaints& complaints) {
  return CsvReader(text, most, complaints).read();
}

}  // namespace uniselector::config
