//===- PointIntegers.cpp - Arithmetic of i32 ------------------------------===//

#include "codegen/common/points/PointFunctions.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

static Value number(KernelBuilder &b, Type type, int64_t value) {
  return arith::ConstantOp::create(
      b, isa<VectorType>(type)
             ? TypedAttr(SplatElementsAttr::get(cast<VectorType>(type),
                                                b.getI32IntegerAttr(value)))
             : TypedAttr(b.getI32IntegerAttr(value)));
}

static Value is(KernelBuilder &b, arith::CmpIPredicate predicate, Value x,
                int64_t value) {
  return arith::CmpIOp::create(b, predicate, x, number(b, x.getType(), value));
}

/// floor(x / y). Divisions by 0, and of the least number by -1, are not left to
/// the machine, which may stop there.
static Value floorDivide(KernelBuilder &b, Value x, Value y) {
  Type type = x.getType();
  Value isZero = is(b, arith::CmpIPredicate::eq, y, 0);
  Value isMinusOne = is(b, arith::CmpIPredicate::eq, y, -1);
  Value special = arith::OrIOp::create(b, isZero, isMinusOne);
  Value divisor = arith::SelectOp::create(b, special, number(b, type, 1), y);
  Value quotient = arith::DivSIOp::create(b, x, divisor);
  Value rest =
      arith::SubIOp::create(b, x, arith::MulIOp::create(b, quotient, divisor));
  Value isInexact = is(b, arith::CmpIPredicate::ne, rest, 0);
  Value differ = is(b, arith::CmpIPredicate::slt,
                    arith::XOrIOp::create(b, rest, divisor), 0);
  Value isBelow = arith::AndIOp::create(b, isInexact, differ);
  Value floored = arith::SelectOp::create(
      b, isBelow, arith::SubIOp::create(b, quotient, number(b, type, 1)),
      quotient);
  Value zero = number(b, type, 0);
  Value negative = arith::SubIOp::create(b, zero, x);
  Value otherwise = arith::SelectOp::create(b, isZero, zero, floored);
  return arith::SelectOp::create(b, isMinusOne, negative, otherwise);
}

Value integerArithmetic(KernelBuilder &builder, IntegerFunction function,
                        Value a, Value b) {
  switch (function) {
  case IntegerFunction::Add:
    return arith::AddIOp::create(builder, a, b);
  case IntegerFunction::Sub:
    return arith::SubIOp::create(builder, a, b);
  case IntegerFunction::Mul:
    return arith::MulIOp::create(builder, a, b);
  case IntegerFunction::FloorDiv:
    return floorDivide(builder, a, b);
  case IntegerFunction::Remainder:
    return arith::SubIOp::create(
        builder, a,
        arith::MulIOp::create(builder, b, floorDivide(builder, a, b)));
  case IntegerFunction::Minimum:
    return arith::MinSIOp::create(builder, a, b);
  case IntegerFunction::Maximum:
    return arith::MaxSIOp::create(builder, a, b);
  }
  llvm_unreachable("unknown function");
}

Value toInteger(PointFormula f, Value x) {
  KernelBuilder &b = f.b;
  Type from = x.getType(), type = b.getI32Type();
  if (auto vector = dyn_cast<VectorType>(from))
    type = vector.clone(type);
  if (getElementTypeOrSelf(from).isInteger(1))
    return arith::ExtUIOp::create(b, type, x);
  constexpr double kLeast = -0x1p31, kBeyond = 0x1p31;
  // The largest that both f32 and f64 hold; what is above is put right below.
  constexpr double kMost = 2147483520.0;
  Value isNumber = arith::CmpFOp::create(b, arith::CmpFPredicate::ORD, x, x);
  Value finite = arith::SelectOp::create(b, isNumber, x, f.num(0.0));
  Value floor = b.maxf(finite, f.num(kLeast));
  bool isExact = getElementTypeOrSelf(from).isF64();
  Value bound = f.num(isExact ? kBeyond - 1 : kMost);
  Value inside = arith::MinimumFOp::create(b, floor, bound);
  Value integer = arith::FPToSIOp::create(b, type, inside);
  Value isBeyond =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OGE, x, f.num(kBeyond));
  return arith::SelectOp::create(b, isBeyond, number(b, type, INT32_MAX),
                                 integer);
}

} // namespace bmc
