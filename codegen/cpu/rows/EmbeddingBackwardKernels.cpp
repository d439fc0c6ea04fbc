//===- EmbeddingBackwardKernels.cpp - Scatter-add of rows -----------------===//
//
// Every task owns a range of columns and walks all rows in order, so that rows
// with equal indices are added in the same order at any thread count.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/rows/UpdateEmitter.h"
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

namespace {
/// Rows to add, and where to: dy and indices of a look-up.
struct Lookup {
  Lookup(RowBuilder &rows, Value dy, Value indices)
      : kernel(rows.kernel), dy(rows.input(dy)), indices(kernel.input(indices)),
        count(kernel.rows(dy.getType())) {}

  /// The row of the table that row `row` belongs to.
  Value index(Value row) const {
    KernelBuilder &b = kernel.builder;
    Type i32 = b.getI32Type();
    Value narrow = b.load(i32, b.pointer(indices, row, i32));
    return arith::ExtSIOp::create(b, b.getI64Type(), narrow);
  }

  CpuKernel &kernel;
  RowTensor dy;
  Value indices, count;
};
} // namespace

/// Adds the rows of one look-up after the other.
static void addRows(RowBuilder &rows, ArrayRef<Lookup> lookups,
                    const RowTensor &dweight) {
  CpuBuilder &b = rows.b;
  unsigned lanes = b.lanes(dweight.type);
  b.parallel(b.ceilDiv(dweight.width, kColumns), [&](Value task) {
    Value begin = b.mul(task, kColumns);
    Value end = b.min(b.add(begin, kColumns), dweight.width);
    for (const Lookup &lookup : lookups)
      b.loop(b.index(0), lookup.count, 1, [&](Value row) {
        Value index = lookup.index(row);
        forEachVector(b, begin, end, lanes, [&](Value col, Value mask) {
          Value sum = b.addf(rows.load(dweight, index, col, mask),
                             rows.load(lookup.dy, row, col, mask));
          rows.store(sum, dweight, index, col, mask);
        });
      });
  });
}

LogicalResult generateEmbeddingBackward(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  auto op = cast<EmbeddingBackwardOp>(anchor);
  RowTensor dweight = rows.output(0);
  initialise(rows, op, dweight);
  addRows(rows, Lookup(rows, op.getDy(), op.getIndices()), dweight);
  return success();
}

//===----------------------------------------------------------------------===//
// Tables that are trained by rows
//===----------------------------------------------------------------------===//

/// Takes over what the batch before left, without its rows unless they are
/// accumulated. Where dweight replaces init, no other row is looked at.
static void takeOver(RowBuilder &rows, EmbeddingBackwardRowsOp op,
                     const RowTensor &dweight, Value touched) {
  CpuBuilder &b = rows.b;
  RowTensor init = rows.input(op.getInit());
  Value marked = rows.kernel.input(op.getMarked());
  Type i32 = b.getI32Type(), i64 = b.getI64Type();
  Value differ = arith::CmpIOp::create(
      b, arith::CmpIPredicate::ne, LLVM::PtrToIntOp::create(b, i64, init.base),
      LLVM::PtrToIntOp::create(b, i64, dweight.base));
  Extents extents = getExtents(op.getInit().getType());
  unsigned lanes = b.lanes(dweight.type);
  Value zeros = b.zero(VectorType::get(lanes, dweight.type));
  Value zero = arith::ConstantIntOp::create(b, i32, 0);
  auto fill = [&](Value row, bool withZeros) {
    forEachVector(
        b, b.index(0), dweight.width, lanes, [&](Value col, Value mask) {
          Value value = withZeros ? zeros : rows.load(init, row, col, mask);
          rows.store(value, dweight, row, col, mask);
        });
  };
  auto takeRow = [&](Value row) {
    Value mark = b.load(i32, b.pointer(marked, row, i32));
    Value kept = differ;
    if (!op.getAccumulate()) {
      auto compare = [&](arith::CmpIPredicate predicate) -> Value {
        return arith::CmpIOp::create(b, predicate, mark, zero);
      };
      b.ifThen(compare(arith::CmpIPredicate::ne),
               [&] { fill(row, /*withZeros=*/true); });
      kept = b.both(differ, compare(arith::CmpIPredicate::eq));
      mark = zero;
    }
    b.ifThen(kept, [&] { fill(row, /*withZeros=*/false); });
    b.store(mark, b.pointer(touched, row, i32));
  };
  rows.forEachChunk(
      rows.kernel.extent(extents[0]), kMarksPerChunk,
      [&](Value, Value begin, Value end) { b.loop(begin, end, 1, takeRow); });
}

LogicalResult generateEmbeddingBackwardRows(CpuKernel &kernel,
                                            Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<EmbeddingBackwardRowsOp>(anchor);
  RowTensor dweight = rows.output(0);
  Value touched = kernel.outputFor(op.getTouched());
  takeOver(rows, op, dweight, touched);
  SmallVector<Lookup> lookups;
  for (auto [dy, indices] : llvm::zip_equal(op.getDys(), op.getIndices()))
    lookups.emplace_back(rows, dy, indices);
  Type i32 = b.getI32Type();
  Value one = arith::ConstantIntOp::create(b, i32, 1);
  for (const Lookup &lookup : lookups)
    b.loop(b.index(0), lookup.count, 1, [&](Value row) {
      b.store(one, b.pointer(touched, lookup.index(row), i32));
    });
  addRows(rows, lookups, dweight);
  return success();
}

} // namespace bmc
