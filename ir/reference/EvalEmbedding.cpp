//===- EvalEmbedding.cpp - Table look-up ----------------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

static LogicalResult evalEmbedding(EmbeddingOp op, Frame &frame) {
  const Tensor &weight = frame[op.getWeight()];
  Tensor &y = frame[op.getY()];
  for (auto [r, index] : llvm::enumerate(frame[op.getIndices()].ints())) {
    if (failed(checkIndex(op, index, weight.getShape()[0])))
      return failure();
    llvm::copy(weight.row(index), y.row(r).begin());
  }
  return success();
}

static LogicalResult evalEmbeddingBackward(EmbeddingBackwardOp op,
                                           Frame &frame) {
  const Tensor &dy = frame[op.getDy()];
  Tensor &dweight = frame[op.getDweight()];
  if (const Tensor *init = frame.find(op.getInit()))
    llvm::copy(init->floats(), dweight.floats().begin());
  for (auto [r, index] : llvm::enumerate(frame[op.getIndices()].ints())) {
    if (failed(checkIndex(op, index, dweight.getShape()[0])))
      return failure();
    addScaled(dweight.row(index), 1, dy.row(r));
  }
  return success();
}

static LogicalResult evalEmbeddingBackwardRows(EmbeddingBackwardRowsOp op,
                                               Frame &frame) {
  Tensor &dweight = frame[op.getDweight()], &touched = frame[op.getTouched()];
  const Tensor &marked = frame[op.getMarked()];
  llvm::copy(frame[op.getInit()].floats(), dweight.floats().begin());
  for (auto [n, mark] : llvm::enumerate(marked.ints())) {
    touched.ints()[n] = op.getAccumulate() && mark != 0;
    if (mark != 0 && !op.getAccumulate())
      llvm::fill(dweight.row(n), 0);
  }
  for (auto [gradient, numbers] :
       llvm::zip_equal(op.getDys(), op.getIndices())) {
    const Tensor &dy = frame[gradient];
    for (auto [r, index] : llvm::enumerate(frame[numbers].ints())) {
      if (failed(checkIndex(op, index, dweight.getShape()[0])))
        return failure();
      addScaled(dweight.row(index), 1, dy.row(r));
      touched.ints()[index] = 1;
    }
  }
  return success();
}

static void evalOneHot(OneHotOp op, Frame &frame) {
  Tensor &y = frame[op.getY()];
  for (auto [r, index] : llvm::enumerate(frame[op.getIndices()].ints()))
    if (index >= 0 && index < y.getRowSize())
      y.row(r)[index] = 1;
}

static void evalGather(GatherOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()], &indices = frame[op.getIndices()];
  Tensor &y = frame[op.getY()];
  for (auto [i, index] : llvm::enumerate(indices.ints())) {
    bool exists = index >= 0 && index < x.getRowSize();
    y.floats()[i] = exists ? x.row(i / y.getRowSize())[index] : NAN;
  }
}

static void evalScatterAdd(ScatterAddOp op, Frame &frame) {
  const Tensor &src = frame[op.getSrc()];
  Tensor &y = frame[op.getY()];
  for (auto [i, index] : llvm::enumerate(frame[op.getIndices()].ints()))
    if (index >= 0 && index < y.getRowSize())
      y.row(i / src.getRowSize())[index] += src.floats()[i];
}

void addEmbeddingRules(RuleTable &rules) {
  rules.add<GatherOp>(evalGather);
  rules.add<ScatterAddOp>(evalScatterAdd);
  rules.add<EmbeddingOp>(evalEmbedding);
  rules.add<EmbeddingBackwardOp>(evalEmbeddingBackward);
  rules.add<EmbeddingBackwardRowsOp>(evalEmbeddingBackwardRows);
  rules.add<OneHotOp>(evalOneHot);
}

} // namespace bmc::reference
