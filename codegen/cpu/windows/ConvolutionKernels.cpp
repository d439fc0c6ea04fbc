//===- ConvolutionKernels.cpp - Convolutions of images with filters -------===//
//
// A task takes pieces of images: it stages the channels of a piece, then walks
// the rows of the product (filters; channels for conv_dinput) a register tile
// at a time. Sums of a tile of rows are collected for the whole piece before
// they are stored, since they lie with gaps (Stencil.h).
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/PatchProduct.h"
#include "codegen/cpu/windows/Stencil.h"
#include "ir/BmcOps.h"

using namespace mlir;

namespace bmc {

namespace {

/// A staged piece shares L2 with the weights; both buffers are on the stack.
constexpr int64_t kStageBytes = 192 << 10;
constexpr int64_t kSumBytes = 64 << 10;
/// Multiply-adds that are worth a parallel task: about 10 us on one core.
constexpr int64_t kTaskProducts = int64_t{1} << 20;
/// Taps that are written out; of more there is a table.
constexpr size_t kUnrolledTaps = 32;
constexpr int64_t kMaxRows = 8;

/// Rows x vectors of accumulators.
struct StencilTile {
  int64_t rows = 1, vectors = 1;
};

/// The tile that wastes least on a product of `rows` x `columns`: rows and
/// columns of incomplete tiles, and loads of which few products are made.
StencilTile chooseTile(const CpuTarget &target, int64_t rows, int64_t columns,
                       int64_t lanes) {
  StencilTile best;
  double bestCost = 0;
  for (int64_t r = 1; r <= std::min(rows, kMaxRows); ++r)
    for (int64_t v = 1; r * v + v + 1 <= target.vectorRegisters() && v <= 8;
         ++v) {
      double products = double(llvm::alignTo(rows, r)) *
                        double(llvm::alignTo(columns, v * lanes));
      // Two loads a cycle, two multiply-adds, each waiting four cycles.
      double loads = double(r + v) / double(r * v);
      double cost = products * std::max({1.0, loads, 8.0 / double(r * v)}) *
                    (1 + 0.1 * loads);
      if (bestCost != 0 && cost >= bestCost)
        continue;
      bestCost = cost;
      best = {r, v};
    }
  return best;
}

/// Sizes of a convolution's loops; independent of the batch.
struct ConvolutionPlan {
  StencilPiece piece;
  StencilTile tile;
  int64_t rows = 0;     ///< of the product in one group
  int64_t channels = 0; ///< summed over, in one group
  int64_t block = 0;    ///< channels staged at once
  int64_t perTask = 1;  ///< units

  bool isOneBlock() const { return block == channels; }
};

std::optional<ConvolutionPlan> planConvolution(const CpuTarget &target,
                                               Operation *op, Type type) {
  Windows windows = boundedWindows(op);
  bool forward = isa<ConvOp>(op);
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  int64_t lanes = target.vectorBytes() / bytes;
  ConvolutionPlan plan;
  plan.rows = forward ? windows.groupFilters() : windows.groupChannels();
  plan.channels = forward ? windows.groupChannels() : windows.groupFilters();
  std::array<AxisStencil, 2> axes;
  for (auto [stencil, axis] : llvm::zip_equal(axes, windows.axes))
    stencil = forward ? forwardStencil(axis) : gradientStencil(axis);
  int64_t stage = kStageBytes / bytes;
  int64_t sums = kSumBytes / bytes;
  std::optional<StencilPiece> piece = choosePiece(
      axes, plan.channels, stage, sums / std::min(plan.rows, kMaxRows));
  if (!piece)
    return std::nullopt;
  plan.piece = std::move(*piece);
  plan.tile = chooseTile(target, plan.rows, plan.piece.span(), lanes);
  plan.block = std::clamp<int64_t>(stage / plan.piece.channelElements(), 1,
                                   plan.channels);
  int64_t pieces = plan.piece.rowPieces() * plan.piece.columnPieces();
  double products = double(plan.rows) * double(plan.channels) *
                    double(windows.kernel()) * double(windows.outputs()) /
                    double(pieces);
  if (products < kTaskProducts)
    plan.perTask = static_cast<int64_t>(kTaskProducts / products) + 1;
  return plan;
}

class ConvolutionEmitter {
public:
  ConvolutionEmitter(CpuKernel &kernel, Operation *op, ConvolutionPlan plan)
      : kernel(kernel), b(kernel.builder), op(op), windows(boundedWindows(op)),
        plan(std::move(plan)), result(op->getResult(0)),
        type(getElementTypeOrSelf(result.getType())),
        source(sourcePlanes(kernel, op, windows)),
        weight(weightPlanes(kernel, windows, kernel.input(op->getOperand(1)),
                            type)),
        lanes(b.lanes(type)), width(this->plan.tile.vectors * lanes),
        span(llvm::alignTo(this->plan.piece.span(), width)),
        outputs(findResultOutputs(kernel.function, result)) {}

