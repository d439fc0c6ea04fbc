//===- LossPlot.cpp - loss.svg and metrics.svg ----------------------------===//
#include "runtime/train/LossPlot.h"

#include "runtime/train/PlotCanvas.h"

#include <fmt/format.h>

#include <algorithm>

namespace bmc {
namespace {

constexpr double kWidth = 800, kHeight = 450;
constexpr double kLeft = 72, kRight = 24, kTop = 48, kBottom = 56;
constexpr const char *kTrainColor = "#1f6feb", *kTrainPale = "#a8c7f7";
constexpr const char *kValColor = "#d9480f";
constexpr const char *kTitle =
    "fill=\"#111\" font-size=\"16\" font-weight=\"600\"";
/// More points than this and the raw curve becomes background.
constexpr size_t kSmoothAbove = 100;
/// Up to this many evaluations each has a mark.
constexpr size_t kMostMarks = 60;
/// metrics.svg has a panel for each metric, of this height and distance.
constexpr double kPanel = 120, kGap = 34;

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

/// One legend entry, right-aligned in the title row.
void addLegend(Canvas &canvas, int row, const char *color,
               const std::string &content) {
  double right = kWidth - kRight, middle = 18 + row * 18;
  canvas.text(right, middle + 4.5, "end", content);
  canvas.line(right - 190, middle, right - 168, middle, color, 3);
}

} // namespace

std::string renderLossPlot(const std::string &title,
                           const std::vector<CurvePoint> &train,
                           const std::vector<CurvePoint> &val) {
  std::vector<CurvePoint> trainPoints = finitePoints(train);
  std::vector<CurvePoint> valPoints = finitePoints(val);
  Axis y = valueAxis({&trainPoints, &valPoints}, /*mayBeLogarithmic=*/true);
  Panel panel{stepAxis({&trainPoints, &valPoints}),
              y,
              kLeft,
              kTop,
              kWidth - kRight,
              kHeight - kBottom,
              "step",
              y.logarithmic ? "loss (log scale)" : "loss"};
  Canvas canvas(kWidth, kHeight);
  canvas.text(kLeft, 28, "start", title, kTitle);
  canvas.grid(panel);
  bool isDense = trainPoints.size() > kSmoothAbove;
  if (isDense)
    canvas.curve(panel, trainPoints, kTrainPale, 1);
  std::vector<CurvePoint> mean = isDense ? smoothed(trainPoints) : trainPoints;
  canvas.curve(panel, mean, kTrainColor, 2);
  canvas.curve(panel, valPoints, kValColor, 2, valPoints.size() <= kMostMarks);
  if (!mean.empty())
    addLegend(canvas, 0, kTrainColor,
              fmt::format("training {:#.4g}", mean.back().loss));
  if (!valPoints.empty())
    addLegend(canvas, 1, kValColor,
              fmt::format("validation {:#.4g}", valPoints.back().loss));
  return canvas.finish();
}

std::string renderMetricsPlot(
    const std::string &title,
    const std::vector<std::pair<std::string, LossCurve>> &metrics) {
  std::vector<std::vector<CurvePoint>> curves;
  std::vector<const std::vector<CurvePoint> *> all;
  for (const auto &[name, curve] : metrics)
    curves.push_back(finitePoints(curve.points()));
  for (const std::vector<CurvePoint> &points : curves)
    all.push_back(&points);
  double count = static_cast<double>(metrics.size());
  Canvas canvas(kWidth, kTop + count * (kPanel + kGap) + kBottom - 8);
  canvas.text(kLeft, 28, "start", title + ", validation", kTitle);
  double top = kTop + kGap - 8;
  for (size_t i = 0; i < curves.size(); ++i, top += kPanel + kGap) {
    const std::vector<CurvePoint> &points = curves[i];
    bool isLast = i + 1 == curves.size();
    Panel panel{stepAxis(all),
                valueAxis({&points}, /*mayBeLogarithmic=*/false),
                kLeft,
                top,
                kWidth - kRight,
                top + kPanel,
                isLast ? "step" : "",
                ""};
    canvas.grid(panel);
    canvas.curve(panel, points, kValColor, 2, points.size() <= kMostMarks);
    canvas.text(kLeft, top - 8, "start", metrics[i].first, "fill=\"#111\"");
    if (!points.empty())
      canvas.text(kWidth - kRight, top - 8, "end",
                  fmt::format("{:#.4g}", points.back().loss));
  }
  return canvas.finish();
}

} // namespace bmc
