//===- Rows.cpp - Kernels that treat rows one by one ----------------------===//

#include "codegen/cpu/rows/Rows.h"

#include <limits>

using namespace mlir;

namespace bmc {

int64_t rowsPerChunk(const Extent &width) {
  if (!width.isStatic())
    return 8;
  return std::max<int64_t>(1, kStreamChunk / std::max<int64_t>(1, width.size));
}

RowTensor RowBuilder::input(Value value) {
  Extents extents = getExtents(value.getType());
  return {kernel.input(value), getElementTypeOrSelf(value.getType()),
          extents.empty() ? b.index(1) : kernel.extent(extents.back())};
}

RowTensor RowBuilder::output(unsigned i) {
  Type type = kernel.result(i).getType();
  Extents extents = getExtents(type);
  return {kernel.output(i), getElementTypeOrSelf(type),
          extents.empty() ? b.index(1) : kernel.extent(extents.back())};
}

void RowBuilder::forEachChunk(Value rows, int64_t perChunk,
                              function_ref<void(Value, Value, Value)> body) {
  b.parallel(b.ceilDiv(rows, perChunk), [&](Value chunk) {
    Value begin = b.mul(chunk, perChunk);
    body(chunk, begin, b.min(b.add(begin, perChunk), rows));
  });
}

void RowBuilder::forEachRow(Value rows, Value width,
                            function_ref<void(Value)> body) {
  Extent extent = Extent::named(b.getStringAttr(""));
  if (std::optional<int64_t> constant = constantIndex(width))
    extent = Extent::fixed(*constant);
  forEachChunk(rows, rowsPerChunk(extent), [&](Value, Value begin, Value end) {
    b.loop(begin, end, 1, body);
  });
}

Value RowBuilder::load(const RowTensor &tensor, Value row, Value col,
                       Value mask) {
  Value offset = b.add(b.mul(row, tensor.width), col);
  return b.loadVector(tensor.type, b.lanes(tensor.type),
                      b.pointer(tensor.base, offset, tensor.type), mask);
}

void RowBuilder::store(Value vector, const RowTensor &tensor, Value row,
                       Value col, Value mask) {
  Value offset = b.add(b.mul(row, tensor.width), col);
  b.storeVector(vector, b.pointer(tensor.base, offset, tensor.type), mask);
}

Value RowBuilder::loadShared(Value base, Type type, Value col, Value mask) {
  return b.loadVector(type, b.lanes(type), b.pointer(base, col, type), mask);
}

Value RowBuilder::sum(Type type, Value width, Term term) {
  return sumVectors(b, 1, type, width, [&](Value col, Value mask) {
    return SmallVector<Value>{term(col, mask)};
  })[0];
}

Value RowBuilder::max(Type type, Value width, Term term) {
  Value lowest = b.constant(-std::numeric_limits<double>::infinity(),
                            VectorType::get(b.lanes(type), type));
  Value largest =
      forEachVector(b, b.index(0), width, b.lanes(type), lowest,
                    [&](Value col, Value mask, ValueRange carried) {
                      Value value = term(col, mask);
                      if (mask)
                        value = b.select(mask, value, lowest);
                      return SmallVector<Value>{b.maxf(carried[0], value)};
                    })[0];
  return b.reduceMax(largest);
}

} // namespace bmc
