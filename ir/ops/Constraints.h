//===- Constraints.h - Checks of labelled op constraints --------*- C++ -*-===//
//
// Every check takes the label its constraint has in the .td and begins its
// message with it: "linear_c2: ...". Negative tests are named by the label.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_OPS_CONSTRAINTS_H
#define BMC_IR_OPS_CONSTRAINTS_H

#include "ir/Shape.h"

#include "mlir/IR/Diagnostics.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace bmc {

/// An operand or result with the name it has in the .td.
struct Named {
  llvm::StringRef name;
  mlir::Type type;

  Named(llvm::StringRef name, mlir::Type type) : name(name), type(type) {}
  Named(llvm::StringRef name, mlir::Value value)
      : name(name), type(value.getType()) {}

  int64_t rank() const {
    return mlir::cast<mlir::RankedTensorType>(type).getRank();
  }
  mlir::Type element() const {
    return mlir::cast<mlir::RankedTensorType>(type).getElementType();
  }
  Extents extents() const { return getExtents(type); }
  Extents leading() const { return leadingExtents(type); }
  Extent last() const { return getExtents(type).back(); }
};

/// A number for messages, as short as it can be: "0.1".
std::string formatNumber(double value);

/// Checks constraints of one op. Without a location nothing is reported (type
/// inference may be asked silently); the results are the same.
class Constraints {
public:
  explicit Constraints(std::optional<mlir::Location> location)
      : location(location) {}

  /// Reports "<label>: <message>".
  mlir::LogicalResult violated(llvm::StringRef label,
                               const llvm::Twine &message) const;

  mlir::LogicalResult rank(llvm::StringRef label, Named value,
                           int64_t expected) const;
  mlir::LogicalResult minRank(llvm::StringRef label, Named value,
                              int64_t expected) const;
  /// 0 <= axis < rank of `value`.
  mlir::LogicalResult axis(llvm::StringRef label, int64_t axis,
                           Named value) const;
  mlir::LogicalResult sameElements(llvm::StringRef label,
                                   llvm::ArrayRef<Named> values) const;
  mlir::LogicalResult sameExtents(llvm::StringRef label, llvm::StringRef nameA,
                                  const Extents &a, llvm::StringRef nameB,
                                  const Extents &b) const;
  /// `value` has exactly `extents`.
  mlir::LogicalResult extents(llvm::StringRef label, Named value,
                              const Extents &expected) const;
  mlir::LogicalResult isStatic(llvm::StringRef label, Named value,
                               Extent extent) const;
  mlir::LogicalResult type(llvm::StringRef label, Named value,
                           mlir::Type expected) const;

private:
  std::optional<mlir::Location> location;
};

/// Labels of the constraints of dropout.
struct DropoutLabels {
  llvm::StringRef p, rng, stream;
};

/// Requires rng i64[2] and a stream of 32 bits.
mlir::LogicalResult checkRandom(const Constraints &require, mlir::Value rng,
                                int64_t stream, llvm::StringRef rngLabel,
                                llvm::StringRef streamLabel);

/// Requires 0 <= p < 1, rng i64[2] and a stream of 32 bits.
mlir::LogicalResult checkDropout(const Constraints &require, double p,
                                 mlir::Value rng, int64_t stream,
                                 const DropoutLabels &labels);

} // namespace bmc

#endif // BMC_IR_OPS_CONSTRAINTS_H
