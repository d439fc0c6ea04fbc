//===- Stencil.cpp - A convolution as sums of shifted planes --------------===//

#include "codegen/cpu/windows/Stencil.h"
#include "codegen/cpu/windows/StridedVectors.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

/// Fewest channels that a piece is made for: fewer are summed in too short
/// runs.
static constexpr int64_t kChannels = 16;

AxisStencil forwardStencil(const WindowAxis &axis) {
  AxisStencil stencil;
  stencil.result = axis.outputExtent();
  stencil.source = axis.inputExtent();
  stencil.stride = axis.stride;
  stencil.origin = axis.before;
  AxisPhase phase{0, 1, axis.output, {}};
  for (int64_t k = 0; k < axis.kernel; ++k) {
    int64_t distance = k * axis.dilation;
    phase.taps.push_back({k, distance % axis.stride, distance / axis.stride});
    stencil.maxShift = std::max(stencil.maxShift, distance / axis.stride);
    stencil.planes.push_back(distance % axis.stride);
  }
  llvm::sort(stencil.planes);
  stencil.planes.erase(llvm::unique(stencil.planes), stencil.planes.end());
  stencil.phases.push_back(std::move(phase));
  return stencil;
}

/// Result j meets place k where j + before - k dilation is a multiple of the
/// stride: which k do depends on j modulo the stride.
AxisStencil gradientStencil(const WindowAxis &axis) {
  AxisStencil stencil;
  stencil.result = axis.inputExtent();
  stencil.source = axis.outputExtent();
  stencil.planes = {0};
  int64_t least = std::numeric_limits<int64_t>::max();
  int64_t largest = std::numeric_limits<int64_t>::min();
  for (int64_t first = 0; first < std::min(axis.stride, axis.input); ++first) {
    int64_t rest = axis.input - first - 1;
    AxisPhase phase{first, axis.stride, rest / axis.stride + 1, {}};
    for (int64_t k = 0; k < axis.kernel; ++k) {
      int64_t distance = first + axis.before - k * axis.dilation;
      if (distance % axis.stride != 0)
        continue;
      int64_t shift = distance / axis.stride;
      phase.taps.push_back({k, 0, shift});
      least = std::min(least, shift);
      largest = std::max(largest, shift);
    }
    stencil.phases.push_back(std::move(phase));
  }
  if (largest < least)
    least = largest = 0;
  for (AxisPhase &phase : stencil.phases)
    for (AxisTap &tap : phase.taps)
      tap.shift -= least;
  stencil.origin = -least;
  stencil.maxShift = largest - least;
  return stencil;
}

Value countResults(CpuKernel &kernel, const AxisStencil &axis,
                   const AxisPhase &phase) {
  CpuBuilder &b = kernel.builder;
  if (axis.result.isStatic())
    return b.index(phase.count);
  Value from = b.add(kernel.extent(axis.result), phase.step - 1 - phase.first);
  return b.div(from, b.index(phase.step));
}

std::array<Value, 2> StencilPiece::pieces(CpuKernel &kernel) const {
  auto count = [&](const AxisStencil &axis, int64_t size) {
    Value positions = countResults(kernel, axis, axis.phases.front());
    return kernel.builder.ceilDiv(positions, size);
  };
  return {count(axes[0], rows), count(axes[1], columns)};
}

std::array<Value, 2> StencilPiece::size(CpuKernel &kernel, Value firstRow,
                                        Value firstColumn) const {
  CpuBuilder &b = kernel.builder;
  auto limited = [&](const AxisStencil &axis, Value first, int64_t size) {
    if (axis.result.isStatic())
      return b.index(size);
    Value positions = countResults(kernel, axis, axis.phases.front());
    return b.min(b.sub(positions, first), b.index(size));
  };
  return {limited(axes[0], firstRow, rows),
          limited(axes[1], firstColumn, columns)};
}

int64_t StencilPiece::rowPieces() const {
  return llvm::divideCeil(axes[0].positions(), rows);
}

