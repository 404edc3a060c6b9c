// Drawing of bar and dot charts.
#include "report/svg_rows.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/format.h"
#include "report/scale.h"
#include "report/svg.h"

namespace uniselector::report {

namespace {

constexpr double kRow = 24;
constexpr double kBar = 14;
constexpr double kDotRow = 30;
constexpr double kFoot = 40;

template <class Row>
double names_width(const std::vector<Row>& rows) {
  double width = 40;
  for (const Row& row : rows) {
    const double detail = row.detail.empty() ? 0 : 8 + text_width(row.detail);
    width = std::max(width, text_width(row.name) + detail);
  }
  return width + 24;
}

// Names start at the left edge and details end at the row, so that both can be read down.
void draw_name(Svg& svg, double right, double y, const std::string& name,
               const std::string& detail) {
  svg.text({0, y}, Anchor::kStart, "name", name);
  if (!detail.empty()) svg.text({right - 10, y}, Anchor::kEnd, "", detail);
}

void draw_share_axis(Svg& svg, const Scale& x, double top, double bottom) {
  for (const double tick : {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}) {
    svg.line({x(tick), top}, {x(tick), bottom}, tick == 0 ? "axis" : "grid");
    svg.text({x(tick), bottom + 15}, Anchor::kMiddle, "", percent(tick, 0));
  }
}

/// How far a dot is moved off the middle of its row, so that none lies on another.
double aside(const std::vector<double>& at, std::size_t dot) {
  int before = 0;
  int behind = 0;
  for (std::size_t i = 0; i < at.size(); ++i) {
    const bool near = i != dot && std::abs(at[i] - at[dot]) < 10;  // false for a value not known
    if (near) ++(i < dot ? before : behind);
  }
  return std::clamp(4.0 * (before - behind), -8.0, 8.0);
}

}  // namespace

std::string to_svg(const BarChart& chart) {
  if (chart.rows.empty()) return {};
  double figure = 0;
  double remark = 0;
  for (const BarRow& row : chart.rows) {
    figure = std::max(figure, text_width(row.figure));
    remark = std::max(remark, text_width(row.remark));
  }
  const double figures = 24 + figure + remark;
  const double head = chart.line ? 22 : 6;
  const double bottom = head + kRow * static_cast<double>(chart.rows.size());
  const Scale x{0, 1, names_width(chart.rows), chart.width - figures};
  Svg svg(chart.width, bottom + kFoot, chart.description, chart.wide);
  draw_share_axis(svg, x, head, bottom);
  for (std::size_t i = 0; i < chart.rows.size(); ++i) {
    const BarRow& row = chart.rows[i];
    const double y = head + kRow * static_cast<double>(i) + (kRow - kBar) / 2;
    draw_name(svg, x.from, y + 11, row.name, row.detail);
    svg.rect({x(0), y}, {x(1), y + kBar}, "track");
    svg.rect({x(0), y}, {x(std::clamp(row.value, 0.0, 1.0)), y + kBar},
             fmt::format("k{}", row.colour), row.name + ": " + percent(row.value));
    if (row.goal) {
      svg.line({x(*row.goal), y - 3}, {x(*row.goal), y + kBar + 3}, "goal");
    }
    svg.text({x.to + 10 + figure, y + 11}, Anchor::kEnd, "figure", row.figure);
    if (!row.remark.empty()) {
      svg.text({x.to + 20 + figure, y + 11}, Anchor::kStart, "", row.remark);
    }
  }
  if (chart.line) {
    svg.line({x(*chart.line), head - 4}, {x(*chart.line), bottom}, "mark");
    svg.text({x(*chart.line), head - 9}, Anchor::kMiddle, "name", chart.line_label);
  }
  svg.text({x.to, bottom + 32}, Anchor::kEnd, "", chart.axis_label);
  return std::move(svg).finish();
}

std::string to_svg(const DotChart& chart) {
  if (chart.rows.empty() || chart.series.empty()) return {};
  double most = 0;
  for (const DotRow& row : chart.rows) {
    for (const double value : row.values) {
      if (std::isfinite(value)) most = std::max(most, value);
    }
  }
  const bool share = chart.unit == DotChart::Unit::kShare;
  const std::vector<double> ticks = share ? axis_ticks(most, 6) : time_axis_ticks(most, 6);
  const double head = 30;
  const double bottom = head + kDotRow * static_cast<double>(chart.rows.size());
  const Scale x{0, ticks.back(), names_width(chart.rows), chart.width - 34};
  Svg svg(chart.width, bottom + kFoot, chart.description, chart.wide);

  auto dot = [&](std::size_t series, Point at, double radius, const std::string& tip) {
    const int colour = series < chart.colours.size() ? chart.colours[series] : 1;
    const std::string css = fmt::format("dot k{}", colour);
    series == 0 ? svg.diamond(at, radius, css, tip) : svg.circle(at, radius, css, tip);
  };
  double legend = x.from;
  for (std::size_t i = 0; i < chart.series.size(); ++i) {
    dot(i, {legend + 6, 10}, 5, "");
    svg.text({legend + 17, 14}, Anchor::kStart, "name", chart.series[i]);
    legend += 17 + text_width(chart.series[i]) + 20;
  }
  std::vector<double> hundreds(ticks);
  for (double& tick : hundreds) tick *= 100;
  for (const double tick : ticks) {
    svg.line({x(tick), head}, {x(tick), bottom}, tick == 0 ? "axis" : "grid");
    const std::string words =
        share ? number(100 * tick, tick_decimals(hundreds)) + " %" : time_tick(tick);
    svg.text({x(tick), bottom + 15}, Anchor::kMiddle, "", words);
  }
  for (std::size_t r = 0; r < chart.rows.size(); ++r) {
    const DotRow& row = chart.rows[r];
    const double y = head + kDotRow * (static_cast<double>(r) + 0.5);
    draw_name(svg, x.from, y + 4, row.name, row.detail);
    double least = ticks.back();
    double largest = 0;
    for (const double value : row.values) {
      if (!std::isfinite(value)) continue;
      least = std::min(least, value);
      largest = std::max(largest, value);
    }
    if (least < largest) svg.line({x(least), y}, {x(largest), y}, "span");
    std::vector<double> at;
    for (const double value : row.values) at.push_back(x(value));
    for (std::size_t i = row.values.size(); i-- > 0;) {
      if (!std::isfinite(row.values[i]) || i >= chart.series.size()) continue;
      dot(i, {at[i], y + aside(at, i)}, 6,
          row.name + ", " + chart.series[i] + ": " +
              (share ? percent(row.values[i]) : seconds(row.values[i])));
    }
  }
  svg.text({x.to, bottom + 32}, Anchor::kEnd, "", chart.axis_label);
  return std::move(svg).finish();
}

}  // namespace uniselector::report
