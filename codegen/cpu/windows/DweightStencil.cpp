//===- DweightStencil.cpp - A weight's gradient as dot products -----------===//
//
// An element of the result is a product of two planes, one of dy and a shifted
// one of x, over all images: both are staged so that it is a dot product
// (Stencil.h; between its rows dy holds 0). A register tile takes some filters
// against some taps, its vectors run along the planes. A task owns a chunk of
// images and a block of filters and channels.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/ConvDweight.h"
#include "codegen/cpu/windows/Stencil.h"

using namespace mlir;

namespace bmc {

namespace {

/// Of x, and as much of dy.
constexpr int64_t kStageBytes = 224 << 10;
/// Least elements of a dot product before its lanes are added up.
constexpr int64_t kRunElements = 2048;
/// Filters and channels of a task at most, where there are enough of them.
constexpr int64_t kTaskFilters = 64;
constexpr int64_t kMaxColumns = 9;

struct DweightPlan {
  StencilPiece x;      ///< of the input
  StencilPiece dy;     ///< the same piece of the output
  int64_t run = 0;     ///< elements of a plane of dy, whole vectors
  int64_t filters = 0; ///< of a task
  int64_t channels = 0;
  int64_t images = 1; ///< staged at once
};

std::optional<DweightPlan> planDweight(const CpuTarget &target,
                                       const Windows &windows, Type type,
                                       int64_t chunkImages) {
  int64_t bytes = type.getIntOrFloatBitWidth() / 8;
  int64_t lanes = target.vectorBytes() / bytes;
  int64_t stage = kStageBytes / bytes;
  int64_t channels = std::min(windows.groupChannels(), kTaskFilters);
  std::array<AxisStencil, 2> axes{forwardStencil(windows.axes[0]),
                                  forwardStencil(windows.axes[1])};
  DweightPlan plan;
  int64_t filters = std::min(windows.groupFilters(), kTaskFilters);
  std::optional<StencilPiece> piece = choosePiece(
      axes, channels, stage, stage / std::min<int64_t>(filters, 16));
  if (!piece)
    return std::nullopt;
  plan.x = std::move(*piece);
  // dy at the distances that x has.
  for (auto [stencil, axis] : llvm::zip_equal(plan.dy.axes, windows.axes)) {
    stencil.source = axis.outputExtent();
    stencil.planes = {0};
    stencil.phases = {AxisPhase{0, 1, axis.output, {}}};
  }
  plan.dy.rows = plan.x.rows;
  plan.dy.columns = plan.x.planeColumns();
  plan.run = llvm::alignTo(plan.x.span(), lanes);
  auto fitting = [&](int64_t count, int64_t elements) {
    int64_t blocks = llvm::divideCeil(
        count, std::clamp<int64_t>(stage / elements, 1, count));
    return llvm::divideCeil(count, blocks);
  };
  plan.filters = fitting(filters, plan.run);
  plan.channels = fitting(channels, plan.x.channelElements());
  int64_t room = std::min(stage / (plan.filters * plan.run),
                          stage / (plan.channels * plan.x.channelElements()));
  int64_t wanted = llvm::divideCeil(kRunElements, plan.run);
  plan.images = std::clamp<int64_t>(std::min(room, wanted), 1, chunkImages);
  return plan;
}

/// Taps and channels of a register tile's columns, filters of its rows.
struct DweightTile {
  int64_t filters, channels, taps;
};

DweightTile chooseTile(const CpuTarget &target, const DweightPlan &plan,
                       int64_t taps) {
  int64_t registers = target.vectorRegisters();
  int64_t columns = registers == 32 ? kMaxColumns : 5;
  DweightTile tile;
  tile.taps = llvm::divideCeil(taps, llvm::divideCeil(taps, columns));
  int64_t wide = registers == 32 ? 6 : 4;
  tile.channels = std::clamp<int64_t>(wide / tile.taps, 1, plan.channels);
  int64_t rows = (registers - 1) / (tile.taps * tile.channels + 1);
  tile.filters = std::clamp<int64_t>(rows, 1, plan.filters);
  return tile;
}

class DweightEmitter {
public:
  DweightEmitter(CpuKernel &kernel, ConvDweightOp op,
                 const DweightChunks &chunks, DweightPlan plan)
      : kernel(kernel), b(kernel.builder), op(op), windows(boundedWindows(op)),
        chunks(chunks), plan(std::move(plan)),
        type(getElementTypeOrSelf(op.getDweight().getType())),
        lanes(b.lanes(type)),
        taps(this->plan.x.taps(this->plan.x.axes[0].phases[0],
                               this->plan.x.axes[1].phases[0],
                               windows.axes[1].kernel)),
        tile(chooseTile(b.getTarget(), this->plan, taps.size())) {}

