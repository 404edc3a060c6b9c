// Drawing of panel charts and scatters. All panels share the left and right margins, so that equal
// times stand under each other; values are read from a few gridlines, series from labels beside
// them rather than from a legend wherever there is room.
#include "report/svg_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "report/format.h"
#include "report/scale.h"
#include "report/svg.h"

namespace uniselector::report {

namespace {

constexpr double kLeft = 46;
constexpr double kHead = 26;     // title and legend above a panel
constexpr double kBetween = 20;  // below a panel
constexpr double kFoot = 40;     // tick labels and axis label below the last panel
constexpr double kLabelHeight = 14;

std::string value_text(double value, Panel::Unit unit) {
  switch (unit) {
    case Panel::Unit::kCount: return count(value);
    case Panel::Unit::kShare: return percent(value);
    case Panel::Unit::kSeconds: return seconds(value);
    case Panel::Unit::kPerMinute: return percent(value) + " a minute";
  }
  return {};
}

std::string tick_text(double value, const std::vector<double>& ticks, Panel::Unit unit) {
  switch (unit) {
    case Panel::Unit::kCount: return number(value, tick_decimals(ticks));
    case Panel::Unit::kShare:
    case Panel::Unit::kPerMinute: {
      std::vector<double> hundreds(ticks);
      for (double& tick : hundreds) tick *= 100;
      return number(100 * value, tick_decimals(hundreds)) + " %";
    }
    case Panel::Unit::kSeconds: return time_tick(value);
  }
  return {};
}

std::string axis_text(double value, XAxis::Kind kind) {
  if (kind == XAxis::Kind::kClock) return clock(value);
  return time_tick(value);
}

double panel_top(const Panel& panel, std::size_t intervals) {
  double top = panel.least_top;
  for (std::size_t i = 0; i < intervals; ++i) {
    double stack = 0;
    for (const Series& series : panel.series) {
      const double value = i < series.values.size() ? series.values[i] : 0;
      if (!std::isfinite(value)) continue;
      if (series.kind == Series::Kind::kBars) {
        stack += value;
      } else {
        top = std::max(top, value);
      }
    }
    top = std::max(top, stack);
  }
  return std::max(top, panel.goal.value_or(0));
}

struct Frame {
  Scale x;
  Scale y;
  double top = 0;
  double bottom = 0;
};

void draw_head(Svg& svg, const Panel& panel, const Frame& frame) {
  const double y = frame.top - 10;
  svg.text({frame.x.from, y}, Anchor::kStart, "head", panel.title);
  const bool lines_are_labelled =
      std::all_of(panel.series.begin(), panel.series.end(),
                  [](const Series& series) { return series.kind != Series::Kind::kBars; });
  if (panel.series.size() < 2 || lines_are_labelled) return;
  double x = frame.x.to;  // the legend is set from the right
  for (auto series = panel.series.rbegin(); series != panel.series.rend(); ++series) {
    x -= text_width(series->name);
    svg.text({x, y}, Anchor::kStart, "name", series->name);
    const std::string css =
        fmt::format("{}{}", series->kind == Series::Kind::kBars ? "k" : "line l", series->colour);
    if (series->kind == Series::Kind::kBars) {
      svg.rect({x - 14, y - 9}, {x - 4, y + 1}, css);
    } else {
      svg.line({x - 18, y - 4}, {x - 4, y - 4}, css);
    }
    x -= 30;
  }
}

void draw_grid(Svg& svg, const Panel& panel, const Frame& frame, const std::vector<double>& ticks) {
  for (const double tick : ticks) {
    const double y = frame.y(tick);
    svg.line({frame.x.from, y}, {frame.x.to, y}, tick == 0 ? "axis" : "grid");
    svg.text({frame.x.from - 8, y + 4}, Anchor::kEnd, "", tick_text(tick, ticks, panel.unit));
  }
}

void draw_bars(Svg& svg, const Panel& panel, const XAxis& axis, const Frame& frame) {
  for (std::size_t i = 0; i + 1 < axis.edges.size(); ++i) {
    const double left = frame.x(axis.edges[i]);
    const double right = frame.x(axis.edges[i + 1]);
    const double gap = std::min(1.0, 0.15 * (right - left));
    double base = 0;
    for (const Series& series : panel.series) {
      if (series.kind != Series::Kind::kBars || i >= series.values.size()) continue;
      const double value = series.values[i];
      if (!std::isfinite(value) || value <= 0) continue;
      const double from = std::min(base, frame.y.hi);
      const double to = std::min(base + value, frame.y.hi);
      svg.rect({left + gap, frame.y(from)}, {right - gap, frame.y(to)},
               fmt::format("k{}", series.colour));
      base += value;
    }
  }
}

void draw_line(Svg& svg, const Series& series, const XAxis& axis, const Frame& frame) {
  std::vector<Point> points;
  const std::string css = fmt::format("line l{}", series.colour);
  const bool step = series.kind == Series::Kind::kStep;
  for (std::size_t i = 0; i + 1 < axis.edges.size() && i < series.values.size(); ++i) {
    if (!std::isfinite(series.values[i])) {
      svg.polyline(points, css);
      points.clear();
      continue;
    }
    const double y = frame.y(std::min(series.values[i], frame.y.hi));
    const double left = frame.x(axis.edges[i]);
    const double right = frame.x(axis.edges[i + 1]);
    if (step) {
      points.push_back({left, y});
      points.push_back({right, y});
    } else {
      points.push_back({(left + right) / 2, y});
    }
  }
  svg.polyline(points, css);
}

// Names at the right end of the lines, moved apart where lines end close together.
void draw_line_labels(Svg& svg, const Panel& panel, const Frame& frame) {
  std::vector<double> wanted;
  std::vector<const Series*> named;
  const bool has_bars = std::any_of(panel.series.begin(), panel.series.end(),
                                    [](const Series& s) { return s.kind == Series::Kind::kBars; });
  if (has_bars || panel.series.size() < 2) return;
  for (const Series& series : panel.series) {
    const auto last = std::find_if(series.values.rbegin(), series.values.rend(),
                                   [](double value) { return std::isfinite(value); });
    if (last == series.values.rend()) continue;
    wanted.push_back(frame.y(std::min(*last, frame.y.hi)) + 4);
    named.push_back(&series);
  }
  const std::vector<double> placed =
      spread_labels(wanted, kLabelHeight, frame.top + 4, frame.bottom + 4);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const double y = placed[i];
    svg.line({frame.x.to + 6, y - 4}, {frame.x.to + 16, y - 4},
             fmt::format("line l{}", named[i]->colour));
    svg.text({frame.x.to + 20, y}, Anchor::kStart, "name", named[i]->name);
  }
}

void draw_tips(Svg& svg, const Panel& panel, const XAxis& axis, const Frame& frame) {
  for (std::size_t i = 0; i + 1 < axis.edges.size(); ++i) {
    std::string tip =
        axis_text(axis.edges[i], axis.kind) + " to " + axis_text(axis.edges[i + 1], axis.kind);
    for (const Series& series : panel.series) {
      if (i >= series.values.size() || !std::isfinite(series.values[i])) continue;
      tip += "\n" + series.name + ": " + value_text(series.values[i], panel.unit);
    }
    svg.tip_area({frame.x(axis.edges[i]), frame.top}, {frame.x(axis.edges[i + 1]), frame.bottom},
                 tip);
  }
}

void draw_x_axis(Svg& svg, const XAxis& axis, const Frame& frame) {
  const double lo = axis.edges.front();
  const double hi = axis.edges.back();
  const int wanted = std::max(3, static_cast<int>((frame.x.to - frame.x.from) / 70));
  const std::vector<double> ticks =
      axis.kind == XAxis::Kind::kClock ? clock_ticks(lo, hi, wanted) : time_axis_ticks(hi, wanted);
  double free_from = -1e9;
  for (const double tick : ticks) {
    if (tick < lo - 1e-9 || tick > hi + 1e-9) continue;
    const double x = frame.x(tick);
    svg.line({x, frame.bottom}, {x, frame.bottom + 4}, "axis");
    const std::string words = axis_text(tick, axis.kind);
    if (x - text_width(words) / 2 < free_from) continue;
    svg.text({x, frame.bottom + 17}, Anchor::kMiddle, "", words);
    free_from = x + text_width(words) / 2 + 6;
  }
  if (!axis.label.empty()) {
    svg.text({frame.x.to, frame.bottom + 34}, Anchor::kEnd, "", axis.label);
  }
}

// Labels of vertical markers stand in rows, so that neighbours do not cover each other.
void draw_markers(Svg& svg, const XAxis& axis, const Scale& x, double top, double bottom) {
  double row_end[3] = {-1e9, -1e9, -1e9};
  for (const Marker& marker : axis.markers) {
    if (marker.at < axis.edges.front() || marker.at > axis.edges.back()) continue;
    const double at = x(marker.at);
    svg.line({at, top}, {at, bottom}, "mark");
    const double width = text_width(marker.label);
    const bool flip = at + 5 + width > x.to;
    const double start = flip ? at - 5 - width : at + 5;
    int row = 0;
    while (row < 2 && start < row_end[row]) ++row;
    row_end[row] = start + width + 8;
    svg.text({flip ? at - 5 : at + 5, top + 11 + row * kLabelHeight},
             flip ? Anchor::kEnd : Anchor::kStart, "name halo", marker.label);
  }
}

double right_margin(const PanelChart& chart) {
  double margin = 24;
  for (const Panel& panel : chart.panels) {
    if (panel.goal) margin = std::max(margin, 8 + text_width(panel.goal_label));
    const bool bars = std::any_of(panel.series.begin(), panel.series.end(),
                                  [](const Series& s) { return s.kind == Series::Kind::kBars; });
    if (bars || panel.series.size() < 2) continue;
    for (const Series& s : panel.series) margin = std::max(margin, 24 + text_width(s.name));
  }
  return margin;
}

std::vector<double> value_ticks(const Panel& panel, double top) {
  const int wanted = panel.height < 110 ? 3 : 4;
  if (panel.unit == Panel::Unit::kSeconds) return time_axis_ticks(top, wanted);
  return axis_ticks(top, wanted);
}

}  // namespace

