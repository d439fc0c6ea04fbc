//===- CompareFunctions.cpp - Two functions, the same numbers -------------===//

#include "tools/bmc-eval/Checks.h"
#include "tools/bmc-eval/Format.h"
#include "tools/bmc-eval/Names.h"

#include "llvm/Support/Format.h"

using namespace mlir;

namespace bmc {

LogicalResult compareFunctions(func::FuncOp a, func::FuncOp b,
                               CheckOptions options) {
  if (a.getFunctionType() != b.getFunctionType())
    return b.emitError() << "type " << b.getFunctionType()
                         << " differs from that of '" << a.getName()
                         << "': " << a.getFunctionType();
  auto inputs = makeInputs(a, options.sources);
  if (failed(inputs))
    return failure();
  options.eval.dims = options.sources.dims;
  auto resultsA = reference::evaluate(a, *inputs, options.eval);
  auto resultsB = reference::evaluate(b, *inputs, options.eval);
  if (failed(resultsA) || failed(resultsB))
    return failure();
  bool agree = true;
  for (auto [i, x, y] : llvm::enumerate(*resultsA, *resultsB)) {
    Difference worst = compare(x, y);
    agree &= worst.value <= options.tolerance;
    options.os << getResultName(a, i)
               << llvm::format(": difference %.2g", worst.value);
    if (worst.value > 0)
      options.os << " at " << formatIndex(y.getShape(), worst.element)
                 << llvm::format(" (%.17g, %.17g)", x.number(worst.element),
                                 y.number(worst.element));
    options.os << '\n';
  }
  return success(agree);
}

} // namespace bmc
