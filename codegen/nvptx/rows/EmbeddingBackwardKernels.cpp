//===- EmbeddingBackwardKernels.cpp - Scatter-add of rows -----------------===//
//
// A block owns some columns of the rows of the table whose number leaves one
// remainder. It walks all indices in order and adds what is its own, so that
// rows with equal indices are added in order, and no atomics are needed.
//
//===----------------------------------------------------------------------===//

#include "codegen/nvptx/builder/GpuKernel.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 128;
/// Remainders: blocks that share the walk over the same columns.
static constexpr int64_t kClasses = 64;

/// dweight = init or zero.
static void initialise(GpuKernel &kernel, EmbeddingBackwardOp op) {
  GpuBuilder &b = kernel.builder;
  Type type = op.getType().getElementType();
  Extents table = getExtents(op.getType());
  kernel.forEachElement(table, kThreads, [&](Value element) {
    Value value = b.zero(type);
    if (op.getInit()) {
      unsigned argument = cast<BlockArgument>(op.getInit()).getArgNumber();
      value = b.load(type, b.pointer(kernel.input(argument), element, type));
    }
    b.store(value, b.pointer(kernel.output(0), element, type));
  });
}

LogicalResult generateEmbeddingBackward(GpuKernel &kernel, Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  auto op = cast<EmbeddingBackwardOp>(anchor);
  initialise(kernel, op);
  Type type = op.getType().getElementType();
  Extent width = getExtents(op.getType()).back();
  GridFactor classes{{Extent::fixed(kClasses)}}, columns{{width}, kThreads};
  kernel.grid({classes, columns}, kThreads, [&](ArrayRef<Value> position) {
    Value column = b.add(b.mul(position[1], kThreads), b.threadIndex());
    auto input = [&](Value value) {
      return kernel.input(cast<BlockArgument>(value).getArgNumber());
    };
    auto addRow = [&](Value row) {
      Value narrow = b.load(b.getI32Type(), b.pointer(input(op.getIndices()),
                                                      row, b.getI32Type()));
      Value id = arith::ExtSIOp::create(b, b.getI64Type(), narrow);
      Value isOurs =
          arith::CmpIOp::create(b, arith::CmpIPredicate::eq,
                                b.rem(id, b.index(kClasses)), position[0]);
      b.ifThen(isOurs, [&] {
        Value from = b.add(b.mul(row, kernel.extent(width)), column);
        Value to =
            b.pointer(kernel.output(0),
                      b.add(b.mul(id, kernel.extent(width)), column), type);
        Value term = b.load(type, b.pointer(input(op.getDy()), from, type));
        b.store(b.addf(b.load(type, to), term), to);
      });
    };
    b.ifThen(b.less(column, kernel.extent(width)), [&] {
      b.loop(b.index(0), kernel.rows(op.getDy().getType()), 1, addRow);
    });
  });
  return success();
}

} // namespace bmc
