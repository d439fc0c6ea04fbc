//===- Winograd.h - Convolutions of 3 taps with fewer products --*- C++ -*-===//
//
// Two neighbouring results of three taps meet four inputs. Winograd's F(2, 3)
// gives them by four products instead of six:
//
//   y = A' ((G g) * (B' d)),   d four inputs, g three weights, y two results
//
// and on both axes four results by 16 products instead of 36. Sums over
// channels are taken between * and A', so that products of matrices do them, of
// each point of the transforms one. Source: A. Lavin, S. Gray, Fast Algorithms
// for Convolutional Neural Networks, CVPR 2016, section 4.1. An axis with one
// tap stays as it is: a single point.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_WINDOWS_WINOGRAD_H
#define BMC_CODEGEN_CPU_WINDOWS_WINOGRAD_H

#include "codegen/cpu/windows/Stencil.h"

namespace bmc {

/// Of each axis, 4 or 1.
using WinogradPoints = std::array<int64_t, 2>;

/// Stencils of convolutions of stride 1 with results in pairs: positions are
/// those of pairs, and each meets the inputs of its taps. None if no axis has
/// three neighbouring taps or one has others.
std::optional<std::array<AxisStencil, 2>>
pairStencils(const std::array<AxisStencil, 2> &axes);

/// Of pairStencils.
WinogradPoints winogradPoints(const std::array<AxisStencil, 2> &axes);

/// B' d B: a value for each point, row by row, from as many inputs.
llvm::SmallVector<mlir::Value> transformInputs(CpuBuilder &builder,
                                               WinogradPoints points,
                                               mlir::ValueRange inputs);
/// G g G': from the taps in the order in which they meet the inputs.
llvm::SmallVector<mlir::Value> transformWeights(CpuBuilder &builder,
                                                WinogradPoints points,
                                                mlir::ValueRange taps);
/// A' m A: a value for each result of a position, row by row.
llvm::SmallVector<mlir::Value> transformSums(CpuBuilder &builder,
                                             WinogradPoints points,
                                             mlir::ValueRange sums);

/// Of the gradient of the weight, whose products are those of B' d B and these:
/// A dy A', from the gradients of a position's results.
llvm::SmallVector<mlir::Value> transformResults(CpuBuilder &builder,
                                                WinogradPoints points,
                                                mlir::ValueRange results);
/// G' m G: the gradients of the taps, row by row, from sums of products.
llvm::SmallVector<mlir::Value> transformTaps(CpuBuilder &builder,
                                             WinogradPoints points,
                                             mlir::ValueRange sums);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_WINDOWS_WINOGRAD_H