  void emit();

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }
  int64_t filterBlocks() const {
    return llvm::divideCeil(windows.groupFilters(), plan.filters);
  }
  int64_t channelBlocks() const {
    return llvm::divideCeil(windows.groupChannels(), plan.channels);
  }
  /// Between the rows of a piece dy must hold 0, so there all is staged.
  bool hasWholePieces() const { return windows.isStatic() || plan.x.rows > 1; }
  int64_t imageX() const { return plan.channels * plan.x.channelElements(); }
  int64_t imageDy() const { return plan.filters * plan.run; }

  void emitTask(Value task);
  void fill(Value buffer, int64_t count);
  void clearResult();
  void stage(Value image, Value slot, Value row, Value column);
  void addPiece(Value images);
  void addTile(Value filter, Value channel, ArrayRef<Tap> group, Value images);
  SmallVector<Value> addVectors(ValueRange sums, ArrayRef<Value> filters,
                                ArrayRef<Value> planes, ArrayRef<Tap> group,
                                Value at);
  void storeTile(ArrayRef<Value> sums, Value filter, Value channel,
                 ArrayRef<Tap> group);
  Value placeOf(Value filter, Value channel);

  CpuKernel &kernel;
  CpuBuilder &b;
  ConvDweightOp op;
  Windows windows;
  const DweightChunks &chunks;
  DweightPlan plan;
  Type type;
  int64_t lanes;
  SmallVector<Tap> taps;
  DweightTile tile;

