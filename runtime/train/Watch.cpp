//===- Watch.cpp - What evaluations are watched for -----------------------===//
#include "runtime/train/Watch.h"

#include <cmath>

namespace bmc {

/// Takes the value if it is beyond `bound`, or the first.
static void note(const Monitor &monitor, double value, double bound,
                 Progression &progression) {
  bool isBetter = progression.hasBest ? monitor.isBetter(value, bound)
                                      : std::isfinite(value);
  if (isBetter)
    progression = {value, true, 0};
  else
    ++progression.stale;
}

void countStale(const Monitor &monitor, double value, double minDelta,
                Progression &progression) {
  double margin = monitor.higherIsBetter ? minDelta : -minDelta;
  note(monitor, value, progression.best + margin, progression);
}

void watchPlateau(const Schedule &schedule, const Monitor &monitor,
                  double value, Plateau &plateau) {
  auto [factor, patience, threshold, cooldown] = schedule.numbers;
  Progression &progression = plateau.progression;
  // torch's mode "rel", which for values below 0 is a step back.
  double bound = progression.best *
                 (monitor.higherIsBetter ? 1 + threshold : 1 - threshold);
  note(monitor, value, bound, progression);
  if (plateau.cooldown > 0) {
    --plateau.cooldown;
    progression.stale = 0;
  }
  if (static_cast<double>(progression.stale) <= patience)
    return;
  ++plateau.reductions;
  plateau.cooldown = static_cast<int64_t>(cooldown);
  progression.stale = 0;
}

} // namespace bmc
