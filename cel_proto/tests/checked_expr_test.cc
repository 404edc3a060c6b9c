// Bytes of expressions that nobody sane would write, and those of other writers.
#include <cstdint>
#include <string>
#include <vector>

#include <uniselector/cel_proto.h>

#include "cel_proto/checked_expr.h"
#include "cel_proto/wire.h"
#include "support/catch.h"

namespace cel = uniselector::cel;
namespace wire = uniselector::cel_proto::wire;
using uniselector::StatusCode;
using uniselector::cel_proto::WireReader;
using uniselector::cel_proto::WireWriter;

namespace {

WireWriter node(std::uint64_t id, std::uint32_t kind, const WireWriter& content) {
  WireWriter out;
  out.varint(wire::expr::kId, id);
  out.message(kind, content);
  return out;
}

WireWriter ident(std::uint64_t id, std::string_view name) {
  WireWriter content;
  content.bytes(wire::ident::kName, name);
  return node(id, wire::expr::kIdent, content);
}

WireWriter number(std::uint64_t id, std::int64_t value) {
  WireWriter content;
  content.varint(wire::constant::kInt, static_cast<std::uint64_t>(value));
  return node(id, wire::expr::kConstant, content);
}

std::string parsed(const WireWriter& root) {
  WireWriter out;
  out.message(wire::parsed::kExpr, root);
  return out.take();
}

WireWriter list_of(std::uint64_t id, const WireWriter& element) {
  WireWriter content;
  content.message(wire::list::kElements, element);
  return node(id, wire::expr::kList, content);
}

std::string problem_of(const std::string& bytes) {
  return cel::from_parsed_expr(bytes).status().message();
}

}  // namespace

TEST_CASE("a tree by hand is read") {
  WireWriter call;
  call.bytes(wire::call::kFunction, "_+_");
  call.message(wire::call::kArguments, ident(2, "a"));
  call.message(wire::call::kArguments, number(3, -4));
  const auto ast = cel::from_parsed_expr(parsed(node(1, wire::expr::kCall, call)));
  REQUIRE(ast.ok());
  CHECK(cel::print(*ast) == "a + -4");
  CHECK(ast->last_id == 3);
  CHECK(ast->source.empty());
}

TEST_CASE("nodes without an id get one of their own") {
  WireWriter call;
  call.bytes(wire::call::kFunction, "_+_");
  call.message(wire::call::kArguments, ident(0, "a"));
  call.message(wire::call::kArguments, ident(0, "b"));
  const auto ast = cel::from_parsed_expr(parsed(node(7, wire::expr::kCall, call)));
  REQUIRE(ast.ok());
  CHECK(ast->root->arguments[0]->id == 8);
  CHECK(ast->root->arguments[1]->id == 9);
  CHECK(ast->last_id == 9);
}

TEST_CASE("what is missing is named") {
  CHECK(problem_of("").find("found no expression") != std::string::npos);
  CHECK(problem_of(parsed({})).find("node of no known kind") != std::string::npos);
  CHECK(problem_of(parsed(ident(1, ""))).find("no name of an identifier") != std::string::npos);
  CHECK(problem_of(parsed(node(1, wire::expr::kCall, {}))).find("no name of a function") !=
        std::string::npos);
  CHECK(problem_of(parsed(node(1, wire::expr::kSelect, {}))).find("without operand") !=
        std::string::npos);
  CHECK(problem_of(parsed(node(1, wire::expr::kComprehension, {}))).find("one of its parts") !=
        std::string::npos);
  CHECK(
      problem_of(parsed(node(1, wire::expr::kConstant, {}))).find("constant of an unknown kind") !=
      std::string::npos);
  WireWriter entry;
  entry.bytes(wire::entry::kFieldKey, "f");
  WireWriter record;
  record.message(wire::record::kEntries, entry);
  CHECK(problem_of(parsed(node(1, wire::expr::kStruct, record))).find("without a value") !=
        std::string::npos);
  entry.message(wire::entry::kValue, number(2, 1));
  WireWriter map;
  map.message(wire::record::kEntries, entry);
  CHECK(problem_of(parsed(node(1, wire::expr::kStruct, map))).find("wrong kind of key") !=
        std::string::npos);
}

