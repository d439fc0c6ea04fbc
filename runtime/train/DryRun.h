//===- DryRun.h - train --dry-run -------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_DRYRUN_H
#define BMC_RUNTIME_TRAIN_DRYRUN_H

#include "runtime/train/TrainSetup.h"

namespace bmc {

/// Times forward and backward on the first batch and prints what a real run
/// would do. Changes no file and no parameter.
Status runDry(const Session &session, TrainRun &run);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_DRYRUN_H
