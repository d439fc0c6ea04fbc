//===- Tokens.h - The verb tokenize -----------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_TOKENS_H
#define BMC_RUNTIME_INFER_TOKENS_H

#include "runtime/train/Session.h"

namespace bmc {

/// Shows the tokens of --text, writes those of --input to --output as shards,
/// or says what they are like.
Status runTokenize(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_TOKENS_H
