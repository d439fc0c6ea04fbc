//===- PatchProduct.cpp - A convolution as a product with patches ---------===//
//
// A task takes pieces of some images and a chunk of the result's planes. Per
// block of channels it stages planes and adds the products of all positions to
// the task's sums, [phase][position][plane], which are turned and stored when
// the last channel is in.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/windows/PatchProduct.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/gemm/Gemm.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

namespace {

/// Staged planes, sums, and a panel of weights for a block of channels share
/// L2; the first two are on the stack.
constexpr int64_t kStageBytes = 160 << 10;
constexpr int64_t kSumBytes = 160 << 10;
constexpr int64_t kPanelBytes = 128 << 10;
/// Positions of all phases that make a load of a weight worth it, and most of
/// them.
constexpr int64_t kFewPositions = 96, kMostPositions = 288;
/// Least planes of the result and products per element that pay for packing.
constexpr int64_t kLeastPlanes = 32, kLeastDepth = 64;
/// Taps that are written out: 7 x 7.
constexpr int64_t kMostTaps = 49;

/// How many positions are computed per position that exists.
double waste(const PatchProductPlan &plan) {
  return double(llvm::alignTo(plan.positions(), plan.tile.rows)) /
         double(plan.positions());
}

/// Pieces and images of at most `most` positions that waste least.
void choosePositions(PatchProductPlan &plan, int64_t few, int64_t most) {
  int64_t allRows = plan.piece.axes[0].positions();
  int64_t perRow = plan.piece.axes[1].positions();
  PatchProductPlan best;
  auto offer = [&](int64_t rows, int64_t images) {
    PatchProductPlan candidate = plan;
    candidate.piece.rows = rows;
    candidate.images = images;
    bool isLarger = candidate.positions() > best.positions();
    double gain = best.piece.rows ? waste(best) / waste(candidate) : 2;
    if (gain > 1.03 || (gain > 0.999 && isLarger))
      best = candidate;
  };
  plan.piece.columns = llvm::divideCeil(perRow, llvm::divideCeil(perRow, most));
  if (perRow > most)
    offer(1, 1);
  else if (allRows * perRow > most)
    for (int64_t pieces = 2; pieces <= allRows; ++pieces) {
      int64_t rows = llvm::divideCeil(allRows, pieces);
      if (rows * perRow <= most && (rows * perRow >= few || !best.piece.rows))
        offer(rows, 1);
    }
  else
    for (int64_t n = 1; n * allRows * perRow <= most; ++n)
      if (n * allRows * perRow >= few || !best.piece.rows)
        offer(allRows, n);
  plan = std::move(best);
}

class PatchProductEmitter {
public:
  PatchProductEmitter(CpuKernel &kernel, Operation *op,
                      const PatchProductPlan &plan)
      : kernel(kernel), b(kernel.builder), windows(boundedWindows(op)),
        plan(plan), source(sourcePlanes(kernel, op, windows)),
        result(op->getResult(0)), type(getElementTypeOrSelf(result.getType())),
        lanes(plan.tile.lanes), chunkColumns(plan.chunk * plan.tile.columns()),
        outputs(findResultOutputs(kernel.function, result)),
        allImages(kernel.extent(getExtents(result.getType())[0])) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  /// What a piece covers of the result on an axis, at most.
  int64_t coveredRows() const {
    return plan.piece.rows * plan.piece.axes[0].phases[0].step;
  }
  int64_t coveredColumns() const {
    return plan.piece.columns * plan.piece.axes[1].phases[0].step;
  }
  /// Whether neighbours of a phase are none of the result.
  bool hasSteps() const {
    return coveredRows() * coveredColumns() >
           plan.piece.rows * plan.piece.columns;
  }
  int64_t phaseSums() const { return plan.paddedPositions() * chunkColumns; }
  /// Elements of a turned plane.
  int64_t turnedElements() const {
    int64_t covered = plan.images * coveredRows() * coveredColumns();
    return std::max(plan.paddedPositions(), covered);
  }

