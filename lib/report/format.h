// How numbers are written in every report: one form per kind of figure, independent of any locale.
// Pure functions; values that are not finite read "–".
#pragma once

#include <string>

namespace uniselector::report {

/// 1423 -> "1,423"; with decimals 1: "1,423.0".
std::string number(double value, int decimals = 0);
/// Means of counts: whole numbers from 100 on and for whole values, else one decimal: "12.4".
std::string count(double value);
/// The same for a column, where all figures below 100 have a decimal or none has.
std::string count_column(double value, bool whole);
/// A share 0..1 as "87.2 %".
std::string percent(double share, int decimals = 1);
/// "75 %", but "75.3 %": what a figure is compared with keeps the decimal that the difference has.
std::string percent_goal(double share);
/// Length in seconds for prose: "0.4 s", "41 s", "2 min 5 s", "1 h 12 min".
std::string seconds(double value);
/// Length in seconds for columns: one decimal below 1,000, then whole: "40.8", "1,063".
std::string seconds_column(double value);
/// A length on an axis: "0", "30 s", "1 min", "90 s", "2 min": whole minutes are minutes.
std::string time_tick(double value);
/// A time of day from seconds after midnight: "09:30"; 86400 reads "24:00", later days start over.
std::string clock(double seconds_of_day);

}  // namespace uniselector::report
