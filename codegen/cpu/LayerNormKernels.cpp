//===- LayerNormKernels.cpp - layer_norm and add_layer_norm ---------------===//

#include "codegen/cpu/Rows.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

namespace {

/// The operands that layer_norm and add_layer_norm share.
struct NormOperands {
  Value x, addend, weight, bias;
  double eps;
  /// Results by meaning.
  Value sum, y, mean, rstd;
};

} // namespace

static NormOperands operandsOf(Operation *anchor) {
  if (auto norm = dyn_cast<LayerNormOp>(anchor))
    return {norm.getX(),
            {},
            norm.getWeight(),
            norm.getBias(),
            norm.getEps().convertToDouble(),
            {},
            norm.getY(),
            norm.getMean(),
            norm.getRstd()};
  auto norm = cast<AddLayerNormOp>(anchor);
  return {norm.getA(),
          norm.getB(),
          norm.getWeight(),
          norm.getBias(),
          norm.getEps().convertToDouble(),
          norm.getSum(),
          norm.getY(),
          norm.getMean(),
          norm.getRstd()};
}

LogicalResult generateLayerNorm(Kernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  KernelBuilder &b = rows.b;
  NormOperands op = operandsOf(anchor);
  RowTensor x = rows.input(op.x);
  Type type = x.type;
  unsigned lanes = b.lanes(type);
  RowTensor addend = op.addend ? rows.input(op.addend) : x;
  Value sumOut = op.sum ? kernel.outputFor(op.sum) : Value();
  Value yOut = kernel.outputFor(op.y);
  Value meanOut = kernel.outputFor(op.mean);
  Value rstdOut = kernel.outputFor(op.rstd);
  Value weight = op.weight ? rows.input(op.weight).base : Value();
  Value bias = op.bias ? rows.input(op.bias).base : Value();
  Value inverse =
      b.constant(1.0 / getExtents(op.x.getType()).back().size, type);
  auto element = [&](Value row, Value col, Value mask) {
    Value value = rows.load(x, row, col, mask);
    return op.addend ? b.addf(value, rows.load(addend, row, col, mask)) : value;
  };
  rows.forEachRow(kernel.rows(op.x.getType()), x.width, [&](Value row) {
    Value total = rows.sum(type, x.width, [&](Value col, Value mask) {
      Value value = element(row, col, mask);
      if (sumOut)
        rows.store(value, {sumOut, type, x.width}, row, col, mask);
      return value;
    });
    Value mean = b.mulf(total, inverse);
    Value means = b.splat(mean, lanes);
    // Two passes: the variance of large means would cancel otherwise.
    Value squares = rows.sum(type, x.width, [&](Value col, Value mask) {
      Value centred = b.subf(element(row, col, mask), means);
      return b.mulf(centred, centred);
    });
    Value variance = b.mulf(squares, inverse);
    Value rstd = b.divf(b.constant(1.0, type),
                        b.sqrt(b.addf(variance, b.constant(op.eps, type))));
    if (meanOut)
      b.store(mean, b.pointer(meanOut, row, type));
    if (rstdOut)
      b.store(rstd, b.pointer(rstdOut, row, type));
    if (!yOut)
      return;
    Value rstds = b.splat(rstd, lanes);
    forEachVector(b, b.index(0), x.width, lanes, [&](Value col, Value mask) {
      Value y = b.mulf(b.subf(element(row, col, mask), means), rstds);
      if (weight)
        y = b.mulf(y, rows.loadShared(weight, type, col, mask));
      if (bias)
        y = b.addf(y, rows.loadShared(bias, type, col, mask));
      rows.store(y, {yOut, type, x.width}, row, col, mask);
    });
  });
  return success();
}

} // namespace bmc
