// The grammar: what trees texts become, what is said about texts that become none, and the limits.
#include "expr/syntax/parser.h"

#include <string>
#include <string_view>
#include <vector>

#include "support/catch.h"
#include "trees.h"

using uniselector::StatusCode;
using uniselector::expr::depth_of;
using uniselector::expr::ParseOptions;
using uniselector::test::all_macros;
using uniselector::test::faults;
using uniselector::test::Parsed;
using uniselector::test::shape;

namespace {

std::string repeated(std::string_view part, std::size_t count, std::string_view last = "") {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text.append(last);
}

std::string nested(std::string_view open, std::string_view inner, std::string_view close,
                   std::size_t count) {
  return repeated(open, count, inner) + repeated(close, count);
}

bool says(const std::string& message, std::string_view part) {
  return message.find(part) != std::string::npos;
}

std::size_t depth(std::string_view source) {
  const Parsed parsed(source);
  REQUIRE(parsed.faults().empty());
  return depth_of(*parsed.ast().root, 100'000);
}

/// The message when `source` passes a limit of `options`.
std::string limited(std::string_view source, const ParseOptions& options) {
  const Parsed parsed(source, options);
  REQUIRE_FALSE(parsed.ok());
  CHECK(parsed.issues().status("x").code() == StatusCode::kResourceExhausted);
  return parsed.faults();
}

}  // namespace

TEST_CASE("operators bind as the language defines", "[expr][parser]") {
  CHECK(shape("a + b * c") == "(_+_ a (_*_ b c))");
  CHECK(shape("a * b + c") == "(_+_ (_*_ a b) c)");
  CHECK(shape("a - b - c") == "(_-_ (_-_ a b) c)");
  CHECK(shape("a / b % c") == "(_%_ (_/_ a b) c)");
  CHECK(shape("a + b < c - d") == "(_<_ (_+_ a b) (_-_ c d))");
  CHECK(shape("a < b == c") == "(_==_ (_<_ a b) c)");
  CHECK(shape("a in b && c != d || e >= f") == "(_||_ (_&&_ (@in a b) (_!=_ c d)) (_>=_ e f))");
  CHECK(shape("a <= b || c > d && e") == "(_||_ (_<=_ a b) (_&&_ (_>_ c d) e))");
  CHECK(shape("(a + b) * c") == "(_*_ (_+_ a b) c)");
}

TEST_CASE("a conditional groups from the right", "[expr][parser]") {
  CHECK(shape("a ? b : c") == "(_?_:_ a b c)");
  CHECK(shape("a ? b : c ? d : e") == "(_?_:_ a b (_?_:_ c d e))");
  CHECK(shape("a || b ? c || d : e || f") == "(_?_:_ (_||_ a b) (_||_ c d) (_||_ e f))");
  CHECK(shape("(a ? b : c) ? d : e") == "(_?_:_ (_?_:_ a b c) d e)");
  CHECK(shape("[a ? b : c, d]") == "[ (_?_:_ a b c) d]");
  CHECK(says(faults("a ? b ? c : d : e"),
             "1:7 syntax error: found '?', expected ':'; a conditional "
             "in the middle of another stands in parentheses"));
}

TEST_CASE("signs and negations repeat, and a minus before a number is part of it",
          "[expr][parser]") {
  CHECK(shape("-x") == "(-_ x)");
  CHECK(shape("--x") == "(-_ (-_ x))");
  CHECK(shape("-(-x)") == "(-_ (-_ x))");
  CHECK(shape("!!x") == "(!_ (!_ x))");
  CHECK(shape("-5") == "-5");
  CHECK(shape("--5") == "(-_ -5)");
  CHECK(shape("-(5)") == "(-_ 5)");
  CHECK(shape("-5u") == "(-_ 5u)");
  CHECK(shape("!-5") == "(!_ -5)");
  CHECK(shape("-5.abs()") == "(-5.abs)");
  CHECK(shape("-x.y[0]") == "(-_ (_[_] (. x y) 0))");
  CHECK(shape("a - -1") == "(_-_ a -1)");
  CHECK(shape("a-1") == "(_-_ a 1)");
  CHECK(says(faults("!-x"), "write !(-x)"));
  CHECK(says(faults("-!x"), "write -(!x)"));
}

TEST_CASE("chains of || and && become balanced trees", "[expr][parser]") {
  CHECK(shape("a || b || c") == "(_||_ (_||_ a b) c)");
  CHECK(shape("a || b || c || d") == "(_||_ (_||_ a b) (_||_ c d))");
  CHECK(shape("a && b && c && d && e") == "(_&&_ (_&&_ (_&&_ a b) c) (_&&_ d e))");
  CHECK(shape("a || (b || c)") == "(_||_ a (_||_ b c))");
  CHECK(shape("a || b && c || d") == "(_||_ (_||_ a (_&&_ b c)) d)");
  CHECK(depth(repeated("a || ", 1023, "a")) == 11);
  CHECK(depth(repeated("a && ", 1024, "a")) == 12);
}

TEST_CASE("members are selections, indexes and calls", "[expr][parser]") {
  CHECK(shape("a.b.c") == "(. (. a b) c)");
  CHECK(shape("a[0][b]") == "(_[_] (_[_] a 0) b)");
  CHECK(shape("a.b(c).d(e, f)") == "((a.b c).d e f)");
  CHECK(shape("f()") == "(f)");
  CHECK(shape("f(a, g(b))") == "(f a (g b))");
  CHECK(shape("'a'.size()") == "(\"a\".size)");
  CHECK(shape("[1][0].x") == "(. (_[_] [ 1] 0) x)");
  CHECK(shape("{}.a") == "(. {} a)");
  CHECK(says(faults("f(1)(2)"), "1:5 syntax error: found '(', expected an operator or the end"));
}

TEST_CASE("a leading dot stays with the name", "[expr][parser]") {
  CHECK(shape(".a.b") == "(. .a b)");
  CHECK(shape(". /**/ a") == "1:3 syntax error: found '/', expected a name behind the '.'");
  CHECK(shape(". // far\n a") == ".a");
  CHECK(shape(".f(x)") == "(.f x)");
  CHECK(shape(".a.B{}") == ".a.B{}");
}

TEST_CASE("lists and maps may end with a comma", "[expr][parser]") {
  CHECK(shape("[]") == "[]");
  CHECK(shape("[1, 2,]") == "[ 1 2]");
  CHECK(shape("{}") == "{}");
  CHECK(shape("{'a': 1, 2: b,}") == "{ \"a\":1 2:b}");
  CHECK(shape("[,]") == "[]");
  CHECK(shape("{,}") == "{}");
  CHECK(says(faults("[,1]"), "1:2 syntax error: found ',', expected an expression before it"));
  CHECK(says(faults("[1,,2]"), "1:4 syntax error: found ',', expected an expression"));
  CHECK(says(faults("f(1,)"), "1:5 syntax error: found ')', expected an expression"));
}

TEST_CASE("messages have qualified names and fields", "[expr][parser]") {
  CHECK(shape("M{}") == "M{}");
  CHECK(shape("a.b.M{x: 1, `y-z`: 2,}") == "a.b.M{ x:1 y-z:2}");
  CHECK(shape("a . b . M {x: 1}.x") == "(. a.b.M{ x:1} x)");
  CHECK(shape("M{in_: N{}}") == "M{ in_:N{}}");
  CHECK(says(faults("(a.b){}"), "1:6 syntax error: found '{'"));
  CHECK(says(faults("a[0]{}"), "1:5 syntax error: found '{'"));
  CHECK(says(faults("a.`b`{}"), "found '{'"));
  CHECK(says(faults("M{in: 1}"), "a keyword as a name stands between backquotes: `in`"));
  CHECK(says(faults("M{a = 1}"), "1:5 syntax error: found '=', expected ':'"));
  CHECK(says(faults("M{'a': 1}"), "found the string 'a', expected the name of a field"));
}

TEST_CASE("optional syntax asks for what may be missing", "[expr][parser]") {
  CHECK(shape("a.?b") == "(_?._ a \"b\")");
  CHECK(shape("a.?`b-c`.d") == "(. (_?._ a \"b-c\") d)");
  CHECK(shape("a[?0]") == "(_[?_] a 0)");
  CHECK(shape("[?a, b, ?c]") == "[ ?a b ?c]");
  CHECK(shape("{?'k': v, 'l': w}") == "{ ?\"k\":v \"l\":w}");
  CHECK(shape("M{?f: v}") == "M{ ?f:v}");
  CHECK(says(faults("a.?b()"), "1:5 syntax error: found '('"));
  CHECK(says(faults("a?.b"), "an optional field is written a.?b, not a?.b"));
  ParseOptions plain;
  plain.optional_syntax = false;
  for (const char* source : {"a.?b", "a[?0]", "[?a]", "{?a: b}", "M{?a: b}"}) {
    CHECK(says(Parsed(source, plain).faults(), "the optional syntax, a.?b, is not enabled here"));
  }
}

TEST_CASE("reserved words are fields and methods, no variables and functions", "[expr][parser]") {
  CHECK(shape("a.package.while") == "(. (. a package) while)");
  CHECK(shape("a.for(b)") == "(a.for b)");
  CHECK(shape("M{const: 1}") == "M{ const:1}");
  CHECK(shape("package.import.M{}") == "package.import.M{}");
  CHECK(faults("1 + package.a") ==
        "1:5 syntax error: found the reserved word 'package', expected a variable or a function; "
        "reserved words may only be fields and methods");
  CHECK(says(faults("if(a)"), "1:1 "));
  CHECK(says(faults("[for, while]"), "1:7 "));
  CHECK(says(faults("a.in"), "`in`"));
  CHECK(says(faults("`a`"), "names between backquotes are for fields, as in a.`a`"));
}

TEST_CASE("a message names what was found, what was expected, and what is open", "[expr][parser]") {
  CHECK(faults("") == "1:1 syntax error: found the end of the text, expected an expression");
  CHECK(faults("1 +") == "1:4 syntax error: found the end of the text, expected an expression");
  CHECK(faults("(1 + 2") ==
        "1:7 syntax error: found the end of the text, expected an operator or "
        "')' to close the '(' at 1:1");
  CHECK(faults("[1,\n 2") ==
        "2:3 syntax error: found the end of the text, expected ',' or ']' to "
        "close the '[' at 1:1");
  CHECK(faults("f(a; b)") ==
        "1:4 syntax error: found ';', expected an expression or an operator; a "
        "text holds one expression");
  CHECK(faults("{1: 2 3}") ==
        "1:7 syntax error: found '3', expected ',' or '}' to close the '{' at 1:1");
  CHECK(faults("a[1)") == "1:4 syntax error: found ')', expected ']' to close the '[' at 1:2");
  CHECK(faults("a)") ==
        "1:2 syntax error: found ')', expected an operator or the end; nothing is open here");
  CHECK(faults("1 2") ==
        "1:3 syntax error: found '2', expected an operator or the end of the expression");
  CHECK(faults("{1}") == "1:3 syntax error: found '}', expected ':' and the value of the key");
  CHECK(faults("a ? b") ==
        "1:6 syntax error: found the end of the text, expected ':' and what holds "
        "otherwise, as in a ? b : c");
  CHECK(faults("a not in b") ==
        "1:3 syntax error: found 'not', expected an operator or the end of the expression; to "
        "negate, write !(a in b)");
  CHECK(says(faults("a.b."), "expected the name of a field or a method"));
}

TEST_CASE("several mistakes are found in one go", "[expr][parser]") {
  CHECK(faults("a = 1 and package == '\\q'") ==
        "1:3 syntax error: found '=', expected '=='\n"
        "1:7 syntax error: found 'and', expected '&&'\n"
        "1:11 syntax error: found the reserved word 'package', expected a variable or a function; "
        "reserved words may only be fields and methods\n"
        "1:23 " +
            faults("'\\q'").substr(4));
}

TEST_CASE("every node knows where it begins", "[expr][parser]") {
  const Parsed parsed("a + foo(b.c)[1]");
  REQUIRE(parsed.ok());
  const uniselector::cel::Ast& ast = parsed.ast();
  const auto at = [&ast](const uniselector::cel::Expr* expr) { return ast.positions[expr->id]; };
  const uniselector::cel::Expr* index = ast.root->arguments[1];
  CHECK(at(ast.root) == 0);
  CHECK(at(ast.root->arguments[0]) == 0);
  CHECK(at(index) == 4);
  CHECK(at(index->arguments[0]) == 4);
  CHECK(at(index->arguments[0]->arguments[0]) == 8);
  CHECK(at(index->arguments[1]) == 13);
  CHECK(ast.source == "a + foo(b.c)[1]");
  CHECK(ast.positions.size() == ast.last_id + 1);
}

TEST_CASE("every node knows where its faults are shown", "[expr][parser]") {
  // Below each node's sign its place: what a caret would point at.
  const auto shown = [](std::string_view source) {
    const Parsed parsed(source);
    REQUIRE(parsed.ok());
    const uniselector::cel::Ast& ast = parsed.ast();
    CHECK(ast.marks.size() == ast.positions.size());
    const auto mark = ast.mark_of(ast.root->id);
    REQUIRE(mark.has_value());
    return std::string(source.substr(*mark));
  };
  CHECK(shown("a + b * c") == "+ b * c");
  CHECK(shown("(a + b) * c") == "* c");
  CHECK(shown("a - b - c") == "- c");
  CHECK(shown("a.b.c") == "c");
  CHECK(shown("a . `b-c`") == "`b-c`");
  CHECK(shown("a.?b") == "b");
  CHECK(shown("a.b[1]") == "[1]");
  CHECK(shown("a[?1]") == "[?1]");
  CHECK(shown("f(a)") == "f(a)");
  CHECK(shown("a.f(b)") == "f(b)");
  CHECK(shown("a in b") == "in b");
  CHECK(shown("a ? b : c ? d : e") == "? b : c ? d : e");
  CHECK(shown("!a") == "!a");
  CHECK(shown("--a") == "--a");
  CHECK(shown("-1") == "-1");
  CHECK(shown("a && b") == "&& b");
  CHECK(shown("a && b && c && d") == "&& c && d");
  CHECK(shown("[a]") == "[a]");
  CHECK(shown("m.T{a: 1}") == "m.T{a: 1}");
  CHECK(shown("l.all(x, x)") == "all(x, x)");
  CHECK(shown("has(a.b.c)") == "c)");
}

TEST_CASE("a node of a chain is shown at its own operator", "[expr][parser]") {
  const std::string source = "a || bb || ccc || d.e || f";
  const Parsed parsed(source);
  REQUIRE(parsed.ok());
  std::vector<std::uint32_t> marks;
  std::vector<const uniselector::cel::Expr*> open = {parsed.ast().root};
  while (!open.empty()) {
    const uniselector::cel::Expr* expr = open.back();
    open.pop_back();
    if (expr->name != "_||_") continue;
    marks.push_back(*parsed.ast().mark_of(expr->id));
    for (const uniselector::cel::Expr* argument : expr->arguments) open.push_back(argument);
  }
  std::sort(marks.begin(), marks.end());
  CHECK(marks == std::vector<std::uint32_t>{2, 8, 15, 22});
}

TEST_CASE("a tree without marks shows faults where its nodes begin", "[expr][parser]") {
  uniselector::cel::Ast ast;
  CHECK_FALSE(ast.mark_of(1).has_value());
  ast.positions = {0, 7};
  CHECK(ast.mark_of(1) == 7U);
  CHECK_FALSE(ast.mark_of(0).has_value());
  CHECK_FALSE(ast.mark_of(2).has_value());
}

TEST_CASE("a tree outlives the text and moves with its owner", "[expr][parser]") {
  uniselector::cel::Ast moved;
  {
    std::string source = "name == 'x' + \"\\x41\"";
    uniselector::expr::Issues issues(source);
    uniselector::cel::Ast ast;
    REQUIRE(uniselector::expr::parse(source, all_macros(), &ast, &issues));
    moved = std::move(ast);
    source.assign(source.size(), '?');
  }
  CHECK(uniselector::test::shape_of(moved.root) == "(_==_ name (_+_ \"x\" \"A\"))");
}

TEST_CASE("the default limits allow what the language asks for", "[expr][parser]") {
  CHECK(Parsed(nested("(", "7", ")", 200)).ok());
  CHECK(Parsed(nested("[", "7", "]", 200)).ok());
  CHECK(Parsed(nested("f(", "7", ")", 200)).ok());
  CHECK(Parsed(repeated("!", 200, "x")).ok());
  CHECK(Parsed("a" + repeated(".b", 200)).ok());
  CHECK(Parsed(repeated("a + ", 200, "a")).ok());
  CHECK(Parsed(repeated("a ? b : ", 200, "c")).ok());
  CHECK(Parsed(repeated("a || ", 10'000, "c")).ok());
  CHECK(Parsed("[" + repeated("1, ", 30'000, "1]")).ok());
  CHECK(Parsed(nested("[1].all(x, ", "true", ")", 32)).ok());
  CHECK(Parsed(nested("[1].map(x, true, ", "x", ")", 32)).ok());
  CHECK(Parsed(nested("optional.of(1).optMap(x, ", "x", ")", 32)).ok());
  CHECK(Parsed(nested("[1].sortBy(x, ", "x", ")", 32)).ok());
}

TEST_CASE("hostile nesting is refused without recursion into it", "[expr][parser]") {
  const std::size_t many = 30'000;
  const std::string deep = "nested deeper than 250 levels";
  const ParseOptions options = all_macros();
  for (const std::string& source :
       {repeated("(", many), repeated("[", many), repeated("{1:", many), repeated("f(", many),
        repeated("!", many, "x"), repeated("-", many, "x"), repeated("- ", many, "1"),
        "a" + repeated(".b", many), "a" + repeated("[0]", many), "a" + repeated(".b()", many / 2),
        repeated("a + ", many / 2, "a"), repeated("a == ", many / 2, "a"),
        repeated("a ? b : ", many / 4, "c"), repeated("M{a:", many / 2), repeated("a[", many),
        repeated("a.?b[?", many / 2), repeated("[1].all(x, ", 5'000),
        "a" + repeated(".map(x, x)", 5'000), repeated("(a || b && c == d + e * -", 3'000)}) {
    INFO(source.substr(0, 20));
    CHECK(says(limited(source, options), deep));
  }
  CHECK(says(faults(repeated("not ", many / 2, "x")), "found 'not'"));
}

TEST_CASE("each limit is named with its number when it is passed", "[expr][parser]") {
  ParseOptions options = all_macros();
  options.limits.depth = 5;
  CHECK(Parsed("a.b.c.d.e", options).ok());
  CHECK(limited("a.b.c.d.e.f", options) ==
        "1:1 the expression is nested deeper than 5 levels, macros expanded; that is the limit "
        "`depth`");
  CHECK(Parsed("(((((a)))))", options).faults() ==
        "1:6 the expression is nested deeper than 5 levels; that is the limit `depth`");
  options = all_macros();
  options.limits.nodes = 9;
  CHECK(Parsed("[1, 2, 3, 4, 5, 6, 7, 8]", options).ok());
  CHECK(limited("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", options) ==
        "1:29 the expression has more than 9 nodes, macros expanded; that is the limit `nodes`");
  CHECK(says(limited("a.all(x, x)", options), "more than 9 nodes"));
  options = all_macros();
  options.limits.source_characters = 4;
  CHECK(Parsed("'\xc3\xa9\xc3\xa9'", options).ok());
  CHECK(limited("12345", options) ==
        "1:1 the expression has 5 characters, expected at most 4; that is the limit "
        "`source_characters`");
}

TEST_CASE("no limit allows trees that would end the stack", "[expr][parser]") {
  ParseOptions options = all_macros();
  options.limits.depth = 1'000'000'000;
  CHECK(Parsed(nested("(", "1", ")", 900), options).ok());
  CHECK(says(limited(nested("(", "1", ")", 40'000), options), "nested deeper than 1000 levels"));
  CHECK(says(limited("a" + repeated(".b", 20'000), options), "nested deeper than 1000 levels"));
  // The most frames that one level can take.
  CHECK(says(limited(repeated("(a || b && c == d + e * -", 3'000), options),
             "nested deeper than 1000 levels"));
}

TEST_CASE("depth is counted up to a bound", "[expr][parser]") {
  CHECK(depth("1") == 1);
  CHECK(depth("a.b + [1]") == 3);
  const Parsed parsed("a" + repeated(".b", 100));
  REQUIRE(parsed.ok());
  CHECK(depth_of(*parsed.ast().root, 1'000) == 101);
  CHECK(depth_of(*parsed.ast().root, 10) == 11);
}
