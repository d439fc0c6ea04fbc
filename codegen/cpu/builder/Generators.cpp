//===- Generators.cpp - Which generator emits which anchor ----------------===//

#include "codegen/common/rows/Order.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "ir/BmcOps.h"
#include "ir/KernelKind.h"

using namespace mlir;

namespace bmc {

/// One line per op that anchors kernels.
static const GeneratorTable<KernelGenerator> &generators() {
  static const GeneratorTable<KernelGenerator> table = [] {
    GeneratorTable<KernelGenerator> table;
    table.add<LinearOp>(generateGemm, gemmScratchBytes);
    table.add<LinearDweightOp>(generateGemm, gemmScratchBytes);
    table.add<MatmulOp>(generateGemm, gemmScratchBytes);
    table.add<AttentionOp>(generateAttention, attentionScratchBytes);
    table.add<AttentionBackwardOp>(generateAttentionBackward,
                                   attentionBackwardScratchBytes);
    table.add<AttentionStepOp>(generateAttentionStep,
                               attentionStepScratchBytes);
    table.add<StoreRowsOp>(generateStoreRows);
    table.add<LinearCrossEntropyOp>(generateLinearCrossEntropy,
                                    linearCrossEntropyScratchBytes);
    table.add<LinearCrossEntropyGradOp>(generateLinearCrossEntropy,
                                        linearCrossEntropyScratchBytes);
    table.add<RecurrentOp>(generateRecurrent, recurrentScratchBytes);
    table.add<RecurrentBackwardOp>(generateRecurrent, recurrentScratchBytes);
    table.add<ConvOp>(generateConvolution, convolutionScratchBytes);
    table.add<ConvDinputOp>(generateConvolution, convolutionScratchBytes);
    table.add<ConvDweightOp>(generateConvDweight, convDweightScratchBytes);
    table.add<MaxPoolOp>(generatePooling);
    table.add<MaxPoolBackwardOp>(generatePoolingBackward);
    table.add<SumPoolOp>(generatePooling);
    table.add<SumPoolBackwardOp>(generatePoolingBackward);
    table.add<SumOp>(generateReduction, reductionScratchBytes);
    table.add<MeanOp>(generateReduction, reductionScratchBytes);
    table.add<MaxOp>(generateReduction, reductionScratchBytes);
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
                                   layerNormBackwardScratchBytes);
    table.add<RmsNormBackwardOp>(generateLayerNormBackward,
                                 layerNormBackwardScratchBytes);
    table.add<CrossEntropyOp>(generateCrossEntropy, crossEntropyScratchBytes);
    table.add<CrossEntropyBackwardOp>(generateCrossEntropy);
    table.add<EmbeddingBackwardOp>(generateEmbeddingBackward);
    table.add<EmbeddingBackwardRowsOp>(generateEmbeddingBackwardRows);
    table.add<ScatterAddOp>(generateScatterAdd);
    table.add<ArgmaxOp>(generateArgmax);
    table.add<ArgsortOp>(generateArgsort, argsortScratchBytes);
    table.add<CumsumOp>(generateScan);
    table.add<CumprodOp>(generateScan);
    table.add<CumprodBackwardOp>(generateScan);
    table.add<UpdateOp>(generateOptimizer);
    table.add<GlobalNormOp>(generateGlobalNorm, globalNormScratchBytes);
    table.add<RowsNormOp>(generateRowsNorm, rowsNormScratchBytes);
    return table;
  }();
  return table;
}

LogicalResult generateKernel(CpuKernel &kernel) {
  Operation *anchor = findAnchor(kernel.function);
  if (!anchor)
    return generatePointwise(kernel, nullptr);
  KernelGenerator generate = generators().find(anchor);
  if (!generate)
    return anchor->emitOpError("has no CPU kernel generator");
  return generate(kernel, anchor);
}

int64_t scratchBytes(func::FuncOp kernel, DimBound bound) {
  return generators().scratchBytes(findAnchor(kernel), bound);
}

bool hasCpuGenerator(StringRef opName) { return generators().has(opName); }

} // namespace bmc
