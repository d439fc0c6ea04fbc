//===- KernelBuilder.h - Vocabulary of the kernel generators ----*- C++ -*-===//
//
// What kernels of all targets are written with: loops over i64, scalars, 1-D
// vectors and raw pointers: scf.for, arith and math on T or vector<LxT>,
// llvm.load/store. A target's own builder adds how it runs in parallel. Nothing
// here takes decisions; the generators do.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_BUILDER_KERNELBUILDER_H
#define BMC_CODEGEN_COMMON_BUILDER_KERNELBUILDER_H

#include "ir/Shape.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "llvm/ADT/STLFunctionalExtras.h"

namespace bmc {

/// Builds one kernel at the insertion point of the wrapped builder.
class KernelBuilder : public mlir::ImplicitLocOpBuilder {
public:
  /// `hasFma`: whether the target multiplies and adds in one rounding.
  KernelBuilder(mlir::Location loc, mlir::OpBuilder &builder, bool hasFma)
      : ImplicitLocOpBuilder(loc, builder), hasFma(hasFma) {}

  // ---- i64 arithmetic (all loop variables and sizes are i64) ----
  mlir::Value index(int64_t value);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value add(mlir::Value a, int64_t b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, int64_t b);
  mlir::Value div(mlir::Value a, mlir::Value b); ///< unsigned
  mlir::Value rem(mlir::Value a, mlir::Value b); ///< unsigned
  mlir::Value min(mlir::Value a, mlir::Value b);
  mlir::Value max(mlir::Value a, mlir::Value b);
  /// ceil(a / b) for a >= 0, b > 0.
  mlir::Value ceilDiv(mlir::Value a, int64_t b);
  mlir::Value less(mlir::Value a, mlir::Value b); ///< signed, i1
  mlir::Value both(mlir::Value a, mlir::Value b); ///< of two i1
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b);

  // ---- control flow ----
  /// for (i = lower; i < upper; i += step) body(i)
  void loop(mlir::Value lower, mlir::Value upper, int64_t step,
            llvm::function_ref<void(mlir::Value)> body);
  /// Carries values through the iterations; returns the final ones.
  llvm::SmallVector<mlir::Value>
  loop(mlir::Value lower, mlir::Value upper, int64_t step,
       mlir::ValueRange init,
       llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value,
                                                         mlir::ValueRange)>
           body);
  void ifThen(mlir::Value condition, llvm::function_ref<void()> body);
  /// The value of one of two computations, of which only that one runs.
  mlir::Value ifElse(mlir::Value condition, mlir::Type type,
                     llvm::function_ref<mlir::Value()> onTrue,
                     llvm::function_ref<mlir::Value()> onFalse);

  // ---- memory ----
  /// base + index elements of `elementType`, in the address space of `base`.
  mlir::Value pointer(mlir::Value base, mlir::Value index,
                      mlir::Type elementType);
  mlir::Value load(mlir::Type type, mlir::Value pointer);
  void store(mlir::Value value, mlir::Value pointer);
  /// Asks for the line at `pointer` to be brought to the nearest cache.
  void prefetch(mlir::Value pointer);
  /// Vector load/store of the first lanes where `mask` (vector<Lxi1>) is set;
  /// a null mask means all. Masked-off lanes read as zero.
  mlir::Value loadVector(mlir::Type elementType, unsigned lanes,
                         mlir::Value pointer, mlir::Value mask = {});
  void storeVector(mlir::Value vector, mlir::Value pointer,
                   mlir::Value mask = {});
  /// Mask whose lane l is set iff l < count (i64).
  mlir::Value maskFirst(mlir::Value count, unsigned lanes);

  // ---- floating point on scalars or vectors ----
  mlir::Value constant(double value, mlir::Type type);
  mlir::Value zero(mlir::Type type) { return constant(0.0, type); }
  mlir::Value splat(mlir::Value scalar, unsigned lanes);
  mlir::Value addf(mlir::Value a, mlir::Value b);
  mlir::Value subf(mlir::Value a, mlir::Value b);
  mlir::Value mulf(mlir::Value a, mlir::Value b);
  mlir::Value divf(mlir::Value a, mlir::Value b);
  /// a * b + c, fused where the target has FMA.
  mlir::Value fma(mlir::Value a, mlir::Value b, mlir::Value c);
  mlir::Value maxf(mlir::Value a, mlir::Value b);   ///< NaN if either is
  mlir::Value equalf(mlir::Value a, mlir::Value b); ///< i1, false if one is NaN
  mlir::Value exp(mlir::Value x);
  mlir::Value log(mlir::Value x);
  mlir::Value sqrt(mlir::Value x);
  /// Horizontal sum/maximum of a vector, fixed order.
  mlir::Value reduceAdd(mlir::Value vector);
  mlir::Value reduceMax(mlir::Value vector);
  /// Widens/narrows f32 <-> f64 (scalars or vectors); identity if equal.
  mlir::Value convertFloat(mlir::Value value, mlir::Type elementType);

private:
  bool hasFma;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_BUILDER_KERNELBUILDER_H
