// Clock: where a host's time comes from. The engine never reads one unless it is given here.
//
//   auto engine = uniselector::Engine::open({.clock = uniselector::system_clock()});
//
// The engine calls its clock once for `open` and once for every command, on the thread of that
// call, and keeps it as long as it lives. A clock may stand still; one that goes back counts as
// late, and one that leaves kMinTime..kMaxTime makes the command answer OutOfRange.
#pragma once

#include <functional>

#include <uniselector/export.h>
#include <uniselector/time.h>

namespace uniselector {

/// Answers the time now. Must not call the engine that it serves.
using Clock = std::function<Time()>;

/// The wall clock of the machine. Callable from any thread; costs one system call at most.
UNISELECTOR_API Clock system_clock();

}  // namespace uniselector
