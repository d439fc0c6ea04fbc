//===- Tensor.h - A tensor of the reference evaluator -----------*- C++ -*-===//
#ifndef BMC_IR_REFERENCE_TENSOR_H
#define BMC_IR_REFERENCE_TENSOR_H

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/SmallVector.h"

#include <optional>
#include <vector>

namespace bmc::reference {

/// A dense row-major tensor. Floats of every width are held as double, integers
/// and booleans as int64_t; which of the two follows from the element type.
class Tensor {
public:
  Tensor() = default;
  /// All zeros. The number of elements must have passed countElements.
  Tensor(llvm::ArrayRef<int64_t> shape, mlir::Type elementType);

  llvm::ArrayRef<int64_t> getShape() const { return shape; }
  mlir::Type getElementType() const { return elementType; }
  int64_t getRank() const { return shape.size(); }
  int64_t getNumElements() const { return numElements; }
  bool isFloat() const { return elementType && elementType.isFloat(); }

  /// The elements of a float tensor; empty for integers.
  llvm::ArrayRef<double> floats() const { return floatValues; }
  llvm::MutableArrayRef<double> floats() { return floatValues; }
  /// The elements of an integer or boolean tensor; empty for floats.
  llvm::ArrayRef<int64_t> ints() const { return intValues; }
  llvm::MutableArrayRef<int64_t> ints() { return intValues; }
  /// Element `i` whatever the element type.
  double number(int64_t i) const {
    return isFloat() ? floatValues[i] : static_cast<double>(intValues[i]);
  }

  /// The tensor seen as a matrix: the last axis is a row, a scalar is one row
  /// of one element.
  int64_t getRowSize() const { return shape.empty() ? 1 : shape.back(); }
  int64_t getNumRows() const;
  llvm::ArrayRef<double> row(int64_t r) const {
    return floats().slice(r * getRowSize(), getRowSize());
  }
  llvm::MutableArrayRef<double> row(int64_t r) {
    return floats().slice(r * getRowSize(), getRowSize());
  }

  /// Rounds every float to the nearest value of the element type.
  void roundToElementType();

private:
  llvm::SmallVector<int64_t, 6> shape;
  mlir::Type elementType;
  int64_t numElements = 0;
  std::vector<double> floatValues;
  std::vector<int64_t> intValues;
};

/// Largest number of elements the evaluator holds in one tensor (2 GiB).
constexpr int64_t kMaxElements = int64_t{1} << 28;

/// Product of the extents; nullopt if one is negative or there are more than
/// kMaxElements.
std::optional<int64_t> countElements(llvm::ArrayRef<int64_t> shape);

/// Row-major position of `index`.
int64_t linearIndex(llvm::ArrayRef<int64_t> shape,
                    llvm::ArrayRef<int64_t> index);

/// Calls `visit` for every index of `shape` in row-major order.
void forEachIndex(llvm::ArrayRef<int64_t> shape,
                  llvm::function_ref<void(llvm::ArrayRef<int64_t>)> visit);

/// Rounds to the nearest value of a float type, ties to even.
double roundTo(double value, mlir::Type elementType);

} // namespace bmc::reference

#endif // BMC_IR_REFERENCE_TENSOR_H
