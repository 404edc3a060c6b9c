// Literals of the grammar: numbers and the like, lists, maps and messages.
#include <cstring>
#include <limits>
#include <span>

#include "expr/syntax/grammar.h"

namespace uniselector::expr {
namespace {

using K = TokenKind;

}  // namespace

const Expr* Grammar::literal(const Value& value) {
  make_.at(token_.begin);
  advance();
  return make_.constant(value);
}

/// The number at the token, with the minus at `begin` before it if it is negative.
const Expr* Grammar::number(std::uint32_t begin, bool negative) {
  make_.at(begin);
  const std::uint64_t value = token_.number;
  Value made = Value::uint(value);
  if (at(K::kDouble)) {
    made = Value::real(negative ? -token_.real : token_.real);
  } else if (at(K::kInt)) {
    constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
    const bool fits = value <= kMost + (negative ? 1 : 0);
    if (!fits) fault_number(begin, value, negative);
    made = Value::integer(static_cast<std::int64_t>(!fits ? 0 : negative ? ~value + 1 : value));
  }
  advance();
  return make_.constant(made);
}

/// At an opening bracket: moves behind it, and behind the closing one if nothing is between them
/// but perhaps a comma. Answers whether it did.
bool Grammar::opens_and_closes(TokenKind close) {
  advance();
  if (at(K::kComma)) {
    const std::uint32_t comma = token_.begin;
    advance();
    if (!at(close)) {
      fault(comma, "found ',', expected an expression before it");
      return false;
    }
  }
  if (!at(close)) return false;
  advance();
  return true;
}

/// Behind an element: moves on to the next, or behind the bracket and says that the list ended.
bool Grammar::more(TokenKind close, std::uint32_t open, bool* ended) {
  const bool comma = at(K::kComma);
  if (comma) advance();
  *ended = at(close);
  if (*ended) advance();
  if (comma || *ended) return true;
  unclosed("',' or ", close, open);
  return false;
}

const Expr* Grammar::list() {
  const std::uint32_t open = token_.begin;
  const std::size_t base = stack_.size();
  const std::size_t first_optional = optional_.size();
  bool ended = opens_and_closes(K::kCloseBracket);
  while (!ended) {
    if (at(K::kQuestion)) {
      if (!optional_mark()) return nullptr;
      optional_.push_back(static_cast<std::uint32_t>(stack_.size() - base));
    }
    const Expr* const element = expression();
    if (element == nullptr) return nullptr;
    stack_.push_back(element);
    if (!more(K::kCloseBracket, open, &ended)) return nullptr;
  }
  make_.at(open);
  const Expr* const made =
      make_.list(std::span<const Expr* const>(stack_).subspan(base),
                 std::span<const std::uint32_t>(optional_).subspan(first_optional));
  stack_.resize(base);
  optional_.resize(first_optional);
  return made;
}

/// Begins an entry of a map or message, which waits with the others of its kind; false when it is
/// optional and may not be.
bool Grammar::begin_entry() {
  make_.at(token_.begin);
  Entry entry;
  entry.id = make_.new_id();
  entry.optional = at(K::kQuestion);
  entries_.push_back(entry);
  return !entry.optional || optional_mark();
}

const Expr* Grammar::map() {
  const std::uint32_t open = token_.begin;
  const std::size_t base = entries_.size();
  bool ended = opens_and_closes(K::kCloseBrace);
  while (!ended) {
    const std::size_t entry = entries_.size();
    if (!begin_entry()) return nullptr;
    const Expr* part = expression();
    if (part == nullptr || !colon("':' and the value of the key")) return nullptr;
    entries_[entry].key = part;
    part = expression();
    if (part == nullptr) return nullptr;
    entries_[entry].value = part;
    if (!more(K::kCloseBrace, open, &ended)) return nullptr;
  }
  make_.at(open);
  const Expr* const made = make_.map(std::span<const Entry>(entries_).subspan(base));
  entries_.resize(base);
  return made;
}

/// A message from its '{' on; `type` is the chain of names before it.
const Expr* Grammar::message(std::uint32_t begin, const Expr* type) {
  const std::uint32_t open = token_.begin;
  const std::size_t base = entries_.size();
  bool ended = opens_and_closes(K::kCloseBrace);
  while (!ended) {
    const std::size_t entry = entries_.size();
    Field field;
    if (!begin_entry() || !field_name(&field, "the name of a field") ||
        !colon("':' and the value of the field")) {
      return nullptr;
    }
    entries_[entry].field = field.name;
    const Expr* const value = expression();
    if (value == nullptr) return nullptr;
    entries_[entry].value = value;
    if (!more(K::kCloseBrace, open, &ended)) return nullptr;
  }
  make_.at(begin);
  const Expr* const made =
      make_.message(type_name(type), std::span<const Entry>(entries_).subspan(base));
  entries_.resize(base);
  return made;
}

std::string_view Grammar::type_name(const Expr* type) {
  std::size_t size = 0;
  for (const Expr* part = type; part != nullptr; part = part->target) size += part->name.size() + 1;
  char* const name = ast_.arena.make_array<char>(size);
  char* out = name + size;
  for (const Expr* part = type; part != nullptr; part = part->target) {
    out -= part->name.size();
    std::memcpy(out, part->name.data(), part->name.size());
    *--out = '.';
  }
  return {name + 1, size - 1};
}

/// Moves behind a '?' that marks an optional field, index, element or entry.
bool Grammar::optional_mark() {
  if (!options_.optional_syntax) {
    fault(token_.begin,
          "found '?', expected a name or a value; the optional syntax, a.?b, is not enabled here");
    return false;
  }
  advance();
  return true;
}

bool Grammar::field_name(Field* field, std::string_view expected) {
  field->name = token_.text;
  field->begin = token_.begin;
  field->quoted = at(K::kQuotedName);
  if (at(K::kIdent) || at(K::kReserved) || field->quoted) {
    advance();
    return true;
  }
  unexpected_field(expected);
  return false;
}

bool Grammar::colon(std::string_view expected) {
  if (at(K::kAssign)) {
    fault(token_.begin, "found '=', expected ':'");
  } else if (!at(K::kColon)) {
    unexpected(expected);
    return false;
  }
  advance();
  return true;
}

}  // namespace uniselector::expr
