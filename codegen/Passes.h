//===- Passes.h - From kernels to LLVM --------------------------*- C++ -*-===//
#ifndef BMC_CODEGEN_PASSES_H
#define BMC_CODEGEN_PASSES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassOptions.h"

#include <string>

namespace bmc {

#define GEN_PASS_DECL
#include "codegen/Passes.h.inc"

#define GEN_PASS_REGISTRATION
#include "codegen/Passes.h.inc"

/// planned -> the LLVM dialect, for one CPU. `mcpu` as parseCpuTarget reads it.
struct CpuOptions : mlir::PassPipelineOptions<CpuOptions> {
  Option<std::string> mcpu{*this, "mcpu", llvm::cl::init("native"),
                           llvm::cl::desc("native, avx512, avx2 or portable")};
};
void buildCpuPipeline(mlir::OpPassManager &pm, const CpuOptions &options);

/// planned -> the LLVM and NVVM dialects, for GPUs.
void buildGpuPipeline(mlir::OpPassManager &pm);

/// Registers --bmc-cpu and --bmc-gpu for bmc-opt.
void registerBmcCodegenPipelines();

} // namespace bmc

#endif // BMC_CODEGEN_PASSES_H
