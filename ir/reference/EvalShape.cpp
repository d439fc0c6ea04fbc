//===- EvalShape.cpp - Ops that move elements -----------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

/// y[to] = x[from], whatever the element type.
static void copyElement(Tensor &y, int64_t to, const Tensor &x, int64_t from) {
  if (x.isFloat())
    y.floats()[to] = x.floats()[from];
  else
    y.ints()[to] = x.ints()[from];
}

static void clearElement(Tensor &y, int64_t at) {
  if (y.isFloat())
    y.floats()[at] = 0;
  else
    y.ints()[at] = 0;
}

/// y[i] = x[source(i)] for every index i of y.
static void
gather(Tensor &y, const Tensor &x,
       llvm::function_ref<SmallVector<int64_t>(ArrayRef<int64_t>)> source) {
  int64_t to = 0;
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> index) {
    copyElement(y, to++, x, linearIndex(x.getShape(), source(index)));
  });
}

static LogicalResult evalReshape(ReshapeOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  if (x.getNumElements() != y.getNumElements())
    return op.emitError() << "reshapes " << x.getNumElements()
                          << " elements to " << y.getNumElements();
  for (int64_t i = 0; i < x.getNumElements(); ++i)
    copyElement(y, i, x, i);
  return success();
}

static void evalTranspose(TransposeOp op, Frame &frame) {
  ArrayRef<int64_t> permutation = op.getPermutation();
  gather(frame[op.getY()], frame[op.getX()], [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> source(index.size());
    for (auto [axis, from] : llvm::enumerate(permutation))
      source[from] = index[axis];
    return source;
  });
}

static void evalBroadcast(BroadcastOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  gather(frame[op.getY()], x, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> source;
    for (auto [axis, extent] : llvm::zip_equal(op.getAxes(), x.getShape()))
      source.push_back(extent == 1 ? 0 : index[axis]);
    return source;
  });
}

static void evalSlice(SliceOp op, Frame &frame) {
  gather(frame[op.getY()], frame[op.getX()], [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> source(index);
    source[op.getAxis()] += op.getOffset();
    return source;
  });
}

static void evalConcat(ConcatOp op, Frame &frame) {
  Tensor &y = frame[op.getY()];
  int64_t offset = 0;
  for (const Tensor *x : frame.all(op.getInputs())) {
    int64_t from = 0;
    forEachIndex(x->getShape(), [&](ArrayRef<int64_t> index) {
      SmallVector<int64_t> target(index);
      target[op.getAxis()] += offset;
      copyElement(y, linearIndex(y.getShape(), target), *x, from++);
    });
    offset += x->getShape()[op.getAxis()];
  }
}

static void evalPad(PadOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  Tensor &y = frame[op.getY()];
  int64_t axis = op.getAxis();
  int64_t count = x.getShape()[axis];
  int64_t ahead = op.getFromEnd() ? count - y.getShape()[axis] : 0;
  int64_t shift = op.getFromEnd() ? op.getShift() : -op.getShift();
  int64_t to = 0;
  forEachIndex(y.getShape(), [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> source(index);
    source[axis] += ahead + shift;
    if (source[axis] >= 0 && source[axis] < count)
      copyElement(y, to, x, linearIndex(x.getShape(), source));
    else
      clearElement(y, to);
    ++to;
  });
}

static void evalFlip(FlipOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  gather(frame[op.getY()], x, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> source(index);
    int64_t &position = source[op.getAxis()];
    position = x.getShape()[op.getAxis()] - 1 - position;
    return source;
  });
}

static LogicalResult evalSelectRow(SelectRowOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  int64_t axis = op.getAxis(), selected = frame[op.getIndex()].ints()[0];
  if (op.getFromEnd())
    selected = x.getShape()[axis] - 1 - selected;
  if (failed(checkIndex(op, selected, x.getShape()[axis])))
    return failure();
  gather(frame[op.getY()], x, [&](ArrayRef<int64_t> index) {
    SmallVector<int64_t> source(index);
    source.insert(source.begin() + axis, selected);
    return source;
  });
  return success();
}

static void evalArange(ArangeOp op, Frame &frame) {
  for (auto [i, element] : llvm::enumerate(frame[op.getY()].ints()))
    element = op.getStartAttr().getInt() +
              op.getStepAttr().getInt() * static_cast<int64_t>(i);
}

static LogicalResult evalSize(SizeOp op, Frame &frame) {
  double product = op.getFactor();
  for (StringAttr name : op.getDims().getAsRange<StringAttr>()) {
    std::optional<int64_t> size = frame.getDim(name);
    if (!size)
      return op.emitError() << "run-time size " << name << " has no value";
    product *= *size;
  }
  frame[op.getY()].floats()[0] = product;
  return success();
}

void addShapeRules(RuleTable &rules) {
  rules.add<ReshapeOp>(evalReshape);
  rules.add<TransposeOp>(evalTranspose);
  rules.add<BroadcastOp>(evalBroadcast);
  rules.add<SliceOp>(evalSlice);
  rules.add<ConcatOp>(evalConcat);
  rules.add<PadOp>(evalPad);
  rules.add<FlipOp>(evalFlip);
  rules.add<SelectRowOp>(evalSelectRow);
  rules.add<ArangeOp>(evalArange);
  rules.add<SizeOp>(evalSize);
}

} // namespace bmc::reference
