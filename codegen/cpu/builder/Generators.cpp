//===- Generators.cpp - Which generator emits which anchor ----------------===//

#include "codegen/cpu/builder/KernelScratch.h"
#include "ir/BmcOps.h"
#include "ir/KernelKind.h"

#include "llvm/ADT/StringMap.h"

using namespace mlir;

namespace bmc {

namespace {

struct Generator {
  KernelGenerator generate;
  int64_t (*scratchBytes)(Operation *anchor, DimBound bound) = nullptr;
};

} // namespace

template <typename Op>
static void add(llvm::StringMap<Generator> &table, Generator generator) {
  table[Op::getOperationName()] = generator;
}

/// One line per op that anchors kernels.
static const llvm::StringMap<Generator> &generators() {
  static const llvm::StringMap<Generator> table = [] {
    llvm::StringMap<Generator> table;
    add<LinearOp>(table, {generateGemm, gemmScratchBytes});
    add<LinearDweightOp>(table, {generateGemm, gemmScratchBytes});
    add<MatmulOp>(table, {generateGemm, gemmScratchBytes});
    add<AttentionOp>(table, {generateAttention, attentionScratchBytes});
    add<AttentionBackwardOp>(
        table, {generateAttentionBackward, attentionBackwardScratchBytes});
    add<LinearCrossEntropyOp>(
        table, {generateLinearCrossEntropy, linearCrossEntropyScratchBytes});
    add<LinearCrossEntropyGradOp>(
        table, {generateLinearCrossEntropy, linearCrossEntropyScratchBytes});
    add<SumOp>(table, {generateReduction, reductionScratchBytes});
    add<MeanOp>(table, {generateReduction, reductionScratchBytes});
    add<MaxOp>(table, {generateReduction, reductionScratchBytes});
    add<ConcatOp>(table, {generateConcat});
    add<SoftmaxOp>(table, {generateSoftmax});
    add<LogSoftmaxOp>(table, {generateSoftmax});
    add<LayerNormOp>(table, {generateLayerNorm});
    add<AddLayerNormOp>(table, {generateLayerNorm});
    add<LayerNormBackwardOp>(
        table, {generateLayerNormBackward, layerNormBackwardScratchBytes});
    add<CrossEntropyOp>(table,
                        {generateCrossEntropy, crossEntropyScratchBytes});
    add<CrossEntropyBackwardOp>(table, {generateCrossEntropy});
    add<EmbeddingBackwardOp>(table, {generateEmbeddingBackward});
    add<SgdOp>(table, {generateOptimizer});
    add<AdamOp>(table, {generateOptimizer});
    add<GlobalNormOp>(table, {generateGlobalNorm, globalNormScratchBytes});
    return table;
  }();
  return table;
}

/// The op that anchors the kernel: the first that is not pointwise.
static Operation *findAnchor(func::FuncOp kernel) {
  for (Operation &op : kernel.getBody().front().without_terminator())
    if (!isPointwise(&op))
      return &op;
  return nullptr;
}

LogicalResult generateKernel(CpuKernel &kernel) {
  Operation *anchor = findAnchor(kernel.function);
  if (!anchor)
    return generatePointwise(kernel, nullptr);
  auto it = generators().find(anchor->getName().getStringRef());
  if (it == generators().end())
    return anchor->emitOpError("has no CPU kernel generator");
  return it->second.generate(kernel, anchor);
}

int64_t boundedElements(ArrayRef<Extent> extents, DimBound bound) {
  int64_t elements = 1;
  for (const Extent &extent : extents)
    elements *= extent.isStatic() ? extent.size : bound(extent.name);
  return elements;
}

int64_t scratchBytes(func::FuncOp kernel, DimBound bound) {
  Operation *anchor = findAnchor(kernel);
  if (!anchor)
    return 0;
  auto it = generators().find(anchor->getName().getStringRef());
  if (it == generators().end() || !it->second.scratchBytes)
    return 0;
  return it->second.scratchBytes(anchor, bound);
}

} // namespace bmc