  /// Rows of a turned image, and elements of a row.
  Value turnedRows() const {
    return b.mul(numRows, plan.piece.axes[0].phases[0].step);
  }
  Value turnedColumns() const {
    return b.mul(numColumns, plan.piece.axes[1].phases[0].step);
  }

  void emitTask(Value task);
  void fillPositions();
  void stage(Value channel, Value count);
  void addProducts(size_t phase, Value channel, Value count);
  void addPanel(size_t phase, Value channel, Value count, Value panel,
                TileShape shape);
  void forEachPosition(
      function_ref<void(Value image, Value row, Value column, Value number)>
          body);
  void storeSums();
  void turn(Value line);
  void spread(size_t phase);
  void storePlane(Value line, Value lane);

  CpuKernel &kernel;
  CpuBuilder &b;
  Windows windows;
  const PatchProductPlan &plan;
  Planes source;
  Value result;
  Type type;
  int64_t lanes, chunkColumns;
  ResultOutputs outputs;
  Value allImages;

  Value stageBuffer, sums, tileBuffer;
  Value positions; ///< where each of a phase lies in the staged planes (i64)
  /// `lanes` planes: all phases of them, and those of one.
  Value turned, turnedPhase;
  std::array<Value, 2> pieces;
  /// Of the current task; positions are numbered image, row, column.
  Value firstImage, group, firstRow, firstColumn, firstPanel, numPanels;
  Value numRows, numColumns, numPositions;
};

} // namespace

std::optional<PatchProductPlan> planPatchProduct(const CpuTarget &target,
                                                 Operation *op, Type type) {
  Windows windows = boundedWindows(op);
  bool forward = isa<ConvOp>(op);
  PatchProductPlan plan;
  plan.planes = forward ? windows.groupFilters() : windows.groupChannels();
  plan.channels = forward ? windows.groupChannels() : windows.groupFilters();
  if (plan.planes < kLeastPlanes || windows.kernel() > kMostTaps ||
      plan.channels * windows.kernel() < kLeastDepth)
    return std::nullopt;
  for (auto [stencil, axis] : llvm::zip_equal(plan.piece.axes, windows.axes))
    stencil = forward ? forwardStencil(axis) : gradientStencil(axis);
  const auto &[down, right] = plan.piece.axes;
  plan.tile = tileShape(target, type, plan.planes);
  plan.tile.vectors = std::min<int64_t>(
      plan.tile.vectors, llvm::divideCeil(plan.planes, plan.tile.lanes));
  // Positions of the result for each of a phase.
  int64_t covered = down.phases[0].step * right.phases[0].step;
  choosePositions(plan, std::max<int64_t>(kFewPositions / covered, 1),
                  std::max<int64_t>(kMostPositions / covered, 1));
  for (const AxisPhase &row : plan.piece.axes[0].phases)
    for (const AxisPhase &column : plan.piece.axes[1].phases)
      plan.phases.push_back(
          {row, column, plan.piece.taps(row, column, windows.axes[1].kernel)});
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  int64_t columns = plan.tile.columns();
  int64_t panelSums = plan.paddedPositions() * columns *
                      static_cast<int64_t>(plan.phases.size());
  int64_t panels = kSumBytes / bytes / panelSums;
  int64_t staged =
      kStageBytes / bytes / plan.images / plan.piece.channelElements();
  if (panels < 1 || staged < 1)
    return std::nullopt;
  plan.chunk = evenPart(plan.panels(), panels);
  int64_t depth = kPanelBytes / bytes / columns / windows.kernel() * covered;
  plan.block = evenPart(plan.channels, std::min(staged, depth));
  return plan;
}

void emitPatchProduct(CpuKernel &kernel, Operation *op,
                      const PatchProductPlan &plan) {
  emitPatchWeights(kernel, op, plan);
  PatchProductEmitter(kernel, op, plan).emit();
}

