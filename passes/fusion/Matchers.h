//===- Matchers.h - Questions about values that fusions ask -----*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_MATCHERS_H
#define BMC_PASSES_FUSION_MATCHERS_H

#include "ir/BmcOps.h"

#include <optional>
#include <string>

namespace bmc {

/// The value of every element if `value` is filled with one constant.
std::optional<double> getSplat(mlir::Value value);

/// A bmc.constant of `type` filled with `value`.
mlir::Value makeSplat(mlir::OpBuilder &builder, mlir::Location loc,
                      mlir::Type type, double value);

/// `value * factor`.
struct Scaled {
  mlir::Value value;
  double factor;
};

/// Matches value * c, c * value, value / c and -value with a finite constant c
/// (not 0 as divisor).
std::optional<Scaled> matchScale(mlir::Value value);

/// Number of axes.
int64_t getRank(mlir::Value value);

/// Whether `permutation` swaps the last two axes and keeps the others.
bool swapsLastTwoAxes(llvm::ArrayRef<int64_t> permutation);

/// Whether op maps each element of its only tensor operand to one element of
/// its result: exp, gelu, neg, ...
bool isUnaryElementwise(mlir::Operation *op);

/// Whether op combines equally placed elements of two tensors of one type:
/// add, mul, pow, ...
bool isBinaryElementwise(mlir::Operation *op);

/// Whether op only moves elements: reshape, transpose, slice, broadcast.
bool movesElements(mlir::Operation *op);

/// The activation that an op applies, if it is one that feed-forwards have.
std::optional<Activation> getActivation(mlir::Operation *op);

/// Why linears that belong together do not fuse.
constexpr llvm::StringLiteral kMixedWeights =
    "some weights are stored [in, out], some [out, in]";

/// An activation in the user's words: "gelu tanh".
std::string describeActivation(Activation activation);

/// The op in the user's words: "dropout", "where", "matmul".
std::string describe(mlir::Operation *op);

} // namespace bmc

#endif // BMC_PASSES_FUSION_MATCHERS_H
