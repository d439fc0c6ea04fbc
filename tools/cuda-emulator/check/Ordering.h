//===- Ordering.h - What happened before what in a block --------*- C++ -*-===//
//
// Time counts accesses. A barrier of the whole block puts everything before it
// in the past of everybody: one number. Barriers of some threads and bar.warp
// fill a matrix: up to which time accesses of thread i are in the past of
// thread j.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_CHECK_ORDERING_H
#define EMULATOR_CHECK_ORDERING_H

#include <algorithm>
#include <cstdint>
#include <vector>

namespace emulator {

class Ordering {
public:
  void start(uint32_t threads) {
    count = threads;
    floor = 0;
    now = 1;
    matrix.clear();
  }
  uint32_t tick() { return ++now; }
  uint32_t time() const { return now; }

  /// Whether an access of `who` at `time` is over for `reader`.
  bool isPast(uint32_t who, uint32_t time, uint32_t reader) const {
    if (who == reader || time <= floor)
      return true;
    return !matrix.empty() && time <= matrix[size_t{reader} * count + who];
  }

  void wholeBlock() { floor = now; }

  struct Arrival {
    uint32_t thread, time;
    bool waits;
  };
  /// Those that wait learn what all of them had done when they arrived.
  void some(const std::vector<Arrival> &arrivals) {
    if (matrix.empty())
      matrix.assign(size_t{count} * count, 0);
    std::vector<uint32_t> known(count, 0);
    for (const Arrival &one : arrivals) {
      const uint32_t *row = &matrix[size_t{one.thread} * count];
      for (uint32_t i = 0; i < count; ++i)
        known[i] = std::max(known[i], row[i]);
      known[one.thread] = std::max(known[one.thread], one.time);
    }
    for (const Arrival &one : arrivals)
      if (one.waits)
        std::copy(known.begin(), known.end(),
                  matrix.begin() + size_t{one.thread} * count);
  }

private:
  uint32_t count = 0, floor = 0, now = 1;
  std::vector<uint32_t> matrix; ///< [thread that knows][thread known]
};

} // namespace emulator

#endif // EMULATOR_CHECK_ORDERING_H
