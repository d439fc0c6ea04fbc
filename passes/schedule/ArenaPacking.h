//===- ArenaPacking.h - Offsets for buffers with lifetimes ------*- C++ -*-===//
#ifndef BMC_PASSES_SCHEDULE_ARENAPACKING_H
#define BMC_PASSES_SCHEDULE_ARENAPACKING_H

#include "llvm/ADT/ArrayRef.h"

#include <cstdint>

namespace bmc {

/// A piece of memory needed from launch `begin` to launch `end`, inclusive.
struct ArenaBuffer {
  int64_t bytes = 0;
  int begin = 0;
  int end = 0;
  int64_t offset = 0; ///< set by packArena
};

struct ArenaPlan {
  int64_t bytes = 0;
  /// Look-ups of free memory, a measure of the work.
  int64_t probes = 0;
};

/// Gives buffers that live at the same time disjoint places, each a multiple of
/// kTensorAlignment; empty ones stay at 0. Largest first, of equal ones
/// the one that is needed first and then the shorter-lived, each at the lowest
/// place that is free for its whole life: within a few per cent of the live
/// peak on training steps.
ArenaPlan packArena(llvm::MutableArrayRef<ArenaBuffer> buffers);

} // namespace bmc

#endif // BMC_PASSES_SCHEDULE_ARENAPACKING_H
