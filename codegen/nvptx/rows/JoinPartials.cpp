//===- JoinPartials.cpp - The sum of what many blocks left ----------------===//

#include "codegen/nvptx/rows/JoinPartials.h"

using namespace mlir;

namespace bmc {

void joinPartials(GpuKernel &kernel, ArrayRef<Extent> count,
                  function_ref<void(Value)> store) {
  constexpr int64_t kThreads = 256;
  GpuBuilder &b = kernel.builder;
  Type f64 = b.getF64Type();
  kernel.grid({}, kThreads, [&](ArrayRef<Value>) {
    Value own =
        b.loop(b.threadIndex(), kernel.product(count), kThreads, b.zero(f64),
               [&](Value i, ValueRange carried) -> SmallVector<Value> {
                 Value at = b.pointer(kernel.scratch(), i, f64);
                 return {b.addf(carried[0], b.load(f64, at))};
               })[0];
    Value total = b.joinBlock(own, kThreads, b.zero(f64),
                              [&](Value x, Value y) { return b.addf(x, y); });
    b.ifThen(b.less(b.threadIndex(), b.index(1)), [&] { store(total); });
  });
}

} // namespace bmc
