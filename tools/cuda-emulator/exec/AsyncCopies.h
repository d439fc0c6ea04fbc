//===- AsyncCopies.h - cp.async in flight -----------------------*- C++ -*-===//
//
// Copies read their source and write their target when the wait that orders
// them is executed, not earlier: a wait that is missing shows.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_EXEC_ASYNCCOPIES_H
#define EMULATOR_EXEC_ASYNCCOPIES_H

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace emulator {

class AsyncCopies {
public:
  struct Copy {
    uint8_t *target;       ///< in shared memory
    const uint8_t *source; ///< in global memory
    uint8_t bytes, read;   ///< what is not read becomes zero
    uint8_t lane;
    uint32_t group;   ///< number of the lane's group
    const void *inst; ///< who asked
  };

  void add(unsigned lane, const Copy &copy);
  void commit(uint32_t lanes);
  /// Completes the committed groups of the lanes but for the youngest `leave`.
  /// `done` sees each copy when it is made.
  template <class Done> void wait(uint32_t lanes, uint32_t leave, Done done) {
    complete(lanes, leave, false, done);
  }
  template <class Done> void waitAll(uint32_t lanes, Done done) {
    complete(lanes, 0, true, done);
  }
  void clear();
  bool empty() const { return pending.empty(); }

private:
  template <class Done>
  void complete(uint32_t lanes, uint32_t leave, bool open, Done done) {
    size_t kept = 0;
    for (Copy &copy : pending) {
      uint32_t committed = groups[copy.lane] + (open ? 1 : 0);
      if ((lanes >> copy.lane & 1) && copy.group + leave < committed) {
        perform(copy);
        done(copy);
      } else {
        pending[kept++] = copy;
      }
    }
    pending.resize(kept);
  }
  static void perform(const Copy &copy);

  std::vector<Copy> pending;
  std::array<uint32_t, 32> groups{}; ///< committed so far, per lane
};

} // namespace emulator

#endif // EMULATOR_EXEC_ASYNCCOPIES_H