  void emit();

private:
  bool isForward() const { return isa<ConvOp>(op); }
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }

  void emitUnit(Value unit);
  void emitPhase(const AxisPhase &row, const AxisPhase &column);
  void stage(Value channel, Value count);
  void fillTapTable(ArrayRef<Tap> taps);
  void sumRows(Value row, ArrayRef<Tap> taps);
  void sumTiles(Value row, Value channel, Value count, ArrayRef<Tap> taps,
                bool first);
  SmallVector<Value> weightRows(Value row, Value channel);
  SmallVector<Value> addTap(ValueRange sums, Value stage,
                            ArrayRef<Value> weights, Value offset);
  SmallVector<Value> addChannel(ValueRange sums, Value stage,
                                ArrayRef<Value> weights, ArrayRef<Tap> taps);
  void storeRows(Value row, const AxisPhase &down, const AxisPhase &right);

  CpuKernel &kernel;
  CpuBuilder &b;
  Operation *op;
  Windows windows;
  ConvolutionPlan plan;
  Value result;
  Type type;
  Planes source, weight;
  int64_t lanes;
  int64_t width; ///< columns of a tile
  int64_t span;  ///< columns of the sums of a piece
  ResultOutputs outputs;

  std::array<Value, 2> pieces;
  Value stageBuffer, sumBuffer, tapTable;
  /// Of the current unit.
  Value image, group, firstRow, firstColumn;
  Value unitSpan;
  Value stagedRows, stagedColumns; ///< null: all
};

void ConvolutionEmitter::emit() {
  Value images = kernel.extent(getExtents(result.getType())[0]);
  pieces = plan.piece.pieces(kernel);
  Value units =
      b.mul(b.mul(images, windows.groups), b.mul(pieces[0], pieces[1]));
  b.parallel(b.ceilDiv(units, plan.perTask), [&](Value task) {
    // A tile reads past the piece; so does the last vector that is staged.
    stageBuffer = b.stackBuffer(
        type, plan.block * plan.piece.channelElements() + width + lanes);
    sumBuffer = b.stackBuffer(type, plan.tile.rows * span);
    if (plan.perTask == 1)
      return emitUnit(task);
    Value begin = b.mul(task, plan.perTask);
    Value end = b.min(b.add(begin, plan.perTask), units);
    b.loop(begin, end, 1, [&](Value unit) { emitUnit(unit); });
  });
}

/// Units are numbered image, group, row piece, column piece.
void ConvolutionEmitter::emitUnit(Value unit) {
  auto split = [&](Value count) {
    Value part = b.rem(unit, count);
    unit = b.div(unit, count);
    return part;
  };
  firstColumn = b.mul(split(pieces[1]), plan.piece.columns);
  firstRow = b.mul(split(pieces[0]), plan.piece.rows);
  group = split(b.index(windows.groups));
  image = unit;
  auto [numRows, numColumns] = plan.piece.size(kernel, firstRow, firstColumn);
  unitSpan = b.add(b.mul(b.sub(numRows, b.index(1)), plan.piece.planeColumns()),
                   numColumns);
  if (!windows.isStatic()) {
    stagedRows = b.add(numRows, plan.piece.axes[0].maxShift);
    stagedColumns = b.add(numColumns, plan.piece.axes[1].maxShift);
  }
  if (plan.isOneBlock())
    stage(b.index(0), b.index(plan.channels));
  for (const AxisPhase &row : plan.piece.axes[0].phases)
    for (const AxisPhase &column : plan.piece.axes[1].phases)
      emitPhase(row, column);
}

void ConvolutionEmitter::stage(Value channel, Value count) {
  Staging staging;
  staging.elementType = type;
  staging.source = source.at(b, image, group, channel);
  staging.channels = count;
  staging.firstRow = firstRow;
  staging.firstColumn = firstColumn;
  staging.target = stageBuffer;
  staging.pitch = plan.piece.channelElements();
  staging.rows = stagedRows;
  staging.columns = stagedColumns;
  emitStaging(kernel, plan.piece, staging);
}

void ConvolutionEmitter::emitPhase(const AxisPhase &row,
                                   const AxisPhase &column) {
  SmallVector<Tap> taps = plan.piece.taps(row, column, windows.axes[1].kernel);
  if (taps.size() > kUnrolledTaps)
    fillTapTable(taps);
  b.loop(b.index(0), b.index(plan.rows), plan.tile.rows, [&](Value first) {
    sumRows(first, taps);
    storeRows(first, row, column);
  });
}

void ConvolutionEmitter::fillTapTable(ArrayRef<Tap> taps) {
  Type i64 = b.getI64Type();
  tapTable = b.stackBuffer(i64, 2 * taps.size());
  for (auto [i, tap] : llvm::enumerate(taps)) {
    b.store(b.index(tap.plane), b.pointer(tapTable, b.index(2 * i), i64));
    b.store(b.index(tap.place), b.pointer(tapTable, b.index(2 * i + 1), i64));
  }
}

/// The sums of a tile of rows into sumBuffer, over all channels.
void ConvolutionEmitter::sumRows(Value row, ArrayRef<Tap> taps) {
  if (plan.isOneBlock())
    return sumTiles(row, b.index(0), b.index(plan.channels), taps, true);
  stage(b.index(0), b.index(plan.block));
  sumTiles(row, b.index(0), b.index(plan.block), taps, true);
  b.loop(b.index(plan.block), b.index(plan.channels), plan.block,
         [&](Value channel) {
           Value count = b.min(b.sub(b.index(plan.channels), channel),
                               b.index(plan.block));
           stage(channel, count);
           sumTiles(row, channel, count, taps, false);
         });
}

/// Where the weights of each row of a tile begin, from a channel of the group
/// on. Rows that do not exist repeat the last one.
SmallVector<Value> ConvolutionEmitter::weightRows(Value row, Value channel) {
  SmallVector<Value> weights;
  Value last = b.index(plan.rows - 1);
  for (int64_t i = 0; i < plan.tile.rows; ++i) {
    Value line = b.add(row, i);
    if (plan.rows % plan.tile.rows != 0)
      line = b.min(line, last);
    Value filter = isForward() ? line : channel;
    Value other = isForward() ? channel : line;
    weights.push_back(weight.at(b, group, filter, other));
  }
  return weights;
}

void ConvolutionEmitter::sumTiles(Value row, Value channel, Value count,
                                  ArrayRef<Tap> taps, bool first) {
  SmallVector<Value> weights = weightRows(row, channel);
  int64_t rows = plan.tile.rows, vectors = plan.tile.vectors;
  int64_t weightStep =
      windows.kernel() * (isForward() ? 1 : windows.groupChannels());
  b.loop(b.index(0), unitSpan, width, [&](Value column) {
    auto placeOf = [&](int64_t i, int64_t j) {
      return pointer(sumBuffer, b.add(column, i * span + j * lanes));
    };
    SmallVector<Value> sums;
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < vectors; ++j)
        sums.push_back(first ? b.zero(VectorType::get(lanes, type))
                             : b.loadVector(type, lanes, placeOf(i, j)));
    sums = b.loop(b.index(0), count, 1, sums, [&](Value c, ValueRange carried) {
      Value from = b.mul(c, plan.piece.channelElements());
      SmallVector<Value> lines;
      for (Value line : weights)
        lines.push_back(pointer(line, b.mul(c, weightStep)));
      return addChannel(carried, pointer(stageBuffer, b.add(from, column)),
                        lines, taps);
    });
    for (int64_t i = 0; i < rows; ++i)
      for (int64_t j = 0; j < vectors; ++j)
        b.storeVector(sums[i * vectors + j], placeOf(i, j));
  });
}

