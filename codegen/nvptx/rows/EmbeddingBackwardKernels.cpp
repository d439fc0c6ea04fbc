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
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

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

/// Adds the rows of a look-up to the table that the kernel returns first;
/// `mark` is called once for each index, by whom the row of the table belongs
/// to.
static void addRows(GpuKernel &kernel, Value dy, Value indices, Type table,
                    function_ref<void(Value)> mark) {
  GpuBuilder &b = kernel.builder;
  Type type = getElementTypeOrSelf(table);
  Extent width = getExtents(table).back();
  GridFactor classes{{Extent::fixed(kClasses)}}, columns{{width}, kThreads};
  kernel.grid({classes, columns}, kThreads, [&](ArrayRef<Value> position) {
    Value column = b.add(b.mul(position[1], kThreads), b.threadIndex());
    auto addRow = [&](Value row) {
      Value narrow = b.load(b.getI32Type(), b.pointer(kernel.input(indices),
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
        Value term = b.load(type, b.pointer(kernel.input(dy), from, type));
        b.store(b.addf(b.load(type, to), term), to);
        if (mark)
          b.ifThen(b.less(column, b.index(1)), [&] { mark(id); });
      });
    };
    b.ifThen(b.less(column, kernel.extent(width)),
             [&] { b.loop(b.index(0), kernel.rows(dy.getType()), 1, addRow); });
  });
}

LogicalResult generateEmbeddingBackward(GpuKernel &kernel, Operation *anchor) {
  auto op = cast<EmbeddingBackwardOp>(anchor);
  initialise(kernel, op);
  addRows(kernel, op.getDy(), op.getIndices(), op.getType(), nullptr);
  return success();
}

//===----------------------------------------------------------------------===//
// Tables that are trained by rows
//===----------------------------------------------------------------------===//

/// Takes over what the batch before left, without its rows unless they are
/// accumulated: a block per row. Where dweight replaces init, no other row is
/// looked at.
static void takeOver(GpuKernel &kernel, EmbeddingBackwardRowsOp op) {
  GpuBuilder &b = kernel.builder;
  Type type = getElementTypeOrSelf(op.getInit().getType());
  Type i32 = b.getI32Type(), i64 = b.getI64Type();
  Extents table = getExtents(op.getInit().getType());
  auto markOf = [&](Value row) {
    return b.load(i32, b.pointer(kernel.input(op.getMarked()), row, i32));
  };
  auto isZero = [&](Value mark) -> Value {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::eq, mark,
                                 arith::ConstantIntOp::create(b, i32, 0));
  };
  kernel.grid(GridFactor{{table[0]}}, kThreads, [&](ArrayRef<Value> position) {
    Value init = kernel.input(op.getInit()), dweight = kernel.output(0);
    Value differ = arith::CmpIOp::create(
        b, arith::CmpIPredicate::ne, LLVM::PtrToIntOp::create(b, i64, init),
        LLVM::PtrToIntOp::create(b, i64, dweight));
    Value width = kernel.extent(table[1]);
    auto fill = [&](bool withZeros) {
      b.loop(b.threadIndex(), width, kThreads, [&](Value column) {
        Value at = b.add(b.mul(position[0], width), column);
        Value value =
            withZeros ? b.zero(type) : b.load(type, b.pointer(init, at, type));
        b.store(value, b.pointer(dweight, at, type));
      });
    };
    if (op.getAccumulate())
      return b.ifThen(differ, [&] { fill(/*withZeros=*/false); });
    Value isUnmarked = isZero(markOf(position[0]));
    b.ifThen(b.both(differ, isUnmarked), [&] { fill(/*withZeros=*/false); });
    Value isMarked = arith::XOrIOp::create(
        b, isUnmarked, arith::ConstantIntOp::create(b, b.getI1Type(), 1));
    b.ifThen(isMarked, [&] { fill(/*withZeros=*/true); });
  });
  kernel.forEachElement(table[0], kThreads, [&](Value row) {
    Value mark = op.getAccumulate() ? markOf(row)
                                    : arith::ConstantIntOp::create(b, i32, 0);
    b.store(mark, b.pointer(kernel.outputFor(op.getTouched()), row, i32));
  });
}

LogicalResult generateEmbeddingBackwardRows(GpuKernel &kernel,
                                            Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  auto op = cast<EmbeddingBackwardRowsOp>(anchor);
  takeOver(kernel, op);
  Type i32 = b.getI32Type();
  auto mark = [&](Value row) {
    b.store(arith::ConstantIntOp::create(b, i32, 1),
            b.pointer(kernel.outputFor(op.getTouched()), row, i32));
  };
  for (auto [dy, indices] : llvm::zip_equal(op.getDys(), op.getIndices()))
    addRows(kernel, dy, indices, op.getInit().getType(), mark);
  return success();
}

} // namespace bmc
