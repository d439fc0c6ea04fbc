//===- SimplifyPatterns.h - Rewrites towards a normal form ------*- C++ -*-===//
//
// Every rewrite keeps the values up to the rounding of one operation and makes
// the program smaller, so that any set of them terminates.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_CLEANUP_SIMPLIFYPATTERNS_H
#define BMC_PASSES_CLEANUP_SIMPLIFYPATTERNS_H

#include "mlir/IR/PatternMatch.h"

namespace bmc {

/// Runs of reshapes and transposes become at most three ops, slices move
/// towards the source.
void populateViewPatterns(mlir::RewritePatternSet &patterns);

/// Constants meet, division by a constant becomes multiplication, powers become
/// products and roots, negations disappear into neighbours.
void populateArithmeticPatterns(mlir::RewritePatternSet &patterns);

/// Elementwise ops run before the broadcast, not after.
void populateBroadcastPatterns(mlir::RewritePatternSet &patterns);

/// Reductions of reductions, over nothing, and sums that are means.
void populateReductionPatterns(mlir::RewritePatternSet &patterns);

/// Transposed operands become flags of the product.
void populateMatmulPatterns(mlir::RewritePatternSet &patterns);

/// Convolutions whose kernel covers a plane once are products.
void populateConvolutionPatterns(mlir::RewritePatternSet &patterns);

} // namespace bmc

#endif // BMC_PASSES_CLEANUP_SIMPLIFYPATTERNS_H
