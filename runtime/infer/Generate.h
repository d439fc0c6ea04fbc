//===- Generate.h - The verb generate ---------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATE_H
#define BMC_RUNTIME_INFER_GENERATE_H

#include "runtime/train/Session.h"

namespace bmc {

/// Writes the prompt and its continuation as it is made, to standard output or
/// --output.
/// Models without a tokenizer read and print token ids.
Status runGenerate(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATE_H
