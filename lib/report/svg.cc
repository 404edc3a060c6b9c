// Bodies of svg.h.
#include "report/svg.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "report/html.h"

namespace uniselector::report {

std::string coordinate(double value) {
  if (!std::isfinite(value)) return "0";
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

Svg::Svg(double width, double height, std::string_view label, bool wide) {
  out_ = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\"{}>\n",
                     coordinate(width), coordinate(height), escape(label),
                     wide ? " class=\"wide\"" : "");
}

void Svg::close(std::string_view element, std::string_view tip) {
  if (tip.empty()) {
    out_ += "/>\n";
  } else {
    out_ += fmt::format("><title>{}</title></{}>\n", escape(tip), element);
  }
}

void Svg::line(Point a, Point b, std::string_view css) {
  out_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" class=\"{}\"/>\n",
                      coordinate(a.x), coordinate(a.y), coordinate(b.x), coordinate(b.y), css);
}

void Svg::rect(Point a, Point b, std::string_view css, std::string_view tip) {
  const double width = std::abs(b.x - a.x);
  const double height = std::abs(b.y - a.y);
  if (width < 0.05 || height < 0.05) return;
  out_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"",
                      coordinate(std::min(a.x, b.x)), coordinate(std::min(a.y, b.y)),
                      coordinate(width), coordinate(height), css);
  close("rect", tip);
}

void Svg::circle(Point centre, double radius, std::string_view css, std::string_view tip) {
  out_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" class=\"{}\"", coordinate(centre.x),
                      coordinate(centre.y), coordinate(radius), css);
  close("circle", tip);
}

void Svg::diamond(Point centre, double radius, std::string_view css, std::string_view tip) {
  const double r = 1.2 * radius;  // about the area of the circle
  out_ += fmt::format("<path d=\"M{} {}L{} {}L{} {}L{} {}Z\" class=\"{}\"", coordinate(centre.x),
                      coordinate(centre.y - r), coordinate(centre.x + r), coordinate(centre.y),
                      coordinate(centre.x), coordinate(centre.y + r), coordinate(centre.x - r),
                      coordinate(centre.y), css);
  close("path", tip);
}

void Svg::polyline(const std::vector<Point>& points, std::string_view css) {
  if (points.size() < 2) return;
  out_ += "<polyline points=\"";
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0) out_ += ' ';
    out_ += coordinate(points[i].x) + "," + coordinate(points[i].y);
  }
  out_ += fmt::format("\" class=\"{}\"/>\n", css);
}

void Svg::text(Point at, Anchor anchor, std::string_view css, std::string_view words) {
  constexpr std::string_view kAnchors[] = {"start", "middle", "end"};
  out_ += fmt::format("<text x=\"{}\" y=\"{}\"", coordinate(at.x), coordinate(at.y));
  if (anchor != Anchor::kStart) {
    out_ += fmt::format(" text-anchor=\"{}\"", kAnchors[static_cast<int>(anchor)]);
  }
  if (!css.empty()) out_ += fmt::format(" class=\"{}\"", css);
  out_ += fmt::format(">{}</text>\n", escape(words));
}

void Svg::tip_area(Point a, Point b, std::string_view tip) {
  out_ += fmt::format(
      "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"none\" pointer-events=\"all\"",
      coordinate(std::min(a.x, b.x)), coordinate(std::min(a.y, b.y)),
      coordinate(std::abs(b.x - a.x)), coordinate(std::abs(b.y - a.y)));
  close("rect", tip);
}

std::string Svg::finish() && { return std::move(out_) + "</svg>\n"; }

double text_width(std::string_view words) {
  constexpr std::string_view kNarrow = " .,:;'!|()[]ijlI";
  constexpr std::string_view kSlim = "frt-/";
  constexpr std::string_view kWide = "mwMW%@";
  double width = 0;
  for (const char c : words) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U) continue;  // goes with the byte before it
    const auto is_in = [c](std::string_view set) { return set.find(c) != std::string_view::npos; };
    width += is_in(kNarrow) ? 3.8 : is_in(kSlim) ? 4.8 : byte >= 0xE0 || is_in(kWide) ? 10.8 : 7.4;
  }
  return width;
}

}  // namespace uniselector::report
