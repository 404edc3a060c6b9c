// What the checker finds expressions to be, and what it says about those that cannot be.
#include "expr/check/checker.h"

#include <map>
#include <string>
#include <vector>

#include "expr/environment.h"
#include "expr/syntax/parser.h"
#include "support/catch.h"

using namespace uniselector;
using namespace uniselector::expr;

namespace {

/// Two messages and an enumeration.
class Messages final : public TypeProvider {
 public:
  Messages() {
    const Type order = Type::object("shop.Order");
    fields_["shop.Order"] = {
        {"id", Type::integer()},
        {"paid", Type::wrapper(Type::boolean())},
        {"total", Type::wrapper(Type::integer())},
        {"note", Type::wrapper(Type::string())},
        {"placed", Type::timestamp()},
        {"parent", order},
        {"lines", Type::list(Type::object("shop.Line"))},
        {"labels", Type::map(Type::string(), Type::string())},
        {"extra", Type::any()},
        {"`dotted.name`", Type::integer()},
    };
    fields_["shop.Line"] = {{"sku", Type::string()}, {"count", Type::integer()}};
    fields_["google.protobuf.Int64Value"] = {{"value", Type::integer()}};
  }
  std::optional<Type> find_type(std::string_view name) const override {
    if (fields_.find(name) == fields_.end()) return std::nullopt;
    return Type::object(name);
  }
  Value find_constant(std::string_view name) const override {
    return name == "shop.Status.OPEN" ? Value::integer(1) : Value();
  }
  std::optional<Field> find_field(std::string_view type, std::string_view field) const override {
    const auto found = fields_.find(type);
    if (found == fields_.end()) return std::nullopt;
    const auto at = found->second.find(field);
    if (at == found->second.end()) return std::nullopt;
    return Field{at->second, 0};
  }
  Value make_object(std::string_view, std::span<const NamedValue>, Arena&) const override {
    return {};
  }

 private:
  std::map<std::string, std::map<std::string, Type, std::less<>>, std::less<>> fields_;
};

cel::EnvironmentOptions default_options() {
  cel::EnvironmentOptions options;
  options.types = std::make_shared<Messages>();
  options.variables = {
      {"wait", Type::integer()},
      {"size", Type::integer()},
      {"skills", Type::list(Type::string())},
      {"scores", Type::map(Type::string(), Type::integer())},
      {"order", Type::object("shop.Order")},
      {"anything", Type::dyn()},
      {"since", Type::timestamp()},
      {"lapse", Type::duration()},
      {"maybe", Type::optional(Type::object("shop.Order"))},
      {"a.b", Type::map(Type::string(), Type::integer())},
      {"a.b.c", Type::string()},
      {"x.wait", Type::boolean()},
      {"x.y.wait", Type::string()},
  };
  const Type t = Type::parameter("T");
  const Type u = Type::parameter("U");
  options.functions = {
      {"pair", "pair_t_u", false, {t, u}, Type::opaque("pair", {t, u}), nullptr},
      {"same", "same_pair", false, {Type::opaque("pair", {t, t})}, t, nullptr},
      {"twin", "twin_t", false, {t}, Type::opaque("pair", {t, t}), nullptr},
      {"nothing", "nothing_t", false, {}, Type::list(t), nullptr},
      {"x.measure", "measure_int", false, {Type::integer()}, Type::real(), nullptr},
      {"tag.make", "tag_make_string", false, {Type::string()}, Type::opaque("tag"), nullptr},
      {"text", "text_tag", true, {Type::opaque("tag")}, Type::string(), nullptr},
      {"either", "either_int", false, {Type::integer()}, Type::string(), nullptr},
      {"either", "either_string", false, {Type::string()}, Type::string(), nullptr},
      {"either", "either_list", false, {Type::list(t)}, t, nullptr},
  };
  return options;
}

/// A checked expression, or what was said about it.
struct Checked {
  Ast ast;
  std::string problem;
  StatusCode code = StatusCode::kOk;

