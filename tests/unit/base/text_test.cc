// The bounds of text from outside.
#include <string>

#include "base/text.h"
#include "support/catch.h"

using uniselector::base::escaped;
using uniselector::base::is_id;
using uniselector::base::is_utf8;
using uniselector::base::printable;

TEST_CASE("UTF-8 is taken strictly", "[base][text]") {
  CHECK(is_utf8(""));
  CHECK(is_utf8("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80"));
  CHECK_FALSE(is_utf8("\xc0\x80"));          // overlong
  CHECK_FALSE(is_utf8("\xe0\x9f\xbf"));      // overlong
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));      // surrogate
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));  // above U+10FFFF
  CHECK_FALSE(is_utf8("\xc3"));              // cut short
  CHECK_FALSE(is_utf8("a\x80"));
}

TEST_CASE("ids are short texts without control characters", "[base][text]") {
  CHECK(is_id("ana"));
  CHECK(is_id("call 1 \xc3\xa9"));
  CHECK(is_id(std::string(128, 'x')));
  CHECK_FALSE(is_id(""));
  CHECK_FALSE(is_id(std::string(129, 'x')));
  CHECK_FALSE(is_id("a\nb"));
  CHECK_FALSE(is_id("a\x7f"));
  CHECK_FALSE(is_id("a\xc2\x85"));  // next line, a C1 control
  CHECK(is_id("a\xc2\xa0"));
}

TEST_CASE("text from outside is shown without what a terminal obeys", "[base][text]") {
  CHECK(printable("a\tb\x7f") == "a?b?");
  CHECK(printable("caf\xc3\xa9") == "caf\xc3\xa9");
  CHECK(printable("caf\xc3\xa9", 4) == "caf");
  CHECK(printable("caf\xe9") == "caf?");
  CHECK(printable(std::string(10, '\x80'), 4) == "?");
  CHECK(escaped("\x1b[2J\x7f\n\xc2\x85\xe2\x80\xae") == "\\x1b[2J\\x7f\\n\\u0085\\u202e");
  CHECK(escaped("\xc2") == "\xc2");
  CHECK(escaped("\xe2\x80") == "\xe2\x80");
}
