// Trees to the bytes of cel.expr.CheckedExpr and ParsedExpr.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <uniselector/cel_proto.h>

#include "cel_proto/checked_expr.h"
#include "cel_proto/wire.h"

namespace uniselector::cel_proto {

namespace {

using cel::Ast;
using cel::Expr;
using cel::ExprKind;
using cel::Type;
using cel::TypeKind;
using cel::Value;
using cel::ValueKind;

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }

bool has_constant_form(const Value& value) {
  return value.kind() >= ValueKind::kNull && value.kind() <= ValueKind::kBytes;
}

WireWriter constant_of(const Value& value) {
  WireWriter out;
  switch (value.kind()) {
    case ValueKind::kBool: out.varint(wire::constant::kBool, value.as_bool() ? 1 : 0); break;
    case ValueKind::kInt:
      out.varint(wire::constant::kInt, static_cast<std::uint64_t>(value.as_int()));
      break;
    case ValueKind::kUint: out.varint(wire::constant::kUint, value.as_uint()); break;
    case ValueKind::kDouble: out.real(wire::constant::kDouble, value.as_double()); break;
    case ValueKind::kString: out.bytes(wire::constant::kString, value.as_string()); break;
    case ValueKind::kBytes: out.bytes(wire::constant::kBytes, value.as_bytes()); break;
    default: out.varint(wire::constant::kNull, 0); break;
  }
  return out;
}

WireWriter expression_of(const Expr& expr);

WireWriter select_of(const Expr& expr) {
  WireWriter out;
  out.message(wire::select::kOperand, expression_of(*expr.target));
  out.text(wire::select::kField, expr.name);
  if (expr.test_only) out.varint(wire::select::kTestOnly, 1);
  return out;
}

WireWriter call_of(const Expr& expr) {
  WireWriter out;
  if (expr.target != nullptr) out.message(wire::call::kTarget, expression_of(*expr.target));
  out.text(wire::call::kFunction, expr.name);
  for (const Expr* argument : expr.arguments) {
    out.message(wire::call::kArguments, expression_of(*argument));
  }
  return out;
}

WireWriter list_of(const Expr& expr) {
  WireWriter out;
  for (const Expr* element : expr.arguments) {
    out.message(wire::list::kElements, expression_of(*element));
  }
  for (const std::uint32_t index : expr.optional_elements) {
    out.varint(wire::list::kOptionalIndices, index);
  }
  return out;
}

WireWriter record_of(const Expr& expr) {
  WireWriter out;
  if (expr.kind == ExprKind::kStruct) out.text(wire::record::kMessageName, expr.name);
  for (const cel::Entry& entry : expr.entries) {
    WireWriter one;
    one.varint(wire::entry::kId, entry.id);
    if (entry.key != nullptr) {
      one.message(wire::entry::kMapKey, expression_of(*entry.key));
    } else {
      one.bytes(wire::entry::kFieldKey, entry.field);
    }
    one.message(wire::entry::kValue, expression_of(*entry.value));
    if (entry.optional) one.varint(wire::entry::kOptional, 1);
    out.message(wire::record::kEntries, one);
  }
  return out;
}

WireWriter comprehension_of(const cel::Comprehension& loop) {
  WireWriter out;
  out.text(wire::comprehension::kVariable, loop.variable);
  out.message(wire::comprehension::kRange, expression_of(*loop.range));
  out.text(wire::comprehension::kAccumulator, loop.accumulator);
  out.message(wire::comprehension::kInitial, expression_of(*loop.initial));
  out.message(wire::comprehension::kCondition, expression_of(*loop.condition));
  out.message(wire::comprehension::kStep, expression_of(*loop.step));
  out.message(wire::comprehension::kResult, expression_of(*loop.result));
  out.text(wire::comprehension::kVariable2, loop.variable2);
  return out;
}

WireWriter expression_of(const Expr& expr) {
  WireWriter out;
  out.varint(wire::expr::kId, expr.id);
  switch (expr.kind) {
    case ExprKind::kConstant: out.message(wire::expr::kConstant, constant_of(expr.constant)); break;
    case ExprKind::kIdent:
      // Without a name it stands for another macro call, which the wire says by an id alone.
      if (!expr.name.empty()) {
        WireWriter ident;
        ident.text(wire::ident::kName, expr.name);
        out.message(wire::expr::kIdent, ident);
      }
      break;
    case ExprKind::kSelect: out.message(wire::expr::kSelect, select_of(expr)); break;
    case ExprKind::kCall: out.message(wire::expr::kCall, call_of(expr)); break;
    case ExprKind::kList: out.message(wire::expr::kList, list_of(expr)); break;
    case ExprKind::kMap:
    case ExprKind::kStruct: out.message(wire::expr::kStruct, record_of(expr)); break;
    case ExprKind::kComprehension:
      out.message(wire::expr::kComprehension, comprehension_of(*expr.loop));
      break;
  }
  return out;
}

std::uint64_t primitive_number(TypeKind kind) {
  switch (kind) {
    case TypeKind::kBool: return wire::type::kBool;
    case TypeKind::kInt: return wire::type::kInt;
    case TypeKind::kUint: return wire::type::kUint;
    case TypeKind::kDouble: return wire::type::kDouble;
    case TypeKind::kString: return wire::type::kString;
    default: return wire::type::kBytes;
  }
}

WireWriter type_of(const Type& type);

WireWriter composite_of(const Type& type) {
  WireWriter parts;
  WireWriter out;
  const auto parameters = type.parameters();
  switch (type.kind()) {
    case TypeKind::kList:
      parts.message(wire::type::kElement, type_of(parameters[0]));
      out.message(wire::type::kList, parts);
      break;
    case TypeKind::kMap:
      parts.message(wire::type::kKey, type_of(parameters[0]));
      parts.message(wire::type::kValue, type_of(parameters[1]));
      out.message(wire::type::kMap, parts);
      break;
    case TypeKind::kOpaque:
      parts.text(wire::type::kName, type.name());
      for (const Type& parameter : parameters) {
        parts.message(wire::type::kArguments, type_of(parameter));
      }
      out.message(wire::type::kAbstract, parts);
      break;
    default:  // kType
      if (!parameters.empty()) parts = type_of(parameters[0]);
      out.message(wire::type::kType, parts);
      break;
  }
  return out;
}

WireWriter type_of(const Type& type) {
  WireWriter out;
  switch (type.kind()) {
    case TypeKind::kError: out.message(wire::type::kError, {}); break;
    case TypeKind::kDyn: out.message(wire::type::kDyn, {}); break;
    case TypeKind::kNull: out.varint(wire::type::kNull, 0); break;
    case TypeKind::kBool:
    case TypeKind::kInt:
    case TypeKind::kUint:
    case TypeKind::kDouble:
    case TypeKind::kString:
    case TypeKind::kBytes: out.varint(wire::type::kPrimitive, primitive_number(type.kind())); break;
    case TypeKind::kDuration: out.varint(wire::type::kWellKnown, wire::type::kDuration); break;
    case TypeKind::kTimestamp: out.varint(wire::type::kWellKnown, wire::type::kTimestamp); break;
    case TypeKind::kAny: out.varint(wire::type::kWellKnown, wire::type::kAny); break;
    case TypeKind::kWrapper:
      out.varint(wire::type::kWrapper, primitive_number(type.parameters()[0].kind()));
      break;
    case TypeKind::kObject: out.bytes(wire::type::kMessage, type.name()); break;
    case TypeKind::kParameter: out.bytes(wire::type::kParameter, type.name()); break;
    case TypeKind::kList:
    case TypeKind::kMap:
    case TypeKind::kOpaque:
    case TypeKind::kType: return composite_of(type);
  }
  return out;
}

void add_entry(WireWriter& out, std::uint32_t field, std::uint32_t id, const WireWriter& value) {
  WireWriter entry;
  entry.varint(wire::map_entry::kKey, id);
  entry.message(wire::map_entry::kValue, value);
  out.message(field, entry);
}

// Lines as cel-go counts them: where the next one would begin, in characters.
void add_lines(WireWriter& out, std::string_view source) {
  std::uint64_t at = 0;
  for (const char c : source) {
    if (begins_character(c)) ++at;
    if (c == '\n') out.varint(wire::source_info::kLineOffsets, at);
  }
  out.varint(wire::source_info::kLineOffsets, at + 1);
}

void add_positions(WireWriter& out, const Ast& ast) {
  std::vector<std::uint32_t> characters_before(ast.source.size() + 1, 0);
  for (std::size_t i = 0; i < ast.source.size(); ++i) {
    characters_before[i + 1] = characters_before[i] + (begins_character(ast.source[i]) ? 1 : 0);
  }
  for (std::uint32_t id = 1; id < ast.positions.size(); ++id) {
    if (ast.positions[id] > ast.source.size()) continue;
    WireWriter entry;
    entry.varint(wire::map_entry::kKey, id);
    entry.varint(wire::map_entry::kValue, characters_before[ast.positions[id]]);
    out.message(wire::source_info::kPositions, entry);
  }
}

WireWriter source_info_of(const Ast& ast) {
  WireWriter out;
  out.bytes(wire::source_info::kSyntaxVersion, "cel1");
  out.text(wire::source_info::kLocation, ast.location);
  if (!ast.source.empty()) {
    add_lines(out, ast.source);
    add_positions(out, ast);
  }
  for (const auto& [id, call] : ast.macro_calls) {
    add_entry(out, wire::source_info::kMacroCalls, id, expression_of(*call));
  }
  return out;
}

// Marks the ids of all nodes of a tree.
void mark(const Expr* expr, std::vector<bool>& ids) {
  if (expr == nullptr) return;
  if (expr->id < ids.size()) ids[expr->id] = true;
  mark(expr->target, ids);
  for (const Expr* argument : expr->arguments) mark(argument, ids);
  for (const cel::Entry& entry : expr->entries) {
    mark(entry.key, ids);
    mark(entry.value, ids);
  }
  if (expr->loop != nullptr) {
    for (const Expr* part : {expr->loop->range, expr->loop->initial, expr->loop->condition,
                             expr->loop->step, expr->loop->result}) {
      mark(part, ids);
    }
  }
}

void add_references(WireWriter& out, const Ast& ast) {
  for (std::uint32_t id = 1; id < ast.references.size(); ++id) {
    const cel::Reference& reference = ast.references[id];
    if (reference.name.empty() && reference.overloads.empty()) continue;
    WireWriter one;
    one.text(wire::reference::kName, reference.name);
    for (const std::string& overload : reference.overloads) {
      one.bytes(wire::reference::kOverloads, overload);
    }
    // A type is known by its name; the wire has no constants for it.
    if (has_constant_form(reference.constant)) {
      one.message(wire::reference::kValue, constant_of(reference.constant));
    }
    add_entry(out, wire::checked::kReferences, id, one);
  }
}

}  // namespace

}  // namespace uniselector::cel_proto

namespace uniselector::cel {

std::string to_checked_expr(const Ast& ast) {
  namespace wire = cel_proto::wire;
  cel_proto::WireWriter out;
  cel_proto::add_references(out, ast);
  std::vector<bool> ids(ast.types.size());
  cel_proto::mark(ast.root, ids);
  for (std::uint32_t id = 1; id < ids.size(); ++id) {
    if (ids[id]) {
      cel_proto::add_entry(out, wire::checked::kTypes, id, cel_proto::type_of(ast.types[id]));
    }
  }
  if (ast.root != nullptr) {
    out.message(wire::checked::kExpr, cel_proto::expression_of(*ast.root));
  }
  out.message(wire::checked::kSourceInfo, cel_proto::source_info_of(ast));
  return out.take();
}

std::string to_parsed_expr(const Ast& ast) {
  namespace wire = cel_proto::wire;
  cel_proto::WireWriter out;
  if (ast.root != nullptr) {
    out.message(wire::parsed::kExpr, cel_proto::expression_of(*ast.root));
  }
  out.message(wire::parsed::kSourceInfo, cel_proto::source_info_of(ast));
  return out.take();
}

}  // namespace uniselector::cel
