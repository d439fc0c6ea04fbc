//===- Format.cpp - Tensors and comparisons for readers -------------------===//

#include "tools/bmc-eval/Format.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"

#include <cmath>
#include <limits>

using namespace mlir;
using bmc::reference::Tensor;

namespace bmc {

/// Longer tensors are for files, not for readers.
static constexpr int64_t kMaxPrinted = 4096;

static void printElement(llvm::raw_ostream &os, const Tensor &tensor, int64_t i,
                         unsigned digits) {
  if (!tensor.isFloat())
    os << tensor.ints()[i];
  else if (std::isnan(tensor.floats()[i]))
    os << "nan"; // The C library prints a sign that means nothing.
  else
    os << llvm::format("%.*g", digits, tensor.floats()[i] + 0.0); // no -0
}

static void printNested(llvm::raw_ostream &os, const Tensor &tensor,
                        int64_t axis, int64_t &next, unsigned digits) {
  if (axis == tensor.getRank()) {
    printElement(os, tensor, next++, digits);
    return;
  }
  os << '[';
  for (int64_t i = 0; i < tensor.getShape()[axis]; ++i) {
    os << (i == 0 ? "" : ", ");
    printNested(os, tensor, axis + 1, next, digits);
  }
  os << ']';
}

void printTensor(llvm::raw_ostream &os, StringRef name, const Tensor &tensor,
                 unsigned digits) {
  os << name << ": "
     << RankedTensorType::get(tensor.getShape(), tensor.getElementType())
     << " = ";
  if (tensor.getNumElements() <= kMaxPrinted) {
    int64_t next = 0;
    printNested(os, tensor, 0, next, digits);
  } else {
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < tensor.getNumElements(); ++i) {
      sum += tensor.number(i);
      squares += tensor.number(i) * tensor.number(i);
    }
    os << llvm::format("(sum %.*g, norm %.*g)", digits, sum, digits,
                       std::sqrt(squares));
  }
  os << '\n';
}

static double rootMeanSquare(const Tensor &tensor) {
  double sum = 0;
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    if (std::isfinite(tensor.number(i)))
      sum += tensor.number(i) * tensor.number(i);
  return std::sqrt(sum / std::max<int64_t>(tensor.getNumElements(), 1));
}

Difference compare(const Tensor &a, const Tensor &b) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (a.getShape() != b.getShape() || a.isFloat() != b.isFloat())
    return {infinity, 0};
  double floor = std::max(rootMeanSquare(b), 1e-3);
  Difference worst;
  for (int64_t i = 0; i < a.getNumElements(); ++i) {
    double x = a.number(i), y = b.number(i);
    if (x == y || (std::isnan(x) && std::isnan(y)))
      continue;
    double value = std::abs(x - y) / std::max(std::abs(y), floor);
    if (!std::isfinite(x) || !std::isfinite(y))
      value = infinity;
    if (value > worst.value)
      worst = {value, i};
  }
  return worst;
}

std::string formatIndex(ArrayRef<int64_t> shape, int64_t element) {
  SmallVector<int64_t> index(shape.size());
  for (int64_t axis = shape.size() - 1; axis >= 0; --axis) {
    index[axis] = element % shape[axis];
    element /= shape[axis];
  }
  std::string text;
  llvm::raw_string_ostream os(text);
  os << '[';
  llvm::interleaveComma(index, os);
  os << ']';
  return text;
}

} // namespace bmc
