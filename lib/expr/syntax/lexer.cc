// See the header. The text ends with a NUL, so a character may be looked at before asking whether
// the end is reached; a NUL within the text is an unknown character like any other.
#include "expr/syntax/lexer.h"

#include <array>
#include <charconv>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "expr/value/unicode.h"

namespace uniselector::expr {
namespace {

enum : std::uint8_t { kLetter = 1, kDigit = 2, kHex = 4, kSpace = 8, kQuotable = 16 };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (unsigned c = 'a'; c <= 'z'; ++c) classes[c] = kLetter | kQuotable;
  for (unsigned c = 'A'; c <= 'Z'; ++c) classes[c] = kLetter | kQuotable;
  for (unsigned c = '0'; c <= '9'; ++c) classes[c] = kDigit | kHex | kQuotable;
  for (unsigned c = 'a'; c <= 'f'; ++c) classes[c] |= kHex;
  for (unsigned c = 'A'; c <= 'F'; ++c) classes[c] |= kHex;
  classes['_'] = kLetter | kQuotable;
  for (const char c : {'.', '-', '/', ' '}) classes[static_cast<unsigned char>(c)] |= kQuotable;
  for (const char c : {' ', '\t', '\n', '\f', '\r'}) {
    classes[static_cast<unsigned char>(c)] |= kSpace;
  }
  return classes;
}
constexpr std::array<std::uint8_t, 256> kClasses = make_classes();

bool is(char c, unsigned classes) {
  return (kClasses[static_cast<unsigned char>(c)] & classes) != 0;
}

/// What a word is by itself: kIdent, kReserved or a keyword.
TokenKind kind_of_word(std::string_view word) {
  using K = TokenKind;
  const auto reserved = [word](std::initializer_list<std::string_view> words) {
    for (const std::string_view one : words) {
      if (word == one) return K::kReserved;
    }
    return K::kIdent;
  };
  switch (word.size()) {
    case 2: return word == "in" ? K::kIn : reserved({"as", "if"});
    case 3: return reserved({"for", "let", "var"});
    case 4:
      if (word == "true") return K::kTrue;
      if (word == "null") return K::kNull;
      return reserved({"else", "loop", "void"});
    case 5: return word == "false" ? K::kFalse : reserved({"break", "const", "while"});
    case 6: return reserved({"import", "return"});
    case 7: return reserved({"package"});
    case 8: return reserved({"continue", "function"});
    case 9: return reserved({"namespace"});
    default: return K::kIdent;
  }
}

unsigned hex_value(char c) {
  if (c <= '9') return static_cast<unsigned>(c - '0');
  return static_cast<unsigned>((c | 0x20) - 'a') + 10;
}

char* put_code_point(std::uint32_t code, char* out) {
  const auto put = [&out](std::uint32_t byte) {
    *out++ = static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (code < 0x80) {
    put(code);
    return out;
  }
  if (code < 0x800) {
    put(0xc0 | code >> 6);
  } else {
    if (code < 0x10000) {
      put(0xe0 | code >> 12);
    } else {
      put(0xf0 | code >> 18);
      put(0x80 | (code >> 12 & 0x3f));
    }
    put(0x80 | (code >> 6 & 0x3f));
  }
  put(0x80 | (code & 0x3f));
  return out;
}

/// Whether the digits of a double that from_chars found out of range make it too large rather than
/// too near to zero.
bool is_too_large(std::string_view digits) {
  long long magnitude = 0;  // of the first digit that is not 0
  bool point = false;
  bool found = false;
  std::size_t i = 0;
  for (; i < digits.size() && (digits[i] | 0x20) != 'e'; ++i) {
    if (digits[i] == '.') {
      point = true;
      continue;
    }
    found = found || digits[i] != '0';
    if (found && !point) ++magnitude;
    if (!found && point) --magnitude;
  }
  if (!found) return false;
  if (i == digits.size()) return magnitude > 0;
  std::string_view exponent = digits.substr(i + 1);
  const bool negative = exponent.front() == '-';
  if (negative || exponent.front() == '+') exponent.remove_prefix(1);
  long long value = 0;
  for (const char c : exponent) {
    if (value < 1'000'000'000) value = value * 10 + (c - '0');
  }
  return (negative ? magnitude - value : magnitude + value) > 0;
}

}  // namespace

bool is_name(std::string_view text) {
  if (text.empty() || !is(text.front(), kLetter)) return false;
  for (const char c : text) {
    if (!is(c, kLetter | kDigit)) return false;
  }
  return true;
}

bool is_keyword(std::string_view text) {
  const TokenKind kind = kind_of_word(text);
  return kind != TokenKind::kIdent && kind != TokenKind::kReserved;
}

bool is_quotable(std::string_view text) {
  for (const char c : text) {
    if (!is(c, kQuotable)) return false;
  }
  return !text.empty();
}

Token Lexer::token(TokenKind kind, const char* start) const {
  Token made;
  made.kind = kind;
  made.begin = offset(start);
  made.end = offset(at_);
  return made;
}

void Lexer::fault(const char* at, std::string message) {
  issues_.add(offset(at), "syntax error: " + std::move(message));
}

Token Lexer::broken(const char* start, const char* at, std::string message) {
  fault(at, std::move(message));
  return token(TokenKind::kBroken, start);
}

void Lexer::skip_space() {
  for (;;) {
    while (is(*at_, kSpace)) ++at_;
    if (at_[0] != '/' || at_[1] != '/') return;
    const void* line = std::memchr(at_, '\n', static_cast<std::size_t>(end_ - at_));
    at_ = line == nullptr ? end_ : static_cast<const char*>(line);
  }
}

Token Lexer::next() {
  skip_space();
  const char c = *at_;
  if (is(c, kLetter)) return word();
  if (is(c, kDigit) || (c == '.' && is(at_[1], kDigit))) return number();
  if (c == '"' || c == '\'') return literal(at_, false, false);
  if (c == '`') return quoted_name();
  if (at_ == end_) return token(TokenKind::kEnd, at_);
  return punctuation();
}

Token Lexer::punctuation() {
  using K = TokenKind;
  const char* const start = at_;
  const auto one = [this, start](K kind) {
    ++at_;
    return token(kind, start);
  };
  switch (*at_) {
    case '.': return one(K::kDot);
    case ',': return one(K::kComma);
    case ':': return one(K::kColon);
    case '?': return one(K::kQuestion);
    case '(': return one(K::kOpenParen);
    case ')': return one(K::kCloseParen);
    case '[': return one(K::kOpenBracket);
    case ']': return one(K::kCloseBracket);
    case '{': return one(K::kOpenBrace);
    case '}': return one(K::kCloseBrace);
    case '+': return one(K::kPlus);
    case '-': return one(K::kMinus);
    case '*': return one(K::kStar);
    case '/': return one(K::kSlash);
    case '%': return one(K::kPercent);
    case '=': return comparison(K::kAssign, K::kEqual);
    case '!': return comparison(K::kNot, K::kNotEqual);
    case '<': return comparison(K::kLess, K::kLessEqual);
    case '>': return comparison(K::kGreater, K::kGreaterEqual);
    case '&':
    case '|': {
      const bool both = at_[1] == at_[0];
      const K kind = *at_ == '&' ? (both ? K::kAnd : K::kAmp) : (both ? K::kOr : K::kPipe);
      at_ += both ? 2 : 1;
      return token(kind, start);
    }
    default: return unknown_character();
  }
}

Token Lexer::comparison(TokenKind alone, TokenKind with_equal) {
  const char* const start = at_++;
  if (*at_ == '=') {
    ++at_;
    // As other languages write it; what is meant is plain.
    if (*at_ == '=' && (*start == '=' || *start == '!')) {
      ++at_;
      fault(start, *start == '=' ? "found '===', expected '=='" : "found '!==', expected '!='");
    }
    return token(with_equal, start);
  }
  if (*start == '<' && *at_ == '>') {
    ++at_;
    fault(start, "found '<>', expected '!='");
    return token(TokenKind::kNotEqual, start);
  }
  if (*start == '=' && (*at_ == '<' || *at_ == '>')) {
    const bool less = *at_++ == '<';
    fault(start, less ? "found '=<', expected '<='" : "found '=>', expected '>='");
    return token(less ? TokenKind::kLessEqual : TokenKind::kGreaterEqual, start);
  }
  return token(alone, start);
}

Token Lexer::unknown_character() {
  const char* const start = at_;
  const std::string_view rest(start, static_cast<std::size_t>(end_ - start));
  std::size_t length = 0;
  const std::uint32_t code = next_code_point(rest, &length);
  at_ += length;
  const std::string shown = base::escaped(rest.substr(0, length));
  const char* hint = "no operator of the language begins with it";
  if (code >= 0x2018 && code <= 0x201f) {
    hint = "strings stand between plain quotes, ' or \"";
  } else if (code == 0xa0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200f)) {
    hint = "only plain spaces separate words";
  } else if (code == ';') {
    hint = "a text holds one expression";
  } else if (code >= 0x80) {
    hint = "names are written with the letters a to z, digits and '_'";
  } else if (code < 0x20 || code == 0x7f) {
    hint = "control characters stand in strings only, as \\x01";
  }
  return broken(start, start,
                "found '" + shown + "', expected an expression or an operator; " + hint);
}

Token Lexer::word() {
  const char* const start = at_;
  do ++at_;
  while (is(*at_, kLetter | kDigit));
  const std::string_view text(start, static_cast<std::size_t>(at_ - start));
  if ((*at_ == '"' || *at_ == '\'') && text.size() <= 2) {
    const bool bytes = (text.front() | 0x20) == 'b';
    const bool raw = (text.back() | 0x20) == 'r';
    if (text.size() == 1 ? bytes || raw : bytes && raw) return literal(start, bytes, raw);
  }
  Token made = token(kind_of_word(text), start);
  made.text = text;
  return made;
}

Token Lexer::quoted_name() {
  const char* const start = at_++;
  while (is(*at_, kQuotable)) ++at_;
  const std::string_view text(start + 1, static_cast<std::size_t>(at_ - start - 1));
  if (*at_ != '`') {
    if (at_ == end_ || *at_ == '\n' || *at_ == '\r') {
      return broken(start, start, "the name that opens here with '`' has no closing '`'");
    }
    return broken(start, at_,
                  "found a character that a name between backquotes cannot have; expected letters "
                  "a to z, digits, and any of '_', '.', '-', '/' and spaces");
  }
  ++at_;
  if (text.empty())
    return broken(start, start, "found '``', expected a name between the backquotes");
  Token made = token(TokenKind::kQuotedName, start);
  made.text = text;
  return made;
}

Token Lexer::number() {
  const char* const start = at_;
  if (at_[0] == '0' && (at_[1] | 0x20) == 'x') return hexadecimal();
  while (is(*at_, kDigit)) ++at_;
  bool whole = true;
  if (at_[0] == '.' && is(at_[1], kDigit)) {
    whole = false;
    ++at_;
    while (is(*at_, kDigit)) ++at_;
  }
  if ((*at_ | 0x20) == 'e') {
    const char* const digits = at_ + (at_[1] == '+' || at_[1] == '-' ? 2 : 1);
    if (is(*digits, kDigit)) {
      whole = false;
      at_ = digits;
      while (is(*at_, kDigit)) ++at_;
    }
  }
  if (!whole) return real(start);
  return with_suffix(token(TokenKind::kInt, start), start, 10);
}

Token Lexer::hexadecimal() {
  const char* const start = at_;
  at_ += 2;
  if (!is(*at_, kHex)) {
    return broken(start, start, "found '0x' without digits, expected a number such as 0x1f");
  }
  const char* const digits = at_;
  while (is(*at_, kHex)) ++at_;
  return with_suffix(token(TokenKind::kInt, start), digits, 16);
}

Token Lexer::with_suffix(Token made, const char* digits, int base) {
  const std::from_chars_result read = std::from_chars(digits, at_, made.number, base);
  const char* const start = begin_ + made.begin;
  if (read.ec != std::errc()) {
    made.number = 0;
    const std::string_view shown(start, static_cast<std::size_t>(at_ - start));
    fault(start, "found '" + base::printable(shown, 40) +
                     "', expected a number that fits 64 bits, at most 18446744073709551615u");
  }
  if ((*at_ | 0x20) == 'u') {
    ++at_;
    made.kind = TokenKind::kUint;
  }
  made.end = offset(at_);
  return without_tail(made);
}

Token Lexer::without_tail(Token made) {
  if (!is(*at_, kLetter | kDigit)) return made;
  const char* const letters = at_;
  while (is(*at_, kLetter | kDigit)) ++at_;
  const std::string_view tail(letters, static_cast<std::size_t>(at_ - letters));
  return broken(
      begin_ + made.begin, letters,
      "found '" + base::printable(tail, 40) + "' right behind a number, expected an operator");
}

Token Lexer::real(const char* start) {
  Token made = token(TokenKind::kDouble, start);
  const std::from_chars_result read = std::from_chars(start, at_, made.real);
  if (read.ec == std::errc::result_out_of_range || made.real > std::numeric_limits<double>::max()) {
    const std::string_view shown(start, static_cast<std::size_t>(at_ - start));
    made.real = 0;
    if (is_too_large(shown)) {
      fault(start, "found '" + base::printable(shown, 40) +
                       "', expected a number within the range of double, about 1.8e308");
    }
  }
  return without_tail(made);
}

bool Lexer::find_quote(char quote, bool triple, bool raw, bool* plain) {
  for (; at_ != end_; ++at_) {
    const char c = *at_;
    if (c == quote) {
      if (!triple || (at_[1] == quote && at_[2] == quote)) return true;
    } else if (c == '\\' && !raw) {
      *plain = false;
      if (at_ + 1 == end_) break;
      ++at_;
      if (!triple && (*at_ == '\n' || *at_ == '\r')) break;
    } else if (c == '\n' || c == '\r') {
      if (!triple) break;
      if (c == '\r') *plain = false;
    }
  }
  return false;
}

Token Lexer::literal(const char* start, bool bytes, bool raw) {
  const char quote = *at_;
  const bool triple = at_[1] == quote && at_[2] == quote;
  at_ += triple ? 3 : 1;
  const char* const content = at_;
  bool plain = true;
  if (!find_quote(quote, triple, raw, &plain)) {
    const std::string mark(triple ? 3 : 1, quote);
    return broken(
        start, start,
        std::string("the ") + (bytes ? "bytes literal" : "string") +
            " that opens here has no closing " + mark +
            (triple ? "" : " on its line; one over several lines opens with three quotes"));
  }
  const std::string_view text(content, static_cast<std::size_t>(at_ - content));
  at_ += triple ? 3 : 1;
  Token made = token(bytes ? TokenKind::kBytes : TokenKind::kString, start);
  made.text = plain ? text : unescape(text, bytes, raw);
  return made;
}

std::string_view Lexer::unescape(std::string_view content, bool bytes, bool raw) {
  // No escape is shorter than what it stands for.
  char* const made = arena_.make_array<char>(content.size());
  char* out = made;
  const char* const end = content.data() + content.size();
  for (const char* in = content.data(); in != end;) {
    const char c = *in++;
    if (c == '\r') {
      // A line ends with \n in the value, however the editor ended it.
      if (in == end || *in != '\n') *out++ = '\n';
    } else if (c == '\\' && !raw) {
      in = escape(in, end, bytes, &out);
    } else {
      *out++ = c;
    }
  }
  return {made, static_cast<std::size_t>(out - made)};
}

const char* Lexer::escape(const char* in, const char* end, bool bytes, char** out) {
  static constexpr std::string_view kLetters = "abfnrtv\\?\"'`";
  static constexpr std::string_view kMeant = "\a\b\f\n\r\t\v\\?\"'`";
  const char c = *in;
  if (const std::size_t known = kLetters.find(c); known != std::string_view::npos) {
    *(*out)++ = kMeant[known];
    return in + 1;
  }
  if (c >= '0' && c <= '3') return coded_escape(in, end, 3, bytes, out);
  if (c == 'x' || c == 'X') return coded_escape(in + 1, end, 2, bytes, out);
  if (c == 'u') return coded_escape(in + 1, end, 4, bytes, out);
  if (c == 'U') return coded_escape(in + 1, end, 8, bytes, out);
  const std::string_view rest(in, static_cast<std::size_t>(end - in));
  std::size_t length = 0;
  (void)next_code_point(rest, &length);
  fault(in - 1,
        "found the unknown escape '\\" + base::escaped(rest.substr(0, length)) +
            "', expected one of \\n \\r \\t \\a \\b \\f \\v \\\\ \\? \\\" \\' \\` \\x \\u \\U or "
            "three octal digits up to \\377; raw strings, r\"...\", have no escapes");
  return in + length;
}

const char* Lexer::coded_escape(const char* in, const char* end, std::size_t wanted, bool bytes,
                                char** out) {
  const bool octal = wanted == 3;
  const char* const start = in - (octal ? 1 : 2);
  const std::size_t left = static_cast<std::size_t>(end - in);
  std::uint32_t code = 0;
  std::size_t digits = 0;
  for (; digits < wanted && digits < left; ++digits) {
    if (octal ? in[digits] < '0' || in[digits] > '7' : !is(in[digits], kHex)) break;
    code = code * (octal ? 8 : 16) + hex_value(in[digits]);
  }
  const std::string_view shown(start, static_cast<std::size_t>(in + digits - start));
  const auto found = [this, start, shown](const std::string& expected) {
    fault(start, "found '" + std::string(shown) + "', expected " + expected);
  };
  if (digits < wanted) {
    found(octal ? "three octal digits, \\000 to \\377"
                : std::to_string(wanted) + " hexadecimal digits behind " + std::string(start, 2));
  } else if (bytes && wanted > 3) {
    found("\\x41 or \\101 for a byte; \\u and \\U are for strings");
  } else if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
    found("a code point: at most \\U0010ffff and no surrogate");
  } else if (bytes) {
    *(*out)++ = static_cast<char>(static_cast<unsigned char>(code));
  } else {
    *out = put_code_point(code, *out);
  }
  return in + digits;
}

std::string Lexer::describe(const Token& token) const {
  const std::string_view text(begin_ + token.begin, token.end - token.begin);
  switch (token.kind) {
    case TokenKind::kEnd: return "the end of the text";
    case TokenKind::kString: return "the string " + base::printable(text, 40);
    case TokenKind::kBytes: return "the bytes " + base::printable(text, 40);
    case TokenKind::kIn:
    case TokenKind::kTrue:
    case TokenKind::kFalse:
    case TokenKind::kNull: return "the keyword '" + std::string(text) + "'";
    case TokenKind::kReserved: return "the reserved word '" + std::string(text) + "'";
    default: return "'" + base::printable(text, 40) + "'";
  }
}

}  // namespace uniselector::expr
