//===- Scan.cpp - Running sums and products -------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

using namespace mlir;

namespace bmc {

LogicalResult CumsumOp::verify() {
  return Constraints(getLoc()).axis("cumsum_c1", getAxis(), {"x", getX()});
}

LogicalResult CumprodOp::verify() {
  return Constraints(getLoc()).axis("cumprod_c1", getAxis(), {"x", getX()});
}

LogicalResult CumprodBackwardOp::verify() {
  return Constraints(getLoc()).axis("cumprod_backward_c1", getAxis(),
                                    {"x", getX()});
}

} // namespace bmc
