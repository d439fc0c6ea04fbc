//===- JoinPartials.h - The sum of what many blocks left --------*- C++ -*-===//
#ifndef BMC_CODEGEN_NVPTX_ROWS_JOINPARTIALS_H
#define BMC_CODEGEN_NVPTX_ROWS_JOINPARTIALS_H

#include "codegen/nvptx/builder/GpuKernel.h"

namespace bmc {

/// The sum of term(i) for i in [begin, end), f64, shared out among the
/// `threads` of the block: the same bits in each.
mlir::Value sumByBlock(GpuBuilder &b, mlir::Value begin, mlir::Value end,
                       int64_t threads,
                       llvm::function_ref<mlir::Value(mlir::Value)> term);

/// The sum of part(i) for i in [0, count), by one thread, in order and in f64;
/// then of the parts' type.
mlir::Value sumParts(GpuBuilder &b, mlir::Value count, mlir::Type elementType,
                     llvm::function_ref<mlir::Value(mlir::Value)> part);

/// Adds a grid of one block that sums the first `count` (a product) numbers of
/// the scratch buffer, f64, in a fixed order, and stores the total: store runs
/// in one thread.
void joinPartials(GpuKernel &kernel, llvm::ArrayRef<Extent> count,
                  llvm::function_ref<void(mlir::Value)> store);

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_ROWS_JOINPARTIALS_H
