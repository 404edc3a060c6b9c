// Trees as text: readable, with no parenthesis too many, and parsing back to the same tree.
#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/prng.h"
#include "expr/syntax/macro.h"
#include "expr/value/unicode.h"
#include "support/catch.h"
#include "support/shared.h"
#include "trees.h"

using uniselector::cel::Ast;
using uniselector::cel::Entry;
using uniselector::cel::Expr;
using uniselector::cel::print;
using uniselector::cel::same_expression;
using uniselector::cel::Value;
using uniselector::expr::Issues;
using uniselector::expr::Macro;
using uniselector::expr::NodeFactory;
using uniselector::expr::ParseOptions;
using uniselector::test::all_macros;
using uniselector::test::Parsed;
using uniselector::test::printed;

namespace {

/// Whether the text that a tree prints as parses to it again.
bool comes_back(const Ast& ast, const ParseOptions& options) {
  const std::string text = print(ast);
  const Parsed again(text, options);
  INFO(text << "\n" << again.faults() << "\n" << print(again.ast()));
  CHECK(again.ok());
  CHECK(print(again.ast()) == text);
  return again.ok() && same_expression(*ast.root, *again.ast().root) && print(again.ast()) == text;
}

/// Random trees of every form that the parser makes, but without macro calls beside them.
class Trees {
 public:
  Trees(std::uint64_t seed, Ast& ast, Issues& issues) : prng_(seed), make_(ast, issues) {}

  const Expr* tree(int depth) {
    if (depth == 0 || below(8) == 0) return leaf();
    switch (below(14)) {
      case 0: return make_.select(tree(depth - 1), field(), below(4) == 0);
      case 1: return make_.call(function(), trees(depth));
      case 2: return make_.member_call(method(), tree(depth - 1), trees(depth));
      case 3: return list(depth);
      case 4: return make_.map(entries(depth, true));
      case 5: return make_.message(one_of({"M", "a.b.M", ".c.M"}), entries(depth, false));
      case 6: return make_.call(one_of({"-_", "!_"}), {tree(depth - 1)});
      case 7: return make_.call("_?_:_", {tree(depth - 1), tree(depth - 1), tree(depth - 1)});
      case 8: return make_.call(one_of({"_[_]", "_[?_]"}), {tree(depth - 1), tree(depth - 1)});
      case 9: {
        const Expr* key = make_.constant(Value::string(field()));
        return make_.call("_?._", {tree(depth - 1), key});
      }
      case 10: return macro(depth);
      case 11: return logic(depth);
      default: return binary(depth);
    }
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return prng_.below(bound); }
  std::string_view one_of(std::initializer_list<std::string_view> texts) {
    return texts.begin()[below(texts.size())];
  }
  std::string_view field() {
    return one_of({"a", "b1", "package", "in", "true", "b-c", "x/y z", "e5"});
  }
  std::string_view function() { return one_of({"f", "size", ".g", "r", "b"}); }
  std::string_view method() { return one_of({"f", "size", "for", "all_of"}); }

  const Expr* leaf() {
    switch (below(9)) {
      case 0: return make_.constant(Value::integer(static_cast<std::int64_t>(below(7)) - 3));
      case 1: return make_.constant(Value::uint(below(3)));
      case 2: {
        static constexpr std::array<double, 8> kReals = {
            0.0, -0.0, 1.0, -1.5, 1e21, 1e-7, 123456.789, std::numeric_limits<double>::max()};
        return make_.constant(Value::real(kReals[below(kReals.size())]));
      }
      case 3: return make_.constant(Value::boolean(below(2) == 0));
      case 4: return make_.constant(Value::null());
      case 5: return make_.constant(Value::string(random_text(true)));
      case 6: return make_.constant(Value::bytes(random_text(false)));
      case 7:
        return make_.constant(Value::integer(below(2) == 0
                                                 ? std::numeric_limits<std::int64_t>::min()
                                                 : std::numeric_limits<std::int64_t>::max()));
      default: return make_.ident(one_of({"a", "b", "x", ".y", "_", "in_"}));
    }
  }

  std::string random_text(bool utf8) {
    std::string text;
    for (std::uint64_t i = below(5); i > 0; --i) {
      static constexpr std::array<std::uint32_t, 12> kCodes = {
          'a', '"', '\'', '\\', '\n', 0, 0x7f, 0x85, 0xe9, 0x202e, 0xfeff, 0x1f600};
      if (utf8) {
        uniselector::expr::append_code_point(kCodes[below(kCodes.size())], &text);
      } else {
        text += static_cast<char>(static_cast<unsigned char>(below(256)));
      }
    }
    return text;
  }

