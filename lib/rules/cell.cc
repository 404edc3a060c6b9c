// Reads the shorthand of cells: alternatives between commas, each a literal, a list, a comparison,
// an interval or the contrary of these.
#include "rules/cell.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "expr/issues.h"

namespace uniselector::rules {
namespace {

constexpr int kMostDepth = 16;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return text.substr(text.size());
  return text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

/// Calls visit(index, character) for all of `text` that stands in no quotes and no brackets, until
/// it answers true; the index then, else npos. Brackets of intervals need not match.
template <class Visit>
std::size_t find_outside(std::string_view text, Visit&& visit) {
  int depth = 0;
  char quote = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != '\0') {
      if (c == '\\') {
        ++i;
      } else if (c == quote) {
        quote = '\0';
      }
      continue;
    }
    if (depth == 0 && visit(i, c)) return i;
    if (c == '"' || c == '\'') quote = c;
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') depth = std::max(0, depth - 1);
  }
  return std::string_view::npos;
}

std::size_t find_comma(std::string_view text) {
  return find_outside(text, [](std::size_t, char c) { return c == ','; });
}

std::size_t find_dots(std::string_view text) {
  return find_outside(
      text, [text](std::size_t i, char c) { return c == '.' && text.substr(i).starts_with(".."); });
}

/// Whether the bracket that opens the text is closed by its last character.
bool in_brackets(std::string_view text) {
  if (text.size() < 2 || (text.front() != '[' && text.front() != '(')) return false;
  if (text.back() != ']' && text.back() != ')') return false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      for (++i; i < text.size() && text[i] != c; ++i) {
        if (text[i] == '\\') ++i;
      }
    } else if (c == '(' || c == '[') {
      ++depth;
    } else if ((c == ')' || c == ']') && --depth == 0) {
      return i + 1 == text.size();
    }
  }
  return false;
}

std::string_view expected_literal(Domain domain) {
  switch (domain) {
    case Domain::kBool: return "true or false";
    case Domain::kInt: return "a whole number";
    case Domain::kUint: return "a whole number that is not negative";
    case Domain::kDouble: return "a number";
    case Domain::kString: return "a text in quotes, or one word";
    case Domain::kDuration: return "a duration such as 30s or 1h30m";
    case Domain::kTimestamp: return "a time such as 2026-03-02T09:00 or 2026-03-02T09:00:00Z";
    case Domain::kOther: break;
  }
  return "a value";
}

class CellReader {
 public:
  CellReader(std::string_view text, Domain domain, const base::Zone& zone, ShorthandCell* cell)
      : text_(text), domain_(domain), zone_(zone), cell_(cell) {}

  /// Alternatives between commas. Nothing when it is no shorthand; with a fault when it must be.
  std::optional<ValueSet> alternatives(std::string_view text, bool sure, int depth);

 private:
  std::optional<ValueSet> part(std::string_view text, bool sure, int depth);
  std::optional<ValueSet> comparison(std::string_view text);
  std::optional<ValueSet> interval(std::string_view text, std::size_t dots);
  std::optional<Cut> literal(std::string_view text, bool sure);
  std::nullopt_t fault(std::string_view at, std::string message);

  std::string_view text_;
  Domain domain_;
  const base::Zone& zone_;
  ShorthandCell* cell_;
};

std::nullopt_t CellReader::fault(std::string_view at, std::string message) {
  if (!cell_->fault) {
    cell_->fault =
        CellFault{static_cast<std::size_t>(at.data() - text_.data()), std::move(message)};
  }
  return std::nullopt;
}

std::optional<Cut> CellReader::literal(std::string_view text, bool sure) {
  auto literal = read_literal(text, domain_, zone_);
  if (literal) {
    if (literal->bare) cell_->words.push_back(text);
    return std::move(literal->cut);
  }
  if (!sure) return std::nullopt;
  const std::string found = text.empty() ? "nothing" : '\'' + base::printable(text, 40) + '\'';
  return fault(text, "found " + found + ", expected " + std::string(expected_literal(domain_)));
}

std::optional<ValueSet> CellReader::comparison(std::string_view text) {
  const bool two = text.size() > 1 && text[1] == '=';
  const char op = text[0];
  const auto value = literal(trimmed(text.substr(two ? 2 : 1)), true);
  if (!value) return std::nullopt;
  const auto behind = next(domain_, *value);
  ValueSet to = ValueSet::all(domain_);  // up to and with the value
  if (behind) to = ValueSet::before(domain_, *behind);
  if (op == '!') return ~ValueSet::point(domain_, *value);
  if (op == '=') return ValueSet::point(domain_, *value);
  if (op == '<') return two ? to : ValueSet::before(domain_, *value);
  return two ? ValueSet::from(domain_, *value) : ~to;
}

