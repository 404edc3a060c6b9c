// "Did you mean": the nearest of some names to one that was mistyped. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uniselector::base {

/// The nearest candidate within a third of the length (at least 1, at most 3) of edits, where a
/// swap of neighbours counts one; empty when none is that near. The first of equals wins.
std::string_view nearest(std::string_view name, const std::vector<std::string_view>& candidates);
/// "; did you mean 'x'?" or empty.
std::string suggestion(std::string_view name, const std::vector<std::string_view>& candidates);

}  // namespace uniselector::base
