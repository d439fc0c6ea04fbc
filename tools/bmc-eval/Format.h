//===- Format.h - Tensors and comparisons for readers -----------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_EVAL_FORMAT_H
#define BMC_TOOLS_BMC_EVAL_FORMAT_H

#include "ir/reference/Tensor.h"

#include "llvm/Support/raw_ostream.h"

namespace bmc {

/// Prints `name: tensor<2x3xf32> = [[1, 2, 3], [4, 5, 6]]` and a new line, with
/// `digits` significant digits. Tensors of more than 4096 elements are
/// summarised.
void printTensor(llvm::raw_ostream &os, llvm::StringRef name,
                 const reference::Tensor &tensor, unsigned digits);

/// The largest difference between two tensors and where it is.
struct Difference {
  double value = 0;
  int64_t element = 0;
};

/// Largest |a - b| / max(|b|, root mean square of b, 1e-3). The root mean
/// square keeps an element that is small by cancellation from dominating, 1e-3
/// does the same for a tensor that is zero but for rounding. Equal infinities
/// and two NaNs count as equal; one NaN, or other shapes, as infinitely far.
Difference compare(const reference::Tensor &a, const reference::Tensor &b);

/// "[1, 2]": the index of a row-major position.
std::string formatIndex(llvm::ArrayRef<int64_t> shape, int64_t element);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_FORMAT_H
