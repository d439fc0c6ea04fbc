//===- Tensor.cpp - A tensor of the reference evaluator -------------------===//

#include "ir/reference/Tensor.h"

#include "llvm/ADT/APFloat.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc::reference {

Tensor::Tensor(ArrayRef<int64_t> shape, Type elementType)
    : shape(shape), elementType(elementType),
      numElements(countElements(shape).value_or(0)) {
  if (isFloat())
    floatValues.assign(numElements, 0.0);
  else
    intValues.assign(numElements, 0);
}

int64_t Tensor::getNumRows() const {
  int64_t rows = 1;
  for (int64_t extent : ArrayRef<int64_t>(shape).drop_back(!shape.empty()))
    rows *= extent;
  return rows;
}

void Tensor::roundToElementType() {
  // f64 is what is stored; leaving early keeps gradient checks fast.
  if (elementType.isF64())
    return;
  for (double &value : floatValues)
    value = roundTo(value, elementType);
}

std::optional<int64_t> countElements(ArrayRef<int64_t> shape) {
  int64_t count = 1;
  for (int64_t extent : shape)
    if (extent < 0 || llvm::MulOverflow(count, extent, count) ||
        count > kMaxElements)
      return std::nullopt;
  return count;
}

int64_t linearIndex(ArrayRef<int64_t> shape, ArrayRef<int64_t> index) {
  int64_t linear = 0;
  for (auto [extent, i] : llvm::zip_equal(shape, index))
    linear = linear * extent + i;
  return linear;
}

void forEachIndex(ArrayRef<int64_t> shape,
                  llvm::function_ref<void(ArrayRef<int64_t>)> visit) {
  if (llvm::is_contained(shape, 0))
    return;
  SmallVector<int64_t> index(shape.size(), 0);
  while (true) {
    visit(index);
    int64_t axis = static_cast<int64_t>(shape.size()) - 1;
    while (axis >= 0 && ++index[axis] == shape[axis])
      index[axis--] = 0;
    if (axis < 0)
      return;
  }
}

double roundTo(double value, Type elementType) {
  if (elementType.isF64())
    return value;
  if (elementType.isF32())
    return static_cast<float>(value);
  llvm::APFloat rounded(value);
  bool losesInfo;
  rounded.convert(cast<FloatType>(elementType).getFloatSemantics(),
                  llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return rounded.convertToDouble();
}

} // namespace bmc::reference
