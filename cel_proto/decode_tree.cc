// The nodes of an expression from bytes.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cel_proto/checked_expr.h"
#include "cel_proto/decoder.h"

namespace uniselector::cel_proto {

namespace {

/// Ids beyond this many a node are refused: what is kept by id would grow without bound.
constexpr std::size_t kIdsPerNode = 4;

bool continues(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    if (lead < 0x80) {
      ++i;
      continue;
    }
    const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4) return false;
    for (std::size_t k = 1; k < size; ++k) {
      if (!continues(text, i + k)) return false;
    }
    const auto second = static_cast<unsigned char>(text[i + 1]);
    // Overlong forms, surrogates and what is beyond U+10FFFF.
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second >= 0xa0) ||
        (lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second >= 0x90)) {
      return false;
    }
    i += size;
  }
  return true;
}

}  // namespace

bool Decoder::text(std::string_view bytes, std::string_view* out) {
  if (!is_utf8(bytes)) return fail("found text that is not UTF-8");
  *out = ast_.arena.copy(bytes);
  return true;
}

bool Decoder::name(std::string_view bytes, std::string_view what, std::string_view* out) {
  if (bytes.empty()) return fail("found no name of " + std::string(what));
  return text(bytes, out);
}

bool Decoder::id_of(std::uint64_t given, std::uint32_t* id) {
  const std::uint64_t most =
      std::min<std::uint64_t>(std::uint64_t{limits_.nodes} * kIdsPerNode, UINT32_MAX - 1);
  if (given > most) {
    return limit("found id " + std::to_string(static_cast<std::int64_t>(given)) + ", expected 1.." +
                 std::to_string(most));
  }
  *id = static_cast<std::uint32_t>(given);
  ast_.last_id = std::max(ast_.last_id, *id);
  return true;
}

std::span<const Expr* const> Decoder::keep(const std::vector<const Expr*>& nodes) {
  const Expr** kept = ast_.arena.make_array<const Expr*>(nodes.size());
  std::copy(nodes.begin(), nodes.end(), kept);
  return {kept, nodes.size()};
}

const Expr* Decoder::expression(std::string_view bytes, std::size_t depth) {
  if (depth > limits_.depth) {
    limit("depth: found more than " + std::to_string(limits_.depth) + " levels");
    return nullptr;
  }
  if (++nodes_ > 2 * limits_.nodes) {  // the tree, and the macro calls that it came from
    limit("nodes: found more than " + std::to_string(limits_.nodes));
    return nullptr;
  }
  Expr* expr = ast_.arena.make<Expr>();
  std::uint64_t id = 0;
  bool known = false;
  bool right = true;
  WireReader in(bytes);
  while (right && in.next()) {
    if (in.is_varint(wire::expr::kId)) id = in.varint();
    const std::uint32_t field = in.bytes_field();
    if (field < wire::expr::kConstant || field > wire::expr::kComprehension) continue;
    if (std::exchange(known, true)) {
      right = fail("found a node of two kinds");
      break;
    }
    switch (field) {
      case wire::expr::kConstant:
        expr->kind = ExprKind::kConstant;
        right = constant(in.bytes(), &expr->constant);
        break;
      case wire::expr::kIdent: {
        expr->kind = ExprKind::kIdent;
        WireReader ident(in.bytes());
        while (right && ident.next()) {
          if (ident.is_bytes(wire::ident::kName)) right = text(ident.bytes(), &expr->name);
        }
        right =
            right && done(ident) && (!expr->name.empty() || fail("found no name of an identifier"));
        break;
      }
      case wire::expr::kSelect: right = select(in.bytes(), depth, expr); break;
      case wire::expr::kCall: right = call(in.bytes(), depth, expr); break;
      case wire::expr::kList: right = list(in.bytes(), depth, expr); break;
      case wire::expr::kStruct: right = record(in.bytes(), depth, expr); break;
      default: right = comprehension(in.bytes(), depth, expr); break;
    }
  }
  if (!right || !done(in) || !id_of(id, &expr->id)) return nullptr;
  if (!known) {
    // An id alone stands for another macro call, within a macro call.
    if (!in_macro_call_ || expr->id == 0) {
      fail("found a node of no known kind");
      return nullptr;
    }
    expr->kind = ExprKind::kIdent;
  }
  if (expr->id == 0 && !in_macro_call_) unnumbered_.push_back(&expr->id);
  return expr;
}

