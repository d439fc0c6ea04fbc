//===- LossPlot.cpp - loss.svg --------------------------------------------===//
#include "runtime/train/LossPlot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace bmc {
namespace {

constexpr double kWidth = 800, kHeight = 450;
constexpr double kLeft = 72, kRight = 24, kTop = 48, kBottom = 56;
constexpr const char *kTrainColor = "#1f6feb", *kTrainPale = "#a8c7f7";
constexpr const char *kValColor = "#d9480f";
/// More points than this and the raw curve becomes background.
constexpr size_t kSmoothAbove = 100;

/// Maps values to [0, 1] and knows where to put round numbers.
struct Axis {
  double low, high;
  bool logarithmic = false;

  double at(double value) const {
    if (logarithmic)
      return std::log(value / low) / std::log(high / low);
    return (value - low) / (high - low);
  }
};

/// Smallest of 1, 2, 5 times a power of ten that is >= `value`.
double roundUp(double value) {
  double power = std::pow(10, std::floor(std::log10(value)));
  for (double digit : {1.0, 2.0, 5.0})
    if (digit * power >= value * (1 - 1e-9))
      return digit * power;
  return 10 * power;
}

std::vector<double> linearTicks(const Axis &axis, int count) {
  // The slack keeps a last step such as 4999.5 (averaged points) labelled.
  double step = roundUp((axis.high - axis.low) / count);
  std::vector<double> ticks;
  for (double k = std::ceil(axis.low / step - 1e-9);
       k * step <= axis.high + step * 1e-2; ++k)
    ticks.push_back(k * step);
  return ticks;
}

std::vector<double> logarithmicTicks(const Axis &axis) {
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

std::vector<CurvePoint> finitePoints(const std::vector<CurvePoint> &points) {
  std::vector<CurvePoint> finite;
  std::copy_if(points.begin(), points.end(), std::back_inserter(finite),
               [](const CurvePoint &p) { return std::isfinite(p.loss); });
  return finite;
}

/// Mean over a centred window of about 3 % of the run, so that the curve does
/// not lag behind a falling loss. The window shrinks towards both ends.
std::vector<CurvePoint> smoothed(const std::vector<CurvePoint> &points) {
  size_t count = points.size(), reach = std::max<size_t>(2, count / 64);
  std::vector<double> sums(count + 1, 0);
  for (size_t i = 0; i < count; ++i)
    sums[i + 1] = sums[i] + points[i].loss;
  std::vector<CurvePoint> out;
  out.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    size_t r = std::min({reach, i, count - 1 - i});
    double mean =
        (sums[i + r + 1] - sums[i - r]) / static_cast<double>(2 * r + 1);
    out.push_back({points[i].step, mean});
  }
  return out;
}

Axis stepAxis(const std::vector<CurvePoint> &train,
              const std::vector<CurvePoint> &val) {
  double last = 1;
  for (const auto *points : {&train, &val})
    if (!points->empty())
      last = std::max(last, points->back().step);
  return {0, last};
}

Axis lossAxis(const std::vector<CurvePoint> &train,
              const std::vector<CurvePoint> &val) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (const auto *points : {&train, &val})
    for (const CurvePoint &p : *points) {
      low = std::min(low, p.loss);
      high = std::max(high, p.loss);
    }
  if (low > high)
    return {0, 1};
  if (low > 0 && high / low > 100)
    return {low / 1.3, high * 1.3, true};
  double margin = high > low ? (high - low) * 0.06 : std::abs(high) * 0.1 + 0.1;
  return {low - margin, high + margin};
}

/// Builds the document piece by piece.
class Canvas {
public:
  Canvas(const Axis &x, const Axis &y) : x(x), y(y) {
    fmt::format_to(out(),
                   "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:g}\" "
                   "height=\"{1:g}\" viewBox=\"0 0 {0:g} {1:g}\" "
                   "font-family=\"system-ui, 'DejaVu Sans', sans-serif\" "
                   "font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" "
                   "fill=\"#ffffff\"/>\n",
                   kWidth, kHeight);
  }

