//===- MergeHeads.cpp - Attentions side by side become one ----------------===//

#include "passes/Passes.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/Remarks.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

#define GEN_PASS_DEF_MERGEHEADS
#include "passes/Passes.h.inc"

namespace {

/// The ops whose first results a concat on the last axis puts side by side, if
/// all are of one kind and feed only it. Empty otherwise.
template <typename OpT> SmallVector<OpT> getParts(ConcatOp concat) {
  SmallVector<OpT> parts;
  if (static_cast<int64_t>(concat.getAxis()) != getRank(concat) - 1)
    return {};
  for (Value input : concat.getInputs()) {
    auto part = input.getDefiningOp<OpT>();
    if (!part || input != part->getResult(0) || !part->hasOneUse())
      return {};
    parts.push_back(part);
  }
  return parts.size() > 1 ? parts : SmallVector<OpT>();
}

/// One operand of every `step`-th part, side by side.
template <typename OpT>
Value concatOperand(OpBuilder &builder, Location loc, ArrayRef<OpT> parts,
                    unsigned operand, int64_t axis, int64_t step = 1) {
  SmallVector<Value> values;
  for (size_t i = 0; i < parts.size(); i += step)
    values.push_back(parts[i]->getOperand(operand));
  return values.size() == 1 ? values.front()
                            : ConcatOp::create(builder, loc, values, axis);
}

/// linear(x, w0) next to linear(x, w1) -> linear(x, w0 above w1), or beside w1
/// where the weights are stored transposed.
bool mergeLinears(ConcatOp concat) {
  SmallVector<LinearOp> parts = getParts<LinearOp>(concat);
  if (parts.empty())
    return false;
  LinearOp first = parts.front();
  bool alike = llvm::all_of(parts, [&](LinearOp part) {
    return part.getX() == first.getX() && !part.getBias() == !first.getBias() &&
           part.getTransposed() == first.getTransposed();
  });
  if (!alike)
    return false;
  OpBuilder builder(concat);
  Location loc = concat.getLoc();
  bool isTransposed = first.getTransposed();
  Value weight =
      concatOperand<LinearOp>(builder, loc, parts, 1, isTransposed ? 1 : 0);
  Value bias = first.getBias()
                   ? concatOperand<LinearOp>(builder, loc, parts, 2, 0)
                   : Value();
  Value merged =
      LinearOp::create(builder, loc, first.getX(), weight, bias, isTransposed);
  concat.getResult().replaceAllUsesWith(merged);
  concat->erase();
  for (LinearOp part : parts)
    part->erase();
  return true;
}

/// How many neighbouring parts share keys and values of one head; 1 if heads
/// of a group would not be neighbours.
int64_t getGroup(ArrayRef<AttentionOp> parts) {
  AttentionOp first = parts.front();
  if (first.getNumKeyHeads() != 1)
    return 1;
  auto isShared = [](AttentionOp a, AttentionOp b) {
    return a.getK() == b.getK() && a.getV() == b.getV();
  };
  int64_t group = 1, count = parts.size();
  while (group < count && isShared(parts[group], first))
    ++group;
  for (int64_t i = 0; i < count; ++i)
    if (count % group != 0 || !isShared(parts[i], parts[i - i % group]))
      return 1;
  return group;
}

/// Attentions without bias and dropout, of equal shape, scale, mask and
/// segments next to each other -> one with all their heads. Returns its number
/// of heads, 0 if there is none.
int64_t mergeAttentions(ConcatOp concat) {
  SmallVector<AttentionOp> parts = getParts<AttentionOp>(concat);
  if (parts.empty())
    return 0;
  AttentionOp first = parts.front();
  bool alike = llvm::all_of(parts, [&](AttentionOp part) {
    return !part.getBias() && !part.getRng() &&
           part.getQuerySegments() == first.getQuerySegments() &&
           part.getKeySegments() == first.getKeySegments() &&
           part->getOperandTypes() == first->getOperandTypes() &&
           part->getAttrDictionary() == first->getAttrDictionary();
  });
  if (!alike)
    return 0;
  OpBuilder builder(concat);
  Location loc = concat.getLoc();
  int64_t group = getGroup(parts);
  SmallVector<Value, 3> operands;
  for (unsigned i = 0; i < 3; ++i)
    operands.push_back(concatOperand<AttentionOp>(
        builder, loc, parts, i, concat.getAxis(), i == 0 ? 1 : group));
  int64_t numHeads = first.getNumHeads() * parts.size();
  auto merged = AttentionOp::create(
      builder, loc, operands[0], operands[1], operands[2], /*bias=*/Value(),
      first.getQuerySegments(), first.getKeySegments(), /*rng=*/Value(),
      builder.getI64IntegerAttr(numHeads), first.getScaleAttr(),
      first.getSoftcapAttr(), first.getCausalAttr(), FloatAttr(), IntegerAttr(),
      UnitAttr());
  concat.getResult().replaceAllUsesWith(merged.getOut());
  concat->erase();
  for (AttentionOp part : parts)
    part->erase();
  for (Value operand : operands)
    if (auto sides = operand.getDefiningOp<ConcatOp>())
      mergeLinears(sides);
  return numHeads;
}

struct MergeHeads : impl::MergeHeadsBase<MergeHeads> {
  void runOnOperation() override {
    Remarks remarks;
    SmallVector<ConcatOp> concats;
    getOperation()->walk([&](ConcatOp op) { concats.push_back(op); });
    for (ConcatOp concat : concats) {
      Location loc = concat.getLoc();
      if (int64_t numHeads = mergeAttentions(concat)) {
        remarks.fused(loc, "attentions side by side (" + Twine(numHeads) +
                               " heads)");
        ++numMerged;
      }
    }
  }
};

} // namespace
} // namespace bmc
