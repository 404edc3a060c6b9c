// Lists as sets: equality across kinds, and the same answers by index and by comparison.
#include <cmath>
#include <string>
#include <vector>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

TEST_CASE("contains, equivalent and intersects", "[expr][sets]") {
  LibraryCalls call(add_sets);
  const Value none = call.list({});
  const Value mixed = call.list({i(1), d(2.0), u(3)});
  CHECK(call("sets.contains", {none, none}).is_true());
  CHECK(call("sets.contains", {none, mixed}).is_false());
  CHECK(call("sets.contains", {mixed, none}).is_true());
  CHECK(call("sets.contains", {mixed, call.list({d(1.0), u(2), i(3)})}).is_true());
  CHECK(call("sets.contains", {mixed, call.list({i(1), i(4)})}).is_false());
  CHECK(call("sets.equivalent", {call.list({i(1)}), call.list({u(1), d(1.0)})}).is_true());
  CHECK(call("sets.equivalent", {mixed, call.list({i(1)})}).is_false());
  CHECK(call("sets.equivalent", {none, call.list({i(1)})}).is_false());
  CHECK(call("sets.intersects", {mixed, none}).is_false());
  CHECK(call("sets.intersects", {mixed, call.list({i(7), i(3)})}).is_true());
  CHECK(call("sets.intersects", {call.list({call.list({i(1)}), call.list({i(2), i(3)})}),
                                 call.list({call.list({i(2), d(3.0)})})})
            .is_true());
}

TEST_CASE("NaN is in no set", "[expr][sets]") {
  LibraryCalls call(add_sets);
  const Value list = call.list({d(NAN)});
  CHECK(call("sets.contains", {list, list}).is_false());
  CHECK(call("sets.intersects", {list, list}).is_false());
}

TEST_CASE("an element that is an error is the answer", "[expr][sets]") {
  LibraryCalls call(add_sets);
  const SpreadList broken(
      {i(1), cel::make_error(call.arena(), StatusCode::kNotFound, "no such row")});
  CHECK(call.text("sets.contains", {Value::list(&broken), call.list({i(1)})}) ==
        "error: no such row");
}

/// Both ways of searching, over lists of `kind(n)` for many n.
template <class Make>
void check_large(LibraryCalls& call, Make make) {
  std::vector<Value> all;
  std::vector<Value> even;
  for (int n = 0; n < 3'000; ++n) {
    all.push_back(make(n * 7919 % 3'000));
    if (n % 2 == 0) even.push_back(make(n));
  }
  const Value a = cel::make_list(call.arena(), all);
  const Value e = cel::make_list(call.arena(), even);
  CHECK(call("sets.contains", {a, e}).is_true());
  CHECK(call.spent() < 200'000);
  CHECK(call("sets.contains", {e, a}).is_false());
  CHECK(call("sets.equivalent", {a, e}).is_false());
  CHECK(call("sets.equivalent", {a, a}).is_true());
  CHECK(call("sets.intersects", {e, a}).is_true());
  even.push_back(make(3'000));
  CHECK(call("sets.contains", {a, cel::make_list(call.arena(), even)}).is_false());
  const std::vector<Value> others{make(-1), make(3'001), make(3'002)};
  CHECK(call("sets.intersects", {a, cel::make_list(call.arena(), others)}).is_false());
}

TEST_CASE("large sets of one kind are searched by index", "[expr][sets]") {
  LibraryCalls call(add_sets);
  check_large(call, [](int n) { return i(n); });
  check_large(call, [](int n) { return Value::timestamp(n, 5); });
  check_large(call, [&](int n) { return cel::make_string(call.arena(), std::to_string(n)); });
}

TEST_CASE("large sets of mixed kinds are charged for every pair", "[expr][sets]") {
  LibraryCalls call(add_sets);
  std::vector<Value> mixed;
  for (int n = 0; n < 10'000; ++n) mixed.push_back(n % 2 == 0 ? i(n) : d(n));
  const Value list = cel::make_list(call.arena(), mixed);
  CHECK(call("sets.contains", {list, list}).as_error().code == StatusCode::kResourceExhausted);
  std::vector<Value> lists(2'000, cel::make_list(call.arena(), mixed));
  const Value nested = cel::make_list(call.arena(), lists);
  CHECK(call("sets.contains", {nested, call.list({call.list({})})}).is_false());
  CHECK(call("sets.contains", {nested, nested}).as_error().code == StatusCode::kResourceExhausted);
}

TEST_CASE("ids of sets", "[expr][sets]") {
  LibraryCalls call(add_sets, 1);
  for (const char* const id :
       {"list_sets_contains_list", "list_sets_equivalent_list", "list_sets_intersects_list"}) {
    CAPTURE(id);
    CHECK(call.declarations().find_overload(id) != nullptr);
  }
}

}  // namespace
}  // namespace uniselector::expr
