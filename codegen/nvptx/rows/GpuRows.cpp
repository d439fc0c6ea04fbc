//===- GpuRows.cpp - Kernels that treat rows one by one -------------------===//

#include "codegen/nvptx/rows/GpuRows.h"

#include "llvm/ADT/bit.h"

#include <limits>

using namespace mlir;

namespace bmc {

/// About four columns a thread, in whole warps.
static int64_t threadsFor(const Extent &width) {
  constexpr int64_t kMost = 256;
  if (!width.isStatic())
    return kMost;
  int64_t wanted = llvm::bit_ceil<uint64_t>((width.size + 3) / 4);
  return std::clamp(wanted, kWarpSize, kMost);
}

GpuRows::GpuRows(GpuKernel &kernel, Type tensorType)
    : kernel(kernel), b(kernel.builder), type(getElementTypeOrSelf(tensorType)),
      rowExtents(leadingExtents(tensorType)),
      width(getExtents(tensorType).back()), threads(threadsFor(width)) {}

void GpuRows::forEachRow(function_ref<void(Value)> body) {
  kernel.grid(GridFactor{rowExtents}, threads,
              [&](ArrayRef<Value> position) { body(position[0]); });
}

void GpuRows::forEachColumn(function_ref<void(Value)> body) {
  b.loop(b.threadIndex(), kernel.extent(width), threads, body);
}

Value GpuRows::load(Value base, Value row, Value col) {
  Value element = b.add(b.mul(row, kernel.extent(width)), col);
  return b.load(type, b.pointer(base, element, type));
}

void GpuRows::store(Value value, Value base, Value row, Value col) {
  Value element = b.add(b.mul(row, kernel.extent(width)), col);
  b.store(value, b.pointer(base, element, type));
}

Value GpuRows::loadNumber(Value base, Value index) {
  return b.load(type, b.pointer(base, index, type));
}

Value GpuRows::sum(Term term) {
  Value own =
      b.loop(b.threadIndex(), kernel.extent(width), threads, b.zero(type),
             [&](Value col, ValueRange carried) -> SmallVector<Value> {
               return {b.addf(carried[0], term(col))};
             })[0];
  Type f64 = b.getF64Type();
  Value joined = b.joinBlock(b.convertFloat(own, f64), threads, b.zero(f64),
                             [&](Value x, Value y) { return b.addf(x, y); });
  return b.convertFloat(joined, type);
}

Value GpuRows::max(Term term) {
  Value lowest = b.constant(-std::numeric_limits<double>::infinity(), type);
  auto larger = [&](Value x, Value y) { return b.maxf(x, y); };
  Value own = b.loop(b.threadIndex(), kernel.extent(width), threads, lowest,
                     [&](Value col, ValueRange carried) -> SmallVector<Value> {
                       return {larger(carried[0], term(col))};
                     })[0];
  return b.joinBlock(own, threads, lowest, larger);
}

} // namespace bmc
