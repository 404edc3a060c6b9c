// What each macro becomes, how it may be used wrongly, and how its call is kept.
#include "expr/syntax/macro.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "expr/syntax/macro_calls.h"
#include "support/catch.h"
#include "trees.h"

using uniselector::cel::Ast;
using uniselector::cel::Expr;
using uniselector::cel::ExprKind;
using uniselector::expr::ParseOptions;
using uniselector::test::faults;
using uniselector::test::Parsed;
using uniselector::test::shape;
using uniselector::test::shape_of;

TEST_CASE("has() asks for a field", "[expr][macros]") {
  CHECK(shape("has(a.b)") == "(has a b)");
  CHECK(shape("has(a.b.`c-d`)") == "(has (. a b) c-d)");
  CHECK(shape("has(f(x).y)") == "(has (f x) y)");
  CHECK(faults("1 + has(a)") == "1:9 has() takes the selection of a field, as has(order.total)");
  CHECK(faults("has(a.?b)").starts_with("1:5 has() takes"));
  CHECK(faults("has(has(a.b))").starts_with("1:5 has() takes"));
  // Other calls of the name are no macro.
  CHECK(shape("has(a.b, c)") == "(has (. a b) c)");
  CHECK(shape(".has(a.b)") == "(.has (. a b))");
  CHECK(shape("x.has(a.b)") == "(x.has (. a b))");
}

TEST_CASE("all and exists fold with conditions that errors do not end", "[expr][macros]") {
  CHECK(shape("l.all(x, p)") ==
        "(fold x in l, @result = true, while (@not_strictly_false @result), (_&&_ @result p), "
        "@result)");
  CHECK(shape("l.exists(x, p)") ==
        "(fold x in l, @result = false, while (@not_strictly_false (!_ @result)), (_||_ @result "
        "p), @result)");
  CHECK(shape("l.all(k, v, p)").starts_with("(fold k,v in l, @result = true"));
  CHECK(shape("l.exists(k, v, p)").starts_with("(fold k,v in l, @result = false"));
}

TEST_CASE("exists_one counts", "[expr][macros]") {
  const std::string one =
      "(fold x in l, @result = 0, while true, (_?_:_ p (_+_ @result 1) @result), (_==_ @result 1))";
  CHECK(shape("l.exists_one(x, p)") == one);
  CHECK(shape("l.existsOne(x, p)") == one);
  CHECK(shape("l.existsOne(x, y, p)").starts_with("(fold x,y in l, @result = 0"));
  CHECK(shape("l.exists_one(x, y, p)") == shape("l.existsOne(x, y, p)"));
}

TEST_CASE("map, filter and transformList gather a list", "[expr][macros]") {
  CHECK(shape("l.map(x, e)") ==
        "(fold x in l, @result = [], while true, (_+_ @result [ e]), @result)");
  CHECK(shape("l.map(x, p, e)") ==
        "(fold x in l, @result = [], while true, (_?_:_ p (_+_ @result [ e]) @result), @result)");
  CHECK(shape("l.filter(x, p)") ==
        "(fold x in l, @result = [], while true, (_?_:_ p (_+_ @result [ x]) @result), @result)");
  CHECK(shape("l.transformList(i, v, e)") ==
        "(fold i,v in l, @result = [], while true, (_+_ @result [ e]), @result)");
  CHECK(shape("l.transformList(i, v, p, e)") ==
        "(fold i,v in l, @result = [], while true, (_?_:_ p (_+_ @result [ e]) @result), @result)");
}

TEST_CASE("transformMap and transformMapEntry gather a map", "[expr][macros]") {
  CHECK(shape("m.transformMap(k, v, e)") ==
        "(fold k,v in m, @result = {}, while true, (cel.@mapInsert @result k e), @result)");
  CHECK(shape("m.transformMap(k, v, p, e)") ==
        "(fold k,v in m, @result = {}, while true, (_?_:_ p (cel.@mapInsert @result k e) @result), "
        "@result)");
  CHECK(shape("m.transformMapEntry(k, v, {e: f})") ==
        "(fold k,v in m, @result = {}, while true, (cel.@mapInsert @result { e:f}), @result)");
  CHECK(shape("m.transformMapEntry(k, v, p, e)") ==
        "(fold k,v in m, @result = {}, while true, (_?_:_ p (cel.@mapInsert @result e) @result), "
        "@result)");
}

