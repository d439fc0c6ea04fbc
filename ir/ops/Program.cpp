//===- Program.cpp - Dims, parameters, kernels ----------------------------===//

#include "ir/BmcOps.h"
#include "ir/DerivedSize.h"
#include "ir/ops/Constraints.h"
#include "ir/optimizers/Rules.h"

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

LogicalResult DimOp::verifySymbolUses(SymbolTableCollection &symbolTable) {
  std::optional<DerivedSize> size = DerivedSize::parse(getSymName());
  if (!size)
    return success();
  Constraints require(getLoc());
  auto base = symbolTable.lookupNearestSymbolFrom<DimOp>(
      *this, StringAttr::get(getContext(), size->base));
  if (!base)
    return require.violated("dim_c2", "there is no dim @" + size->base);
  std::optional<int64_t> max = size->at(base.getMax());
  if (max == static_cast<int64_t>(getMax()))
    return success();
  return require.violated("dim_c2", "max is " + Twine(getMax()) +
                                        ", expected " + Twine(max.value_or(0)) +
                                        " as computed from @" + size->base);
}

/// parameter_c2
static bool isValid(InitAttr init) {
  double a = init.getA(), b = init.getB();
  double low = init.getLow(), high = init.getHigh();
  if (!llvm::all_of(ArrayRef({a, b, low, high}),
                    [](double number) { return std::isfinite(number); }))
    return false;
  switch (init.getKind()) {
  case InitKind::Normal:
    return b >= 0;
  case InitKind::TruncNormal:
    return b >= 0 && low <= high;
  case InitKind::Uniform:
    return a <= b;
  case InitKind::Constant:
  case InitKind::Orthogonal:
    return true;
  }
  return false;
}

LogicalResult ParameterOp::verify() {
  Constraints require(getLoc());
  if (!cast<RankedTensorType>(getType()).hasStaticShape())
    return require.violated("parameter_c1",
                            "type has run-time sizes " +
                                formatExtents(getExtents(getType())) +
                                ", expected constant sizes");
  auto type = cast<RankedTensorType>(getType());
  if (getSparse() && type.getRank() != 2)
    return require.violated("parameter_c3", "a sparse parameter has rank " +
                                                Twine(type.getRank()) +
                                                ", expected 2");
  if (isValid(getInit()))
    return success();
  return require.violated(
      "parameter_c2", "init has the numbers " + formatNumber(getInit().getA()) +
                          " and " + formatNumber(getInit().getB()) +
                          ", expected finite numbers, a standard deviation "
                          "of at least 0 and low <= high");
}

Type ParameterOp::getStateType(StringRef group) {
  if (group != kTouchedRows)
    return getType();
  return RankedTensorType::get(
      cast<RankedTensorType>(getType()).getShape().front(),
      IntegerType::get(getContext(), 32));
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