  Value images, outputRows, outputColumns;
  Value xBuffer, dyBuffer;
  Value runEnd; ///< of the current piece
  /// Of the current task: numbers of its chunk and group, its first filter and
  /// channel in the group and how many it has.
  Value chunk, group, firstFilter, firstChannel, numFilters, numChannels;
};

void DweightEmitter::emit() {
  images = kernel.extent(getExtents(op.getX().getType())[0]);
  outputRows = kernel.extent(windows.axes[0].outputExtent());
  outputColumns = kernel.extent(windows.axes[1].outputExtent());
  int64_t blocks = windows.groups * filterBlocks() * channelBlocks();
  b.parallel(b.mul(chunks.count, blocks), [&](Value task) { emitTask(task); });
}

void DweightEmitter::fill(Value buffer, int64_t count) {
  forEachVector(b, b.index(0), b.index(count), lanes,
                [&](Value at, Value mask) {
                  b.storeVector(b.zero(VectorType::get(lanes, type)),
                                pointer(buffer, at), mask);
                });
}

void DweightEmitter::emitTask(Value task) {
  // A run reads a vector past the last plane of x, and the last row of dy is
  // staged with what lies between rows. There lie numbers, which a 0 makes 0.
  int64_t slack = plan.x.axes[1].maxShift + 2 * lanes;
  xBuffer = b.stackBuffer(type, plan.images * imageX() + slack);
  dyBuffer = b.stackBuffer(type, plan.images * imageDy() + slack);
  fill(xBuffer, plan.images * imageX() + slack);
  fill(dyBuffer, plan.images * imageDy() + slack);
  auto split = [&](int64_t count) {
    Value part = b.rem(task, b.index(count));
    task = b.div(task, b.index(count));
    return part;
  };
  firstChannel = b.mul(split(channelBlocks()), plan.channels);
  firstFilter = b.mul(split(filterBlocks()), plan.filters);
  group = split(windows.groups);
  chunk = task;
  numChannels = b.min(b.sub(b.index(windows.groupChannels()), firstChannel),
                      b.index(plan.channels));
  numFilters = b.min(b.sub(b.index(windows.groupFilters()), firstFilter),
                     b.index(plan.filters));
  clearResult();
  Value begin = b.mul(chunk, chunks.images);
  Value end = b.min(b.add(begin, chunks.images), images);
  b.loop(begin, end, plan.images, [&](Value first) {
    Value count = b.min(b.sub(end, first), b.index(plan.images));
    b.loop(b.index(0), outputRows, plan.x.rows, [&](Value row) {
      b.loop(b.index(0), outputColumns, plan.x.columns, [&](Value column) {
        runEnd = hasWholePieces() ? b.index(plan.run)
                                  : b.min(b.sub(outputColumns, column),
                                          b.index(plan.x.columns));
        b.loop(b.index(0), count, 1, [&](Value slot) {
          stage(b.add(first, slot), slot, row, column);
        });
        addPiece(count);
      });
    });
  });
}

/// The first tap of a filter and channel, counted from those of the task, in
/// the gradient of the task's chunk.
Value DweightEmitter::placeOf(Value filter, Value channel) {
  // A chunk's gradient follows that of the one before.
  Value groups = b.add(b.mul(chunk, windows.groups), group);
  return weightPlanes(kernel, windows, chunks.sums, type)
      .at(b, groups, b.add(firstFilter, filter), b.add(firstChannel, channel));
}

void DweightEmitter::clearResult() {
  b.loop(b.index(0), numFilters, 1, [&](Value filter) {
    Value line = placeOf(filter, b.index(0));
    forEachVector(b, b.index(0), b.mul(numChannels, windows.kernel()), lanes,
                  [&](Value at, Value mask) {
                    b.storeVector(b.zero(VectorType::get(lanes, type)),
                                  pointer(line, at), mask);
                  });
  });
}

void DweightEmitter::stage(Value image, Value slot, Value row, Value column) {
  Staging x;
  x.elementType = type;
  x.source = inputPlanes(kernel, windows, kernel.input(op.getX()), type)
                 .at(b, image, group, firstChannel);
  x.channels = numChannels;
  x.firstRow = row;
  x.firstColumn = column;
  x.target = pointer(xBuffer, b.mul(slot, imageX()));
  x.pitch = plan.x.channelElements();
  if (!hasWholePieces())
    x.columns = b.add(runEnd, plan.x.axes[1].maxShift);
  emitStaging(kernel, plan.x, x);
  Staging dy = x;
  dy.source = outputPlanes(kernel, windows, kernel.input(op.getDy()), type)
                  .at(b, image, group, firstFilter);
  dy.channels = numFilters;
  dy.target = pointer(dyBuffer, b.mul(slot, imageDy()));
  dy.pitch = plan.run;
  dy.columnEnd = b.min(b.add(column, plan.x.columns), outputColumns);
  emitStaging(kernel, plan.dy, dy);
}

/// All products of what is staged.
void DweightEmitter::addPiece(Value count) {
  b.loop(b.index(0), numFilters, tile.filters, [&](Value filter) {
    b.loop(b.index(0), numChannels, tile.channels, [&](Value channel) {
      for (size_t first = 0; first < taps.size(); first += tile.taps) {
        size_t size = std::min<size_t>(tile.taps, taps.size() - first);
        addTile(filter, channel, ArrayRef(taps).slice(first, size), count);
      }
    });
  });
}

void DweightEmitter::addTile(Value filter, Value channel, ArrayRef<Tap> group,
                             Value count) {
  // What does not exist repeats the last that does.
  auto lines = [&](Value base, Value first, Value end, int64_t number,
                   int64_t size) {
    SmallVector<Value> result;
    for (int64_t i = 0; i < number; ++i) {
      Value line = b.min(b.add(first, i), b.sub(end, b.index(1)));
      result.push_back(pointer(base, b.mul(line, size)));
    }
    return result;
  };
  SmallVector<Value> filters =
      lines(dyBuffer, filter, numFilters, tile.filters, plan.run);
  SmallVector<Value> planes = lines(xBuffer, channel, numChannels,
                                    tile.channels, plan.x.channelElements());
  SmallVector<Value> zeros(tile.filters * tile.channels * group.size(),
                           b.zero(VectorType::get(lanes, type)));
  SmallVector<Value> sums =
      b.loop(b.index(0), count, 1, zeros, [&](Value slot, ValueRange carried) {
        auto moved = [&](ArrayRef<Value> bases, int64_t step) {
          return llvm::map_to_vector(bases, [&](Value base) {
            return pointer(base, b.mul(slot, step));
          });
        };
        SmallVector<Value> dy = moved(filters, imageDy());
        SmallVector<Value> x = moved(planes, imageX());
        return b.loop(b.index(0), runEnd, lanes, carried,
                      [&](Value at, ValueRange inner) {
                        return addVectors(inner, dy, x, group, at);
                      });
      });
  storeTile(sums, filter, channel, group);
}

SmallVector<Value> DweightEmitter::addVectors(ValueRange sums,
                                              ArrayRef<Value> filters,
                                              ArrayRef<Value> planes,
                                              ArrayRef<Tap> group, Value at) {
  SmallVector<Value> left, next(sums);
  for (Value filter : filters)
    left.push_back(b.loadVector(type, lanes, pointer(filter, at)));
  for (auto [p, plane] : llvm::enumerate(planes))
    for (auto [t, tap] : llvm::enumerate(group)) {
      Value right =
          b.loadVector(type, lanes, pointer(plane, b.add(at, tap.plane)));
      for (auto [f, value] : llvm::enumerate(left)) {
        Value &sum = next[(f * planes.size() + p) * group.size() + t];
        sum = b.fma(value, right, sum);
      }
    }
  return next;
}

/// The sums of a filter lie side by side: a tile has all taps of some channels,
/// or some of one.
void DweightEmitter::storeTile(ArrayRef<Value> sums, Value filter,
                               Value channel, ArrayRef<Tap> group) {
  int64_t columns = tile.channels * group.size();
  Value count = b.min(b.sub(numChannels, channel), b.index(tile.channels));
  count = b.mul(count, group.size());
  for (int64_t f = 0; f < tile.filters; ++f) {
    Value exists = b.less(b.add(filter, f), numFilters);
    b.ifThen(exists, [&] {
      Value line = pointer(placeOf(b.add(filter, f), channel),
                           b.index(group.front().place));
      for (int64_t first = 0; first < columns; first += lanes) {
        int64_t some = std::min(lanes, columns - first);
        Value sum = sumLanes(b, sums.slice(f * columns + first, some));
        Value left = b.max(b.sub(count, b.index(first)), b.index(0));
        Value mask = b.maskFirst(b.min(left, b.index(some)), lanes);
        Value to = pointer(line, b.index(first));
        b.storeVector(b.addf(b.loadVector(type, lanes, to, mask), sum), to,
                      mask);
      }
    });
  }
}

} // namespace

bool emitDweightStencil(CpuKernel &kernel, ConvDweightOp op,
                        const DweightChunks &chunks) {
  std::optional<DweightPlan> plan = planDweight(
      kernel.builder.getTarget(), boundedWindows(op),
      getElementTypeOrSelf(op.getDweight().getType()), chunks.images);
  if (plan)
    DweightEmitter(kernel, op, chunks, std::move(*plan)).emit();
  return plan.has_value();
}

} // namespace bmc
