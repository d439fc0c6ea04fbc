//===- PlotCanvas.h - Curves as an SVG document ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_PLOTCANVAS_H
#define BMC_RUNTIME_TRAIN_PLOTCANVAS_H

#include "runtime/train/LossCurve.h"

#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// Maps values to [0, 1] and knows where to put round numbers.
struct Axis {
  double low, high;
  bool logarithmic = false;

  double at(double value) const;
  /// About `count` of them where the axis is linear.
  std::vector<double> ticks(int count) const;
};

/// From 0 to the last step.
Axis stepAxis(const std::vector<const std::vector<CurvePoint> *> &curves);
/// A little beyond the values; logarithmic if positive values span more than
/// two decades and `mayBeLogarithmic`.
Axis valueAxis(const std::vector<const std::vector<CurvePoint> *> &curves,
               bool mayBeLogarithmic);

/// Points that can be drawn.
std::vector<CurvePoint> finitePoints(const std::vector<CurvePoint> &points);

/// A rectangle of a document with axes of its own.
struct Panel {
  Axis x, y;
  double left, top, right, bottom;
  std::string_view xLabel, yLabel; ///< may be empty

  double px(double value) const { return left + x.at(value) * (right - left); }
  double py(double value) const {
    return bottom - y.at(value) * (bottom - top);
  }
};

/// Builds the document piece by piece.
class Canvas {
public:
  Canvas(double width, double height);

  void text(double px, double py, const char *anchor, std::string_view content,
            std::string_view more = "fill=\"#444\"");
  void line(double x1, double y1, double x2, double y2, const char *color,
            double width = 1);
  void grid(const Panel &panel);
  void curve(const Panel &panel, const std::vector<CurvePoint> &points,
             const char *color, double width, bool hasMarkers = false);
  std::string finish();

private:
  std::back_insert_iterator<std::string> out() {
    return std::back_inserter(document);
  }

  std::string document;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_PLOTCANVAS_H