SmallVector<Value> ConvolutionEmitter::addChannel(ValueRange sums, Value stage,
                                                  ArrayRef<Value> weights,
                                                  ArrayRef<Tap> taps) {
  if (taps.size() <= kUnrolledTaps) {
    SmallVector<Value> next(sums);
    for (const Tap &tap : taps)
      next = addTap(next, pointer(stage, b.index(tap.plane)), weights,
                    b.index(tap.place));
    return next;
  }
  Type i64 = b.getI64Type();
  return b.loop(b.index(0), b.index(taps.size()), 1, sums,
                [&](Value i, ValueRange carried) {
                  Value entry = b.pointer(tapTable, b.mul(i, 2), i64);
                  Value plane = b.load(i64, entry);
                  Value place = b.load(i64, b.pointer(entry, b.index(1), i64));
                  return addTap(carried, pointer(stage, plane), weights, place);
                });
}

SmallVector<Value> ConvolutionEmitter::addTap(ValueRange sums, Value stage,
                                              ArrayRef<Value> weights,
                                              Value offset) {
  SmallVector<Value> columns, next;
  for (int64_t j = 0; j < plan.tile.vectors; ++j)
    columns.push_back(
        b.loadVector(type, lanes, pointer(stage, b.index(j * lanes))));
  for (auto [i, line] : llvm::enumerate(weights)) {
    Value weight = b.splat(b.load(type, pointer(line, offset)), lanes);
    for (auto [j, column] : llvm::enumerate(columns))
      next.push_back(b.fma(weight, column, sums[i * columns.size() + j]));
  }
  return next;
}

