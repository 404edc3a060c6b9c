// contains, startsWith, endsWith and matches.
#include <string>

#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::StatusCode;

TEST_CASE("parts of text are found by characters", "[expr][text]") {
  FunctionCalls call;
  CHECK(call("contains_string", {s("abababc"), s("ababc")}).is_true());
  CHECK(call("contains_string", {s("hello"), s("ol")}).is_false());
  CHECK(call("contains_string", {s(""), s("")}).is_true());
  CHECK(call("contains_string", {s(""), s("x")}).is_false());
  CHECK(call("starts_with_string", {s("foobar"), s("foo")}).is_true());
  CHECK(call("starts_with_string", {s("foo"), s("foobar")}).is_false());
  CHECK(call("ends_with_string", {s("fort\xc3\xa9"), s("t\xc3\xa9")}).is_true());
  CHECK(call("ends_with_string", {s(""), s("foo")}).is_false());
}

TEST_CASE("a long part is found in linear time", "[expr][text]") {
  FunctionCalls call;
  // A search that compares at every place would look at 10^11 characters here.
  const std::string text(1'000'000, 'a');
  const std::string part = std::string(200'000, 'a') + "b";
  CHECK(call("contains_string", {s(text), s(part)}).is_false());
  CHECK(call("contains_string", {s(text + "b"), s(part)}).is_true());
}

TEST_CASE("matches finds the pattern anywhere, in both styles of calling", "[expr][text]") {
  FunctionCalls call;
  CHECK(call("matches_string", {s("hubba"), s("ubb")}).is_true());
  CHECK(call("matches", {s("grey"), s("gr(a|e)y")}).is_true());
  CHECK(call("matches", {s(""), s("foo|bar")}).is_false());
  CHECK(call("matches", {s("cows"), s("")}).is_true());
  CHECK(call("matches", {s("ma\xc3\xb1"
                           "ana"),
                         s("a+\xc3\xb1+a+")})
            .is_true());
  CHECK(call("matches", {s("cows"), s("^ow")}).is_false());
  CHECK(call.declarations().find_overload("matches_string")->receiver);
  CHECK_FALSE(call.declarations().find_overload("matches")->receiver);
}

TEST_CASE("a constant pattern is compiled once and costs less", "[expr][text]") {
  FunctionCalls call;
  const Value absent;
  CHECK(call.prepared("matches_string", {absent, s("^a+$")}, {s("aaa"), s("^a+$")}).is_true());
  const std::uint64_t with_state = call.spent();
  CHECK(call("matches_string", {s("aaa"), s("^a+$")}).is_true());
  CHECK(call.spent() > with_state);
}

TEST_CASE("a pattern that is none says why, before or during the evaluation", "[expr][text]") {
  FunctionCalls call;
  CHECK(message_of(call("matches", {s("x"), s("a(b")})) ==
        "invalid regular expression 'a(b': missing ): a(b");
  CHECK(call.problem("matches", {Value(), s("*")}).starts_with("invalid regular expression '*': "));
  CHECK(call.problem("matches", {s("text"), Value()}).empty());
}

TEST_CASE("a pattern whose program is too large is refused", "[expr][text]") {
  FunctionCalls call;
  call.limits().regex_program_size = 100;
  CHECK(call("matches", {s("x"), s("x{50}")}).is_false());
  const std::string problem = call.problem("matches", {Value(), s("x{200}")});
  CHECK(problem.find("limit 'regex_program_size'") != std::string::npos);
  CHECK(call("matches", {s("x"), s("x{200}")}).is(ValueKind::kError));
}

TEST_CASE("matching pays for text times pattern", "[expr][text]") {
  FunctionCalls call;
  const std::string text(10'000, 'a');
  const std::string pattern(400, 'b');
  const Value absent;
  CHECK(call.prepared("matches", {absent, s(pattern)}, {s(text), s(pattern)}).is_false());
  CHECK(call.spent() >= 1000 * 99);
  call.budget(10'000);
  const Value stopped = call("matches", {s(text), s(pattern)});
  REQUIRE(stopped.is(ValueKind::kError));
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
}
