//===- ImageCode.h - The PTX of an image ------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_IMAGECODE_H
#define BMC_RUNTIME_DEVICE_IMAGECODE_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Status.h"

#include <string>

namespace bmc {

/// The PTX of an image for a GPU. Resource error if it was damaged since the
/// program was built, or if memory has no room for it.
Status readCode(const BmrtImage &image, std::string &ptx);

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_IMAGECODE_H
