//===- SimplifyConvolution.cpp - Convolutions of a single window ----------===//

#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "passes/cleanup/SimplifyPatterns.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {
namespace {

/// Whether the kernel of `op`, conv or conv_dinput, covers the plane of `image`
/// (x or dx) once: then there is one place, at which every element of the
/// kernel meets its own of the plane.
template <typename OpT> bool hasOneWindow(OpT op, Value image) {
  auto plane = getExtents(image.getType());
  auto kernel = getExtents(op.getWeight().getType());
  return op.getGroups() == 1 &&
         ArrayRef(plane).drop_front(2) == ArrayRef(kernel).drop_front(2) &&
         llvm::all_of(op.getPadding(), [](int64_t n) { return n == 0; }) &&
         llvm::all_of(op.getDilation(), [](int64_t n) { return n == 1; });
}

/// `value` [N, ..] as a matrix with a row for each of N.
Value asRows(PatternRewriter &rewriter, Value value) {
  auto extents = getExtents(value.getType());
  int64_t columns = 1;
  for (const Extent &extent : ArrayRef(extents).drop_front())
    columns *= extent.size;
  Type type = makeTensorType({extents[0], Extent::fixed(columns)},
                             getElementTypeOrSelf(value.getType()));
  return ReshapeOp::create(rewriter, value.getLoc(), type, value);
}

/// conv -> matmul of images and filters, conv_dinput -> matmul of what the
/// filters give and the filters.
template <typename OpT> struct OneWindowAsMatmul : OpRewritePattern<OpT> {
  using OpRewritePattern<OpT>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpT op,
                                PatternRewriter &rewriter) const override {
    constexpr bool isForward = std::is_same_v<OpT, ConvOp>;
    Value source = op->getOperand(0);
    if (!hasOneWindow(op, isForward ? source : op->getResult(0)))
      return failure();
    Value product =
        MatmulOp::create(rewriter, op.getLoc(), asRows(rewriter, source),
                         asRows(rewriter, op.getWeight()),
                         /*transpose_a=*/false, /*transpose_b=*/isForward);
    rewriter.replaceOpWithNewOp<ReshapeOp>(op, op.getType(), product);
    return success();
  }
};

} // namespace

void populateConvolutionPatterns(RewritePatternSet &patterns) {
  patterns.add<OneWindowAsMatmul<ConvOp>, OneWindowAsMatmul<ConvDinputOp>>(
      patterns.getContext());
}

} // namespace bmc
