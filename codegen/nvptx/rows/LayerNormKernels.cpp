//===- LayerNormKernels.cpp - Norms of rows, of a sum too -----------------===//

#include "codegen/common/rows/NormOperands.h"
#include "codegen/nvptx/rows/GpuRows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

#include <cmath>

using namespace mlir;

namespace bmc {

namespace {

/// What a block does with its row.
class NormRow {
public:
  NormRow(GpuRows &rows, const NormOperands &op, Value row);
  void emit();

private:
  Value element(Value col) {
    Value value = rows.load(x, row, col);
    return addend ? b.addf(value, rows.load(addend, row, col)) : value;
  }
  /// Less the mean: `about` as rounded, `rest` what that lacks.
  Value centred(Value value) {
    return op.isCentred() ? b.subf(b.subf(value, about), rest) : value;
  }
  Value variance();
  Value reciprocalDeviation(Value variance);
  void normalize(Value rstd);
  void storeStatistic(Value value, Value result) {
    if (Value to = rows.kernel.outputFor(result))
      b.once([&] { b.store(value, b.pointer(to, row, rows.type)); });
  }

  GpuRows &rows;
  GpuBuilder &b;
  const NormOperands &op;
  Value row, x, addend;
  Value inverse; ///< 1 / columns
  Value about, rest;
};

} // namespace

NormRow::NormRow(GpuRows &rows, const NormOperands &op, Value row)
    : rows(rows), b(rows.b), op(op), row(row), x(rows.kernel.input(op.x)),
      inverse(b.constant(1.0 / rows.width.size, rows.type)) {
  if (op.addend)
    addend = rows.kernel.input(op.addend);
}

/// Of rows that are not centred the mean of the squares. Else
/// two passes, and the mean of the residuals as what the rounded mean lacks: as
/// on the CPU (codegen/cpu/rows/LayerNormKernels.cpp).
Value NormRow::variance() {
  if (!op.isCentred())
    return b.mulf(rows.sum([&](Value col) {
      Value value = element(col);
      return b.mulf(value, value);
    }),
                  inverse);
  about = b.mulf(rows.sum([&](Value col) { return element(col); }), inverse);
  auto residual = [&](Value col) { return b.subf(element(col), about); };
  Value squares = rows.sum([&](Value col) {
    Value difference = residual(col);
    return b.mulf(difference, difference);
  });
  rest = b.mulf(rows.sum(residual), inverse);
  return b.maxf(b.subf(b.mulf(squares, inverse), b.mulf(rest, rest)),
                b.zero(rows.type));
}

void NormRow::emit() {
  Value rstd = reciprocalDeviation(variance());
  if (op.isCentred())
    storeStatistic(b.addf(about, rest), op.mean);
  storeStatistic(rstd, op.rstd);
  normalize(rstd);
}

/// 1 / sqrt(variance + eps). Where squares overflow the row is squared again on
/// a smaller scale, beside which eps is nothing.
Value NormRow::reciprocalDeviation(Value variance) {
  double scale = rows.type.isF32() ? 0x1p-80 : 0x1p-600;
  Value one = b.constant(1.0, rows.type);
  Value fits = arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, variance,
                                     b.constant(INFINITY, rows.type));
  // All threads of the block have the same variance and go the same way.
  return b.ifElse(
      fits, rows.type,
      [&] {
        Value shifted = b.addf(variance, b.constant(op.eps, rows.type));
        return b.divf(one, b.sqrt(shifted));
      },
      [&] {
        Value small = b.constant(scale, rows.type);
        Value sum = rows.sum([&](Value col) {
          Value value = b.mulf(centred(element(col)), small);
          return b.mulf(value, value);
        });
        return b.divf(small, b.sqrt(b.mulf(sum, inverse)));
      });
}

void NormRow::normalize(Value rstd) {
  Value sumOut = op.sum ? rows.kernel.outputFor(op.sum) : Value();
  Value yOut = rows.kernel.outputFor(op.y);
  rows.forEachColumn([&](Value col) {
    // Read before either is written: an addend may be updated in place.
    Value value = element(col);
    Value y = b.mulf(centred(value), rstd);
    if (op.weight)
      y = b.mulf(y, rows.loadNumber(rows.kernel.input(op.weight), col));
    if (op.bias)
      y = b.addf(y, rows.loadNumber(rows.kernel.input(op.bias), col));
    if (sumOut)
      rows.store(value, sumOut, row, col);
    if (yOut)
      rows.store(y, yOut, row, col);
  });
}

LogicalResult generateLayerNorm(GpuKernel &kernel, Operation *anchor) {
  NormOperands op = normOperands(anchor);
  GpuRows rows(kernel, op.x.getType());
  rows.forEachRow([&](Value row) { NormRow(rows, op, row).emit(); });
  return success();
}

} // namespace bmc
