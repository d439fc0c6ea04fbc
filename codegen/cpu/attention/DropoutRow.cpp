//===- DropoutRow.cpp - Dropout of a row of probabilities -----------------===//

#include "codegen/cpu/attention/DropoutRow.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace bmc {

/// Elements of a block of random words.
static constexpr int64_t kBlock = 4;

/// a0 b0 a1 b1 .. of vectors whose neighbouring `unit` elements stay together.
static Value interleave(CpuBuilder &b, Value a, Value other, int64_t unit) {
  int64_t count = cast<VectorType>(a.getType()).getNumElements();
  SmallVector<int64_t> order;
  for (int64_t begin = 0; begin < count; begin += unit)
    for (int64_t offset : {begin, count + begin})
      for (int64_t i = 0; i < unit; ++i)
        order.push_back(offset + i);
  return vector::ShuffleOp::create(b, a, other, order);
}

void DropoutRow::allocate(int64_t columns) {
  int64_t step = kBlock * lanes;
  factors = b.stackBuffer(type, llvm::alignTo(columns + kBlock, step) + lanes);
}

void DropoutRow::fill(Value first, Value count) {
  Value begin = b.div(first, b.index(kBlock));
  shift = b.rem(first, b.index(kBlock));
  auto numbers = VectorType::get(lanes, b.getI64Type());
  Value iota = arith::ConstantOp::create(
      b, DenseIntElementsAttr::get(
             numbers, llvm::to_vector(llvm::seq<int64_t>(0, lanes))));
  Value end = b.ceilDiv(b.add(shift, count), kBlock);
  b.loop(b.index(0), end, lanes, [&](Value block) {
    Value number = b.splat(b.add(begin, block), lanes);
    PhiloxWords words = state.block(arith::AddIOp::create(b, number, iota));
    Value parts[4];
    for (int i = 0; i < 4; ++i)
      parts[i] = state.factor(words[i], VectorType::get(lanes, type));
    Value pairs[2] = {interleave(b, parts[0], parts[1], 1),
                      interleave(b, parts[2], parts[3], 1)};
    b.storeVector(interleave(b, pairs[0], pairs[1], 2),
                  b.pointer(factors, b.mul(block, kBlock), type));
  });
}

Value DropoutRow::apply(Value x, Value column, Value mask) {
  Value at = b.pointer(factors, b.add(shift, column), type);
  Value factor = b.loadVector(type, lanes, at, mask);
  Value zero = b.zero(x.getType());
  // Not 0 times infinity.
  return arith::SelectOp::create(b, b.equalf(factor, zero), zero,
                                 b.mulf(x, factor));
}

} // namespace bmc
