//===- CheckData.h - train --check-data -------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_CHECKDATA_H
#define BMC_RUNTIME_TRAIN_CHECKDATA_H

#include "runtime/train/TrainSetup.h"

namespace bmc {

/// Prints what should be known of the data and how long an epoch takes.
/// BadInput if rows are bad.
Status checkData(const Session &session, TrainRun &run);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_CHECKDATA_H
