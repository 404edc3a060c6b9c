// See the header. The JSON is read as a stream of events, so that the digits of a number are seen
// as they stand and depth and size are bounded before anything is built.
#include "sim/bank_truths.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

namespace uniselector::sim {
namespace {

constexpr std::size_t kMaxFileBytes = 16 * 1'024 * 1'024;
constexpr std::size_t kMaxLeaves = 200'000;
constexpr std::size_t kMaxDepth = 16;
constexpr std::string_view kAbsent = "(absent)";

/// A value of the file that is neither object nor list.
struct Leaf {
  std::string path;  ///< keys and list positions joined with dots
  std::string text;  ///< as written; a string without its quotes
  std::optional<double> number;
  bool whole = false;
  int decimals = 0;  ///< digits after the point, of a number without exponent
};

/// Collects the leaves; the base class is the interface that the parser drives.
class Leaves : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return leaf({.text = "null"}); }
  bool boolean(bool value) override { return leaf({.text = value ? "true" : "false"}); }
  bool number_integer(number_integer_t value) override {
    return leaf(
        {.text = std::to_string(value), .number = static_cast<double>(value), .whole = true});
  }
  bool number_unsigned(number_unsigned_t value) override {
    return leaf(
        {.text = std::to_string(value), .number = static_cast<double>(value), .whole = true});
  }
  bool number_float(number_float_t value, const string_t& text) override {
    const std::size_t point = text.find('.');
    const bool plain = text.find_first_of("eE") == std::string::npos && point != std::string::npos;
    const int decimals =
        plain ? static_cast<int>(std::min<std::size_t>(text.size() - point - 1, 17)) : 0;
    return leaf({.text = text, .number = value, .decimals = decimals});
  }
  bool string(string_t& value) override { return leaf({.text = value}); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(true); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    stack_.back().key = value;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& e) override {
    problem_ = e.what();
    return false;
  }

  std::vector<Leaf>& leaves() { return leaves_; }
  const std::string& problem() const { return problem_; }

 private:
  struct Level {
    bool list = false;
    std::size_t next = 0;
    std::string key{};
  };

  void count_item() {
    if (!stack_.empty() && stack_.back().list)
      stack_.back().key = std::to_string(stack_.back().next++);
  }
  bool open(bool list) {
    count_item();
    if (stack_.size() == kMaxDepth) {
      problem_ = fmt::format("more than {} levels deep, the limit", kMaxDepth);
      return false;
    }
    stack_.push_back({.list = list});
    return true;
  }
  bool close() {
    stack_.pop_back();
    return true;
  }
  bool leaf(Leaf found) {
    count_item();
    if (leaves_.size() == kMaxLeaves) {
      problem_ = fmt::format("more than {} values, the limit", kMaxLeaves);
      return false;
    }
    for (const Level& level : stack_) {
      if (!found.path.empty()) found.path += '.';
      found.path += level.key;
    }
    leaves_.push_back(std::move(found));
    return true;
  }

  std::vector<Level> stack_;
  std::vector<Leaf> leaves_;
  std::string problem_;
};

Result<std::vector<Leaf>> read_leaves(std::string_view text, std::string_view name) {
  Leaves reader;
  try {
    if (nlohmann::json::sax_parse(text, &reader)) return std::move(reader.leaves());
  } catch (const std::exception& e) {
    return invalid_argument(fmt::format("truths file '{}': {}", name, e.what()));
  }
  return invalid_argument(fmt::format("truths file '{}': {}", name, reader.problem()));
}

/// "months.1999-02." or "sample_days.1999-02-05.", or NotFound.
Result<std::string> section_of(const BankFacts& facts, const std::vector<Leaf>& leaves,
                               std::string_view name) {
  const std::string first = bank_date(facts.first_day);
  const std::string last = bank_date(facts.last_day);
  const std::string section =
      first == last ? "sample_days." + first : "months." + first.substr(0, 7);
  std::set<std::string> sections;
  for (const Leaf& leaf : leaves) {
    if (!leaf.path.starts_with("months.") && !leaf.path.starts_with("sample_days.")) continue;
    sections.insert(leaf.path.substr(0, leaf.path.find('.', leaf.path.find('.') + 1)));
  }
  if (first.substr(0, 7) == last.substr(0, 7) && sections.count(section) != 0) return section + ".";
  std::string known;
  for (const std::string& each : sections) known += (known.empty() ? "" : ", ") + each;
  return not_found(fmt::format("truths file '{}' has no figures for a log of {} to {}; it has {}",
                               name, first, last,
                               known.empty() ? "neither months nor sample_days" : known));
}

