//===- DweightProduct.cpp - A weight's gradient as a product --------------===//
//
// dy is read where it lies, x with its channels side by side: staged planes
// (Stencil.h) of which each element is a vector of channels, a panel. A column
// of the product is a unit, a tap of a panel; a register tile takes some
// filters against some units and walks the positions of several images. No lane
// is spent on what lies between rows, whatever the size of planes.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/ConvDweight.h"
#include "codegen/cpu/windows/Stencil.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

namespace {

/// Staged panels, sums and places of a task; together with the rows of dy that
/// a tile walks they stay in L2.
constexpr int64_t kStageBytes = 192 << 10;
constexpr int64_t kSumBytes = 160 << 10;
constexpr int64_t kPlaceBytes = 48 << 10;
/// Positions that a register tile walks.
constexpr int64_t kRun = 512;
constexpr int64_t kTaskFilters = 64;
/// Taps of all channels of a task, about.
constexpr int64_t kTaskTaps = 320;
/// How many lanes may be computed for one that counts.
constexpr double kMostWaste = 1.6;

struct ProductPlan {
  StencilPiece piece; ///< of the positions of dy
  TileShape tile;
  int64_t taps = 1;
  int64_t images = 1;                 ///< staged at once
  int64_t filters = 1;                ///< of a task
  int64_t panels = 1;                 ///< of a task, `lanes` channels each
  std::array<int64_t, 2> input{1, 1}; ///< of x

  int64_t channels() const { return panels * tile.lanes; }
  /// Elements of a staged panel: the last vector receives what no tap meets.
  int64_t panelElements() const {
    return (piece.channelElements() + 1) * tile.lanes;
  }
  int64_t imageElements() const { return panels * panelElements(); }
  int64_t units() const { return llvm::alignTo(panels * taps, tile.vectors); }
  /// Elements of the sums of a filter.
  int64_t sumElements() const { return units() * tile.lanes; }
  /// Elements of x that a piece meets in a plane, at most.
  int64_t sourceElements() const {
    return sourceExtent(0, piece.rowPieces(), piece.planeRows()) *
           sourceExtent(1, piece.columnPieces(), piece.planeColumns());
  }

private:
  int64_t sourceExtent(int axis, int64_t pieces, int64_t staged) const {
    int64_t most = staged * piece.axes[axis].stride;
    return pieces == 1 ? input[axis] : std::min(input[axis], most);
  }
};

std::optional<ProductPlan> planProduct(const CpuTarget &target,
                                       const Windows &windows, Type type,
                                       int64_t chunkImages) {
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  ProductPlan plan;
  plan.tile = tileShape(target, type);
  int64_t lanes = plan.tile.lanes;
  int64_t allPanels = llvm::divideCeil(windows.groupChannels(), lanes);
  double channelWaste =
      double(allPanels * lanes) / double(windows.groupChannels());
  double filterWaste =
      double(llvm::alignTo(windows.groupFilters(), plan.tile.rows)) /
      double(windows.groupFilters());
  if (channelWaste * filterWaste > kMostWaste)
    return std::nullopt;
  plan.taps = windows.kernel();
  plan.piece.axes = {forwardStencil(windows.axes[0]),
                     forwardStencil(windows.axes[1])};
  plan.input = {windows.axes[0].input, windows.axes[1].input};
  int64_t allRows = windows.axes[0].output, allColumns = windows.axes[1].output;
  plan.piece.columns = evenPart(allColumns, kRun);
  plan.piece.rows = plan.piece.columns < allColumns
                        ? 1
                        : evenPart(allRows, kRun / allColumns);
  int64_t positions = plan.piece.rows * plan.piece.columns;
  if (positions == allRows * allColumns)
    plan.images = std::clamp<int64_t>(kRun / positions, 1, chunkImages);
  int64_t stage = kStageBytes / bytes;
  plan.images = std::min(plan.images, stage / plan.panelElements());
  if (plan.images < 1 || plan.sourceElements() * 4 > kPlaceBytes)
    return std::nullopt;
  int64_t limit = std::min(stage / plan.images / plan.panelElements(),
                           kTaskTaps / plan.taps / lanes);
  plan.panels = evenPart(allPanels, limit);
  plan.tile = tileShape(target, type, plan.panels * plan.taps * lanes);
  limit = std::min(kTaskFilters, kSumBytes / bytes / plan.sumElements());
  plan.filters =
      llvm::alignTo(evenPart(windows.groupFilters(), limit), plan.tile.rows);
  return plan;
}

/// Part of one axis of x.
struct SourceSpan {
  Value begin, end;
};

class ProductEmitter {
public:
  ProductEmitter(CpuKernel &kernel, ConvDweightOp op,
                 const DweightChunks &chunks, const ProductPlan &plan)
      : kernel(kernel), b(kernel.builder), op(op), windows(boundedWindows(op)),
        chunks(chunks), plan(plan),
        type(getElementTypeOrSelf(op.getDweight().getType())),
        lanes(plan.tile.lanes),
        allImages(kernel.extent(getExtents(op.getX().getType())[0])),
        outputRows(kernel.extent(windows.axes[0].outputExtent())),
        outputColumns(kernel.extent(windows.axes[1].outputExtent())),
        inputColumns(kernel.extent(windows.axes[1].inputExtent())),
        inputPlane(kernel.product(windows.inputExtents())) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  int64_t filterBlocks() const {
    return llvm::divideCeil(windows.groupFilters(), plan.filters);
  }
  int64_t channelBlocks() const {
    return llvm::divideCeil(windows.groupChannels(), plan.channels());
  }
  bool hasWholeRows() const { return plan.piece.columnPieces() == 1; }

