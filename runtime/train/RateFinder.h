//===- RateFinder.h - train --lr-find ---------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_RATEFINDER_H
#define BMC_RUNTIME_TRAIN_RATEFINDER_H

#include "runtime/train/TrainSetup.h"

namespace bmc {

/// Trains while the learning rate rises from step to step, until the loss
/// explodes, and prints the losses and the rate at which they fell fastest
/// (Smith 2015). Changes no file.
Status findRate(TrainRun &run);

/// A step of such a run.
struct RatePoint {
  double rate = 0;
  double loss = 0; ///< averaged over the last steps
};

/// Where the loss falls fastest as the logarithm of the rate grows; 0 if it
/// never falls.
double steepestRate(std::span<const RatePoint> points);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_RATEFINDER_H
