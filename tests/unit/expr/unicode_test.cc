// Characters are code points; what is not UTF-8 counts one a byte.
#include "expr/value/unicode.h"

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"

using uniselector::expr::append_code_point;
using uniselector::expr::byte_of_code_point;
using uniselector::expr::count_code_points;
using uniselector::expr::kReplacement;
using uniselector::expr::next_code_point;

namespace {

std::vector<std::uint32_t> code_points(std::string_view text) {
  std::vector<std::uint32_t> codes;
  for (std::size_t at = 0; at < text.size();) codes.push_back(next_code_point(text, &at));
  return codes;
}

using Codes = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("characters are counted, not bytes", "[expr][unicode]") {
  CHECK(count_code_points("") == 0);
  CHECK(count_code_points("four") == 4);
  CHECK(count_code_points("\xcf\x80\xce\xad\xce\xbd\xcf\x84\xce\xb5") == 5);
  CHECK(count_code_points("12345678\xf0\x9f\x90\xb1"
                          "12345678") == 17);
}

TEST_CASE("code points of one to four bytes are read", "[expr][unicode]") {
  CHECK(code_points("a\xc3\xbf\xe2\x82\xac\xf0\x9f\x90\xb1") == Codes{'a', 0xff, 0x20ac, 0x1f431});
  CHECK(code_points(std::string_view("\0b", 2)) == Codes{0, 'b'});
  CHECK(code_points("\xf4\x8f\xbf\xbf") == Codes{0x10ffff});
}

TEST_CASE("a byte that begins no character counts as one", "[expr][unicode]") {
  CHECK(code_points("\x80z") == Codes{kReplacement, 'z'});
  CHECK(code_points("\xc0\x80") == Codes{kReplacement, kReplacement});  // overlong
  CHECK(code_points("\xed\xa0\x80") == Codes{kReplacement, kReplacement, kReplacement});
  CHECK(code_points("\xf4\x90\x80\x80").size() == 4);                   // above U+10FFFF
  CHECK(code_points("\xe2\x82") == Codes{kReplacement, kReplacement});  // cut short
  CHECK(code_points("\xe2z\x82") == Codes{kReplacement, 'z', kReplacement});
  CHECK(count_code_points("\xff\xff\xff") == 3);
}

TEST_CASE("places of characters reach to the end and no further", "[expr][unicode]") {
  const std::string_view text = "a\xc3\xbf\xf0\x9f\x90\xb1z";
  CHECK(byte_of_code_point(text, 0) == 0);
  CHECK(byte_of_code_point(text, 1) == 1);
  CHECK(byte_of_code_point(text, 2) == 3);
  CHECK(byte_of_code_point(text, 3) == 7);
  CHECK(byte_of_code_point(text, 4) == text.size());
  CHECK(byte_of_code_point(text, 5) == std::string_view::npos);
  CHECK(byte_of_code_point(text, 1'000'000) == std::string_view::npos);
  CHECK(byte_of_code_point("", 0) == 0);
}

TEST_CASE("every code point comes back as it was written", "[expr][unicode]") {
  for (const std::uint32_t code :
       {0U, 0x7fU, 0x80U, 0x7ffU, 0x800U, 0xd7ffU, 0xe000U, 0xffffU, 0x10000U, 0x10ffffU}) {
    std::string text;
    append_code_point(code, &text);
    CHECK(code_points(text) == Codes{code});
  }
  std::string text;
  append_code_point(0xd800, &text);
  append_code_point(0x110000, &text);
  CHECK(text == "\xef\xbf\xbd\xef\xbf\xbd");
}
