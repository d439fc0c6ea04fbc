//===- Stream.h - predict --stream ------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_STREAM_H
#define BMC_RUNTIME_INFER_STREAM_H

#include "runtime/train/Session.h"

namespace bmc {

/// Reads standard input line by line, each a step of a sequence, and writes the
/// prediction after each as soon as it is there. Recurrent layers go on from
/// the state that the line before left; an empty line begins a new sequence.
Status runStream(Session &session);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_STREAM_H
