//===- Schedules.h - The learning rate schedules there are ------*- C++ -*-===//
//
// One table for the compiler, which reads them in the section train, and the
// program, which computes them (runtime/train/Schedule).
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_ABI_SCHEDULES_H
#define BMC_RUNTIME_ABI_SCHEDULES_H

#include "runtime/abi/TrainingRules.h"

#include <array>
#include <string_view>

namespace bmc {

/// In the order of kScheduleForms.
enum class ScheduleKind {
  Constant,
  Cosine,
  Linear,
  Polynomial,
  InverseSqrt,
  Exponential,
  Step,
  MultiStep,
  StableDecay,
  OneCycle,
  Plateau,
};

/// A number of a schedule beyond base, warmup, min and milestones.
struct ScheduleNumber {
  std::string_view name; ///< empty: none
  double fallback = 0;
  double least = 0, most = 0; ///< both ends included
  bool isWhole = false;
  bool isRequired = false;
};

struct ScheduleForm {
  std::string_view name;
  bool hasWarmup = true;
  /// Falls to `min`, most of them at the last step.
  bool hasMin = false;
  /// Has increasing steps after which the rate changes.
  bool hasMilestones = false;
  std::array<ScheduleNumber, 4> numbers = {};
};

inline constexpr ScheduleForm kScheduleForms[] = {
    {"constant"},
    {"cosine", true, true, false, {{{"cycles", 1, 1, 1e6, true}}}},
    {"linear", true, true},
    {"polynomial", true, true, false, {{{"power", 1, 0, 100}}}},
    {"inverse_sqrt"},
    {"exponential", true, false, false, {{{"gamma", 0, 0, 1, false, true}}}},
    {"step",
     true,
     false,
     false,
     {{{"every", 1, 1, 1e15, true, true}, {"gamma", 0.1, 0, 1}}}},
    {"multi_step", true, false, true, {{{"gamma", 0.1, 0, 1}}}},
    {"stable_decay", true, true, false, {{{"decay", 1, 1, 1e15, true, true}}}},
    {"one_cycle",
     false,
     false,
     false,
     {{{"peak", 0.3, 0, 1},
       {"div", 25, 1, 1e15},
       {"final_div", 1e4, 1, 1e15}}}},
    {"plateau",
     true,
     true,
     false,
     {{{"factor", 0.1, 0, 1},
       {"patience", 10, 0, 1e15, true},
       {"threshold", 1e-4, 0, 1},
       {"cooldown", 0, 0, 1e15, true}}}},
};

constexpr const ScheduleForm &formOf(ScheduleKind kind) {
  return kScheduleForms[static_cast<size_t>(kind)];
}

} // namespace bmc

#endif // BMC_RUNTIME_ABI_SCHEDULES_H