  void text(double px, double py, const char *anchor, std::string_view content,
            std::string_view more = "fill=\"#444\"") {
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

  void line(double x1, double y1, double x2, double y2, const char *color) {
    fmt::format_to(out(),
                   "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
                   "y2=\"{:.1f}\" stroke=\"{}\"/>\n",
                   x1, y1, x2, y2, color);
  }

  void grid() {
    for (double tick : linearTicks(x, 8)) {
      line(px(tick), kTop, px(tick), kHeight - kBottom, "#eeeeee");
      text(px(tick), kHeight - kBottom + 20, "middle", label(tick));
    }
    for (double tick :
         y.logarithmic ? logarithmicTicks(y) : linearTicks(y, 6)) {
      line(kLeft, py(tick), kWidth - kRight, py(tick), "#eeeeee");
      text(kLeft - 8, py(tick) + 4.5, "end", label(tick));
    }
    line(kLeft, kTop, kLeft, kHeight - kBottom, "#888888");
    line(kLeft, kHeight - kBottom, kWidth - kRight, kHeight - kBottom,
         "#888888");
    text((kLeft + kWidth - kRight) / 2, kHeight - 14, "middle", "step");
    double middle = (kTop + kHeight - kBottom) / 2;
    text(20, middle, "middle", y.logarithmic ? "loss (log scale)" : "loss",
         fmt::format("fill=\"#444\" transform=\"rotate(-90 20 {:.1f})\"",
                     middle));
  }

  void curve(const std::vector<CurvePoint> &points, const char *color,
             double width, bool hasMarkers = false) {
    if (points.empty())
      return;
    fmt::format_to(
        out(),
        "<polyline fill=\"none\" stroke=\"{}\" stroke-width=\"{:g}\" "
        "stroke-linejoin=\"round\" points=\"",
        color, width);
    for (const CurvePoint &p : points)
      fmt::format_to(out(), "{:.1f},{:.1f} ", px(p.step), py(p.loss));
    document += "\"/>\n";
    for (const CurvePoint &p : points)
      if (hasMarkers || points.size() == 1)
        fmt::format_to(out(),
                       "<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\" "
                       "fill=\"{}\"/>\n",
                       px(p.step), py(p.loss), color);
  }

  /// One legend entry, right-aligned in the title row.
  void legend(int row, const char *color, const std::string &content) {
    double right = kWidth - kRight, middle = 18 + row * 18;
    text(right, middle + 4.5, "end", content);
    double start = right - 190;
    fmt::format_to(out(),
                   "<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
                   "y2=\"{:.1f}\" stroke=\"{}\" stroke-width=\"3\"/>\n",
                   start, middle, start + 22, middle, color);
  }

  std::string finish() {
    document += "</svg>\n";
    return std::move(document);
  }

private:
  std::back_insert_iterator<std::string> out() {
    return std::back_inserter(document);
  }
  double px(double value) const {
    return kLeft + x.at(value) * (kWidth - kLeft - kRight);
  }
  double py(double value) const {
    return kHeight - kBottom - y.at(value) * (kHeight - kTop - kBottom);
  }
  /// Sums of tick steps pick up rounding (0.30000000000000004): six digits.
  static std::string label(double tick) {
    return fmt::format("{:.6g}", std::abs(tick) < 1e-12 ? 0.0 : tick);
  }

  Axis x, y;
  std::string document;
};

} // namespace

std::string renderLossPlot(const std::string &title,
                           const std::vector<CurvePoint> &train,
                           const std::vector<CurvePoint> &val) {
  std::vector<CurvePoint> trainPoints = finitePoints(train);
  std::vector<CurvePoint> valPoints = finitePoints(val);
  Canvas canvas(stepAxis(trainPoints, valPoints),
                lossAxis(trainPoints, valPoints));
  canvas.text(kLeft, 28, "start", title,
              "fill=\"#111\" font-size=\"16\" font-weight=\"600\"");
  canvas.grid();
  bool isDense = trainPoints.size() > kSmoothAbove;
  if (isDense)
    canvas.curve(trainPoints, kTrainPale, 1);
  std::vector<CurvePoint> mean = isDense ? smoothed(trainPoints) : trainPoints;
  canvas.curve(mean, kTrainColor, 2);
  canvas.curve(valPoints, kValColor, 2, valPoints.size() <= 60);
  if (!mean.empty())
    canvas.legend(0, kTrainColor,
                  fmt::format("training {:#.4g}", mean.back().loss));
  if (!valPoints.empty())
    canvas.legend(1, kValColor,
                  fmt::format("validation {:#.4g}", valPoints.back().loss));
  return canvas.finish();
}

} // namespace bmc
