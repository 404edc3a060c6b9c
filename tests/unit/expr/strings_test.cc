// Positions count characters, parts borrow, and no text makes a search slow or a result free.
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

TEST_CASE("charAt counts characters and has an empty one behind the last", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("charAt", {s("tacocat"), i(3)}) == "\"o\"");
  CHECK(call.text("charAt", {s("©αT"), i(1)}) == "\"α\"");
  CHECK(call.text("charAt", {s("©αT"), i(3)}) == "\"\"");
  CHECK(call.text("charAt", {s(""), i(0)}) == "\"\"");
  CHECK(call.text("charAt", {s("ab"), i(3)}) == "error: index out of range: 3");
  CHECK(call.text("charAt", {s("ab"), i(-1)}) == "error: index out of range: -1");
  CHECK(call.text("charAt", {s("ab"), i(INT64_MAX)}) ==
        "error: index out of range: 9223372036854775807");
}

TEST_CASE("indexOf answers the first place at or behind the offset", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("indexOf", {s("tacocat"), s("")}) == "0");
  CHECK(call.text("indexOf", {s("tacocat"), s("ac")}) == "1");
  CHECK(call.text("indexOf", {s("tacocat"), s("none")}) == "-1");
  CHECK(call.text("indexOf", {s("tacocat"), s(""), i(7)}) == "7");
  CHECK(call.text("indexOf", {s("tacocat"), s("t"), i(7)}) == "-1");
  CHECK(call.text("indexOf", {s("ta©o©αT"), s("©"), i(3)}) == "4");
  CHECK(call.text("indexOf", {s("ta©o©αT"), s("©α"), i(5)}) == "-1");
  CHECK(call.text("indexOf", {s("tacocat"), s("a"), i(8)}) == "error: index out of range: 8");
  CHECK(call.text("indexOf", {s("tacocat"), s("a"), i(-1)}) == "error: index out of range: -1");
}

TEST_CASE("lastIndexOf answers the last place at or before the offset", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("lastIndexOf", {s("tacocat"), s("")}) == "7");
  CHECK(call.text("lastIndexOf", {s("tacocat"), s("at")}) == "5");
  CHECK(call.text("lastIndexOf", {s(""), s("@@")}) == "-1");
  CHECK(call.text("lastIndexOf", {s("tacocat"), s(""), i(3)}) == "3");
  CHECK(call.text("lastIndexOf", {s("tacocat"), s("a"), i(3)}) == "1");
  CHECK(call.text("lastIndexOf", {s("tacocat"), s("t"), i(7)}) == "6");
  CHECK(call.text("lastIndexOf", {s("ta©o©αT"), s("©"), i(3)}) == "2");
  CHECK(call.text("lastIndexOf", {s("bananananana"), s("nana"), i(7)}) == "6");
  CHECK(call.text("lastIndexOf", {s("tacocat"), s("a"), i(30)}) == "error: index out of range: 30");
}

TEST_CASE("long parts are found as short ones are", "[expr][strings]") {
  LibraryCalls call(add_strings);
  const std::string period = std::string(20, 'a') + "b";
  const std::string part = period + period;
  std::string text = "é" + std::string(50, 'a') + part + "c" + period;
  CHECK(call.text("indexOf", {s(text), s(part)}) == "51");
  CHECK(call.text("lastIndexOf", {s(text), s(part)}) == "51");
  CHECK(call.text("lastIndexOf", {s(text), s(part), i(50)}) == "-1");
  text += part;
  CHECK(call.text("indexOf", {s(text), s(part), i(52)}) == std::to_string(51 + 42 + 1));
  CHECK(call.text("lastIndexOf", {s(text), s(part)}) == std::to_string(51 + 42 + 1 + 21));
  CHECK(call.text("lastIndexOf", {s(text), s(part), i(60)}) == "51");
  CHECK(call.text("lastIndexOf", {s("a"), s(part)}) == "-1");
}

TEST_CASE("a search that almost matches everywhere ends", "[expr][strings]") {
  LibraryCalls call(add_strings);
  const std::string text(4'000'000, 'a');
  const std::string part = std::string(1'000'000, 'a') + "b";
  const std::string front = "b" + std::string(1'000'000, 'a');
  CHECK(call.text("indexOf", {s(text), s(part)}) == "-1");
  CHECK(call.text("lastIndexOf", {s(text), s(front)}) == "-1");
  CHECK(call("replace", {s(text), s(part), s("x")}).as_string().size() == text.size());
  CHECK(call("split", {s(text), s(part)}).as_list().size() == 1);
}

