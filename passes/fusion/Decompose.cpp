//===- Decompose.cpp - Fused ops back to primitives -----------------------===//

#include "passes/Passes.h"

#include "llvm/ADT/StringSet.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_DECOMPOSE
#include "passes/Passes.h.inc"

namespace {

struct Decompose : impl::DecomposeBase<Decompose> {
  using DecomposeBase::DecomposeBase;

  void runOnOperation() override {
    llvm::StringSet<> chosen;
    for (const std::string &name : ops) {
      if (failed(checkName(name)))
        return signalPassFailure();
      chosen.insert(name);
    }
    auto isChosen = [&](Operation *op) {
      return isa<DecomposableOp>(op) &&
             (chosen.empty() || chosen.contains(op->getName().stripDialect()));
    };
    SmallVector<DecomposableOp> found;
    getOperation()->walk([&](Operation *op) {
      if (isChosen(op))
        found.push_back(cast<DecomposableOp>(op));
    });
    for (DecomposableOp op : found)
      replace(op);
  }

private:
  LogicalResult checkName(StringRef name) {
    std::optional<RegisteredOperationName> op =
        RegisteredOperationName::lookup(("bmc." + name).str(), &getContext());
    if (op && op->hasInterface<DecomposableOp>())
      return success();
    return emitError(getOperation()->getLoc())
           << "expected the name of a fused op, found '" << name << "'";
  }

  void replace(DecomposableOp op) {
    OpBuilder builder(op);
    SmallVector<Value> values = op.decompose(builder);
    op->replaceAllUsesWith(values);
    op->erase();
    ++numDecomposed;
  }
};

} // namespace
} // namespace bmc
