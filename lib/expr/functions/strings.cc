// The strings library: parts of texts, searching, replacing, splitting and joining. Positions and
// lengths count characters (code points). A part of a text borrows from it instead of copying.
//
// Version 1: charAt, indexOf, lastIndexOf, lowerAscii, upperAscii, replace, split, substring, trim,
//            join of lists of strings, format, strings.quote.
// Version 2: join of lists whose elements turn out to be strings.
// Version 3: reverse.
// Version 4: format writes numbers without regard to a locale; here every version does.
#include <algorithm>
#include <string>

#include "base/text.h"
#include "expr/functions/declare.h"
#include "expr/functions/format.h"
#include "expr/functions/libraries.h"
#include "expr/functions/search.h"
#include "expr/functions/text_builder.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

Value index_error(CallFrame& call, std::int64_t index) {
  return call.out_of_range("index out of range: " + std::to_string(index));
}

/// The byte at which character `index` begins, or kNone.
std::size_t byte_at(std::string_view text, std::int64_t index) {
  return index < 0 ? kNone : byte_of_code_point(text, static_cast<std::size_t>(index));
}

Value characters_before(std::string_view text, std::size_t byte) {
  if (byte == kNone) return Value::integer(-1);
  return Value::integer(static_cast<std::int64_t>(count_code_points(text.substr(0, byte))));
}

std::size_t end_of_character(std::string_view text, std::size_t at) {
  static_cast<void>(next_code_point(text, &at));
  return at;
}

Value char_at(CallFrame& call, const Value* arguments, std::size_t) {
  const std::string_view text = arguments[0].as_string();
  const std::size_t at = byte_at(text, arguments[1].as_int());
  if (at == kNone) return index_error(call, arguments[1].as_int());
  if (at == text.size()) return Value::string("");
  return Value::string(text.substr(at, end_of_character(text, at) - at));
}

Value index_of(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::string_view text = arguments[0].as_string();
  const std::string_view part = arguments[1].as_string();
  const std::size_t from = count < 3 ? 0 : byte_at(text, arguments[2].as_int());
  if (from == kNone) return index_error(call, arguments[2].as_int());
  if (part.empty()) return count < 3 ? Value::integer(0) : arguments[2];
  return characters_before(text, Finder(part, call.arena()).find(text, from));
}

Value last_index_of(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::string_view text = arguments[0].as_string();
  const std::string_view part = arguments[1].as_string();
  const std::size_t from = count < 3 ? text.size() : byte_at(text, arguments[2].as_int());
  if (from == kNone) return index_error(call, arguments[2].as_int());
  if (part.empty()) return characters_before(text, from);
  if (part.size() > text.size()) return Value::integer(-1);
  const Finder finder(part, call.arena(), Finder::Direction::kBackward);
  return characters_before(text, finder.find_last(text, from));
}

Value substring(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::string_view text = arguments[0].as_string();
  const std::int64_t start = arguments[1].as_int();
  const std::size_t first = byte_at(text, start);
  if (first == kNone) return index_error(call, start);
  if (count < 3) return Value::string(text.substr(first));
  const std::int64_t end = arguments[2].as_int();
  if (end < start) {
    return call.out_of_range("invalid substring range. start: " + std::to_string(start) +
                             ", end: " + std::to_string(end));
  }
  const std::size_t size = byte_at(text.substr(first), end - start);
  if (size == kNone) return index_error(call, end);
  return Value::string(text.substr(first, size));
}

template <char kFirst, char kLast>
Value other_case(CallFrame& call, const Value* arguments, std::size_t) {
  const std::string_view text = arguments[0].as_string();
  const auto moves = [](char c) { return c >= kFirst && c <= kLast; };
  if (std::none_of(text.begin(), text.end(), moves)) return arguments[0];
  char* const made = call.arena().make_array<char>(text.size());
  std::transform(text.begin(), text.end(), made,
                 [&](char c) { return moves(c) ? static_cast<char>(c ^ 0x20) : c; });
  return Value::string({made, text.size()});
}

/// Between all characters, before the first and behind the last, at most `most` times.
Value insert_everywhere(CallFrame& call, std::string_view text, std::string_view inserted,
                        std::uint64_t most) {
  TextBuilder made(call);
  std::size_t at = 0;
  for (; most != 0 && !made.failed(); --most) {
    made.add(inserted);
    if (at == text.size()) return made.finish();
    const std::size_t end = end_of_character(text, at);
    made.add(text.substr(at, end - at));
    at = end;
  }
  made.add(text.substr(at));
  return made.finish();
}

