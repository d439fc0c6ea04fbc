//===- Order.cpp - Cost of positions by size ------------------------------===//

#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

OpCost ArgmaxOp::getCost() { return {{}, Amount::elements(getX())}; }

/// A comparison per element, and for an order of all of a static row as many as
/// it has binary digits: log2 N is what no method stays below.
OpCost ArgsortOp::getCost() {
  Extent last = getExtents(getX().getType()).back();
  int64_t count = getCount().value_or(last.size);
  bool isWhole = last.isStatic() && count == last.size;
  double perElement =
      isWhole ? std::max<unsigned>(1, llvm::Log2_64_Ceil(last.size)) : 1;
  return {{}, Amount::elements(getX()) * perElement};
}

} // namespace bmc