  void emitTask(Value task);
  void clear(Value buffer, int64_t count);
  void fillUnits();
  void emitPiece(Value begin, Value end);
  SourceSpan sourceSpan(int axis, Value first, int64_t pieces, int64_t staged);
  void fillPlaces();
  Value placeOn(int axis, Value source, Value first, int64_t staged,
                int64_t planeStep, int64_t step);
  void stage(Value image, Value slot);
  void stageVectors(ArrayRef<Value> lines, Value target, Value places,
                    Value length);
  void addProducts(Value image, Value count);
  void addTile(Value image, Value count, Value filter, Value unit);
  SmallVector<Value> addImage(Value image, Value slot, Value filter,
                              MicroKernel micro, ValueRange sums);
  void storeSums();
  void storeFilter(Value from, Value to);
  void storeChannels(ArrayRef<Value> taps, int64_t count, Value to,
                     Value existing);

  CpuKernel &kernel;
  CpuBuilder &b;
  ConvDweightOp op;
  Windows windows;
  const DweightChunks &chunks;
  const ProductPlan &plan;
  Type type;
  int64_t lanes;
  Value allImages;
  Value outputRows, outputColumns, inputColumns, inputPlane;

  Value stageBuffer, sums;
  /// For each element of x in a piece, in order, its place in a panel (i32);
  /// for each unit, its distance from an image's panels (i64).
  Value places, units;
  /// Of the current task.
  Value chunk, group, firstFilter, firstChannel, numFilters, numChannels;
  Value numPanels;
  /// Of the current piece.
  Value firstRow, firstColumn;
  SourceSpan rows, columns;
};

} // namespace

void ProductEmitter::emit() {
  int64_t blocks = windows.groups * filterBlocks() * channelBlocks();
  b.parallel(b.mul(chunks.count, blocks), [&](Value task) { emitTask(task); });
}

void ProductEmitter::clear(Value buffer, int64_t count) {
  Value zero = b.zero(VectorType::get(lanes, type));
  b.loop(b.index(0), b.index(count), lanes,
         [&](Value at) { b.storeVector(zero, pointer(buffer, at)); });
}

/// Tasks are numbered chunk, group, filters, channels.
void ProductEmitter::emitTask(Value task) {
  stageBuffer = b.stackBuffer(type, plan.images * plan.imageElements());
  sums = b.stackBuffer(type, plan.filters * plan.sumElements());
  places = b.stackBuffer(b.getI32Type(), plan.sourceElements() + lanes);
  units = b.stackBuffer(b.getI64Type(), plan.units());
  auto split = [&](int64_t count) {
    Value part = b.rem(task, b.index(count));
    task = b.div(task, b.index(count));
    return part;
  };
  auto existing = [&](int64_t all, Value first, int64_t most) {
    return all % most == 0 ? b.index(most)
                           : b.min(b.sub(b.index(all), first), b.index(most));
  };
  firstChannel = b.mul(split(channelBlocks()), plan.channels());
  firstFilter = b.mul(split(filterBlocks()), plan.filters);
  group = split(windows.groups);
  chunk = task;
  numChannels =
      existing(windows.groupChannels(), firstChannel, plan.channels());
  numFilters = existing(windows.groupFilters(), firstFilter, plan.filters);
  numPanels = b.ceilDiv(numChannels, lanes);
  clear(sums, plan.filters * plan.sumElements());
  fillUnits();
  Value begin = b.mul(chunk, chunks.images);
  Value end = b.min(b.add(begin, chunks.images), allImages);
  const StencilPiece &piece = plan.piece;
  b.loop(b.index(0), outputRows, piece.rows, [&](Value row) {
    b.loop(b.index(0), outputColumns, piece.columns, [&](Value column) {
      firstRow = row;
      firstColumn = column;
      emitPiece(begin, end);
    });
  });
  storeSums();
}