TEST_CASE("text must be UTF-8, bytes need not") {
  for (const char* bad :
       {"\xff", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe4\xb8", "\x80"}) {
    CAPTURE(bad);
    CHECK(problem_of(parsed(ident(1, bad))).find("not UTF-8") != std::string::npos);
  }
  CHECK(cel::from_parsed_expr(parsed(ident(1, "\xf0\x9f\x98\x80\xc3\xa4"))).ok());
  WireWriter content;
  content.bytes(wire::constant::kBytes, "\xff");
  const auto ast = cel::from_parsed_expr(parsed(node(1, wire::expr::kConstant, content)));
  REQUIRE(ast.ok());
  CHECK(ast->root->constant.as_bytes() == "\xff");
}

TEST_CASE("optional elements must exist; they are sorted, packed or not") {
  WireWriter list;
  list.message(wire::list::kElements, ident(2, "a"));
  list.message(wire::list::kElements, ident(3, "b"));
  list.bytes(wire::list::kOptionalIndices, std::string_view("\x01\x00", 2));
  const auto ast = cel::from_parsed_expr(parsed(node(1, wire::expr::kList, list)));
  REQUIRE(ast.ok());
  CHECK(cel::print(*ast) == "[?a, ?b]");
  WireWriter beyond = list;
  beyond.varint(wire::list::kOptionalIndices, 2);
  CHECK(problem_of(parsed(node(1, wire::expr::kList, beyond))).find("optional element 2") !=
        std::string::npos);
}

TEST_CASE("depth, nodes and ids have limits, each named") {
  cel::Limits limits;
  limits.depth = 10;
  limits.nodes = 50;
  WireWriter deep = number(1, 1);
  for (std::uint64_t id = 2; id <= 10; ++id) deep = list_of(id, deep);
  CHECK(cel::from_parsed_expr(parsed(deep), limits).ok());
  const auto deeper = cel::from_parsed_expr(parsed(list_of(11, deep)), limits);
  CHECK(deeper.status().code() == StatusCode::kResourceExhausted);
  CHECK(deeper.status().message().find("depth") != std::string::npos);

  WireWriter many;
  for (int i = 0; i < 120; ++i) many.message(wire::list::kElements, number(2, 1));
  const auto wide = cel::from_parsed_expr(parsed(node(1, wire::expr::kList, many)), limits);
  CHECK(wide.status().code() == StatusCode::kResourceExhausted);
  CHECK(wide.status().message().find("nodes") != std::string::npos);

  CHECK(cel::from_parsed_expr(parsed(number(200, 1)), limits).ok());
  CHECK(cel::from_parsed_expr(parsed(number(201, 1)), limits).status().code() ==
        StatusCode::kResourceExhausted);
  CHECK_FALSE(cel::from_parsed_expr(parsed(number(~std::uint64_t{0}, 1)), limits).ok());
}

TEST_CASE("types are read as every writer has them, and no deeper than allowed") {
  const auto with_type = [](const WireWriter& type, std::size_t depth = 250) {
    WireWriter entry;
    entry.varint(wire::map_entry::kKey, 1);
    entry.message(wire::map_entry::kValue, type);
    WireWriter out;
    out.message(wire::checked::kTypes, entry);
    out.message(wire::checked::kExpr, ident(1, "x"));
    cel::Limits limits;
    limits.depth = depth;
    return cel::from_checked_expr(out.take(), limits);
  };
  const auto type_text = [&](const WireWriter& type) {
    const auto ast = with_type(type);
    return ast.ok() ? ast->type_of(*ast->root).to_string() : ast.status().message();
  };
  WireWriter message;
  message.bytes(wire::type::kMessage, "google.protobuf.Int64Value");
  CHECK(type_text(message) == cel::Type::wrapper(cel::Type::integer()).to_string());
  WireWriter function;
  function.message(wire::type::kFunction, {});
  CHECK(type_text(function) == "dyn");
  WireWriter unknown;
  unknown.varint(wire::type::kPrimitive, 99);
  CHECK(type_text(unknown).find("type of no known kind") != std::string::npos);

  WireWriter nested;
  nested.varint(wire::type::kPrimitive, wire::type::kInt);
  for (int i = 0; i < 20; ++i) {
    WireWriter element;
    element.message(wire::type::kElement, nested);
    WireWriter list;
    list.message(wire::type::kList, element);
    nested = list;
  }
  CHECK(with_type(nested, 21).ok());
  CHECK(with_type(nested, 20).status().code() == StatusCode::kResourceExhausted);
}

TEST_CASE("an extension that the runtime must know is refused unless it is known") {
  const auto with_extension = [](const char* id, std::uint64_t component) {
    WireWriter extension;
    extension.bytes(wire::extension::kId, id);
    extension.varint(wire::extension::kAffected, component);
    WireWriter info;
    info.message(wire::source_info::kExtensions, extension);
    WireWriter out;
    out.message(wire::parsed::kExpr, ident(1, "x"));
    out.message(wire::parsed::kSourceInfo, info);
    return cel::from_parsed_expr(out.take());
  };
  CHECK(with_extension("json_name", 2).ok());
  CHECK(with_extension("cel_block", wire::extension::kRuntime).ok());
  CHECK(
      with_extension("teleport", wire::extension::kRuntime).status().message().find("'teleport'") !=
      std::string::npos);
}

TEST_CASE("every prefix of an expression's bytes is read or refused, and so is every change") {
  WireWriter call;
  call.bytes(wire::call::kFunction, "f");
  call.message(wire::call::kTarget, ident(2, "a"));
  call.message(wire::call::kArguments, list_of(3, number(4, 1)));
  const std::string bytes = parsed(node(1, wire::expr::kCall, call));
  int refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    refused += cel::from_parsed_expr(bytes.substr(0, size)).ok() ? 0 : 1;
  }
  CHECK(refused == static_cast<int>(bytes.size()));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 1 << bit);
      const auto ast = cel::from_parsed_expr(changed);
      if (!ast.ok()) continue;
      const std::string again = cel::to_parsed_expr(*ast);
      const auto back = cel::from_parsed_expr(again);
      REQUIRE(back.ok());
      CHECK(cel::to_parsed_expr(*back) == again);
    }
  }
}

TEST_CASE("fields of the wire are read within their bytes") {
  WireWriter out;
  out.varint(1, ~std::uint64_t{0});
  out.real(2, -0.5);
  out.bytes(3, "abc");
  const std::string bytes = out.take();
  WireReader in(bytes);
  REQUIRE(in.next());
  CHECK((in.is_varint(1) && in.varint() == ~std::uint64_t{0}));
  REQUIRE(in.next());
  CHECK((in.is_real(2) && in.real() == -0.5));
  REQUIRE(in.next());
  CHECK((in.is_bytes(3) && in.bytes() == "abc"));
  CHECK_FALSE(in.next());
  CHECK_FALSE(in.failed());
  for (const std::string& bad :
       {std::string("\x0a\x05"), std::string("\x08"), std::string("\x11\x01"), std::string("\x0b"),
        std::string(1, '\0') + "\x01", std::string(11, '\xff')}) {
    WireReader broken(bad);
    CHECK_FALSE(broken.next());
    CHECK(broken.failed());
  }
}
