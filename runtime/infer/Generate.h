//===- Generate.h - The verb generate ---------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATE_H
#define BMC_RUNTIME_INFER_GENERATE_H

#include "runtime/train/Session.h"

namespace bmc {

/// Prints the prompt and its continuation to standard output as it is made.
/// Models without a tokenizer read and print token ids.
Status runGenerate(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATE_H
