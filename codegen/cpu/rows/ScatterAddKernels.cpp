//===- ScatterAddKernels.cpp - Scatter-add within rows --------------------===//

#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

/// A task owns rows and adds what each index names, in order.
LogicalResult generateScatterAdd(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<ScatterAddOp>(anchor);
  RowTensor src = rows.input(op.getSrc()), y = rows.output(0);
  RowTensor indices = rows.input(op.getIndices());
  unsigned lanes = b.lanes(y.type);
  Value zero = b.zero(VectorType::get(lanes, y.type));
  rows.forEachRow(kernel.rows(op.getType()), y.width, [&](Value row) {
    forEachVector(b, b.index(0), y.width, lanes, [&](Value col, Value mask) {
      rows.store(zero, y, row, col, mask);
    });
    auto pointer = [&](const RowTensor &tensor, Value col) {
      return b.pointer(tensor.base, b.add(b.mul(row, tensor.width), col),
                       tensor.type);
    };
    b.loop(b.index(0), src.width, 1, [&](Value k) {
      Value index = arith::ExtSIOp::create(
          b, b.getI64Type(), b.load(indices.type, pointer(indices, k)));
      // A negative number is a large one without a sign.
      Value exists =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ult, index, y.width);
      b.ifThen(exists, [&] {
        Value to = pointer(y, index);
        Value term = b.load(src.type, pointer(src, k));
        b.store(b.addf(b.load(y.type, to), term), to);
      });
    });
  });
  return success();
}

} // namespace bmc
