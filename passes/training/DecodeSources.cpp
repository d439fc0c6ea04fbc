//===- DecodeSources.cpp - What is decoded from sources -------------------===//
#include "passes/training/DecodeSources.h"

#include "ir/BmcDialect.h"
#include "ir/Shape.h"

#include "llvm/ADT/SetVector.h"

#include <limits>

using namespace mlir;
using namespace bmc;

namespace {
/// What an argument of @generate is.
enum class Role { Weight, Source, OfTokens };
} // namespace

static Role roleOf(BlockArgument argument) {
  auto function = cast<func::FuncOp>(argument.getOwner()->getParentOp());
  auto text = [&](StringRef attribute) {
    auto value = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                       attribute);
    return value ? value.getValue() : StringRef();
  };
  if (text("bmc.group") == kCarriedState)
    return Role::OfTokens;
  StringRef name = text("bmc.name");
  if (name.empty())
    return Role::Weight;
  return name == "tokens" || name == "position" || name == "rng"
             ? Role::OfTokens
             : Role::Source;
}

/// Whether the value depends on an argument of this role.
static bool dependsOn(Value value, Role role) {
  SmallVector<Value> open{value};
  llvm::DenseSet<Value> seen;
  while (!open.empty()) {
    Value next = open.pop_back_val();
    if (!seen.insert(next).second)
      continue;
    if (auto argument = dyn_cast<BlockArgument>(next)) {
      if (roleOf(argument) == role)
        return true;
      continue;
    }
    llvm::append_range(open, next.getDefiningOp()->getOperands());
  }
  return false;
}

bool bmc::isSource(BlockArgument argument) {
  return roleOf(argument) == Role::Source;
}

bool bmc::dependsOnTokens(Value value) {
  return dependsOn(value, Role::OfTokens);
}

bool bmc::looksAtTokens(AttentionOp op) {
  return dependsOnTokens(op.getK()) || dependsOnTokens(op.getV());
}

SmallVector<Value> bmc::findSourceValues(func::FuncOp function) {
  llvm::SetVector<Value> found;
  for (Operation &op : function.front()) {
    bool isReturn = op.hasTrait<mlir::OpTrait::IsTerminator>();
    if (!isReturn && llvm::none_of(op.getOperands(), dependsOnTokens))
      continue;
    for (Value operand : op.getOperands())
      if (!dependsOnTokens(operand) && dependsOn(operand, Role::Source))
        found.insert(operand);
  }
  return found.takeVector();
}

/// The value with one more axis, of extent 1.
static Value withAxis(Value x, int64_t axis, RewriterBase &rewriter) {
  Extents extents = getExtents(x.getType());
  extents.insert(extents.begin() + axis, Extent::fixed(1));
  Type type = makeTensorType(extents, getElementTypeOrSelf(x.getType()));
  return ReshapeOp::create(rewriter, x.getLoc(), type, x);
}

/// [B, H, keys] of the bias; null without one.
static Value rowOfBias(AttentionOp op, Value position, RewriterBase &rewriter) {
  Value bias = op.getBias();
  if (!bias)
    return {};
  Extents extents = getExtents(bias.getType());
  if (extents[2] == getExtents(op.getQ().getType())[1])
    return SelectRowOp::create(rewriter, op.getLoc(), bias, position,
                               /*axis=*/2);
  extents.erase(extents.begin() + 2);
  Type type = makeTensorType(extents, getElementTypeOrSelf(bias.getType()));
  return ReshapeOp::create(rewriter, op.getLoc(), type, bias);
}

/// The bias, minus infinity for keys of other segments than the query's.
static Value hideOtherSegments(AttentionOp op, Value position, Value bias,
                               RewriterBase &rewriter) {
  Location loc = op.getLoc();
  Value keys = op.getKeySegments();
  Value own = SelectRowOp::create(rewriter, loc, op.getQuerySegments(),
                                  position, /*axis=*/1);
  own = BroadcastOp::create(rewriter, loc, keys.getType(), own,
                            SmallVector<int64_t>{0});
  Value isOwn = CompareOp::create(rewriter, loc, Predicate::EQ, own, keys);
  Extents extents = getExtents(keys.getType());
  extents.insert(extents.begin() + 1,
                 bias ? getExtents(bias.getType())[1] : Extent::fixed(1));
  Type type = makeTensorType(extents, getElementTypeOrSelf(op.getQ()));
  auto number = [&](double value) -> Value {
    return ConstantOp::create(rewriter, loc, type,
                              rewriter.getF64FloatAttr(value));
  };
  bias = bias ? BroadcastOp::create(rewriter, loc, type, bias,
                                    SmallVector<int64_t>{0, 1, 2})
              : number(0);
  isOwn = BroadcastOp::create(rewriter, loc,
                              makeTensorType(extents, rewriter.getI1Type()),
                              isOwn, SmallVector<int64_t>{0, 2});
  return SelectOp::create(rewriter, loc, isOwn, bias,
                          number(-std::numeric_limits<double>::infinity()));
}

Value bmc::biasOfPosition(AttentionOp op, Value position,
                          RewriterBase &rewriter) {
  Value bias = rowOfBias(op, position, rewriter);
  return op.getQuerySegments() ? hideOtherSegments(op, position, bias, rewriter)
                               : bias;
}

Value bmc::attendFromPosition(AttentionOp op, SelectRowOp select,
                              RewriterBase &rewriter) {
  Location loc = op.getLoc();
  Value q = SelectRowOp::create(rewriter, loc, op.getQ(), select.getIndex(),
                                /*axis=*/1);
  Value bias = biasOfPosition(op, select.getIndex(), rewriter);
  auto one = AttentionOp::create(
      rewriter, loc, withAxis(q, 1, rewriter), op.getK(), op.getV(),
      bias ? withAxis(bias, 2, rewriter) : Value(), /*query_segments=*/Value(),
      /*key_segments=*/Value(), /*rng=*/Value(), op.getNumHeadsAttr(),
      op.getScaleAttr(), op.getSoftcapAttr(), /*causal=*/UnitAttr(),
      FloatAttr(), IntegerAttr(), UnitAttr());
  return ReshapeOp::create(rewriter, loc, select.getType(), one.getOut());
}