  std::string type() const {
    return problem.empty() ? ast.type_of(*ast.root).to_string() : "problem: " + problem;
  }
  const Reference& reference() const { return ast.references.at(ast.root->id); }
};

Checked check_in(const std::string& container, const std::string& source,
                 const std::optional<Type>& result = std::nullopt) {
  cel::EnvironmentOptions options = default_options();
  options.container = container;
  const auto environment = create_environment(std::move(options), block_macros()).value();
  Checked checked;
  cel::CompileOptions compile;
  compile.result = result;
  auto ast = environment.parse(source, compile);
  REQUIRE(ast.ok());
  checked.ast = std::move(*ast);
  const Status status = environment.check(checked.ast, compile);
  checked.code = status.code();
  const std::string& text = status.message();
  checked.problem = text.substr(0, text.find('\n'));
  const std::string location = "<input>:";
  if (checked.problem.starts_with(location)) checked.problem.erase(0, location.size());
  CHECK(checked.ast.checked == status.ok());
  return checked;
}

std::string type_of(const std::string& source) { return check_in("", source).type(); }

std::string problem_of(const std::string& source) { return check_in("", source).problem; }

std::vector<std::string> overloads_of(const std::string& source) {
  return check_in("", source).reference().overloads;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("literals have the types they are written as", "[expr][checker]") {
  CHECK(type_of("null") == "null_type");
  CHECK(type_of("true") == "bool");
  CHECK(type_of("1") == "int");
  CHECK(type_of("1u") == "uint");
  CHECK(type_of("1.0") == "double");
  CHECK(type_of("'a'") == "string");
  CHECK(type_of("b'a'") == "bytes");
  CHECK(type_of("[1, 2]") == "list(int)");
  CHECK(type_of("{'a': 1}") == "map(string, int)");
  CHECK(type_of("[]") == "list(dyn)");
  CHECK(type_of("{}") == "map(dyn, dyn)");
}

TEST_CASE("lists and maps of different types hold dyn", "[expr][checker]") {
  CHECK(type_of("[1, 'a']") == "list(dyn)");
  CHECK(type_of("[1, 'a', 2]") == "list(dyn)");
  CHECK(type_of("[[1], ['a']]") == "list(dyn)");
  CHECK(type_of("{1: 'a', 'b': 2}") == "map(dyn, dyn)");
  CHECK(type_of("{1: 'a', 2: 2}") == "map(int, dyn)");
}

TEST_CASE("elements take the most general of types that fit", "[expr][checker]") {
  CHECK(type_of("[1, anything]") == "list(dyn)");
  CHECK(type_of("[anything, 1]") == "list(dyn)");
  CHECK(type_of("[order.total, 1]") == "list(wrapper(int))");
  CHECK(type_of("[1, order.total]") == "list(wrapper(int))");
  CHECK(type_of("[null, 1]") == "list(dyn)");
  CHECK(type_of("[null, order]") == "list(shop.Order)");
  CHECK(type_of("[order, null]") == "list(shop.Order)");
  CHECK(type_of("[null, order.note, 'a']") == "list(wrapper(string))");
  CHECK(type_of("[since, null]") == "list(timestamp)");
  CHECK(type_of("[order.total, order.note]") == "list(dyn)");
  CHECK(type_of("[{'a': anything}, {anything: 1}]") == "list(map(dyn, dyn))");
  CHECK(type_of("[[], [[]], [[['x']]]]") == "list(list(list(list(string))))");
}

TEST_CASE("an optional entry holds what its optional does", "[expr][checker]") {
  CHECK(type_of("[?optional.of(1), 2]") == "list(int)");
  CHECK(type_of("{?'a': optional.none(), 'b': 'c'}") == "map(string, string)");
  CHECK(type_of("[1, ?anything]") == "list(dyn)");
  CHECK(type_of("shop.Order{?id: optional.of(1)}") == "shop.Order");
  CHECK(problem_of("[?1]") ==
        "1:3: expected type optional_type, found int: what stands behind '?' is an optional");
  CHECK(problem_of("{?'a': 1}").ends_with("what stands behind '?' is an optional"));
  CHECK(problem_of("shop.Order{?id: 1}").ends_with("what stands behind '?' is an optional"));
}

TEST_CASE("a name means the variable of the innermost container", "[expr][checker]") {
  CHECK(check_in("x.y", "wait").type() == "string");
  CHECK(check_in("x.y", "wait").reference().name == "x.y.wait");
  CHECK(check_in("x.z", "wait").type() == "bool");
  CHECK(check_in("z", "wait").type() == "int");
  CHECK(check_in("x.y", ".wait").type() == "int");
  CHECK(check_in("x.y", ".wait").reference().name == "wait");
  CHECK(check_in("x.y", ".x.wait").reference().name == "x.wait");
  CHECK(candidate_names("a.b", "x") == Names{"a.b.x", "a.x", "x"});
  CHECK(candidate_names("", "x.y") == Names{"x.y"});
  CHECK(candidate_names("a.b", ".x") == Names{"x"});
}

TEST_CASE("the longest qualified name wins over a select", "[expr][checker]") {
  const Checked longest = check_in("", "a.b.c");
  CHECK(longest.type() == "string");
  CHECK(longest.reference().name == "a.b.c");
  const Checked shorter = check_in("", "a.b.d");
  CHECK(shorter.type() == "int");
  CHECK(shorter.reference().name.empty());
  CHECK(shorter.ast.references.at(shorter.ast.root->target->id).name == "a.b");
  CHECK(check_in("a", "b.c").reference().name == "a.b.c");
  CHECK(type_of("has(a.b.c)") == "bool");
}

TEST_CASE("loop variables hide all names that begin with them", "[expr][checker]") {
  CHECK(type_of("['a'].map(wait, wait)") == "list(string)");
  CHECK(type_of("[{'b': 1}].map(a, a.b)") == "list(int)");
  CHECK(type_of("[{'b': 1}].map(a, .a.b)") == "list(map(string, int))");
  CHECK(check_in("x", "[1].map(wait, wait)").type() == "list(int)");
  CHECK(check_in("x", "[1].map(wait, .wait)").type() == "list(int)");
  CHECK(type_of("[1].map(y, ['a'].map(y, y))") == "list(list(string))");
  CHECK(type_of("[1].map(y, ['a'].map(z, y))") == "list(list(int))");
  CHECK(problem_of("[1].exists(tag, tag.make('a') == tag.make('b'))") ==
        "1:21: undeclared reference to 'make'");
}

TEST_CASE("loop variables end with their loop", "[expr][checker]") {
  CHECK(problem_of("[1].exists(q, q > 0) && q > 0") == "1:25: undeclared reference to 'q'");
  CHECK(problem_of("cel.bind(v, v, v)") == "1:13: undeclared reference to 'v'");
}

TEST_CASE("names of types are values", "[expr][checker]") {
  CHECK(type_of("int") == "type(int)");
  CHECK(type_of("list") == "type(list(dyn))");
  CHECK(type_of("type") == "type(type)");
  CHECK(type_of("type(1) == int") == "bool");
  CHECK(type_of("google.protobuf.Timestamp") == "type(timestamp)");
  CHECK(type_of("optional_type == type(maybe)") == "bool");
  const Checked order = check_in("shop", "Order");
  CHECK(order.type() == "type(shop.Order)");
  CHECK(order.reference().name == "shop.Order");
  CHECK(order.reference().constant.as_type() == "shop.Order");
  CHECK(check_in("", "google.protobuf.Int64Value").reference().constant.as_type() ==
        "google.protobuf.Int64Value");
  CHECK(check_in("", "google.protobuf.Duration").reference().constant.as_type() ==
        "google.protobuf.Duration");
  CHECK_FALSE(standard_type("integer").has_value());
  CHECK(standard_type("null_type") == Type::null());
}

TEST_CASE("enumerators are ints with their value", "[expr][checker]") {
  const Checked open = check_in("shop", "Status.OPEN");
  CHECK(open.type() == "int");
  CHECK(open.reference().name == "shop.Status.OPEN");
  REQUIRE(open.reference().constant.is(ValueKind::kInt));
  CHECK(open.reference().constant.as_int() == 1);
}

TEST_CASE("a variable hides a type or function of its name", "[expr][checker]") {
  CHECK(type_of("size") == "int");
  CHECK(type_of("size(skills) + size") == "int");
}

TEST_CASE("fields have the types of the provider", "[expr][checker]") {
  CHECK(type_of("order.id") == "int");
  CHECK(type_of("order.parent.parent.total") == "wrapper(int)");
  CHECK(type_of("order.lines[0].sku") == "string");
  CHECK(type_of("order.labels.colour") == "string");
  CHECK(type_of("order.extra.whatever") == "dyn");
  CHECK(type_of("anything.whatever.more") == "dyn");
  CHECK(type_of("scores.total") == "int");
  CHECK(type_of("has(order.parent.note)") == "bool");
  CHECK(problem_of("order.nope") == "1:7: undefined field 'nope' of 'shop.Order'");
  CHECK(problem_of("has(order.nope)").ends_with("undefined field 'nope' of 'shop.Order'"));
  CHECK(problem_of("skills.nope")
            .ends_with("found a select of 'nope' from list(string), expected a map or a message"));
  CHECK(problem_of("has(wait.nope)")
            .ends_with("found a select of 'nope' from int, expected a map or a message"));
}

TEST_CASE("fields of optionals are optional", "[expr][checker]") {
  CHECK(type_of("order.?id") == "optional_type(int)");
  CHECK(overloads_of("order.?id") == Names{"select_optional_field"});
  CHECK(type_of("order.?parent.total") == "optional_type(wrapper(int))");
  CHECK(type_of("order.?parent.?total") == "optional_type(wrapper(int))");
  CHECK(type_of("maybe.id") == "optional_type(int)");
  CHECK(type_of("anything.?id") == "optional_type(dyn)");
  CHECK(type_of("has(maybe.id)") == "bool");
  CHECK(type_of("skills[?0]") == "optional_type(string)");
  CHECK(type_of("maybe.id.orValue(0)") == "int");
  CHECK(problem_of("order.?nope").ends_with("undefined field 'nope' of 'shop.Order'"));
}

TEST_CASE("structs are checked field by field", "[expr][checker]") {
  const Checked order = check_in("shop", "Order{id: 1, note: null, total: 2, parent: null}");
  CHECK(order.type() == "shop.Order");
  CHECK(order.reference().name == "shop.Order");
  CHECK(check_in("shop", "Order{lines: [], extra: 'a', labels: {'a': anything}}").type() ==
        "shop.Order");
  CHECK(type_of("google.protobuf.Int64Value{value: 1}") == "wrapper(int)");
  CHECK(problem_of("shop.Order{id: 'a'}") ==
        "1:12: expected type int for field 'id' of 'shop.Order', found string");
  CHECK(problem_of("shop.Order{id: null}").ends_with("found null_type"));
  CHECK(problem_of("shop.Order{nope: 1}").ends_with("undefined field 'nope' of 'shop.Order'"));
  CHECK(problem_of("shop.Ordr{id: 1}") == "1:1: undeclared reference to 'shop.Ordr'");
}

TEST_CASE("a call names the overloads that may be meant", "[expr][checker]") {
  CHECK(overloads_of("wait + 1") == Names{"add_int64"});
  CHECK(overloads_of("either('a')") == Names{"either_string"});
  CHECK(type_of("either(['a'])") == "string");
  CHECK(type_of("either(anything)") == "dyn");
  CHECK(overloads_of("either(anything)") == Names{"either_int", "either_string", "either_list"});
  CHECK(type_of("anything + 1") == "int");
  CHECK(type_of("anything + anything") == "dyn");
  CHECK(type_of("anything < anything") == "bool");
  CHECK(type_of("anything[0]") == "dyn");
  CHECK(type_of("size(anything)") == "int");
}

TEST_CASE("several overloads that fit do not decide what an open type is", "[expr][checker]") {
  CHECK(type_of("[].all(e, size(e) > 0 && e.startsWith('a'))") == "bool");
  CHECK(type_of("[].map(e, either(e))") == "list(dyn)");
  CHECK(type_of("[].map(e, e + 1)") == "list(int)");
}

TEST_CASE("parameters take one type in a call", "[expr][checker]") {
  CHECK(type_of("pair(1, 'a')") == "pair(int, string)");
  CHECK(type_of("same(pair(1, 2))") == "int");
  CHECK(type_of("same(pair(1, anything))") == "dyn");
  CHECK(type_of("same(pair(anything, 1))") == "dyn");
  CHECK(type_of("nothing()") == "list(dyn)");
  CHECK(type_of("nothing() + [1]") == "list(int)");
  CHECK(type_of("pair([], {})") == "pair(list(dyn), map(dyn, dyn))");
  CHECK(problem_of("same(pair(1, 'a'))") ==
        "1:1: found no matching overload for 'same' applied to '(pair(int, string))'; there is "
        "(pair(T, T))");
}

TEST_CASE("what is known later tells what an empty list holds", "[expr][checker]") {
  CHECK(type_of("[] + skills + []") == "list(string)");
  CHECK(type_of("skills.map(s, s).map(s, size(s))") == "list(int)");
  CHECK(type_of("([].map(x, x))[0].foo") == "dyn");
  CHECK(type_of("wait > 1 ? [] : [1]") == "list(int)");
  CHECK(type_of("[optional.none(), optional.of(1)]") == "list(optional_type(int))");
}

TEST_CASE("equality asks for types that fit each other", "[expr][checker]") {
  CHECK(type_of("order == null") == "bool");
  CHECK(type_of("order.total == null") == "bool");
  CHECK(type_of("order.total == 1") == "bool");
  CHECK(type_of("anything == 1.5") == "bool");
  CHECK(type_of("[1, 'a'] == [1.5]") == "bool");
  CHECK(problem_of("1 == 1.0") ==
        "1:3: found no matching overload for '_==_' applied to '(int, double)'; there is (A, A); "
        "int and double do not mix: write 5.0 for 5, or double(x)");
  CHECK_FALSE(problem_of("wait == null").empty());
  CHECK_FALSE(problem_of("skills == {}").empty());
  CHECK_FALSE(problem_of("wait in skills").empty());
  CHECK(type_of("1 < 1.5") == "bool");
}

TEST_CASE("wrappers do where their primitives do", "[expr][checker]") {
  CHECK(type_of("order.total + 1") == "int");
  CHECK(type_of("order.paid && true") == "bool");
  CHECK(type_of("order.paid ? 1 : 2") == "int");
  CHECK(type_of("wait > 1 ? order.total : 42") == "wrapper(int)");
  CHECK(type_of("wait > 1 ? order.total : null") == "wrapper(int)");
  CHECK(type_of("order.note.startsWith('a')") == "bool");
  CHECK_FALSE(problem_of("order.total + 'a'").empty());
}

TEST_CASE("a loop runs over a list, a map or what may be one", "[expr][checker]") {
  CHECK(type_of("scores.map(k, k)") == "list(string)");
  CHECK(type_of("scores.exists(k, v, k == 'a' && v > 1)") == "bool");
  CHECK(type_of("skills.transformList(i, s, i)") == "list(int)");
  CHECK(type_of("skills.transformMap(i, s, s)") == "map(int, string)");
  CHECK(type_of("scores.transformMap(k, v, k)") == "map(string, string)");
  CHECK(type_of("anything.map(x, x)") == "list(dyn)");
  CHECK(type_of("anything.transformMap(k, v, 1)") == "map(dyn, int)");
  CHECK(type_of("skills.filter(s, s != '')") == "list(string)");
  CHECK(problem_of("wait.map(x, x)").ends_with("found a loop over int, expected a list or a map"));
  CHECK(problem_of("skills.filter(s, 1)").find("(int, list(string), list(string))") !=
        std::string::npos);
  CHECK(type_of("cel.bind(n, wait + 1, [n, n])") == "list(int)");
}

TEST_CASE("functions are found by qualified name", "[expr][checker]") {
  const Checked abs = check_in("", "math.abs(wait)");
  CHECK(abs.type() == "int");
  CHECK(abs.reference().name == "math.abs");
  CHECK(abs.reference().overloads == Names{"math_abs_int"});
  CHECK(check_in("", ".math.abs(wait)").reference().name == "math.abs");
  CHECK(check_in("x.y", "measure(1)").reference().name == "x.measure");
  CHECK(check_in("x.y", ".x.measure(1)").reference().name == "x.measure");
  CHECK(check_in("tag", "make('a')").type() == "tag");
  CHECK(check_in("", "tag.make('a').text()").reference().name.empty());
  CHECK(check_in("", "tag.make('a').text()").type() == "string");
  CHECK(check_in("x", "wait + 1").problem.find("(bool, int)") != std::string::npos);
  CHECK(problem_of("measure(1)") == "1:1: undeclared reference to 'measure'");
}

TEST_CASE("near names are proposed", "[expr][checker]") {
  CHECK(problem_of("wiat > 3") == "1:1: undeclared reference to 'wiat'; did you mean 'wait'?");
  CHECK(problem_of("x.waite").ends_with("undeclared reference to 'x'; did you mean 'x.wait'?"));
  CHECK(problem_of("sise(skills)").ends_with("did you mean 'size'?"));
  CHECK(problem_of("'a'.startWith('b')").ends_with("did you mean 'startsWith'?"));
  CHECK(problem_of("'a'.contians('b')").ends_with("did you mean 'contains'?"));
  CHECK(problem_of("'a'.matchess('b')").ends_with("did you mean 'matches'?"));
  CHECK(problem_of("[1].exists(count, cuont > 1)").ends_with("did you mean 'count'?"));
  CHECK(problem_of("strange(1)").ends_with("undeclared reference to 'strange'"));
}

TEST_CASE("a call that fits nothing says what there is", "[expr][checker]") {
  CHECK(problem_of("'a'.contains(1)") ==
        "1:5: found no matching overload for 'contains' applied to 'string.(int)'; there is "
        "string.(string)");
  CHECK(problem_of("wait + 'a'")
            .find("found no matching overload for '_+_' applied to "
                  "'(int, string)'; there is (int, int)") != std::string::npos);
  CHECK(problem_of("wait + 'a'").ends_with(" more"));
  CHECK(problem_of("either(1, 2)").ends_with("there is (int), (string), (list(T))"));
}

TEST_CASE("one fault is told once", "[expr][checker]") {
  const auto environment = create_environment(default_options(), {}).value();
  auto ast = environment.parse("size(nope + 1) > 2 && nope2 == 3 ? [nope3.a] : [order.b]").value();
  std::vector<Issue> issues;
  cel::CompileOptions options;
  options.issues = &issues;
  CHECK_FALSE(environment.check(ast, options).ok());
  std::vector<std::string> messages;
  for (const Issue& issue : issues) messages.push_back(issue.message);
  REQUIRE(messages.size() == 4);
  CHECK(messages[0].starts_with("undeclared reference to 'nope'"));
  CHECK(messages[1].starts_with("undeclared reference to 'nope2'"));
  CHECK(messages[2].starts_with("undeclared reference to 'nope3'"));
  CHECK(messages[3].starts_with("undefined field 'b'"));
  CHECK(ast.types.empty());
}

TEST_CASE("the whole must yield what is asked for", "[expr][checker]") {
  CHECK(check_in("", "wait > 1", Type::boolean()).problem.empty());
  CHECK(check_in("", "anything", Type::boolean()).problem.empty());
  CHECK(check_in("", "null", Type::wrapper(Type::integer())).problem.empty());
  CHECK(check_in("", "[]", Type::list(Type::string())).type() == "list(string)");
  CHECK(check_in("", "wait", Type::boolean()).problem == "1:1: expected type bool, found int");
  CHECK(check_in("", "[1]", Type::list(Type::string())).problem ==
        "1:1: expected type list(string), found list(int)");
}

TEST_CASE("blocks declare their shared parts", "[expr][checker]") {
  CHECK(type_of("cel.block([wait, cel.index(0) + 1, [cel.index(1)]], cel.index(2))") ==
        "list(int)");
  CHECK(problem_of("cel.block([cel.index(1), 2], cel.index(0))")
            .ends_with("undeclared reference to '@index1'"));
}

TEST_CASE("every node that was looked at has its type", "[expr][checker]") {
  const Checked checked = check_in("", "scores['a'] > wait");
  const Expr& greater = *checked.ast.root;
  CHECK(checked.ast.type_of(greater) == Type::boolean());
  const Expr& index = *greater.arguments[0];
  CHECK(checked.ast.type_of(index) == Type::integer());
  CHECK(checked.ast.type_of(*index.arguments[0]) == Type::map(Type::string(), Type::integer()));
  CHECK(checked.ast.type_of(*index.arguments[1]) == Type::string());
  CHECK(checked.ast.references.at(index.id).overloads == Names{"index_map"});
  CHECK(checked.ast.references.at(greater.arguments[1]->id).name == "wait");
}

TEST_CASE("a long list of empty lists takes no longer than another", "[expr][checker]") {
  std::string source = "[[]";
  for (int i = 0; i < 30'000; ++i) source += ",[]";
  CHECK(type_of(source + "]") == "list(list(dyn))");
  CHECK(type_of(source + ",['a']]") == "list(list(string))");
}

TEST_CASE("types that double at every level stay bounded", "[expr][checker]") {
  std::string mapped = "[wait]";
  std::string called = "wait";
  for (int i = 0; i < 60; ++i) {
    mapped += ".map(x, {x: x})";
    called = "twin(" + called + ")";
  }
  CHECK(type_of(mapped).starts_with("list("));
  CHECK(type_of(mapped).size() < 100'000);
  CHECK(type_of(called).size() < 100'000);
  CHECK(type_of(called + " == " + called) == "bool");
}

TEST_CASE("no type holds itself", "[expr][checker]") {
  CHECK(problem_of("[].all(x, x == [x])").find("found no matching overload") != std::string::npos);
  CHECK(type_of("[].map(x, twin(x))") == "list(pair(dyn, dyn))");
}

TEST_CASE("types with too many ways through them are refused", "[expr][checker]") {
  // v0 is a pair of v1, that a pair of v2 and so on, and the same for w: 2^30 ways to compare.
  constexpr int kDeep = 30;
  std::string facts = "true";
  for (int i = 0; i < kDeep; ++i) {
    for (const char* letter : {"v", "w"}) {
      const std::string next = letter + std::to_string(i + 1);
      facts += " && [" + (letter + std::to_string(i)) + "] == [twin(" + next + ")]";
    }
  }
  std::string source = "(" + facts + ") && v0 == w0";
  for (int i = 0; i <= kDeep; ++i) {
    for (const char* letter : {"v", "w"}) {
      source = "[].all(" + (letter + std::to_string(i)) + ", " + source + ")";
    }
  }
  const Checked checked = check_in("", source);
  CHECK(checked.code == StatusCode::kResourceExhausted);
  CHECK(checked.problem.find("steps to check") != std::string::npos);
}

TEST_CASE("a tree with wrong ids is refused", "[expr][checker]") {
  Ast ast;
  Declarations declarations;
  auto* const first = ast.arena.make<Expr>();
  auto* const second = ast.arena.make<Expr>();
  auto* const list = ast.arena.make<Expr>();
  first->constant = Value::integer(1);
  second->constant = Value::string("a");
  const Expr* const arguments[] = {first, second};
  list->kind = ExprKind::kList;
  list->arguments = arguments;
  list->id = 1;
  first->id = 2;
  second->id = 2;
  ast.root = list;
  ast.last_id = 2;
  Issues twice("");
  CHECK_FALSE(check(ast, declarations, {}, &twice));
  CHECK(twice.all().at(0).message == "found two nodes with id 2, expected an id for each");
  second->id = 7;
  Issues beyond("");
  CHECK_FALSE(check(ast, declarations, {}, &beyond));
  CHECK(beyond.all().at(0).message == "found a node with id 7, expected 1 to 2");
  ast.root = nullptr;
  Issues none("");
  CHECK_FALSE(check(ast, declarations, {}, &none));
  ast.root = list;
  ast.last_id = 3;
  second->id = 3;
  Issues good("");
  CHECK(check(ast, declarations, {}, &good));
  CHECK(ast.type_of(*list) == Type::list(Type::dyn()));
}
