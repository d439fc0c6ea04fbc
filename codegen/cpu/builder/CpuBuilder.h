//===- CpuBuilder.h - Vocabulary of the CPU's generators --------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_BUILDER_CPUBUILDER_H
#define BMC_CODEGEN_CPU_BUILDER_CPUBUILDER_H

#include "codegen/common/builder/KernelBuilder.h"
#include "codegen/cpu/target/Target.h"

namespace bmc {

/// Of a parallel loop that CpuBuilder::stream made.
inline constexpr llvm::StringLiteral kStreamAttr = "bmc.stream";

/// Builds one kernel for a CPU: vector registers, the thread pool, the stack.
class CpuBuilder : public KernelBuilder {
public:
  CpuBuilder(mlir::Location loc, mlir::OpBuilder &builder,
             const CpuTarget &target)
      : KernelBuilder(loc, builder, target.hasFma()), target(target) {}

  const CpuTarget &getTarget() const { return target; }

  /// Elements of `type` (f32, f64, i32, i64) in one vector register.
  unsigned lanes(mlir::Type elementType) const;

  /// Runs body(i) for i in [0, count) on the thread pool, in any order. May
  /// stand only at the top level of a kernel (not inside another parallel).
  void parallel(mlir::Value count, llvm::function_ref<void(mlir::Value)> body);

  /// The same for bodies that stream memory, each where the one before ended.
  void stream(mlir::Value count, llvm::function_ref<void(mlir::Value)> body);

  /// Uninitialised stack memory, 64-byte aligned. Inside a parallel body it
  /// belongs to that body. Keep the total of a kernel under 1 MiB.
  mlir::Value stackBuffer(mlir::Type elementType, int64_t count);

private:
  mlir::Operation *emitParallel(mlir::Value count,
                                llvm::function_ref<void(mlir::Value)> body);

  const CpuTarget &target;
};

} // namespace bmc

#endif // BMC_CODEGEN_CPU_BUILDER_CPUBUILDER_H
