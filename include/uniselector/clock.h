// Clock: where a host's time comes from. The engine never reads one unless it is given here.
//
//   auto engine = uniselector::Engine::open({.clock = uniselector::system_clock()});
#pragma once

#include <functional>

#include <uniselector/export.h>
#include <uniselector/time.h>

namespace uniselector {

using Clock = std::function<Time()>;

/// The wall clock of the machine. Callable from any thread.
UNISELECTOR_API Clock system_clock();

}  // namespace uniselector
