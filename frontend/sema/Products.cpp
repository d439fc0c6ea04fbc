//===- Products.cpp - Matrix products -------------------------------------===//

#include "frontend/sema/Evaluator.h"

#include "llvm/ADT/Sequence.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// `x.T` as an operand of `@` becomes a flag of the product.
static const Expr *transposedBase(const Expr &expr) {
  auto *attribute = dyn_cast<AttributeExpr>(&expr);
  return attribute && attribute->name.text == "T" ? attribute->base.get()
                                                  : nullptr;
}

Value Evaluator::matmulExpr(const BinaryExpr &expr) {
  const Expr *leftBase = transposedBase(*expr.left);
  const Expr *rightBase = transposedBase(*expr.right);
  Value a = eval(leftBase ? *leftBase : *expr.left);
  Value b = eval(rightBase ? *rightBase : *expr.right);
  if (a.isError() || b.isError())
    return Value::error();
  for (auto &[value, operand] :
       {std::pair{&a, expr.left.get()}, std::pair{&b, expr.right.get()}}) {
    if (value->isTensor() && typeOf(*value).isFloat())
      continue;
    error(operand->range, DiagId::BadOperand,
          "'@' needs f32 tensors, got " + describe(*value, program));
    return Value::error();
  }
  // A plain `.T` on a rank that has no last two axes is reported there.
  if (leftBase && typeOf(a).rank() < 2)
    return eval(*expr.left);
  if (rightBase && typeOf(b).rank() < 2)
    return eval(*expr.right);
  return matmul(a, b, leftBase, rightBase, expr.range);
}

static Shape swapLast(Shape shape) {
  std::swap(shape[shape.size() - 1], shape[shape.size() - 2]);
  return shape;
}

/// Axes before the last two repeat if they are missing or 1.
static std::string findBatchProblem(const Shape &a, const Shape &b) {
  for (size_t back = 3; back <= std::min(a.size(), b.size()); ++back) {
    const Size &left = a[a.size() - back], &right = b[b.size() - back];
    if (!(left == right) && !left.isOne() && !right.isOne())
      return "axis -" + std::to_string(back) + " is " + format(left) +
             " on the left and " + format(right) + " on the right";
  }
  return "";
}

/// Why the operands do not fit, or "".
static std::string findMatmulProblem(const Shape &a, const Shape &b) {
  if (a.empty() || b.empty())
    return "both sides need an axis";
  const Size &left = a.back(), &right = b[b.size() - 2];
  if (!(left == right))
    return "the last axis of the left is " + format(left) +
           ", the last but one of the right is " + format(right);
  return b.size() > 2 ? findBatchProblem(a, b) : "";
}

/// Repeats the axes before the last two as torch.matmul does; false after a
/// report. A right side of rank 2 serves all rows of the left as it is.
static bool broadcastBatches(Evaluator &evaluator, Value &a, Value &b,
                             SourceRange range) {
  auto batchOf = [&](const Value &value) {
    TensorType type = evaluator.typeOf(value);
    type.shape.resize(type.rank() - 2);
    return type;
  };
  if (evaluator.typeOf(b).rank() == 2)
    return true;
  std::optional<Shape> batch =
      evaluator.broadcastShapes(batchOf(a), batchOf(b), range, "'@'");
  if (!batch)
    return false;
  for (Value *operand : {&a, &b}) {
    Shape shape = *batch;
    append_range(shape,
                 ArrayRef(evaluator.typeOf(*operand).shape).take_back(2));
    *operand = evaluator.broadcastTo(*operand, shape, range);
    if (operand->isError())
      return false;
  }
  return true;
}

