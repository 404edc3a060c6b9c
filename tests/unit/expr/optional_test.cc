// Optionals: what is there, what is not, and what cannot be asked.
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

/// A struct of the host with one field that is set and one that is not.
class Account final : public Object {
 public:
  std::string_view type_name() const override { return "Account"; }
  Value field(const FieldRef& field, Arena&) const override {
    if (field.name == "name") return s("ana");
    return field.name == "score" ? i(0) : Value();
  }
  Value has(const FieldRef& field, Arena& arena) const override {
    if (field.name == "name" || field.name == "score") return yes(field.name == "name");
    return cel::make_error(arena, StatusCode::kNotFound, "no such field");
  }
  bool equals(const Object&, Arena&) const override { return true; }
  std::string_view set_field(std::size_t index) const override {
    return index == 0 ? "name" : std::string_view();
  }
};

class Blank final : public Object {
 public:
  std::string_view type_name() const override { return "Blank"; }
  Value field(const FieldRef&, Arena&) const override { return {}; }
  Value has(const FieldRef&, Arena&) const override { return yes(false); }
  bool equals(const Object&, Arena&) const override { return true; }
  std::string_view set_field(std::size_t) const override { return {}; }
};

const Value kNone = Value::optional(nullptr);

TEST_CASE("making and opening optionals", "[expr][optional]") {
  LibraryCalls call(add_optional);
  CHECK(call.text("optional.of", {i(1)}) == "optional.of(1)");
  CHECK(call.text("optional.of", {Value::null()}) == "optional.of(null)");
  CHECK(call.text("optional.none", {}) == "optional.none()");
  CHECK(call.text("value", {call.optional(i(42))}) == "42");
  const Value missing = call("value", {kNone});
  CHECK(missing.as_error().code == StatusCode::kFailedPrecondition);
  CHECK(call("hasValue", {call.optional(i(42))}).is_true());
  CHECK(call("hasValue", {kNone}).is_false());
  CHECK(call.text("or", {kNone, call.optional(i(2))}) == "optional.of(2)");
  CHECK(call.text("or", {call.optional(i(1)), call.optional(i(2))}) == "optional.of(1)");
  CHECK(call.text("orValue", {kNone, i(3)}) == "3");
  CHECK(call.text("orValue", {call.optional(i(1)), i(3)}) == "1");
}

TEST_CASE("ofNonZeroValue drops the default of every kind", "[expr][optional]") {
  LibraryCalls call(add_optional);
  const Account account;
  const Blank blank;
  for (const Value& zero :
       {Value::null(), yes(false), i(0), u(0), d(0.0), d(-0.0), s(""), b(""), Value::duration(0),
        Value::timestamp(0, 0), call.list({}), call.map({}), Value::object(&blank)}) {
    CAPTURE(cel::to_text(zero));
    CHECK(call("optional.ofNonZeroValue", {zero}).as_optional() == nullptr);
  }
  for (const Value& other :
       {yes(), i(-1), u(1), d(1e-300), s("0"), b("a"), Value::duration(1), Value::timestamp(0, 1),
        call.list({i(0)}), call.map({i(0), i(0)}), Value::object(&account), Value::type("int")}) {
    CAPTURE(cel::to_text(other));
    CHECK(call("optional.ofNonZeroValue", {other}).as_optional() != nullptr);
  }
}

TEST_CASE("selecting what may not be there", "[expr][optional]") {
  LibraryCalls call(add_optional);
  const Value map = call.map({s("a"), i(1), s("n"), Value::null()});
  CHECK(call.text("_?._", {map, s("a")}) == "optional.of(1)");
  CHECK(call.text("_?._", {map, s("n")}) == "optional.of(null)");
  CHECK(call.text("_?._", {map, s("b")}) == "optional.none()");
  CHECK(call.text("_?._", {call.optional(map), s("a")}) == "optional.of(1)");
  CHECK(call.text("_?._", {kNone, s("a")}) == "optional.none()");
  const Account account;
  CHECK(call.text("_?._", {Value::object(&account), s("name")}) == "optional.of(\"ana\")");
  CHECK(call.text("_?._", {Value::object(&account), s("score")}) == "optional.none()");
  CHECK(call.text("_?._", {Value::object(&account), s("other")}) == "error: no such field");
  CHECK(call.text("_?._", {i(1), s("a")}) == "error: no such overload: _?._(int, string)");
}

