//===- PlotCanvas.cpp - Curves as an SVG document -------------------------===//
#include "runtime/train/PlotCanvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bmc {

//===----------------------------------------------------------------------===//
// Axes
//===----------------------------------------------------------------------===//

double Axis::at(double value) const {
  if (logarithmic)
    return std::log(value / low) / std::log(high / low);
  return (value - low) / (high - low);
}

/// Smallest of 1, 2, 5 times a power of ten that is >= `value`.
static double roundUp(double value) {
  double power = std::pow(10, std::floor(std::log10(value)));
  for (double digit : {1.0, 2.0, 5.0})
    if (digit * power >= value * (1 - 1e-9))
      return digit * power;
  return 10 * power;
}

static std::vector<double> linearTicks(const Axis &axis, int count) {
  // The slack keeps a last step such as 4999.5 (averaged points) labelled.
  double step = roundUp((axis.high - axis.low) / count);
  std::vector<double> ticks;
  for (double k = std::ceil(axis.low / step - 1e-9);
       k * step <= axis.high + step * 1e-2; ++k)
    ticks.push_back(k * step);
  return ticks;
}

static std::vector<double> logarithmicTicks(const Axis &axis) {
  bool isWide = axis.high / axis.low > 1e4;
  std::vector<double> ticks;
  for (double power = std::pow(10, std::floor(std::log10(axis.low)));
       power <= axis.high; power *= 10)
    for (double digit : {1.0, 2.0, 5.0}) {
      double tick = digit * power;
      bool isShown = digit == 1.0 || !isWide;
      if (isShown && tick >= axis.low && tick <= axis.high)
        ticks.push_back(tick);
    }
  return ticks;
}

std::vector<double> Axis::ticks(int count) const {
  return logarithmic ? logarithmicTicks(*this) : linearTicks(*this, count);
}

Axis stepAxis(const std::vector<const std::vector<CurvePoint> *> &curves) {
  double last = 1;
  for (const auto *points : curves)
    if (!points->empty())
      last = std::max(last, points->back().step);
  return {0, last};
}

Axis valueAxis(const std::vector<const std::vector<CurvePoint> *> &curves,
               bool mayBeLogarithmic) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const auto *points : curves)
    for (const CurvePoint &p : *points) {
      low = std::min(low, p.loss);
      high = std::max(high, p.loss);
    }
  if (low > high)
    return {0, 1};
  if (mayBeLogarithmic && low > 0 && high / low > 100)
    return {low / 1.3, high * 1.3, true};
  double margin = high > low ? (high - low) * 0.06 : std::abs(high) * 0.1 + 0.1;
  return {low - margin, high + margin};
}

std::vector<CurvePoint> finitePoints(const std::vector<CurvePoint> &points) {
  std::vector<CurvePoint> finite;
  std::copy_if(points.begin(), points.end(), std::back_inserter(finite),
               [](const CurvePoint &p) { return std::isfinite(p.loss); });
  return finite;
}

//===----------------------------------------------------------------------===//
// Canvas
//===----------------------------------------------------------------------===//

Canvas::Canvas(double width, double height) {
  fmt::format_to(out(),
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:g}\" "
                 "height=\"{1:g}\" viewBox=\"0 0 {0:g} {1:g}\" "
                 "font-family=\"system-ui, 'DejaVu Sans', sans-serif\" "
                 "font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" "
                 "fill=\"#ffffff\"/>\n",
                 width, height);
}

void Canvas::text(double px, double py, const char *anchor,
                  std::string_view content, std::string_view more) {
  fmt::format_to(out(),
                 "<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" {}>", px,
                 py, anchor, more);
  for (char c : content)
    document += c == '<'   ? "&lt;"
                : c == '>' ? "&gt;"
                : c == '&' ? "&amp;"
                           : std::string(1, c);
  document += "</text>\n";
}

void Canvas::line(double x1, double y1, double x2, double y2, const char *color,
                  double width) {
  std::string stroke =
      width == 1 ? "" : fmt::format(" stroke-width=\"{:g}\"", width);
  fmt::format_to(out(),
                 "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
                 "y2=\"{:.1f}\" stroke=\"{}\"{}/>\n",
                 x1, y1, x2, y2, color, stroke);
}

/// Sums of tick steps pick up rounding (0.30000000000000004): six digits.
static std::string label(double tick) {
  return fmt::format("{:.6g}", std::abs(tick) < 1e-12 ? 0.0 : tick);
}

void Canvas::grid(const Panel &panel) {
  for (double tick : panel.x.ticks(8)) {
    line(panel.px(tick), panel.top, panel.px(tick), panel.bottom, "#eeeeee");
    if (!panel.xLabel.empty())
      text(panel.px(tick), panel.bottom + 20, "middle", label(tick));
  }
  int count = std::max(2, static_cast<int>((panel.bottom - panel.top) / 55));
  for (double tick : panel.y.ticks(count)) {
    line(panel.left, panel.py(tick), panel.right, panel.py(tick), "#eeeeee");
    text(panel.left - 8, panel.py(tick) + 4.5, "end", label(tick));
  }
  line(panel.left, panel.top, panel.left, panel.bottom, "#888888");
  line(panel.left, panel.bottom, panel.right, panel.bottom, "#888888");
  if (!panel.xLabel.empty())
    text((panel.left + panel.right) / 2, panel.bottom + 42, "middle",
         panel.xLabel);
  double middle = (panel.top + panel.bottom) / 2;
  if (!panel.yLabel.empty())
    text(20, middle, "middle", panel.yLabel,
         fmt::format("fill=\"#444\" transform=\"rotate(-90 20 {:.1f})\"",
                     middle));
}

void Canvas::curve(const Panel &panel, const std::vector<CurvePoint> &points,
                   const char *color, double width, bool hasMarkers) {
  if (points.empty())
    return;
  fmt::format_to(out(),
                 "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{:g}\" "
                 "stroke-linejoin=\"round\" points=\"",
                 color, width);
  for (const CurvePoint &p : points)
    fmt::format_to(out(), "{:.1f},{:.1f} ", panel.px(p.step), panel.py(p.loss));
  document += "\"/>\n";
  for (const CurvePoint &p : points)
    if (hasMarkers || points.size() == 1)
      fmt::format_to(out(),
                     "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" "
                     "fill=\"{}\"/>\n",
                     panel.px(p.step), panel.py(p.loss), color);
}

std::string Canvas::finish() {
  document += "</svg>\n";
  return std::move(document);
}

} // namespace bmc
