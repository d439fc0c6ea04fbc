//===- Model.cpp - Fuzz target: model text --------------------------------===//

#include "codegen/CompileProgram.h"
#include "codegen/Passes.h"
#include "frontend/Frontend.h"
#include "ir/BmcOps.h"
#include "passes/Passes.h"
#include "passes/Pipelines.h"
#include "test/fuzz/Target.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlow.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Verifier.h"
#include "mlir/Pass/PassManager.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"

using namespace mlir;
using namespace bmc;

static constexpr const char *kName = "fuzz.model";
static constexpr const char *kCpu = "portable"; // the same on every machine

/// Programs above this size are compiled to the graph only, to save time.
static constexpr int kMaxOps = 400;

static int countOps(ModuleOp module) {
  int count = 0;
  module.walk([&](Operation *) { ++count; });
  return count;
}

/// What check accepts must compile, up to LLVM IR.
static void compileAccepted(StringRef text) {
  MLIRContext context(MLIRContext::Threading::DISABLED);
  context.loadDialect<BmcDialect, arith::ArithDialect, cf::ControlFlowDialect,
                      func::FuncDialect, LLVM::LLVMDialect, math::MathDialect,
                      scf::SCFDialect, vector::VectorDialect>();
  std::string messages;
  llvm::raw_string_ostream os(messages);
  OwningOpRef<ModuleOp> module =
      compileModel(text, kName, {}, context, os, /*colour=*/false);
  require(module && succeeded(verify(*module)),
          "what check accepts has a valid graph");
  if (countOps(*module) > kMaxOps)
    return;
  // Every error of the user's is check's to report: none is left for passes.
  ScopedDiagnosticHandler handler(&context, [&](Diagnostic &diagnostic) {
    if (diagnostic.getSeverity() == DiagnosticSeverity::Error)
      llvm::errs() << diagnostic << '\n';
    return success();
  });
  PassManager pm(&context);
  buildFusedPipeline(pm, {});
  buildTypedPipeline(pm, {});
  buildGradPipeline(pm, {});
  buildStepPipeline(pm, {});
  buildKernelsPipeline(pm, {});
  pm.addPass(createAssignScratch());
  buildPlannedPipeline(pm, {});
  require(succeeded(pm.run(*module)), "what check accepts compiles");
  llvm::LLVMContext llvmContext;
  ObjectCache cache;
  require(compileToLLVMIR({{"cpu", *module}}, kCpu, "fuzz", cache,
                          llvmContext) != nullptr,
          "what check accepts has code");
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  StringRef text(reinterpret_cast<const char *>(data), size);
  std::string messages;
  llvm::raw_string_ostream os(messages);
  if (checkModel(text, kName, {}, os, /*colour=*/false))
    compileAccepted(text);
  else
    require(StringRef(messages).contains("error: "), "a refusal has a reason");
  return 0;
}
