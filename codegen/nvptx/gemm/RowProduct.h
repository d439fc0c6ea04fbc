//===- RowProduct.h - A few rows times a matrix -----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_GEMM_ROWPRODUCT_H
#define BMC_CODEGEN_NVPTX_GEMM_ROWPRODUCT_H

#include "codegen/common/gemm/Product.h"
#include "codegen/nvptx/builder/GpuKernel.h"

namespace bmc {

/// Adds the grid of a product of few rows (hasFewRows): store(row, column,
/// element) is run once for each element, without the bias.
void emitRowProduct(
    GpuKernel &kernel, const Product &product,
    llvm::function_ref<void(mlir::Value, mlir::Value, mlir::Value)> store);

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_GEMM_ROWPRODUCT_H
