//===- Order.h - What argmax and argsort compare ----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ROWS_ORDER_H
#define BMC_CODEGEN_COMMON_ROWS_ORDER_H

#include "codegen/common/builder/Anchor.h"
#include "codegen/common/builder/Kernel.h"
#include "ir/BmcOps.h"

namespace bmc {

/// Whether x is the largest of its row, of which `largest` is the maximum that
/// is NaN if one element is. Scalars or vectors.
mlir::Value isLargest(KernelBuilder &builder, mlir::Value x,
                      mlir::Value largest);

/// A merge sort of the positions of one row. Runs of 1, 2, 4, .. positions in
/// order are merged in pairs, from one of two buffers in the kernel's scratch
/// into the other.
class MergeSort {
public:
  MergeSort(Kernel &kernel, ArgsortOp op, mlir::Value row);

  /// How often runs are merged at the bound of the row's length.
  int64_t numPasses();

  /// Two neighbouring runs of a pass: [begin, middle) and [middle, end).
  struct Runs {
    mlir::Value begin, middle, end;
  };
  /// The pair that position `at` lies in, of runs of `length`.
  Runs runsAround(mlir::Value at, mlir::Value length);

  /// 1 << pass.
  mlir::Value runLength(mlir::Value pass);
  /// The buffers that pass number `pass` reads and writes.
  mlir::Value source(mlir::Value pass);
  mlir::Value target(mlir::Value pass);
  /// Number `at` of a buffer, i64.
  mlir::Value load(mlir::Value buffer, mlir::Value at);
  void store(mlir::Value position, mlir::Value buffer, mlir::Value at);
  /// The element of x at a position.
  mlir::Value element(mlir::Value position);
  /// Whether element a has to stand before element b wherever they come from.
  mlir::Value comesBefore(mlir::Value a, mlir::Value b);
  /// Writes `position` to place `at` of the result.
  void storeResult(mlir::Value position, mlir::Value at);

  /// Elements of the row, and how many positions are wanted.
  mlir::Value width, count;

private:
  mlir::Value buffer(mlir::Value parity);

  Kernel &kernel;
  KernelBuilder &b;
  ArgsortOp op;
  mlir::Value row;
  mlir::Type type; ///< element type
};

/// Two buffers of positions for every row.
int64_t argsortScratchBytes(mlir::Operation *anchor, DimBound bound);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_ORDER_H
