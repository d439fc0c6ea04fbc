//===- KernelBuilder.cpp - Vocabulary of the kernel generators ------------===//

#include "codegen/common/builder/KernelBuilder.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// i64 arithmetic
//===----------------------------------------------------------------------===//

Value KernelBuilder::index(int64_t value) {
  return arith::ConstantOp::create(*this, getI64IntegerAttr(value));
}

Value KernelBuilder::add(Value a, Value b) {
  return createOrFold<arith::AddIOp>(a, b);
}

Value KernelBuilder::add(Value a, int64_t b) { return add(a, index(b)); }

Value KernelBuilder::sub(Value a, Value b) {
  return createOrFold<arith::SubIOp>(a, b);
}

Value KernelBuilder::mul(Value a, Value b) {
  return createOrFold<arith::MulIOp>(a, b);
}

Value KernelBuilder::mul(Value a, int64_t b) { return mul(a, index(b)); }

Value KernelBuilder::div(Value a, Value b) {
  return createOrFold<arith::DivUIOp>(a, b);
}

Value KernelBuilder::rem(Value a, Value b) {
  return createOrFold<arith::RemUIOp>(a, b);
}

Value KernelBuilder::min(Value a, Value b) {
  return createOrFold<arith::MinSIOp>(a, b);
}

Value KernelBuilder::max(Value a, Value b) {
  return createOrFold<arith::MaxSIOp>(a, b);
}

Value KernelBuilder::ceilDiv(Value a, int64_t b) {
  return div(add(a, b - 1), index(b));
}

Value KernelBuilder::less(Value a, Value b) {
  return createOrFold<arith::CmpIOp>(arith::CmpIPredicate::slt, a, b);
}

Value KernelBuilder::both(Value a, Value b) {
  return createOrFold<arith::AndIOp>(a, b);
}

Value KernelBuilder::select(Value condition, Value a, Value b) {
  return createOrFold<arith::SelectOp>(condition, a, b);
}

//===----------------------------------------------------------------------===//
// Control flow
//===----------------------------------------------------------------------===//

void KernelBuilder::loop(Value lower, Value upper, int64_t step,
                         function_ref<void(Value)> body) {
  loop(lower, upper, step, ValueRange(),
       [&](Value iv, ValueRange) -> SmallVector<Value> {
         body(iv);
         return {};
       });
}

SmallVector<Value>
KernelBuilder::loop(Value lower, Value upper, int64_t step, ValueRange init,
                    function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  auto op = scf::ForOp::create(*this, lower, upper, index(step), init);
  OpBuilder::InsertionGuard guard(*this);
  // The builder adds a terminator only to loops that carry nothing.
  if (!op.getBody()->empty())
    op.getBody()->back().erase();
  setInsertionPointToEnd(op.getBody());
  SmallVector<Value> next = body(op.getInductionVar(), op.getRegionIterArgs());
  scf::YieldOp::create(*this, next);
  return op.getResults();
}

void KernelBuilder::ifThen(Value condition, function_ref<void()> body) {
  auto op = scf::IfOp::create(*this, condition, /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(op.thenBlock());
  body();
}

Value KernelBuilder::ifElse(Value condition, Type type,
                            function_ref<Value()> onTrue,
                            function_ref<Value()> onFalse) {
  auto op = scf::IfOp::create(*this, type, condition, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(op.thenBlock());
  scf::YieldOp::create(*this, onTrue());
  setInsertionPointToStart(op.elseBlock());
  scf::YieldOp::create(*this, onFalse());
  return op.getResult(0);
}

//===----------------------------------------------------------------------===//
// Memory
//===----------------------------------------------------------------------===//

/// Booleans occupy a byte in memory.
static Type memoryType(Type type) {
  return type.isInteger(1) ? IntegerType::get(type.getContext(), 8) : type;
}

Value KernelBuilder::pointer(Value base, Value index, Type elementType) {
  return LLVM::GEPOp::create(*this, base.getType(), memoryType(elementType),
                             base, ArrayRef<LLVM::GEPArg>{index});
}

/// Vectors are accessed at element alignment: rows start anywhere.
static unsigned alignmentOf(Type type) {
  Type element = getElementTypeOrSelf(type);
  return std::max(1u, element.getIntOrFloatBitWidth() / 8);
}

Value KernelBuilder::load(Type type, Value pointer) {
  if (type.isInteger(1)) {
    Value byte = load(getI8Type(), pointer);
    return arith::TruncIOp::create(*this, type, byte);
  }
  if (isa<LLVM::LLVMPointerType>(type))
    return LLVM::LoadOp::create(*this, type, pointer, 8);
  return LLVM::LoadOp::create(*this, type, pointer, alignmentOf(type));
}

void KernelBuilder::prefetch(Value pointer) {
  constexpr int32_t kRead = 0, kNearest = 3, kData = 1;
  LLVM::Prefetch::create(*this, pointer, getI32IntegerAttr(kRead),
                         getI32IntegerAttr(kNearest), getI32IntegerAttr(kData));
}

void KernelBuilder::store(Value value, Value pointer) {
  Type type = value.getType();
  if (type.isInteger(1)) {
    value = arith::ExtUIOp::create(*this, getI8Type(), value);
    type = value.getType();
  }
  LLVM::StoreOp::create(*this, value, pointer, alignmentOf(type));
}

Value KernelBuilder::loadVector(Type elementType, unsigned lanes, Value pointer,
                                Value mask) {
  if (elementType.isInteger(1)) {
    Value bytes = loadVector(getI8Type(), lanes, pointer, mask);
    return arith::TruncIOp::create(*this, VectorType::get(lanes, elementType),
                                   bytes);
  }
  auto type = VectorType::get(lanes, elementType);
  if (!mask)
    return load(type, pointer);
  Value passThrough = arith::ConstantOp::create(*this, getZeroAttr(type));
  return LLVM::MaskedLoadOp::create(*this, type, pointer, mask, passThrough,
                                    alignmentOf(type));
}

void KernelBuilder::storeVector(Value vector, Value pointer, Value mask) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getElementType().isInteger(1)) {
    auto bytes = VectorType::get(type.getShape(), getI8Type());
    return storeVector(arith::ExtUIOp::create(*this, bytes, vector), pointer,
                       mask);
  }
  if (!mask)
    return store(vector, pointer);
  LLVM::MaskedStoreOp::create(*this, vector, pointer, mask,
                              alignmentOf(vector.getType()));
}

