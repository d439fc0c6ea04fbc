//===- PatchProduct.cpp - A convolution as a product with patches ---------===//
//
// A task takes pieces of some images and a chunk of rows. Per block of channels
// it stages their planes, writes the patches down and adds the products to the
// task's sums, which are stored when the last channel is in.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/windows/PatchProduct.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/gemm/GemmTile.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

namespace {

/// Patches, their planes and the sums share L2 and the stack.
constexpr int64_t kPatchBytes = 288 << 10;
constexpr int64_t kStageBytes = 192 << 10;
/// Columns that make a load of a weight worth it, and most of them.
constexpr int64_t kFewColumns = 128, kMostColumns = 384;
/// Rows among which a block of patches is shared, and least rows and products
/// per element of the result that pay for it.
constexpr int64_t kRowChunk = 128, kLeastRows = 32, kLeastDepth = 64;
/// Taps that are written out.
constexpr size_t kMostTaps = 32;

bool isForward(Operation *op) { return isa<ConvOp>(op); }

/// How many columns of a tile are no positions, per position.
double waste(const PatchProductPlan &plan) {
  return double(plan.columns()) / double(plan.positions());
}

/// Pieces and images of about kMostColumns columns that waste least.
void chooseColumns(PatchProductPlan &plan, const CpuTarget &target, Type type) {
  int64_t allRows = plan.piece.axes[0].positions();
  int64_t perRow = plan.piece.columns;
  PatchProductPlan best;
  auto offer = [&](int64_t rows, int64_t images) {
    PatchProductPlan candidate = plan;
    candidate.piece.rows = rows;
    candidate.images = images;
    candidate.tile = tileShape(target, type, candidate.positions());
    bool isLarger = candidate.positions() > best.positions();
    double gain = best.rows ? waste(best) / waste(candidate) : 2;
    if (gain > 1.03 || (gain > 0.999 && isLarger))
      best = candidate;
  };
  if (allRows * perRow > kMostColumns)
    for (int64_t pieces = 2; pieces <= allRows; ++pieces) {
      int64_t rows = llvm::divideCeil(allRows, pieces);
      if (rows * perRow <= kMostColumns &&
          (rows * perRow >= kFewColumns || best.rows == 0))
        offer(rows, 1);
    }
  else
    for (int64_t n = 1; n * allRows * perRow <= kMostColumns; ++n)
      if (n * allRows * perRow >= kFewColumns || best.rows == 0)
        offer(allRows, n);
  plan = std::move(best);
}

class PatchProductEmitter {
public:
  PatchProductEmitter(CpuKernel &kernel, Operation *op,
                      const PatchProductPlan &plan)
      : kernel(kernel), b(kernel.builder), op(op), windows(describeWindows(op)),
        plan(plan), result(op->getResult(0)),
        type(getElementTypeOrSelf(result.getType())), lanes(b.lanes(type)),
        outputs(findResultOutputs(kernel.function, result)),
        allImages(kernel.extent(getExtents(result.getType())[0])) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  Value operand(unsigned i) {
    auto argument = cast<BlockArgument>(op->getOperand(i));
    return kernel.input(argument.getArgNumber());
  }
  int64_t stagedImage() const {
    return plan.block * plan.piece.channelElements();
  }

  void emitTask(Value task);
  void emitPhase(const AxisPhase &row, const AxisPhase &column);
  void stage(Value channel, Value count);
  void writePatches(Value count, ArrayRef<Tap> taps);
  void writePatch(Value from, Value to);
  void addProducts(Value channel, Value count, ArrayRef<Tap> taps);
  StridedOperand weightTile(Value row, Value channel, Value count,
                            ArrayRef<Tap> taps);
  Value weightAt(Value row, Value channel);
  void storeRow(Value row, const AxisPhase &down, const AxisPhase &right);

  CpuKernel &kernel;
  CpuBuilder &b;
  Operation *op;
  Windows windows;
  const PatchProductPlan &plan;
  Value result;
  Type type;
  int64_t lanes;
  ResultOutputs outputs;
  Value allImages;