std::string to_svg(const PanelChart& chart) {
  if (chart.x.edges.size() < 2 || chart.panels.empty()) return {};
  double height = kFoot - kBetween;
  for (const Panel& panel : chart.panels) height += kHead + panel.height + kBetween;
  Svg svg(chart.width, height, chart.description, chart.wide);
  const Scale x{chart.x.edges.front(), chart.x.edges.back(), kLeft,
                chart.width - right_margin(chart)};
  double y = 0;
  for (const Panel& panel : chart.panels) {
    const std::vector<double> ticks =
        value_ticks(panel, panel.top.value_or(panel_top(panel, chart.x.edges.size() - 1)));
    Frame frame{x, {}, y + kHead, y + kHead + panel.height};
    frame.y = {0, panel.top.value_or(ticks.back()), frame.bottom, frame.top};
    draw_head(svg, panel, frame);
    draw_grid(svg, panel, frame, ticks);
    draw_bars(svg, panel, chart.x, frame);
    if (panel.goal) {
      svg.line({x.from, frame.y(*panel.goal)}, {x.to, frame.y(*panel.goal)}, "mark");
      svg.text({x.to + 6, frame.y(*panel.goal) + 4}, Anchor::kStart, "name", panel.goal_label);
    }
    for (const Series& series : panel.series) {
      if (series.kind != Series::Kind::kBars) draw_line(svg, series, chart.x, frame);
    }
    draw_line_labels(svg, panel, frame);
    draw_tips(svg, panel, chart.x, frame);
    if (&panel == &chart.panels.back()) {
      draw_x_axis(svg, chart.x, frame);
      draw_markers(svg, chart.x, x, kHead, frame.bottom);
    }
    y = frame.bottom + kBetween;
  }
  return std::move(svg).finish();
}

