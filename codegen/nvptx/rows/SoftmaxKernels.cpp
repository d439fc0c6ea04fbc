//===- SoftmaxKernels.cpp - softmax, log_softmax, cross_entropy -----------===//

#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/rows/GpuRows.h"
#include "codegen/nvptx/rows/JoinPartials.h"
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

static RowStatistics statistics(GpuRows &rows, Value x, Value row) {
  GpuBuilder &b = rows.b;
  Value max = rows.max([&](Value col) { return rows.load(x, row, col); });
  Value sum = rows.sum(
      [&](Value col) { return b.exp(b.subf(rows.load(x, row, col), max)); });
  return {max, sum};
}

LogicalResult generateSoftmax(GpuKernel &kernel, Operation *anchor) {
  GpuRows rows(kernel, anchor->getOperand(0).getType());
  GpuBuilder &b = rows.b;
  bool isLog = isa<LogSoftmaxOp>(anchor);
  rows.forEachRow([&](Value row) {
    Value x = rows.kernel.input(anchor->getOperand(0));
    RowStatistics stats = statistics(rows, x, row);
    // Of the logarithm, max and ln(sum) are subtracted one after the other:
    // their sum would round ln(sum) away where x is large.
    Value factor = isLog ? b.log(stats.sum)
                         : b.divf(b.constant(1.0, rows.type), stats.sum);
    rows.forEachColumn([&](Value col) {
      Value value = b.subf(rows.load(x, row, col), stats.max);
      value = isLog ? b.subf(value, factor) : b.mulf(b.exp(value), factor);
      rows.store(value, kernel.output(0), row, col);
    });
  });
  return success();
}

//===----------------------------------------------------------------------===//
// Cross entropy
//===----------------------------------------------------------------------===//

static Value loadTarget(GpuBuilder &b, Value targets, Value row) {
  Type i32 = b.getI32Type();
  Value target = b.load(i32, b.pointer(targets, row, i32));
  return arith::ExtSIOp::create(b, b.getI64Type(), target);
}

/// A row's loss to scratch; a second grid joins them.
static LogicalResult generateLoss(GpuKernel &kernel, CrossEntropyOp op) {
  GpuRows rows(kernel, op.getLogits().getType());
  GpuBuilder &b = rows.b;
  Type f64 = b.getF64Type();
  rows.forEachRow([&](Value row) {
    Value x = rows.kernel.input(op.getLogits());
    RowStatistics stats = statistics(rows, x, row);
    b.once([&] {
      Value target = loadTarget(b, rows.kernel.input(op.getTargets()), row);
      Value ignored = b.less(target, b.index(0));
      Value picked = rows.load(x, row, b.select(ignored, b.index(0), target));
      // Not the lse first: large logits would round ln(sum) away.
      Value loss = b.addf(b.subf(stats.max, picked), b.log(stats.sum));
      loss = b.select(ignored, b.zero(f64), b.convertFloat(loss, f64));
      b.store(loss, b.pointer(kernel.scratch(), row, f64));
    });
  });
  joinPartials(kernel, rows.rowExtents, [&](Value total) {
    b.store(b.convertFloat(total, rows.type), kernel.output(0));
  });
  return success();
}

static LogicalResult generateLossGradient(GpuKernel &kernel,
                                          CrossEntropyBackwardOp op) {
  GpuRows rows(kernel, op.getLogits().getType());
  GpuBuilder &b = rows.b;
  rows.forEachRow([&](Value row) {
    Value x = rows.kernel.input(op.getLogits());
    RowStatistics stats = statistics(rows, x, row);
    Value dloss = b.load(rows.type, rows.kernel.input(op.getDloss()));
    Value target = loadTarget(b, rows.kernel.input(op.getTargets()), row);
    Value ignored = b.less(target, b.index(0));
    Value rowScale = b.select(ignored, b.zero(rows.type), dloss);
    Value factor = b.divf(rowScale, stats.sum);
    rows.forEachColumn([&](Value col) {
      Value e = b.exp(b.subf(rows.load(x, row, col), stats.max));
      Value isTarget =
          arith::CmpIOp::create(b, arith::CmpIPredicate::eq, col, target);
      Value subtracted = b.select(isTarget, dloss, b.zero(rows.type));
      rows.store(b.subf(b.mulf(e, factor), subtracted), kernel.output(0), row,
                 col);
    });
  });
  return success();
}

int64_t gpuCrossEntropyScratchBytes(Operation *anchor, DimBound bound) {
  return boundedElements(leadingExtents(anchor->getOperand(0).getType()),
                         bound) *
         sizeof(double);
}

LogicalResult generateCrossEntropy(GpuKernel &kernel, Operation *anchor) {
  if (auto loss = dyn_cast<CrossEntropyOp>(anchor))
    return generateLoss(kernel, loss);
  return generateLossGradient(kernel, cast<CrossEntropyBackwardOp>(anchor));
}

} // namespace bmc