int64_t convolutionScratchBytes(Operation *anchor, DimBound) {
  Type type = getElementTypeOrSelf(anchor->getResult(0).getType());
  return largestOverTargets([&](const CpuTarget &target) -> int64_t {
    auto plan = planPatchProduct(target, anchor, type);
    return plan ? boundedWindows(anchor).groups * plan->packedGroup() *
                      type.getIntOrFloatBitWidth() / 8
                : 0;
  });
}

void PatchProductEmitter::emit() {
  Value units = b.ceilDiv(allImages, plan.images);
  pieces = plan.piece.pieces(kernel);
  Value perUnit =
      b.mul(b.mul(pieces[0], pieces[1]),
            windows.groups * llvm::divideCeil(plan.panels(), plan.chunk));
  b.parallel(b.mul(units, perUnit), [&](Value task) {
    // The last vector that is staged reaches past the planes.
    stageBuffer =
        b.stackBuffer(type, plan.images * plan.stagedImage() + 2 * lanes);
    sums = b.stackBuffer(type, plan.phases.size() * phaseSums());
    tileBuffer = b.stackBuffer(type, plan.tile.rows * plan.tile.columns());
    positions =
        b.stackBuffer(b.getI64Type(), plan.paddedPositions() + plan.tile.rows);
    turned = b.stackBuffer(type, lanes * turnedElements());
    turnedPhase = turned;
    if (hasSteps())
      turnedPhase = b.stackBuffer(type, lanes * plan.paddedPositions());
    emitTask(task);
  });
}

/// Tasks are numbered images, row piece, column piece, group, chunk of planes.
void PatchProductEmitter::emitTask(Value task) {
  auto split = [&](Value count) {
    Value part = b.rem(task, count);
    task = b.div(task, count);
    return part;
  };
  firstPanel = b.mul(
      split(b.index(llvm::divideCeil(plan.panels(), plan.chunk))), plan.chunk);
  numPanels =
      b.min(b.sub(b.index(plan.panels()), firstPanel), b.index(plan.chunk));
  group = split(b.index(windows.groups));
  firstColumn = b.mul(split(pieces[1]), plan.piece.columns);
  firstRow = b.mul(split(pieces[0]), plan.piece.rows);
  firstImage = b.mul(task, plan.images);
  std::array<Value, 2> size = plan.piece.size(kernel, firstRow, firstColumn);
  numRows = size[0];
  numColumns = size[1];
  numPositions = b.mul(b.mul(numRows, numColumns), plan.images);
  fillPositions();
  b.loop(b.index(0), b.index(plan.channels), plan.block, [&](Value channel) {
    Value count =
        b.min(b.sub(b.index(plan.channels), channel), b.index(plan.block));
    stage(channel, count);
    for (size_t phase = 0; phase < plan.phases.size(); ++phase)
      addProducts(phase, channel, count);
  });
  storeSums();
}

/// Those of an incomplete tile repeat the first.
void PatchProductEmitter::fillPositions() {
  Type i64 = b.getI64Type();
  const StencilPiece &piece = plan.piece;
  for (int64_t i = 0; i < plan.tile.rows; ++i)
    b.store(b.index(0), b.pointer(positions, b.add(numPositions, i), i64));
  b.loop(b.index(0), b.index(plan.images), 1, [&](Value image) {
    b.loop(b.index(0), numRows, 1, [&](Value row) {
      Value line = b.add(b.mul(image, numRows), row);
      Value from = b.add(b.mul(image, plan.stagedImage()),
                         b.mul(row, piece.planeColumns()));
      b.loop(b.index(0), numColumns, 1, [&](Value column) {
        Value number = b.add(b.mul(line, numColumns), column);
        b.store(b.add(from, column), b.pointer(positions, number, i64));
      });
    });
  });
}

