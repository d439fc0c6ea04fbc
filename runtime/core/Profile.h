//===- Profile.h - How long each launch takes -------------------*- C++ -*-===//
//
// While a Program has one, its calls run launch by launch and are measured.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_CORE_PROFILE_H
#define BMC_RUNTIME_CORE_PROFILE_H

#include "runtime/abi/Chips.h"
#include "runtime/core/Status.h"
#include "runtime/device/Device.h"

#include <chrono>
#include <map>
#include <span>
#include <vector>

namespace bmc {

/// What one launch of `cost` does with the dims at these values; nothing if the
/// cost is not known.
LaunchWork workOf(const BmrtCost *cost, std::span<const int64_t> dims);

/// What all launches of a function do, and how long they take at the very
/// least.
struct FunctionFloor {
  LaunchWork work;
  double seconds = 0;
};
FunctionFloor floorOf(const BmrtFunction &function,
                      std::span<const int64_t> dims, const ChipRates &rates);

/// Means over the calls of a function.
struct LaunchProfile {
  const BmrtFunction *function;
  uint32_t launch; ///< its number
  int64_t calls;
  double seconds; ///< measured
  double floor;   ///< what the chip cannot beat; 0 if the cost is not known

  double distance() const { return seconds - floor; }
};

class Profile {
public:
  /// What cannot be beaten, and what can do it at its best.
  struct Chip {
    std::string title;  ///< in words
    std::string option; ///< as --chip of the compiler takes it
    ChipRates rates;
  };

  explicit Profile(Chip chip) : chip(std::move(chip)) {}

  /// Runs all launches of a function and measures each.
  Status run(Device &device, const BmrtFunction &function,
             std::span<const int64_t> dims);

  const Chip &getChip() const { return chip; }

  /// Every launch that ran, the largest distance from the floor first. The
  /// first call of a function, in which memory is touched for the first time,
  /// counts only if it is the only one.
  std::vector<LaunchProfile> launches() const;

  /// One call, as it happened.
  struct Call {
    const BmrtFunction *function;
    double begin; ///< seconds since the first call
    std::vector<float> seconds;
    std::vector<float> floors;
  };
  /// The first calls, of not much more than kMaxEvents launches in all.
  std::span<const Call> calls() const { return recorded; }
  /// Whether there were more.
  bool isCut() const { return cut; }

  static constexpr size_t kMaxEvents = 100'000;

private:
  using Clock = std::chrono::steady_clock;
  struct Sums {
    int64_t calls = 0;
    std::vector<double> seconds, floors;
  };

  Chip chip;
  /// Of the calls after the first of a function, and of that one.
  std::map<const BmrtFunction *, Sums> later, first;
  std::vector<Call> recorded;
  size_t events = 0;
  bool cut = false;
  Clock::time_point start{};
};

} // namespace bmc

#endif // BMC_RUNTIME_CORE_PROFILE_H
