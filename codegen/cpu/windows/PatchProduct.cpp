//===- PatchProduct.cpp - A convolution as a product with patches ---------===//
//
// A task takes pieces of some images and a chunk of the result's planes. Per
// block of channels it stages planes and adds the products of all positions to
// the task's sums, [phase or point][position][plane], which are turned and
// stored when the last channel is in.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/windows/PatchProduct.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/gemm/Gemm.h"
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
/// The same where planes are transformed. They may come from farther than L2:
/// each is read once for every panel.
constexpr int64_t kPointBytes = 384 << 10;
constexpr int64_t kPointSumBytes = 320 << 10;
constexpr int64_t kPointPanelBytes = 64 << 10;
/// Channels that are worth transforming a plane back.
constexpr int64_t kLeastPointChannels = 16;
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

/// What the products of a phase or point read and add to.
struct ProductOperands {
  Value planes; ///< of the first image
  int64_t channelStride = 0;
  SmallVector<int64_t> taps; ///< distances in the planes of a channel
  Value weights;             ///< of the group's first panel
  int64_t panelElements = 0;
  Value sums;
};

class PatchProductEmitter {
public:
  PatchProductEmitter(CpuKernel &kernel, Operation *op,
                      const PatchProductPlan &plan)
      : kernel(kernel), b(kernel.builder), windows(boundedWindows(op)),
        plan(plan), source(sourcePlanes(kernel, op, windows)),
        result(op->getResult(0)), type(getElementTypeOrSelf(result.getType())),
        lanes(plan.tile.lanes),
        allImages(kernel.extent(getExtents(result.getType())[0])) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  void emitTask(Value number);
  void fillPositions();
  void stage(Value channel, Value count);
  void stageImage(Value image, Value channel, Value count, Value target);
  void transformImage(Value count, Value target);
  ProductOperands phaseOperands(size_t phase);
  ProductOperands pointOperands(Value point);
  void addAllProducts(Value channel, Value count);
  void addProducts(const ProductOperands &operands, Value channel, Value count);
  void addPanel(const ProductOperands &operands, Value channel, Value count,
                Value panel, TileShape shape);
  void transformAllSums();

  CpuKernel &kernel;
  CpuBuilder &b;
  Windows windows;
  const PatchProductPlan &plan;
  Planes source;
  Value result;
  Type type;
  int64_t lanes;
  Value allImages;

  Value stageBuffer; ///< what products read, of each image
  Value planeBuffer; ///< staged planes of an image that is to be transformed
  Value sums, tileBuffer;
  Value positions; ///< where each of a phase lies in stageBuffer (i64)
  std::array<Value, 2> pieces;
  PatchTask task;
};

} // namespace

/// Products that read staged planes, or what `points` make of them.
static std::optional<PatchProductPlan> planProducts(const CpuTarget &target,
                                                    const Windows &windows,
                                                    Type type,
                                                    PatchProductPlan plan) {
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
  int64_t panelSums = plan.paddedPositions() * columns * plan.numSums();
  int64_t panels =
      (plan.isTransformed() ? kPointSumBytes : kSumBytes) / bytes / panelSums;
  int64_t perChannel = plan.isTransformed()
                           ? plan.numSums() * plan.piece.planeElements()
                           : plan.piece.channelElements();
  int64_t staged = (plan.isTransformed() ? kPointBytes : kStageBytes) / bytes /
                   plan.images / perChannel;
  if (panels < 1 || staged < 1)
    return std::nullopt;
  plan.chunk = evenPart(plan.panels(), panels);
  int64_t depth = kPanelBytes / bytes / columns / windows.kernel() * covered;
  if (plan.isTransformed())
    depth = kPointPanelBytes / bytes / columns;
  plan.block = evenPart(plan.channels, std::min(staged, depth));
  return plan;
}