Value KernelBuilder::maskFirst(Value count, unsigned lanes) {
  SmallVector<int32_t> numbers;
  for (unsigned lane = 0; lane < lanes; ++lane)
    numbers.push_back(lane);
  auto type = VectorType::get(lanes, getI32Type());
  Value iota = arith::ConstantOp::create(
      *this, DenseIntElementsAttr::get(type, numbers));
  Value clamped = min(count, index(lanes));
  Value narrow = arith::TruncIOp::create(*this, getI32Type(), clamped);
  Value limit = splat(narrow, lanes);
  return arith::CmpIOp::create(*this, arith::CmpIPredicate::slt, iota, limit);
}

//===----------------------------------------------------------------------===//
// Floating point
//===----------------------------------------------------------------------===//

Value KernelBuilder::constant(double value, Type type) {
  TypedAttr attr;
  if (auto vector = dyn_cast<VectorType>(type))
    attr = DenseElementsAttr::get(
        vector, cast<Attribute>(getFloatAttr(vector.getElementType(), value)));
  else
    attr = getFloatAttr(type, value);
  return arith::ConstantOp::create(*this, attr);
}

Value KernelBuilder::splat(Value scalar, unsigned lanes) {
  if (lanes == 1)
    return scalar;
  return vector::BroadcastOp::create(
      *this, VectorType::get(lanes, scalar.getType()), scalar);
}

Value KernelBuilder::addf(Value a, Value b) {
  return arith::AddFOp::create(*this, a, b);
}

Value KernelBuilder::subf(Value a, Value b) {
  return arith::SubFOp::create(*this, a, b);
}

Value KernelBuilder::mulf(Value a, Value b) {
  return arith::MulFOp::create(*this, a, b);
}

Value KernelBuilder::divf(Value a, Value b) {
  return arith::DivFOp::create(*this, a, b);
}

Value KernelBuilder::fma(Value a, Value b, Value c) {
  if (hasFma)
    return math::FmaOp::create(*this, a, b, c);
  return addf(mulf(a, b), c);
}

Value KernelBuilder::maxf(Value a, Value b) {
  return arith::MaximumFOp::create(*this, a, b);
}

Value KernelBuilder::equalf(Value a, Value b) {
  return arith::CmpFOp::create(*this, arith::CmpFPredicate::OEQ, a, b);
}

Value KernelBuilder::exp(Value x) { return math::ExpOp::create(*this, x); }

Value KernelBuilder::log(Value x) { return math::LogOp::create(*this, x); }

Value KernelBuilder::sqrt(Value x) { return math::SqrtOp::create(*this, x); }

Value KernelBuilder::reduceAdd(Value vector) {
  if (!isa<VectorType>(vector.getType()))
    return vector;
  return vector::ReductionOp::create(*this, vector::CombiningKind::ADD, vector);
}

Value KernelBuilder::reduceMax(Value vector) {
  if (!isa<VectorType>(vector.getType()))
    return vector;
  return vector::ReductionOp::create(*this, vector::CombiningKind::MAXIMUMF,
                                     vector);
}

Value KernelBuilder::convertFloat(Value value, Type elementType) {
  Type from = getElementTypeOrSelf(value.getType());
  if (from == elementType)
    return value;
  Type to = elementType;
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    to = vector.clone(elementType);
  if (from.getIntOrFloatBitWidth() < elementType.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(*this, to, value);
  return arith::TruncFOp::create(*this, to, value);
}

} // namespace bmc
