//===- LossPlotTest.cpp - Tests of loss curves and number formats ---------===//
#include "runtime/train/LossPlot.h"
#include "runtime/train/Format.h"

#include <cmath>
#include <gtest/gtest.h>

using namespace bmc;

static size_t count(const std::string &text, const std::string &part) {
  size_t found = 0;
  for (size_t at = text.find(part); at != text.npos;
       at = text.find(part, at + 1))
    ++found;
  return found;
}

TEST(LossCurve, StaysBoundedAndKeepsTheMean) {
  LossCurve curve;
  for (int64_t step = 1; step <= 100000; ++step)
    curve.add(step, static_cast<double>(step));
  EXPECT_LE(curve.points().size(), 2048u);
  EXPECT_GE(curve.points().size(), 1024u);
  for (const CurvePoint &point : curve.points())
    EXPECT_DOUBLE_EQ(point.step, point.loss);
}

TEST(LossPlot, IsEmptyButValidWithoutPoints) {
  std::string svg = renderLossPlot("M", {}, {});
  EXPECT_EQ(count(svg, "<svg"), 1u);
  EXPECT_EQ(count(svg, "</svg>"), 1u);
  EXPECT_EQ(count(svg, "<polyline"), 0u);
  EXPECT_EQ(count(svg, "nan") + count(svg, "inf"), 0u);
}

TEST(LossPlot, SurvivesOnePointEqualLossesAndNonFiniteOnes) {
  for (double loss : {0.0, 3.0, -2.0}) {
    std::string svg =
        renderLossPlot("M", {{1, loss}, {2, loss}, {3, NAN}}, {{2, loss}});
    EXPECT_EQ(count(svg, "nan") + count(svg, "inf"), 0u) << svg;
    EXPECT_EQ(count(svg, "<polyline"), 2u);
  }
}

TEST(LossPlot, EscapesTheTitle) {
  std::string svg = renderLossPlot("a<b&c", {{1, 1}}, {});
  EXPECT_EQ(count(svg, "a&lt;b&amp;c"), 1u);
}

TEST(LossPlot, IsLogarithmicOverTwoDecades) {
  EXPECT_EQ(count(renderLossPlot("M", {{1, 500}, {2, 1}}, {}), "log scale"),
            1u);
  EXPECT_EQ(count(renderLossPlot("M", {{1, 5}, {2, 1}}, {}), "log scale"), 0u);
}

TEST(LossPlot, SmoothsManyPointsWithoutLag) {
  std::vector<CurvePoint> points;
  for (int step = 1; step <= 1000; ++step)
    points.push_back({double(step), 10 - step * 0.005});
  std::string svg = renderLossPlot("M", points, {});
  EXPECT_EQ(count(svg, "<polyline"), 2u);
  // A straight line is its own moving average: both curves are the same.
  size_t first = svg.find("points=\""),
         second = svg.find("points=\"", first + 1);
  EXPECT_EQ(svg.substr(first, svg.find("\"/>", first) - first),
            svg.substr(second, svg.find("\"/>", second) - second));
}

TEST(MetricsPlot, HasAPanelForEachMetric) {
  Curves curves;
  for (int step = 1; step <= 3; ++step) {
    curves.addMetric("f1<", step, step == 2 ? NAN : 0.5 + step * 0.01);
    curves.addMetric("rmse", step, 1000.0 - step);
  }
  curves.addMetric("nothing", 3, NAN);
  std::string svg = renderMetricsPlot("M", curves.metrics);
  EXPECT_EQ(count(svg, "<polyline"), 2u);
  EXPECT_EQ(count(svg, ">f1&lt;</text>"), 1u);
  EXPECT_EQ(count(svg, ">997.0</text>"), 1u);
  EXPECT_EQ(count(svg, ">step</text>"), 1u);
  EXPECT_EQ(count(svg, "nan") + count(svg, "inf"), 0u) << svg;
}

TEST(Format, Counts) {
  EXPECT_EQ(formatCount(0), "0");
  EXPECT_EQ(formatCount(3), "3");
  EXPECT_EQ(formatCount(999), "999");
  EXPECT_EQ(formatCount(1000), "1.00k");
  EXPECT_EQ(formatCount(39811), "39.8k");
  EXPECT_EQ(formatCount(999600), "1.00M");
  EXPECT_EQ(formatCount(124439808), "124M");
}

TEST(Format, Durations) {
  EXPECT_EQ(formatDuration(0.2), "0s");
  EXPECT_EQ(formatDuration(59.6), "1m00s");
  EXPECT_EQ(formatDuration(185), "3m05s");
  EXPECT_EQ(formatDuration(7800), "2h10m");
  EXPECT_EQ(formatDuration(4 * 86400 + 7 * 3600), "4d07h");
  EXPECT_EQ(formatDuration(HUGE_VAL), formatDuration(1e15));
}

TEST(Format, MillisecondsAndLosses) {
  EXPECT_EQ(formatMilliseconds(0.0034), "3.4 us");
  EXPECT_EQ(formatMilliseconds(0.42), "0.42 ms");
  EXPECT_EQ(formatMilliseconds(412.3), "412 ms");
  EXPECT_EQ(formatMilliseconds(12345), "12.3 s");
  EXPECT_EQ(formatLoss(4.2114), "4.211");
  EXPECT_EQ(formatLoss(0.012341), "0.01234");
}
