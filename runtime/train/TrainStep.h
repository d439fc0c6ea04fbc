//===- TrainStep.h - One optimizer step -------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_TRAINSTEP_H
#define BMC_RUNTIME_TRAIN_TRAINSTEP_H

#include "runtime/core/Interrupt.h"
#include "runtime/train/LossTotals.h"
#include "runtime/train/Progress.h"
#include "runtime/train/TrainSetup.h"

#include <chrono>

namespace bmc {

/// Runs steps of a TrainRun, which must outlive it.
class TrainStep {
public:
  explicit TrainStep(TrainRun &run);

  /// Draws the micro-batches of `step`, accumulates their gradients and updates
  /// the parameters; their loss and gradients are those of one batch of all
  /// their rows. Where the device works on its own it returns before that has
  /// ended. `poll` is called before anything is done with a micro-batch, while
  /// the state is to become or is that of the step before; its error ends the
  /// step. Steps follow each other, and at most two are under way.
  Status start(int64_t step, const Poll &poll);

  /// The oldest step that was started and not finished, or 0.
  int64_t underWay() const { return oldest <= newest ? oldest : 0; }
  /// Whether finish would not have to wait.
  bool isDone() const;
  /// Waits for the numbers of the oldest step under way. A loss or gradient
  /// norm that is NaN or infinite gives a Diverged status naming the source
  /// line it came from; parameters and optimizer state are then those of the
  /// step before, whatever was started since.
  Status finish(StepReport &report);

  /// Forward and backward of the first micro-batch of `step` only.
  Status runGradient(int64_t step, double &loss);

private:
  using Clock = std::chrono::steady_clock;
  /// A step under way. Of its calls only those count that were started: none
  /// is after a loss that was known not to be finite.
  struct Started {
    StepReport report;
    std::vector<StartedCall> micros;
    StartedCall update;
    Clock::time_point begin;
    bool hasBadLoss = false;
  };

  Status loadMicroBatch(int64_t step, int64_t micro);
  Status countMicroBatches(int64_t step, const Poll &poll);
  void bindInputs();
  void describe(int64_t step, StepReport &report) const;
  Status startMicroBatches(int64_t step, const Poll &poll, Started &started);
  Status startUpdate(Started &started);
  Status explainLoss(int64_t step, int64_t micro, double loss);
  Status explainNorm(int64_t step, double norm);

  Started &stepUnderWay(int64_t step) { return steps[step % 2]; }
  const Started &stepUnderWay(int64_t step) const { return steps[step % 2]; }

  TrainRun &trainRun;
  const BmrtFunction &train;
  const BmrtFunction *accumulate;
  const BmrtFunction &updateFunction;
  LossTotals totals;
  int64_t loadedDraw = -1; ///< which micro-batch `batch` holds
  Batch batch;
  HostTensor rng, carry;
  std::vector<TensorView> inputs;
  std::vector<HostTensor> outputs;
  Started steps[2];
  int64_t oldest = 1, newest = 0; ///< steps under way
  Clock::time_point lastFinish;
};

/// The scalar output `name` of a call.
double scalarOutput(const std::vector<HostTensor> &outputs,
                    std::string_view name);

/// "NaN", "+Inf" or "-Inf" of a number that is not finite.
const char *nonFiniteName(double value);

/// The `rng` input of a function: i64[2] = (seed, draw).
HostTensor rngTensor(uint64_t seed, int64_t draw);

/// The `carry` input of a function: whether the rows of a batch go on where
/// those of the one before ended, with the state that they left.
HostTensor carryTensor(bool goesOn);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_TRAINSTEP_H
