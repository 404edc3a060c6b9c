// The scalars of a configuration and how a wrong one is described.
#include "config/node_reader.h"

#include <charconv>
#include <cmath>

#include "base/suggest.h"
#include "base/text.h"

namespace uniselector::config {
namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view without_sign(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return text;
}

bool all_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

std::optional<std::int64_t> parse_integer(std::string_view text) {
  if (!all_digits(without_sign(text))) return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Decimal numbers only: digits, at most one point between digits, an exponent.
std::optional<double> parse_real(std::string_view text) {
  const std::string_view digits = without_sign(text);
  if (digits.empty() || !is_digit(digits.front()) || digits.back() == '.') return std::nullopt;
  if (text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  if (!std::isfinite(value)) return std::nullopt;
  return value;
}

/// "5", "2.5", "100000" without trailing noise.
std::string shown(double value) { return uniselector::to_string(AttributeValue(value)); }

/// A number as people write it: not "007".
bool has_leading_zero(std::string_view text) {
  const std::string_view digits = without_sign(text);
  return digits.size() > 1 && digits[0] == '0' && is_digit(digits[1]);
}

}  // namespace

void NodeReader::complain(std::string message) const {
  complaints_->add(node_->place, path_, std::move(message));
}

std::string NodeReader::found() const {
  switch (node_->kind) {
    case Node::Kind::kNull: return "nothing";
    case Node::Kind::kSequence: return "a list";
    case Node::Kind::kMapping: return "a mapping";
    case Node::Kind::kScalar: break;
  }
  std::string text = "'" + node_->text.substr(0, 64) + (node_->text.size() > 64 ? "...'" : "'");
  return node_->quoted ? "the text " + text : text;
}

void NodeReader::expected(std::string_view what) const {
  complain("found " + found() + ", expected " + std::string(what));
}

std::string NodeReader::member_path(std::string_view key) const {
  std::string path;
  path.reserve(path_.size() + key.size() + 1);
  path += path_;
  if (!path.empty()) path += '.';
  path += key.substr(0, 2 * base::kMaxIdBytes);
  return path;
}

std::optional<NodeReader> NodeReader::member(std::string_view key) const {
  const Node* value = find(*node_, key);
  if (value == nullptr) return std::nullopt;
  return NodeReader(*value, member_path(key), *complaints_);
}

std::optional<std::string> NodeReader::text() const {
  if (!is_scalar()) return expected("a text"), std::nullopt;
  if (node_->text.size() > kMaxValueBytes) {
    complain("found " + std::to_string(node_->text.size()) + " bytes, expected at most " +
             std::to_string(kMaxValueBytes));
    return std::nullopt;
  }
  return node_->text;
}

std::optional<std::string> NodeReader::id() const {
  if (is_scalar() && base::is_id(node_->text)) return node_->text;
  expected("an id: 1 to 128 bytes of text without control characters");
  return std::nullopt;
}

std::optional<bool> NodeReader::boolean() const {
  if (is_plain() && node_->text == "true") return true;
  if (is_plain() && node_->text == "false") return false;
  expected("true or false");
  return std::nullopt;
}

std::optional<std::int64_t> NodeReader::integer(std::int64_t min, std::int64_t max) const {
  const auto value = is_plain() ? parse_integer(node_->text) : std::nullopt;
  if (value && *value >= min && *value <= max) return value;
  expected("an integer, " + std::to_string(min) + ".." + std::to_string(max));
  return std::nullopt;
}

std::optional<int> NodeReader::small_integer(int min, int max) const {
  const auto value = integer(min, max);
  if (!value) return std::nullopt;
  return static_cast<int>(*value);
}

std::optional<std::int64_t> NodeReader::count(std::int64_t min, std::int64_t max,
                                              int thousand) const {
  std::string_view digits = is_plain() ? std::string_view(node_->text) : std::string_view();
  std::int64_t unit = 1;
  if (!digits.empty() && (digits.back() == 'k' || digits.back() == 'M')) {
    unit = digits.back() == 'k' ? thousand : static_cast<std::int64_t>(thousand) * thousand;
    digits.remove_suffix(1);
  }
  const auto value = parse_integer(digits);
  if (value && *value <= max / unit && *value >= min / unit && *value * unit >= min) {
    return *value * unit;
  }
  expected("an integer, " + std::to_string(min) + ".." + std::to_string(max) +
           " (k and M stand for thousands and millions)");
  return std::nullopt;
}

std::optional<double> NodeReader::real(double min, double max) const {
  const auto value = is_plain() ? parse_real(node_->text) : std::nullopt;
  if (value && *value >= min && *value <= max) return value;
  expected("a number, " + shown(min) + ".." + shown(max));
  return std::nullopt;
}

std::optional<Duration> NodeReader::duration(Duration min, Duration max) const {
  if (!is_scalar()) return expected("a duration such as 20s or 1h30m"), std::nullopt;
  const auto value = parse_duration(node_->text);
  if (!value.ok()) {
    complain(value.status().message());
    return std::nullopt;
  }
  if (*value >= min && *value <= max) return *value;
  expected("a duration, " + uniselector::to_string(min) + ".." + uniselector::to_string(max));
  return std::nullopt;
}

std::optional<Time> NodeReader::time() const {
  if (!is_scalar()) {
    expected("a time such as 2026-03-02T09:00:00+01:00");
    return std::nullopt;
  }
  const auto value = parse_time(node_->text);
  if (value.ok()) return *value;
  complain(value.status().message());
  return std::nullopt;
}

std::optional<AttributeValue> NodeReader::attribute() const {
  if (!is_scalar()) return expected("a bool, a number or a text"), std::nullopt;
  const std::string& text = node_->text;
  if (!node_->quoted) {
    if (text == "true") return AttributeValue(true);
    if (text == "false") return AttributeValue(false);
    if (!has_leading_zero(text)) {
      if (const auto integer = parse_integer(text)) return AttributeValue(*integer);
      if (!all_digits(without_sign(text))) {
        if (const auto real = parse_real(text)) return AttributeValue(*real);
      }
    }
  }
  auto value = this->text();
  if (!value) return std::nullopt;
  return AttributeValue(std::move(*value));
}

std::optional<std::size_t> NodeReader::word(const std::vector<std::string_view>& words) const {
  if (is_scalar()) {
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == node_->text) return i;
    }
  }
  std::string what = words.size() > 3 ? "one of " + list_of(words) : list_of(words);
  if (is_scalar()) what += base::suggestion(node_->text, words);
  expected(what);
  return std::nullopt;
}

std::string list_of(const std::vector<std::string_view>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i != 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace uniselector::config
