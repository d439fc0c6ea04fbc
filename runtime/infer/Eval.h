//===- Eval.h - Loss over a split -------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_EVAL_H
#define BMC_RUNTIME_INFER_EVAL_H

#include "runtime/core/Interrupt.h"
#include "runtime/train/Session.h"

namespace bmc {

/// A loss and what it was taken over.
struct EvalResult {
  double loss = 0;
  /// As the program lists them; none if the loss is not finite.
  std::vector<MetricValue> metrics;
  /// No row has anything that counts in the loss.
  bool countsNothing = false;
  int64_t rows = 0;
  /// Why `loss` is not finite, if it is not.
  NonFinite cause;
};

/// Loss and metrics of `batches` batches spread evenly over a split (0 = all of
/// it), as if their rows were one batch. Always the same rows. Ends at the
/// first batch whose loss is not finite, with that loss, and with the first
/// error of `poll`, which is called before each batch. BadInput if the split
/// has no whole batch of a program whose batch size is fixed.
Status evaluate(const Config &config, Program &program, Dataset &data,
                Split split, int64_t batches, int64_t batchSize,
                const Poll &poll, EvalResult &result);

/// The verb. A loss that is not finite is a Diverged error.
Status runEval(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_EVAL_H