Value replace(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::string_view text = arguments[0].as_string();
  const std::string_view part = arguments[1].as_string();
  const std::string_view by = arguments[2].as_string();
  // A negative limit is none: as unsigned it is beyond every number of places.
  auto most = static_cast<std::uint64_t>(count < 4 ? -1 : arguments[3].as_int());
  if (part.empty()) return insert_everywhere(call, text, by, most);
  const Finder finder(part, call.arena());
  TextBuilder made(call);
  std::size_t done = 0;
  for (; most != 0 && !made.failed(); --most) {
    const std::size_t found = finder.find(text, done);
    if (found == kNone) break;
    made.add(text.substr(done, found - done));
    made.add(by);
    done = found + part.size();
  }
  if (done == 0) return arguments[0];
  made.add(text.substr(done));
  return made.finish();
}

Value split_characters(CallFrame& call, std::string_view text, std::uint64_t most) {
  ListBuilder parts(call);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = parts.size() + 1 == most ? text.size() : end_of_character(text, at);
    if (!parts.add(Value::string(text.substr(at, end - at)))) break;
    at = end;
  }
  return parts.finish();
}

Value split(CallFrame& call, const Value* arguments, std::size_t count) {
  const std::string_view text = arguments[0].as_string();
  const std::string_view separator = arguments[1].as_string();
  const auto most = static_cast<std::uint64_t>(count < 3 ? -1 : arguments[2].as_int());
  ListBuilder parts(call);
  if (most == 0) return parts.finish();
  if (separator.empty()) return split_characters(call, text, most);
  const Finder finder(separator, call.arena());
  std::size_t start = 0;
  while (parts.size() + 1 != most) {
    const std::size_t found = finder.find(text, start);
    if (found == kNone) break;
    if (!parts.add(Value::string(text.substr(start, found - start)))) return parts.finish();
    start = found + separator.size();
  }
  static_cast<void>(parts.add(Value::string(text.substr(start))));
  return parts.finish();
}

Value join(CallFrame& call, const Value* arguments, std::size_t count) {
  const List& list = arguments[0].as_list();
  const std::string_view separator = count < 2 ? std::string_view() : arguments[1].as_string();
  const Value* const elements = elements_of(call, list);
  if (elements == nullptr) return call.budget_error();
  TextBuilder made(call);
  for (std::size_t i = 0; i < list.size() && !made.failed(); ++i) {
    if (elements[i].is_no_value()) return elements[i];
    if (!elements[i].is(ValueKind::kString)) {
      return call.error("join: found an element of type " +
                        base::printable(cel::type_name(elements[i]), 64) + ", expected string");
    }
    if (i != 0) made.add(separator);
    made.add(elements[i].as_string());
  }
  return made.finish();
}

/// White_Space of the Unicode character database.
bool is_space(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f ||
         c == 0x3000;
}

