//===- LossPlot.h - loss.svg ------------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_LOSSPLOT_H
#define BMC_RUNTIME_TRAIN_LOSSPLOT_H

#include "runtime/train/LossCurve.h"

#include <string>
#include <utility>

namespace bmc {

/// The training and validation curves as a self-contained SVG document. Many
/// training points are drawn pale with their moving average on top; the loss
/// axis is logarithmic when positive losses span more than two decades.
std::string renderLossPlot(const std::string &title,
                           const std::vector<CurvePoint> &train,
                           const std::vector<CurvePoint> &val);

/// A document with a panel per metric: their scales have nothing in common.
std::string renderMetricsPlot(
    const std::string &title,
    const std::vector<std::pair<std::string, LossCurve>> &metrics);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_LOSSPLOT_H