/// Units past the last repeat it.
void ProductEmitter::fillUnits() {
  SmallVector<Tap> taps =
      plan.piece.taps(plan.piece.axes[0].phases[0],
                      plan.piece.axes[1].phases[0], windows.axes[1].kernel);
  for (int64_t unit = 0; unit < plan.units(); ++unit) {
    int64_t number = std::min(unit, plan.panels * plan.taps - 1);
    int64_t offset = number / plan.taps * plan.panelElements() +
                     taps[number % plan.taps].plane * lanes;
    b.store(b.index(offset), b.pointer(units, b.index(unit), b.getI64Type()));
  }
}

/// Adds what the images [begin, end) give at the positions of a piece.
void ProductEmitter::emitPiece(Value begin, Value end) {
  const StencilPiece &piece = plan.piece;
  rows = sourceSpan(0, firstRow, piece.rowPieces(), piece.planeRows());
  columns =
      sourceSpan(1, firstColumn, piece.columnPieces(), piece.planeColumns());
  clear(stageBuffer, plan.images * plan.imageElements());
  fillPlaces();
  b.loop(begin, end, plan.images, [&](Value image) {
    Value count = b.min(b.sub(end, image), b.index(plan.images));
    b.loop(b.index(0), count, 1,
           [&](Value slot) { stage(b.add(image, slot), slot); });
    addProducts(image, count);
  });
}

//===----------------------------------------------------------------------===//
// Staging
//===----------------------------------------------------------------------===//

SourceSpan ProductEmitter::sourceSpan(int axis, Value first, int64_t pieces,
                                      int64_t staged) {
  const AxisStencil &stencil = plan.piece.axes[axis];
  Value source = kernel.extent(stencil.source);
  if (pieces == 1)
    return {b.index(0), source};
  Value begin = b.add(b.mul(first, stencil.stride), -stencil.origin);
  Value end = b.add(begin, staged * stencil.stride);
  begin = b.min(b.max(begin, b.index(0)), source);
  return {begin, b.max(b.min(end, source), begin)};
}

/// Where an element of x lies on one axis of the staged planes, times `step`,
/// and its plane, times `planeStep`; negative if no tap meets it.
Value ProductEmitter::placeOn(int axis, Value source, Value first,
                              int64_t staged, int64_t planeStep, int64_t step) {
  const AxisStencil &stencil = plan.piece.axes[axis];
  Value at = b.sub(b.add(source, stencil.origin), b.mul(first, stencil.stride));
  Value phase = b.rem(at, b.index(stencil.stride));
  Value position = b.div(at, b.index(stencil.stride));
  Value base = b.index(-1);
  for (auto [number, plane] : llvm::enumerate(stencil.planes)) {
    Value isPlane = b.both(b.less(b.index(plane - 1), phase),
                           b.less(phase, b.index(plane + 1)));
    base = b.select(isPlane, b.index(number * planeStep), base);
  }
  Value exists =
      b.both(b.less(b.index(-1), base), b.less(position, b.index(staged)));
  return b.select(exists, b.add(base, b.mul(position, step)), b.index(-1));
}

void ProductEmitter::fillPlaces() {
  const StencilPiece &piece = plan.piece;
  Type i32 = b.getI32Type();
  auto fill = [&](Value at, Value place) {
    b.store(arith::TruncIOp::create(b, i32, b.mul(place, lanes)),
            b.pointer(places, at, i32));
  };
  Value nowhere = b.index(piece.channelElements());
  Value width = b.sub(columns.end, columns.begin);
  b.loop(rows.begin, rows.end, 1, [&](Value row) {
    int64_t perRowPlane = piece.axes[1].planes.size() * piece.planeElements();
    Value rowPlace = placeOn(0, row, firstRow, piece.planeRows(), perRowPlane,
                             piece.planeColumns());
    Value line = b.mul(b.sub(row, rows.begin), width);
    b.loop(columns.begin, columns.end, 1, [&](Value column) {
      Value place = placeOn(1, column, firstColumn, piece.planeColumns(),
                            piece.planeElements(), 1);
      Value exists =
          b.both(b.less(b.index(-1), rowPlace), b.less(b.index(-1), place));
      fill(b.add(line, b.sub(column, columns.begin)),
           b.select(exists, b.add(rowPlace, place), nowhere));
    });
  });
  // What the last vector of elements has beyond them.
  Value count = b.mul(b.sub(rows.end, rows.begin), width);
  for (int64_t i = 0; i < lanes; ++i)
    fill(b.add(count, i), nowhere);
}

