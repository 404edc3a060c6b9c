// What the macros with two variables call while they build a map. Users cannot call it: no
// identifier has an @.
//
// Version 1: cel.@mapInsert with a key and a value, or with a map of entries.
#include "expr/functions/declare.h"
#include "expr/functions/growing_map.h"
#include "expr/functions/libraries.h"

namespace uniselector::expr {
namespace {

Value insert_key_value(CallFrame& call, const Value* arguments, std::size_t) {
  return insert_entry(call, arguments[0], arguments[1], arguments[2]);
}

Value insert_map(CallFrame& call, const Value* arguments, std::size_t) {
  const Map& more = arguments[1].as_map();
  Value grown = arguments[0];
  for (std::size_t i = 0; i < more.size() && grown.is(ValueKind::kMap); ++i) {
    const Value value = more.value_at(i, call.arena());
    if (value.is_no_value()) return value;
    grown = insert_entry(call, grown, more.key_at(i, call.arena()), value);
  }
  return grown;
}

}  // namespace

void add_comprehensions(Declarations& declarations, std::uint32_t) {
  const Type key = Type::parameter("K");
  const Type value = Type::parameter("V");
  const Type map = Type::map(key, value);
  declare(declarations, {.function = "cel.@mapInsert",
                         .id = "@mapInsert_map_key_value",
                         .parameters = {map, key, value},
                         .result = map,
                         .native = insert_key_value});
  declare(declarations, {.function = "cel.@mapInsert",
                         .id = "@mapInsert_map_map",
                         .parameters = {map, map},
                         .result = map,
                         .native = insert_map,
                         .traverses = 2});
}

}  // namespace uniselector::expr
