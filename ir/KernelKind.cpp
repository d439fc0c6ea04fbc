//===- KernelKind.cpp - How ops may share a kernel ------------------------===//

#include "ir/KernelKind.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

bool isPointwise(Operation *op) {
  return isFree(op) ||
         isa<NegOp, AbsOp, ExpOp, LogOp, SqrtOp, RsqrtOp, ReciprocalOp, SinOp,
             CosOp, TanhOp, ErfOp, SigmoidOp, ReluOp, SiluOp, GeluOp,
             GeluGradOp, AddOp, SubOp, MulOp, DivOp, PowOp, MaximumOp,
             MinimumOp, CompareOp, SelectOp, ConvertOp, TransposeOp,
             SelectRowOp, CausalMaskOp, EmbeddingOp, OneHotOp, DropoutOp,
             ClipCoefficientOp>(op);
}

bool isFree(Operation *op) {
  return isa<ConstantOp, SizeOp, ArangeOp, BroadcastOp, SliceOp>(op);
}

bool isView(Operation *op) { return isa<ReshapeOp>(op); }

Value viewRoot(Value value) {
  Operation *op = value.getDefiningOp();
  while (op && isView(op)) {
    value = op->getOperand(0);
    op = value.getDefiningOp();
  }
  return value;
}

bool takesEpilogue(Operation *op) {
  return isa<LinearOp, LinearDweightOp, SumOp, MeanOp, MaxOp>(op) ||
         (isa<MatmulOp>(op) &&
          cast<RankedTensorType>(op->getOperand(1).getType()).getRank() == 2);
}

bool readsSlices(Operation *op) {
  return isa<LinearOp, MatmulOp, LinearDweightOp, AttentionOp,
             AttentionBackwardOp>(op);
}

bool takesPrologue(Operation *op) { return isa<SumOp, MeanOp, MaxOp>(op); }

} // namespace bmc
