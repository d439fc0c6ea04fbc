//===- EmbeddingBackwardKernels.cpp - Scatter-add of rows -----------------===//
//
// Every task owns a range of columns and walks all rows in order, so that rows
// with equal indices are added in the same order at any thread count.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

/// Columns per task: a cache line pair of f32.
static constexpr int64_t kColumns = 32;

/// dweight = init or zero.
static void initialise(RowBuilder &rows, EmbeddingBackwardOp op,
                       const RowTensor &dweight) {
  CpuBuilder &b = rows.b;
  CpuKernel &kernel = rows.kernel;
  unsigned lanes = b.lanes(dweight.type);
  auto vector = VectorType::get(lanes, dweight.type);
  Value init;
  if (op.getInit())
    init = rows.input(op.getInit()).base;
  Value total = kernel.product(getExtents(op.getType()));
  auto copy = [&] {
    b.parallel(b.ceilDiv(total, kStreamChunk), [&](Value chunk) {
      Value begin = b.mul(chunk, kStreamChunk);
      Value end = b.min(b.add(begin, kStreamChunk), total);
      forEachVector(b, begin, end, lanes, [&](Value col, Value mask) {
        Value value = init ? rows.loadShared(init, dweight.type, col, mask)
                           : b.zero(vector);
        b.storeVector(value, b.pointer(dweight.base, col, dweight.type), mask);
      });
    });
  };
  if (!init)
    return copy();
  // The memory plan may have put both at one place: nothing to copy then.
  Type i64 = b.getI64Type();
  Value from = LLVM::PtrToIntOp::create(b, i64, init);
  Value to = LLVM::PtrToIntOp::create(b, i64, dweight.base);
  Value differ = arith::CmpIOp::create(b, arith::CmpIPredicate::ne, from, to);
  b.ifThen(differ, copy);
}

LogicalResult generateEmbeddingBackward(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<EmbeddingBackwardOp>(anchor);
  RowTensor dy = rows.input(op.getDy());
  RowTensor dweight = rows.output(0);
  unsigned lanes = b.lanes(dy.type);
  Value indices =
      kernel.input(cast<BlockArgument>(op.getIndices()).getArgNumber());
  initialise(rows, op, dweight);
  Value count = kernel.rows(op.getDy().getType());
  Type i32 = b.getI32Type();
  b.parallel(b.ceilDiv(dy.width, kColumns), [&](Value task) {
    Value begin = b.mul(task, kColumns);
    Value end = b.min(b.add(begin, kColumns), dy.width);
    b.loop(b.index(0), count, 1, [&](Value row) {
      Value narrow = b.load(i32, b.pointer(indices, row, i32));
      Value index = arith::ExtSIOp::create(b, b.getI64Type(), narrow);
      forEachVector(b, begin, end, lanes, [&](Value col, Value mask) {
        Value sum = b.addf(rows.load(dweight, index, col, mask),
                           rows.load(dy, row, col, mask));
        rows.store(sum, dweight, index, col, mask);
      });
    });
  });
  return success();
}

} // namespace bmc
