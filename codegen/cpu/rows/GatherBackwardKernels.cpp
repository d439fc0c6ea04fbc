//===- GatherBackwardKernels.cpp - Scatter-add within rows ----------------===//

#include "codegen/cpu/rows/Rows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

/// A task owns rows and adds what each index names, in order.
LogicalResult generateGatherBackward(CpuKernel &kernel, Operation *anchor) {
  RowBuilder rows(kernel);
  CpuBuilder &b = rows.b;
  auto op = cast<GatherBackwardOp>(anchor);
  RowTensor dy = rows.input(op.getDy()), dx = rows.output(0);
  RowTensor indices = rows.input(op.getIndices());
  unsigned lanes = b.lanes(dx.type);
  Value zero = b.zero(VectorType::get(lanes, dx.type));
  rows.forEachRow(kernel.rows(op.getType()), dx.width, [&](Value row) {
    forEachVector(b, b.index(0), dx.width, lanes, [&](Value col, Value mask) {
      rows.store(zero, dx, row, col, mask);
    });
    auto pointer = [&](const RowTensor &tensor, Value col) {
      return b.pointer(tensor.base, b.add(b.mul(row, tensor.width), col),
                       tensor.type);
    };
    b.loop(b.index(0), dy.width, 1, [&](Value k) {
      Value index = arith::ExtSIOp::create(
          b, b.getI64Type(), b.load(indices.type, pointer(indices, k)));
      // A negative number is a large one without a sign.
      Value exists =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ult, index, dx.width);
      b.ifThen(exists, [&] {
        Value to = pointer(dx, index);
        Value term = b.load(dy.type, pointer(dy, k));
        b.store(b.addf(b.load(dx.type, to), term), to);
      });
    });
  });
  return success();
}

} // namespace bmc
