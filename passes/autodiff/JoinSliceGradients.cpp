//===- JoinSliceGradients.cpp - Sums of zero-padded slices ------*- C++ -*-===//
//
// The gradient of q, k, v = chunk(x, 3) arrives as three tensors of x's size,
// two thirds of each zero. Added up they are one concat of dq, dk and dv.
//
//===----------------------------------------------------------------------===//
#include "ir/Shape.h"
#include "passes/Passes.h"

#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_JOINSLICEGRADIENTS
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

namespace {
/// A non-zero part of a concat and where it starts.
struct Part {
  int64_t offset, size;
  Value value;
};
} // namespace

static bool isZero(Value x) {
  auto constant = x.getDefiningOp<ConstantOp>();
  return constant && constant.getValue().isZero();
}

/// The parts of `concat` that are not zero, in order.
static SmallVector<Part> nonZeroParts(ConcatOp concat) {
  SmallVector<Part> parts;
  int64_t offset = 0;
  for (Value input : concat.getInputs()) {
    int64_t size =
        cast<RankedTensorType>(input.getType()).getDimSize(concat.getAxis());
    if (!isZero(input))
      parts.push_back({offset, size, input});
    offset += size;
  }
  return parts;
}

/// The inputs of a concat of `type` with `parts` (ascending, disjoint) in
/// their places and zeros between them.
static SmallVector<Value> fillGaps(ArrayRef<Part> parts, RankedTensorType type,
                                   int64_t axis, OpBuilder &builder,
                                   Location loc) {
  SmallVector<Value> inputs;
  int64_t end = 0;
  auto padTo = [&](int64_t offset) {
    if (offset == end)
      return;
    Extents extents = getExtents(type);
    extents[axis] = Extent::fixed(offset - end);
    inputs.push_back(ConstantOp::create(
        builder, loc, makeTensorType(extents, type.getElementType()),
        builder.getF64FloatAttr(0)));
  };
  for (const Part &part : parts) {
    padTo(part.offset);
    inputs.push_back(part.value);
    end = part.offset + part.size;
  }
  padTo(type.getDimSize(axis));
  return inputs;
}

/// The concat that produces `x` for this use alone, if any.
static ConcatOp soleConcat(Value x) {
  auto concat = x.getDefiningOp<ConcatOp>();
  return concat && x.hasOneUse() ? concat : ConcatOp();
}

/// a + b as one concat at the builder's place; null if parts overlap.
static Value join(ConcatOp a, ConcatOp b, OpBuilder &builder, Location loc) {
  if (!a || !b || a.getAxis() != b.getAxis())
    return {};
  SmallVector<Part> parts = nonZeroParts(a);
  llvm::append_range(parts, nonZeroParts(b));
  llvm::sort(parts, [](const Part &left, const Part &right) {
    return left.offset < right.offset;
  });
  for (size_t i = 1; i < parts.size(); ++i)
    if (parts[i - 1].offset + parts[i - 1].size > parts[i].offset)
      return {};
  auto type = cast<RankedTensorType>(a.getType());
  SmallVector<Value> inputs = fillGaps(parts, type, a.getAxis(), builder, loc);
  return ConcatOp::create(builder, loc, inputs, a.getAxis());
}

namespace {
struct JoinPattern : OpRewritePattern<AddOp> {
  JoinPattern(MLIRContext *context, Pass::Statistic &joined)
      : OpRewritePattern(context), joined(joined) {}

  LogicalResult matchAndRewrite(AddOp add,
                                PatternRewriter &rewriter) const override {
    if (!joinOperands(add, rewriter) &&
        !joinAcross(add, add.getA(), add.getB(), rewriter) &&
        !joinAcross(add, add.getB(), add.getA(), rewriter))
      return rewriter.notifyMatchFailure(add, "no two concats to join");
    ++joined;
    return success();
  }

private:
  /// concat(dq, 0) + concat(0, dk) -> concat(dq, dk)
  static bool joinOperands(AddOp add, PatternRewriter &rewriter) {
    Value joined = join(soleConcat(add.getA()), soleConcat(add.getB()),
                        rewriter, add.getLoc());
    if (joined)
      rewriter.replaceOp(add, joined);
    return static_cast<bool>(joined);
  }

  /// (r + concat(dq, 0)) + concat(0, dk) -> r + concat(dq, dk): each element
  /// of r meets one number that is not zero, so no rounding changes.
  static bool joinAcross(AddOp add, Value sum, Value last,
                         PatternRewriter &rewriter) {
    auto inner = sum.getDefiningOp<AddOp>();
    if (!inner || !inner->hasOneUse())
      return false;
    for (auto [rest, first] : {std::pair(inner.getA(), inner.getB()),
                               std::pair(inner.getB(), inner.getA())}) {
      Value joined =
          join(soleConcat(first), soleConcat(last), rewriter, add.getLoc());
      if (!joined)
        continue;
      rewriter.replaceOpWithNewOp<AddOp>(add, add.getType(), rest, joined);
      return true;
    }
    return false;
  }

  Pass::Statistic &joined;
};

struct JoinSliceGradients
    : bmc::impl::JoinSliceGradientsBase<JoinSliceGradients> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<JoinPattern>(&getContext(), numJoined);
    if (failed(applyPatternsGreedily(getOperation(), std::move(patterns))))
      signalPassFailure();
  }
};
} // namespace
