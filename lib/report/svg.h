// A pen for SVG pictures inside a page: elements with our own classes, escaped texts, and tooltips
// by the <title> element that every browser shows without a script. One picture per object.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace uniselector::report {

enum class Anchor { kStart, kMiddle, kEnd };

struct Point {
  double x = 0;
  double y = 0;
};

/// A coordinate with at most two decimals and no trailing zeros: equal bytes on every machine.
std::string coordinate(double value);

class Svg {
 public:
  /// `label` says in words what the picture shows, for readers who do not see it. `wide` pictures
  /// scroll on narrow screens rather than shrink below legibility.
  Svg(double width, double height, std::string_view label, bool wide);

  void line(Point a, Point b, std::string_view css);
  /// A rectangle with corners at any two opposite points; nothing is drawn below half a unit wide
  /// or high 0.05.
  void rect(Point a, Point b, std::string_view css, std::string_view tip = {});
  void circle(Point centre, double radius, std::string_view css, std::string_view tip = {});
  /// A square standing on its corner, told from a circle without colour.
  void diamond(Point centre, double radius, std::string_view css, std::string_view tip = {});
  void polyline(const std::vector<Point>& points, std::string_view css);
  void text(Point at, Anchor anchor, std::string_view css, std::string_view words);
  /// An invisible area that shows a tooltip.
  void tip_area(Point a, Point b, std::string_view tip);

  std::string finish() &&;

 private:
  void close(std::string_view element, std::string_view tip);

  std::string out_;
};

/// Width in units of a 12-unit text, estimated for a sans-serif face: to keep room for labels.
double text_width(std::string_view words);

}  // namespace uniselector::report
