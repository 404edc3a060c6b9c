// Charts of named rows: bars against targets, and dots that compare policies row by row. Names
// stand before the row and figures behind it, so that no legend or axis need be consulted for the
// value. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace uniselector::report {

struct BarRow {
  std::string name{};
  std::string detail{};          ///< after the name, softer
  double value = 0;              ///< 0..1
  std::optional<double> goal{};  ///< 0..1, a mark across the bar
  std::string figure{};          ///< behind the bar
  std::string remark{};          ///< after the figure
  int colour = 1;
};

/// Bars of shares from 0 to 100 %.
struct BarChart {
  std::string description{};
  double width = 932;
  bool wide = true;
  std::string axis_label{};
  std::vector<BarRow> rows{};
  std::optional<double> line{};  ///< a line down through all rows, such as the mean
  std::string line_label{};
};

std::string to_svg(const BarChart& chart);

struct DotRow {
  std::string name{};
  std::string detail{};
  std::vector<double> values{};  ///< one per series; not a number: none
};

struct DotChart {
  enum class Unit { kShare, kSeconds };
  std::string description{};
  double width = 932;
  bool wide = true;
  Unit unit = Unit::kSeconds;
  std::string axis_label{};
  std::vector<std::string> series{};  ///< the first is drawn as a diamond: what really happened
  std::vector<int> colours{};         ///< one per series
  std::vector<DotRow> rows{};
};

std::string to_svg(const DotChart& chart);

}  // namespace uniselector::report
