//===- Product.cpp - What a matrix product multiplies ---------------------===//

#include "codegen/common/gemm/Product.h"
#include "ir/BmcOps.h"

#include "llvm/ADT/TypeSwitch.h"

#include <numeric>

using namespace mlir;

namespace bmc {

Type Product::elementType() const {
  return getElementTypeOrSelf(result.getType());
}

Extents Product::depth() const {
  Extents extents = getExtents(a.getType());
  if (!transposeA)
    return {extents.back()};
  // linear_dweight sums over all rows, matmul over those of one product.
  ArrayRef<Extent> leading = ArrayRef<Extent>(extents).drop_back();
  return Extents(leading.drop_front(batch().size()));
}

std::optional<int64_t> Product::staticDepth() const {
  Extents extents = depth();
  if (!llvm::all_of(extents, [](const Extent &e) { return e.isStatic(); }))
    return std::nullopt;
  return staticProduct(extents);
}

Extents Product::batch() const {
  if (!isa<MatmulOp>(result.getDefiningOp()))
    return {};
  Extents extents = getExtents(b.getType());
  return Extents(ArrayRef<Extent>(extents).drop_back(2));
}

Extents Product::rows() const {
  Extents extents = leadingExtents(result.getType());
  return Extents(ArrayRef<Extent>(extents).drop_front(batch().size()));
}

Product describeProduct(Operation *anchor) {
  return llvm::TypeSwitch<Operation *, Product>(anchor)
      .Case([](LinearOp op) {
        return Product{op.getX(), op.getWeight(), op.getBias(),
                       op.getY(), false,          !op.getTransposed()};
      })
      .Case([](MatmulOp op) {
        return Product{op.getA(), op.getB(),          Value(),
                       op.getY(), op.getTransposeA(), op.getTransposeB()};
      })
      .Case([](LinearDweightOp op) {
        return Product{op.getDy(),      op.getX(), Value(),
                       op.getDweight(), true,      false};
      });
}

bool hasFewRows(const Product &product, DimBound bound) {
  return product.batch().empty() && !product.transposeA &&
         product.staticDepth() &&
         boundedElements(product.rows(), bound) <= kFewRows;
}

MatrixOperand matrixOperand(Kernel &kernel, Value value) {
  KernelBuilder &b = kernel.builder;
  int64_t offset = 0, alignment = 0;
  auto divideBy = [&](const Extent &extent) {
    alignment = std::gcd(alignment, extent.isStatic() ? extent.size : 1);
  };
  divideBy(getExtents(value.getType()).back());
  while (auto slice = value.getDefiningOp<SliceOp>()) {
    offset += slice.getOffset();
    value = slice.getX();
  }
  divideBy(getExtents(value.getType()).back());
  Value base = kernel.input(value);
  if (offset)
    base =
        b.pointer(base, b.index(offset), getElementTypeOrSelf(value.getType()));
  return {base, kernel.extent(getExtents(value.getType()).back()),
          std::gcd(alignment, offset)};
}

} // namespace bmc
