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
  /// What users read about it (frontend/reference/Reference.h).
  std::string_view reference;
  bool hasWarmup = true;
  /// Falls to `min`, most of them at the last step.
  bool hasMin = false;
  /// Has increasing steps after which the rate changes.
  bool hasMilestones = false;
  std::array<ScheduleNumber, 4> numbers = {};
};

inline constexpr ScheduleForm kScheduleForms[] = {
    {"constant",
     "base, in all steps after warmup.\n"
     "torch: optim.lr_scheduler.ConstantLR: that is lower at first\n"
     "try: SGD(lr = constant(0.1, warmup = 10))"},
    {"cosine",
     "Falls from base to min along half a cosine until the last step; cycles: "
     "falls so often, and starts again.\n"
     "torch: optim.lr_scheduler.CosineAnnealingLR: its T_max is the length of "
     "the run\n"
     "try: AdamW(lr = cosine(1e-3, warmup = 10, min = 1e-4))",
     true,
     true,
     false,
     {{{"cycles", 1, 1, 1e6, true}}}},
    {"linear",
     "Falls evenly from base to min at the last step.\n"
     "torch: optim.lr_scheduler.LinearLR\n"
     "try: SGD(lr = linear(0.1, warmup = 10))",
     true, true},
    {"polynomial",
     "Falls from base to min at the last step, with the power of what is left "
     "of the run.\n"
     "torch: optim.lr_scheduler.PolynomialLR\n"
     "try: SGD(lr = polynomial(0.1, power = 2))",
     true,
     true,
     false,
     {{{"power", 1, 0, 100}}}},
    {"inverse_sqrt",
     "base * sqrt(warmup / step), from the first paper on Transformers.\n"
     "torch: none\n"
     "try: Adam(lr = inverse_sqrt(1e-3, warmup = 100))"},
    {"exponential",
     "Times gamma after each step.\n"
     "torch: optim.lr_scheduler.ExponentialLR: steps, not epochs\n"
     "try: SGD(lr = exponential(0.1, gamma = 0.999))",
     true,
     false,
     false,
     {{{"gamma", 0, 0, 1, false, true}}}},
    {"step",
     "Times gamma after every so many steps, counted from the start.\n"
     "torch: optim.lr_scheduler.StepLR: steps, not epochs\n"
     "try: SGD(lr = step(0.1, every = 100))",
     true,
     false,
     false,
     {{{"every", 1, 1, 1e15, true, true}, {"gamma", 0.1, 0, 1}}}},
    {"multi_step",
     "Times gamma after each of the milestones, a list of steps counted from "
     "the start.\n"
     "torch: optim.lr_scheduler.MultiStepLR: steps, not epochs\n"
     "try: SGD(lr = multi_step(0.1, milestones = [100, 200]))",
     true,
     false,
     true,
     {{{"gamma", 0.1, 0, 1}}}},
    {"stable_decay",
     "base, and over the last decay steps evenly down to min.\n"
     "torch: none\n"
     "try: AdamW(lr = stable_decay(1e-3, decay = 100, warmup = 10))",
     true,
     true,
     false,
     {{{"decay", 1, 1, 1e15, true, true}}}},
    {"one_cycle",
     "From base/div up to base over the share peak of the run, then down to "
     "base/div/final_div.\n"
     "torch: optim.lr_scheduler.OneCycleLR: base is its max_lr\n"
     "try: SGD(lr = one_cycle(0.1))",
     false,
     false,
     false,
     {{{"peak", 0.3, 0, 1},
       {"div", 25, 1, 1e15},
       {"final_div", 1e4, 1, 1e15}}}},
    {"plateau",
     "Times factor after more than patience evaluations that are not better by "
     "the share threshold in what `best` goes by, then not before cooldown "
     "more.\n"
     "torch: optim.lr_scheduler.ReduceLROnPlateau: steps are evaluations\n"
     "try: Adam(lr = plateau(1e-2, factor = 0.5, patience = 3))",
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
