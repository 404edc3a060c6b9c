// Reading parts of values: fields of objects, entries of maps, elements of lists, through
// optionals.
#pragma once

#include <cstdint>
#include <string_view>

#include "expr/names.h"
#include "expr/plan/frame.h"

namespace uniselector::expr {

/// `from.field`. A map is asked for the key of that name. Of an optional it is an optional again.
Value select_field(Frame& frame, std::uint32_t id, const Value& from, const FieldRef& field);
/// What has(from.field) answers.
Value has_field(Frame& frame, std::uint32_t id, const Value& from, const FieldRef& field);
/// `from[key]` for lists and maps; absent when neither `from` nor `key` fits, and then the
/// overloads of libraries decide.
Value index_value(Frame& frame, std::uint32_t id, const Value& from, const Value& key);

}  // namespace uniselector::expr
