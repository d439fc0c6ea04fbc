//===- ScatterAddKernels.cpp - Scatter-add within rows --------------------===//
//
// A block takes a row. Each thread owns the columns whose number leaves one
// remainder, walks all indices in order and adds what is its own: no atomics.
//
//===----------------------------------------------------------------------===//

#include "codegen/nvptx/rows/GpuRows.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

LogicalResult generateScatterAdd(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<ScatterAddOp>(anchor);
  GpuRows rows(kernel, op.getType());
  GpuBuilder &b = rows.b;
  Extent terms = getExtents(op.getSrc().getType()).back();
  rows.forEachRow([&](Value row) {
    Value y = kernel.output(0), zero = b.zero(rows.type);
    rows.forEachColumn([&](Value col) { rows.store(zero, y, row, col); });
    Type i32 = b.getI32Type();
    Value width = kernel.extent(rows.width), count = kernel.extent(terms);
    b.loop(b.index(0), count, 1, [&](Value k) {
      Value from = b.add(b.mul(row, count), k);
      Value narrow =
          b.load(i32, b.pointer(rows.kernel.input(op.getIndices()), from, i32));
      Value index = arith::ExtSIOp::create(b, b.getI64Type(), narrow);
      // A negative number is a large one without a sign.
      Value exists =
          arith::CmpIOp::create(b, arith::CmpIPredicate::ult, index, width);
      Value isOurs = arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                           b.rem(index, b.index(rows.threads)),
                                           b.threadIndex());
      b.ifThen(b.both(exists, isOurs), [&] {
        Value term = rows.loadNumber(rows.kernel.input(op.getSrc()), from);
        rows.store(b.addf(rows.load(y, row, index), term), y, row, index);
      });
    });
  });
  return success();
}

} // namespace bmc
