//===- WindowGrid.h - Grids over planes and their windows -------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_WINDOWS_WINDOWGRID_H
#define BMC_CODEGEN_NVPTX_WINDOWS_WINDOWGRID_H

#include "codegen/nvptx/builder/GpuKernel.h"
#include "ir/ops/Windows.h"

namespace bmc {

/// What grids of convolutions and of pooling have in common.
struct WindowGrid {
  WindowGrid(GpuKernel &kernel, mlir::Operation *op)
      : kernel(kernel), b(kernel.builder), op(op), windows(boundedWindows(op)),
        result(op->getResult(0)),
        type(mlir::getElementTypeOrSelf(result.getType())) {}

  mlir::Value input(const WindowAxis &axis) const {
    return kernel.extent(axis.inputExtent());
  }
  mlir::Value output(const WindowAxis &axis) const {
    return kernel.extent(axis.outputExtent());
  }
  /// Elements of a plane.
  mlir::Value inputs() const { return kernel.product(windows.inputExtents()); }
  mlir::Value outputs() const {
    return kernel.product(windows.outputExtents());
  }

  /// Element `element` of operand `operand`.
  mlir::Value load(unsigned operand, mlir::Type elementType,
                   mlir::Value element) {
    return b.load(elementType, b.pointer(kernel.input(op->getOperand(operand)),
                                         element, elementType));
  }

  GpuKernel &kernel;
  GpuBuilder &b;
  mlir::Operation *op;
  Windows windows;
  mlir::Value result;
  mlir::Type type; ///< of the result's elements
};

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_WINDOWS_WINDOWGRID_H
