//===- GemmKernels.cpp - Kernels anchored at a matrix product -------------===//

#include "codegen/common/gemm/Product.h"
#include "codegen/cpu/gemm/GemmOutput.h"
#include "codegen/cpu/gemm/RowProduct.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Products per batch element, and those whose width is a run-time size.
static bool needsBatchedMatmul(Operation *anchor) {
  Product product = describeProduct(anchor);
  auto right = cast<RankedTensorType>(product.b.getType());
  bool perElement = isa<MatmulOp>(anchor) && right.getRank() != 2;
  return perElement || !product.columns().isStatic();
}

static Gemm buildGemm(CpuKernel &kernel, const Product &product) {
  CpuBuilder &b = kernel.builder;
  MatrixOperand a = matrixOperand(kernel, product.a);
  MatrixOperand right = matrixOperand(kernel, product.b);
  Gemm gemm;
  gemm.elementType = product.elementType();
  Extents rowExtents = leadingExtents(product.result.getType());
  gemm.rows = kernel.product(rowExtents);
  if (llvm::all_of(rowExtents, [](auto &e) { return e.isStatic(); }))
    gemm.staticRows = staticProduct(rowExtents);
  gemm.columns = product.columns().size;
  gemm.depth = kernel.product(product.depth());
  gemm.staticDepth = product.staticDepth();
  if (product.transposeA)
    gemm.a = {a.base, b.index(1), a.stride};
  else
    gemm.a = {a.base, a.stride, b.index(1)};
  gemm.packA = product.transposeA;
  gemm.b = right.base;
  gemm.bStride = right.stride;
  gemm.bTransposed = product.transposeB;
  if (product.bias)
    gemm.bias = matrixOperand(kernel, product.bias).base;
  return gemm;
}

static GemmBlocking blockingOf(const CpuTarget &target,
                               const Product &product) {
  return gemmBlocking(target, product.elementType(), product.columns().size,
                      product.staticDepth(), product.transposeA);
}

static int64_t sharedBytes(const GemmBlocking &blocking, Type elementType) {
  int64_t bytes = elementType.getIntOrFloatBitWidth() / 8;
  return llvm::alignTo(blocking.sharedElements() * bytes, 64);
}

LogicalResult generateGemm(CpuKernel &kernel, Operation *anchor) {
  if (needsBatchedMatmul(anchor))
    return generateBatchedMatmul(kernel, anchor);
  CpuBuilder &b = kernel.builder;
  Product product = describeProduct(anchor);
  GemmBlocking blocking = blockingOf(b.getTarget(), product);
  Gemm gemm = buildGemm(kernel, product);
  auto bound = [&](StringAttr dim) { return kernel.boundOf(dim); };
  if (hasFewRows(product, bound)) {
    bindOutput(kernel, product.result, /*oneBlock=*/true, Value(), gemm);
    emitRowProduct(b, gemm);
    return success();
  }
  gemm.packed = kernel.scratch();
  bool oneBlock = gemm.staticDepth && *gemm.staticDepth <= blocking.depth;
  Value sums = b.pointer(kernel.scratch(),
                         b.index(sharedBytes(blocking, gemm.elementType)),
                         b.getI8Type());
  bindOutput(kernel, product.result, oneBlock, sums, gemm);
  emitGemm(b, gemm);
  return success();
}

int64_t gemmScratchBytes(Operation *anchor, DimBound bound) {
  if (needsBatchedMatmul(anchor))
    return batchedMatmulScratchBytes(anchor, bound);
  Product product = describeProduct(anchor);
  if (hasFewRows(product, bound))
    return 0;
  std::optional<int64_t> depth = product.staticDepth();
  return largestOverTargets([&](const CpuTarget &target) {
    GemmBlocking blocking = blockingOf(target, product);
    bool oneBlock = depth && *depth <= blocking.depth;
    return sharedBytes(blocking, product.elementType()) +
           partialSumBytes(anchor->getParentOfType<func::FuncOp>(),
                           product.result, oneBlock, bound);
  });
}

} // namespace bmc
