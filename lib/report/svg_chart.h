// Charts over a shared horizontal axis: one or several panels of bars, lines and steps, one above
// the other, so that causes and effects line up. Values and text in, SVG out; pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace uniselector::report {

/// One value per interval of the axis.
struct Series {
  enum class Kind { kBars, kLine, kStep };
  std::string name{};
  Kind kind = Kind::kBars;  ///< bars of one panel are stacked in the order given
  int colour = 1;
  std::vector<double> values{};  ///< not a number: nothing is drawn there
};

struct Panel {
  enum class Unit { kCount, kShare, kSeconds, kPerMinute };
  std::string title{};
  Unit unit = Unit::kCount;
  double height = 150;
  std::vector<Series> series{};
  double least_top = 0;          ///< the axis reaches at least this value
  std::optional<double> top{};   ///< the axis ends here: what is higher is cut
  std::optional<double> goal{};  ///< a dashed line across, with its label
  std::string goal_label{};
};

struct Marker {
  double at = 0;
  std::string label{};
};

struct XAxis {
  enum class Kind { kClock, kSeconds };
  Kind kind = Kind::kClock;
  std::vector<double> edges{};    ///< rising; interval i is edges[i]..edges[i + 1]
  std::string label{};            ///< below the lowest panel
  std::vector<Marker> markers{};  ///< vertical lines through all panels
};

struct PanelChart {
  std::string description{};  ///< the picture in words
  double width = 932;
  bool wide = true;
  XAxis x{};
  std::vector<Panel> panels{};
};

std::string to_svg(const PanelChart& chart);

/// Points with both axes from 0 or from the data, one dot per replication.
struct Scatter {
  std::string description{};
  double width = 448;
  double height = 230;
  std::string x_label{};
  std::string y_label{};
  std::vector<std::pair<double, double>> points{};  ///< x a count, y a share 0..1
  std::optional<double> goal{};
  std::string goal_label{};
};

std::string to_svg(const Scatter& chart);

}  // namespace uniselector::report