std::optional<PatchProductPlan> planPatchProduct(const CpuTarget &target,
                                                 Operation *op, Type type) {
  Windows windows = boundedWindows(op);
  bool forward = isa<ConvOp>(op);
  PatchProductPlan plan;
  plan.groups = windows.groups;
  plan.planes = forward ? windows.groupFilters() : windows.groupChannels();
  plan.channels = forward ? windows.groupChannels() : windows.groupFilters();
  if (plan.planes < kLeastPlanes || windows.kernel() > kMostTaps ||
      plan.channels * windows.kernel() < kLeastDepth)
    return std::nullopt;
  for (auto [stencil, axis] : llvm::zip_equal(plan.piece.axes, windows.axes))
    stencil = forward ? forwardStencil(axis) : gradientStencil(axis);
  if (plan.channels >= kLeastPointChannels)
    if (auto axes = pairStencils(plan.piece.axes)) {
      PatchProductPlan pairs = plan;
      pairs.piece.axes = std::move(*axes);
      pairs.points = winogradPoints(pairs.piece.axes);
      if (auto products = planProducts(target, windows, type, std::move(pairs)))
        return products;
    }
  return planProducts(target, windows, type, std::move(plan));
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
  b.parallel(b.mul(units, perUnit), [&](Value number) {
    // The last vector that is staged reaches past the planes; so does what is
    // read of them.
    stageBuffer =
        b.stackBuffer(type, plan.images * plan.readBlock() + 2 * lanes);
    if (plan.isTransformed())
      planeBuffer =
          b.stackBuffer(type, plan.piece.numPlanes() * plan.pointElements() +
                                  2 * lanes + plan.piece.planeColumns());
    sums = b.stackBuffer(type, plan.numSums() * plan.sumElements());
    tileBuffer = b.stackBuffer(type, plan.tile.rows * plan.tile.columns());
    positions =
        b.stackBuffer(b.getI64Type(), plan.paddedPositions() + plan.tile.rows);
    emitTask(number);
  });
}

/// Tasks are numbered images, row piece, column piece, group, chunk of planes.
void PatchProductEmitter::emitTask(Value number) {
  auto split = [&](Value count) {
    Value part = b.rem(number, count);
    number = b.div(number, count);
    return part;
  };
  task.firstPanel = b.mul(
      split(b.index(llvm::divideCeil(plan.panels(), plan.chunk))), plan.chunk);
  task.numPanels = b.min(b.sub(b.index(plan.panels()), task.firstPanel),
                         b.index(plan.chunk));
  task.group = split(b.index(windows.groups));
  task.firstColumn = b.mul(split(pieces[1]), plan.piece.columns);
  task.firstRow = b.mul(split(pieces[0]), plan.piece.rows);
  task.firstImage = b.mul(number, plan.images);
  std::array<Value, 2> size =
      plan.piece.size(kernel, task.firstRow, task.firstColumn);
  task.numRows = size[0];
  task.numColumns = size[1];
  task.numImages =
      b.min(b.sub(allImages, task.firstImage), b.index(plan.images));
  task.numPositions =
      b.mul(b.mul(task.numRows, task.numColumns), task.numImages);
  fillPositions();
  b.loop(b.index(0), b.index(plan.channels), plan.block, [&](Value channel) {
    Value count =
        b.min(b.sub(b.index(plan.channels), channel), b.index(plan.block));
    stage(channel, count);
    addAllProducts(channel, count);
  });
  if (plan.isTransformed())
    transformAllSums();
  emitPatchResults(kernel, result, plan, task, sums);
}

/// Those of an incomplete tile repeat the first.
void PatchProductEmitter::fillPositions() {
  Type i64 = b.getI64Type();
  const StencilPiece &piece = plan.piece;
  for (int64_t i = 0; i < plan.tile.rows; ++i)
    b.store(b.index(0), b.pointer(positions, b.add(task.numPositions, i), i64));
  b.loop(b.index(0), task.numImages, 1, [&](Value image) {
    b.loop(b.index(0), task.numRows, 1, [&](Value row) {
      Value line = b.add(b.mul(image, task.numRows), row);
      Value from = b.add(b.mul(image, plan.readBlock()),
                         b.mul(row, piece.planeColumns()));
      b.loop(b.index(0), task.numColumns, 1, [&](Value column) {
        Value number = b.add(b.mul(line, task.numColumns), column);
        b.store(b.add(from, column), b.pointer(positions, number, i64));
      });
    });
  });
}

