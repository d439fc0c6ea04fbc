//===- ConvertGpuKernelsToLLVM.cpp - Grids to the LLVM dialect ------------===//

#include "codegen/Passes.h"
#include "codegen/common/math/F64Functions.h"
#include "codegen/common/program/Grid.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace bmc {
#define GEN_PASS_DEF_CONVERTGPUKERNELSTOLLVM
#include "codegen/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

namespace {

struct ConvertGpuKernelsToLLVM
    : bmc::impl::ConvertGpuKernelsToLLVMBase<ConvertGpuKernelsToLLVM> {
  using ConvertGpuKernelsToLLVMBase::ConvertGpuKernelsToLLVMBase;

  void runOnOperation() override {
    if (failed(expandMath()) || failed(convert()))
      return signalPassFailure();
    getOperation().walk(annotateLoop);
    for (auto function : getOperation().getOps<LLVM::LLVMFuncOp>())
      markKernel(function);
  }

private:
  LogicalResult expandMath();
  LogicalResult convert();
  static void annotateLoop(LLVM::BrOp branch);
  static void markKernel(LLVM::LLVMFuncOp function);
};

} // namespace

LogicalResult ConvertGpuKernelsToLLVM::expandMath() {
  RewritePatternSet polynomials(&getContext());
  populateMathPolynomialApproximationPatterns(polynomials);
  populateF64FunctionPatterns(polynomials);
  GreedyRewriteConfig config;
  config.enableFolding(false).setRegionSimplificationLevel(
      GreedySimplifyRegionLevel::Disabled);
  return applyPatternsGreedily(getOperation(), std::move(polynomials), config);
}

LogicalResult ConvertGpuKernelsToLLVM::convert() {
  MLIRContext *context = &getContext();
  LowerToLLVMOptions options(context);
  LLVMTypeConverter types(context, options);
  LLVMConversionTarget target(*context);
  target.addLegalOp<ModuleOp>();
  target.addLegalDialect<NVVM::NVVMDialect>();
  RewritePatternSet patterns(context);
  populateSCFToControlFlowConversionPatterns(patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  populateMathToLLVMConversionPatterns(types, patterns);
  populateFuncToLLVMConversionPatterns(types, patterns);
  populateVectorToLLVMConversionPatterns(types, patterns);
  // As for the CPU's kernels.
  ConversionConfig config;
  config.allowPatternRollback = false;
  return applyFullConversion(getOperation(), target, std::move(patterns),
                             config);
}

/// What a loop was marked with (GpuBuilder::keepLoop) has come as far as its
/// back-edge, under the name it had there.
void ConvertGpuKernelsToLLVM::annotateLoop(LLVM::BrOp branch) {
  if (auto annotation = dyn_cast_or_null<LLVM::LoopAnnotationAttr>(
          branch->removeDiscardableAttr("llvm.loop_annotation")))
    branch.setLoopAnnotationAttr(annotation);
}

/// Says that a grid is launched by the host, and with how many threads.
void ConvertGpuKernelsToLLVM::markKernel(LLVM::LLVMFuncOp function) {
  auto attribute = function->getAttrOfType<DictionaryAttr>(Grid::kAttribute);
  if (!attribute)
    return;
  Builder b(function.getContext());
  int32_t threads = Grid::fromAttribute(attribute).threads;
  function->setAttr(NVVM::NVVMDialect::getKernelFuncAttrName(),
                    b.getUnitAttr());
  function->setAttr(NVVM::NVVMDialect::getMaxntidAttrName(),
                    b.getDenseI32ArrayAttr({threads}));
}
