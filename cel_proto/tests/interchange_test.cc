// Expressions through the bytes that other runtimes exchange, and back.
#include <string>
#include <vector>

#include <uniselector/cel_proto.h>

#include "cel_proto/tests/test_schema.h"
#include "support/catch.h"

namespace cel = uniselector::cel;
using uniselector::test::TestSchema;

namespace {

const char* const kExpressions[] = {
    "1",
    "-9223372036854775808",
    "18446744073709551615u",
    "-1.5e-300",
    "null",
    "true && !false || 1 < 2",
    "'text \\u00e4 \\U0001F600' + \"\\\"\"",
    "b'\\xff\\x00'",
    "text.startsWith('a') ? 'yes' : 'no'",
    "[1, 2, 3].exists(x, x > 2)",
    "[1, ?optional.of(2), ?optional.none()]",
    "{'a': 1, ?'b': optional.of(2)}",
    "{'k': {'l': [1, 2]}}.k.l[1]",
    "has(msg.child) && has({'a': 1}.a)",
    "msg.children.map(c, c.i32 > 0, c.s).filter(s, s != '').size() == 0",
    "Three{i32: 1, child: Three{s: 'x'}, ?maybe: optional.of(4)}.child.s",
    "msg.?child.s.orValue('none')",
    "[[1, 2], [3]].all(l, l.all(x, x > 0))",
    "cel.bind(x, text + text, x + x)",
    "{'a': 1}.transformMap(k, v, v + 1)",
    "[1, 2].all(i, v, i < v)",
    "timestamp('2020-01-01T00:00:00Z') + duration('1h') > timestamp(0)",
    "type(1) == int && dyn(1) == 1.0",
    "msg.`raw` == b'' && Color.GREEN == 1",
    "math.greatest(1, 2.5, 3u) > 1",
};

cel::Environment make_environment(const TestSchema& schema) {
  cel::EnvironmentOptions options;
  options.container = "test";
  options.types = schema.types();
  options.variables = {{"msg", cel::Type::object("test.Three")}, {"text", cel::Type::string()}};
  return cel::Environment::create(std::move(options)).value();
}

}  // namespace

TEST_CASE("checked expressions come back as they were") {
  const TestSchema schema;
  const cel::Environment environment = make_environment(schema);
  for (const char* source : kExpressions) {
    CAPTURE(source);
    auto ast = environment.parse(source);
    INFO(ast.status().to_string());
    REQUIRE(ast.ok());
    const auto checked = environment.check(*ast);
    INFO(checked.to_string());
    REQUIRE(checked.ok());
    const std::string bytes = cel::to_checked_expr(*ast);
    auto back = cel::from_checked_expr(bytes, {}, source);
    INFO(back.status().to_string());
    REQUIRE(back.ok());
    CHECK(back->checked);
    CHECK(cel::same_expression(*ast->root, *back->root));
    CHECK(cel::print(*back) == cel::print(*ast));
    CHECK(cel::to_checked_expr(*back) == bytes);
    CHECK(back->type_of(*back->root) == ast->type_of(*ast->root));
    REQUIRE(ast->root->id < back->positions.size());
    CHECK(back->positions[ast->root->id] == ast->positions[ast->root->id]);
    REQUIRE(back->macro_calls.size() == ast->macro_calls.size());
  }
}

TEST_CASE("an expression evaluates the same after the way through bytes") {
  const TestSchema schema;
  const cel::Environment environment = make_environment(schema);
  const auto message = schema.parse("test.Three", "i32: 1 child { s: 'inner' }");
  for (const char* source : kExpressions) {
    CAPTURE(source);
    const auto direct = environment.compile(source);
    REQUIRE(direct.ok());
    auto ast = environment.parse(source);
    REQUIRE((ast.ok() && environment.check(*ast).ok()));
    auto back = cel::from_checked_expr(cel::to_checked_expr(*ast));
    REQUIRE(back.ok());
    const auto planned = environment.plan(std::move(back).value());
    INFO(planned.status().to_string());
    REQUIRE(planned.ok());
    cel::Arena arena;
    const cel::Value slots[] = {cel::from_message(*message, arena), cel::Value::string("abc")};
    const cel::Value expected = direct->evaluate(slots, arena);
    const cel::Value found = planned->evaluate(slots, arena);
    CHECK(cel::to_text(found) == cel::to_text(expected));
    CHECK_FALSE(expected.is_no_value());
  }
}

TEST_CASE("parsed expressions come back as they were, unchecked") {
  const TestSchema schema;
  const cel::Environment environment = make_environment(schema);
  for (const char* source : kExpressions) {
    CAPTURE(source);
    auto ast = environment.parse(source);
    REQUIRE(ast.ok());
    const std::string bytes = cel::to_parsed_expr(*ast);
    auto back = cel::from_parsed_expr(bytes, {}, source);
    INFO(back.status().to_string());
    REQUIRE(back.ok());
    CHECK_FALSE(back->checked);
    CHECK(cel::same_expression(*ast->root, *back->root));
    CHECK(cel::to_parsed_expr(*back) == bytes);
    CHECK(environment.check(*back).ok());
  }
}

TEST_CASE("macros survive as they were written") {
  const TestSchema schema;
  const cel::Environment environment = make_environment(schema);
  auto ast = environment.parse("[1].exists(x, [2].all(y, has({'a': 1}.a) && y > x))");
  REQUIRE(ast.ok());
  auto back = cel::from_parsed_expr(cel::to_parsed_expr(*ast));
  REQUIRE(back.ok());
  CHECK(cel::print(*back).find("[1].exists(x, [2].all(y, has(") == 0);
}

TEST_CASE("places count characters in the bytes and bytes in the tree") {
  const TestSchema schema;
  const cel::Environment environment = make_environment(schema);
  const std::string source = "'\xc3\xa4\xc3\xa4' +\n\ntext";
  auto ast = environment.parse(source);
  REQUIRE(ast.ok());
  const cel::Expr& text = *ast->root->arguments[1];
  REQUIRE(ast->positions[text.id] == 10);
  const std::string bytes = cel::to_parsed_expr(*ast);
  auto back = cel::from_parsed_expr(bytes, {}, source);
  REQUIRE(back.ok());
  CHECK(back->positions[text.id] == 10);
  CHECK(cel::to_parsed_expr(*back) == bytes);
  // Key `id`, value 8: the entry of the map of positions.
  const std::string entry = {'\x22', '\x04', '\x08', static_cast<char>(text.id), '\x10', '\x08'};
  CHECK(bytes.find(entry) != std::string::npos);
  auto without = cel::from_parsed_expr(bytes);
  REQUIRE(without.ok());
  CHECK(without->positions.empty());
}