void PatchProductEmitter::stage(Value channel, Value count) {
  b.loop(b.index(0), task.numImages, 1, [&](Value i) {
    Value image = b.add(task.firstImage, i);
    Value target = pointer(stageBuffer, b.mul(i, plan.readBlock()));
    if (!plan.isTransformed())
      return stageImage(image, channel, count, target);
    stageImage(image, channel, count, planeBuffer);
    transformImage(count, target);
  });
}

/// Where planes are transformed the channels of each follow each other, so that
/// vectors run from one to the next.
void PatchProductEmitter::stageImage(Value image, Value channel, Value count,
                                     Value target) {
  Staging staging;
  staging.elementType = type;
  staging.source = source.at(b, image, task.group, channel);
  staging.channels = count;
  staging.firstRow = task.firstRow;
  staging.firstColumn = task.firstColumn;
  staging.target = target;
  staging.pitch = plan.piece.channelElements();
  if (plan.isTransformed()) {
    staging.pitch = plan.piece.planeElements();
    staging.planePitch = plan.pointElements();
  }
  if (!windows.isStatic()) {
    staging.rows = b.add(task.numRows, plan.piece.axes[0].maxShift);
    staging.columns = b.add(task.numColumns, plan.piece.axes[1].maxShift);
  }
  emitStaging(kernel, plan.piece, staging);
}

/// planeBuffer into a plane of each point, at all positions of all channels and
/// between them.
void PatchProductEmitter::transformImage(Value count, Value target) {
  const PatchPhase &phase = plan.phases[0];
  SmallVector<Tap> taps = plan.piece.taps(phase.row, phase.column,
                                          plan.points[1], plan.pointElements());
  Value end = b.mul(count, plan.piece.planeElements());
  b.loop(b.index(0), end, lanes, [&](Value at) {
    SmallVector<Value> inputs;
    for (const Tap &tap : taps)
      inputs.push_back(b.loadVector(
          type, lanes, pointer(planeBuffer, b.add(at, tap.plane))));
    for (auto [number, point] :
         llvm::enumerate(transformInputs(b, plan.points, inputs)))
      b.storeVector(point,
                    pointer(target, b.add(at, number * plan.pointElements())));
  });
}

ProductOperands PatchProductEmitter::phaseOperands(size_t phase) {
  ProductOperands operands;
  operands.planes = stageBuffer;
  operands.channelStride = plan.piece.channelElements();
  for (const Tap &tap : plan.phases[phase].taps)
    operands.taps.push_back(tap.plane);
  operands.panelElements = plan.packedPanel(phase);
  Value weights =
      b.add(b.mul(task.group, plan.packedGroup()), plan.packedOffset(phase));
  operands.weights = pointer(kernel.scratch(), weights);
  operands.sums = pointer(sums, b.index(phase * plan.sumElements()));
  return operands;
}

ProductOperands PatchProductEmitter::pointOperands(Value point) {
  ProductOperands operands;
  operands.planes = pointer(stageBuffer, b.mul(point, plan.pointElements()));
  operands.channelStride = plan.piece.planeElements();
  operands.taps = {0};
  operands.panelElements = plan.packedPanel(0);
  Value weights = b.add(b.mul(task.group, plan.packedGroup()),
                        b.mul(point, plan.packedOffset(1)));
  operands.weights = pointer(kernel.scratch(), weights);
  operands.sums = pointer(sums, b.mul(point, plan.sumElements()));
  return operands;
}