/// The piece's elements of an image. Where it has all columns, rows follow each
/// other.
void ProductEmitter::stage(Value image, Value slot) {
  Value source = inputPlanes(kernel, windows, kernel.input(op.getX()), type)
                     .at(b, image, group, firstChannel);
  Value numRows = b.sub(rows.end, rows.begin);
  Value width = b.sub(columns.end, columns.begin);
  Value length = hasWholeRows() ? b.mul(numRows, width) : width;
  Value segments = hasWholeRows() ? b.index(1) : numRows;
  b.loop(b.index(0), numPanels, 1, [&](Value panel) {
    Value target =
        pointer(stageBuffer, b.add(b.mul(slot, plan.imageElements()),
                                   b.mul(panel, plan.panelElements())));
    b.loop(b.index(0), segments, 1, [&](Value segment) {
      Value begin =
          b.add(b.mul(b.add(rows.begin, segment), inputColumns), columns.begin);
      // Channels that do not exist repeat the last one.
      SmallVector<Value> lines;
      for (int64_t lane = 0; lane < lanes; ++lane) {
        Value channel = b.add(b.mul(panel, lanes), lane);
        if (windows.groupChannels() % lanes != 0)
          channel = b.min(channel, b.sub(numChannels, b.index(1)));
        lines.push_back(
            pointer(source, b.add(b.mul(channel, inputPlane), begin)));
      }
      Value from = b.pointer(places, b.mul(segment, length), b.getI32Type());
      stageVectors(lines, target, from, length);
    });
  });
}