// A part that a node has once.
bool Decoder::part(std::string_view bytes, std::size_t depth, const Expr** part) {
  if (*part != nullptr) return fail("found a part of a node twice");
  *part = expression(bytes, depth);
  return *part != nullptr;
}

bool Decoder::constant(std::string_view bytes, Value* value) {
  WireReader in(bytes);
  while (in.next()) {
    switch (in.varint_field()) {
      case wire::constant::kNull: *value = Value::null(); break;
      case wire::constant::kBool: *value = Value::boolean(in.varint() != 0); break;
      case wire::constant::kInt: *value = Value::integer(in.integer()); break;
      case wire::constant::kUint: *value = Value::uint(in.varint()); break;
      default: break;
    }
    if (in.is_real(wire::constant::kDouble)) *value = Value::real(in.real());
    if (in.is_bytes(wire::constant::kString)) {
      std::string_view kept;
      if (!text(in.bytes(), &kept)) return false;
      *value = Value::string(kept);
    }
    if (in.is_bytes(wire::constant::kBytes)) *value = Value::bytes(ast_.arena.copy(in.bytes()));
  }
  if (!done(in)) return false;
  if (value->is(cel::ValueKind::kAbsent)) {
    return fail(
        "found a constant of an unknown kind, expected null, bool, int, uint, double, "
        "string or bytes");
  }
  return true;
}

bool Decoder::select(std::string_view bytes, std::size_t depth, Expr* expr) {
  expr->kind = ExprKind::kSelect;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_bytes(wire::select::kOperand)) {
      if (!part(in.bytes(), depth + 1, &expr->target)) return false;
    } else if (in.is_bytes(wire::select::kField)) {
      if (!text(in.bytes(), &expr->name)) return false;
    } else if (in.is_varint(wire::select::kTestOnly)) {
      expr->test_only = in.varint() != 0;
    }
  }
  if (!done(in)) return false;
  return (expr->target != nullptr && !expr->name.empty()) ||
         fail("found a selection without operand or field");
}

bool Decoder::call(std::string_view bytes, std::size_t depth, Expr* expr) {
  expr->kind = ExprKind::kCall;
  std::vector<const Expr*> arguments;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_bytes(wire::call::kTarget)) {
      if (!part(in.bytes(), depth + 1, &expr->target)) return false;
    } else if (in.is_bytes(wire::call::kFunction)) {
      if (!text(in.bytes(), &expr->name)) return false;
    } else if (in.is_bytes(wire::call::kArguments)) {
      arguments.push_back(expression(in.bytes(), depth + 1));
      if (arguments.back() == nullptr) return false;
    }
  }
  if (!done(in)) return false;
  expr->arguments = keep(arguments);
  return !expr->name.empty() || fail("found no name of a function");
}

bool Decoder::list(std::string_view bytes, std::size_t depth, Expr* expr) {
  expr->kind = ExprKind::kList;
  std::vector<const Expr*> elements;
  std::vector<std::uint64_t> optional;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_bytes(wire::list::kElements)) {
      elements.push_back(expression(in.bytes(), depth + 1));
      if (elements.back() == nullptr) return false;
    } else if (in.is_varint(wire::list::kOptionalIndices)) {
      optional.push_back(in.varint());
    } else if (in.is_bytes(wire::list::kOptionalIndices)) {
      WireReader packed(in.bytes());
      for (std::uint64_t index = 0; packed.next_packed(&index);) optional.push_back(index);
      if (!done(packed)) return false;
    }
  }
  if (!done(in)) return false;
  std::sort(optional.begin(), optional.end());
  optional.erase(std::unique(optional.begin(), optional.end()), optional.end());
  if (!optional.empty() && optional.back() >= elements.size()) {
    return fail("found optional element " + std::to_string(optional.back()) + " in a list of " +
                std::to_string(elements.size()));
  }
  auto* kept = ast_.arena.make_array<std::uint32_t>(optional.size());
  std::transform(optional.begin(), optional.end(), kept,
                 [](std::uint64_t index) { return static_cast<std::uint32_t>(index); });
  expr->arguments = keep(elements);
  expr->optional_elements = {kept, optional.size()};
  return true;
}