std::string to_svg(const Scatter& chart) {
  if (chart.points.empty()) return {};
  double least = std::numeric_limits<double>::infinity();
  double most = 0;
  for (const auto& [x, y] : chart.points) {
    least = std::min(least, x);
    most = std::max(most, x);
  }
  const std::vector<double> steps = axis_ticks(std::max(most - least, 1.0), 4);
  const double step = steps[1];
  const double lo = std::floor(least / step) * step;
  const double hi = std::max(std::ceil(most / step) * step, lo + step);
  const double goal_room = chart.goal ? 8 + text_width(chart.goal_label) : 24;
  const Scale x{lo, hi, kLeft, chart.width - goal_room};
  const Scale y{0, 1, kHead + chart.height, kHead};
  Svg svg(chart.width, kHead + chart.height + kFoot, chart.description, true);
  svg.text({kLeft, kHead - 10}, Anchor::kStart, "head", chart.y_label);
  for (const double tick : {0.0, 0.25, 0.5, 0.75, 1.0}) {
    svg.line({x.from, y(tick)}, {x.to, y(tick)}, tick == 0 ? "axis" : "grid");
    svg.text({x.from - 8, y(tick) + 4}, Anchor::kEnd, "", percent(tick, 0));
  }
  const auto ticks = static_cast<int>(std::lround((hi - lo) / step));
  for (int i = 0; i <= ticks && i < kMaxTicks; ++i) {
    const double at = lo + i * step;
    svg.line({x(at), y.from}, {x(at), y.from + 4}, "axis");
    svg.text({x(at), y.from + 17}, Anchor::kMiddle, "", number(at, tick_decimals(steps)));
  }
  svg.text({x.to, y.from + 34}, Anchor::kEnd, "", chart.x_label);
  if (chart.goal) {
    svg.line({x.from, y(*chart.goal)}, {x.to, y(*chart.goal)}, "mark");
    svg.text({x.to + 6, y(*chart.goal) + 4}, Anchor::kStart, "name", chart.goal_label);
  }
  for (const auto& [px, py] : chart.points) {
    svg.circle({x(px), y(std::clamp(py, 0.0, 1.0))}, 4, "dot k1",
               count(px) + " offered, service level " + percent(py));
  }
  return std::move(svg).finish();
}

}  // namespace uniselector::report