  std::vector<const Expr*> trees(int depth) {
    std::vector<const Expr*> made;
    for (std::uint64_t i = below(3); i > 0; --i) made.push_back(tree(depth - 1));
    return made;
  }

  const Expr* list(int depth) {
    const std::vector<const Expr*> elements = trees(depth);
    std::vector<std::uint32_t> optional;
    for (std::uint32_t i = 0; i < elements.size(); ++i) {
      if (below(3) == 0) optional.push_back(i);
    }
    return make_.list(elements, optional);
  }

  std::vector<Entry> entries(int depth, bool map) {
    std::vector<Entry> made;
    for (std::uint64_t i = below(3); i > 0; --i) {
      Entry entry;
      if (map) entry.key = tree(depth - 1);
      if (!map) entry.field = field();
      entry.value = tree(depth - 1);
      entry.optional = below(3) == 0;
      made.push_back(entry);
    }
    return made;
  }

  const Expr* binary(int depth) {
    const std::string_view op = one_of(
        {"_+_", "_-_", "_*_", "_/_", "_%_", "_==_", "_!=_", "_<_", "_<=_", "_>_", "_>=_", "@in"});
    return make_.call(op, {tree(depth - 1), tree(depth - 1)});
  }

  /// Nests of || or && of any shape, most of which no chain without parentheses has.
  const Expr* logic(int depth) {
    return nest(one_of({"_||_", "_&&_"}), depth, static_cast<int>(below(4)) + 1);
  }
  const Expr* nest(std::string_view op, int depth, int levels) {
    if (levels == 0 || below(5) == 0) return tree(below(3) == 0 ? depth - 1 : 0);
    const Expr* left = nest(op, depth, levels - 1);
    return make_.call(op, {left, nest(op, depth, levels - 1)});
  }

  const Expr* macro(int depth) {
    const std::span<const Macro> macros = below(2) == 0 ? uniselector::expr::standard_macros()
                                                        : uniselector::expr::comprehension_macros();
    const Macro& macro = macros[below(macros.size())];
    std::vector<const Expr*> arguments;
    for (std::int32_t i = 0; i < macro.arguments; ++i) arguments.push_back(tree(depth - 1));
    if (macro.name == "has") arguments[0] = make_.select(tree(depth - 1), field());
    if (macro.name != "has") arguments[0] = make_.ident("v");
    if (macros.size() == uniselector::expr::comprehension_macros().size()) {
      arguments[1] = make_.ident("w");
    }
    Expr call;
    call.kind = uniselector::cel::ExprKind::kCall;
    call.name = macro.name;
    call.target = macro.receiver ? tree(depth - 1) : nullptr;
    call.arguments = arguments;
    return macro.expand(make_, call);
  }

  uniselector::base::Prng prng_;
  NodeFactory make_;
};

/// The value of a member of a JSON object on one line, if it is a string; the suite's texts.
std::string json_text(const std::string& line, const std::string& key) {
  std::string text;
  const std::size_t start = line.find("\"" + key + "\":\"");
  if (start == std::string::npos) return text;
  const auto hex = [&line](std::size_t at) {
    return static_cast<std::uint32_t>(std::stoul(line.substr(at, 4), nullptr, 16));
  };
  for (std::size_t at = start + key.size() + 4; line[at] != '"'; ++at) {
    if (line[at] != '\\') {
      text += line[at];
      continue;
    }
    static constexpr std::string_view kLetters = "\"\\/bfnrt";
    static constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
    if (line[++at] != 'u') {
      text += kMeant[kLetters.find(line[at])];
      continue;
    }
    std::uint32_t code = hex(at + 1);
    at += 4;
    if (code >= 0xd800 && code < 0xdc00) {
      code = 0x10000 + ((code - 0xd800) << 10) + (hex(at + 3) - 0xdc00);
      at += 6;
    }
    uniselector::expr::append_code_point(code, &text);
  }
  return text;
}

}  // namespace

TEST_CASE("parentheses stand only where they are needed", "[expr][printer]") {
  CHECK(printed("(a+b)*c") == "(a + b) * c");
  CHECK(printed("((a)*(b))+(c)") == "a * b + c");
  CHECK(printed("a-(b-c)") == "a - (b - c)");
  CHECK(printed("(a-b)-c") == "a - b - c");
  CHECK(printed("(a == b) != (c in d)") == "a == b != (c in d)");
  CHECK(printed("(a?b:c)?d:e") == "(a ? b : c) ? d : e");
  CHECK(printed("a?(b?c:d):e") == "a ? (b ? c : d) : e");
  CHECK(printed("a?b:(c?d:e)") == "a ? b : c ? d : e");
  CHECK(printed("(a || b) && !(c && d)") == "(a || b) && !(c && d)");
  CHECK(printed("(a + b).c[(d)]") == "(a + b).c[d]");
  CHECK(printed("(a ? b : c).size()") == "(a ? b : c).size()");
  CHECK(printed("f((a), (b ? c : d))") == "f(a, b ? c : d)");
}

