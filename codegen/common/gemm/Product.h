//===- Product.h - What a matrix product multiplies -------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_GEMM_PRODUCT_H
#define BMC_CODEGEN_COMMON_GEMM_PRODUCT_H

#include "codegen/common/builder/Anchor.h"
#include "codegen/common/builder/Kernel.h"

namespace bmc {

/// op(a) op(b) + bias: linear, linear_dweight or matmul.
struct Product {
  mlir::Value a, b, bias, result;
  bool transposeA = false;
  bool transposeB = false;

  mlir::Type elementType() const;
  Extent columns() const { return getExtents(result.getType()).back(); }
  /// The summed axes.
  Extents depth() const;
  std::optional<int64_t> staticDepth() const;
  /// Axes that number independent products: those that b has before its last
  /// two.
  Extents batch() const;
  /// Rows of the result in one product.
  Extents rows() const;
};

Product describeProduct(mlir::Operation *anchor);

/// The most rows of a product that are few.
constexpr int64_t kFewRows = 8;

/// Whether a product has few rows, known to be few, and a depth that is known,
/// along memory in A: what counts is how fast the other matrix streams by.
bool hasFewRows(const Product &product, DimBound bound);

/// A matrix operand: an argument or a last-axis slice of one.
struct MatrixOperand {
  mlir::Value base;
  mlir::Value stride; ///< elements between rows
  /// Rows begin at multiples of so many elements, and have a multiple of them.
  int64_t alignment = 1;
};

MatrixOperand matrixOperand(Kernel &kernel, mlir::Value value);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_GEMM_PRODUCT_H
