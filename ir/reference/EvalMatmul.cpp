//===- EvalMatmul.cpp - Products of matrices ------------------------------===//

#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

namespace {
/// One matrix of a batch, perhaps stored transposed.
struct Matrix {
  ArrayRef<double> elements;
  int64_t rowStride, columnStride;

  double operator()(int64_t row, int64_t column) const {
    return elements[row * rowStride + column * columnStride];
  }
};
} // namespace

/// Matrix number `batch` of `tensor`, whose last two axes hold rows x columns
/// (columns x rows if `transposed`).
static Matrix getMatrix(const Tensor &tensor, int64_t batch, bool transposed) {
  int64_t columns = tensor.getRowSize();
  int64_t rows =
      tensor.getRank() < 2 ? 1 : tensor.getShape()[tensor.getRank() - 2];
  ArrayRef<double> elements =
      tensor.floats().slice(batch * rows * columns, rows * columns);
  if (transposed)
    return {elements, 1, columns};
  return {elements, columns, 1};
}

static void evalLinear(LinearOp op, Frame &frame) {
  const Tensor &x = frame[op.getX()];
  const Tensor *bias = frame.find(op.getBias());
  Matrix weight = getMatrix(frame[op.getWeight()], 0, op.getTransposed());
  Tensor &y = frame[op.getY()];
  for (int64_t r = 0; r < y.getNumRows(); ++r)
    for (int64_t n = 0; n < y.getRowSize(); ++n) {
      double sum = bias ? bias->floats()[n] : 0;
      for (auto [k, value] : llvm::enumerate(x.row(r)))
        sum += value * weight(n, k);
      y.row(r)[n] = sum;
    }
}

static void evalMatmul(MatmulOp op, Frame &frame) {
  const Tensor &a = frame[op.getA()], &b = frame[op.getB()];
  Tensor &y = frame[op.getY()];
  bool transposeA = op.getTransposeA(), transposeB = op.getTransposeB();
  int64_t n = y.getRowSize();
  int64_t k = transposeA ? a.getShape()[a.getRank() - 2] : a.getRowSize();
  // A shared right operand meets all rows at once: one batch of all of them.
  bool shared = b.getRank() == 2;
  int64_t m = shared ? y.getNumRows() : y.getShape()[y.getRank() - 2];
  int64_t batches = m == 0 ? 0 : y.getNumRows() / m;
  for (int64_t batch = 0; batch < batches; ++batch) {
    Matrix left = shared && !transposeA ? Matrix{a.floats(), k, 1}
                                        : getMatrix(a, batch, transposeA);
    Matrix right = getMatrix(b, batch, transposeB);
    for (int64_t i = 0; i < m; ++i)
      for (int64_t j = 0; j < n; ++j) {
        double sum = 0;
        for (int64_t l = 0; l < k; ++l)
          sum += left(i, l) * right(l, j);
        y.row(batch * m + i)[j] = sum;
      }
  }
}

static void evalLinearDweight(LinearDweightOp op, Frame &frame) {
  const Tensor &dy = frame[op.getDy()], &x = frame[op.getX()];
  Tensor &dweight = frame[op.getDweight()];
  for (int64_t r = 0; r < dy.getNumRows(); ++r)
    for (int64_t n = 0; n < dy.getRowSize(); ++n)
      addScaled(dweight.row(n), dy.row(r)[n], x.row(r));
}

void addMatmulRules(RuleTable &rules) {
  rules.add<LinearOp>(evalLinear);
  rules.add<MatmulOp>(evalMatmul);
  rules.add<LinearDweightOp>(evalLinearDweight);
}

} // namespace bmc::reference
