//===- Recurrent.cpp - Steps along a sequence -----------------------------===//
//
// A grid per round: a block multiplies a tile of rows of the batch with the
// weights of some columns of the state, all gates of a column in one thread,
// which then does the step of the element. Back, blocks also share out the
// depth, and a second grid joins what they sum. What a round leaves is in
// global memory; the end of the grid is the barrier.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/recurrent/RecurrentSteps.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/gemm/TileProduct.h"
#include "codegen/nvptx/rows/JoinPartials.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kTile = TileProduct::kTile;
static constexpr int64_t kPer = TileProduct::kPerThread;
/// Of the grids without products.
static constexpr int64_t kThreads = 128;
/// Back, the products of an element go over all gates, and tiles are few:
/// blocks share out a depth of several parts, and a grid joins them.
static constexpr int64_t kPartDepth = 256;

static int64_t partsOf(const RecurrentSizes &sizes) {
  int64_t parts = llvm::divideCeil(sizes.depth(), kPartDepth);
  return sizes.isBackward ? parts : 1;
}

namespace {

class RecurrentGrids {
public:
  RecurrentGrids(GpuKernel &kernel, Operation *anchor)
      : kernel(kernel), b(kernel.builder), anchor(anchor), sizes(anchor),
        // The gates of an element are the sums of one thread.
        slots(sizes.products() == 1 ? 1 : kPer) {}

  void emit() {
    perElement(
        [](RecurrentSteps &steps, const StatePlace &at) { steps.start(at); });
    kernel.loop(GridFactor{{sizes.steps}}, [&] { roundGrids(/*last=*/false); });
    if (!returnsStates())
      return;
    if (returnsThroughProduct())
      return roundGrids(/*last=*/true);
    perElement([](RecurrentSteps &steps, const StatePlace &at) {
      steps.finish(at, {});
    });
  }

private:
  /// Operands are other values in each grid.
  std::unique_ptr<RecurrentSteps> makeSteps() {
    RecurrentBuffers buffers(kernel, sizes, kernel.scratch(), sizes.depth(),
                             sizes.hidden);
    return makeRecurrentSteps(kernel, anchor, sizes, buffers, /*lanes=*/1);
  }
  bool returns(Value value) const { return value && kernel.isReturned(value); }
  bool returnsStates() const {
    if (auto op = dyn_cast<RecurrentOp>(anchor))
      return returns(op.getHn()) || returns(op.getCn());
    auto back = cast<RecurrentBackwardOp>(anchor);
    return returns(back.getDh0()) || returns(back.getDc0());
  }
  bool returnsThroughProduct() const {
    auto back = dyn_cast<RecurrentBackwardOp>(anchor);
    return back && returns(back.getDh0());
  }

  void
  perElement(function_ref<void(RecurrentSteps &, const StatePlace &)> body) {
    Extents extents{sizes.batch, Extent::fixed(sizes.hidden)};
    kernel.forEachElement(extents, kThreads, [&](Value element) {
      Value hidden = b.index(sizes.hidden);
      body(*makeSteps(), {b.div(element, hidden), b.rem(element, hidden), {}});
    });
  }

  /// A round, or what comes after the last.
  void roundGrids(bool last) {
    if (partsOf(sizes) == 1)
      return productGrid(last);
    partGrid(last);
    joinGrid(last);
  }
  Value roundOf(bool last) {
    return last ? kernel.extent(sizes.steps) : kernel.round();
  }
  void treat(RecurrentSteps &steps, bool last, const StatePlace &at,
             ValueRange products) {
    if (last)
      steps.finish(at, products);
    else
      steps.step(roundOf(last), at, products);
  }

  void productGrid(bool last);
  void partGrid(bool last);
  void joinGrid(bool last);
  Value partPointer(Value part, Value row, Value column);
  TileProduct::Operand stateOperand(RecurrentSteps &steps, Value round,
                                    Value firstRow);
  TileProduct::Operand weightOperand(Value firstColumn);

  GpuKernel &kernel;
  GpuBuilder &b;
  Operation *anchor;
  RecurrentSizes sizes;
  int64_t slots; ///< lines of a tile per column of the state
};

} // namespace

/// Rows of what the round before left.
TileProduct::Operand RecurrentGrids::stateOperand(RecurrentSteps &steps,
                                                  Value round, Value firstRow) {
  Value base = steps.operandOf(round);
  auto load = [=, this](Value line, Value k) {
    Value at = b.add(b.mul(b.add(firstRow, line), sizes.depth()), k);
    return b.load(sizes.type, b.pointer(base, at, sizes.type));
  };
  return {load, b.sub(kernel.extent(sizes.batch), firstRow), true, {}};
}

