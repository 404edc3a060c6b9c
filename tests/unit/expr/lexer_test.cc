// Tokens and literals: what is read, and what is said about what cannot be.
#include "expr/syntax/lexer.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "support/catch.h"
#include "trees.h"

using uniselector::cel::Value;
using uniselector::expr::is_keyword;
using uniselector::expr::is_name;
using uniselector::expr::is_quotable;
using uniselector::test::faults;
using uniselector::test::Parsed;
using uniselector::test::shape;

namespace {

const Value& constant(const Parsed& parsed) {
  REQUIRE(parsed.faults().empty());
  REQUIRE(parsed.ast().root->kind == uniselector::cel::ExprKind::kConstant);
  return parsed.ast().root->constant;
}

std::string text(std::string_view source) {
  const Parsed parsed(source);
  const Value& value = constant(parsed);
  REQUIRE(value.is(uniselector::cel::ValueKind::kString));
  return std::string(value.as_string());
}

std::string bytes(std::string_view source) {
  const Parsed parsed(source);
  const Value& value = constant(parsed);
  REQUIRE(value.is(uniselector::cel::ValueKind::kBytes));
  return std::string(value.as_bytes());
}

double real(std::string_view source) {
  const Parsed parsed(source);
  const Value& value = constant(parsed);
  REQUIRE(value.is(uniselector::cel::ValueKind::kDouble));
  return value.as_double();
}

std::int64_t integer(std::string_view source) {
  const Parsed parsed(source);
  const Value& value = constant(parsed);
  REQUIRE(value.is(uniselector::cel::ValueKind::kInt));
  return value.as_int();
}

std::uint64_t natural(std::string_view source) {
  const Parsed parsed(source);
  const Value& value = constant(parsed);
  REQUIRE(value.is(uniselector::cel::ValueKind::kUint));
  return value.as_uint();
}

bool says(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("integers are decimal or hexadecimal and take the whole range", "[expr][lexer]") {
  CHECK(integer("0") == 0);
  CHECK(integer("42") == 42);
  CHECK(integer("-42") == -42);
  CHECK(integer("0x1F") == 31);
  CHECK(integer("-0xff") == -255);
  CHECK(integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(integer("- 0x8000000000000000") == std::numeric_limits<std::int64_t>::min());
  CHECK(natural("0u") == 0);
  CHECK(natural("0xFFU") == 255);
  CHECK(natural("18446744073709551615u") == std::numeric_limits<std::uint64_t>::max());
}

TEST_CASE("a number beyond its range is said to be so", "[expr][lexer]") {
  CHECK(faults("9223372036854775808") ==
        "1:1 syntax error: found 9223372036854775808, expected an int from -9223372036854775808 to "
        "9223372036854775807; a uint ends with u");
  CHECK(says(faults("1 + -9223372036854775809"), "1:5 syntax error: found -9223372036854775809"));
  CHECK(says(faults("-(9223372036854775808)"), "1:3 "));
  CHECK(says(faults("18446744073709551616u"), "expected a number that fits 64 bits"));
  CHECK(says(faults("0x10000000000000000"), "expected a number that fits 64 bits"));
  CHECK(says(faults("1e309"), "within the range of double"));
  CHECK(says(faults("0.1e310"), "within the range of double"));
  CHECK(says(faults("1e99999999999999999999"), "within the range of double"));
}

TEST_CASE("doubles have a point with digits behind it, an exponent, or both", "[expr][lexer]") {
  CHECK(real("1.5") == 1.5);
  CHECK(real(".5") == 0.5);
  CHECK(real("1e3") == 1000);
  CHECK(real("1.25E-2") == 0.0125);
  CHECK(real("7e+0") == 7);
  CHECK(real("-2.5") == -2.5);
  CHECK(std::signbit(real("-0.0")));
  CHECK(real("1.7976931348623157e308") == std::numeric_limits<double>::max());
  CHECK(real("4.9406564584124654e-324") == std::numeric_limits<double>::denorm_min());
  CHECK(real("1e-400") == 0);
  CHECK(real("0e99999999999") == 0);
  CHECK(real("0.000e999") == 0);
  // A point without digits is a selection.
  CHECK(shape("1.e5") == "(. 1 e5)");
  CHECK(shape("1.5.e") == "(. 1.5 e)");
}

TEST_CASE("letters right behind a number are a mistake", "[expr][lexer]") {
  CHECK(faults("12abc") ==
        "1:3 syntax error: found 'abc' right behind a number, expected an operator");
  CHECK(says(faults("1.5u"), "1:4 "));
  CHECK(says(faults("1e"), "found 'e' right behind a number"));
  CHECK(says(faults("0x"), "found '0x' without digits"));
  CHECK(says(faults("0xg"), "found '0x' without digits"));
}

TEST_CASE("strings stand in single, double or triple quotes", "[expr][lexer]") {
  CHECK(text("'a\"b'") == "a\"b");
  CHECK(text("\"a'b\"") == "a'b");
  CHECK(text("'''x''x'''") == "x''x");
  CHECK(text("\"\"\"a\n\"b\"\n\"\"\"") == "a\n\"b\"\n");
  CHECK(text("''").empty());
  CHECK(text("''''''").empty());
  CHECK(text("'caf\xc3\xa9 \xf0\x9f\x98\x80'") == "caf\xc3\xa9 \xf0\x9f\x98\x80");
}

TEST_CASE("escapes stand for characters, in bytes for octets", "[expr][lexer]") {
  CHECK(text(R"('\a\b\f\n\r\t\v\\\?\"\'\`')") == "\a\b\f\n\r\t\v\\?\"'`");
  CHECK(text(R"('\x41\X5a\101')") == "AZA");
  CHECK(text(R"('\xff\377')") == "\xc3\xbf\xc3\xbf");
  CHECK(text(R"('\u00e9\u20AC\U0001F600')") == "\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  CHECK(text(R"('\000')") == std::string(1, '\0'));
  CHECK(bytes(R"(b'\xff\377\n')") == "\xff\xff\n");
  CHECK(bytes("B\"\xc3\xbf\"") == "\xc3\xbf");
}

TEST_CASE("raw strings have no escapes", "[expr][lexer]") {
  CHECK(text(R"(r'\n\')") == R"(\n\)");
  CHECK(text(R"(R"\\")") == R"(\\)");
  CHECK(bytes(R"(br'\x41')") == R"(\x41)");
  CHECK(bytes(R"(Br"""\""")") == "\\");
  CHECK(shape("r") == "r");
  CHECK(shape("b + br") == "(_+_ b br)");
}

TEST_CASE("lines within a string end with a line feed", "[expr][lexer]") {
  CHECK(text("'''a\r\nb\rc\nd'''") == "a\nb\nc\nd");
  CHECK(text("r'''a\r\n'''") == "a\n");
  CHECK(text("'\\r\\n'") == "\r\n");
}

TEST_CASE("an escape that is none is named with its place", "[expr][lexer]") {
  CHECK(
      says(faults(R"('ab\qc')"), R"(1:4 syntax error: found the unknown escape '\q', expected )"));
  CHECK(says(faults(R"('\400')"), R"(found the unknown escape '\4')"));
  CHECK(says(faults(R"('\37')"), R"(found '\37', expected three octal digits)"));
  CHECK(says(faults(R"('\x4')"), R"(found '\x4', expected 2 hexadecimal digits)"));
  CHECK(says(faults(R"('\u12')"), R"(found '\u12', expected 4 hexadecimal digits)"));
  CHECK(says(faults(R"('\U0001F60')"), "expected 8 hexadecimal digits"));
  CHECK(says(faults(R"('\ud83d')"), "no surrogate"));
  CHECK(says(faults(R"('\U00110000')"), R"(at most \U0010ffff)"));
  CHECK(says(faults(R"(b'\u0041')"), "for a byte"));
}

TEST_CASE("all mistakes within literals are found at once", "[expr][lexer]") {
  const std::string found = faults(R"(['\q', 99999999999999999999, '\x', 1])");
  CHECK(says(found, "1:3 "));
  CHECK(says(found, "1:8 "));
  CHECK(says(found, "1:31 "));
}

TEST_CASE("a literal that is not closed is shown where it opens", "[expr][lexer]") {
  CHECK(
      faults("x == 'abc") ==
      "1:6 syntax error: the string that opens here has no closing ' on its line; one over several "
      "lines opens with three quotes");
  CHECK(says(faults("'a\nb'"), "1:1 syntax error: the string that opens here has no closing '"));
  CHECK(says(faults("'a\\\nb'"), "1:1 "));
  CHECK(says(faults("b\"\"\"a\n\""), "the bytes literal that opens here has no closing \"\"\""));
  CHECK(says(faults("'abc\\"), "has no closing '"));
  CHECK(says(faults("a.`b"), "1:3 syntax error: the name that opens here with '`'"));
}

TEST_CASE("names between backquotes have letters, digits and _.-/ and spaces", "[expr][lexer]") {
  CHECK(shape("a.`b-c.d/e f_1`") == "(. a b-c.d/e f_1)");
  CHECK(says(faults("a.`b:c`"), "1:5 "));
  CHECK(says(faults("a.``"), "expected a name between the backquotes"));
  CHECK(is_quotable("in"));
  CHECK_FALSE(is_quotable(""));
  CHECK_FALSE(is_quotable("a`b"));
}

TEST_CASE("words are names, reserved or keywords", "[expr][lexer]") {
  CHECK(is_name("_a1"));
  CHECK(is_name("while"));
  CHECK_FALSE(is_name("1a"));
  CHECK_FALSE(is_name("a-b"));
  CHECK_FALSE(is_name(""));
  for (const char* word : {"true", "false", "null", "in"}) CHECK(is_keyword(word));
  CHECK_FALSE(is_keyword("as"));
  CHECK_FALSE(is_keyword("inn"));
}

TEST_CASE("space and comments separate and are not read", "[expr][lexer]") {
  CHECK(shape(" \t\r\n\fa // one\n + // two\nb//three") == "(_+_ a b)");
  CHECK(shape("a//") == "a");
  CHECK(shape("6 / 2") == "(_/_ 6 2)");
}

TEST_CASE("a character that begins nothing is shown with a hint", "[expr][lexer]") {
  CHECK(says(faults("a == \xe2\x80\x9cx\xe2\x80\x9d"), "plain quotes"));
  CHECK(says(faults("a\xc2\xa0+ b"), "only plain spaces"));
  CHECK(says(faults("a; b"),
             "1:2 syntax error: found ';', expected an expression or an operator; a "
             "text holds one expression"));
  CHECK(says(faults("\xc3\xa9t\xc3\xa9"), "letters a to z"));
  CHECK(says(faults("#a"), "found '#'"));
  CHECK(says(faults(std::string("a\0b", 3)), "control characters"));
  CHECK(says(faults("a \xe2\x80\xae b"), "found '\\u202e'"));
}

TEST_CASE("text that is no UTF-8 is refused at the first such byte", "[expr][lexer]") {
  CHECK(faults("'caf\xc3\xa9' + '\xff'") ==
        "1:11 syntax error: found a byte that is no UTF-8, expected text in UTF-8");
  CHECK(says(faults("a \xe2\x82"), "1:3 "));
}

TEST_CASE("operators as other languages write them are named with ours", "[expr][lexer]") {
  CHECK(faults("a = b") == "1:3 syntax error: found '=', expected '=='");
  CHECK(faults("a === b") == "1:3 syntax error: found '===', expected '=='");
  CHECK(faults("a !== b") == "1:3 syntax error: found '!==', expected '!='");
  CHECK(faults("a <> b") == "1:3 syntax error: found '<>', expected '!='");
  CHECK(faults("a =< b") == "1:3 syntax error: found '=<', expected '<='");
  CHECK(faults("a => b") == "1:3 syntax error: found '=>', expected '>='");
  CHECK(faults("a & b | c") ==
        "1:3 syntax error: found '&', expected '&&'\n1:7 syntax error: found '|', expected '||'");
  CHECK(faults("a AND b or not c") ==
        "1:3 syntax error: found 'and', expected '&&'\n"
        "1:9 syntax error: found 'or', expected '||'\n"
        "1:12 syntax error: found 'not', expected '!'");
}
