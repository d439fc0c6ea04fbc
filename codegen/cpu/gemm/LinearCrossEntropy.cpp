//===- LinearCrossEntropy.cpp - Head and loss without the logits ----------===//
//
// Rows are taken in chunks whose logits fit in scratch:
//
//   logits = x w^T + b;  loss_r = ln sum_j e^(logits_rj) - logits_r,target
//   dlogits = (softmax(logits) - one_hot(target)) dloss, in place
//   dx = dlogits w;  dw += dlogits^T x;  db += sum of the rows of dlogits
//
// Losses of rows are summed in f64, in order.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/gemm/HeadLoss.h"
#include "codegen/cpu/gemm/GemmOutput.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

namespace {

constexpr int64_t kLogitBytes = int64_t{64} << 20;

/// The op, and how its scratch is laid out.
struct CpuHeadLoss : HeadLoss {
  using HeadLoss::HeadLoss;

  /// Rows per chunk: a power of two, so that most chunks have full tiles.
  int64_t chunkRows() const {
    int64_t rows = llvm::bit_floor<uint64_t>(kLogitBytes / bytes / classes);
    return std::clamp<int64_t>(rows, 32, 4096);
  }
  /// Elements between rows of logits: whole cache lines, and no multiple of a
  /// page, which would map all rows to few cache sets.
  int64_t logitStride() const {
    int64_t line = 64 / bytes;
    int64_t stride = llvm::alignTo(classes, line);
    return stride % (4096 / bytes) ? stride : stride + line;
  }
  /// Scratch for the totals of dbias, if it is asked for.
  int64_t biasBytes() const {
    return dbias ? llvm::alignTo(classes * 8, 64) : 0;
  }
  /// Elements of scratch for the packed block of whichever product needs most.
  int64_t packedElements(const CpuTarget &target) const {
    auto elements = [&](int64_t columns, std::optional<int64_t> depth,
                        bool packA) {
      return gemmBlocking(target, elementType, columns, depth, packA)
          .sharedElements();
    };
    return std::max({elements(classes, features, false),
                     elements(features, classes, false),
                     elements(features, std::nullopt, true)});
  }
};

} // namespace

namespace {

class HeadLossEmitter {
public:
  HeadLossEmitter(CpuKernel &kernel, Operation *anchor)
      : kernel(kernel), b(kernel.builder), head(anchor), type(head.elementType),
        lanes(b.lanes(type)), x(matrixOperand(kernel, head.x)),
        weight(matrixOperand(kernel, head.weight)),
        targets(kernel.input(head.targets)),
        rows(kernel.rows(head.x.getType())) {
    loss = kernel.outputFor(head.loss);
    dx = kernel.outputFor(head.dx);
    dweight = kernel.outputFor(head.dweight);
    dbias = kernel.outputFor(head.dbias);
    losses = kernel.scratch();
    Type byte = b.getI8Type();
    biasTotals = b.pointer(losses, b.mul(b.ceilDiv(rows, 8), 64), byte);
    packed = b.pointer(biasTotals, b.index(head.biasBytes()), byte);
    logits = pointer(packed, b.index(head.packedElements(b.getTarget())));
  }

