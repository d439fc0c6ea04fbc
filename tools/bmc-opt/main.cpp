//===- main.cpp - bmc-opt: run passes on a textual program ----------------===//
//
// The compiler engineer's mlir-opt: reads IR of any phase, runs the passes
// named on the command line and prints the result. Registers our dialect and
// passes and only the upstream ones the pipelines use.
//
//===----------------------------------------------------------------------===//

#include "codegen/Passes.h"
#include "ir/BmcDialect.h"
#include "passes/Passes.h"
#include "passes/Pipelines.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;

static void registerDialects(DialectRegistry &registry) {
  registry.insert<bmc::BmcDialect, arith::ArithDialect, cf::ControlFlowDialect,
                  func::FuncDialect, LLVM::LLVMDialect, math::MathDialect,
                  scf::SCFDialect, vector::VectorDialect>();
}

static void registerPasses() {
  registerCanonicalizerPass();
  registerCSEPass();
  registerSymbolDCEPass();
  bmc::registerBmcPassesPasses();
  bmc::registerBmcPipelines();
  bmc::registerBmcCodegenPasses();
  bmc::registerBmcCodegenPipelines();
}

int main(int argc, char **argv) {
  DialectRegistry registry;
  registerDialects(registry);
  registerPasses();
  return asMainReturnCode(MlirOptMain(
      argc, argv, "bmc-opt: passes of the Big Model Compiler\n", registry));
}