/// Images past the last repeat it.
void PatchProductEmitter::stage(Value channel, Value count) {
  b.loop(b.index(0), b.index(plan.images), 1, [&](Value i) {
    Value image = b.min(b.add(firstImage, i), b.sub(allImages, b.index(1)));
    Staging staging;
    staging.elementType = type;
    staging.source = source.at(b, image, group, channel);
    staging.channels = count;
    staging.firstRow = firstRow;
    staging.firstColumn = firstColumn;
    staging.target = pointer(stageBuffer, b.mul(i, plan.stagedImage()));
    staging.pitch = plan.piece.channelElements();
    if (!windows.isStatic()) {
      staging.rows = b.add(numRows, plan.piece.axes[0].maxShift);
      staging.columns = b.add(numColumns, plan.piece.axes[1].maxShift);
    }
    emitStaging(kernel, plan.piece, staging);
  });
}

void PatchProductEmitter::addProducts(size_t phase, Value channel,
                                      Value count) {
  if (plan.phases[phase].taps.empty()) {
    Value zero = b.zero(VectorType::get(lanes, type));
    Value base = pointer(sums, b.index(phase * phaseSums()));
    return b.loop(b.index(0), b.index(phaseSums()), lanes,
                  [&](Value i) { b.storeVector(zero, pointer(base, i)); });
  }
  int64_t whole = plan.planes / plan.tile.columns();
  Value end = b.min(numPanels, b.sub(b.index(whole), firstPanel));
  b.loop(b.index(0), end, 1, [&](Value panel) {
    addPanel(phase, channel, count, panel, plan.tile);
  });
  int64_t rest = plan.planes % plan.tile.columns();
  if (rest == 0)
    return;
  TileShape shape = plan.tile;
  shape.vectors = llvm::divideCeil(rest, lanes);
  b.ifThen(b.less(end, numPanels),
           [&] { addPanel(phase, channel, count, end, shape); });
}