  Value stageBuffer, patches, sums, weights, tileBuffer;
  /// Of the current task.
  Value firstImage, group, firstRow, firstLine, numLines;
};

} // namespace

std::optional<PatchProductPlan> planPatchProduct(const CpuTarget &target,
                                                 Operation *op, Type type) {
  Windows windows = describeWindows(op);
  bool forward = isForward(op);
  PatchProductPlan plan;
  plan.rows = forward ? windows.groupFilters() : windows.groupChannels();
  plan.channels = forward ? windows.groupChannels() : windows.groupFilters();
  for (auto [stencil, axis] : llvm::zip_equal(plan.piece.axes, windows.axes))
    stencil = forward ? forwardStencil(axis) : gradientStencil(axis);
  auto most = [](const AxisStencil &axis) {
    size_t taps = 0;
    for (const AxisPhase &phase : axis.phases)
      taps = std::max<size_t>(taps, phase.taps.size());
    return taps;
  };
  plan.taps = most(plan.piece.axes[0]) * most(plan.piece.axes[1]);
  plan.piece.columns = plan.piece.axes[1].positions();
  int64_t depth = plan.channels * static_cast<int64_t>(plan.taps);
  if (plan.rows < kLeastRows || depth < kLeastDepth || plan.taps > kMostTaps ||
      plan.piece.columns > kMostColumns)
    return std::nullopt;
  chooseColumns(plan, target, type);
  plan.chunk =
      llvm::divideCeil(plan.rows, llvm::divideCeil(plan.rows, kRowChunk));
  plan.chunk = llvm::alignTo(plan.chunk, plan.tile.rows);
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  int64_t patches =
      kPatchBytes / bytes / plan.stride() / static_cast<int64_t>(plan.taps);
  int64_t staged =
      kStageBytes / bytes / plan.images / plan.piece.channelElements();
  int64_t limit = std::min(patches, staged);
  if (limit < 1)
    return std::nullopt;
  plan.block =
      llvm::divideCeil(plan.channels, llvm::divideCeil(plan.channels, limit));
  return plan;
}

void emitPatchProduct(CpuKernel &kernel, Operation *op,
                      const PatchProductPlan &plan) {
  PatchProductEmitter(kernel, op, plan).emit();
}

void PatchProductEmitter::emit() {
  Value units = b.ceilDiv(allImages, plan.images);
  int64_t perUnit = plan.piece.rowPieces() * windows.groups *
                    llvm::divideCeil(plan.rows, plan.chunk);
  b.parallel(b.mul(units, perUnit), [&](Value task) {
    // The last vector that is staged reaches past the planes.
    stageBuffer = b.stackBuffer(type, plan.images * stagedImage() + 2 * lanes);
    patches = b.stackBuffer(type, plan.depth() * plan.stride());
    sums = b.stackBuffer(type, plan.chunk * plan.columns());
    weights = b.stackBuffer(type, plan.tile.rows * plan.depth());
    tileBuffer = b.stackBuffer(type, plan.tile.rows * plan.tile.columns());
    emitTask(task);
  });
}

/// Tasks are numbered images, row piece, group, chunk of rows.
void PatchProductEmitter::emitTask(Value task) {
  auto split = [&](int64_t count) {
    Value part = b.rem(task, b.index(count));
    task = b.div(task, b.index(count));
    return part;
  };
  firstLine = b.mul(split(llvm::divideCeil(plan.rows, plan.chunk)), plan.chunk);
  numLines = b.min(b.sub(b.index(plan.rows), firstLine), b.index(plan.chunk));
  group = split(windows.groups);
  firstRow = b.mul(split(plan.piece.rowPieces()), plan.piece.rows);
  firstImage = b.mul(task, plan.images);
  for (const AxisPhase &row : plan.piece.axes[0].phases)
    for (const AxisPhase &column : plan.piece.axes[1].phases)
      emitPhase(row, column);
}