/// Where the last character of a text that is not empty begins.
std::size_t start_of_last(std::string_view text) {
  const auto continues = [&](std::size_t i) {
    return (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U;
  };
  std::size_t start = text.size() - 1;
  while (start > 0 && text.size() - start < 4 && continues(start)) --start;
  return end_of_character(text, start) == text.size() ? start : text.size() - 1;
}

Value trim(CallFrame&, const Value* arguments, std::size_t) {
  std::string_view text = arguments[0].as_string();
  while (!text.empty()) {
    std::size_t end = 0;
    if (!is_space(next_code_point(text, &end))) break;
    // A byte that is no UTF-8 is a character of its own, and no white space.
    if (end == 1 && static_cast<unsigned char>(text[0]) >= 0x80U) break;
    text.remove_prefix(end);
  }
  while (!text.empty()) {
    const std::size_t start = start_of_last(text);
    std::size_t at = start;
    if (!is_space(next_code_point(text, &at))) break;
    if (at - start == 1 && static_cast<unsigned char>(text[start]) >= 0x80U) break;
    text.remove_suffix(text.size() - start);
  }
  return Value::string(text);
}

Value reverse(CallFrame& call, const Value* arguments, std::size_t) {
  const std::string_view text = arguments[0].as_string();
  if (text.empty()) return arguments[0];
  char* const made = call.arena().make_array<char>(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = end_of_character(text, at);
    std::copy(text.begin() + static_cast<std::ptrdiff_t>(at),
              text.begin() + static_cast<std::ptrdiff_t>(end), made + (text.size() - end));
    at = end;
  }
  return Value::string({made, text.size()});
}

std::string_view escape_of(char c) {
  switch (c) {
    case '\a': return "\\a";
    case '\b': return "\\b";
    case '\f': return "\\f";
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\v': return "\\v";
    case '\\': return "\\\\";
    case '"': return "\\\"";
    default: return {};
  }
}

Value quote(CallFrame& call, const Value* arguments, std::size_t) {
  const std::string_view text = arguments[0].as_string();
  TextBuilder made(call);
  made.add('"');
  for (std::size_t at = 0; at < text.size() && !made.failed();) {
    const std::size_t end = end_of_character(text, at);
    const std::string_view escape = escape_of(text[at]);
    if (!escape.empty()) {
      made.add(escape);
    } else if (end - at == 1 && static_cast<unsigned char>(text[at]) >= 0x80U) {
      made.add("\xef\xbf\xbd");  // U+FFFD for what is no UTF-8
    } else {
      made.add(text.substr(at, end - at));
    }
    at = end;
  }
  made.add('"');
  return made.finish();
}

/// A function of a string: its further parameters, and the result.
void member(Declarations& declarations, std::string function, std::string id,
            std::vector<Type> more, Type result, Native native) {
  more.insert(more.begin(), Type::string());
  std::uint32_t traverses = 0;
  for (std::size_t i = 0; i < more.size(); ++i) {
    if (more[i].is(TypeKind::kString)) traverses |= 1U << i;
  }
  declare(declarations, {.function = std::move(function),
                         .id = std::move(id),
                         .receiver = true,
                         .parameters = std::move(more),
                         .result = std::move(result),
                         .native = native,
                         .traverses = traverses});
}

void add_searches(Declarations& d) {
  const Type text = Type::string();
  const Type number = Type::integer();
  member(d, "charAt", "string_char_at_int", {number}, text, char_at);
  member(d, "indexOf", "string_index_of_string", {text}, number, index_of);
  member(d, "indexOf", "string_index_of_string_int", {text, number}, number, index_of);
  member(d, "lastIndexOf", "string_last_index_of_string", {text}, number, last_index_of);
  member(d, "lastIndexOf", "string_last_index_of_string_int", {text, number}, number,
         last_index_of);
  member(d, "substring", "string_substring_int", {number}, text, substring);
  member(d, "substring", "string_substring_int_int", {number, number}, text, substring);
}

void add_changes(Declarations& d) {
  const Type text = Type::string();
  const Type number = Type::integer();
  member(d, "lowerAscii", "string_lower_ascii", {}, text, other_case<'A', 'Z'>);
  member(d, "upperAscii", "string_upper_ascii", {}, text, other_case<'a', 'z'>);
  member(d, "replace", "string_replace_string_string", {text, text}, text, replace);
  member(d, "replace", "string_replace_string_string_int", {text, text, number}, text, replace);
  member(d, "split", "string_split_string", {text}, Type::list(text), split);
  member(d, "split", "string_split_string_int", {text, number}, Type::list(text), split);
  member(d, "trim", "string_trim", {}, text, trim);
}

}  // namespace

void add_strings(Declarations& declarations, std::uint32_t version) {
  const Type text = Type::string();
  add_searches(declarations);
  add_changes(declarations);
  declare(declarations, {.function = "join",
                         .id = "list_join",
                         .receiver = true,
                         .parameters = {Type::list(text)},
                         .result = text,
                         .native = join,
                         .traverses = 1});
  declare(declarations, {.function = "join",
                         .id = "list_join_string",
                         .receiver = true,
                         .parameters = {Type::list(text), text},
                         .result = text,
                         .native = join,
                         .traverses = 1});
  declare(declarations, {.function = "strings.quote",
                         .id = "strings_quote",
                         .parameters = {text},
                         .result = text,
                         .native = quote,
                         .traverses = 1});
  declare(declarations, format_overload());
  if (version >= 3) member(declarations, "reverse", "string_reverse", {}, text, reverse);
}

}  // namespace uniselector::expr
