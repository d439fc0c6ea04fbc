//===- Step.h - The verb step -----------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_STEP_H
#define BMC_RUNTIME_INFER_STEP_H

#include "runtime/train/Session.h"

namespace bmc {

/// One forward and backward pass on the batch of a file. Prints the loss with
/// 17 significant digits and writes the gradient of the loss with respect to
/// every parameter, so that any other framework can check them.
Status runStep(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_STEP_H
