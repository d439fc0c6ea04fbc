//===- RulesMatmul.cpp - Products of matrices -------------------*- C++ -*-===//
#include "passes/autodiff/Rules.h"

using namespace mlir;
using namespace bmc;

static Value product(Reverse &r, Value a, Value b, bool transposeA,
                     bool transposeB) {
  return MatmulOp::create(r.ops(), a, b, transposeA, transposeB);
}

static bool hasStaticLastExtent(Value x) {
  return !cast<RankedTensorType>(x.getType()).getShape().empty() &&
         !ShapedType::isDynamic(
             cast<RankedTensorType>(x.getType()).getShape().back());
}

/// [K] as [1, K]; other ranks unchanged.
static Formula asRows(Formula x) {
  if (x.rank() != 1)
    return x;
  Extents extents = {Extent::fixed(1), x.extents()[0]};
  return reshapeTo(x, makeTensorType(extents, x.type().getElementType()));
}

/// sum over rows r of a[r, :]^T b[r, :], for operands of equal leading axes.
static Value sumOfRowProducts(Reverse &r, Formula a, Formula b) {
  if (hasStaticLastExtent(a) && hasStaticLastExtent(b))
    return LinearDweightOp::create(r.ops(), a, b);
  Formula perBatch = r(product(r, asRows(a), asRows(b), true, false));
  return sumOver(perBatch,
                 llvm::to_vector(llvm::seq<int64_t>(0, perBatch.rank() - 2)));
}

/// y = op(a) op(b) with b of rank 2 met by every row of a:
/// db = a^T dy over all rows, transposed where b is stored so.
static Value sharedRightGradient(MatmulOp op, Reverse &r) {
  Formula dy = r.d(op.getY()), a = r(op.getA());
  return op.getTransposeB() ? sumOfRowProducts(r, dy, a)
                            : sumOfRowProducts(r, a, dy);
}

static void matmulRule(MatmulOp op, Reverse &r) {
  Value a = op.getA(), b = op.getB(), dy = r.d(op.getY());
  bool ta = op.getTransposeA(), tb = op.getTransposeB();
  // op(da) = dy op(b)^T
  r.add(a, ta ? product(r, b, dy, tb, true) : product(r, dy, b, false, !tb));
  // op(db) = op(a)^T dy
  bool shared = r(b).rank() == 2 && !ta;
  if (shared)
    r.add(b, sharedRightGradient(op, r));
  else
    r.add(b, tb ? product(r, dy, a, true, ta) : product(r, a, dy, !ta, false));
}

void bmc::addMatmulRules(RuleTable &rules) {
  // y = x W^T + b: dx = dy W, dW = dy^T x and db = dy summed over rows; of a
  // weight that is stored transposed dW is too
  rules.add<LinearOp>([](LinearOp op, Reverse &r) {
    Formula dy = r.d(op.getY());
    bool isTransposed = op.getTransposed();
    r.add(op.getX(), product(r, dy, op.getWeight(), false, isTransposed));
    Value columns = isTransposed ? op.getX() : Value(dy);
    Value rows = isTransposed ? Value(dy) : op.getX();
    r.add(op.getWeight(), LinearDweightOp::create(r.ops(), columns, rows));
    if (op.getBias())
      r.add(op.getBias(), sumOverRows(dy));
  });
  // y = op(a) op(b): op(da) = dy op(b)^T, op(db) = op(a)^T dy
  rules.add<MatmulOp>(matmulRule);
}
