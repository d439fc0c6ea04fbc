//===- Observer.h - Who watches a grid run ----------------------*- C++ -*-===//
#ifndef EMULATOR_EXEC_OBSERVER_H
#define EMULATOR_EXEC_OBSERVER_H

#include "tools/cuda-emulator/exec/AsyncCopies.h"

#include <cstdint>

namespace emulator {

struct Block;
struct Inst;
struct Launch;
struct Warp;

enum class AccessKind : uint8_t { Read, Write, Atomic };

/// Called by the interpreter where something happens that checks look at. All
/// may throw Fault but for the first three.
class Observer {
public:
  virtual ~Observer() = default;
  virtual void allocated(uint64_t address, uint64_t bytes) = 0;
  virtual void freed(uint64_t address) = 0;
  /// Copies and fills of the host, or between places of device memory.
  virtual void hostWrites(uint64_t address, uint64_t bytes) = 0;
  virtual void launchStarts(const Launch &launch) = 0;
  virtual void blockStarts(Block &block) = 0;
  /// Lanes of warp.mask access `bytes` at host addresses `at`.
  virtual void access(Warp &warp, const Inst &inst, const uint64_t *at,
                      unsigned bytes, AccessKind kind) = 0;
  /// cp.async was issued; it was made at a wait.
  virtual void copyIssued(Warp &warp, const Inst &inst,
                          const AsyncCopies::Copy &copy) = 0;
  virtual void copyDone(Warp &warp, const AsyncCopies::Copy &copy) = 0;
  /// The running group arrives at a barrier of the block.
  virtual void arrives(Warp &warp, const Inst &inst, uint32_t barrier,
                       bool waits) = 0;
  /// All who were awaited have arrived.
  virtual void barrierCompleted(Block &block, uint32_t barrier) = 0;
  /// The running group has met; bar.warp orders its accesses to memory.
  virtual void lanesMeet(Warp &warp, const Inst &inst, bool orders) = 0;
  /// A lane reads a value of a lane that gives none.
  virtual void readsMissingLane(Warp &warp, const Inst &inst, unsigned lane,
                                unsigned from) = 0;
};

} // namespace emulator

#endif // EMULATOR_EXEC_OBSERVER_H
