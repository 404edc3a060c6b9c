// A map that grows by one entry at a time, for the macros that build maps in a loop. Every state of
// it stays as it was: a state sees the entries that were there when it was made, and adding to the
// newest one puts the entry behind them, so that n entries take n log n steps instead of n copies.
#pragma once

#include <cstdint>

#include "expr/call_frame.h"

namespace uniselector::expr {

/// `map` with one more entry; an error when the key is there already or can be none.
Value insert_entry(CallFrame& call, const Value& map, const Value& key, const Value& value);

}  // namespace uniselector::expr