TEST_CASE("chains keep the shape of their trees", "[expr][printer]") {
  CHECK(printed("a || b || c || d || e") == "a || b || c || d || e");
  CHECK(printed("(a || b) || c") == "a || b || c");
  CHECK(printed("a || (b || c)") == "a || (b || c)");
  CHECK(printed("a || b || (c || d) || e") == "a || b || (c || d) || e");
  CHECK(printed("(a || b || c || d) || e") == "(a || b || c || d) || e");
  CHECK(printed("a && (b && (c && d))") == "a && (b && (c && d))");
}

TEST_CASE("signs do not run into numbers", "[expr][printer]") {
  CHECK(printed("-5") == "-5");
  CHECK(printed("-(5)") == "-(5)");
  CHECK(printed("--5") == "-(-5)");
  CHECK(printed("-(5.5)") == "-(5.5)");
  CHECK(printed("-5u") == "-5u");
  CHECK(printed("-5.foo()") == "(-5).foo()");
  CHECK(printed("-(5.foo().bar[0])") == "-(5.foo().bar[0])");
  CHECK(printed("-(5.map(x, x))") == "-(5.map(x, x))");
  CHECK(printed("-((-5).foo())") == "-(-5).foo()");
  CHECK(printed("-(-x)") == "--x");
  CHECK(printed("!(!x)") == "!!x");
  CHECK(printed("!(-x)") == "!(-x)");
  CHECK(printed("-(1 + 2)") == "-(1 + 2)");
  CHECK(printed("a - -1") == "a - -1");
  CHECK(printed("-9223372036854775808") == "-9223372036854775808");
}

TEST_CASE("literals are readable and exact", "[expr][printer]") {
  CHECK(printed("1.0") == "1.0");
  CHECK(printed("1e21") == "1e+21");
  CHECK(printed("-0.0") == "-0.0");
  CHECK(printed("0x10u") == "16u");
  CHECK(printed("'it\\'s \"so\"\\n'") == "\"it's \\\"so\\\"\\n\"");
  CHECK(printed("'\xc3\xa9\\u202e\\x07\\x1b'") == "\"\xc3\xa9\\u202e\\a\\x1b\"");
  CHECK(printed("b'a\\xff\\000\\\"'") == "b\"a\\xff\\x00\\\"\"");
  CHECK(printed("r'\\d+'") == "\"\\\\d+\"");
  CHECK(printed("[true, null, false]") == "[true, null, false]");
}

TEST_CASE("fields that are no names stand between backquotes", "[expr][printer]") {
  CHECK(printed("a.`b`") == "a.b");
  CHECK(printed("a.`b-c`.`in`.package") == "a.`b-c`.`in`.package");
  CHECK(printed("M{`x`: 1, `y z`: 2, ?`true`: v}") == "M{x: 1, `y z`: 2, ?`true`: v}");
  CHECK(printed("a.?`b.c`[?d]") == "a.?`b.c`[?d]");
}

TEST_CASE("macros print as they were written", "[expr][printer]") {
  for (const char* source :
       {"has(a.b)", "a.all(x, x > 0)", "a.map(x, x > 0, x * 2)", "a.exists_one(x, has(x.y))",
        "cel.bind(x, a.filter(y, y in b), x + x)", "a.?b.optMap(c, c.?d.optFlatMap(e, e))",
        "o.optMap(x, x + 1)", "math.greatest(1, 2, a)", "math.least(a)",
        "a.sortBy(x, -x.age).map(y, y.name)", "a.transformMap(k, v, k != v, v)",
        "a.transformMapEntry(k, v, {v: k})", "proto.getExt(m, a.b.c) == proto.hasExt(m, a.b.d)",
        "cel.block([1, cel.index(0) + 1], [2].map(cel.iterVar(0, 0), cel.iterVar(0, 0)))",
        "a.map(x, {x: [M{f: has(x.y) ? -x : x[0].map(z, z)}]})", "!a.all(x, x)",
        "a.existsOne(x, x)"}) {
    CHECK(printed(source) == source);
  }
}

