// Text to tokens: what the parser of the Common Expression Language reads instead of characters.
// Literals come with their values; text in them is a view into the source or lives in the arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "expr/issues.h"
#include "expr/names.h"

namespace uniselector::expr {

enum class TokenKind : std::uint8_t {
  kEnd,
  kBroken,  ///< the text cannot be read on; the issue is already reported
  kIdent,
  kReserved,    ///< a word that may be a field or a method, but no variable or function
  kQuotedName,  ///< `a-b`
  kTrue,
  kFalse,
  kNull,
  kInt,  ///< `number` is up to UINT64_MAX: only the parser knows the sign
  kUint,
  kDouble,
  kString,
  kBytes,
  kDot,
  kComma,
  kColon,
  kQuestion,
  kOpenParen,
  kCloseParen,
  kOpenBracket,
  kCloseBracket,
  kOpenBrace,
  kCloseBrace,
  kNot,
  kOr,
  kAnd,
  kIn,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kPercent,
  kAssign,  ///< =, no operator of the language, but a frequent mistake
  kAmp,     ///< &, likewise
  kPipe,    ///< |, likewise
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::uint32_t begin = 0;  ///< in bytes
  std::uint32_t end = 0;
  std::string_view text;  ///< a name; the content of a string or of bytes
  std::uint64_t number = 0;
  double real = 0;
};

/// What may be written where an identifier may; reserved words among them.
bool is_name(std::string_view text);
/// true, false, null and in: the words that cannot even be fields, unless between backquotes.
bool is_keyword(std::string_view text);
/// What may stand between backquotes.
bool is_quotable(std::string_view text);

class Lexer {
 public:
  /// `text` is UTF-8 with a NUL behind its end, and lives as long as the tokens.
  Lexer(std::string_view text, Arena& arena, Issues& issues)
      : begin_(text.data()),
        end_(text.data() + text.size()),
        at_(begin_),
        arena_(arena),
        issues_(issues) {}

  Token next();
  /// The token as messages show it: "'>='", "the end of the text", "the string 'abc'".
  std::string describe(const Token& token) const;

 private:
  void skip_space();
  Token punctuation();
  Token comparison(TokenKind alone, TokenKind with_equal);
  Token word();
  Token quoted_name();
  Token number();
  Token hexadecimal();
  Token with_suffix(Token token, const char* digits, int base);
  Token real(const char* start);
  /// The number, unless letters follow it without an operator.
  Token without_tail(Token token);
  Token literal(const char* start, bool bytes, bool raw);
  Token unknown_character();

  /// Moves to the closing quote of a literal whose content begins here; false when there is none.
  /// Tells whether there is anything to replace in the content.
  bool find_quote(char quote, bool triple, bool raw, bool* plain);
  std::string_view unescape(std::string_view content, bool bytes, bool raw);
  /// Writes what the escape at `in` (behind the backslash) stands for and moves behind it.
  const char* escape(const char* in, const char* end, bool bytes, char** out);
  /// Of `wanted` digits at `in`: 3 are octal, 2, 4 and 8 hexadecimal.
  const char* coded_escape(const char* in, const char* end, std::size_t wanted, bool bytes,
                           char** out);

  Token token(TokenKind kind, const char* start) const;
  std::uint32_t offset(const char* at) const { return static_cast<std::uint32_t>(at - begin_); }
  void fault(const char* at, std::string message);
  Token broken(const char* start, const char* at, std::string message);

  const char* begin_;
  const char* end_;
  const char* at_;
  Arena& arena_;
  Issues& issues_;
};

}  // namespace uniselector::expr