TEST_CASE("indexing what may not be there", "[expr][optional]") {
  LibraryCalls call(add_optional);
  const Value list = call.list({s("foo"), s("bar")});
  CHECK(call.text("_[?_]", {list, i(1)}) == "optional.of(\"bar\")");
  CHECK(call.text("_[?_]", {list, i(2)}) == "optional.none()");
  CHECK(call.text("_[?_]", {list, i(-1)}) == "optional.none()");
  CHECK(call.text("_[?_]", {list, u(1)}) == "optional.of(\"bar\")");
  CHECK(call.text("_[?_]", {list, d(0.0)}) == "optional.of(\"foo\")");
  CHECK(call.text("_[?_]", {list, u(UINT64_MAX)}) == "optional.none()");
  CHECK(call.text("_[?_]", {list, d(0.5)}).starts_with("error: no such overload"));
  CHECK(call.text("_[?_]", {call.optional(list), i(0)}) == "optional.of(\"foo\")");
  CHECK(call.text("_[?_]", {call.optional(list), u(1)}) == "optional.of(\"bar\")");
  CHECK(call.text("_[?_]", {call.optional(list), d(1.0)}) == "optional.of(\"bar\")");
  CHECK(call.text("_[?_]", {call.optional(list), d(1e300)}) == "optional.none()");
  CHECK(call.text("_[?_]", {call.optional(list), u(UINT64_MAX)}) == "optional.none()");
  CHECK(call.text("_[?_]", {call.optional(list), d(0.5)}).starts_with("error: no such overload"));
  CHECK(call.text("_[?_]", {call.optional(list), s("a")}).starts_with("error: no such overload"));
  CHECK(call.text("_[?_]", {kNone, i(0)}) == "optional.none()");
  const Value map = call.map({yes(), i(1), i(2), i(2), u(5), i(3)});
  CHECK(call.text("_[?_]", {map, yes()}) == "optional.of(1)");
  CHECK(call.text("_[?_]", {map, d(5.0)}) == "optional.of(3)");
  CHECK(call.text("_[?_]", {map, u(2)}) == "optional.of(2)");
  CHECK(call.text("_[?_]", {map, d(2.5)}) == "optional.none()");
  CHECK(call.text("_[?_]", {map, s("x")}) == "optional.none()");
  CHECK(call.text("_[?_]", {map, list}).starts_with("error: no such overload"));
  // A map within an optional is indexed by an int as well: nothing tells it from a list before.
  CHECK(call.text("_[?_]", {call.optional(map), i(2)}) == "optional.of(2)");
}

TEST_CASE("indexing an optional goes through it", "[expr][optional]") {
  LibraryCalls call(add_optional);
  const Value list = call.optional(call.list({s("foo")}));
  CHECK(call.text("_[_]", {list, i(0)}) == "optional.of(\"foo\")");
  CHECK(call.text("_[_]", {list, i(5)}) == "optional.none()");
  CHECK(call.text("_[_]", {kNone, s("a")}) == "optional.none()");
  CHECK(call.text("_[_]", {call.optional(call.map({s("a"), i(1)})), s("a")}) == "optional.of(1)");
}

TEST_CASE("lists of optionals, and optionals of lists", "[expr][optional]") {
  LibraryCalls call(add_optional);
  CHECK(call.text("first", {call.list({i(1), i(2)})}) == "optional.of(1)");
  CHECK(call.text("last", {call.list({i(1), i(2)})}) == "optional.of(2)");
  CHECK(call.text("first", {call.list({})}) == "optional.none()");
  CHECK(call.text("last", {call.list({})}) == "optional.none()");
  const Value list = call.list({call.optional(i(42)), kNone, call.optional(s("a"))});
  CHECK(call.text("optional.unwrap", {list}) == "[42, \"a\"]");
  CHECK(call.text("unwrapOpt", {list}) == "[42, \"a\"]");
  CHECK(call.text("unwrapOpt", {call.list({})}) == "[]");
  CHECK(call.text("unwrapOpt", {call.list({i(1)})}) ==
        "error: unwrap: found an element of type int, expected optional_type");
}

TEST_CASE("versions and ids of optionals", "[expr][optional]") {
  CHECK_FALSE(LibraryCalls(add_optional, 1).has("first"));
  LibraryCalls call(add_optional, 2);
  for (const char* const id :
       {"optional_of", "optional_ofNonZeroValue", "optional_none", "optional_value",
        "optional_hasValue", "optional_or_optional", "optional_orValue_value",
        "select_optional_field", "list_optindex_optional_int",
        "optional_list_optindex_optional_int", "map_optindex_optional_value",
        "optional_map_optindex_optional_value", "optional_list_index_int",
        "optional_map_index_value", "list_first", "list_last", "optional_unwrap",
        "optional_unwrapOpt"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
