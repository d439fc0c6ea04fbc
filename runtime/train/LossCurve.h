//===- LossCurve.h - A loss history of bounded size -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_LOSSCURVE_H
#define BMC_RUNTIME_TRAIN_LOSSCURVE_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bmc {

struct CurvePoint {
  double step;
  double loss;
};

/// Keeps at most kCapacity points however long the run: when full, neighbours
/// are averaged in pairs and later points cover twice as many steps.
class LossCurve {
public:
  void add(int64_t step, double loss);
  const std::vector<CurvePoint> &points() const { return stored; }

private:
  static constexpr size_t kCapacity = 2048;
  std::vector<CurvePoint> stored;
  CurvePoint pending{0, 0};
  int64_t pendingCount = 0;
  int64_t perPoint = 1;
};

/// What a run shows of itself in plots. Metrics are listed by name.
struct Curves {
  LossCurve train, val;
  std::vector<std::pair<std::string, LossCurve>> metrics;

  /// Adds a value of a metric, which may be new.
  void addMetric(const std::string &name, int64_t step, double value);
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_LOSSCURVE_H
