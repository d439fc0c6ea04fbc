//===- DecodeObstacle.cpp - What keeps positions together -----------------===//
#include "passes/training/DecodeObstacle.h"

#include "ir/Shape.h"
#include "passes/training/CausalBias.h"
#include "passes/training/DecodeSources.h"
#include "passes/training/PushSelectRow.h"

#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace bmc;

/// Why a layer's last step cannot be computed from its state alone; empty if it
/// can.
static StringRef layerObstacle(RecurrentOp op, SelectRowOp select) {
  if (op.getReverse())
    return "it walks backwards";
  if (op.getLengths())
    return "its rows have lengths";
  for (Value first : {op.getH0(), op.getC0()})
    if (first && dependsOnTokens(first))
      return "its first state is given";
  if (!op.getHn().use_empty() || (op.getCn() && !op.getCn().use_empty()))
    return "its last state is read as well";
  if (select.getAxis() != 1 || !onlyThisRowIsRead(op, select))
    return "other positions of its output are read as well";
  return "";
}

static StringRef layerObstacle(AttentionOp op, SelectRowOp select) {
  if (op.getRng())
    return "it drops probabilities";
  if (!op.getLse().use_empty())
    return "its statistics are read as well";
  bool isCausal =
      op.getCausal() || (op.getBias() && hidesLaterKeys(op.getBias()));
  if (looksAtTokens(op) &&
      getExtents(op.getQ().getType())[1] != getExtents(op.getK().getType())[1])
    return "its keys are of another sequence";
  if (looksAtTokens(op) && !isCausal)
    return "it looks at later positions";
  if (select.getAxis() != 1 || !onlyThisRowIsRead(op, select))
    return "other positions of its output are read as well";
  return "";
}

std::string bmc::obstacle(Operation *op, SelectRowOp select) {
  return llvm::TypeSwitch<Operation *, std::string>(op)
      .Case<RecurrentOp, AttentionOp>(
          [&](auto op) { return layerObstacle(op, select).str(); })
      .Default([](Operation *op) {
        return "'" + op->getName().stripDialect().str() +
               "' looks at other positions";
      });
}
