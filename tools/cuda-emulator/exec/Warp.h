//===- Warp.h - 32 threads that run together --------------------*- C++ -*-===//
//
// Lanes that are at the same instruction form a group. The group at the lowest
// instruction runs until it ends or waits, or meets another one and merges with
// it: LLVM lays blocks out so that a join comes after its branches, and called
// functions are placed before their callers, so lanes meet again where they
// would on hardware, without an analysis of the control flow.
//
//===----------------------------------------------------------------------===//
#ifndef EMULATOR_EXEC_WARP_H
#define EMULATOR_EXEC_WARP_H

#include "runtime/cuda/CudaTypes.h"
#include "tools/cuda-emulator/code/Code.h"
#include "tools/cuda-emulator/exec/AsyncCopies.h"

#include <stdexcept>
#include <string>
#include <vector>

namespace emulator {

struct Block;

/// What a thread did wrong; thrown by handlers, ends the grid.
struct Fault {
  bmc::cuda::Result code;
  std::string what;
  const Inst *inst = nullptr;
  int lane = -1; ///< -1: the warp
};

enum class Wait : uint8_t { None, Barrier, Lanes };

struct Group {
  uint32_t pc = 0, mask = 0;
  Wait wait = Wait::None;
  uint32_t barrier = 0;         ///< waits for it
  uint32_t lanes = 0;           ///< waits for these to come here
  const Inst *reduce = nullptr; ///< bar.red: where its result goes
  uint32_t value = 0;           ///< bar.red: predicate of each lane
};

struct Warp {
  uint8_t *base[2];    ///< registers, constants; indexed by kConstantRow
  uint32_t mask = 0;   ///< lanes for which the current instruction works
  uint32_t active = 0; ///< lanes of the running group
  uint32_t carry = 0;  ///< of add.cc, by lanes
  uint32_t pc = 0;
  uint32_t exited = 0; ///< and lanes that never were
  uint32_t index = 0;
  const Code *code = nullptr;
  Block *block = nullptr;
  uint8_t *local = nullptr; ///< code->localBytes for each lane in turn
  uint64_t steps = 0;       ///< blocks of instructions run: the clock
  bool starved = false;     ///< the running group is not the lowest one
  std::vector<Group> ready, waiting;
  AsyncCopies copies;

  /// Runs groups until none is ready, or for a long time.
  void run();
  bool finished() const { return exited == ~0u; }

  // For handlers that end a block of instructions.
  void next(const Inst &inst) { pc = code->indexOf(inst) + 1; }
  /// Lanes of `taken` go to `target`, the other active ones on.
  void branch(const Inst &inst, uint32_t taken, uint32_t target);
  /// Each lane of `lanes` goes where its own target says.
  void scatter(const Inst &inst, uint32_t lanes, const uint32_t *targets);
  void exitLanes(const Inst &inst, uint32_t lanes);
  /// True if all lanes of `members` that live are here. Otherwise the group
  /// waits and the instruction runs again when more have come.
  bool gather(const Inst &inst, uint32_t members);
  /// The group waits for the barrier, from the next instruction on.
  void waitAtBarrier(const Inst &inst, uint32_t barrier, bool reduce,
                     uint32_t value);
  /// Makes groups that wait for the barrier ready.
  template <class OnRelease> void release(uint32_t barrier, OnRelease each) {
    for (size_t i = 0; i < waiting.size();)
      if (waiting[i].wait == Wait::Barrier && waiting[i].barrier == barrier) {
        each(waiting[i]);
        waiting[i].wait = Wait::None;
        ready.push_back(waiting[i]);
        waiting.erase(waiting.begin() + static_cast<ptrdiff_t>(i));
      } else {
        ++i;
      }
  }

private:
  bool pickGroup();
  void yield();
};

[[noreturn]] void fail(const Inst &inst, int lane, bmc::cuda::Result code,
                       std::string what);

} // namespace emulator

#endif // EMULATOR_EXEC_WARP_H
