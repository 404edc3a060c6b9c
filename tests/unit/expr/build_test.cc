// Lists and maps in an arena, and copies that borrow nothing.
#include "expr/value/build.h"

#include <cstdint>
#include <string>
#include <vector>

#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::StatusCode;
using uniselector::cel::deep_copy;
using uniselector::cel::equal;
using uniselector::cel::make_list;
using uniselector::cel::make_map;
using uniselector::cel::to_text;

namespace {

Value find(const Value& map, const Value& key) {
  Arena arena;
  return map.as_map().find(key, arena);
}

/// Keys of all kinds, `size` of them, with their place as the value.
std::vector<Value> mixed_keys(std::size_t size, std::vector<std::string>* texts) {
  texts->reserve(size);
  std::vector<Value> keys;
  for (std::size_t n = 0; n < size; ++n) {
    const auto number = static_cast<std::int64_t>(n);
    switch (n % 4) {
      case 0: keys.push_back(i(number)); break;
      case 1: keys.push_back(u(n)); break;
      case 2: keys.push_back(i(-number)); break;
      default:
        keys.push_back(s(texts->emplace_back("a long common beginning " + std::to_string(n))));
    }
  }
  return keys;
}

}  // namespace

TEST_CASE("a map of any size finds every key by any kind of number", "[expr][build]") {
  for (const std::size_t size : {0U, 1U, 8U, 9U, 40U, 1000U}) {
    Arena arena;
    std::vector<std::string> texts;
    const std::vector<Value> keys = mixed_keys(size, &texts);
    std::vector<Value> values;
    for (std::size_t n = 0; n < size; ++n) values.push_back(u(n));
    const Value map = make_map(arena, keys, values);
    INFO(size);
    REQUIRE(map.is(ValueKind::kMap));
    REQUIRE(map.as_map().size() == size);
    for (std::size_t n = 0; n < size; ++n) {
      const Value& key = keys[n];
      CHECK(find(map, key).as_uint() == n);
      CHECK(equal(map.as_map().key_at(n, arena), key, arena));
      CHECK(map.as_map().value_at(n, arena).as_uint() == n);
      if (key.is(ValueKind::kInt))
        CHECK(find(map, d(static_cast<double>(key.as_int()))).as_uint() == n);
      if (key.is(ValueKind::kUint))
        CHECK(find(map, i(static_cast<std::int64_t>(n))).as_uint() == n);
    }
    CHECK(find(map, i(100'000)).is(ValueKind::kAbsent));
    CHECK(find(map, s("a long common beginning")).is(ValueKind::kAbsent));
    CHECK(find(map, s("")).is(ValueKind::kAbsent));
    CHECK(find(map, d(0.5)).is(ValueKind::kAbsent));
    CHECK(find(map, d(1e300)).is(ValueKind::kAbsent));
    CHECK(find(map, d(0.0 / 0.0)).is(ValueKind::kAbsent));
    CHECK(find(map, Value::boolean(true)).is(ValueKind::kAbsent));
    CHECK(find(map, Value::null()).is(ValueKind::kAbsent));
    CHECK(find(map, Value::bytes("a")).is(ValueKind::kAbsent));
  }
}

TEST_CASE("keys at the ends of their kinds are told apart", "[expr][build]") {
  Arena arena;
  const Value map = map_of(
      arena, {i(INT64_MIN), s("least"), i(-1), s("minus one"), u(UINT64_MAX), s("most"), i(0),
              s("zero"), Value::boolean(false), s("no"), Value::boolean(true), s("yes"), s(""),
              s("empty"), s(std::string_view("\0", 1)), s("nul"), i(INT64_MAX), s("most int")});
  REQUIRE(map.is(ValueKind::kMap));
  CHECK(find(map, i(-1)).as_string() == "minus one");
  CHECK(find(map, u(UINT64_MAX)).as_string() == "most");
  CHECK(find(map, d(-9223372036854775808.0)).as_string() == "least");
  CHECK(find(map, d(9223372036854775808.0)).is(ValueKind::kAbsent));
  CHECK(find(map, d(18446744073709551616.0)).is(ValueKind::kAbsent));
  CHECK(find(map, d(-0.0)).as_string() == "zero");
  CHECK(find(map, u(0)).as_string() == "zero");
  CHECK(find(map, Value::boolean(false)).as_string() == "no");
  CHECK(find(map, s("")).as_string() == "empty");
  CHECK(find(map, s(std::string_view("\0", 1))).as_string() == "nul");
  CHECK(find(map, s(std::string_view("\0\0", 2))).is(ValueKind::kAbsent));
}

TEST_CASE("keys that repeat or cannot be are found where they stand", "[expr][build]") {
  Arena arena;
  for (const std::size_t more : {0U, 20U}) {
    std::vector<Value> keys{i(-5), s("a"), u(0), i(0), s("a")};
    for (std::size_t n = 0; n < more; ++n) keys.push_back(u(100 + n));
    const std::vector<Value> values(keys.size(), Value::null());
    const auto repeated = adopt_map(arena, keys, values);
    CHECK(repeated.fault == KeyFault::kRepeated);
    CHECK(repeated.at == 3);
    keys[3] = d(1);
    const auto real = adopt_map(arena, keys, values);
    CHECK(real.fault == KeyFault::kKind);
    CHECK(real.at == 3);
    CHECK(real.map.is(ValueKind::kAbsent));
  }
  CHECK(message_of(map_of(arena, {i(1), i(1), u(1), i(2)})) == "repeated key: 1u");
  CHECK(message_of(map_of(arena, {Value::null(), i(1)})) == "unsupported key type: null_type");
}

TEST_CASE("lists keep their elements side by side", "[expr][build]") {
  Arena arena;
  const Value list = list_of(arena, {i(1), s("two")});
  REQUIRE(list.as_list().data() != nullptr);
  CHECK(list.as_list().data()[1].as_string() == "two");
  CHECK(make_list(arena, {}).as_list().size() == 0);
}

TEST_CASE("adding to a list again and again takes linear time", "[expr][build]") {
  Arena arena;
  const uniselector::cel::Limits limits;
  CallFrame call(arena, limits, UINT64_MAX);
  Value list = make_list(arena, {});
  constexpr std::int64_t kCount = 10'000;
  for (std::int64_t n = 0; n < kCount; ++n) {
    list = concatenate(call, list, list_of(arena, {i(n)}));
  }
  REQUIRE(list.as_list().size() == kCount);
  for (std::int64_t n = 0; n < kCount; ++n) {
    REQUIRE(list.as_list().at(static_cast<std::size_t>(n), arena).as_int() == n);
  }
  CHECK(call.spent() < 2 * kCount);
}

TEST_CASE("lists that continue the same list do not see each other", "[expr][build]") {
  Arena arena;
  const uniselector::cel::Limits limits;
  CallFrame call(arena, limits, UINT64_MAX);
  const auto add = [&](const Value& list, std::int64_t n) {
    return concatenate(call, list, list_of(arena, {i(n)}));
  };
  const Value start = add(list_of(arena, {i(1)}), 2);
  const Value left = add(start, 3);
  const Value right = add(start, 4);
  const Value longer = add(left, 5);
  const Value other = add(left, 6);
  CHECK(to_text(start) == "[1, 2]");
  CHECK(to_text(left) == "[1, 2, 3]");
  CHECK(to_text(right) == "[1, 2, 4]");
  CHECK(to_text(longer) == "[1, 2, 3, 5]");
  CHECK(to_text(other) == "[1, 2, 3, 6]");
  CHECK(to_text(concatenate(call, left, left)) == "[1, 2, 3, 1, 2, 3]");
  CHECK(to_text(concatenate(call, longer, start)) == "[1, 2, 3, 5, 1, 2]");
}

TEST_CASE("a list of another evaluation is not continued in place", "[expr][build]") {
  const uniselector::cel::Limits limits;
  Arena first;
  CallFrame maker(first, limits, UINT64_MAX);
  const Value list = concatenate(maker, list_of(first, {i(1)}), list_of(first, {i(2)}));
  const std::size_t used = first.bytes_used();
  Arena second;
  CallFrame call(second, limits, UINT64_MAX);
  CHECK(to_text(concatenate(call, list, list_of(second, {i(3)}))) == "[1, 2, 3]");
  CHECK(to_text(concatenate(maker, list, list_of(first, {i(4)}))) == "[1, 2, 4]");
  CHECK(first.bytes_used() > used);
  CHECK(call.spent() == 2);
}

TEST_CASE("copying what is joined needs the budget for it", "[expr][build]") {
  Arena arena;
  const uniselector::cel::Limits limits;
  CallFrame call(arena, limits, 99);
  const std::vector<Value> many(100, i(1));
  const Value joined = concatenate(call, make_list(arena, many), list_of(arena, {i(2)}));
  REQUIRE(joined.is(ValueKind::kError));
  CHECK(joined.as_error().code == StatusCode::kResourceExhausted);
}

TEST_CASE("a deep copy outlives what it was made of", "[expr][build]") {
  Arena kept;
  Value copy;
  {
    Arena arena;
    std::string text = "text that is long enough to live on the heap";
    std::string key = "another text that lives on the heap as well";
    std::string type = "a.type.name.of.some.length.that.is.its.own";
    const Value list = list_of(arena, {s(text), Value::bytes(text), Value::type(type)});
    copy = deep_copy(
        kept, map_of(arena, {s(key), list, i(2), uniselector::cel::make_optional(arena, list)}));
    text.assign(text.size(), 'x');
    key.assign(key.size(), 'x');
    type.assign(type.size(), 'x');
  }
  const std::string inner = R"(["text that is long enough to live on the heap", )"
                            R"(b"text that is long enough to live on the heap", )"
                            R"(a.type.name.of.some.length.that.is.its.own])";
  CHECK(to_text(copy) == "{\"another text that lives on the heap as well\": " + inner +
                             ", 2: optional.of(" + inner + ")}");
}

TEST_CASE("errors and unknowns are copied whole", "[expr][build]") {
  Arena kept;
  Value error;
  Value unknown;
  {
    Arena arena;
    std::string message = "a message that lives on the heap, not here";
    error = deep_copy(kept, uniselector::cel::make_error(arena, StatusCode::kOutOfRange, message));
    std::string name = "customer.value.that.has.a.long.name.of.its.own";
    const std::string_view attributes[] = {name};
    const uniselector::cel::Unknown missing{attributes};
    unknown = deep_copy(kept, Value::unknown(&missing));
    name.assign(name.size(), 'x');
  }
  CHECK(error.as_error().message == "a message that lives on the heap, not here");
  CHECK(error.as_error().code == StatusCode::kOutOfRange);
  REQUIRE(unknown.as_unknown().attributes.size() == 1);
  CHECK(unknown.as_unknown().attributes[0] == "customer.value.that.has.a.long.name.of.its.own");
}

TEST_CASE("a copy is no larger than the original and no deeper than the bound", "[expr][build]") {
  Arena arena;
  Value shared = i(1);
  for (int n = 0; n < 60; ++n) shared = list_of(arena, {shared, shared});
  Arena kept;
  const Value copy = deep_copy(kept, shared);
  CHECK(copy.is(ValueKind::kList));
  CHECK(kept.bytes_used() < 60 * 200);
  CHECK(equal(copy, shared, arena));

  Value deep = i(1);
  for (int n = 0; n < 100'000; ++n) deep = list_of(arena, {deep});
  const Value refused = deep_copy(kept, deep);
  REQUIRE(refused.is(ValueKind::kError));
  CHECK(refused.as_error().code == StatusCode::kResourceExhausted);
}
