//===- ConvertKernelsToLLVM.cpp - Kernels to the LLVM dialect -------------===//

#include "codegen/Passes.h"
#include "codegen/cpu/target/Target.h"

#include "mlir/Conversion/ArithToLLVM/ArithToLLVM.h"
#include "mlir/Conversion/ControlFlowToLLVM/ControlFlowToLLVM.h"
#include "mlir/Conversion/FuncToLLVM/ConvertFuncToLLVM.h"
#include "mlir/Conversion/LLVMCommon/ConversionTarget.h"
#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Conversion/MathToLLVM/MathToLLVM.h"
#include "mlir/Conversion/MathToLibm/MathToLibm.h"
#include "mlir/Conversion/SCFToControlFlow/SCFToControlFlow.h"
#include "mlir/Conversion/VectorToLLVM/ConvertVectorToLLVM.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/Transforms/LoweringPatterns.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace bmc {
#define GEN_PASS_DEF_CONVERTKERNELSTOLLVM
#include "codegen/Passes.h.inc"
} // namespace bmc

using namespace mlir;
using namespace bmc;

namespace {

/// Without FMA instructions llvm.fma is a libm call per lane.
struct SplitFma : OpRewritePattern<math::FmaOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::FmaOp op,
                                PatternRewriter &rewriter) const override {
    Value product =
        arith::MulFOp::create(rewriter, op.getLoc(), op.getA(), op.getB());
    rewriter.replaceOpWithNewOp<arith::AddFOp>(op, product, op.getC());
    return success();
  }
};

/// Functions libm has and the polynomials lack: f64 always; f32 keeps exp, log
/// and friends as polynomials.
struct ConvertKernelsToLLVM
    : bmc::impl::ConvertKernelsToLLVMBase<ConvertKernelsToLLVM> {
  using ConvertKernelsToLLVMBase::ConvertKernelsToLLVMBase;

  void runOnOperation() override {
    llvm::Expected<CpuTarget> target = parseCpuTarget(mcpu);
    if (!target) {
      getOperation().emitError(llvm::toString(target.takeError()));
      return signalPassFailure();
    }
    if (failed(expandMath(*target)) || failed(convert()))
      signalPassFailure();
  }

private:
  LogicalResult expandMath(const CpuTarget &target);
  LogicalResult convert();
};

} // namespace

LogicalResult ConvertKernelsToLLVM::expandMath(const CpuTarget &target) {
  MLIRContext *context = &getContext();
  RewritePatternSet polynomials(context);
  populateMathPolynomialApproximationPatterns(polynomials);
  vector::populateVectorTransposeLoweringPatterns(
      polynomials, vector::VectorTransposeLowering::Shuffle16x16);
  GreedyRewriteConfig config;
  config.enableFolding(false).setRegionSimplificationLevel(
      GreedySimplifyRegionLevel::Disabled);
  if (failed(applyPatternsGreedily(getOperation(), std::move(polynomials),
                                   config)))
    return failure();
  if (target.hasFma())
    return success();
  RewritePatternSet noFma(context);
  noFma.add<SplitFma>(context);
  return applyPatternsGreedily(getOperation(), std::move(noFma), config);
}

LogicalResult ConvertKernelsToLLVM::convert() {
  MLIRContext *context = &getContext();
  LowerToLLVMOptions options(context);
  LLVMTypeConverter types(context, options);
  LLVMConversionTarget target(*context);
  target.addLegalOp<ModuleOp>();
  RewritePatternSet patterns(context);
  populateSCFToControlFlowConversionPatterns(patterns);
  cf::populateControlFlowToLLVMConversionPatterns(types, patterns);
  arith::populateArithToLLVMConversionPatterns(types, patterns);
  populateMathToLLVMConversionPatterns(types, patterns);
  // Lower benefit: only what has no LLVM intrinsic, such as erf, goes to libm.
  populateMathToLibmConversionPatterns(patterns, /*benefit=*/0);
  populateFuncToLLVMConversionPatterns(types, patterns);
  populateVectorToLLVMConversionPatterns(types, patterns,
                                         /*reassociateFPReductions=*/true);
  // No pattern here fails after it has changed something; what it would take
  // to undo that is half of the time.
  ConversionConfig config;
  config.allowPatternRollback = false;
  return applyFullConversion(getOperation(), target, std::move(patterns),
                             config);
}