void PatchProductEmitter::emitPhase(const AxisPhase &row,
                                    const AxisPhase &column) {
  SmallVector<Tap> taps = plan.piece.taps(row, column, windows.axes[1].kernel);
  Value zero = b.zero(VectorType::get(lanes, type));
  b.loop(b.index(0), b.index(plan.chunk * plan.columns()), lanes,
         [&](Value i) { b.storeVector(zero, pointer(sums, i)); });
  b.loop(b.index(0), b.index(plan.channels), plan.block, [&](Value channel) {
    Value count =
        b.min(b.sub(b.index(plan.channels), channel), b.index(plan.block));
    stage(channel, count);
    writePatches(count, taps);
    addProducts(channel, count, taps);
  });
  b.loop(b.index(0), numLines, 1,
         [&](Value line) { storeRow(line, row, column); });
}

/// Images past the last repeat it.
void PatchProductEmitter::stage(Value channel, Value count) {
  int64_t plane = plan.piece.axes[0].source * plan.piece.axes[1].source;
  b.loop(b.index(0), b.index(plan.images), 1, [&](Value i) {
    Value image = b.min(b.add(firstImage, i), b.sub(allImages, b.index(1)));
    Value first = b.add(b.mul(image, windows.groups), group);
    first = b.add(b.mul(first, plan.channels), channel);
    Staging staging;
    staging.elementType = type;
    staging.source = pointer(operand(0), b.mul(first, plane));
    staging.channels = count;
    staging.firstRow = firstRow;
    staging.firstColumn = b.index(0);
    staging.target = pointer(stageBuffer, b.mul(i, stagedImage()));
    staging.pitch = plan.piece.channelElements();
    emitStaging(b, plan.piece, staging);
  });
}

void PatchProductEmitter::writePatches(Value count, ArrayRef<Tap> taps) {
  int64_t perImage = plan.piece.rows * plan.piece.columns;
  b.loop(b.index(0), count, 1, [&](Value channel) {
    b.loop(b.index(0), b.index(plan.images), 1, [&](Value image) {
      Value from = b.add(b.mul(image, stagedImage()),
                         b.mul(channel, plan.piece.channelElements()));
      Value to = b.add(b.mul(channel, taps.size() * plan.stride()),
                       b.mul(image, perImage));
      for (auto [i, tap] : llvm::enumerate(taps))
        writePatch(b.add(from, tap.plane), b.add(to, i * plan.stride()));
    });
  });
}

/// The positions of a piece, row by row.
void PatchProductEmitter::writePatch(Value from, Value to) {
  int64_t columns = plan.piece.columns;
  int64_t wide = std::min<int64_t>(lanes, llvm::bit_floor<uint64_t>(columns));
  b.loop(b.index(0), b.index(plan.piece.rows), 1, [&](Value row) {
    Value source = b.add(from, b.mul(row, plan.piece.planeColumns()));
    Value target = b.add(to, b.mul(row, columns));
    // The last vector overlaps the one before instead of leaving a rest.
    for (int64_t column = 0; column < columns; column += wide) {
      int64_t at = std::min(column, columns - wide);
      b.storeVector(
          b.loadVector(type, wide, pointer(stageBuffer, b.add(source, at))),
          pointer(patches, b.add(target, at)));
    }
  });
}

