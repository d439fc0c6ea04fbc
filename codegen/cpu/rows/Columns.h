//===- Columns.h - Walking a row in vectors ---------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_ROWS_COLUMNS_H
#define BMC_CODEGEN_CPU_ROWS_COLUMNS_H

#include "codegen/cpu/builder/CpuBuilder.h"

namespace bmc {

/// Elements a chunk of parallel work holds at least, for kernels that stream
/// memory: about 10 us of work, twenty times the cost of handing it out.
constexpr int64_t kStreamChunk = 16384;

/// Vectors or rows summed in one go before joining the running total, which is
/// f64: the error of a sum does not grow with its length beyond that.
constexpr int64_t kSumBlock = 128;

/// Calls body(col, mask) for col = begin, begin + lanes, .. < end. `mask` is
/// null where all lanes exist. `end - begin` may be a constant: no tail is
/// emitted if it is a multiple of `lanes`.
void forEachVector(CpuBuilder &builder, mlir::Value begin, mlir::Value end,
                   unsigned lanes,
                   llvm::function_ref<void(mlir::Value, mlir::Value)> body);

/// The same carrying values from one vector to the next.
llvm::SmallVector<mlir::Value>
forEachVector(CpuBuilder &builder, mlir::Value begin, mlir::Value end,
              unsigned lanes, mlir::ValueRange init,
              llvm::function_ref<llvm::SmallVector<mlir::Value>(
                  mlir::Value col, mlir::Value mask, mlir::ValueRange carried)>
                  body);

/// Sums over col = 0, lanes, .. < width of each of the `count` vectors that
/// terms(col, mask) gives, masked-off lanes left out: scalars of `type`.
llvm::SmallVector<mlir::Value> sumVectors(
    CpuBuilder &builder, unsigned count, mlir::Type type, mlir::Value width,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, mlir::Value)>
        terms);

/// The value of a constant i64, if it is one.
std::optional<int64_t> constantIndex(mlir::Value value);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_ROWS_COLUMNS_H