TEST_CASE("cel.bind is a fold over nothing", "[expr][macros]") {
  CHECK(shape("cel.bind(x, a + b, x * x)") ==
        "(fold #unused in [], x = (_+_ a b), while false, x, (_*_ x x))");
  CHECK(shape("other.bind(x, y, z)") == "(other.bind x y z)");
  CHECK(shape("cel.bind(x, y)") == "(cel.bind x y)");
}

TEST_CASE("optMap and optFlatMap evaluate their target once", "[expr][macros]") {
  CHECK(shape("o.optMap(x, x + 1)") ==
        "(_?_:_ (o.hasValue) (optional.of (fold #unused in [], x = (o.value), while false, x, (_+_ "
        "x 1))) (optional.none))");
  CHECK(shape("a.?b.optFlatMap(x, x.?c)") ==
        "(fold #unused in [], @target = (_?._ a \"b\"), while false, @target, (_?_:_ "
        "(@target.hasValue) (fold #unused in [], x = (@target.value), while false, x, (_?._ x "
        "\"c\")) (optional.none)))");
}

TEST_CASE("math.greatest and math.least take numbers", "[expr][macros]") {
  CHECK(shape("math.greatest(a)") == "(math.@max a)");
  CHECK(shape("math.least(1, -2.0)") == "(math.@min 1 -2.0)");
  CHECK(shape("math.greatest(1, 2u, a)") == "(math.@max [ 1 2u a])");
  CHECK(shape("math.greatest([1, a])") == "(math.@max [ 1 a])");
  CHECK(shape("x.greatest(1)") == "(x.greatest 1)");
  CHECK(faults("math.greatest()") ==
        "1:1 math.greatest() takes numbers or a list of numbers, found nothing");
  CHECK(faults("math.least([])") ==
        "1:12 math.least() takes at least one number, found an empty list");
  CHECK(faults("math.least(1, 'a')") == "1:15 math.least() takes numbers, found something else");
  CHECK(faults("math.least([1, {}])") == "1:16 math.least() takes numbers, found something else");
  CHECK(faults("math.least(1, [2])") == "1:15 math.least() takes numbers, found something else");
}

TEST_CASE("sortBy sorts by keys that a map makes", "[expr][macros]") {
  CHECK(
      shape("l.sortBy(x, x.age)") ==
      "(fold #unused in [], @__sortBy_input__ = l, while false, @__sortBy_input__, "
      "(@__sortBy_input__.@sortByAssociatedKeys (fold x in @__sortBy_input__, @result = [], while "
      "true, (_+_ @result [ (. x age)]), @result)))");
}

TEST_CASE("proto.getExt and proto.hasExt select by a full name", "[expr][macros]") {
  CHECK(shape("proto.getExt(m, a.b.c)") == "(. m a.b.c)");
  CHECK(shape("proto.hasExt(m.n, .a.b)") == "(has (. m n) a.b)");
  CHECK(shape("other.getExt(m, a.b)") == "(other.getExt m (. a b))");
  CHECK(faults("proto.getExt(m, a)").starts_with("1:17 proto.getExt() takes the full name"));
  CHECK(faults("proto.hasExt(m, a.b())").starts_with("1:17 proto.hasExt() takes"));
}

TEST_CASE("blocks have numbered parts and variables", "[expr][macros]") {
  CHECK(shape("cel.block([1, cel.index(0)], cel.index(1))") == "(cel.@block [ 1 @index0] @index1)");
  CHECK(shape("[1].map(cel.iterVar(0, 1), cel.iterVar(0, 1) + cel.accuVar(2, 0))") ==
        "(fold @it:0:1 in [ 1], @result = [], while true, (_+_ @result [ (_+_ @it:0:1 @ac:2:0)]), "
        "@result)");
  CHECK(faults("cel.block(1, 2)").starts_with("1:11 cel.block() takes a list"));
  CHECK(faults("cel.index(-1)").starts_with("1:11 cel.index() takes whole numbers"));
  CHECK(faults("cel.iterVar(0, x)").starts_with("1:16 cel.iterVar() takes whole numbers"));
}