TEST_CASE("substring is a half-open range of characters", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("substring", {s("tacocat"), i(4)}) == "\"cat\"");
  CHECK(call.text("substring", {s("tacocat"), i(7)}) == "\"\"");
  CHECK(call.text("substring", {s("ta©o©αT"), i(2), i(6)}) == "\"©o©α\"");
  CHECK(call.text("substring", {s("ta©o©αT"), i(7), i(7)}) == "\"\"");
  CHECK(call.text("substring", {s("tacocat"), i(1), i(50)}) == "error: index out of range: 50");
  CHECK(call.text("substring", {s("tacocat"), i(49), i(50)}) == "error: index out of range: 49");
  CHECK(call.text("substring", {s("tacocat"), i(-1)}) == "error: index out of range: -1");
  CHECK(call.text("substring", {s("tacocat"), i(4), i(3)}) ==
        "error: invalid substring range. start: 4, end: 3");
  CHECK(call.text("substring", {s("tacocat"), i(0), i(INT64_MIN)}).starts_with("error: "));
}

TEST_CASE("parts of a text are not copied", "[expr][strings]") {
  LibraryCalls call(add_strings);
  const std::string_view text = "  hello  ";
  CHECK(call("trim", {s(text)}).as_string().data() == text.data() + 2);
  CHECK(call("substring", {s(text), i(3)}).as_string().data() == text.data() + 3);
  CHECK(call("lowerAscii", {s(text)}).as_string().data() == text.data());
}

TEST_CASE("changing case leaves what is not ASCII", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("lowerAscii", {s("TacoCÆt Xii@[Z")}) == "\"tacocÆt xii@[z\"");
  CHECK(call.text("upperAscii", {s("tacoCαt `{z")}) == "\"TACOCαT `{Z\"");
}

TEST_CASE("replace goes from left to right, at most as often as it may", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("replace", {s("{0} days {0} hours"), s("{0}"), s("2")}) == "\"2 days 2 hours\"");
  CHECK(call.text("replace", {s("{0} days {0} hours"), s("{0}"), s("2"), i(1)}) ==
        "\"2 days {0} hours\"");
  CHECK(call.text("replace", {s("1 ©αT taco"), s("αT"), s("o©α")}) == "\"1 ©o©α taco\"");
  CHECK(call.text("replace", {s("aaaa"), s("aa"), s("b")}) == "\"bb\"");
  CHECK(call.text("replace", {s("abc"), s("b"), s("")}) == "\"ac\"");
  CHECK(call.text("replace", {s("aba"), s("a"), s("x"), i(0)}) == "\"aba\"");
  CHECK(call.text("replace", {s("aba"), s("a"), s("x"), i(-3)}) == "\"xbx\"");
  CHECK(call.text("replace", {s("aéb"), s(""), s("-")}) == "\"-a-é-b-\"");
  CHECK(call.text("replace", {s("aéb"), s(""), s("-"), i(2)}) == "\"-a-éb\"");
  CHECK(call.text("replace", {s(""), s(""), s("-")}) == "\"-\"");
}

TEST_CASE("split keeps empty parts, and the rest in the last", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("split", {s("a,b,"), s(",")}) == "[\"a\", \"b\", \"\"]");
  CHECK(call.text("split", {s("o©o©o"), s("©"), i(-1)}) == "[\"o\", \"o\", \"o\"]");
  CHECK(call.text("split", {s("a b c"), s(" "), i(0)}) == "[]");
  CHECK(call.text("split", {s("a b c"), s(" "), i(1)}) == "[\"a b c\"]");
  CHECK(call.text("split", {s("a b c"), s(" "), i(2)}) == "[\"a\", \"b c\"]");
  CHECK(call.text("split", {s("a b c"), s(" "), i(9)}) == "[\"a\", \"b\", \"c\"]");
  CHECK(call.text("split", {s("aéb"), s("")}) == "[\"a\", \"é\", \"b\"]");
  CHECK(call.text("split", {s("aéb"), s(""), i(2)}) == "[\"a\", \"éb\"]");
  CHECK(call.text("split", {s(""), s("")}) == "[]");
  CHECK(call.text("split", {s(""), s(",")}) == "[\"\"]");
}