/// Columns of the state from `firstColumn` on; forward, `slots` lines each, of
/// which those past the last gate repeat it.
TileProduct::Operand RecurrentGrids::weightOperand(Value firstColumn) {
  Value weight = kernel.input(sizes.weight);
  auto load = [=, this](Value line, Value k) {
    Value at;
    if (sizes.isBackward) {
      at = b.add(b.mul(k, sizes.hidden), b.add(firstColumn, line));
    } else {
      Value column = b.add(firstColumn, b.div(line, b.index(slots)));
      Value gate = b.min(b.rem(line, b.index(slots)), b.index(sizes.gates - 1));
      Value row = b.add(b.mul(gate, sizes.hidden), column);
      at = b.add(b.mul(row, sizes.hidden), k);
    }
    return b.load(sizes.type, b.pointer(weight, at, sizes.type));
  };
  Value lines = b.mul(b.sub(b.index(sizes.hidden), firstColumn), slots);
  return {load, lines, /*depthIsContiguous=*/!sizes.isBackward, {}};
}

void RecurrentGrids::productGrid(bool last) {
  int64_t columns = kTile / slots;
  GridFactor rowTiles{{sizes.batch}, kTile};
  GridFactor columnTiles{{Extent::fixed(sizes.hidden)}, columns};
  kernel.grid(
      {rowTiles, columnTiles}, TileProduct::kThreads,
      [&](ArrayRef<Value> position) {
        std::unique_ptr<RecurrentSteps> steps = makeSteps();
        Value firstRow = b.mul(position[0], kTile);
        Value firstColumn = b.mul(position[1], columns);
        TileProduct product(b, sizes.type);
        TileProduct::Sums sums = product.multiply(
            product.zeros(), stateOperand(*steps, roundOf(last), firstRow),
            weightOperand(firstColumn), b.index(0), b.index(sizes.depth()));
        auto treatAt = [&](Value line, Value column, ValueRange products) {
          treat(*steps, last,
                {b.add(firstRow, line), b.add(firstColumn, column), {}},
                products);
        };
        Value rows = b.sub(kernel.extent(sizes.batch), firstRow);
        Value rest = b.sub(b.index(sizes.hidden), firstColumn);
        if (slots == 1)
          return product.forEachElement(
              sums, rows, rest, [&](Value line, Value column, Value value) {
                treatAt(line, column, value);
              });
        product.forEachSum([&](Value line, Value slot, unsigned i) {
          if (i % slots != 0)
            return;
          Value column = b.div(slot, b.index(slots));
          b.ifThen(b.both(b.less(line, rows), b.less(column, rest)), [&] {
            treatAt(line, column,
                    ArrayRef<Value>(sums).slice(i, sizes.products()));
          });
        });
      });
}

/// Of an element's products, behind the buffers.
Value RecurrentGrids::partPointer(Value part, Value row, Value column) {
  Value batch = kernel.extent(sizes.batch);
  Value buffers =
      b.mul(batch, RecurrentBuffers::elements(1, sizes.depth(), sizes.hidden));
  Value line = b.add(b.mul(part, batch), row);
  Value at = b.add(b.mul(line, sizes.hidden), column);
  return b.pointer(kernel.scratch(), b.add(buffers, at), sizes.type);
}

void RecurrentGrids::partGrid(bool last) {
  GridFactor rowTiles{{sizes.batch}, kTile};
  GridFactor columnTiles{{Extent::fixed(sizes.hidden)}, kTile};
  GridFactor parts{{Extent::fixed(partsOf(sizes))}};
  kernel.grid(
      {rowTiles, columnTiles, parts}, TileProduct::kThreads,
      [&](ArrayRef<Value> position) {
        std::unique_ptr<RecurrentSteps> steps = makeSteps();
        Value firstRow = b.mul(position[0], kTile);
        Value firstColumn = b.mul(position[1], kTile);
        Value begin = b.mul(position[2], kPartDepth);
        Value end = b.min(b.add(begin, kPartDepth), b.index(sizes.depth()));
        TileProduct product(b, sizes.type);
        TileProduct::Sums sums = product.multiply(
            product.zeros(), stateOperand(*steps, roundOf(last), firstRow),
            weightOperand(firstColumn), begin, end);
        product.forEachElement(
            sums, b.sub(kernel.extent(sizes.batch), firstRow),
            b.sub(b.index(sizes.hidden), firstColumn),
            [&](Value line, Value column, Value value) {
              b.store(value, partPointer(position[2], b.add(firstRow, line),
                                         b.add(firstColumn, column)));
            });
      });
}

/// Adds the parts up, in order, and treats what comes out.
void RecurrentGrids::joinGrid(bool last) {
  perElement([&](RecurrentSteps &steps, const StatePlace &at) {
    Value sum =
        sumParts(b, b.index(partsOf(sizes)), sizes.type, [&](Value part) {
          return b.load(sizes.type, partPointer(part, at.row, at.column));
        });
    treat(steps, last, at, sum);
  });
}

LogicalResult generateRecurrent(GpuKernel &kernel, Operation *anchor) {
  RecurrentGrids(kernel, anchor).emit();
  return success();
}

int64_t gpuRecurrentScratchBytes(Operation *anchor, DimBound bound) {
  RecurrentSizes sizes(anchor);
  int64_t batch = boundedElements({sizes.batch}, bound);
  int64_t parts = partsOf(sizes) == 1 ? 0 : partsOf(sizes);
  return (RecurrentBuffers::elements(batch, sizes.depth(), sizes.hidden) +
          parts * batch * sizes.hidden) *
         sizes.bytes;
}

} // namespace bmc