TEST_CASE("folds without their calls are told by their shape", "[expr][printer]") {
  const auto bare = [](std::string_view source) {
    Parsed parsed(source);
    REQUIRE(parsed.ok());
    const_cast<Ast&>(parsed.ast()).macro_calls.clear();
    CHECK(comes_back(parsed.ast(), all_macros()));
    return print(parsed.ast());
  };
  for (const char* source :
       {"has(a.b)", "a.all(x, x > 0)", "a.exists(k, v, k == v)", "a.exists_one(x, x)",
        "a.existsOne(x, y, x)", "a.map(x, x + 1)", "a.map(x, x > 0, x * 2)", "a.filter(x, x > 0)",
        "cel.bind(x, a, x.all(y, y))", "a.transformList(i, v, i > 0, v)", "a.transformMap(k, v, v)",
        "a.transformMapEntry(k, v, k, {v: k})", "f(o).optMap(x, x + 1)", "a.?b.optFlatMap(x, x.?c)",
        "a.sortBy(x, x.age)", "math.least(a, b)"}) {
    CHECK(bare(source) == source);
  }
  CHECK(bare("a.map(x, p, x)") == "a.filter(x, p)");
  CHECK(bare("math.greatest(a, b, c)") == "math.greatest([a, b, c])");
}

TEST_CASE("the empty tree and the foreign tree print as something", "[expr][printer]") {
  CHECK(print(Ast()).empty());
  Ast ast;
  Issues issues("");
  NodeFactory make(ast, issues);
  uniselector::cel::Comprehension loop;
  loop.accumulator = "sum";
  ast.root = make.fold(loop);
  CHECK(print(ast) == "@fold(sum)");
  const Expr* deep = make.ident("a");
  for (int i = 0; i < 100'000; ++i) deep = make.select(deep, "b");
  ast.root = deep;
  CHECK(print(ast).starts_with("...."));
  CHECK(same_expression(*deep, *deep->target) == false);
}

TEST_CASE("equality of trees is about all but ids and places", "[expr][printer]") {
  const auto same = [](std::string_view a, std::string_view b) {
    const Parsed x(a);
    const Parsed y(b);
    REQUIRE((x.ok() && y.ok()));
    return same_expression(*x.ast().root, *y.ast().root);
  };
  CHECK(same("a  +  (b)", "a+b"));
  CHECK(same("a.all(x, x)", "(a).all(x, x)"));
  CHECK_FALSE(same("1", "1u"));
  CHECK_FALSE(same("1", "1.0"));
  CHECK_FALSE(same("0.0", "-0.0"));
  CHECK_FALSE(same("'a'", "b'a'"));
  CHECK_FALSE(same("a.b", "a.c"));
  CHECK_FALSE(same("has(a.b)", "a.b"));
  CHECK_FALSE(same("[?a]", "[a]"));
  CHECK_FALSE(same("{?a: b}", "{a: b}"));
  CHECK_FALSE(same("M{a: b}", "M{c: b}"));
  CHECK_FALSE(same("f(a)", "a.f()"));
  CHECK_FALSE(same("f(a)", "f(a, a)"));
  CHECK_FALSE(same("a.map(x, x)", "a.map(y, y)"));
}

TEST_CASE("random trees come back from their text", "[expr][printer]") {
  const ParseOptions options = all_macros();
  std::size_t count = 0;
  for (std::uint64_t seed = 1; seed <= 10'000; ++seed) {
    Ast ast;
    Issues issues("");
    ast.root = Trees(seed, ast, issues).tree(1 + static_cast<int>(seed % 5));
    REQUIRE(issues.empty());
    INFO("seed " << seed);
    REQUIRE(comes_back(ast, options));
    ++count;
  }
  CHECK(count == 10'000);
}

TEST_CASE("every expression of the conformance suite comes back from its text",
          "[expr][printer][conformance]") {
  const std::string folder = uniselector::test::shared_file("conformance/cel");
  if (folder.empty()) UNISELECTOR_SKIP("no conformance/cel in the shared folder");
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".jsonl") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const std::string source = json_text(line, "expr");
      if (source.empty()) continue;
      ParseOptions options = all_macros();
      if (line.find("\"disable_macros\":true") != std::string::npos) options.macros.clear();
      const Parsed parsed(source, options);
      INFO(source << "\n" << parsed.faults());
      REQUIRE(parsed.ok());
      REQUIRE(comes_back(parsed.ast(), options));
      ++count;
    }
  }
  WARN(count << " expressions of the suite parsed, printed and parsed again");
  CHECK(count >= 2'456);
}