TEST_CASE("join takes strings only, of whatever list", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("join", {call.list({s("x"), s("y")})}) == "\"xy\"");
  CHECK(call.text("join", {call.list({s("x"), s("y"), s("")}), s("-")}) == "\"x-y-\"");
  CHECK(call.text("join", {call.list({}), s("-")}) == "\"\"");
  const SpreadList spread({s("a"), s("b")});
  CHECK(call.text("join", {Value::list(&spread), s(", ")}) == "\"a, b\"");
  CHECK(call.text("join", {call.list({s("a"), i(1)})}) ==
        "error: join: found an element of type int, expected string");
  const SpreadList broken(
      {s("a"), cel::make_error(call.arena(), StatusCode::kNotFound, "no such row")});
  CHECK(call.text("join", {Value::list(&broken)}) == "error: no such row");
}

TEST_CASE("trim removes what Unicode calls white space", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("trim", {s(" \f\n\r\t\vtext  ")}) == "\"text\"");
  CHECK(
      call.text("trim", {s("\u0085\u00a0\u1680te xt\u2000\u200a\u2028\u2029\u202f\u205f\u3000")}) ==
      "\"te xt\"");
  const std::string_view kept = "\u180etext\u200b\u200c\u200d\u2060\ufeff";
  CHECK(call("trim", {s(kept)}).as_string() == kept);
  CHECK(call.text("trim", {s(" \u3000 ")}) == "\"\"");
  // A lone byte 0x85 is no U+0085.
  CHECK(call("trim", {s("\x85")}).as_string() == "\x85");
  CHECK(call("trim", {s("a\xa0")}).as_string() == "a\xa0");
}

TEST_CASE("reverse turns characters around, not bytes", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call.text("reverse", {s("Ta©oCαt")}) == "\"tαCo©aT\"");
  CHECK(call.text("reverse", {s("")}) == "\"\"");
  CHECK(call("reverse", {s("a\xff"
                           "b")})
            .as_string() ==
        "b\xff"
        "a");
}

TEST_CASE("quote escapes what a literal would, and replaces what is no UTF-8", "[expr][strings]") {
  LibraryCalls call(add_strings);
  CHECK(call("strings.quote", {s("a\a\b\f\n\r\t\v\\\"'😀")}).as_string() ==
        "\"a\\a\\b\\f\\n\\r\\t\\v\\\\\\\"'😀\"");
  CHECK(call("strings.quote", {s("a\xff\xc3")}).as_string() == "\"a\xef\xbf\xbd\xef\xbf\xbd\"");
  CHECK(call("strings.quote", {s("")}).as_string() == "\"\"");
}

TEST_CASE("what is larger than its arguments is paid for before it is made", "[expr][strings]") {
  LibraryCalls call(add_strings);
  call.budget(1'000);
  const std::string text(2'000, 'a');
  const Value replaced = call("replace", {s(text), s("a"), s(text)});
  CHECK(replaced.as_error().code == StatusCode::kResourceExhausted);
  CHECK(call.arena().bytes_used() < 200'000);
  CHECK(call("replace", {s(text), s(""), s(text)}).is(ValueKind::kError));
  CHECK(call("split", {s(text), s("")}).as_error().code == StatusCode::kResourceExhausted);
  const Value list = call.list({s(text), s(text), s(text), s(text), s(text), s(text)});
  CHECK(call("join", {list}).as_error().code == StatusCode::kResourceExhausted);
  call.budget(1'201);
  CHECK(call("join", {list}).as_string().size() == 12'000);
  CHECK(call.spent() >= 1'200);
}

TEST_CASE("a version has the functions that it had", "[expr][strings]") {
  CHECK(LibraryCalls(add_strings, 1).has("format"));
  CHECK(LibraryCalls(add_strings, 2).has("join"));
  CHECK_FALSE(LibraryCalls(add_strings, 2).has("reverse"));
  CHECK(LibraryCalls(add_strings, 3).has("reverse"));
  LibraryCalls call(add_strings);
  CHECK_FALSE(call.accepted("charAt", {i(42), i(2)}));
  CHECK_FALSE(call.accepted("replace", {s("42"), s("2"), i(1)}));
  CHECK_FALSE(call.accepted("split", {s("42"), s("2"), s("1")}));
}

TEST_CASE("ids are those of other runtimes", "[expr][strings]") {
  LibraryCalls call(add_strings);
  for (const char* const id :
       {"string_char_at_int", "string_index_of_string", "string_index_of_string_int",
        "string_last_index_of_string", "string_last_index_of_string_int", "string_lower_ascii",
        "string_upper_ascii", "string_replace_string_string", "string_replace_string_string_int",
        "string_split_string", "string_split_string_int", "string_substring_int",
        "string_substring_int_int", "string_trim", "string_format", "strings_quote", "list_join",
        "list_join_string", "string_reverse"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
