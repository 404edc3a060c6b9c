// See the header. Numbers are taken from the nodes of the text, which keep their digits as they
// stand.
#include "sim/bank_truths.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "runtime/file.h"

namespace uniselector::sim {
namespace {

constexpr std::size_t kMaxFileBytes = 16 * 1'024 * 1'024;
constexpr std::size_t kMaxLeaves = 200'000;
constexpr int kMaxDepth = 16;
constexpr std::string_view kAbsent = "(absent)";

/// A value of the file that is neither mapping nor list.
struct Leaf {
  std::string path;  ///< keys and list positions joined with dots
  std::string text;  ///< as written; a string without its quotes
  std::optional<double> number;
  bool whole = false;
  int decimals = 0;  ///< digits after the point, of a number without exponent
};

int decimals_of(std::string_view number) {
  const std::size_t point = number.find('.');
  if (point == std::string_view::npos || number.find_first_of("eE") != std::string_view::npos) {
    return 0;
  }
  return static_cast<int>(std::min<std::size_t>(number.size() - point - 1, 17));
}

Leaf leaf_of(const config::NodeReader& node, const std::string& path) {
  Leaf leaf{.path = path, .text = node.is_null() ? "null" : std::string(node.scalar())};
  if (!node.is_plain()) return leaf;
  const auto value = node.attribute();
  if (!value) return leaf;
  if (const auto* whole = std::get_if<std::int64_t>(&*value)) {
    leaf.number = static_cast<double>(*whole);
    leaf.whole = true;
  } else if (const auto* real = std::get_if<double>(&*value)) {
    leaf.number = *real;
    leaf.decimals = decimals_of(leaf.text);
  }
  return leaf;
}

/// Adds the leaves below a node; stops at the first complaint.
void collect(const config::NodeReader& node, const std::string& path, int depth,
             std::vector<Leaf>* leaves) {
  if (!node.complaints().empty()) return;
  if (node.is_null() || node.is_scalar()) {
    if (leaves->size() < kMaxLeaves) return leaves->push_back(leaf_of(node, path));
    return node.complain(fmt::format("more than {} values, the limit", kMaxLeaves));
  }
  if (depth == kMaxDepth) {
    return node.complain(fmt::format("more than {} levels deep, the limit", kMaxDepth));
  }
  const std::string before = path.empty() ? path : path + '.';
  std::size_t index = 0;
  if (node.is_sequence()) {
    node.each_item([&](const config::NodeReader& item) {
      collect(item, before + std::to_string(index++), depth + 1, leaves);
    });
    return;
  }
  node.each_member([&](const config::NodeReader& key, const config::NodeReader& value) {
    if (const auto name = key.id()) collect(value, before + *name, depth + 1, leaves);
  });
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

Result<std::vector<BankCheck>> compare_bank_truths(const BankFacts& facts,
                                                   const config::NodeReader& truths) {
  std::vector<Leaf> leaves;
  collect(truths, {}, 0, &leaves);
  const config::Complaints& complaints = truths.complaints();
  if (!complaints.empty()) return config::to_status(complaints.list());
  const auto section = section_of(facts, leaves, complaints.file());
  if (!section.ok()) return section.status();
  return compare_all(bank_figures(facts), leaves, *section);
}

Result<std::vector<BankCheck>> compare_bank_truths(const BankFacts& facts, std::string_view text,
                                                   std::string_view name) {
  config::Complaints complaints(name);
  const auto documents = config::parse_documents(text, 1, complaints);
  if (documents.empty()) return config::to_status(complaints.list());
  return compare_bank_truths(facts, config::NodeReader(documents.front(), {}, complaints));
}

Result<std::vector<BankCheck>> check_bank_truths(const BankFacts& facts,
                                                 const std::string& truths_file) {
  const auto text = runtime::read_file(truths_file, kMaxFileBytes);
  if (!text.ok()) return text.status();
  return compare_bank_truths(facts, *text, truths_file);
}

}  // namespace uniselector::sim
