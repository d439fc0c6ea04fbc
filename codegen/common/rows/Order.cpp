//===- Order.cpp - What argmax and argsort compare ------------------------===//

#include "codegen/common/rows/Order.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static Value compare(KernelBuilder &b, arith::CmpFPredicate predicate, Value x,
                     Value y) {
  return arith::CmpFOp::create(b, predicate, x, y);
}

Value isLargest(KernelBuilder &b, Value x, Value largest) {
  // If the maximum is NaN, the first NaN; if not, no x is.
  Value isNan = compare(b, arith::CmpFPredicate::UNO, x, x);
  return arith::OrIOp::create(b, isNan, b.equalf(x, largest));
}

MergeSort::MergeSort(Kernel &kernel, ArgsortOp op, Value row)
    : kernel(kernel), b(kernel.builder), op(op), row(row),
      type(getElementTypeOrSelf(op.getX().getType())) {
  width = kernel.extent(getExtents(op.getX().getType()).back());
  count = kernel.extent(getExtents(op.getType()).back());
}

int64_t MergeSort::numPasses() {
  Extent last = getExtents(op.getX().getType()).back();
  return llvm::Log2_64_Ceil(last.isStatic() ? last.size
                                            : kernel.boundOf(last.name));
}

MergeSort::Runs MergeSort::runsAround(Value at, Value length) {
  Value pair = b.mul(length, 2);
  Value begin = b.mul(b.div(at, pair), pair);
  return {begin, b.min(b.add(begin, length), width),
          b.min(b.add(begin, pair), width)};
}

Value MergeSort::runLength(Value pass) {
  return arith::ShLIOp::create(b, b.index(1), pass);
}

Value MergeSort::buffer(Value parity) {
  Value number = b.add(b.mul(row, 2), parity);
  return b.pointer(kernel.scratch(), b.mul(number, width), b.getI32Type());
}

Value MergeSort::source(Value pass) { return buffer(b.rem(pass, b.index(2))); }

Value MergeSort::target(Value pass) { return source(b.add(pass, 1)); }

Value MergeSort::load(Value buffer, Value at) {
  Type i32 = b.getI32Type();
  Value narrow = b.load(i32, b.pointer(buffer, at, i32));
  return arith::ExtSIOp::create(b, b.getI64Type(), narrow);
}

void MergeSort::store(Value position, Value buffer, Value at) {
  Type i32 = b.getI32Type();
  Value narrow = arith::TruncIOp::create(b, i32, position);
  b.store(narrow, b.pointer(buffer, at, i32));
}

Value MergeSort::element(Value position) {
  Value index = b.add(b.mul(row, width), position);
  return b.load(type, b.pointer(kernel.input(op.getX()), index, type));
}

Value MergeSort::comesBefore(Value x, Value y) {
  if (op.getDescending())
    std::swap(x, y);
  // x < y or only y is NaN.
  Value less = compare(b, arith::CmpFPredicate::ULT, x, y);
  return b.both(less, compare(b, arith::CmpFPredicate::ORD, x, x));
}

void MergeSort::storeResult(Value position, Value at) {
  store(position, kernel.output(0), b.add(b.mul(row, count), at));
}

int64_t argsortScratchBytes(Operation *anchor, DimBound bound) {
  Extents extents = getExtents(anchor->getOperand(0).getType());
  return 2 * boundedElements(extents, bound) * sizeof(int32_t);
}

} // namespace bmc
