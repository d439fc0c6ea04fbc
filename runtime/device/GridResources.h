//===- GridResources.h - What a GPU gives to each grid ----------*- C++ -*-===//
#ifndef BMC_RUNTIME_DEVICE_GRIDRESOURCES_H
#define BMC_RUNTIME_DEVICE_GRIDRESOURCES_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Status.h"

#include <span>
#include <string>
#include <vector>

namespace bmc {

/// What the driver's compiler made of a grid's code, for each thread.
struct GridResources {
  int registers = 0;
  int localBytes = 0; ///< of memory, for what has no register
};

/// Asks the first GPU of the machine that runs an image's code, named by
/// `device`, for the resources of `grids`. Resource error if there is none.
Status askGridResources(const BmrtImage &image,
                        std::span<const BmrtGrid *const> grids,
                        std::string &device,
                        std::vector<GridResources> &resources);

} // namespace bmc

#endif // BMC_RUNTIME_DEVICE_GRIDRESOURCES_H
