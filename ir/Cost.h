//===- Cost.h - What an op must do at least ---------------------*- C++ -*-===//
//
// Every op says how many operations it is and which of its elements have to
// move (CostOp in BmcInterfaces.td), for any values of the run-time sizes. From
// that follow the cost of a kernel (KernelCost.h) and the time no device can
// beat.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_COST_H
#define BMC_IR_COST_H

#include "ir/Shape.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <limits>

namespace bmc {

/// factor * product of the dims, of which one may repeat; but at most `most`.
struct CostTerm {
  double factor = 0;
  llvm::SmallVector<mlir::StringAttr, 4> dims = {}; ///< ordered by name
  double most = kUnbounded;

  static constexpr double kUnbounded = std::numeric_limits<double>::infinity();
};

/// A number that depends on run-time sizes: a sum of terms.
class Amount {
public:
  /// Nothing.
  Amount() = default;
  /// A constant.
  Amount(double constant);
  /// Elements of a tensor of these extents.
  static Amount elements(llvm::ArrayRef<Extent> extents);
  static Amount elements(mlir::Type type);
  static Amount elements(mlir::Value value) {
    return elements(value.getType());
  }

  /// Each term limited to `most`. Only sums go on from there.
  Amount atMost(double most) const;

  Amount &operator+=(const Amount &other);
  Amount operator+(const Amount &other) const { return Amount(*this) += other; }
  Amount operator*(const Amount &other) const;

  bool isZero() const { return sum.empty(); }
  llvm::ArrayRef<CostTerm> terms() const { return sum; }
  bool operator==(const Amount &other) const;
  /// The number at the given values of the sizes.
  double at(llvm::function_ref<int64_t(mlir::StringAttr)> valueOf) const;

private:
  llvm::SmallVector<CostTerm, 2> sum;
};

/// Floating-point operations of an op: as many as its formula has, a function
/// (exp, tanh, ..) or a division counting as one.
struct OpCost {
  /// Those that multiply matrices and add up, which devices may have units for.
  Amount products;
  /// All others.
  Amount operations;
};

} // namespace bmc

#endif // BMC_IR_COST_H