TEST_CASE("a variable of a macro is a simple name", "[expr][macros]") {
  const std::string message =
      "a macro declares its variable here; expected a simple name, such as x";
  CHECK(faults("l.all(x.y, true)") == "1:7 " + message);
  CHECK(faults("l.map(1, true)") == "1:7 " + message);
  CHECK(faults("l.filter(.x, true)") == "1:10 " + message);
  CHECK(faults("l.exists(k, f(), true)") == "1:13 " + message);
  CHECK(faults("cel.bind(x.y, 1, 2)") == "1:10 " + message);
  CHECK(faults("o.optMap(1, 2)") == "1:10 " + message);
  CHECK(faults("l.sortBy('x', 2)") == "1:10 " + message);
  CHECK(faults("l.all(x, x, true)") ==
        "1:10 both variables of the macro are called 'x'; expected "
        "two names");
}

TEST_CASE("a macro used wrongly does not hide the next", "[expr][macros]") {
  CHECK(faults("has(a) && l.all(1, true) && has(b)") ==
        "1:5 has() takes the selection of a field, as has(order.total)\n" +
            faults("          l.all(1, true)") + "\n" +
            "1:33 has() takes the selection of a field, as has(order.total)");
}

TEST_CASE("without macros calls stay calls", "[expr][macros]") {
  CHECK(Parsed("has(a.b) && l.all(x, p)", ParseOptions()).shape() ==
        "(_&&_ (has (. a b)) (l.all x p))");
}

TEST_CASE("what a macro was written as is kept beside its tree", "[expr][macros]") {
  const Parsed parsed("a.map(x, has(x.y), [x.filter(z, z > 0)]) == b");
  REQUIRE(parsed.ok());
  const Ast& ast = parsed.ast();
  REQUIRE(ast.macro_calls.size() == 3);
  CHECK(ast.macro_calls[0].first < ast.macro_calls[1].first);
  CHECK(ast.macro_calls[1].first < ast.macro_calls[2].first);
  // Inner macros stand in the outer call as nameless identifiers with the ids of their trees.
  const Expr* map = ast.root->arguments[0];
  CHECK(ast.macro_calls[2].first == map->id);
  const Expr* call = uniselector::expr::macro_call_of(ast, map->id);
  CHECK(shape_of(call) == "(a.map x  [ ])");
  CHECK(call->arguments[1]->kind == ExprKind::kIdent);
  CHECK(call->arguments[1]->id == ast.macro_calls[0].first);
  CHECK(call->arguments[2]->arguments[0]->id == ast.macro_calls[1].first);
  CHECK(shape_of(ast.macro_calls[0].second) == "(has (. x y))");
  CHECK(shape_of(ast.macro_calls[1].second) == "(x.filter z (_>_ z 0))");
  CHECK(uniselector::expr::macro_call_of(ast, ast.root->id) == nullptr);
}

TEST_CASE("nodes of macros have ids of their own and the place of the call", "[expr][macros]") {
  const Parsed parsed("1 + l.all(x, o.optMap(y, y).hasValue()) ? 1 : 2");
  REQUIRE(parsed.ok());
  const Ast& ast = parsed.ast();
  std::vector<std::uint32_t> seen;
  std::vector<const Expr*> open = {ast.root};
  while (!open.empty()) {
    const Expr* expr = open.back();
    open.pop_back();
    seen.push_back(expr->id);
    CHECK(expr->id < ast.positions.size());
    for (const Expr* argument : expr->arguments) open.push_back(argument);
    if (expr->target != nullptr) open.push_back(expr->target);
    if (expr->loop == nullptr) continue;
    for (const Expr* part : {expr->loop->range, expr->loop->initial, expr->loop->condition,
                             expr->loop->step, expr->loop->result}) {
      open.push_back(part);
    }
  }
  std::sort(seen.begin(), seen.end());
  CHECK(std::adjacent_find(seen.begin(), seen.end()) == seen.end());
  CHECK(seen.front() >= 1);
  CHECK(seen.back() <= ast.last_id);
  const Expr* fold = ast.root->arguments[0]->arguments[1];
  REQUIRE(fold->kind == ExprKind::kComprehension);
  CHECK(ast.positions[fold->id] == 4);
  CHECK(ast.positions[fold->loop->step->id] == 4);
}
