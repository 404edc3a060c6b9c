// Regular expressions: what counts as a match, groups, faults early and late, and bounds.
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

/// The same answer with the pattern known at compile time and not.
std::string both(LibraryCalls& call, std::string_view function,
                 std::initializer_list<Value> arguments) {
  const std::string late = call.text(function, arguments);
  CHECK(call.prepared(function, arguments) == late);
  return late;
}

TEST_CASE("extract answers the first match or its group", "[expr][regex]") {
  LibraryCalls call(add_regex);
  CHECK(both(call, "regex.extract", {s("hello world"), s("hello(.*)")}) ==
        "optional.of(\" world\")");
  CHECK(both(call, "regex.extract", {s("item-A, item-B"), s("item-\\w+")}) ==
        "optional.of(\"item-A\")");
  CHECK(both(call, "regex.extract", {s("HELLO"), s("hello")}) == "optional.none()");
  CHECK(both(call, "regex.extract", {s("abc"), s("(x)?b")}) == "optional.none()");
  CHECK(both(call, "regex.extract", {s("abc"), s("x*")}) == "optional.of(\"\")");
  CHECK(both(call, "regex.extract", {Value::string({}), s("x*")}) == "optional.of(\"\")");
  CHECK(both(call, "regex.extract", {s("äöü"), s("ö.")}) == "optional.of(\"öü\")");
}

TEST_CASE("extractAll answers all matches that do not overlap", "[expr][regex]") {
  LibraryCalls call(add_regex);
  CHECK(both(call, "regex.extractAll", {s("id:123, id:456"), s("id:\\d+")}) ==
        "[\"id:123\", \"id:456\"]");
  CHECK(both(call, "regex.extractAll", {s("id:123, id:456"), s("id:(\\d+)")}) ==
        "[\"123\", \"456\"]");
  CHECK(both(call, "regex.extractAll", {s("id:123"), s("assa")}) == "[]");
  CHECK(both(call, "regex.extractAll", {s("abab"), s("(x)?b")}) == "[]");
  CHECK(both(call, "regex.extractAll", {s("a1b22"), s("\\d*")}) == "[\"\", \"1\", \"22\"]");
  CHECK(both(call, "regex.extractAll", {s("éa"), s("")}) == "[\"\", \"\", \"\"]");
  CHECK(both(call, "regex.extractAll", {Value::string({}), s("")}) == "[\"\"]");
  CHECK(both(call, "regex.extractAll", {s("aab"), s("^a")}) == "[\"a\"]");
  CHECK(both(call, "regex.extractAll", {s("ab ab"), s("\\ba")}) == "[\"a\", \"a\"]");
}

TEST_CASE("replace puts text and groups in the place of matches", "[expr][regex]") {
  LibraryCalls call(add_regex);
  CHECK(both(call, "regex.replace", {s("hello world hello"), s("hello"), s("hi")}) ==
        "\"hi world hi\"");
  CHECK(both(call, "regex.replace", {s("banana"), s("a"), s("x"), i(0)}) == "\"banana\"");
  CHECK(both(call, "regex.replace", {s("banana"), s("a"), s("x"), i(2)}) == "\"bxnxna\"");
  CHECK(both(call, "regex.replace", {s("banana"), s("a"), s("x"), i(-12)}) == "\"bxnxnx\"");
  CHECK(both(call, "regex.replace", {s("foo bar"), s("(fo)o (ba)r"), s("\\2 \\1 \\0 \\\\")}) ==
        "\"ba fo foo bar \\\\\"");
  CHECK(both(call, "regex.replace", {s("aaa"), s("(a)(b)?"), s("[\\1\\2]")}) == "\"[a][a][a]\"");
  CHECK(both(call, "regex.replace", {s("baaac"), s("a*"), s("-")}) == "\"-b-c-\"");
  CHECK(both(call, "regex.replace", {s("aébc"), s("x*"), s("-")}) == "\"-a-é-b-c-\"");
  CHECK(both(call, "regex.replace", {s("abc"), s("b"), s("$0")}) == "\"a$0c\"");
  CHECK(both(call, "regex.replace", {s("ab\ncd"), s("(?m)^"), s(">")}) == "\">ab\\n>cd\"");
  CHECK(both(call, "regex.replace", {s("x"), s("()()()()()()()()()()()x"), s("<\\9>")}) ==
        "\"<>\"");
}

