//===- Scan.h - Running sums and products -----------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_ROWS_SCAN_H
#define BMC_CODEGEN_COMMON_ROWS_SCAN_H

#include "codegen/common/builder/Kernel.h"

namespace bmc {

/// cumsum, cumprod and cumprod_backward along lines of memory. What is carried
/// from element to element is f64.
class Scan {
public:
  Scan(Kernel &kernel, mlir::Operation *op);

  /// Emits `lanes` neighbouring lines: those numbered `col` and on of the axes
  /// behind the scanned one, at `outer` of the axes before it.
  void emitLines(mlir::Value outer, mlir::Value col, unsigned lanes,
                 mlir::Value mask = {});

  /// The axes before and behind the scanned one, and itself.
  Extents before, behind;
  Extent extent;
  mlir::Type type; ///< element type

private:
  struct Lines;
  void emitCumsum(const Lines &lines, mlir::Value x, bool reverse);
  void emitCumprod(const Lines &lines, mlir::Value x, bool exclusive);
  void emitCumprodBackward(const Lines &lines);
  void walk(const Lines &lines, bool reverse, double start,
            llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> step);

  Kernel &kernel;
  KernelBuilder &b;
  mlir::Operation *op;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_SCAN_H