int64_t StencilPiece::columnPieces() const {
  return llvm::divideCeil(axes[1].positions(), columns);
}

SmallVector<Tap> StencilPiece::taps(const AxisPhase &row,
                                    const AxisPhase &column,
                                    int64_t kernelColumns,
                                    int64_t pitch) const {
  auto indexOf = [](const AxisStencil &axis, int64_t phase) {
    return std::distance(axis.planes.begin(), llvm::find(axis.planes, phase));
  };
  SmallVector<Tap> result;
  for (const AxisTap &down : row.taps)
    for (const AxisTap &right : column.taps) {
      int64_t plane = indexOf(axes[0], down.phase) * axes[1].planes.size() +
                      indexOf(axes[1], right.phase);
      result.push_back(
          {plane * pitch + down.shift * planeColumns() + right.shift,
           down.place * kernelColumns + right.place});
    }
  return result;
}

Value Planes::at(CpuBuilder &builder, Value outer, Value middle,
                 Value inner) const {
  Value line = builder.add(builder.mul(outer, this->middle), middle);
  Value plane = builder.add(builder.mul(line, this->inner), inner);
  return builder.pointer(base, builder.mul(plane, elements), elementType);
}

Planes inputPlanes(CpuKernel &kernel, const Windows &windows, Value base,
                   Type elementType) {
  return {elementType, base, windows.groups, windows.groupChannels(),
          kernel.product(windows.inputExtents())};
}

Planes outputPlanes(CpuKernel &kernel, const Windows &windows, Value base,
                    Type elementType) {
  return {elementType, base, windows.groups, windows.groupFilters(),
          kernel.product(windows.outputExtents())};
}

Planes weightPlanes(CpuKernel &kernel, const Windows &windows, Value base,
                    Type elementType) {
  return {elementType, base, windows.groupFilters(), windows.groupChannels(),
          kernel.builder.index(windows.kernel())};
}

Planes sourcePlanes(CpuKernel &kernel, Operation *op, const Windows &windows) {
  Value source = op->getOperand(0);
  Type type = getElementTypeOrSelf(source.getType());
  auto planes = isa<ConvOp>(op) ? inputPlanes : outputPlanes;
  return planes(kernel, windows, kernel.input(source), type);
}

int64_t evenPart(int64_t count, int64_t limit) {
  limit = std::clamp<int64_t>(limit, 1, count);
  return llvm::divideCeil(count, llvm::divideCeil(count, limit));
}

std::optional<StencilPiece> choosePiece(std::array<AxisStencil, 2> axes,
                                        int64_t channels, int64_t stageElements,
                                        int64_t maxSpan) {
  StencilPiece piece{std::move(axes), 1, 1};
  if (piece.channelElements() > stageElements)
    return std::nullopt;
  int64_t planes = piece.channelElements() / piece.planeElements();
  // Whole rows, if some rows of a few channels fit.
  int64_t few = std::min(channels, kChannels);
  int64_t perRow = stageElements / (planes * piece.planeRows());
  int64_t width = perRow / few - piece.axes[1].maxShift;
  if (width < 1)
    width = perRow - piece.axes[1].maxShift;
  piece.columns = evenPart(piece.axes[1].positions(), std::min(width, maxSpan));
  int64_t perChannel = stageElements / channels / planes;
  int64_t rows = perChannel / piece.planeColumns() - piece.axes[0].maxShift;
  rows = std::min(rows, maxSpan / piece.planeColumns());
  piece.rows = evenPart(piece.axes[0].positions(), rows);
  return piece;
}

namespace {

class StagingEmitter {
public:
  StagingEmitter(CpuKernel &kernel, const StencilPiece &piece,
                 const Staging &staging)
      : b(kernel.builder), piece(piece), staging(staging),
        type(staging.elementType), lanes(b.lanes(type)),
        sourceRows(kernel.extent(piece.axes[0].source)),
        sourceColumns(kernel.extent(piece.axes[1].source)) {}

