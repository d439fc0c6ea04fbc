//===- Block.h - Threads that share memory and barriers ---------*- C++ -*-===//
#ifndef EMULATOR_EXEC_BLOCK_H
#define EMULATOR_EXEC_BLOCK_H

#include "runtime/cuda/CudaTypes.h"
#include "tools/cuda-emulator/exec/Observer.h"
#include "tools/cuda-emulator/exec/Warp.h"

#include <array>
#include <chrono>
#include <memory>

namespace emulator {

class Heap;

constexpr unsigned kBarriers = 16;

/// Inst::aux of barriers: how bar.red joins (0: it counts), and whether whole
/// warps must come.
constexpr uint32_t kJoin = 3, kJoinAnd = 1, kJoinOr = 2, kAlignedBarrier = 4;

/// Memory that a launch is said to use (bmcEmulatorAnnounce).
using LaunchOperand = bmc::cuda::AnnouncedOperand;

/// What cuLaunchKernel asks for.
struct Launch {
  const Code *code = nullptr;
  std::array<uint32_t, 3> grid{}, block{};
  uint32_t dynamicShared = 0;
  std::vector<uint8_t> parameters;     ///< bytes as they were at the launch
  uint64_t number = 0;                 ///< of the launch in its process
  uint32_t timeout = 600;              ///< seconds
  std::vector<LaunchOperand> operands; ///< empty: nobody said

  uint32_t threads() const { return block[0] * block[1] * block[2]; }
  uint64_t blocks() const { return uint64_t{grid[0]} * grid[1] * grid[2]; }
};

/// Host memory that an access of an instruction was found in last.
struct Range {
  uint64_t begin = 1, end = 0;
};

struct Barrier {
  std::vector<uint32_t> arrived; ///< lanes, per warp
  uint32_t expected = 0;         ///< threads; 0: all of the block
  bool isUsed = false;
};

/// One block at a time; storage is kept from one to the next.
struct Block {
  Block(const Launch &launch, const Heap &heap, Observer *observer);

  /// Runs block `number` of the grid to its end. Throws Fault.
  void run(uint64_t number);

  /// The group that is running arrives; then it waits if `waits`.
  void arrive(Warp &warp, const Inst &inst, uint32_t barrier, uint32_t threads,
              bool waits, bool reduces, uint32_t value);
  /// Lanes have ended: a barrier may be complete without them.
  void lanesExited();

  /// Whether a barrier that is used awaits all threads.
  bool isForAll(uint32_t barrier) const {
    return barriers[barrier].expected == 0;
  }
  /// The instruction at which a warp waits for it, or nullptr.
  const Inst *waitsAt(const Warp &warp, uint32_t barrier) const;

  std::string describe(const Warp &warp, int lane) const;

  const Launch &launch;
  const Code &code;
  const Heap &heap;
  Observer *observer; ///< or nullptr
  std::array<uint32_t, 3> position{};
  uint64_t number = 0;
  uint32_t sharedBytes = 0; ///< from kSharedStart on
  uint8_t *shared = nullptr;
  std::vector<Range> ranges; ///< by Inst::memory
  std::vector<Warp> warps;
  const Warp *running = nullptr;

private:
  void start(uint64_t number);
  void startWarp(Warp &warp);
  uint32_t blockValue(Special special, const Warp &warp) const;
  void fillSpecial(Warp &warp, Special special, uint32_t *row) const;
  void completeBarriers();
  bool isComplete(const Barrier &barrier) const;
  void release(uint32_t id);
  [[noreturn]] void deadlock();

  struct Free {
    void operator()(void *memory) const;
  };
  using Bytes = std::unique_ptr<uint8_t[], Free>;
  static Bytes allocate(size_t bytes);
  Bytes registers, locals, sharedStorage, constants;
  std::array<Barrier, kBarriers> barriers;
  std::chrono::steady_clock::time_point deadline;
};

} // namespace emulator

#endif // EMULATOR_EXEC_BLOCK_H