/// The products of all positions with a block of a panel.
void PatchProductEmitter::addPanel(size_t number, Value channel, Value count,
                                   Value panel, TileShape shape) {
  const PatchPhase &phase = plan.phases[number];
  int64_t width = plan.tile.columns();
  auto taps = static_cast<int64_t>(phase.taps.size());
  MicroKernel micro;
  micro.elementType = type;
  micro.shape = shape;
  micro.a.depthStride = b.index(plan.piece.channelElements());
  micro.distances.clear();
  for (const Tap &tap : phase.taps)
    micro.distances.push_back(tap.plane);
  Value from = b.add(b.mul(group, plan.packedGroup()),
                     b.mul(b.add(firstPanel, panel), plan.packedPanel(phase)));
  from = b.add(b.add(from, b.mul(channel, taps * width)),
               plan.packedOffset(number));
  micro.b = pointer(kernel.scratch(), from);
  micro.bStride = b.index(width);
  micro.depth = count;
  if (plan.channels % plan.block == 0)
    micro.staticDepth = plan.block;
  TileTarget target;
  target.elementType = type;
  target.c = pointer(sums, b.index(number * phaseSums()));
  target.cStride = b.index(chunkColumns);
  target.first = plan.block == plan.channels
                     ? Flag::of(true)
                     : Flag{b.less(channel, b.index(1)), false};
  target.buffer = tileBuffer;
  Value column = b.mul(panel, width);
  Type i64 = b.getI64Type();
  b.loop(b.index(0), numPositions, plan.tile.rows, [&](Value first) {
    MicroKernel tile = micro;
    for (int64_t i = 0; i < plan.tile.rows; ++i)
      tile.rowBases.push_back(
          pointer(stageBuffer,
                  b.load(i64, b.pointer(positions, b.add(first, i), i64))));
    emitTileStore(b, target, {first, {}, column, shape, {}},
                  emitMicroKernel(b, tile));
  });
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// A vector of planes at a time.
void PatchProductEmitter::storeSums() {
  Value first = b.mul(firstPanel, plan.tile.columns());
  Value end = b.min(b.sub(b.index(plan.planes), first), b.index(chunkColumns));
  b.loop(b.index(0), end, lanes, [&](Value line) {
    turn(line);
    Value count = b.min(b.sub(end, line), b.index(lanes));
    b.loop(b.index(0), count, 1, [&](Value lane) {
      storePlane(b.add(b.add(first, line), lane), lane);
    });
  });
}

/// The sums of the planes from `line` on as planes.
void PatchProductEmitter::turn(Value line) {
  for (size_t phase = 0; phase < plan.phases.size(); ++phase) {
    Value from = pointer(sums, b.add(line, phase * phaseSums()));
    int64_t pitch = hasSteps() ? plan.paddedPositions() : turnedElements();
    b.loop(b.index(0), numPositions, lanes, [&](Value position) {
      SmallVector<Value> rows;
      for (int64_t i = 0; i < lanes; ++i)
        rows.push_back(b.loadVector(
            type, lanes,
            pointer(from, b.mul(b.add(position, i), chunkColumns))));
      rows = transposeVectors(b, rows);
      for (int64_t i = 0; i < lanes; ++i)
        b.storeVector(rows[i],
                      pointer(turnedPhase, b.add(position, i * pitch)));
    });
    if (hasSteps())
      spread(phase);
  }
}

/// The elements of a phase to where they lie in the planes.
void PatchProductEmitter::spread(size_t number) {
  const PatchPhase &phase = plan.phases[number];
  b.loop(b.index(0), b.index(lanes), 1, [&](Value lane) {
    Value from = b.mul(lane, plan.paddedPositions());
    Value to = b.mul(lane, turnedElements());
    b.loop(b.index(0), b.mul(numRows, plan.images), 1, [&](Value row) {
      // Images follow each other as their rows do.
      Value line = b.add(b.mul(row, phase.row.step), phase.row.first);
      Value target =
          b.add(b.add(to, b.mul(line, turnedColumns())), phase.column.first);
      Value begin = b.add(from, b.mul(row, numColumns));
      b.loop(b.index(0), numColumns, 1, [&](Value column) {
        Value sum = b.load(type, pointer(turnedPhase, b.add(begin, column)));
        b.store(sum, pointer(turned,
                             b.add(target, b.mul(column, phase.column.step))));
      });
    });
  });
}

/// Stores what the kernel makes of a turned plane.
void PatchProductEmitter::storePlane(Value line, Value lane) {
  Value planeRows = kernel.extent(plan.piece.axes[0].result);
  Value planeColumns = kernel.extent(plan.piece.axes[1].result);
  Value top = b.mul(firstRow, plan.piece.axes[0].phases[0].step);
  Value left = b.mul(firstColumn, plan.piece.axes[1].phases[0].step);
  Value rows = b.min(b.sub(planeRows, top), b.index(coveredRows()));
  Value columns =
      plan.piece.columnPieces() == 1
          ? planeColumns
          : b.min(b.sub(planeColumns, left), b.index(coveredColumns()));
  Value images = b.min(b.sub(allImages, firstImage), b.index(plan.images));
  b.loop(b.index(0), images, 1, [&](Value image) {
    Value plane = b.add(b.mul(b.add(firstImage, image), windows.groups), group);
    plane = b.add(b.mul(plane, plan.planes), line);
    b.loop(b.index(0), rows, 1, [&](Value row) {
      Value resultRow = b.add(b.mul(plane, planeRows), b.add(top, row));
      Value from = b.add(b.mul(image, turnedRows()), row);
      from = b.add(b.mul(lane, turnedElements()), b.mul(from, turnedColumns()));
      forEachVector(b, b.index(0), columns, lanes, [&](Value j, Value mask) {
        Value sum =
            b.loadVector(type, lanes, pointer(turned, b.add(from, j)), mask);
        storeResultOutputs(kernel, outputs, result, sum, resultRow,
                           b.add(left, j), mask);
      });
    });
  });
}

} // namespace bmc
