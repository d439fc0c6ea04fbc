//===- KernelKind.cpp - How ops may share a kernel ------------------------===//

#include "ir/KernelKind.h"
#include "ir/BmcInterfaces.h"

using namespace mlir;

namespace bmc {

bool isElementwise(Operation *op) {
  return op->hasTrait<mlir::OpTrait::Elementwise>();
}

bool isPointwise(Operation *op) {
  return isElementwise(op) || isFree(op) ||
         op->hasTrait<bmc::OpTrait::Pointwise>();
}

bool isFree(Operation *op) { return op->hasTrait<bmc::OpTrait::Free>(); }

bool isView(Operation *op) { return op->hasTrait<bmc::OpTrait::View>(); }

Value viewRoot(Value value) {
  Operation *op = value.getDefiningOp();
  while (op && isView(op)) {
    value = op->getOperand(0);
    op = value.getDefiningOp();
  }
  return value;
}

Operation *findAnchor(func::FuncOp kernel) {
  for (Operation &op : kernel.getBody().front().without_terminator())
    if (!isPointwise(&op))
      return &op;
  return nullptr;
}

bool takesEpilogue(Operation *op) {
  auto anchor = dyn_cast<EpilogueOp>(op);
  return anchor && anchor.takesEpilogue();
}

bool readsSlices(Operation *op) {
  return op->hasTrait<bmc::OpTrait::ReadsSlices>();
}

bool takesPrologue(Operation *op) { return isa<ReductionOp>(op); }

} // namespace bmc
