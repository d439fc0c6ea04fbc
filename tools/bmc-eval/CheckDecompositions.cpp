//===- CheckDecompositions.cpp - Fused ops equal their primitives ---------===//

#include "ir/BmcInterfaces.h"
#include "tools/bmc-eval/Checks.h"
#include "tools/bmc-eval/Format.h"

#include "mlir/IR/Verifier.h"
#include "llvm/Support/Format.h"

using namespace mlir;
using bmc::reference::Frame;

namespace bmc {

namespace {
/// A fused op and the values its decomposition builds for its results.
struct Pair {
  Operation *op;
  SmallVector<Value> primitives;
};
} // namespace

/// Builds the decomposition of every decomposable op before the op, of the ones
/// that a decomposition contains too.
static FailureOr<std::vector<Pair>> decomposeAll(func::FuncOp func) {
  std::vector<Pair> pairs;
  SmallVector<DecomposableOp> work;
  func.walk([&](DecomposableOp op) { work.push_back(op); });
  while (!work.empty()) {
    DecomposableOp op = work.pop_back_val();
    Operation *before = op->getPrevNode();
    OpBuilder builder(op);
    SmallVector<Value> values = op.decompose(builder);
    if (TypeRange(values) != TypeRange(op->getResults()))
      return op->emitError()
             << "decomposes to values of types " << TypeRange(values)
             << ", expected " << TypeRange(op->getResults());
    Block::iterator first =
        before ? std::next(before->getIterator()) : op->getBlock()->begin();
    for (Operation &built : llvm::make_range(first, op->getIterator()))
      if (auto inner = dyn_cast<DecomposableOp>(built))
        work.push_back(inner);
    pairs.push_back({op, std::move(values)});
  }
  if (failed(verify(func)))
    return failure();
  return pairs;
}

LogicalResult checkDecompositions(func::FuncOp func, CheckOptions options) {
  auto inputs = makeInputs(func, options.sources);
  auto pairs = decomposeAll(func);
  if (failed(inputs) || failed(pairs))
    return failure();
  options.eval.dims = options.sources.dims;
  Frame frame(func, options.eval);
  if (failed(frame.bind(*inputs)) || failed(frame.run()))
    return failure();
  bool agree = true;
  for (auto &[op, primitives] : *pairs)
    for (auto [result, primitive] :
         llvm::zip_equal(op->getResults(), primitives)) {
      Difference worst = compare(frame[result], frame[primitive]);
      agree &= worst.value <= options.tolerance;
      options.os << op->getName() << " result "
                 << cast<OpResult>(result).getResultNumber()
                 << llvm::format(": difference %.2g", worst.value) << '\n';
      if (worst.value > options.tolerance)
        op->emitError() << "decomposes to something else: result "
                        << cast<OpResult>(result).getResultNumber() << " is "
                        << frame[result].number(worst.element) << " at "
                        << formatIndex(frame[result].getShape(), worst.element)
                        << ", its primitives say "
                        << frame[primitive].number(worst.element);
    }
  return success(agree);
}

} // namespace bmc
