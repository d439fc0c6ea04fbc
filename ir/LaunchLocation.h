//===- LaunchLocation.h - Where the results of a kernel come from -*- C++
//-*-===//
//
// A kernel is shared by many launches, so its ops have no locations. Each
// launch keeps them instead, per result: the outliner (passes/schedule) writes
// them down, the tables of the program (codegen) hand them to the NaN search.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_LAUNCHLOCATION_H
#define BMC_IR_LAUNCHLOCATION_H

#include "ir/BmcOps.h"

namespace bmc {

/// The location of a launch that stands for `whole` and whose result i comes
/// from results[i].
mlir::Location launchLocation(mlir::Location whole,
                              llvm::ArrayRef<mlir::Location> results);

/// Where a result comes from: the op that gives it, then the others of its
/// kernel that are part of the same computation. That of the launch if the
/// launch keeps nothing more.
mlir::Location resultLocation(mlir::OpResult result);

} // namespace bmc

#endif // BMC_IR_LAUNCHLOCATION_H
