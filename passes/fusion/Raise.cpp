//===- Raise.cpp - Formulas become ops, largest first ---------------------===//

#include "passes/fusion/Raise.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;

namespace bmc {

/// Erases `root` and whatever only it used.
static void eraseDead(Operation *root,
                      llvm::SmallPtrSetImpl<Operation *> &erased) {
  SmallVector<Operation *> pending = {root};
  while (!pending.empty()) {
    Operation *op = pending.pop_back_val();
    if (!op || erased.contains(op) || !isOpTriviallyDead(op))
      continue;
    SmallVector<Value> operands(op->getOperands());
    erased.insert(op);
    op->erase();
    for (Value operand : operands)
      pending.push_back(operand.getDefiningOp());
  }
}

unsigned raiseAll(
    Operation *module, llvm::function_ref<bool(Operation *)> isRoot,
    llvm::function_ref<std::optional<Raised>(Operation *, Remarks &)> raise) {
  SmallVector<Operation *> roots;
  module->walk([&](Operation *op) {
    if (isRoot(op))
      roots.push_back(op);
  });
  Remarks remarks;
  llvm::SmallPtrSet<Operation *, 32> erased;
  unsigned count = 0;
  for (Operation *root : llvm::reverse(roots)) {
    if (erased.contains(root))
      continue;
    std::optional<Raised> raised = raise(root, remarks);
    if (!raised)
      continue;
    remarks.recognised(root->getLoc(), raised->name);
    root->getResult(0).replaceAllUsesWith(raised->value);
    eraseDead(root, erased);
    ++count;
  }
  return count;
}

} // namespace bmc
