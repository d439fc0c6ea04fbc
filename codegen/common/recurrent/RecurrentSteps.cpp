//===- RecurrentSteps.cpp - What recurrent does besides products ----------===//

#include "codegen/common/recurrent/RecurrentSteps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

//===----------------------------------------------------------------------===//
// Sizes and buffers
//===----------------------------------------------------------------------===//

RecurrentSizes::RecurrentSizes(Operation *anchor) {
  if (auto op = dyn_cast<RecurrentOp>(anchor)) {
    weight = op.getWeight();
    cell = op.getCell();
    reverse = op.getReverse();
    isBackward = false;
  } else {
    auto back = cast<RecurrentBackwardOp>(anchor);
    weight = back.getWeight();
    cell = back.getCell();
    reverse = back.getReverse();
    isBackward = true;
  }
  Extents sequence = getExtents(anchor->getOperand(0).getType());
  batch = sequence[0];
  steps = sequence[1];
  hidden = getExtents(weight.getType()).back().size;
  gates = recurrentGates(cell);
  parts = recurrentSaved(cell);
  type = getElementTypeOrSelf(weight.getType());
  bytes = type.getIntOrFloatBitWidth() / 8;
}

RecurrentBuffers::RecurrentBuffers(Kernel &kernel, const RecurrentSizes &sizes,
                                   Value base, int64_t operandStride,
                                   int64_t stateStride)
    : operandStride(operandStride), stateStride(stateStride) {
  KernelBuilder &b = kernel.builder;
  Value batch = kernel.extent(sizes.batch);
  operand = base;
  h = b.pointer(operand, b.mul(batch, 2 * operandStride), sizes.type);
  c = b.pointer(h, b.mul(batch, stateStride), sizes.type);
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

RecurrentSteps::RecurrentSteps(Kernel &kernel, const RecurrentSizes &sizes,
                               const RecurrentBuffers &buffers, unsigned lanes)
    : kernel(kernel), b(kernel.builder), sizes(sizes), buffers(buffers),
      lanes(lanes) {}

Value RecurrentSteps::zero() {
  return b.zero(lanes == 1 ? sizes.type
                           : Type(VectorType::get(lanes, sizes.type)));
}

Value RecurrentSteps::load(Value base, Value index, const StatePlace &at) {
  Value pointer = b.pointer(base, index, sizes.type);
  return lanes == 1 ? b.load(sizes.type, pointer)
                    : b.loadVector(sizes.type, lanes, pointer, at.mask);
}

void RecurrentSteps::store(Value value, Value base, Value index,
                           const StatePlace &at) {
  Value pointer = b.pointer(base, index, sizes.type);
  if (lanes == 1)
    b.store(value, pointer);
  else
    b.storeVector(value, pointer, at.mask);
}

Value RecurrentSteps::loadState(Value argument, const StatePlace &at) {
  if (!argument)
    return zero();
  return load(kernel.input(argument),
              b.add(b.mul(at.row, sizes.hidden), at.column), at);
}

void RecurrentSteps::storeState(Value value, Value output,
                                const StatePlace &at) {
  if (output)
    store(value, output, b.add(b.mul(at.row, sizes.hidden), at.column), at);
}

Value RecurrentSteps::masked(Value value, Value mask, const StatePlace &at) {
  return mask ? b.mulf(value, loadState(mask, at)) : value;
}

Value RecurrentSteps::sequenceIndex(Value time, const StatePlace &at,
                                    int64_t parts, int64_t part) {
  Value line = b.add(b.mul(at.row, kernel.extent(sizes.steps)), time);
  return b.add(b.mul(line, parts * sizes.hidden),
               b.add(at.column, part * sizes.hidden));
}

void RecurrentSteps::prefetchParts(Value base, Value time, const StatePlace &at,
                                   int64_t parts) {
  for (int64_t part = 0; part < parts; ++part)
    b.prefetch(
        b.pointer(base, sequenceIndex(time, at, parts, part), sizes.type));
}

Value RecurrentSteps::operandIndex(const StatePlace &at, int64_t part) {
  return b.add(b.mul(at.row, buffers.operandStride),
               b.add(at.column, part * sizes.hidden));
}

Value RecurrentSteps::stateIndex(const StatePlace &at) {
  return b.add(b.mul(at.row, buffers.stateStride), at.column);
}

Value RecurrentSteps::operandOf(Value round) {
  Value half = b.mul(kernel.extent(sizes.batch), buffers.operandStride);
  Value which = b.rem(round, b.index(2));
  return b.pointer(buffers.operand, b.mul(which, half), sizes.type);
}

Value RecurrentSteps::timeOf(Value round, bool forward) {
  if (forward != sizes.reverse)
    return round;
  return b.sub(b.sub(kernel.extent(sizes.steps), b.index(1)), round);
}

Value RecurrentSteps::isActive(Value lengths, Value time,
                               const StatePlace &at) {
  if (!lengths)
    return {};
  Type i32 = b.getI32Type();
  Value length = b.load(i32, b.pointer(kernel.input(lengths), at.row, i32));
  return b.less(time, arith::ExtSIOp::create(b, b.getI64Type(), length));
}

Value RecurrentSteps::choose(Value active, Value value, Value otherwise) {
  return active ? b.select(active, value, otherwise) : value;
}

//===----------------------------------------------------------------------===//
// Forward
//===----------------------------------------------------------------------===//

namespace {

class ForwardSteps : public RecurrentSteps {
public:
  ForwardSteps(Kernel &kernel, RecurrentOp op, const RecurrentSizes &sizes,
               const RecurrentBuffers &buffers, unsigned lanes)
      : RecurrentSteps(kernel, sizes, buffers, lanes), op(op),
        hn(kernel.outputFor(op.getHn())),
        cn(op.getCn() ? kernel.outputFor(op.getCn()) : Value()) {}

  void start(const StatePlace &at) override {
    Value h = loadState(op.getH0(), at);
    keep({h, hasCell() ? loadState(op.getC0(), at) : Value()}, at);
    leave(h, b.index(0), at);
  }

  void prefetch(Value round, const StatePlace &at) override {
    Value time = timeOf(round, /*forward=*/true);
    prefetchParts(kernel.input(op.getX()), time, at, sizes.gates);
    if (Value y = kernel.outputFor(op.getY()))
      prefetchParts(y, time, at, 1);
    if (Value saved = kernel.outputFor(op.getSaved()))
      prefetchParts(saved, time, at, sizes.parts);
  }

  void step(Value round, const StatePlace &at, ValueRange products) override {
    Value time = timeOf(round, /*forward=*/true);
    SmallVector<Value> x, u(products);
    for (int64_t gate = 0; gate < sizes.gates; ++gate) {
      x.push_back(load(kernel.input(op.getX()),
                       sequenceIndex(time, at, sizes.gates, gate), at));
      if (op.getBias())
        u[gate] =
            b.addf(u[gate], load(kernel.input(op.getBias()),
                                 b.add(at.column, gate * sizes.hidden), at));
    }
    CellState before = kept(at);
    CellStep result = emitCellStep(b, sizes.cell, x, u, before);
    Value active = isActive(op.getLengths(), time, at);
    if (Value y = kernel.outputFor(op.getY()))
      store(choose(active, result.next.h, zero()), y,
            sequenceIndex(time, at, 1, 0), at);
    if (Value saved = kernel.outputFor(op.getSaved()))
      for (auto [part, value] : llvm::enumerate(result.saved))
        store(choose(active, value, zero()), saved,
              sequenceIndex(time, at, sizes.parts, part), at);
    CellState next{choose(active, result.next.h, before.h),
                   hasCell() ? choose(active, result.next.c, before.c)
                             : Value()};
    keep(next, at);
    leave(next.h, b.add(round, 1), at);
  }

  bool finishes() const override { return hn || cn; }

  void finish(const StatePlace &at, ValueRange) override {
    CellState last = kept(at);
    storeState(last.h, hn, at);
    storeState(last.c, cn, at);
  }

private:
  bool hasCell() const { return sizes.cell == RecurrentCell::Lstm; }

  CellState kept(const StatePlace &at) {
    Value index = stateIndex(at);
    return {load(buffers.h, index, at),
            hasCell() ? load(buffers.c, index, at) : Value()};
  }
  void keep(const CellState &state, const StatePlace &at) {
    store(state.h, buffers.h, stateIndex(at), at);
    if (hasCell())
      store(state.c, buffers.c, stateIndex(at), at);
  }
  /// For the products of round `round`.
  void leave(Value h, Value round, const StatePlace &at) {
    store(masked(h, op.getMask(), at), operandOf(round), operandIndex(at, 0),
          at);
  }

  RecurrentOp op;
  Value hn, cn; ///< null if not returned
};

//===----------------------------------------------------------------------===//
// Backward
//===----------------------------------------------------------------------===//

class BackwardSteps : public RecurrentSteps {
public:
  BackwardSteps(Kernel &kernel, RecurrentBackwardOp op,
                const RecurrentSizes &sizes, const RecurrentBuffers &buffers,
                unsigned lanes)
      : RecurrentSteps(kernel, sizes, buffers, lanes), op(op),
        dh0(kernel.outputFor(op.getDh0())),
        dc0(op.getDc0() ? kernel.outputFor(op.getDc0()) : Value()) {}

  void start(const StatePlace &at) override {
    keep({loadState(op.getDhn(), at),
          hasCell() ? loadState(op.getDcn(), at) : Value()},
         at);
    for (int64_t gate = 0; gate < sizes.gates; ++gate)
      store(zero(), operandOf(b.index(0)), operandIndex(at, gate), at);
  }

  void prefetch(Value round, const StatePlace &at) override {
    Value time = timeOf(round, /*forward=*/false);
    prefetchParts(kernel.input(op.getSaved()), time, at, sizes.parts);
    if (op.getDy())
      prefetchParts(kernel.input(op.getDy()), time, at, 1);
    if (Value dx = kernel.outputFor(op.getDx()))
      prefetchParts(dx, time, at, sizes.gates);
  }

  void step(Value round, const StatePlace &at, ValueRange products) override {
    Value time = timeOf(round, /*forward=*/false);
    CellState after = gradient(at, products);
    CellState total = after;
    if (op.getDy())
      total.h = b.addf(total.h, load(kernel.input(op.getDy()),
                                     sequenceIndex(time, at, 1, 0), at));
    SmallVector<Value> saved;
    for (int64_t part = 0; part < sizes.parts; ++part)
      saved.push_back(load(kernel.input(op.getSaved()),
                           sequenceIndex(time, at, sizes.parts, part), at));
    CellGradient result = emitCellGradient(b, sizes.cell, saved, total);
    Value active = isActive(op.getLengths(), time, at);
    Value dx = kernel.outputFor(op.getDx());
    Value next = operandOf(b.add(round, 1));
    for (int64_t gate = 0; gate < sizes.gates; ++gate) {
      if (dx)
        store(choose(active, result.dx[gate], zero()), dx,
              sequenceIndex(time, at, sizes.gates, gate), at);
      store(choose(active, result.du[gate], zero()), next,
            operandIndex(at, gate), at);
    }
    keep({choose(active, result.past.h, after.h),
          hasCell() ? choose(active, result.past.c, after.c) : Value()},
         at);
  }

  bool finishes() const override { return dh0 || dc0; }
  bool finishesWithProduct() const override { return bool(dh0); }

  void finish(const StatePlace &at, ValueRange products) override {
    CellState first = gradient(at, products);
    storeState(first.h, dh0, at);
    storeState(first.c, dc0, at);
  }

private:
  bool hasCell() const { return sizes.cell == RecurrentCell::Lstm; }

  /// Of the state, with what comes through the product.
  CellState gradient(const StatePlace &at, ValueRange products) {
    Value index = stateIndex(at);
    CellState state{load(buffers.h, index, at),
                    hasCell() ? load(buffers.c, index, at) : Value()};
    if (!products.empty())
      state.h = b.addf(state.h, masked(products[0], op.getMask(), at));
    return state;
  }
  void keep(const CellState &state, const StatePlace &at) {
    store(state.h, buffers.h, stateIndex(at), at);
    if (hasCell())
      store(state.c, buffers.c, stateIndex(at), at);
  }

  RecurrentBackwardOp op;
  Value dh0, dc0; ///< null if not returned
};

} // namespace

std::unique_ptr<RecurrentSteps>
makeRecurrentSteps(Kernel &kernel, Operation *anchor,
                   const RecurrentSizes &sizes, const RecurrentBuffers &buffers,
                   unsigned lanes) {
  if (auto op = dyn_cast<RecurrentOp>(anchor))
    return std::make_unique<ForwardSteps>(kernel, op, sizes, buffers, lanes);
  return std::make_unique<BackwardSteps>(
      kernel, cast<RecurrentBackwardOp>(anchor), sizes, buffers, lanes);
}

} // namespace bmc