TEST_CASE("faults of patterns and replacements", "[expr][regex]") {
  LibraryCalls call(add_regex);
  const auto fault = [&](std::string_view function, std::initializer_list<Value> arguments) {
    const std::string late = call.text(function, arguments);
    CHECK("error: " + call.prepared(function, arguments).substr(std::string("problem: ").size()) ==
          late);
    return late;
  };
  CHECK(fault("regex.extract", {s("a"), s("(")})
            .starts_with("error: invalid regular expression '(': "));
  CHECK(fault("regex.extract", {s("a"), s("(a)(b)")}) ==
        "error: regular expression has more than one capturing group: '(a)(b)'");
  CHECK(fault("regex.extractAll", {s("a"), s("(a)(b)")}).starts_with("error: regular expression"));
  CHECK(fault("regex.replace", {s("a"), s("z"), s("\\")}) ==
        "error: invalid replacement string '\\': \\ not allowed at end");
  CHECK(fault("regex.replace", {s("a"), s("a"), s("\\a")})
            .ends_with("\\ must be followed by a digit or \\"));
  CHECK(fault("regex.replace", {s("a"), s("(a)"), s("\\2")})
            .ends_with("found group 2, the regular expression has 1"));
  CHECK(call.text("regex.extract", {s("a"), s("\\C\xff")}).starts_with("error: "));
  call.limits().regex_program_size = 20;
  CHECK(fault("regex.extract", {s("a"), s("a{100}")})
            .ends_with("expected at most 20 (limit 'regex_program_size')"));
}

TEST_CASE("searches that read on for every match are paid for", "[expr][regex]") {
  LibraryCalls call(add_regex);
  const std::string text(100'000, 'a');
  call.budget(1'000'000);
  // Every search runs to the end before it settles for one character.
  const Value stopped = call("regex.extractAll", {s(text), s("a*b|a")});
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
  const Value replaced = call("regex.replace", {s(text), s("a*b|a"), s("")});
  CHECK(replaced.as_error().code == StatusCode::kResourceExhausted);
  call.budget(100);
  CHECK(call("regex.replace", {s("aaaaaaaa"), s("a"), s(std::string_view(text).substr(0, 1'000))})
            .as_error()
            .code == StatusCode::kResourceExhausted);
  CHECK(
      call("regex.extract", {s("a"), s(std::string_view(text).substr(0, 1'000))}).as_error().code ==
      StatusCode::kResourceExhausted);
}

TEST_CASE("compiling on every call is paid for by what the pattern becomes", "[expr][regex]") {
  LibraryCalls call(add_regex);
  static_cast<void>(call("regex.extract", {s("a"), s("(?:a{50}){20}")}));
  CHECK(call.spent() >= 8'000);
  const Value refused = call("regex.extract", {s("a"), s("(?:(?:\\pL{10}){10}){10}")});
  CHECK(refused.is(ValueKind::kError));
  CHECK(call.spent() >= 1'000'000);
  static_cast<void>(call.prepared("regex.extract", {s("a"), s("(?:a{50}){20}")}));
  CHECK(call.spent() < 100);
}

TEST_CASE("ids of regex", "[expr][regex]") {
  LibraryCalls call(add_regex, 1);
  for (const char* const id :
       {"regex_extract_string_string", "regex_extractAll_string_string",
        "regex_replace_string_string_string", "regex_replace_string_string_string_int"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
