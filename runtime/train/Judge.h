//===- Judge.h - What an evaluation means for a run -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_JUDGE_H
#define BMC_RUNTIME_TRAIN_JUDGE_H

#include "runtime/infer/Eval.h"

namespace bmc {

/// Updates what the record knows of the monitor, and the rate where it waits
/// for a plateau. `step` is the one evaluated, or 0 if it will not be saved.
/// Returns whether it is the best of those that are.
bool judgeEvaluation(const Monitor &monitor, const EvalResult &result,
                     int64_t step, Settings &settings, RunRecord &record);

/// Whether the monitor has not improved for as long as the run waits.
bool stopsEarly(const Settings &settings, const RunRecord &record);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_JUDGE_H
