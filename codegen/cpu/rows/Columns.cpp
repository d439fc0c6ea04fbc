//===- Columns.cpp - Walking a row in vectors -----------------------------===//

#include "codegen/cpu/rows/Columns.h"

#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;

namespace bmc {

std::optional<int64_t> constantIndex(Value value) {
  APInt constant;
  if (matchPattern(value, m_ConstantInt(&constant)))
    return constant.getSExtValue();
  return std::nullopt;
}

void forEachVector(CpuBuilder &builder, Value begin, Value end, unsigned lanes,
                   function_ref<void(Value, Value)> body) {
  forEachVector(builder, begin, end, lanes, ValueRange(),
                [&](Value col, Value mask, ValueRange) -> SmallVector<Value> {
                  body(col, mask);
                  return {};
                });
}

SmallVector<Value>
forEachVector(CpuBuilder &b, Value begin, Value end, unsigned lanes,
              ValueRange init,
              function_ref<SmallVector<Value>(Value, Value, ValueRange)> body) {
  Value count = b.sub(end, begin);
  Value tail = b.rem(count, b.index(lanes));
  Value fullEnd = b.sub(end, tail);
  SmallVector<Value> carried =
      b.loop(begin, fullEnd, lanes, init, [&](Value col, ValueRange values) {
        return body(col, Value(), values);
      });
  if (constantIndex(tail) == 0 || lanes == 1)
    return carried;
  auto emitTail = [&] {
    return body(fullEnd, b.maskFirst(tail, lanes), carried);
  };
  if (constantIndex(tail))
    return emitTail();
  // Run-time width: the masked step may have nothing to do.
  SmallVector<Type> types;
  for (Value value : carried)
    types.push_back(value.getType());
  auto op = scf::IfOp::create(b, types, b.less(b.index(0), tail),
                              /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  auto fill = [&](Block *block, function_ref<SmallVector<Value>()> values) {
    if (!block->empty())
      block->back().erase();
    b.setInsertionPointToEnd(block);
    SmallVector<Value> yielded = values();
    scf::YieldOp::create(b, yielded);
  };
  fill(op.thenBlock(), emitTail);
  fill(op.elseBlock(), [&] { return carried; });
  return op.getResults();
}

/// The sums of the columns [begin, end), added in vectors.
static SmallVector<Value>
sumBlock(CpuBuilder &b, unsigned count, Type type, Value begin, Value end,
         function_ref<SmallVector<Value>(Value, Value)> terms) {
  Value zero = b.zero(VectorType::get(b.lanes(type), type));
  SmallVector<Value> totals = forEachVector(
      b, begin, end, b.lanes(type), SmallVector<Value>(count, zero),
      [&](Value col, Value mask, ValueRange carried) {
        SmallVector<Value> values = terms(col, mask);
        for (auto [value, total] : llvm::zip_equal(values, carried))
          value = b.addf(total, mask ? b.select(mask, value, zero) : value);
        return values;
      });
  for (Value &total : totals)
    total = b.reduceAdd(total);
  return totals;
}

SmallVector<Value>
sumVectors(CpuBuilder &b, unsigned count, Type type, Value width,
           function_ref<SmallVector<Value>(Value, Value)> terms) {
  int64_t block = kSumBlock * b.lanes(type);
  std::optional<int64_t> constant = constantIndex(width);
  if (constant && *constant <= block)
    return sumBlock(b, count, type, b.index(0), width, terms);
  Type f64 = b.getF64Type();
  SmallVector<Value> totals =
      b.loop(b.index(0), width, block, SmallVector<Value>(count, b.zero(f64)),
             [&](Value begin, ValueRange carried) {
               Value end = b.min(b.add(begin, block), width);
               SmallVector<Value> sums =
                   sumBlock(b, count, type, begin, end, terms);
               for (auto [sum, total] : llvm::zip_equal(sums, carried))
                 sum = b.addf(total, b.convertFloat(sum, f64));
               return sums;
             });
  for (Value &total : totals)
    total = b.convertFloat(total, type);
  return totals;
}

} // namespace bmc
