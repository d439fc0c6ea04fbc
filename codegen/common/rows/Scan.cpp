//===- Scan.cpp - Running sums and products -------------------------------===//

#include "codegen/common/rows/Scan.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

/// Where the lines lie, and their elements as f64.
struct Scan::Lines {
  Scan &scan;
  Value outer, col;
  unsigned lanes;
  Value mask;

  Type wide() const {
    Type f64 = scan.b.getF64Type();
    return lanes == 1 ? f64 : VectorType::get(lanes, f64);
  }

  Value pointer(Value base, Value i) const {
    KernelBuilder &b = scan.b;
    Value n = scan.kernel.extent(scan.extent);
    Value line = b.add(b.mul(outer, n), i);
    Value at = b.add(b.mul(line, scan.kernel.product(scan.behind)), col);
    return b.pointer(base, at, scan.type);
  }

  Value load(Value base, Value i) const {
    KernelBuilder &b = scan.b;
    Value from = pointer(base, i);
    Value value = lanes == 1 ? b.load(scan.type, from)
                             : b.loadVector(scan.type, lanes, from, mask);
    return b.convertFloat(value, b.getF64Type());
  }

  void store(Value value, Value i) const {
    KernelBuilder &b = scan.b;
    value = b.convertFloat(value, scan.type);
    Value to = pointer(scan.kernel.output(0), i);
    if (lanes == 1)
      b.store(value, to);
    else
      b.storeVector(value, to, mask);
  }
};

Scan::Scan(Kernel &kernel, Operation *op)
    : type(getElementTypeOrSelf(op->getResult(0).getType())), kernel(kernel),
      b(kernel.builder), op(op) {
  Extents extents = getExtents(op->getResult(0).getType());
  int64_t axis = cast<AlongAxisOp>(op).getAxis();
  before.assign(extents.begin(), extents.begin() + axis);
  behind.assign(extents.begin() + axis + 1, extents.end());
  extent = extents[axis];
}

/// Carries step(i, carried) from the first element to the last, or back.
void Scan::walk(const Lines &lines, bool reverse, double start,
                function_ref<Value(Value, Value)> step) {
  Value n = kernel.extent(extent), last = b.add(n, -1);
  b.loop(b.index(0), n, 1, b.constant(start, lines.wide()),
         [&](Value i, ValueRange carried) -> SmallVector<Value> {
           return {step(reverse ? b.sub(last, i) : i, carried[0])};
         });
}

void Scan::emitCumsum(const Lines &lines, Value x, bool reverse) {
  walk(lines, reverse, 0, [&](Value i, Value sum) {
    sum = b.addf(sum, lines.load(x, i));
    lines.store(sum, i);
    return sum;
  });
}

/// `exclusive`: the product of the elements before.
void Scan::emitCumprod(const Lines &lines, Value x, bool exclusive) {
  walk(lines, /*reverse=*/false, 1, [&](Value i, Value product) {
    Value next = b.mulf(product, lines.load(x, i));
    lines.store(exclusive ? product : next, i);
    return next;
  });
}

/// p forwards, to the result; then g backwards: x[i] g[i] is carried.
void Scan::emitCumprodBackward(const Lines &lines) {
  Value dy = kernel.input(op->getOperand(0));
  Value x = kernel.input(op->getOperand(1));
  emitCumprod(lines, x, /*exclusive=*/true);
  walk(lines, /*reverse=*/true, 0, [&](Value i, Value carried) {
    Value g = b.addf(lines.load(dy, i), carried);
    lines.store(b.mulf(lines.load(kernel.output(0), i), g), i);
    return b.mulf(lines.load(x, i), g);
  });
}

void Scan::emitLines(Value outer, Value col, unsigned lanes, Value mask) {
  Lines lines{*this, outer, col, lanes, mask};
  if (isa<CumprodBackwardOp>(op))
    return emitCumprodBackward(lines);
  Value x = kernel.input(op->getOperand(0));
  if (auto cumsum = dyn_cast<CumsumOp>(op))
    return emitCumsum(lines, x, cumsum.getReverse());
  emitCumprod(lines, x, /*exclusive=*/false);
}

} // namespace bmc
