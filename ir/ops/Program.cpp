//===- Program.cpp - Dims, parameters, kernels ----------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;

namespace bmc {

LogicalResult DimOp::verify() {
  int64_t max = getMax();
  if (max >= 1)
    return success();
  return Constraints(getLoc()).violated("dim_c1", "max is " + Twine(max) +
                                                      ", expected at least 1");
}

LogicalResult ParameterOp::verify() {
  Constraints require(getLoc());
  if (!cast<RankedTensorType>(getType()).hasStaticShape())
    return require.violated("parameter_c1",
                            "type has run-time sizes " +
                                formatExtents(getExtents(getType())) +
                                ", expected constant sizes");
  double a = getInit().getA(), b = getInit().getB();
  bool ordered = getInit().getKind() == InitKind::Normal    ? b >= 0
                 : getInit().getKind() == InitKind::Uniform ? a <= b
                                                            : true;
  if (std::isfinite(a) && std::isfinite(b) && ordered)
    return success();
  return require.violated("parameter_c2",
                          "init has the numbers " + formatNumber(a) + " and " +
                              formatNumber(b) +
                              ", expected finite numbers, a standard deviation "
                              "of at least 0 and low <= high");
}

LogicalResult LaunchOp::verify() {
  int64_t scratch = getScratch();
  if (scratch >= 0)
    return success();
  return Constraints(getLoc()).violated("launch_c3",
                                        "scratch is " + Twine(scratch) +
                                            " bytes, expected at least 0");
}

LogicalResult LaunchOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  Constraints require(getLoc());
  auto kernel = symbolTable.lookupNearestSymbolFrom<FunctionOpInterface>(
      *this, getKernelAttr());
  if (!kernel)
    return require.violated("launch_c1",
                            "there is no function @" + getKernel());
  if (!kernel->hasAttr("bmc.kernel"))
    return require.violated("launch_c2", "function @" + getKernel() +
                                             " is not marked bmc.kernel");
  if (llvm::equal(kernel.getArgumentTypes(), getOperandTypes()) &&
      llvm::equal(kernel.getResultTypes(), getResultTypes()))
    return success();
  return require.violated("launch_c1",
                          "types differ from those of @" + getKernel());
}

} // namespace bmc
