//===- TrainingRules.h - What training settings must satisfy ----*- C++ -*-===//
//
// The compiler checks a train section by these rules, and the program checks
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
