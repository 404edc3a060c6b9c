// Lists made from lists: order, bounds, equality across kinds, and what large ones cost.
#include <cmath>
#include <string>
#include <vector>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

TEST_CASE("slice is a half-open range within the list", "[expr][lists]") {
  LibraryCalls call(add_lists);
  const Value list = call.list({i(1), i(2), i(3), i(4)});
  CHECK(call.text("slice", {list, i(1), i(3)}) == "[2, 3]");
  CHECK(call.text("slice", {list, i(4), i(4)}) == "[]");
  CHECK(call.text("slice", {list, i(1), i(5)}) == "error: cannot slice(1, 5), list is length 4");
  CHECK(call.text("slice", {list, i(-1), i(2)}) ==
        "error: cannot slice(-1, 2), negative indexes not supported");
  CHECK(call.text("slice", {list, i(2), i(1)}) ==
        "error: cannot slice(2, 1), start index must be less than or equal to end index");
  CHECK(call.text("slice", {list, i(0), i(INT64_MAX)}).starts_with("error: cannot slice"));
  const SpreadList spread({i(1), i(2), i(3)});
  CHECK(call.text("slice", {Value::list(&spread), i(1), i(3)}) == "[2, 3]");
}

TEST_CASE("flatten takes out as many levels as it is told", "[expr][lists]") {
  LibraryCalls call(add_lists);
  const Value list =
      call.list({i(1), call.list({i(2), call.list({i(3), call.list({i(4)})})}), call.list({})});
  CHECK(call.text("flatten", {list}) == "[1, 2, [3, [4]]]");
  CHECK(call.text("flatten", {list, i(2)}) == "[1, 2, 3, [4]]");
  CHECK(call.text("flatten", {list, i(INT64_MAX)}) == "[1, 2, 3, 4]");
  CHECK(call.text("flatten", {list, i(0)}) == "[1, [2, [3, [4]]], []]");
  CHECK(call.text("flatten", {list, i(-1)}).starts_with("error: flatten: found level -1"));
}

