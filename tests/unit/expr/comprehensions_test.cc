// Maps that grow entry by entry: states stay, keys are found, and n entries take no n copies.
#include <string>

#include "library_calls.h"

namespace uniselector::expr {
namespace {

TEST_CASE("inserting answers a map with one more entry", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions);
  const Value empty = call.map({});
  const Value one = call("cel.@mapInsert", {empty, s("a"), i(1)});
  CHECK(cel::to_text(one) == "{\"a\": 1}");
  const Value two = call("cel.@mapInsert", {one, i(2), s("x")});
  CHECK(cel::to_text(two) == "{\"a\": 1, 2: \"x\"}");
  CHECK(cel::to_text(one) == "{\"a\": 1}");
  CHECK(cel::to_text(empty) == "{}");
  CHECK(call.text("cel.@mapInsert", {two, call.map({yes(), i(1), u(5), i(2)})}) ==
        "{\"a\": 1, 2: \"x\", true: 1, 5u: 2}");
}

TEST_CASE("a state never sees what was added to another", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions);
  const Value base = call("cel.@mapInsert", {call.map({}), s("a"), i(1)});
  const Value left = call("cel.@mapInsert", {base, s("b"), i(2)});
  const Value right = call("cel.@mapInsert", {base, s("b"), i(3)});
  const Value longer = call("cel.@mapInsert", {left, s("c"), i(4)});
  CHECK(cel::to_text(left) == "{\"a\": 1, \"b\": 2}");
  CHECK(cel::to_text(right) == "{\"a\": 1, \"b\": 3}");
  CHECK(cel::to_text(longer) == "{\"a\": 1, \"b\": 2, \"c\": 4}");
  CHECK(base.as_map().find(s("b"), call.arena()).is(ValueKind::kAbsent));
  CHECK(left.as_map().find(s("c"), call.arena()).is(ValueKind::kAbsent));
  CHECK(base.as_map().size() == 1);
}

TEST_CASE("a key is there once, whatever its kind of number", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions);
  const Value map = call.map({s("a"), i(1), i(1), i(2), yes(), i(3)});
  CHECK(call.text("cel.@mapInsert", {map, s("a"), i(9)}) ==
        "error: insert failed: key already exists: \"a\"");
  CHECK(call("cel.@mapInsert", {map, u(1), i(9)}).as_error().code == StatusCode::kAlreadyExists);
  CHECK(call.text("cel.@mapInsert", {map, call.map({s("b"), i(1), i(1), i(1)})})
            .starts_with("error: insert failed"));
  CHECK(call.text("cel.@mapInsert", {map, d(2.0), i(9)}) ==
        "error: unsupported key type: found double, expected bool, int, uint or string");
  CHECK(call.text("cel.@mapInsert", {map, Value::null(), i(9)}).starts_with("error: unsupported"));
  CHECK(call("cel.@mapInsert", {map, yes(false), i(4)}).as_map().size() == 4);
}

TEST_CASE("keys are found by equality", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions);
  Value map = call.map({});
  for (const Value& key : {i(-5), u(UINT64_MAX), i(7), s("7"), yes(), s(""), i(INT64_MIN)}) {
    map = call("cel.@mapInsert", {map, key, key});
  }
  const auto found = [&](const Value& key) {
    const Value value = map.as_map().find(key, call.arena());
    return value.is(ValueKind::kAbsent) ? std::string("none") : cel::to_text(value);
  };
  CHECK(found(u(7)) == "7");
  CHECK(found(d(7.0)) == "7");
  CHECK(found(d(-5.0)) == "-5");
  CHECK(found(d(7.5)) == "none");
  CHECK(found(d(-9223372036854775808.0)) == "-9223372036854775808");
  CHECK(found(d(18446744073709551616.0)) == "none");
  CHECK(found(d(1e300)) == "none");
  CHECK(found(s("7")) == "\"7\"");
  CHECK(found(yes()) == "true");
  CHECK(found(yes(false)) == "none");
  CHECK(found(i(-1)) == "none");
  CHECK(found(Value::null()) == "none");
  CHECK(found(s("")) == "\"\"");
}

TEST_CASE("many entries are added without copying those before", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions);
  constexpr int kEntries = 100'000;
  for (const bool ascending : {true, false}) {
    Value map = call.map({});
    const std::size_t before = call.arena().bytes_used();
    std::uint64_t spent = 0;
    for (int n = 0; n < kEntries; ++n) {
      map = call("cel.@mapInsert", {map, i(ascending ? n : n * 7919LL % kEntries), i(n)});
      spent += call.spent();
    }
    REQUIRE(map.is(ValueKind::kMap));
    CHECK(map.as_map().size() == kEntries);
    CHECK(spent < kEntries * 10ULL);  // a search each, where copies would be 50,000
    CHECK(call.arena().bytes_used() - before < kEntries * 300ULL);
    int wrong = 0;
    for (int n = 0; n < kEntries; ++n) {
      const Value key = map.as_map().key_at(static_cast<std::size_t>(n), call.arena());
      const Value value = map.as_map().find(key, call.arena());
      if (!value.is(ValueKind::kInt) || value.as_int() != n) ++wrong;
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("a copy is paid for", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions);
  std::vector<Value> keys;
  for (int n = 0; n < 1'000; ++n) keys.push_back(i(n));
  const Value map = cel::make_map(call.arena(), keys, keys);
  static_cast<void>(call("cel.@mapInsert", {map, i(-1), i(0)}));
  CHECK(call.spent() >= 1'000);
  call.budget(500);
  CHECK(call("cel.@mapInsert", {map, i(-1), i(0)}).as_error().code ==
        StatusCode::kResourceExhausted);
}

TEST_CASE("ids of comprehensions", "[expr][comprehensions]") {
  LibraryCalls call(add_comprehensions, 1);
  CHECK(call.declarations().find_overload("@mapInsert_map_key_value") != nullptr);
  CHECK(call.declarations().find_overload("@mapInsert_map_map") != nullptr);
}

}  // namespace
}  // namespace uniselector::expr
