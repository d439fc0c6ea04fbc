//===- ImageInfo.h - What info says of each image ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_IMAGEINFO_H
#define BMC_RUNTIME_INFER_IMAGEINFO_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Json.h"

namespace bmc {

/// Of every image: what it was built for, memory to train, launches; of one for
/// a GPU also the time that such a GPU cannot beat and its grids, with
/// registers if the machine has a GPU that runs it and else the reason why they
/// are not known.
Json imagesJson(const BmrtImages &images);

/// The same for people.
void printImages(const Json &images);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_IMAGEINFO_H