/// `lines` side by side, each element where `places` says. What a line does not
/// have is 0, and is written again or does not matter.
void ProductEmitter::stageVectors(ArrayRef<Value> lines, Value target,
                                  Value places, Value length) {
  Type i32 = b.getI32Type();
  forEachVector(b, b.index(0), length, lanes, [&](Value at, Value mask) {
    SmallVector<Value> vectors;
    for (Value line : lines)
      vectors.push_back(b.loadVector(type, lanes, pointer(line, at), mask));
    vectors = transposeVectors(b, vectors);
    for (int64_t i = 0; i < lanes; ++i) {
      Value place = b.load(i32, b.pointer(places, b.add(at, i), i32));
      place = arith::ExtSIOp::create(b, b.getI64Type(), place);
      b.storeVector(vectors[i], pointer(target, place));
    }
  });
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

void ProductEmitter::addProducts(Value image, Value count) {
  b.loop(b.index(0), numFilters, plan.tile.rows, [&](Value filter) {
    b.loop(b.index(0), b.mul(numPanels, plan.taps), plan.tile.vectors,
           [&](Value unit) { addTile(image, count, filter, unit); });
  });
}

void ProductEmitter::addTile(Value image, Value count, Value filter,
                             Value unit) {
  MicroKernel micro;
  micro.elementType = type;
  micro.shape = plan.tile;
  micro.a.rowStride = b.mul(outputRows, outputColumns);
  micro.a.depthStride = b.index(1);
  if (windows.groupFilters() % plan.tile.rows != 0)
    micro.rowCount = b.min(b.sub(numFilters, filter), b.index(plan.tile.rows));
  micro.bStride = b.index(lanes);
  Type i64 = b.getI64Type();
  for (int64_t j = 0; j < plan.tile.vectors; ++j)
    micro.vectorOffsets.push_back(
        b.load(i64, b.pointer(units, b.add(unit, j), i64)));
  SmallVector<Value> zeros(plan.tile.rows * plan.tile.vectors,
                           b.zero(VectorType::get(lanes, type)));
  SmallVector<Value> tile =
      b.loop(b.index(0), count, 1, zeros, [&](Value slot, ValueRange carried) {
        return addImage(b.add(image, slot), slot, filter, micro, carried);
      });
  for (int64_t i = 0; i < plan.tile.rows; ++i)
    for (int64_t j = 0; j < plan.tile.vectors; ++j) {
      Value at = b.add(b.mul(b.add(filter, i), plan.sumElements()),
                       b.mul(b.add(unit, j), lanes));
      Value to = pointer(sums, at);
      b.storeVector(b.addf(b.loadVector(type, lanes, to),
                           tile[i * plan.tile.vectors + j]),
                    to);
    }
}

/// The positions of a piece: in one go if the staged ones follow each other,
/// else row by row.
SmallVector<Value> ProductEmitter::addImage(Value image, Value slot,
                                            Value filter, MicroKernel micro,
                                            ValueRange carried) {
  const auto &[down, right] = windows.axes;
  const StencilPiece &piece = plan.piece;
  Value dy = outputPlanes(kernel, windows, kernel.input(op.getDy()), type)
                 .at(b, image, group, b.add(firstFilter, filter));
  dy = pointer(dy, firstColumn);
  Value staged = pointer(stageBuffer, b.mul(slot, plan.imageElements()));
  Value numRows = down.isStatic() && down.output % piece.rows == 0
                      ? b.index(piece.rows)
                      : b.min(b.sub(outputRows, firstRow), b.index(piece.rows));
  micro.depth = hasWholeRows() ? outputColumns
                               : b.min(b.sub(outputColumns, firstColumn),
                                       b.index(piece.columns));
  if (right.isStatic() && right.output % piece.columns == 0)
    micro.staticDepth = piece.columns;
  if (windows.isStatic() && hasWholeRows() &&
      piece.planeColumns() == right.output) {
    micro.depth = b.mul(numRows, right.output);
    micro.staticDepth.reset();
    if (down.output % piece.rows == 0)
      micro.staticDepth = piece.rows * right.output;
    numRows = b.index(1);
  }
  return b.loop(
      b.index(0), numRows, 1, carried, [&](Value row, ValueRange inner) {
        micro.a.base = pointer(dy, b.mul(b.add(firstRow, row), outputColumns));
        micro.b = pointer(staged, b.mul(row, piece.planeColumns() * lanes));
        return emitMicroKernel(b, micro, inner);
      });
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

/// The sums, [filter][panel][tap][channel], become [filter][channel][tap].
void ProductEmitter::storeSums() {
  b.loop(b.index(0), numFilters, 1, [&](Value filter) {
    // A chunk's gradient follows that of the one before.
    Value groups = b.add(b.mul(chunk, windows.groups), group);
    storeFilter(pointer(sums, b.mul(filter, plan.sumElements())),
                weightPlanes(kernel, windows, chunks.sums, type)
                    .at(b, groups, b.add(firstFilter, filter), firstChannel));
  });
}

void ProductEmitter::storeFilter(Value from, Value to) {
  b.loop(b.index(0), numPanels, 1, [&](Value panel) {
    Value channel = b.mul(panel, lanes);
    Value existing = b.min(b.sub(numChannels, channel), b.index(lanes));
    for (int64_t tap = 0; tap < plan.taps; tap += lanes) {
      int64_t count = std::min(lanes, plan.taps - tap);
      SmallVector<Value> taps;
      for (int64_t i = 0; i < count; ++i) {
        Value at = b.mul(b.add(b.mul(panel, plan.taps), tap + i), lanes);
        taps.push_back(b.loadVector(type, lanes, pointer(from, at)));
      }
      storeChannels(taps, count,
                    pointer(to, b.add(b.mul(channel, plan.taps), tap)),
                    existing);
    }
  });
}

/// `count` taps of each of the `existing` channels.
void ProductEmitter::storeChannels(ArrayRef<Value> taps, int64_t count,
                                   Value to, Value existing) {
  if (plan.taps == 1)
    return b.storeVector(taps[0], to, b.maskFirst(existing, lanes));
  SmallVector<Value> vectors(taps);
  vectors.resize(lanes, b.zero(VectorType::get(lanes, type)));
  vectors = transposeVectors(b, vectors);
  Value mask = b.maskFirst(b.index(count), lanes);
  for (int64_t lane = 0; lane < lanes; ++lane)
    b.ifThen(b.less(b.index(lane), existing), [&] {
      b.storeVector(vectors[lane], pointer(to, b.index(lane * plan.taps)),
                    mask);
    });
}

bool emitDweightProduct(CpuKernel &kernel, ConvDweightOp op,
                        const DweightChunks &chunks) {
  std::optional<ProductPlan> plan = planProduct(
      kernel.builder.getTarget(), boundedWindows(op),
      getElementTypeOrSelf(op.getDweight().getType()), chunks.images);
  if (plan)
    ProductEmitter(kernel, op, chunks, *plan).emit();
  return plan.has_value();
}

} // namespace bmc
