//===- Info.h - The verb info -----------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_INFO_H
#define BMC_RUNTIME_INFER_INFO_H

#include "runtime/train/Session.h"

namespace bmc {

/// Prints what the compiler put into this program: parameters, memory,
/// functions, dims, images and configuration.
Status runInfo(const Session &session, const BmrtImages &images);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_INFO_H
