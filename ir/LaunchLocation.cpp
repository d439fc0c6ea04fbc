//===- LaunchLocation.cpp - Where the results of a kernel come from -------===//

#include "ir/LaunchLocation.h"

using namespace mlir;

namespace bmc {

Location launchLocation(Location whole, ArrayRef<Location> results) {
  if (llvm::all_of(results, [&](Location loc) { return loc == whole; }))
    return whole;
  auto list = ArrayAttr::get(
      whole.getContext(),
      SmallVector<Attribute>(llvm::map_range(
          results, [](Location loc) -> Attribute { return loc; })));
  return FusedLoc::get({whole}, list, whole.getContext());
}

Location resultLocation(OpResult result) {
  Location loc = result.getOwner()->getLoc();
  auto fused = dyn_cast<FusedLoc>(loc);
  auto list =
      fused ? dyn_cast_or_null<ArrayAttr>(fused.getMetadata()) : nullptr;
  if (!list || result.getResultNumber() >= list.size())
    return loc;
  auto own = dyn_cast<LocationAttr>(list[result.getResultNumber()]);
  return own ? Location(own) : loc;
}

} // namespace bmc
