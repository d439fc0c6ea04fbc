//===- Generators.cpp - Which generator emits which anchor ----------------===//

#include "codegen/common/builder/Anchor.h"
#include "codegen/common/rows/Order.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "ir/BmcOps.h"
#include "ir/KernelKind.h"

using namespace mlir;

namespace bmc {

/// One line per op that anchors kernels.
static const GeneratorTable<GpuGenerator> &generators() {
  static const GeneratorTable<GpuGenerator> table = [] {
    GeneratorTable<GpuGenerator> table;
    table.add<LinearOp>(generateGemm);
    table.add<LinearDweightOp>(generateGemm, gpuGemmScratchBytes);
    table.add<MatmulOp>(generateGemm);
    table.add<ConvOp>(generateConvolution);
    table.add<ConvDinputOp>(generateConvolution);
    table.add<ConvDweightOp>(generateConvolution, gpuConvDweightScratchBytes);
    table.add<MaxPoolOp>(generatePooling);
    table.add<MaxPoolBackwardOp>(generatePooling);
    table.add<SumPoolOp>(generatePooling);
    table.add<SumPoolBackwardOp>(generatePooling);
    table.add<SumOp>(generateReduction, gpuReductionScratchBytes);
    table.add<MeanOp>(generateReduction, gpuReductionScratchBytes);
    table.add<MaxOp>(generateReduction, gpuReductionScratchBytes);
    table.add<ConcatOp>(generateConcat);
    table.add<SoftmaxOp>(generateSoftmax);
    table.add<LogSoftmaxOp>(generateSoftmax);
    table.add<BatchNormOp>(generateBatchNorm);
    table.add<BatchNormBackwardOp>(generateBatchNorm);
    table.add<LayerNormOp>(generateLayerNorm);
    table.add<AddLayerNormOp>(generateLayerNorm);
    table.add<RmsNormOp>(generateLayerNorm);
    table.add<AddRmsNormOp>(generateLayerNorm);
    table.add<LayerNormBackwardOp>(generateLayerNormBackward,
                                   gpuLayerNormBackwardScratchBytes);
    table.add<RmsNormBackwardOp>(generateLayerNormBackward,
                                 gpuLayerNormBackwardScratchBytes);
    table.add<CrossEntropyOp>(generateCrossEntropy,
                              gpuCrossEntropyScratchBytes);
    table.add<CrossEntropyBackwardOp>(generateCrossEntropy);
    table.add<LinearCrossEntropyOp>(generateLinearCrossEntropy,
                                    gpuLinearCrossEntropyScratchBytes);
    table.add<LinearCrossEntropyGradOp>(generateLinearCrossEntropy,
                                        gpuLinearCrossEntropyScratchBytes);
    table.add<AttentionOp>(generateAttention);
    table.add<AttentionBackwardOp>(generateAttentionBackward,
                                   gpuAttentionBackwardScratchBytes);
    table.add<AttentionStepOp>(generateAttentionStep,
                               gpuAttentionStepScratchBytes);
    table.add<StoreRowsOp>(generateStoreRows);
    table.add<RecurrentOp>(generateRecurrent, gpuRecurrentScratchBytes);
    table.add<RecurrentBackwardOp>(generateRecurrent, gpuRecurrentScratchBytes);
    table.add<EmbeddingBackwardOp>(generateEmbeddingBackward);
    table.add<EmbeddingBackwardRowsOp>(generateEmbeddingBackwardRows);
    table.add<ScatterAddOp>(generateScatterAdd);
    table.add<ArgmaxOp>(generateArgmax);
    table.add<ArgsortOp>(generateArgsort, argsortScratchBytes);
    table.add<CumsumOp>(generateScan);
    table.add<CumprodOp>(generateScan);
    table.add<CumprodBackwardOp>(generateScan);
    table.add<UpdateOp>(generateOptimizer);
    table.add<GlobalNormOp>(generateGlobalNorm, gpuGlobalNormScratchBytes);
    table.add<RowsNormOp>(generateRowsNorm, gpuRowsNormScratchBytes);
    return table;
  }();
  return table;
}

LogicalResult generateKernel(GpuKernel &kernel) {
  Operation *anchor = findAnchor(kernel.function);
  if (!anchor)
    return generatePointwise(kernel, nullptr);
  GpuGenerator generate = generators().find(anchor);
  if (!generate)
    return anchor->emitOpError("has no GPU kernel generator");
  return generate(kernel, anchor);
}

int64_t gpuScratchBytes(func::FuncOp kernel, DimBound bound) {
  return generators().scratchBytes(findAnchor(kernel), bound);
}

bool hasGpuGenerator(StringRef opName) { return generators().has(opName); }

} // namespace bmc