TEST_CASE("flatten pays for empty lists, and stops at depths that only an attack has",
          "[expr][lists]") {
  LibraryCalls call(add_lists);
  Value wide = call.list({});
  for (int n = 0; n < 60; ++n) wide = call.list({wide, wide});
  call.budget(10'000);
  CHECK(call("flatten", {wide, i(100)}).as_error().code == StatusCode::kResourceExhausted);
  Value deep = call.list({});
  for (int n = 0; n < 100'000; ++n) deep = call.list({deep});
  CHECK(call.text("flatten", {deep, i(INT64_MAX)}) == "error: lists or maps are nested too deeply");
}

TEST_CASE("a range costs its size and no memory", "[expr][lists]") {
  LibraryCalls call(add_lists);
  CHECK(call.text("lists.range", {i(0)}) == "[]");
  CHECK(call.text("lists.range", {i(5)}) == "[0, 1, 2, 3, 4]");
  CHECK(call.text("lists.range", {i(-1)}).starts_with("error: lists.range: found size -1"));
  CHECK(call("lists.range", {i(INT64_MAX)}).as_error().code == StatusCode::kResourceExhausted);
  const std::size_t before = call.arena().bytes_used();
  CHECK(call("lists.range", {i(9'000'000)}).as_list().size() == 9'000'000);
  CHECK(call.spent() == 9'000'000);
  CHECK(call.arena().bytes_used() - before < 100);
}

TEST_CASE("sort orders one comparable type", "[expr][lists]") {
  LibraryCalls call(add_lists);
  CHECK(call.text("sort", {call.list({i(3), i(-1), i(2)})}) == "[-1, 2, 3]");
  CHECK(call.text("sort", {call.list({s("b"), s("a"), s("B"), s("é")})}) ==
        "[\"B\", \"a\", \"b\", \"é\"]");
  CHECK(call.text("sort", {call.list({yes(true), yes(false)})}) == "[false, true]");
  CHECK(call.text("sort", {call.list({d(0.5), d(-1e300)})}) == "[-1e+300, 0.5]");
  CHECK(call.text("sort", {call.list({Value::duration(2), Value::duration(1)})})
            .find("0.000000001s") < 20);
  CHECK(call.text("sort", {call.list({})}) == "[]");
  CHECK(call.text("sort", {call.list({i(1), s("b")})}) ==
        "error: sort: found elements of types int and string, expected one type");
  CHECK(call.text("sort", {call.list({i(1), d(2)})}).starts_with("error: sort: found elements"));
  CHECK(call.text("sort", {call.list({call.list({})})}).starts_with("error: sort: found elements"));
  CHECK(call.text("sort", {call.list({Value::null()})}).starts_with("error: sort: found"));
  CHECK(call.text("sort", {call.list({d(1), d(NAN)})}) ==
        "error: sort: NaN values cannot be ordered");
}

TEST_CASE("sorting by keys leaves equal ones in their order", "[expr][lists]") {
  LibraryCalls call(add_lists);
  const Value list = call.list({s("foo"), s("bar"), s("baz"), s("qux")});
  CHECK(call.text("@sortByAssociatedKeys", {list, call.list({i(3), i(1), i(2), i(1)})}) ==
        "[\"bar\", \"qux\", \"baz\", \"foo\"]");
  CHECK(call.text("@sortByAssociatedKeys", {list, call.list({s(""), s(""), s(""), s("")})}) ==
        cel::to_text(list));
  CHECK(call.text("@sortByAssociatedKeys", {list, call.list({i(3)})}) ==
        "error: @sortByAssociatedKeys: found 1 keys, expected 4");
  std::vector<Value> many;
  std::vector<Value> keys;
  for (int n = 0; n < 2'000; ++n) {
    many.push_back(i(n));
    keys.push_back(i(n * 7919 % 10));
  }
  const Value sorted = call("@sortByAssociatedKeys", {cel::make_list(call.arena(), many),
                                                      cel::make_list(call.arena(), keys)});
  for (std::size_t n = 1; n < many.size(); ++n) {
    const std::int64_t before = sorted.as_list().at(n - 1, call.arena()).as_int();
    const std::int64_t after = sorted.as_list().at(n, call.arena()).as_int();
    const std::int64_t key_before = before * 7919 % 10;
    const std::int64_t key_after = after * 7919 % 10;
    if (key_before > key_after || (key_before == key_after && before >= after)) FAIL(n);
  }
}

TEST_CASE("sorting costs more than reading", "[expr][lists]") {
  LibraryCalls call(add_lists);
  std::vector<Value> many(1'000, s(std::string_view("a text of some length")));
  static_cast<void>(call("sort", {cel::make_list(call.arena(), many)}));
  CHECK(call.spent() >= 10 * many.size());
  call.budget(5'000);
  const Value stopped = call("sort", {cel::make_list(call.arena(), many)});
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
}

TEST_CASE("reverse turns a list around", "[expr][lists]") {
  LibraryCalls call(add_lists);
  CHECK(call.text("reverse", {call.list({i(5), s("a"), i(1)})}) == "[1, \"a\", 5]");
  CHECK(call.text("reverse", {call.list({})}) == "[]");
  const SpreadList spread({i(1), i(2)});
  CHECK(call.text("reverse", {Value::list(&spread)}) == "[2, 1]");
}

TEST_CASE("distinct keeps the first of what is equal", "[expr][lists]") {
  LibraryCalls call(add_lists);
  CHECK(call.text("distinct", {call.list({i(1), i(2), i(2), i(3), i(1)})}) == "[1, 2, 3]");
  CHECK(call.text("distinct", {call.list({s("b"), s("b"), s("c"), s("a"), s("c")})}) ==
        "[\"b\", \"c\", \"a\"]");
  CHECK(call.text("distinct", {call.list({i(1), d(1.0), u(1), s("1")})}) == "[1, \"1\"]");
  CHECK(call.text("distinct", {call.list({call.list({i(1)}), call.list({d(1.0)})})}) == "[[1]]");
  CHECK(call.text("distinct", {call.list({Value::null(), Value::null()})}) == "[null]");
  CHECK(call("distinct", {call.list({d(NAN), d(NAN)})}).as_list().size() == 2);
  CHECK(call.text("distinct", {call.list({})}) == "[]");
}

TEST_CASE("distinct of many texts takes no comparison of every pair", "[expr][lists]") {
  LibraryCalls call(add_lists);
  std::vector<std::string> texts;
  for (int n = 0; n < 20'000; ++n) texts.push_back(std::to_string(n % 10'000));
  std::vector<Value> values;
  for (const std::string& text : texts) values.push_back(s(text));
  const Value kept = call("distinct", {cel::make_list(call.arena(), values)});
  REQUIRE(kept.is(ValueKind::kList));
  CHECK(kept.as_list().size() == 10'000);
  CHECK(kept.as_list().at(9'999, call.arena()).as_string() == "9999");
  CHECK(call.spent() < 1'000'000);
}

TEST_CASE("comparing every pair is charged", "[expr][lists]") {
  LibraryCalls call(add_lists);
  std::vector<Value> doubles;
  for (int n = 0; n < 10'000; ++n) doubles.push_back(d(n + 0.5));
  const Value stopped = call("distinct", {cel::make_list(call.arena(), doubles)});
  CHECK(stopped.as_error().code == StatusCode::kResourceExhausted);
}

TEST_CASE("versions of lists", "[expr][lists]") {
  CHECK(LibraryCalls(add_lists, 1).has("flatten"));
  CHECK_FALSE(LibraryCalls(add_lists, 1).has("sort"));
  LibraryCalls call(add_lists, 3);
  CHECK(call.declarations().find_function("sort").size() == 8);
  CHECK(call.declarations().find_function("@sortByAssociatedKeys").size() == 8);
  for (const char* const id :
       {"list_slice", "list_flatten", "list_flatten_int", "list_int_sort",
        "list_google.protobuf.Timestamp_sort", "list_string_sortByAssociatedKeys", "lists_range",
        "list_reverse", "list_distinct"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