Value Evaluator::matmulVector(const Value &a, const Value &b, bool transposeA,
                              bool transposeB, SourceRange range) {
  bool isRow = typeOf(b).rank() > 1;
  Shape matrix = typeOf(isRow ? a : b).shape;
  matrix.insert(isRow ? matrix.begin() : matrix.end(), Size{1, nullptr, ""});
  SmallVector<std::optional<Size>> sizes(matrix.begin(), matrix.end());
  Value operand = reshape(isRow ? a : b, sizes, range);
  Value product = isRow ? matmul(operand, b, false, transposeB, range)
                        : matmul(a, operand, transposeA, false, range);
  if (product.isError())
    return product;
  Shape shape = typeOf(product).shape;
  shape.erase(shape.end() - (isRow ? 2 : 1));
  return reshape(product,
                 SmallVector<std::optional<Size>>(shape.begin(), shape.end()),
                 range);
}

Value Evaluator::matmul(Value a, Value b, bool transposeA, bool transposeB,
                        SourceRange range) {
  size_t leftRank = typeOf(a).rank(), rightRank = typeOf(b).rank();
  if ((rightRank == 1 && leftRank > 0) || (leftRank == 1 && rightRank > 2))
    return matmulVector(a, b, transposeA, transposeB, range);
  // With a rank-2 right side the op takes a transposed left side of rank 2
  // only.
  if (transposeA && typeOf(b).rank() == 2 && typeOf(a).rank() != 2) {
    SmallVector<int64_t> permutation =
        to_vector(seq<int64_t>(0, typeOf(a).rank()));
    std::swap(permutation.back(), permutation[permutation.size() - 2]);
    a = permute(a, permutation, range);
    transposeA = false;
    if (a.isError())
      return a;
  }
  auto shapeOf = [&](const Value &x, bool transposed) {
    return transposed ? swapLast(typeOf(x).shape) : typeOf(x).shape;
  };
  Shape left = shapeOf(a, transposeA), right = shapeOf(b, transposeB);
  std::string problem = findMatmulProblem(left, right);
  if (!problem.empty()) {
    error(range, DiagId::MatmulMismatch,
          "'@' cannot multiply " + format({ElementType::F32, left}) + " and " +
              format({ElementType::F32, right}) + ": " + problem);
    return Value::error();
  }
  if (!broadcastBatches(*this, a, b, range))
    return Value::error();
  Shape shape = shapeOf(a, transposeA);
  shape.back() = right.back();
  Value result =
      addNode(OpKind::Matmul, {a, b}, {ElementType::F32, shape}, range);
  if (!result.isError()) {
    lastNode().flags[0] = transposeA;
    lastNode().flags[1] = transposeB;
  }
  return result;
}

Value Evaluator::linear(const Value &x, const Value &weight, const Value &bias,
                        SourceRange range) {
  const TensorType &xType = typeOf(x), &wType = typeOf(weight);
  if (wType.rank() != 2) {
    error(range, DiagId::RankMismatch,
          "linear: weight must be f32[out, in], got " + format(wType));
    return Value::error();
  }
  if (xType.rank() < 1 || !(xType.shape.back() == wType.shape[1])) {
    error(range, DiagId::LayerInput,
          "linear: the last axis of " + format(xType) + " must be " +
              format(wType.shape[1]) + ", the last of the weight " +
              format(wType));
    return Value::error();
  }
  if (!wType.shape[0].isStatic() || !wType.shape[1].isStatic()) {
    error(range, DiagId::RuntimeFeatureSize,
          "linear: the sizes of the weight must be compile-time numbers, got " +
              format(wType));
    return Value::error();
  }
  SmallVector<Value> operands{x, weight};
  if (!bias.isNone()) {
    const TensorType &bType = typeOf(bias);
    if (bType.rank() != 1 || !(bType.shape[0] == wType.shape[0])) {
      error(range, DiagId::ShapeMismatch,
            "linear: bias must be f32[" + format(wType.shape[0]) + "], got " +
                format(bType));
      return Value::error();
    }
    operands.push_back(bias);
  }
  Shape shape = xType.shape;
  shape.back() = wType.shape[0];
  return addNode(OpKind::Linear, operands, {ElementType::F32, shape}, range);
}

} // namespace bmc
