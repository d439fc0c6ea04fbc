//===- ReductionAxes.cpp - What sum, mean and max reduce ------------------===//

#include "codegen/common/rows/ReductionAxes.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <limits>

using namespace mlir;

namespace bmc {

ReductionAxes::ReductionAxes(Kernel &kernel, Operation *op)
    : kernel(kernel), b(kernel.builder), op(op), x(op->getOperand(0)),
      type(getElementTypeOrSelf(x.getType())), extents(getExtents(x.getType())),
      axes(cast<DenseI64ArrayAttr>(op->getAttr("axes")).asArrayRef()) {}

bool ReductionAxes::isMax() const { return isa<MaxOp>(op); }

Value ReductionAxes::neutral(Type type) {
  return b.constant(isMax() ? -std::numeric_limits<double>::infinity() : 0.0,
                    type);
}

Value ReductionAxes::combine(Value a, Value c) {
  return isMax() ? b.maxf(a, c) : b.addf(a, c);
}

Value ReductionAxes::finish(Value value) {
  if (!isa<MeanOp>(op))
    return value;
  Extents reduced;
  for (int64_t axis : axes)
    reduced.push_back(extents[axis]);
  Value count = kernel.product(reduced);
  Type element = getElementTypeOrSelf(value.getType());
  Value divisor = arith::SIToFPOp::create(b, element, count);
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    divisor = b.splat(divisor, vector.getNumElements());
  return b.divf(value, divisor);
}

Extents ReductionAxes::leading(bool reduced) const {
  Extents result;
  for (size_t axis = 0; axis + 1 < extents.size(); ++axis)
    if (reduces(axis) == reduced)
      result.push_back(extents[axis]);
  return result;
}

Value ReductionAxes::rowOf(Value kept, Value reduced) {
  SmallVector<Value> position(extents.size() - 1);
  for (int64_t axis = extents.size() - 2; axis >= 0; --axis) {
    Value &rest = reduces(axis) ? reduced : kept;
    Value extent = kernel.extent(extents[axis]);
    position[axis] = b.rem(rest, extent);
    rest = b.div(rest, extent);
  }
  Value row = b.index(0);
  for (size_t axis = 0; axis + 1 < extents.size(); ++axis)
    row = b.add(b.mul(row, kernel.extent(extents[axis])), position[axis]);
  return row;
}

Extents ReductionAxes::resultSpace() const {
  Extents space = getExtents(op->getResult(0).getType());
  if (space.empty())
    space.push_back(Extent::fixed(1));
  return space;
}

} // namespace bmc
