//===- Rules.cpp - The table of evaluation rules --------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

static RuleTable makeTable() {
  RuleTable rules;
  addProgramRules(rules);
  addElementwiseRules(rules);
  addShapeRules(rules);
  addMatmulRules(rules);
  addConvolutionRules(rules);
  addReduceRules(rules);
  addOrderRules(rules);
  addScanRules(rules);
  addNormRules(rules);
  addAttentionRules(rules);
  addFeedForwardRules(rules);
  addRecurrentRules(rules);
  addEmbeddingRules(rules);
  addRandomRules(rules);
  addLossRules(rules);
  addOptimizerRules(rules);
  return rules;
}

const Rule *lookup(OperationName name) {
  static const RuleTable table = makeTable();
  return table.lookup(name.getStringRef());
}

LogicalResult checkIndex(Operation *op, int64_t index, int64_t extent) {
  if (index >= 0 && index < extent)
    return success();
  return op->emitError() << "index " << index << " is outside [0, " << extent
                         << ")";
}

double dot(ArrayRef<double> a, ArrayRef<double> b) {
  double sum = 0;
  for (auto [x, y] : llvm::zip_equal(a, b))
    sum += x * y;
  return sum;
}

void addScaled(MutableArrayRef<double> y, double a, ArrayRef<double> x) {
  for (auto [out, in] : llvm::zip_equal(y, x))
    out += a * in;
}

} // namespace bmc::reference
