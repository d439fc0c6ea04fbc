//===- LossTotals.h - Losses of batches that add up -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_LOSSTOTALS_H
#define BMC_RUNTIME_TRAIN_LOSSTOTALS_H

#include "runtime/core/Program.h"

namespace bmc {

/// What the loss of all rows of a step, or of an evaluation, is divided by.
/// First each batch is counted, then `train` or `eval` is called with the
/// inputs that make the losses of the batches add up to the loss of all their
/// rows as one batch, and their gradients likewise (Abi.h: share, total.N).
class LossTotals {
public:
  /// `program` must outlive it.
  explicit LossTotals(Program &program)
      : program(program), function(program.function("totals")) {}

  /// Starts again from nothing.
  void clear();
  /// Whether batches have anything to count but their rows.
  bool needsData() const { return function; }
  /// Counts rows of which nothing else is needed.
  void addRows(int64_t rows) { allRows += rows; }
  /// Counts a batch of `rows` rows, given the data inputs of the loss.
  Status add(std::span<const TensorView> data, int64_t rows);
  /// Appends the inputs for one of the counted batches, of `rows` rows. They
  /// show memory of this object, valid until the next call of a method.
  void append(std::vector<TensorView> &inputs, int64_t rows);
  /// Whether the loss is divided by sums over the data, as the number of
  /// targets, and all of them are 0: nothing counts.
  bool countNothing() const;

private:
  Program &program;
  const BmrtFunction *function;
  int64_t allRows = 0;
  HostTensor share = HostTensor::scalar("share", 1.0);
  std::vector<HostTensor> totals; ///< sums over the batches, in f64
  std::vector<HostTensor> parts;
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_LOSSTOTALS_H