/// Stores what the kernel makes of the rows of sumBuffer that exist.
void ConvolutionEmitter::storeRows(Value row, const AxisPhase &down,
                                   const AxisPhase &right) {
  Value lines = b.min(b.sub(b.index(plan.rows), row), b.index(plan.tile.rows));
  auto existing = [&](int axis, const AxisPhase &phase, Value first,
                      int64_t piece) {
    Value count = countResults(kernel, plan.piece.axes[axis], phase);
    return b.min(b.max(b.sub(count, first), b.index(0)), b.index(piece));
  };
  Value rows = existing(0, down, firstRow, plan.piece.rows);
  Value columns = existing(1, right, firstColumn, plan.piece.columns);
  Value planeRows = kernel.extent(plan.piece.axes[0].result);
  Value plane = b.add(b.mul(image, windows.groups), group);
  plane = b.add(b.mul(plane, plan.rows), row);
  b.loop(b.index(0), lines, 1, [&](Value line) {
    b.loop(b.index(0), rows, 1, [&](Value i) {
      Value at = b.add(b.mul(b.add(firstRow, i), down.step), down.first);
      Value resultRow = b.add(b.mul(b.add(plane, line), planeRows), at);
      Value from =
          b.add(b.mul(line, span), b.mul(i, plan.piece.planeColumns()));
      unsigned wide = right.step == 1 ? lanes : 1;
      forEachVector(b, b.index(0), columns, wide, [&](Value j, Value mask) {
        Value column =
            b.add(b.mul(b.add(firstColumn, j), right.step), right.first);
        Value source = pointer(sumBuffer, b.add(from, j));
        Value sum = wide == 1 ? b.load(type, source)
                              : b.loadVector(type, wide, source, mask);
        storeResultOutputs(kernel, outputs, result, sum, resultRow, column,
                           mask);
      });
    });
  });
}

} // namespace

LogicalResult generateConvolution(CpuKernel &kernel, Operation *anchor) {
  Type type = getElementTypeOrSelf(anchor->getResult(0).getType());
  const CpuTarget &target = kernel.builder.getTarget();
  if (auto product = planPatchProduct(target, anchor, type)) {
    emitPatchProduct(kernel, anchor, *product);
    return success();
  }
  std::optional<ConvolutionPlan> plan = planConvolution(target, anchor, type);
  if (!plan)
    return anchor->emitOpError("has windows that reach too far");
  ConvolutionEmitter(kernel, anchor, std::move(*plan)).emit();
  return success();
}

} // namespace bmc
