//===- JoinPartials.cpp - The sum of what many blocks left ----------------===//

#include "codegen/nvptx/rows/JoinPartials.h"

using namespace mlir;

namespace bmc {

Value sumByBlock(GpuBuilder &b, Value begin, Value end, int64_t threads,
                 function_ref<Value(Value)> term) {
  Value zero = b.zero(b.getF64Type());
  Value own = b.loop(b.add(begin, b.threadIndex()), end, threads, zero,
                     [&](Value i, ValueRange carried) -> SmallVector<Value> {
                       return {b.addf(carried[0], term(i))};
                     })[0];
  return b.joinBlock(own, threads, zero,
                     [&](Value x, Value y) { return b.addf(x, y); });
}

Value sumParts(GpuBuilder &b, Value count, Type elementType,
               function_ref<Value(Value)> part) {
  Type f64 = b.getF64Type();
  Value sum =
      b.loop(b.index(0), count, 1, b.zero(f64),
             [&](Value i, ValueRange carried) -> SmallVector<Value> {
               return {b.addf(carried[0], b.convertFloat(part(i), f64))};
             })[0];
  return b.convertFloat(sum, elementType);
}

void joinPartials(GpuKernel &kernel, ArrayRef<Extent> count,
                  function_ref<void(Value)> store) {
  constexpr int64_t kThreads = 256;
  GpuBuilder &b = kernel.builder;
  Type f64 = b.getF64Type();
  kernel.grid({}, kThreads, [&](ArrayRef<Value>) {
    Value total = sumByBlock(
        b, b.index(0), kernel.product(count), kThreads, [&](Value i) {
          return b.load(f64, b.pointer(kernel.scratch(), i, f64));
        });
    b.once([&] { store(total); });
  });
}

} // namespace bmc