  void emit() {
    b.loop(b.index(0), staging.channels, 1, [&](Value channel) {
      Value sourcePlane = b.mul(sourceRows, sourceColumns);
      Value from = pointer(staging.source, b.mul(channel, sourcePlane));
      Value to = pointer(staging.target, b.mul(channel, staging.pitch));
      int64_t number = 0;
      for (int64_t rowPlane : piece.axes[0].planes) {
        if (arePairs()) {
          copyRows(from, planes(to, number, 2), rowPlane, 0);
          number += 2;
          continue;
        }
        for (int64_t columnPlane : piece.axes[1].planes)
          copyRows(from, planes(to, number++, 1), rowPlane, columnPlane);
      }
    });
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }

  /// Whether every column of the source lies in one of two planes, which can
  /// be written together since neither reaches into the other.
  bool arePairs() const {
    const AxisStencil &columns = piece.axes[1];
    return staging.planePitch != 0 && columns.stride == 2 &&
           columns.planes.size() == 2 && lanes > 1;
  }

  /// Where `count` planes of a channel begin.
  SmallVector<Value> planes(Value to, int64_t number, int64_t count) {
    int64_t pitch =
        staging.planePitch ? staging.planePitch : piece.planeElements();
    SmallVector<Value> result;
    for (int64_t i = 0; i < count; ++i)
      result.push_back(pointer(to, b.index((number + i) * pitch)));
    return result;
  }

  /// One plane, or a pair of them. In the order of memory: what is written
  /// behind a row is written again.
  void copyRows(Value from, ArrayRef<Value> to, int64_t rowPlane,
                int64_t columnPlane) {
    const auto &[rows, columns] = piece.axes;
    Value numRows = staging.rows ? staging.rows : b.index(piece.planeRows());
    b.loop(b.index(0), numRows, 1, [&](Value row) {
      Value at = b.mul(b.add(staging.firstRow, row), rows.stride);
      at = b.add(at, rowPlane - rows.origin);
      Value exists = b.both(b.less(b.index(-1), at), b.less(at, sourceRows));
      at = b.max(b.min(at, b.sub(sourceRows, b.index(1))), b.index(0));
      Value line = pointer(from, b.mul(at, sourceColumns));
      Value first = b.add(b.mul(staging.firstColumn, columns.stride),
                          columnPlane - columns.origin);
      Value end = staging.columnEnd ? staging.columnEnd : sourceColumns;
      forEachColumn([&](Value column) {
        LanePlaces places{b.add(first, b.mul(column, columns.stride)),
                          columns.stride, end};
        Value target = b.add(b.mul(row, piece.planeColumns()), column);
        if (to.size() == 1)
          return b.storeVector(loadPlaces(b, type, lanes, line, places, exists),
                               pointer(to[0], target));
        auto pair = loadPairs(b, type, lanes, line, places, exists);
        for (auto [plane, vector] : llvm::zip_equal(to, pair))
          b.storeVector(vector, pointer(plane, target));
      });
    });
  }

  /// A vector at a time.
  void forEachColumn(function_ref<void(Value)> body) {
    if (staging.columns)
      return b.loop(b.index(0), staging.columns, lanes, body);
    int64_t width = piece.planeColumns();
    if (width > kUnrolledVectors * lanes)
      return b.loop(b.index(0), b.index(width), lanes, body);
    for (int64_t column = 0; column < width; column += lanes)
      body(b.index(column));
  }

  /// Rows of so many vectors are copied with masks known to the compiler.
  static constexpr int64_t kUnrolledVectors = 8;

  CpuBuilder &b;
  const StencilPiece &piece;
  const Staging &staging;
  Type type;
  unsigned lanes;
  Value sourceRows, sourceColumns;
};

} // namespace

void emitStaging(CpuKernel &kernel, const StencilPiece &piece,
                 const Staging &staging) {
  StagingEmitter(kernel, piece, staging).emit();
}

} // namespace bmc