  void emit() {
    if (head.dloss)
      dloss = b.load(type, kernel.input(head.dloss));
    b.loop(b.index(0), rows, head.chunkRows(), [&](Value begin) {
      emitChunk(begin, b.min(b.sub(rows, begin), b.index(head.chunkRows())));
    });
    if (loss)
      storeLoss();
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  Value loadTarget(Value row) {
    Type i32 = b.getI32Type();
    return arith::ExtSIOp::create(b, b.getI64Type(),
                                  b.load(i32, b.pointer(targets, row, i32)));
  }

  void emitChunk(Value begin, Value chunkRows);
  void logitsOf(Value begin, Value chunkRows);
  void gradientsOf(Value begin, Value chunkRows);
  void addBiasGradient(Value begin, Value chunkRows);
  void addBiasRow(Value row, Value from, Value to);
  void joinBiasGradient(Value from, Value to);
  void emitRow(Value begin, Value row);
  void emitCountedRow(Value row, Value logitRow, Value target);
  Value exponentials(Value logitRow, Value maximum);
  void scaleRow(Value logitRow, Value target, Value sum);
  void storeLoss();

  CpuKernel &kernel;
  CpuBuilder &b;
  CpuHeadLoss head;
  Type type;
  unsigned lanes;
  MatrixOperand x, weight;
  Value targets, rows;
  Value loss, dx, dweight, dbias;
  /// Scratch: f64 per row, f64 per class for dbias, packed B, logits.
  Value losses, biasTotals, packed, logits;
  Value dloss; ///< null if only the loss is asked for
};

} // namespace

void HeadLossEmitter::emitChunk(Value begin, Value chunkRows) {
  logitsOf(begin, chunkRows);
  constexpr int64_t taskElements = 16384;
  int64_t group = llvm::divideCeil(taskElements, head.classes);
  b.parallel(b.ceilDiv(chunkRows, group), [&](Value task) {
    Value first = b.mul(task, group);
    Value last = b.min(b.add(first, group), chunkRows);
    b.loop(first, last, 1, [&](Value row) { emitRow(begin, row); });
  });
  if (head.dloss)
    gradientsOf(begin, chunkRows);
}

void HeadLossEmitter::logitsOf(Value begin, Value chunkRows) {
  Gemm gemm;
  gemm.elementType = type;
  gemm.rows = chunkRows;
  gemm.columns = head.classes;
  gemm.depth = b.index(head.features);
  gemm.staticDepth = head.features;
  gemm.a = {pointer(x.base, b.mul(begin, x.stride)), x.stride, b.index(1)};
  gemm.b = weight.base;
  gemm.bStride = weight.stride;
  gemm.bTransposed = true;
  if (head.bias)
    gemm.bias = matrixOperand(kernel, head.bias).base;
  gemm.c = logits;
  gemm.cStride = b.index(head.logitStride());
  gemm.packed = packed;
  emitGemm(b, gemm);
}

void HeadLossEmitter::gradientsOf(Value begin, Value chunkRows) {
  Gemm gemm;
  gemm.elementType = type;
  gemm.columns = head.features;
  gemm.cStride = b.index(head.features);
  gemm.packed = packed;
  Value classes = b.index(head.classes);
  if (dx) {
    Gemm product = gemm;
    product.rows = chunkRows;
    product.depth = classes;
    product.staticDepth = head.classes;
    product.a = {logits, b.index(head.logitStride()), b.index(1)};
    product.b = weight.base;
    product.bStride = weight.stride;
    product.c = pointer(dx, b.mul(begin, head.features));
    emitGemm(b, product);
  }
  if (dweight) {
    Gemm product = gemm;
    product.rows = classes;
    product.staticRows = head.classes;
    product.depth = chunkRows;
    product.a = {logits, b.index(1), b.index(head.logitStride())};
    product.packA = true;
    product.b = pointer(x.base, b.mul(begin, x.stride));
    product.bStride = x.stride;
    product.c = dweight;
    product.accumulate = {b.less(b.index(0), begin), false};
    emitGemm(b, product);
  }
  if (dbias)
    addBiasGradient(begin, chunkRows);
}

/// Each task adds rows to a block of columns of dbias that stays in L1, and
/// every so often that to the totals.
void HeadLossEmitter::addBiasGradient(Value begin, Value chunkRows) {
  constexpr int64_t taskColumns = 1024;
  Value classes = b.index(head.classes);
  auto clear = [&](Value base, Type element, Value from, Value to) {
    Value zero = b.zero(VectorType::get(lanes, element));
    forEachVector(b, from, to, lanes, [&](Value j, Value mask) {
      b.storeVector(zero, b.pointer(base, j, element), mask);
    });
  };
  b.parallel(b.ceilDiv(classes, taskColumns), [&](Value task) {
    Value from = b.mul(task, taskColumns);
    Value to = b.min(b.add(from, taskColumns), classes);
    b.ifThen(b.less(begin, b.index(1)),
             [&] { clear(biasTotals, b.getF64Type(), from, to); });
    b.loop(b.index(0), chunkRows, kSumBlock, [&](Value first) {
      clear(dbias, type, from, to);
      Value last = b.min(b.add(first, kSumBlock), chunkRows);
      b.loop(first, last, 1, [&](Value row) { addBiasRow(row, from, to); });
      joinBiasGradient(from, to);
    });
  });
}

void HeadLossEmitter::addBiasRow(Value row, Value from, Value to) {
  Value dlogits = pointer(logits, b.mul(row, head.logitStride()));
  forEachVector(b, from, to, lanes, [&](Value j, Value mask) {
    Value sum = pointer(dbias, j);
    Value term = b.loadVector(type, lanes, pointer(dlogits, j), mask);
    b.storeVector(b.addf(b.loadVector(type, lanes, sum, mask), term), sum,
                  mask);
  });
}

/// dbias holds the sum of a few rows before and the total so far after.
void HeadLossEmitter::joinBiasGradient(Value from, Value to) {
  Type f64 = b.getF64Type();
  forEachVector(b, from, to, lanes, [&](Value j, Value mask) {
    Value sumAt = pointer(dbias, j), totalAt = b.pointer(biasTotals, j, f64);
    Value sum = b.loadVector(type, lanes, sumAt, mask);
    Value total = b.addf(b.loadVector(f64, lanes, totalAt, mask),
                         b.convertFloat(sum, f64));
    b.storeVector(total, totalAt, mask);
    b.storeVector(b.convertFloat(total, type), sumAt, mask);
  });
}

//===----------------------------------------------------------------------===//
// Rows
//===----------------------------------------------------------------------===//

void HeadLossEmitter::emitRow(Value begin, Value row) {
  Value number = b.add(begin, row);
  Value logitRow = pointer(logits, b.mul(row, head.logitStride()));
  Value target = loadTarget(number);
  Flag ignored{b.less(target, b.index(0)), false};
  emitIf(
      b, ignored,
      [&] {
        Type f64 = b.getF64Type();
        b.store(b.zero(f64), b.pointer(losses, number, f64));
        if (!head.dloss)
          return;
        Value zero = b.zero(VectorType::get(lanes, type));
        forEachVector(b, b.index(0), b.index(head.classes), lanes,
                      [&](Value j, Value mask) {
                        b.storeVector(zero, pointer(logitRow, j), mask);
                      });
      },
      [&] { emitCountedRow(number, logitRow, target); });
}

void HeadLossEmitter::emitCountedRow(Value row, Value logitRow, Value target) {
  Value lowest = b.constant(-INFINITY, VectorType::get(lanes, type));
  Value best = forEachVector(
      b, b.index(0), b.index(head.classes), lanes, ValueRange{lowest},
      [&](Value j, Value mask, ValueRange carried) {
        Value logit = b.loadVector(type, lanes, pointer(logitRow, j), mask);
        if (mask)
          logit = arith::SelectOp::create(b, mask, logit, lowest);
        return SmallVector<Value>{b.maxf(carried[0], logit)};
      })[0];
  Value maximum = b.reduceMax(best);
  Value correct = b.load(type, pointer(logitRow, target));
  Value sum = exponentials(logitRow, maximum);
  Type f64 = b.getF64Type();
  Value rowLoss = b.addf(b.subf(maximum, correct), b.log(sum));
  b.store(b.convertFloat(rowLoss, f64), b.pointer(losses, row, f64));
  if (head.dloss)
    scaleRow(logitRow, target, sum);
}

/// Sum of e^(logit - maximum); the terms replace the logits if the gradient
/// needs them.
Value HeadLossEmitter::exponentials(Value logitRow, Value maximum) {
  Value shift = b.splat(maximum, lanes);
  return sumVectors(b, 1, type, b.index(head.classes),
                    [&](Value j, Value mask) {
                      Value at = pointer(logitRow, j);
                      Value logit = b.loadVector(type, lanes, at, mask);
                      Value term = b.exp(b.subf(logit, shift));
                      if (head.dloss)
                        b.storeVector(term, at, mask);
                      return SmallVector<Value>{term};
                    })[0];
}

void HeadLossEmitter::scaleRow(Value logitRow, Value target, Value sum) {
  Value scale = b.splat(b.divf(dloss, sum), lanes);
  forEachVector(b, b.index(0), b.index(head.classes), lanes,
                [&](Value j, Value mask) {
                  Value at = pointer(logitRow, j);
                  Value term = b.loadVector(type, lanes, at, mask);
                  b.storeVector(b.mulf(term, scale), at, mask);
                });
  Value at = pointer(logitRow, target);
  b.store(b.subf(b.load(type, at), dloss), at);
}

void HeadLossEmitter::storeLoss() {
  Type f64 = b.getF64Type();
  Value sum = b.loop(b.index(0), rows, 1, ValueRange{b.zero(f64)},
                     [&](Value row, ValueRange carried) {
                       Value term = b.load(f64, b.pointer(losses, row, f64));
                       return SmallVector<Value>{b.addf(carried[0], term)};
                     })[0];
  b.store(b.convertFloat(sum, type), loss);
}

LogicalResult generateLinearCrossEntropy(CpuKernel &kernel, Operation *anchor) {
  HeadLossEmitter(kernel, anchor).emit();
  return success();
}

int64_t linearCrossEntropyScratchBytes(Operation *anchor, DimBound bound) {
  CpuHeadLoss head(anchor);
  int64_t rows = boundedElements(leadingExtents(head.x.getType()), bound);
  return largestOverTargets([&](const CpuTarget &target) {
    int64_t chunk = std::min(rows, head.chunkRows());
    int64_t elements = head.packedElements(target) + chunk * head.logitStride();
    return elements * head.bytes + head.biasBytes() +
           llvm::alignTo(rows * 8, 64);
  });
}

} // namespace bmc