bool Decoder::record(std::string_view bytes, std::size_t depth, Expr* expr) {
  std::vector<cel::Entry> entries;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_bytes(wire::record::kMessageName)) {
      if (!text(in.bytes(), &expr->name)) return false;
    } else if (in.is_bytes(wire::record::kEntries)) {
      if (!entry(in.bytes(), depth, &entries.emplace_back())) return false;
    }
  }
  if (!done(in)) return false;
  expr->kind = expr->name.empty() ? ExprKind::kMap : ExprKind::kStruct;
  auto* kept = ast_.arena.make_array<cel::Entry>(entries.size());
  std::copy(entries.begin(), entries.end(), kept);
  expr->entries = {kept, entries.size()};
  for (cel::Entry& one : std::span(kept, entries.size())) {
    if (one.id == 0 && !in_macro_call_) unnumbered_.push_back(&one.id);
    const bool by_key = one.key != nullptr;
    if (by_key != (expr->kind == ExprKind::kMap) || by_key != one.field.empty()) {
      return fail("found an entry with the wrong kind of key");
    }
  }
  return true;
}

bool Decoder::entry(std::string_view bytes, std::size_t depth, cel::Entry* entry) {
  std::uint64_t id = 0;
  WireReader in(bytes);
  while (in.next()) {
    if (in.is_varint(wire::entry::kId)) {
      id = in.varint();
    } else if (in.is_bytes(wire::entry::kFieldKey)) {
      if (!name(in.bytes(), "a field", &entry->field)) return false;
    } else if (in.is_bytes(wire::entry::kMapKey)) {
      if (!part(in.bytes(), depth + 1, &entry->key)) return false;
    } else if (in.is_bytes(wire::entry::kValue)) {
      if (!part(in.bytes(), depth + 1, &entry->value)) return false;
    } else if (in.is_varint(wire::entry::kOptional)) {
      entry->optional = in.varint() != 0;
    }
  }
  if (!done(in) || !id_of(id, &entry->id)) return false;
  return entry->value != nullptr || fail("found an entry without a value");
}

bool Decoder::comprehension(std::string_view bytes, std::size_t depth, Expr* expr) {
  expr->kind = ExprKind::kComprehension;
  auto* loop = ast_.arena.make<cel::Comprehension>();
  expr->loop = loop;
  WireReader in(bytes);
  while (in.next()) {
    const Expr** child = nullptr;
    std::string_view* variable = nullptr;
    switch (in.bytes_field()) {
      case wire::comprehension::kVariable: variable = &loop->variable; break;
      case wire::comprehension::kVariable2: variable = &loop->variable2; break;
      case wire::comprehension::kAccumulator: variable = &loop->accumulator; break;
      case wire::comprehension::kRange: child = &loop->range; break;
      case wire::comprehension::kInitial: child = &loop->initial; break;
      case wire::comprehension::kCondition: child = &loop->condition; break;
      case wire::comprehension::kStep: child = &loop->step; break;
      case wire::comprehension::kResult: child = &loop->result; break;
      default: break;
    }
    if (variable != nullptr && !text(in.bytes(), variable)) return false;
    if (child != nullptr && !part(in.bytes(), depth + 1, child)) return false;
  }
  if (!done(in)) return false;
  for (const Expr* child :
       {loop->range, loop->initial, loop->condition, loop->step, loop->result}) {
    if (child == nullptr) return fail("found a comprehension without one of its parts");
  }
  return (!loop->variable.empty() && !loop->accumulator.empty()) ||
         fail("found no name of a variable of a comprehension");
}

}  // namespace uniselector::cel_proto
