//===- TrainLoop.h - The verb train -----------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_TRAINLOOP_H
#define BMC_RUNTIME_TRAIN_TRAINLOOP_H

#include "runtime/train/Session.h"

namespace bmc {

/// Trains to the last step, a signal or an error. Interrupted after saving is a
/// status of its own (130).
Status runTrain(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_TRAINLOOP_H
