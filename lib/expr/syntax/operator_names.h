// The operators of the language: how they are written, how the functions behind them are called in
// trees, and how strongly they bind.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "expr/syntax/lexer.h"

namespace uniselector::expr {

inline constexpr std::string_view kTernary = "_?_:_";
inline constexpr std::string_view kLogicalOr = "_||_";
inline constexpr std::string_view kLogicalAnd = "_&&_";
inline constexpr std::string_view kLogicalNot = "!_";
inline constexpr std::string_view kNegate = "-_";
inline constexpr std::string_view kAdd = "_+_";
inline constexpr std::string_view kEquals = "_==_";
inline constexpr std::string_view kIndex = "_[_]";
inline constexpr std::string_view kOptionalIndex = "_[?_]";
inline constexpr std::string_view kOptionalSelect = "_?._";
inline constexpr std::string_view kNotStrictlyFalse = "@not_strictly_false";

/// How strongly a kind of expression binds, the weakest first.
enum class Binding : std::uint8_t {
  kNone,
  kConditional,
  kOr,
  kAnd,
  kRelation,
  kAddition,
  kMultiplication,
  kUnary,
  kMember,
};

/// An operator between two operands. All of them group from the left.
struct BinaryOperator {
  TokenKind token;
  Binding binding;
  std::string_view function;
  std::string_view symbol;
};

inline constexpr std::array<BinaryOperator, 14> kBinaryOperators = {{
    {TokenKind::kOr, Binding::kOr, kLogicalOr, "||"},
    {TokenKind::kAnd, Binding::kAnd, kLogicalAnd, "&&"},
    {TokenKind::kIn, Binding::kRelation, "@in", "in"},
    {TokenKind::kEqual, Binding::kRelation, kEquals, "=="},
    {TokenKind::kNotEqual, Binding::kRelation, "_!=_", "!="},
    {TokenKind::kLess, Binding::kRelation, "_<_", "<"},
    {TokenKind::kLessEqual, Binding::kRelation, "_<=_", "<="},
    {TokenKind::kGreater, Binding::kRelation, "_>_", ">"},
    {TokenKind::kGreaterEqual, Binding::kRelation, "_>=_", ">="},
    {TokenKind::kPlus, Binding::kAddition, kAdd, "+"},
    {TokenKind::kMinus, Binding::kAddition, "_-_", "-"},
    {TokenKind::kStar, Binding::kMultiplication, "_*_", "*"},
    {TokenKind::kSlash, Binding::kMultiplication, "_/_", "/"},
    {TokenKind::kPercent, Binding::kMultiplication, "_%_", "%"},
}};

/// The operator that a token is, or null. The tokens stand in the order of the table.
constexpr const BinaryOperator* binary_operator(TokenKind token) {
  const auto index = static_cast<std::size_t>(token) - static_cast<std::size_t>(TokenKind::kOr);
  return index < kBinaryOperators.size() ? &kBinaryOperators[index] : nullptr;
}
static_assert(binary_operator(TokenKind::kOr)->token == TokenKind::kOr);
static_assert(binary_operator(TokenKind::kEqual)->token == TokenKind::kEqual);
static_assert(binary_operator(TokenKind::kPercent)->token == TokenKind::kPercent);

/// The operator behind the name of a function, or null.
constexpr const BinaryOperator* binary_operator(std::string_view function) {
  for (const BinaryOperator& one : kBinaryOperators) {
    if (one.function == function) return &one;
  }
  return nullptr;
}

/// How a chain of `count` operands of || or && is split: so many belong to its left half. Chains
/// become trees of logarithmic depth; the parser builds them so and the printer knows them again.
constexpr std::size_t left_half(std::size_t count) { return (count + 1) / 2; }

}  // namespace uniselector::expr
