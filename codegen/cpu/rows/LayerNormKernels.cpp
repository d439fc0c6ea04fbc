//===- LayerNormKernels.cpp - Norms of rows, of a sum too -----------------===//

#include "codegen/common/rows/NormOperands.h"
#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;

namespace bmc {

namespace {

class NormEmitter {
public:
  NormEmitter(CpuKernel &kernel, Operation *anchor);
  void emit();

private:
  /// A number of the row, as a vector of equal ones.
  struct RowStatistics {
    Value about; ///< the mean, rounded
    Value rest;  ///< what it lacks
  };

  Value element(Value row, Value col, Value mask);
  Value centred(const RowStatistics &stats, Value row, Value col, Value mask);
  void emitRow(Value row);
  void emitRmsRow(Value row);
  Value sumRow(Value row, function_ref<Value(Value)> term);
  Value reciprocalDeviation(const RowStatistics &stats, Value row,
                            Value variance);
  void normalize(const RowStatistics &stats, Value rstd, Value row);
  void storeScalar(Value value, Value to, Value row) {
    if (to)
      b.store(value, b.pointer(to, row, type));
  }

  RowBuilder rows;
  CpuBuilder &b;
  NormOperands op;
  RowTensor x, addend;
  Type type;
  unsigned lanes;
  Value weight, bias;
  Value sumOut, yOut, meanOut, rstdOut; ///< null if not returned
  Value inverse;                        ///< 1 / columns
};

} // namespace

NormEmitter::NormEmitter(CpuKernel &kernel, Operation *anchor)
    : rows(kernel), b(kernel.builder), op(normOperands(anchor)),
      x(rows.input(op.x)), addend(op.addend ? rows.input(op.addend) : x),
      type(x.type), lanes(b.lanes(type)) {
  if (op.weight)
    weight = rows.input(op.weight).base;
  if (op.bias)
    bias = rows.input(op.bias).base;
  if (op.sum)
    sumOut = kernel.outputFor(op.sum);
  yOut = kernel.outputFor(op.y);
  if (op.isCentred())
    meanOut = kernel.outputFor(op.mean);
  rstdOut = kernel.outputFor(op.rstd);
  inverse = b.constant(1.0 / getExtents(op.x.getType()).back().size, type);
}

Value NormEmitter::element(Value row, Value col, Value mask) {
  Value value = rows.load(x, row, col, mask);
  return op.addend ? b.addf(value, rows.load(addend, row, col, mask)) : value;
}

Value NormEmitter::centred(const RowStatistics &stats, Value row, Value col,
                           Value mask) {
  Value value = element(row, col, mask);
  return op.isCentred() ? b.subf(b.subf(value, stats.about), stats.rest)
                        : value;
}

void NormEmitter::emit() {
  rows.forEachRow(rows.kernel.rows(op.x.getType()), x.width, [&](Value row) {
    op.isCentred() ? emitRow(row) : emitRmsRow(row);
  });
}

/// The mean of the squares takes the place of the variance.
void NormEmitter::emitRmsRow(Value row) {
  Value squares = sumRow(row, [&](Value x) { return b.mulf(x, x); });
  Value rstd = reciprocalDeviation({}, row, b.mulf(squares, inverse));
  storeScalar(rstd, rstdOut, row);
  if (yOut)
    normalize({}, b.splat(rstd, lanes), row);
}

/// Two passes: the variance of large means would cancel otherwise. `about` is
/// rounded, which shows where rows are nearly constant: what it lacks is the
/// mean of the residuals, which have no such rounding.
void NormEmitter::emitRow(Value row) {
  Value about = b.mulf(sumRow(row, [](Value x) { return x; }), inverse);
  Value abouts = b.splat(about, lanes);
  SmallVector<Value> sums =
      sumVectors(b, 2, type, x.width, [&](Value col, Value mask) {
        Value residual = b.subf(element(row, col, mask), abouts);
        return SmallVector<Value>{residual, b.mulf(residual, residual)};
      });
  Value rest = b.mulf(sums[0], inverse);
  Value variance = b.maxf(b.subf(b.mulf(sums[1], inverse), b.mulf(rest, rest)),
                          b.zero(type));
  RowStatistics stats{abouts, b.splat(rest, lanes)};
  Value rstd = reciprocalDeviation(stats, row, variance);
  storeScalar(b.addf(about, rest), meanOut, row);
  storeScalar(rstd, rstdOut, row);
  if (yOut)
    normalize(stats, b.splat(rstd, lanes), row);
}

/// The sum of term(x) over a row; x of two addends is stored on the way.
Value NormEmitter::sumRow(Value row, function_ref<Value(Value)> term) {
  return rows.sum(type, x.width, [&](Value col, Value mask) {
    Value value = element(row, col, mask);
    if (sumOut)
      rows.store(value, {sumOut, type, x.width}, row, col, mask);
    return term(value);
  });
}

/// 1 / sqrt(variance + eps). Where squares overflow the row is squared again on
/// a smaller scale, beside which eps is nothing.
Value NormEmitter::reciprocalDeviation(const RowStatistics &stats, Value row,
                                       Value variance) {
  Value fits = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, variance,
                                     b.constant(INFINITY, type));
  auto ordinary = [&] {
    Value root = b.sqrt(b.addf(variance, b.constant(op.eps, type)));
    return b.divf(b.constant(1.0, type), root);
  };
  auto scaled = [&] {
    double scale = type.isF32() ? 0x1p-80 : 0x1p-600;
    Value scales = b.splat(b.constant(scale, type), lanes);
    Value sum = rows.sum(type, x.width, [&](Value col, Value mask) {
      Value small = b.mulf(centred(stats, row, col, mask), scales);
      return b.mulf(small, small);
    });
    return b.divf(b.constant(scale, type), b.sqrt(b.mulf(sum, inverse)));
  };
  return b.ifElse(fits, type, ordinary, scaled);
}

void NormEmitter::normalize(const RowStatistics &stats, Value rstd, Value row) {
  forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
    Value y = b.mulf(centred(stats, row, col, mask), rstd);
    if (weight)
      y = b.mulf(y, rows.loadShared(weight, type, col, mask));
    if (bias)
      y = b.addf(y, rows.loadShared(bias, type, col, mask));
    rows.store(y, {yOut, type, x.width}, row, col, mask);
  });
}

LogicalResult generateLayerNorm(CpuKernel &kernel, Operation *anchor) {
  NormEmitter(kernel, anchor).emit();
  return success();
}

} // namespace bmc
