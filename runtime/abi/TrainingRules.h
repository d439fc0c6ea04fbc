//===- TrainingRules.h - What training settings must satisfy ----*- C++ -*-===//
//
// The compiler checks the section train by these rules, and the program checks
// them again once its command line has had its say.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_ABI_TRAININGRULES_H
#define BMC_RUNTIME_ABI_TRAININGRULES_H

#include <cstdint>

namespace bmc {

/// The largest learning rate, decay, eps or norm: far beyond any use, and f32
/// can still multiply by it.
constexpr double kLargestSetting = 1e30;

/// The values that an integer setting may have, both ends included. A seed has
/// none: the language has 63 bits for one, the command line 64.
struct IntegerRange {
  int64_t least = 0;
  int64_t most = INT64_MAX;

  constexpr bool contains(int64_t value) const {
    return value >= least && value <= most;
  }
};

constexpr IntegerRange kBatchSizeRange{1, INT32_MAX};
constexpr IntegerRange kAccumulateRange{1, 1'000'000};
constexpr IntegerRange kMaxStepsRange{1};
constexpr IntegerRange kEpochsRange{1};
constexpr IntegerRange kWarmupRange{0};
constexpr IntegerRange kKeepRange{1};
constexpr IntegerRange kPatienceRange{1};
// The language leaves these out where there is to be no period or no limit; the
// command line says 0.
constexpr IntegerRange kPeriodRange{1}; ///< of `eval` and `checkpoint every`
constexpr IntegerRange kEvalBatchesRange{1};
constexpr IntegerRange orZero(IntegerRange range) { return {0, range.most}; }

enum class ScheduleFault {
  None,
  MinAboveBase,    ///< it would rise where it should fall
  MinWithoutDecay, ///< a constant schedule never reaches it
  WarmupTooLong,   ///< the base rate is never reached
};

/// `min` is 0 where none was given. `maxSteps` <= 0: not known yet.
constexpr ScheduleFault checkSchedule(bool decays, double base, double min,
                                      int64_t warmup, int64_t maxSteps) {
  if (!decays && min != 0)
    return ScheduleFault::MinWithoutDecay;
  if (min > base)
    return ScheduleFault::MinAboveBase;
  if (maxSteps > 0 && warmup > maxSteps)
    return ScheduleFault::WarmupTooLong;
  return ScheduleFault::None;
}

} // namespace bmc

#endif // BMC_RUNTIME_ABI_TRAININGRULES_H
