//===- RemoveDropout.cpp - Dropout does nothing in evaluation ---*- C++ -*-===//
#include "passes/Passes.h"
#include "passes/training/Training.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_REMOVEDROPOUT
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

unsigned bmc::removeDropout(func::FuncOp function) {
  unsigned removed = 0;
  function.walk([&](RandomOp op) {
    if (!op.isRandom())
      return;
    removed += op.removeRandomness();
  });
  BitVector unread(function.getNumArguments());
  for (BlockArgument argument : function.getArguments()) {
    auto name = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                      "bmc.name");
    if (name && name.getValue() == "rng" && argument.use_empty())
      unread.set(argument.getArgNumber());
  }
  LogicalResult erased = function.eraseArguments(unread);
  assert(succeeded(erased) && "a func.func can lose any argument");
  (void)erased;
  return removed;
}

namespace {
struct RemoveDropout : bmc::impl::RemoveDropoutBase<RemoveDropout> {
  void runOnOperation() override {
    if (!getOperation().isExternal())
      numRemoved += removeDropout(getOperation());
  }
};
} // namespace
