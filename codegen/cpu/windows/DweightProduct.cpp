//===- DweightProduct.cpp - A weight's gradient as a product --------------===//
//
// dy is read where it lies, x with its channels side by side (ChannelPanels.h).
// A column of the product is a unit, a tap of a panel; a register tile takes
// some filters against some units and walks the positions of several images. No
// lane is spent on what lies between rows, whatever the size of planes.
//
// Where taps come in threes there is a product for each of Winograd's points
// (Winograd.h) instead: panels and dy are transformed, a unit is a panel, and
// the sums of all points become those of the taps.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/windows/DweightProduct.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/ConvDweight.h"
#include "codegen/cpu/windows/StridedVectors.h"

using namespace mlir;

namespace bmc {

namespace {

class ProductEmitter {
public:
  ProductEmitter(CpuKernel &kernel, ConvDweightOp op,
                 const DweightChunks &chunks, const DweightPlan &plan)
      : kernel(kernel), b(kernel.builder), op(op), windows(boundedWindows(op)),
        chunks(chunks), plan(plan),
        type(getElementTypeOrSelf(op.getDweight().getType())),
        lanes(plan.tile.lanes),
        allImages(kernel.extent(getExtents(op.getX().getType())[0])),
        outputRows(kernel.extent(windows.axes[0].outputExtent())),
        outputColumns(kernel.extent(windows.axes[1].outputExtent())) {}

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
  void stage(Value image, Value slot);
  void transformPanels(Value slot);
  void transformDy(Value image, Value slot);
  SmallVector<Value> loadDy(Value plane, Value row, Value column);
  void addProducts(Value image, Value count);
  void addPoint(Value point, Value image, Value count);
  void addTile(Value point, Value image, Value count, Value filter, Value unit);
  SmallVector<Value> addImage(Value image, Value slot, Value filter,
                              MicroKernel micro, ValueRange sums);
  SmallVector<Value> addImages(Value image, Value count, Value filter,
                               MicroKernel micro);
  SmallVector<Value> addPositions(Value point, Value count, Value filter,
                                  MicroKernel micro);
  void storeSums();
  void storeFilter(Value from, Value to);
  SmallVector<Value> loadTaps(Value from, Value panel, int64_t first,
                              int64_t count);
  void storeChannels(ArrayRef<Value> taps, int64_t count, Value to,
                     Value existing);

  CpuKernel &kernel;
  CpuBuilder &b;
  ConvDweightOp op;
  Windows windows;
  const DweightChunks &chunks;
  const DweightPlan &plan;
  Type type;
  int64_t lanes;
  Value allImages;
  Value outputRows, outputColumns;

