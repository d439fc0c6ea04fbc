//===- GemmTile.cpp - From accumulators to memory -------------------------===//

#include "codegen/cpu/gemm/GemmTile.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;

namespace bmc {

void emitIf(CpuBuilder &builder, const Flag &flag, function_ref<void()> then,
            function_ref<void()> otherwise) {
  if (!flag.value) {
    if (flag.known)
      then();
    else if (otherwise)
      otherwise();
    return;
  }
  auto op = scf::IfOp::create(builder, flag.value,
                              /*withElseRegion=*/bool(otherwise));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(op.thenBlock());
  then();
  if (!otherwise)
    return;
  builder.setInsertionPointToStart(op.elseBlock());
  otherwise();
}

Flag emitAnd(CpuBuilder &builder, const Flag &a, const Flag &b) {
  if (a.isFalse() || b.isTrue())
    return a;
  if (b.isFalse() || a.isTrue())
    return b;
  return {arith::AndIOp::create(builder, a.value, b.value), false};
}

Flag emitNot(CpuBuilder &builder, const Flag &flag) {
  if (!flag.value)
    return Flag::of(!flag.known);
  Value one = arith::ConstantOp::create(builder, builder.getBoolAttr(true));
  return {arith::XOrIOp::create(builder, flag.value, one), false};
}

namespace {

class TileStoreEmitter {
public:
  TileStoreEmitter(CpuBuilder &builder, const TileTarget &target,
                   const TilePlace &place)
      : b(builder), target(target), place(place), shape(place.shape) {}

  void directly(ArrayRef<Value> accumulators) {
    emitIf(
        b, target.first, [&] { storeAll(accumulators, /*add=*/false); },
        [&] { storeAll(accumulators, /*add=*/true); });
  }

  /// For incomplete tiles and epilogues: a loop over the rows that exist keeps
  /// the epilogue's code small.
  void throughBuffer(ArrayRef<Value> accumulators) {
    for (auto [i, sum] : llvm::enumerate(accumulators))
      b.storeVector(sum, pointer(target.buffer, b.index(i * shape.lanes)));
    Value count = place.rowCount ? place.rowCount : b.index(shape.rows);
    b.loop(b.index(0), count, 1, [&](Value i) {
      storeRow(b.add(place.row, i),
               pointer(target.buffer, b.mul(i, shape.columns())));
    });
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, target.elementType);
  }

  Value pointerInC(Value row, Value column) {
    return pointer(target.c, b.add(b.mul(row, target.cStride), column));
  }

  Value load(Value from, Value mask = {}) {
    return b.loadVector(target.elementType, shape.lanes, from, mask);
  }

  void storeAll(ArrayRef<Value> accumulators, bool add) {
    for (int64_t i = 0; i < shape.rows; ++i) {
      Value row = pointerInC(b.add(place.row, i), place.column);
      for (int64_t j = 0; j < shape.vectors; ++j) {
        Value to = pointer(row, b.index(j * shape.lanes));
        Value sum = accumulators[i * shape.vectors + j];
        b.storeVector(add ? b.addf(load(to), sum) : sum, to);
      }
    }
  }

  void storeRow(Value row, Value from) {
    for (int64_t j = 0; j < shape.vectors; ++j) {
      Value mask = place.mask(j);
      Value offset = b.index(j * shape.lanes);
      Value column = b.add(place.column, offset);
      Value to = target.c ? pointerInC(row, column) : Value();
      Value sum = addPrevious(load(pointer(from, offset)), to, mask);
      Flag toSink = target.sink ? target.last : Flag::of(false);
      emitIf(
          b, toSink, [&] { target.sink(row, column, sum, mask); },
          [&] { b.storeVector(sum, to, mask); });
    }
  }

  Value addPrevious(Value sum, Value at, Value mask) {
    if (target.first.isTrue())
      return sum;
    if (target.first.isFalse())
      return b.addf(load(at, mask), sum);
    auto op = scf::IfOp::create(b, TypeRange{sum.getType()}, target.first.value,
                                /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(op.thenBlock());
    scf::YieldOp::create(b, sum);
    b.setInsertionPointToStart(op.elseBlock());
    scf::YieldOp::create(b, b.addf(load(at, mask), sum));
    return op.getResult(0);
  }

  CpuBuilder &b;
  const TileTarget &target;
  const TilePlace &place;
  const TileShape &shape;
};

} // namespace

void emitTileStore(CpuBuilder &builder, const TileTarget &target,
                   const TilePlace &place, ArrayRef<Value> accumulators) {
  TileStoreEmitter emitter(builder, target, place);
  bool incomplete = place.rowCount || llvm::any_of(place.masks, [](Value mask) {
                      return !!mask;
                    });
  if (incomplete || target.sink)
    emitter.throughBuffer(accumulators);
  else
    emitter.directly(accumulators);
}

} // namespace bmc