void PatchProductEmitter::addProducts(Value channel, Value count,
                                      ArrayRef<Tap> taps) {
  auto numTaps = static_cast<int64_t>(taps.size());
  bool isEven = plan.channels % plan.block == 0;
  b.loop(b.index(0), numLines, plan.tile.rows, [&](Value line) {
    MicroKernel micro;
    micro.elementType = type;
    micro.shape = plan.tile;
    micro.a = weightTile(line, channel, count, taps);
    if (isForward(op) && plan.rows % plan.tile.rows != 0)
      micro.rowCount = b.min(b.sub(numLines, line), b.index(plan.tile.rows));
    micro.bStride = b.index(plan.stride());
    micro.depth = b.mul(count, numTaps);
    if (isEven)
      micro.staticDepth = plan.block * numTaps;
    TileTarget target;
    target.elementType = type;
    target.c = sums;
    target.cStride = b.index(plan.columns());
    target.first = Flag::of(false);
    target.buffer = tileBuffer;
    b.loop(b.index(0), b.index(plan.columns()), plan.tile.columns(),
           [&](Value column) {
             micro.b = pointer(patches, column);
             emitTileStore(b, target, {line, {}, column, plan.tile, {}},
                           emitMicroKernel(b, micro));
           });
  });
}

/// The weight of a row and a channel of the task, at the first place of the
/// kernel. Rows that do not exist repeat the last one.
Value PatchProductEmitter::weightAt(Value line, Value channel) {
  Value row = b.min(b.add(firstLine, line), b.index(plan.rows - 1));
  Value filter = isForward(op) ? row : channel;
  Value other = isForward(op) ? channel : row;
  filter = b.add(b.mul(group, windows.groupFilters()), filter);
  Value plane = b.add(b.mul(filter, windows.groupChannels()), other);
  return pointer(operand(1), b.mul(plane, windows.kernel()));
}

/// The weights of a tile of rows: where they lie if d counts them as they do,
/// else copied, rows side by side for each d.
StridedOperand PatchProductEmitter::weightTile(Value line, Value channel,
                                               Value count,
                                               ArrayRef<Tap> taps) {
  int64_t rows = plan.tile.rows;
  if (isForward(op))
    return {weightAt(line, channel),
            b.index(windows.groupChannels() * windows.kernel()), b.index(1)};
  b.loop(b.index(0), count, 1, [&](Value c) {
    Value to = b.mul(c, taps.size() * rows);
    for (int64_t i = 0; i < rows; ++i) {
      Value from = weightAt(b.add(line, i), b.add(channel, c));
      for (auto [number, tap] : llvm::enumerate(taps))
        b.store(b.load(type, pointer(from, b.index(tap.place))),
                pointer(weights, b.add(to, number * rows + i)));
    }
  });
  return {weights, b.index(1), b.index(rows)};
}

/// Stores what the kernel makes of the sums of a row.
void PatchProductEmitter::storeRow(Value line, const AxisPhase &down,
                                   const AxisPhase &right) {
  Value rows = b.min(b.max(b.sub(b.index(down.count), firstRow), b.index(0)),
                     b.index(plan.piece.rows));
  Value images = b.min(b.sub(allImages, firstImage), b.index(plan.images));
  Extents extents = getExtents(result.getType());
  int64_t planeRows = extents.size() == 4 ? extents[2].size : 1;
  unsigned wide = right.step == 1 ? lanes : 1;
  b.loop(b.index(0), images, 1, [&](Value image) {
    Value plane = b.add(b.mul(b.add(firstImage, image), windows.groups), group);
    plane = b.add(b.mul(plane, plan.rows), b.add(firstLine, line));
    b.loop(b.index(0), rows, 1, [&](Value i) {
      Value at = b.add(b.mul(b.add(firstRow, i), down.step), down.first);
      Value resultRow = b.add(b.mul(plane, planeRows), at);
      Value from = b.add(b.mul(image, plan.piece.rows), i);
      from =
          b.add(b.mul(line, plan.columns()), b.mul(from, plan.piece.columns));
      forEachVector(
          b, b.index(0), b.index(right.count), wide, [&](Value j, Value mask) {
            Value column = b.add(b.mul(j, right.step), right.first);
            Value source = pointer(sums, b.add(from, j));
            Value sum = wide == 1 ? b.load(type, source)
                                  : b.loadVector(type, wide, source, mask);
            storeResultOutputs(kernel, outputs, result, sum, resultRow, column,
                               mask);
          });
    });
  });
}

} // namespace bmc
