//===- Elementwise.cpp - Folds of elementwise ops -------------------------===//
//
// A folded constant is an f64 attribute: one value for every element. Folding
// computes in f64 and does not round to the element type, so a program turned
// from f32 to f64 later loses nothing.
//
//===----------------------------------------------------------------------===//

#include "ir/BmcOps.h"

#include "mlir/IR/BuiltinAttributes.h"

using namespace mlir;

namespace bmc {

static bool isValue(Attribute attribute, double value) {
  auto number = dyn_cast_or_null<FloatAttr>(attribute);
  return number && number.getValueAsDouble() == value;
}

/// The combination of two constants, null if either is not.
static Attribute combine(Attribute a, Attribute b,
                         function_ref<double(double, double)> combiner) {
  auto left = dyn_cast_or_null<FloatAttr>(a);
  auto right = dyn_cast_or_null<FloatAttr>(b);
  if (!left || !right)
    return nullptr;
  return FloatAttr::get(left.getType(), combiner(left.getValueAsDouble(),
                                                 right.getValueAsDouble()));
}

OpFoldResult ConstantOp::fold(FoldAdaptor adaptor) { return getValueAttr(); }

OpFoldResult ConvertOp::fold(FoldAdaptor adaptor) {
  if (getX().getType() == getY().getType())
    return getX();
  return nullptr;
}

OpFoldResult NegOp::fold(FoldAdaptor adaptor) {
  if (auto inner = getX().getDefiningOp<NegOp>())
    return inner.getX();
  if (auto number = dyn_cast_or_null<FloatAttr>(adaptor.getX()))
    return FloatAttr::get(number.getType(), -number.getValueAsDouble());
  return nullptr;
}

OpFoldResult AddOp::fold(FoldAdaptor adaptor) {
  if (isValue(adaptor.getB(), 0))
    return getA();
  if (isValue(adaptor.getA(), 0))
    return getB();
  return combine(adaptor.getA(), adaptor.getB(), std::plus<double>());
}

OpFoldResult SubOp::fold(FoldAdaptor adaptor) {
  if (isValue(adaptor.getB(), 0))
    return getA();
  return combine(adaptor.getA(), adaptor.getB(), std::minus<double>());
}

OpFoldResult MulOp::fold(FoldAdaptor adaptor) {
  if (isValue(adaptor.getB(), 1))
    return getA();
  if (isValue(adaptor.getA(), 1))
    return getB();
  return combine(adaptor.getA(), adaptor.getB(), std::multiplies<double>());
}

OpFoldResult DivOp::fold(FoldAdaptor adaptor) {
  if (isValue(adaptor.getB(), 1))
    return getA();
  return combine(adaptor.getA(), adaptor.getB(), std::divides<double>());
}

OpFoldResult IntegerOp::fold(FoldAdaptor adaptor) {
  switch (getFunction()) {
  case IntegerFunction::Add:
    return isValue(adaptor.getB(), 0)   ? getA()
           : isValue(adaptor.getA(), 0) ? getB()
                                        : OpFoldResult();
  case IntegerFunction::Sub:
    return isValue(adaptor.getB(), 0) ? getA() : OpFoldResult();
  case IntegerFunction::Mul:
    return isValue(adaptor.getB(), 1)   ? getA()
           : isValue(adaptor.getA(), 1) ? getB()
                                        : OpFoldResult();
  case IntegerFunction::FloorDiv:
    return isValue(adaptor.getB(), 1) ? getA() : OpFoldResult();
  default:
    return nullptr;
  }
}

} // namespace bmc
