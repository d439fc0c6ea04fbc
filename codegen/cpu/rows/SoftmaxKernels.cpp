//===- SoftmaxKernels.cpp - softmax, log_softmax, cross_entropy -----------===//

#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

namespace {

/// max x and sum e^(x - max) of one row.
struct RowStatistics {
  Value max, sum;
};

} // namespace

static RowStatistics statistics(RowBuilder &rows, const RowTensor &x,
                                Value row) {
  CpuBuilder &b = rows.b;
  unsigned lanes = b.lanes(x.type);
  Value max = rows.max(x.type, x.width, [&](Value col, Value mask) {
    return rows.load(x, row, col, mask);
  });
  Value shift = b.splat(max, lanes);
  Value sum = rows.sum(x.type, x.width, [&](Value col, Value mask) {
    return b.exp(b.subf(rows.load(x, row, col, mask), shift));
  });
  return {max, sum};
}

LogicalResult generateSoftmax(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  RowTensor x = rows.input(anchor->getOperand(0));
  RowTensor y = rows.output(0);
  unsigned lanes = b.lanes(x.type);
  bool isLog = isa<LogSoftmaxOp>(anchor);
  Value count = kernel.rows(anchor->getOperand(0).getType());
  rows.forEachRow(count, x.width, [&](Value row) {
    RowStatistics stats = statistics(rows, x, row);
    Value shift = b.splat(stats.max, lanes);
    // Of the logarithm, max and ln(sum) are subtracted one after the other:
    // their sum would round ln(sum) away where x is large.
    Value factor =
        isLog ? b.log(stats.sum) : b.divf(b.constant(1.0, x.type), stats.sum);
    factor = b.splat(factor, lanes);
    forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
      Value value = b.subf(rows.load(x, row, col, mask), shift);
      value = isLog ? b.subf(value, factor) : b.mulf(b.exp(value), factor);
      rows.store(value, y, row, col, mask);
    });
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Cross entropy
//===----------------------------------------------------------------------===//

/// Rows in one chunk of a cross entropy; fixed so that partial sums are joined
/// in the same order whatever the thread count.
static constexpr int64_t kLossRows = 64;

static Value loadTarget(CpuBuilder &b, Value targets, Value row) {
  Type i32 = b.getI32Type();
  Value target = b.load(i32, b.pointer(targets, row, i32));
  return arith::ExtSIOp::create(b, b.getI64Type(), target);
}

static LogicalResult generateLoss(CpuKernel &kernel, CrossEntropyOp op) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  RowTensor x = rows.input(op.getLogits());
  Value targets = kernel.input(op.getTargets());
  Value count = kernel.rows(op.getLogits().getType());
  Type f64 = b.getF64Type();
  auto rowLoss = [&](Value row) {
    RowStatistics stats = statistics(rows, x, row);
    Value target = loadTarget(b, targets, row);
    Value ignored = b.less(target, b.index(0));
    Value column = b.select(ignored, b.index(0), target);
    Value offset = b.add(b.mul(row, x.width), column);
    Value picked = b.load(x.type, b.pointer(x.base, offset, x.type));
    // Not the lse first: large logits would round ln(sum) away.
    Value loss = b.addf(b.subf(stats.max, picked), b.log(stats.sum));
    loss = b.convertFloat(loss, f64);
    return b.select(ignored, b.zero(f64), loss);
  };
  rows.forEachChunk(count, kLossRows, [&](Value chunk, Value begin, Value end) {
    Value sum =
        b.loop(begin, end, 1, b.zero(f64),
               [&](Value row, ValueRange carried) -> SmallVector<Value> {
                 return {b.addf(carried[0], rowLoss(row))};
               })[0];
    b.store(sum, b.pointer(kernel.scratch(), chunk, f64));
  });
  Value total =
      b.loop(b.index(0), b.ceilDiv(count, kLossRows), 1, b.zero(f64),
             [&](Value chunk, ValueRange carried) -> SmallVector<Value> {
               Value part =
                   b.load(f64, b.pointer(kernel.scratch(), chunk, f64));
               return {b.addf(carried[0], part)};
             })[0];
  b.store(b.convertFloat(total, x.type), kernel.output(0));
  return success();
}

static LogicalResult generateLossGradient(CpuKernel &kernel,
                                          CrossEntropyBackwardOp op) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  RowTensor x = rows.input(op.getLogits());
  RowTensor dx = rows.output(0);
  unsigned lanes = b.lanes(x.type);
  Value targets = kernel.input(op.getTargets());
  Value dloss = b.load(x.type, rows.input(op.getDloss()).base);
  Value count = kernel.rows(op.getLogits().getType());
  rows.forEachRow(count, x.width, [&](Value row) {
    RowStatistics stats = statistics(rows, x, row);
    Value target = loadTarget(b, targets, row);
    Value ignored = b.less(target, b.index(0));
    Value rowScale = b.select(ignored, b.zero(x.type), dloss);
    Value factor = b.splat(b.divf(rowScale, stats.sum), lanes);
    Value shift = b.splat(stats.max, lanes);
    forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
      Value e = b.exp(b.subf(rows.load(x, row, col, mask), shift));
      rows.store(b.mulf(e, factor), dx, row, col, mask);
    });
    b.ifThen(b.less(b.index(-1), target), [&] {
      Value at =
          b.pointer(dx.base, b.add(b.mul(row, dx.width), target), dx.type);
      b.store(b.subf(b.load(dx.type, at), dloss), at);
    });
  });
  return success();
}

int64_t crossEntropyScratchBytes(Operation *anchor, DimBound bound) {
  int64_t rows =
      boundedElements(leadingExtents(anchor->getOperand(0).getType()), bound);
  return (rows + kLossRows - 1) / kLossRows * sizeof(double);
}

LogicalResult generateCrossEntropy(CpuKernel &kernel, Operation *anchor) {
  if (auto loss = dyn_cast<CrossEntropyOp>(anchor))
    return generateLoss(kernel, loss);
  return generateLossGradient(kernel, cast<CrossEntropyBackwardOp>(anchor));
}

} // namespace bmc
