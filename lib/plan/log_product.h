// Products of many ratios of a birth-death chain in logarithms, where factorials and gamma
// functions would overflow, and where std::lgamma would write a global variable (signgam) that
// threads share. Pure.
#pragma once

namespace uniselector::plan {

/// log of r/z x r/(z+1) x ... x r/(z+count-1), that is of r^count gamma(z) / gamma(z+count); r and
/// z above 0, count a whole number of at least 0. O(1). The absolute error is some 1e-15 of count
/// (1 + |log(r / (z + count))|).
double log_product(double r, double z, double count);

}  // namespace uniselector::plan
