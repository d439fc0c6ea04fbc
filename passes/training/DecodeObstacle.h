//===- DecodeObstacle.h - What keeps positions together ---------*- C++ -*-===//
#ifndef BMC_PASSES_TRAINING_DECODEOBSTACLE_H
#define BMC_PASSES_TRAINING_DECODEOBSTACLE_H

#include "ir/BmcOps.h"

#include <string>

namespace bmc {

/// Why the choice of a position cannot pass the layer; empty if it can.
std::string obstacle(mlir::Operation *op, SelectRowOp select);

} // namespace bmc

#endif // BMC_PASSES_TRAINING_DECODEOBSTACLE_H