  std::optional<PanelStaging> staging;
  Value stageBuffer; ///< panels of all images, of one if they are transformed
  /// [point][panel][image][position] and [point][filter][image][position]
  Value pointPanels, pointFilters;
  Value sums;  ///< [point][filter][unit]
  Value units; ///< the distance of each from an image's panels (i64)
  /// Of the current task.
  Value chunk, group, firstFilter, firstChannel, numFilters, numChannels;
  Value numPanels;
  /// Of the current piece.
  Value firstRow, firstColumn;
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
  int64_t staged = plan.isTransformed() ? 1 : plan.images;
  stageBuffer = b.stackBuffer(type, staged * plan.imageElements());
  if (plan.isTransformed()) {
    int64_t points = plan.numPoints();
    pointPanels = b.stackBuffer(type, points * plan.pointPanels());
    pointFilters = b.stackBuffer(type, points * plan.pointFilters());
  }
  sums = b.stackBuffer(type, plan.numPoints() * plan.pointSums());
  staging.emplace(kernel, op, windows, plan);
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
  clear(sums, plan.numPoints() * plan.pointSums());
  fillUnits();
  Value begin = b.mul(chunk, chunks.images);
  Value end = b.min(b.add(begin, chunks.images), allImages);
  const StencilPiece &piece = plan.piece;
  auto positions = [&](const AxisStencil &axis) {
    return countResults(kernel, axis, axis.phases.front());
  };
  b.loop(b.index(0), positions(piece.axes[0]), piece.rows, [&](Value row) {
    b.loop(b.index(0), positions(piece.axes[1]), piece.columns,
           [&](Value column) {
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
    int64_t number = std::min(unit, plan.panels * plan.perPanel() - 1);
    int64_t offset = plan.isTransformed()
                         ? number * plan.pointPanel()
                         : number / plan.taps * plan.panelElements() +
                               taps[number % plan.taps].plane * lanes;
    b.store(b.index(offset), b.pointer(units, b.index(unit), b.getI64Type()));
  }
}

/// Adds what the images [begin, end) give at the positions of a piece.
void ProductEmitter::emitPiece(Value begin, Value end) {
  int64_t staged = plan.isTransformed() ? 1 : plan.images;
  clear(stageBuffer, staged * plan.imageElements());
  staging->setPiece(firstRow, firstColumn);
  b.loop(begin, end, plan.images, [&](Value image) {
    Value count = b.min(b.sub(end, image), b.index(plan.images));
    b.loop(b.index(0), count, 1,
           [&](Value slot) { stage(b.add(image, slot), slot); });
    addProducts(image, count);
  });
}

void ProductEmitter::stage(Value image, Value slot) {
  PanelChannels channels{group, firstChannel, numChannels};
  if (!plan.isTransformed())
    return staging->stage(
        image, channels,
        pointer(stageBuffer, b.mul(slot, plan.imageElements())));
  staging->stage(image, channels, stageBuffer);
  transformPanels(slot);
  transformDy(image, slot);
}

//===----------------------------------------------------------------------===//
// Points
//===----------------------------------------------------------------------===//

/// At all positions of a piece, whether they exist or not: dy is 0 where they
/// do not.
void ProductEmitter::transformPanels(Value slot) {
  const StencilPiece &piece = plan.piece;
  SmallVector<Tap> taps = piece.taps(piece.axes[0].phases[0],
                                     piece.axes[1].phases[0], plan.points[1]);
  b.loop(b.index(0), numPanels, 1, [&](Value panel) {
    Value from = pointer(stageBuffer, b.mul(panel, plan.panelElements()));
    Value to =
        pointer(pointPanels, b.add(b.mul(panel, plan.pointPanel()),
                                   b.mul(slot, plan.positions() * lanes)));
    b.loop(b.index(0), b.index(piece.rows), 1, [&](Value row) {
      b.loop(b.index(0), b.index(piece.columns), 1, [&](Value column) {
        Value place = b.add(b.mul(row, piece.planeColumns()), column);
        SmallVector<Value> inputs;
        for (const Tap &tap : taps)
          inputs.push_back(b.loadVector(
              type, lanes,
              pointer(from, b.mul(b.add(place, tap.plane), lanes))));
        Value position = b.add(b.mul(row, piece.columns), column);
        for (auto [i, point] :
             llvm::enumerate(transformInputs(b, plan.points, inputs)))
          b.storeVector(point, pointer(to, b.add(b.mul(position, lanes),
                                                 i * plan.pointPanels())));
      });
    });
  });
}

/// In the order of memory: what is written behind a row is written again.
void ProductEmitter::transformDy(Value image, Value slot) {
  const StencilPiece &piece = plan.piece;
  b.loop(b.index(0), numFilters, 1, [&](Value filter) {
    Value plane = outputPlanes(kernel, windows, kernel.input(op.getDy()), type)
                      .at(b, image, group, b.add(firstFilter, filter));
    Value to = pointer(pointFilters, b.add(b.mul(filter, plan.pointFilter()),
                                           b.mul(slot, plan.positions())));
    b.loop(b.index(0), b.index(piece.rows), 1, [&](Value row) {
      b.loop(b.index(0), b.index(piece.columns), lanes, [&](Value column) {
        SmallVector<Value> results =
            loadDy(plane, b.add(firstRow, row), b.add(firstColumn, column));
        Value position = b.add(b.mul(row, piece.columns), column);
        for (auto [i, point] :
             llvm::enumerate(transformResults(b, plan.points, results)))
          b.storeVector(point,
                        pointer(to, b.add(position, i * plan.pointFilters())));
      });
    });
  });
}

/// The results of a vector of positions of a row, 0 where there are none.
SmallVector<Value> ProductEmitter::loadDy(Value plane, Value row,
                                          Value column) {
  const auto &[down, right] = plan.piece.axes;
  SmallVector<Value> results;
  for (const AxisPhase &phase : down.phases) {
    Value line = b.add(b.mul(row, phase.step), phase.first);
    Value exists = b.less(line, outputRows);
    line = b.min(line, b.sub(outputRows, b.index(1)));
    Value from = pointer(plane, b.mul(line, outputColumns));
    LanePlaces places{b.mul(column, right.phases[0].step), right.phases[0].step,
                      outputColumns};
    if (right.phases.size() == 2)
      llvm::append_range(results,
                         loadPairs(b, type, lanes, from, places, exists));
    else
      results.push_back(loadPlaces(b, type, lanes, from, places, exists));
  }
  return results;
}

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

void ProductEmitter::addProducts(Value image, Value count) {
  b.loop(b.index(0), b.index(plan.numPoints()), 1,
         [&](Value point) { addPoint(point, image, count); });
}

void ProductEmitter::addPoint(Value point, Value image, Value count) {
  Value end = b.mul(numPanels, plan.perPanel());
  b.loop(b.index(0), numFilters, plan.tile.rows, [&](Value filter) {
    b.loop(b.index(0), end, plan.tile.vectors,
           [&](Value unit) { addTile(point, image, count, filter, unit); });
  });
}

void ProductEmitter::addTile(Value point, Value image, Value count,
                             Value filter, Value unit) {
  MicroKernel micro;
  micro.elementType = type;
  micro.shape = plan.tile;
  micro.a.depthStride = b.index(1);
  if (windows.groupFilters() % plan.tile.rows != 0)
    micro.rowCount = b.min(b.sub(numFilters, filter), b.index(plan.tile.rows));
  micro.bStride = b.index(lanes);
  Type i64 = b.getI64Type();
  for (int64_t j = 0; j < plan.tile.vectors; ++j)
    micro.vectorOffsets.push_back(
        b.load(i64, b.pointer(units, b.add(unit, j), i64)));
  SmallVector<Value> tile = plan.isTransformed()
                                ? addPositions(point, count, filter, micro)
                                : addImages(image, count, filter, micro);
  Value from = pointer(sums, b.mul(point, plan.pointSums()));
  for (int64_t i = 0; i < plan.tile.rows; ++i)
    for (int64_t j = 0; j < plan.tile.vectors; ++j) {
      Value at = b.add(b.mul(b.add(filter, i), plan.filterSums()),
                       b.mul(b.add(unit, j), lanes));
      Value to = pointer(from, at);
      b.storeVector(b.addf(b.loadVector(type, lanes, to),
                           tile[i * plan.tile.vectors + j]),
                    to);
    }
}

/// Of a point, in one go for all images.
SmallVector<Value> ProductEmitter::addPositions(Value point, Value count,
                                                Value filter,
                                                MicroKernel micro) {
  micro.a.base =
      pointer(pointFilters, b.add(b.mul(point, plan.pointFilters()),
                                  b.mul(filter, plan.pointFilter())));
  micro.a.rowStride = b.index(plan.pointFilter());
  micro.b = pointer(pointPanels, b.mul(point, plan.pointPanels()));
  micro.depth = b.mul(count, plan.positions());
  if (plan.images == 1)
    micro.staticDepth = plan.positions();
  return emitMicroKernel(b, micro);
}

SmallVector<Value> ProductEmitter::addImages(Value image, Value count,
                                             Value filter, MicroKernel micro) {
  SmallVector<Value> zeros(plan.tile.rows * plan.tile.vectors,
                           b.zero(VectorType::get(lanes, type)));
  return b.loop(
      b.index(0), count, 1, zeros, [&](Value slot, ValueRange carried) {
        return addImage(b.add(image, slot), slot, filter, micro, carried);
      });
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
  micro.a.rowStride = b.mul(outputRows, outputColumns);
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

/// The sums become [filter][channel][tap].
void ProductEmitter::storeSums() {
  b.loop(b.index(0), numFilters, 1, [&](Value filter) {
    // A chunk's gradient follows that of the one before.
    Value groups = b.add(b.mul(chunk, windows.groups), group);
    storeFilter(pointer(sums, b.mul(filter, plan.filterSums())),
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
      storeChannels(loadTaps(from, panel, tap, count), count,
                    pointer(to, b.add(b.mul(channel, plan.taps), tap)),
                    existing);
    }
  });
}

/// The sums of the taps [first, first + count) of a panel.
SmallVector<Value> ProductEmitter::loadTaps(Value from, Value panel,
                                            int64_t first, int64_t count) {
  Value number = b.mul(panel, plan.perPanel());
  auto load = [&](int64_t unit, int64_t point) {
    Value at =
        b.add(b.mul(b.add(number, unit), lanes), point * plan.pointSums());
    return b.loadVector(type, lanes, pointer(from, at));
  };
  SmallVector<Value> taps;
  if (!plan.isTransformed()) {
    for (int64_t i = 0; i < count; ++i)
      taps.push_back(load(first + i, 0));
    return taps;
  }
  for (int64_t point = 0; point < plan.numPoints(); ++point)
    taps.push_back(load(0, point));
  taps = transformTaps(b, plan.points, taps);
  return SmallVector<Value>(ArrayRef(taps).slice(first, count));
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
  std::optional<DweightPlan> plan = planDweightProduct(
      kernel.builder.getTarget(), boundedWindows(op),
      getElementTypeOrSelf(op.getDweight().getType()), chunks.images);
  if (plan)
    ProductEmitter(kernel, op, chunks, *plan).emit();
  return plan.has_value();
}

} // namespace bmc
