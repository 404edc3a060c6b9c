// Reads the bytes of cel.expr.CheckedExpr and ParsedExpr. They may be hostile: every count and
// depth has a limit, and nothing is believed but what Ast promises. One object reads one
// expression.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <uniselector/cel.h>

#include "cel_proto/wire.h"

namespace uniselector::cel_proto {

using cel::Ast;
using cel::Expr;
using cel::ExprKind;
using cel::Limits;
using cel::Type;
using cel::Value;

/// Where the parts of an expression are, which differs between the two messages.
struct Fields {
  std::uint32_t expr;
  std::uint32_t source_info;
};

class Decoder {
 public:
  Decoder(const Limits& limits, std::string_view source) : limits_(limits), source_(source) {}

  Result<Ast> read(std::string_view bytes, Fields fields, bool checked);

 private:
  // Null or nothing when it failed; problem_ then says why.
  const Expr* expression(std::string_view bytes, std::size_t depth);
  bool part(std::string_view bytes, std::size_t depth, const Expr** part);
  bool constant(std::string_view bytes, Value* value);
  bool select(std::string_view bytes, std::size_t depth, Expr* expr);
  bool call(std::string_view bytes, std::size_t depth, Expr* expr);
  bool list(std::string_view bytes, std::size_t depth, Expr* expr);
  bool record(std::string_view bytes, std::size_t depth, Expr* expr);
  bool entry(std::string_view bytes, std::size_t depth, cel::Entry* entry);
  bool comprehension(std::string_view bytes, std::size_t depth, Expr* expr);
  std::optional<Type> type(std::string_view bytes, std::size_t depth);
  std::optional<Type> composite(std::string_view bytes, std::uint32_t field, std::size_t depth);
  bool source_info(std::string_view bytes);
  bool macro_call(std::string_view bytes);
  bool position(std::string_view bytes);
  bool extension(std::string_view bytes);
  bool types_and_references(std::string_view bytes);
  bool reference(std::string_view bytes, cel::Reference* reference);

  bool fail(std::string problem) {
    if (problem_.ok()) problem_ = invalid_argument("expression bytes: " + std::move(problem));
    return false;
  }
  bool limit(std::string problem) {
    if (problem_.ok()) problem_ = resource_exhausted("expression bytes: " + std::move(problem));
    return false;
  }
  bool done(const WireReader& in) {
    return !in.failed() || fail("found bytes that are no message");
  }
  bool text(std::string_view bytes, std::string_view* out);
  bool name(std::string_view bytes, std::string_view what, std::string_view* out);
  bool id_of(std::uint64_t given, std::uint32_t* id);
  std::span<const Expr* const> keep(const std::vector<const Expr*>& nodes);

  const Limits& limits_;
  std::string_view source_;
  Ast ast_;
  Status problem_;
  std::vector<std::uint32_t*> unnumbered_;  ///< ids of the tree that the bytes leave out
  std::vector<std::pair<std::uint32_t, std::uint32_t>> positions_;  ///< id, in characters
  std::size_t nodes_ = 0;
  std::size_t types_ = 0;
  bool in_macro_call_ = false;
};

}  // namespace uniselector::cel_proto