/// Those of the channels [channel, channel + count), which are staged.
void PatchProductEmitter::addAllProducts(Value channel, Value count) {
  if (plan.isTransformed())
    return b.loop(b.index(0), b.index(plan.numSums()), 1, [&](Value point) {
      addProducts(pointOperands(point), channel, count);
    });
  for (size_t phase = 0; phase < plan.phases.size(); ++phase)
    addProducts(phaseOperands(phase), channel, count);
}

void PatchProductEmitter::addProducts(const ProductOperands &operands,
                                      Value channel, Value count) {
  if (operands.taps.empty()) {
    Value zero = b.zero(VectorType::get(lanes, type));
    return b.loop(b.index(0), b.index(plan.sumElements()), lanes, [&](Value i) {
      b.storeVector(zero, pointer(operands.sums, i));
    });
  }
  int64_t whole = plan.planes / plan.tile.columns();
  Value end = b.min(task.numPanels, b.sub(b.index(whole), task.firstPanel));
  b.loop(b.index(0), end, 1, [&](Value panel) {
    addPanel(operands, channel, count, panel, plan.tile);
  });
  int64_t rest = plan.planes % plan.tile.columns();
  if (rest == 0)
    return;
  TileShape shape = plan.tile;
  shape.vectors = llvm::divideCeil(rest, lanes);
  b.ifThen(b.less(end, task.numPanels),
           [&] { addPanel(operands, channel, count, end, shape); });
}

/// The products of all positions with a block of a panel.
void PatchProductEmitter::addPanel(const ProductOperands &operands,
                                   Value channel, Value count, Value panel,
                                   TileShape shape) {
  int64_t width = plan.tile.columns();
  MicroKernel micro;
  micro.elementType = type;
  micro.shape = shape;
  micro.a.depthStride = b.index(operands.channelStride);
  micro.distances = operands.taps;
  auto taps = static_cast<int64_t>(operands.taps.size());
  Value from =
      b.add(b.mul(b.add(task.firstPanel, panel), operands.panelElements),
            b.mul(channel, taps * width));
  micro.b = pointer(operands.weights, from);
  micro.bStride = b.index(width);
  micro.depth = count;
  if (plan.channels % plan.block == 0)
    micro.staticDepth = plan.block;
  TileTarget target;
  target.elementType = type;
  target.c = operands.sums;
  target.cStride = b.index(plan.chunkColumns());
  target.first = plan.block == plan.channels
                     ? Flag::of(true)
                     : Flag{b.less(channel, b.index(1)), false};
  target.buffer = tileBuffer;
  Value column = b.mul(panel, width);
  Type i64 = b.getI64Type();
  b.loop(b.index(0), task.numPositions, plan.tile.rows, [&](Value first) {
    MicroKernel tile = micro;
    for (int64_t i = 0; i < plan.tile.rows; ++i)
      tile.rowBases.push_back(
          pointer(operands.planes,
                  b.load(i64, b.pointer(positions, b.add(first, i), i64))));
    emitTileStore(b, target, {first, {}, column, shape, {}},
                  emitMicroKernel(b, tile));
  });
}

/// The sums of all points into those of each phase, in the place of the first
/// points.
void PatchProductEmitter::transformAllSums() {
  Value columns = b.mul(task.numPanels, plan.tile.columns());
  b.loop(b.index(0), task.numPositions, 1, [&](Value position) {
    Value line = b.mul(position, plan.chunkColumns());
    b.loop(b.index(0), columns, lanes, [&](Value column) {
      auto placeOf = [&](int64_t number) {
        Value at = b.add(b.add(line, column), number * plan.sumElements());
        return pointer(sums, at);
      };
      SmallVector<Value> points;
      for (int64_t i = 0; i < plan.numSums(); ++i)
        points.push_back(b.loadVector(type, lanes, placeOf(i)));
      for (auto [number, result] :
           llvm::enumerate(transformSums(b, plan.points, points)))
        b.storeVector(result, placeOf(number));
    });
  });
}

} // namespace bmc
