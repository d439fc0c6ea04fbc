//===- EvalProgram.cpp - Calls and kernel launches ------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

static LogicalResult callSymbol(Operation *op, FlatSymbolRefAttr symbol,
                                Frame &frame, ArrayRef<int64_t> streams = {}) {
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(op, symbol);
  if (!callee)
    return op->emitError() << "there is no function " << symbol;
  return frame.call(op, callee, streams);
}

static LogicalResult evalLaunch(LaunchOp op, Frame &frame) {
  return callSymbol(op, op.getKernelAttr(), frame,
                    op.getStreams().value_or(ArrayRef<int64_t>()));
}

static LogicalResult evalCall(func::CallOp op, Frame &frame) {
  return callSymbol(op, op.getCalleeAttr(), frame);
}

void addProgramRules(RuleTable &rules) {
  rules.add<LaunchOp>(evalLaunch);
  rules.add<func::CallOp>(evalCall);
}

} // namespace bmc::reference
