// Complaints about a text from outside: where, which field, what was found and what was expected.
// All are collected, up to a bound, so that a file is corrected in one round. Values;
// single-threaded.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/status.h>

namespace uniselector::config {

/// A place in a text, counted from 1, columns in characters; 0 is unknown.
struct Place {
  int line = 0;
  int column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Complaint {
  std::string file;
  int line = 0;
  int column = 0;
  std::string path;  ///< "queues.care.prefer"; empty for the text as a whole
  std::string message;
};

/// "center.yaml:12:7: queues.care.prefer: found 'longest', expected ...", always one line: what a
/// file brings in is escaped.
std::string to_string(const Complaint& complaint);
/// What a compiler says, "expression:1:14: found ..." with the source and a caret below, as one
/// line: "at character 14: found ...". The source is where a complaint points to.
std::string in_one_line(std::string_view message);
/// OK when there is none, else InvalidArgument with one line for each.
Status to_status(const std::vector<Complaint>& complaints);

class Complaints {
 public:
  /// More than these are dropped.
  static constexpr std::size_t kMost = 100;

  explicit Complaints(std::string_view file) : file_(file) {}

  void add(Place place, std::string path, std::string message) {
    if (full()) return;
    list_.push_back({file_, place.line, place.column, std::move(path), std::move(message)});
  }
  /// One of another reader.
  void add(Complaint complaint) {
    if (!full()) list_.push_back(std::move(complaint));
  }
  bool full() const { return list_.size() >= kMost; }
  bool empty() const { return list_.empty(); }
  std::size_t size() const { return list_.size(); }
  const std::string& file() const { return file_; }
  const std::vector<Complaint>& list() const { return list_; }
  std::vector<Complaint> take() { return std::exchange(list_, {}); }

 private:
  std::string file_;
  std::vector<Complaint> list_;
};

}  // namespace uniselector::config
