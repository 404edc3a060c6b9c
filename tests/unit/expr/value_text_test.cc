// Values as text for people, within bounds.
#include <cmath>
#include <string>
#include <vector>

#include "function_call.h"
#include "support/catch.h"

using namespace uniselector::expr;
using uniselector::cel::to_text;
using uniselector::cel::type_name;

namespace {

class Pair final : public Object {
 public:
  std::string_view type_name() const override { return "test.Pair"; }
  Value field(const FieldRef& field, Arena&) const override {
    if (field.name == "first") return i(1);
    return field.name == "second" ? s("two") : Value();
  }
  Value has(const FieldRef&, Arena&) const override { return Value::boolean(true); }
  bool equals(const Object& other, Arena&) const override { return &other == this; }
  std::string_view set_field(std::size_t index) const override {
    return index == 0 ? "first" : index == 1 ? "second" : "";
  }
};

class Address final : public Opaque {
 public:
  std::string_view type_name() const override { return "net.IP"; }
  bool equals(const Opaque& other) const override { return &other == this; }
  std::string_view text(Arena& arena) const override { return arena.copy("ip(\"::1\")"); }
};

}  // namespace

TEST_CASE("values are written as the language writes them", "[expr][text]") {
  Arena arena;
  CHECK(to_text(Value()) == "absent");
  CHECK(to_text(Value::null()) == "null");
  CHECK(to_text(Value::boolean(true)) == "true");
  CHECK(to_text(i(-3)) == "-3");
  CHECK(to_text(u(3)) == "3u");
  CHECK(to_text(d(1)) == "1.0");
  CHECK(to_text(d(std::nan(""))) == "double(\"NaN\")");
  CHECK(to_text(s("say \"hi\"\\\n")) == R"("say \"hi\"\\\n")");
  CHECK(to_text(s("caf\xc3\xa9\x01")) == "\"caf\xc3\xa9\\x01\"");
  CHECK(to_text(s("\xff")) == "\"\\xff\"");
  CHECK(to_text(Value::bytes("a\xff\"")) == "b\"a\\xff\\\"\"");
  CHECK(to_text(Value::duration(1'500'000'000)) == "duration(\"1.5s\")");
  CHECK(to_text(Value::timestamp(0, 0)) == "timestamp(\"1970-01-01T00:00:00Z\")");
  CHECK(to_text(Value::type("int")) == "int");
  CHECK(to_text(list_of(arena, {i(1), list_of(arena, {})})) == "[1, []]");
  CHECK(to_text(map_of(arena, {s("k"), i(1), i(2), Value::null()})) == "{\"k\": 1, 2: null}");
  CHECK(to_text(Value::optional(nullptr)) == "optional.none()");
  CHECK(to_text(uniselector::cel::make_optional(arena, i(1))) == "optional.of(1)");
}

TEST_CASE("objects, opaque values, errors and unknowns have a text", "[expr][text]") {
  Arena arena;
  const Pair pair;
  CHECK(to_text(Value::object(&pair)) == "test.Pair{first: 1, second: \"two\"}");
  const Address address;
  CHECK(to_text(Value::opaque(&address)) == "ip(\"::1\")");
  const Value error =
      uniselector::cel::make_error(arena, uniselector::StatusCode::kInternal, "no value");
  CHECK(to_text(error) == "error(\"no value\")");
  const std::string_view names[] = {"a", "b.c"};
  const uniselector::cel::Unknown unknown{names};
  CHECK(to_text(Value::unknown(&unknown)) == "unknown(a, b.c)");
}

TEST_CASE("text of a value is bounded in length and depth", "[expr][text]") {
  Arena arena;
  Value shared = i(1);
  for (int n = 0; n < 60; ++n) shared = list_of(arena, {shared, shared});
  CHECK(to_text(shared).size() < 2'000'000);
  Value deep = i(1);
  for (int n = 0; n < 100'000; ++n) deep = list_of(arena, {deep});
  const std::string text = to_text(deep);
  CHECK(text.size() < 1000);
  CHECK(text.find("...") != std::string::npos);

  std::string long_text;
  while (long_text.size() < 3'000'000) long_text += "\xe2\x82\xac";
  const std::string cut = to_text(s(long_text));
  CHECK(cut.size() < 1'100'000);
  CHECK(cut.ends_with("\xe2\x82\xac...\""));
}

TEST_CASE("types have the names that type() gives them", "[expr][text]") {
  Arena arena;
  const Pair pair;
  const Address address;
  CHECK(type_name(Value::null()) == "null_type");
  CHECK(type_name(Value::boolean(true)) == "bool");
  CHECK(type_name(i(1)) == "int");
  CHECK(type_name(u(1)) == "uint");
  CHECK(type_name(d(1)) == "double");
  CHECK(type_name(s("")) == "string");
  CHECK(type_name(Value::bytes("")) == "bytes");
  CHECK(type_name(Value::duration(0)) == "google.protobuf.Duration");
  CHECK(type_name(Value::timestamp(0, 0)) == "google.protobuf.Timestamp");
  CHECK(type_name(Value::type("int")) == "type");
  CHECK(type_name(list_of(arena, {})) == "list");
  CHECK(type_name(map_of(arena, {})) == "map");
  CHECK(type_name(Value::optional(nullptr)) == "optional_type");
  CHECK(type_name(Value::object(&pair)) == "test.Pair");
  CHECK(type_name(Value::opaque(&address)) == "net.IP");
}
