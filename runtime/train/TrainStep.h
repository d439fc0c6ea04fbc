//===- TrainStep.h - One optimizer step -------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_TRAINSTEP_H
#define BMC_RUNTIME_TRAIN_TRAINSTEP_H

#include "runtime/core/Interrupt.h"
#include "runtime/train/LossTotals.h"
#include "runtime/train/Progress.h"
#include "runtime/train/TrainSetup.h"

namespace bmc {

/// Runs steps of a TrainRun, which must outlive it.
class TrainStep {
public:
  explicit TrainStep(TrainRun &run);

  /// Draws the micro-batches of `step`, accumulates their gradients and updates
  /// the parameters; their loss and gradients are those of one batch of all
  /// their rows. A loss or gradient norm that is NaN or infinite gives a
  /// Diverged status naming the source line it came from; parameters and
  /// optimizer state are then those of the step before. So they are whenever
  /// `poll` is called, which is before anything is done with a micro-batch; its
  /// error ends the step.
  Status run(int64_t step, const Poll &poll, StepReport &report);

  /// Forward and backward of the first micro-batch of `step` only.
  Status runGradient(int64_t step, double &loss);

private:
  Status loadMicroBatch(int64_t step, int64_t micro);
  Status countMicroBatches(int64_t step, const Poll &poll);
  void bindInputs();
  Status callTrain(bool accumulate, double &loss);
  Status update(int64_t step, StepReport &report);
  Status explainLoss(int64_t step, double loss);
  Status explainNorm(int64_t step, double norm);

  TrainRun &trainRun;
  const BmrtFunction &train;
  const BmrtFunction *accumulate;
  const BmrtFunction &updateFunction;
  LossTotals totals;
  int64_t loadedDraw = -1; ///< which micro-batch `batch` holds
  Batch batch;
  HostTensor rng;
  std::vector<TensorView> inputs;
  std::vector<HostTensor> outputs;
};

/// The scalar output `name` of a call.
double scalarOutput(const std::vector<HostTensor> &outputs,
                    std::string_view name);

/// "NaN", "+Inf" or "-Inf" of a number that is not finite.
const char *nonFiniteName(double value);

/// The `rng` input of `train`: i64[2] = (seed, draw).
HostTensor rngTensor(uint64_t seed, int64_t draw);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_TRAINSTEP_H