std::optional<ValueSet> CellReader::interval(std::string_view text, std::size_t dots) {
  const std::string_view low = trimmed(text.substr(1, dots - 1));
  const std::string_view high = trimmed(text.substr(dots + 2, text.size() - dots - 3));
  ValueSet set = ValueSet::all(domain_);
  if (!low.empty()) {
    const auto value = literal(low, true);
    if (!value) return std::nullopt;
    set = ValueSet::from(domain_, *value);
    if (text.front() == '(') set = set & ~ValueSet::point(domain_, *value);
  }
  if (!high.empty()) {
    const auto value = literal(high, true);
    if (!value) return std::nullopt;
    ValueSet end = ValueSet::before(domain_, *value);
    if (text.back() == ']') end = end | ValueSet::point(domain_, *value);
    set = set & end;
  }
  if (set.is_empty()) return fault(text, "no value lies in this interval");
  return set;
}

std::optional<ValueSet> CellReader::part(std::string_view text, bool sure, int depth) {
  if (depth > kMostDepth) return fault(text, "found more than 16 brackets within each other");
  const auto follows = [&](std::string_view word) {
    return text.starts_with(word) && text.size() > word.size() &&
           std::string_view(" \t([\"'<>=!").find(text[word.size()]) != std::string_view::npos;
  };
  if (follows("not")) {
    const auto set = alternatives(trimmed(text.substr(3)), true, depth + 1);
    if (!set) return std::nullopt;
    return ~*set;
  }
  if (follows("in")) {
    const std::string_view list = trimmed(text.substr(2));
    if (!list.starts_with('[')) return fault(list, "expected a list in [ ] behind 'in'");
    return part(list, true, depth + 1);
  }
  if (!text.empty() &&
      (text[0] == '<' || text[0] == '>' || text[0] == '=' || text.starts_with("!="))) {
    return comparison(text);
  }
  if (in_brackets(text)) {
    const std::string_view inner = text.substr(1, text.size() - 2);
    const std::size_t dots = find_dots(inner);
    if (dots != std::string_view::npos && find_comma(inner) == std::string_view::npos) {
      return interval(text, dots + 1);
    }
    const bool list = text.front() == '[' && text.back() == ']';
    if (list || (sure && text.front() == '(' && text.back() == ')')) {
      return alternatives(inner, sure || list, depth + 1);
    }
  }
  const auto value = literal(text, sure);
  if (!value) return std::nullopt;
  return ValueSet::point(domain_, *value);
}

std::optional<ValueSet> CellReader::alternatives(std::string_view text, bool sure, int depth) {
  const bool several = find_comma(text) != std::string_view::npos;
  std::vector<ValueSet> parts;
  for (bool more = true; more;) {
    const std::size_t comma = find_comma(text);
    more = comma != std::string_view::npos;
    const auto next_part = part(trimmed(text.substr(0, comma)), sure || several, depth);
    if (!next_part) return std::nullopt;
    parts.push_back(*next_part);
    if (more) text.remove_prefix(comma + 1);
  }
  // Pairwise, so that a long list costs n log n.
  while (parts.size() > 1) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < parts.size(); i += 2) {
      parts[kept++] = i + 1 < parts.size() ? parts[i] | parts[i + 1] : std::move(parts[i]);
    }
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(kept), parts.end());
  }
  return std::move(parts.front());
}

}  // namespace

std::string with_caret(const CellFault& fault, std::string_view text) {
  return fault.message + '\n' + expr::snippet_of(text, std::min(fault.offset, text.size()));
}

ShorthandCell read_shorthand(std::string_view text, Domain domain, const base::Zone& zone) {
  ShorthandCell cell;
  const std::string_view inner = trimmed(text);
  if (inner.empty() || inner == "-") {
    cell.any = true;
    return cell;
  }
  if (domain == Domain::kOther) return cell;
  CellReader reader(text, domain, zone, &cell);
  cell.set = reader.alternatives(inner, false, 0);
  if (cell.fault) {
    cell.set.reset();
  } else if (cell.set && cell.set->is_empty()) {
    cell.set.reset();
    cell.fault = CellFault{static_cast<std::size_t>(inner.data() - text.data()),
                           "no value matches this cell"};
  }
  if (!cell.set) cell.words.clear();
  return cell;
}

}  // namespace uniselector::rules
