// How types are made, compared and written.
#include <uniselector/cel_type.h>

#include "support/catch.h"

using uniselector::cel::Type;
using uniselector::cel::TypeKind;

TEST_CASE("a type without more is dyn and takes no memory", "[expr][type]") {
  const Type type;
  CHECK(type == Type::dyn());
  CHECK(type.name().empty());
  CHECK(type.parameters().empty());
  CHECK(type.to_string() == "dyn");
}

TEST_CASE("types are written as messages show them", "[expr][type]") {
  CHECK(Type::error().to_string() == "error");
  CHECK(Type::null().to_string() == "null_type");
  CHECK(Type::boolean().to_string() == "bool");
  CHECK(Type::integer().to_string() == "int");
  CHECK(Type::uint().to_string() == "uint");
  CHECK(Type::real().to_string() == "double");
  CHECK(Type::string().to_string() == "string");
  CHECK(Type::bytes().to_string() == "bytes");
  CHECK(Type::duration().to_string() == "duration");
  CHECK(Type::timestamp().to_string() == "timestamp");
  CHECK(Type::any().to_string() == "any");
  CHECK(Type::wrapper(Type::integer()).to_string() == "wrapper(int)");
  CHECK(Type::list(Type::map(Type::string(), Type::dyn())).to_string() == "list(map(string, dyn))");
  CHECK(Type::object("my.Order").to_string() == "my.Order");
  CHECK(Type::opaque("net.IP").to_string() == "net.IP");
  CHECK(Type::optional(Type::integer()).to_string() == "optional_type(int)");
  CHECK(Type::opaque("tuple", {Type::integer(), Type::uint()}).to_string() == "tuple(int, uint)");
  CHECK(Type::type_of(Type::integer()).to_string() == "type(int)");
  CHECK(Type::type_of(Type::dyn()).to_string() == "type");
  CHECK(Type::parameter("T").to_string() == "T");
}

TEST_CASE("the runtime name is what type() answers", "[expr][type]") {
  CHECK(Type::integer().runtime_name() == "int");
  CHECK(Type::null().runtime_name() == "null_type");
  CHECK(Type::list(Type::integer()).runtime_name() == "list");
  CHECK(Type::map(Type::string(), Type::dyn()).runtime_name() == "map");
  CHECK(Type::timestamp().runtime_name() == "google.protobuf.Timestamp");
  CHECK(Type::duration().runtime_name() == "google.protobuf.Duration");
  CHECK(Type::wrapper(Type::string()).runtime_name() == "string");
  CHECK(Type::optional(Type::dyn()).runtime_name() == "optional_type");
  CHECK(Type::object("my.Order").runtime_name() == "my.Order");
  CHECK(Type::type_of(Type::integer()).runtime_name() == "type");
}

TEST_CASE("types are equal when kind, name and parts are", "[expr][type]") {
  const Type scores = Type::map(Type::string(), Type::list(Type::real()));
  const Type copy = scores;
  CHECK(copy == scores);
  CHECK(scores == Type::map(Type::string(), Type::list(Type::real())));
  CHECK_FALSE(scores == Type::map(Type::string(), Type::list(Type::integer())));
  CHECK_FALSE(scores == Type::list(Type::real()));
  CHECK_FALSE(Type::object("a.B") == Type::object("a.C"));
  CHECK_FALSE(Type::object("a.B") == Type::opaque("a.B"));
  CHECK_FALSE(Type::type_of(Type::integer()) == Type::type_of(Type::dyn()));
  CHECK(Type::opaque("optional_type", {Type::integer()}) == Type::optional(Type::integer()));
}

TEST_CASE("parts can be looked at", "[expr][type]") {
  const Type scores = Type::map(Type::string(), Type::integer());
  REQUIRE(scores.parameters().size() == 2);
  CHECK(scores.parameters()[0] == Type::string());
  CHECK(scores.parameters()[1] == Type::integer());
  CHECK(Type::optional(Type::integer()).is_optional());
  CHECK_FALSE(Type::opaque("net.IP").is_optional());
  CHECK_FALSE(Type::object("optional_type").is_optional());
  CHECK(Type::type_of(Type::dyn()).parameters().empty());
}

TEST_CASE("only a primitive can be wrapped", "[expr][type]") {
  CHECK(Type::wrapper(Type::bytes()).is(TypeKind::kWrapper));
  CHECK(Type::wrapper(Type::list(Type::dyn())) == Type::list(Type::dyn()));
  CHECK(Type::wrapper(Type::wrapper(Type::bytes())) == Type::wrapper(Type::bytes()));
}

TEST_CASE("well-known messages are types of the language", "[expr][type]") {
  CHECK(Type::object("google.protobuf.Timestamp") == Type::timestamp());
  CHECK(Type::object("google.protobuf.Duration") == Type::duration());
  CHECK(Type::object("google.protobuf.Any") == Type::any());
  CHECK(Type::object("google.protobuf.Value") == Type::dyn());
  CHECK(Type::object("google.protobuf.ListValue") == Type::list(Type::dyn()));
  CHECK(Type::object("google.protobuf.Struct") == Type::map(Type::string(), Type::dyn()));
  CHECK(Type::object("google.protobuf.UInt32Value") == Type::wrapper(Type::uint()));
  CHECK(Type::object("google.protobuf.FloatValue") == Type::wrapper(Type::real()));
  CHECK(Type::object("google.protobuf.Empty").is(TypeKind::kObject));
}