std::string figure_text(const BankFigure& figure) {
  if (const auto* whole = std::get_if<std::int64_t>(&figure.value)) return std::to_string(*whole);
  if (const auto* real = std::get_if<double>(&figure.value)) {
    return fmt::format("{:.{}f}", *real, figure.decimals);
  }
  return std::get<std::string>(figure.value);
}

BankCheck compare(const Leaf& leaf, const BankFigure& figure) {
  BankCheck check{.path = leaf.path, .expected = leaf.text, .got = figure_text(figure)};
  check.expected_number = leaf.number.value_or(0);
  if (const auto* text = std::get_if<std::string>(&figure.value)) {
    check.pass = !leaf.number && leaf.text == *text;
  } else if (const auto* whole = std::get_if<std::int64_t>(&figure.value)) {
    check.got_number = static_cast<double>(*whole);
    check.pass = leaf.whole ? leaf.text == check.got : leaf.number == check.got_number;
  } else {
    check.got_number = std::get<double>(figure.value);
    // Half a unit of the last digit, and a little for the binary form of that bound.
    check.tolerance = 0.5000001 * std::pow(10.0, -std::max(figure.decimals, leaf.decimals));
    check.pass = leaf.number && std::abs(*leaf.number - check.got_number) <= check.tolerance;
  }
  return check;
}

/// The table or figure that a path belongs to: "queue_time_by_type" of "queue_time_by_type.PS.n".
std::string_view head(std::string_view path) { return path.substr(0, path.find('.')); }

std::vector<BankCheck> compare_all(const std::vector<BankFigure>& figures,
                                   const std::vector<Leaf>& leaves, const std::string& section) {
  std::map<std::string_view, const BankFigure*> ours;
  for (const BankFigure& figure : figures) ours.emplace(figure.path, &figure);
  std::vector<BankCheck> checks;
  std::set<std::string_view> heads;
  for (const Leaf& leaf : leaves) {
    if (!leaf.path.starts_with(section)) continue;
    const std::string_view path = std::string_view(leaf.path).substr(section.size());
    heads.insert(head(path));
    const auto found = ours.find(path);
    if (found == ours.end()) {
      checks.push_back({.path = leaf.path,
                        .expected = leaf.text,
                        .got = std::string(kAbsent),
                        .expected_number = leaf.number.value_or(0)});
      continue;
    }
    checks.push_back(compare(leaf, *found->second));
    ours.erase(found);
  }
  // What is left is ours alone. In a table that the file has it is a difference; whole tables that
  // the file does not give are no matter of this comparison.
  for (const BankFigure& figure : figures) {
    if (ours.count(figure.path) == 0 || heads.count(head(figure.path)) == 0) continue;
    checks.push_back({.path = section + figure.path,
                      .expected = std::string(kAbsent),
                      .got = figure_text(figure)});
  }
  return checks;
}

}  // namespace

Result<std::vector<BankCheck>> compare_bank_truths(const BankFacts& facts, std::string_view text,
                                                   std::string_view name) {
  const auto leaves = read_leaves(text, name);
  if (!leaves.ok()) return leaves.status();
  const auto section = section_of(facts, *leaves, name);
  if (!section.ok()) return section.status();
  return compare_all(bank_figures(facts), *leaves, *section);
}

Result<std::vector<BankCheck>> check_bank_truths(const BankFacts& facts,
                                                 const std::string& truths_file) {
  std::ifstream file(truths_file, std::ios::binary);
  std::string text;
  std::vector<char> block(64 * 1'024);
  while (file && text.size() <= kMaxFileBytes) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block.data(), static_cast<std::size_t>(file.gcount()));
  }
  if (!file.eof() && text.size() <= kMaxFileBytes) {
    return not_found(fmt::format("truths file '{}' cannot be read", truths_file));
  }
  if (text.size() > kMaxFileBytes) {
    return resource_exhausted(fmt::format("truths file '{}' has more than {} bytes, the limit",
                                          truths_file, kMaxFileBytes));
  }
  return compare_bank_truths(facts, text, truths_file);
}

}  // namespace uniselector::sim
