//===- Grid.h - All blocks of a launch --------------------------*- C++ -*-===//
#ifndef EMULATOR_EXEC_GRID_H
#define EMULATOR_EXEC_GRID_H

#include "tools/cuda-emulator/exec/Block.h"

#include <optional>

namespace emulator {

/// Results must not depend on it.
struct Order {
  enum Kind { Ascending, Descending, Random } kind = Ascending;
  uint64_t seed = 0;
};

/// Runs all blocks; what went wrong, if anything did.
struct GridError {
  bmc::cuda::Result code;
  std::string report; ///< with kernel, block, thread, lines
};
std::optional<GridError> runGrid(const Launch &launch, const Heap &heap,
                                 Order order, Observer *observer,
                                 const std::vector<std::string> &files);

} // namespace emulator

#endif // EMULATOR_EXEC_GRID_H
