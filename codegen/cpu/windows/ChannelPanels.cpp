//===- ChannelPanels.cpp - Staged planes, channels side by side -----------===//

#include "codegen/cpu/windows/ChannelPanels.h"
#include "codegen/cpu/gemm/MicroKernel.h"
#include "codegen/cpu/rows/Columns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

PanelStaging::PanelStaging(CpuKernel &kernel, ConvDweightOp op,
                           const Windows &windows, const PanelShape &shape)
    : kernel(kernel), b(kernel.builder), op(op), windows(windows), shape(shape),
      type(getElementTypeOrSelf(op.getDweight().getType())), lanes(shape.lanes),
      inputColumns(kernel.extent(windows.axes[1].inputExtent())),
      inputPlane(kernel.product(windows.inputExtents())),
      places(b.stackBuffer(b.getI32Type(), shape.sourceElements() + lanes)) {}

PanelStaging::Span PanelStaging::sourceSpan(int axis, Value first,
                                            int64_t pieces, int64_t staged) {
  const AxisStencil &stencil = shape.piece.axes[axis];
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
Value PanelStaging::placeOn(int axis, Value source, Value first, int64_t staged,
                            int64_t planeStep, int64_t step) {
  const AxisStencil &stencil = shape.piece.axes[axis];
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

void PanelStaging::setPiece(Value firstRow, Value firstColumn) {
  const StencilPiece &piece = shape.piece;
  rows = sourceSpan(0, firstRow, piece.rowPieces(), piece.planeRows());
  columns =
      sourceSpan(1, firstColumn, piece.columnPieces(), piece.planeColumns());
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

/// Where a piece has all columns, rows follow each other.
void PanelStaging::stage(Value image, const PanelChannels &channels,
                         Value target) {
  Value source = inputPlanes(kernel, windows, kernel.input(op.getX()), type)
                     .at(b, image, channels.group, channels.first);
  Value numRows = b.sub(rows.end, rows.begin);
  Value width = b.sub(columns.end, columns.begin);
  Value length = hasWholeRows() ? b.mul(numRows, width) : width;
  Value segments = hasWholeRows() ? b.index(1) : numRows;
  b.loop(b.index(0), b.ceilDiv(channels.count, lanes), 1, [&](Value panel) {
    Value to = pointer(target, b.mul(panel, shape.panelElements()));
    b.loop(b.index(0), segments, 1, [&](Value segment) {
      Value begin =
          b.add(b.mul(b.add(rows.begin, segment), inputColumns), columns.begin);
      // Channels that do not exist repeat the last one.
      SmallVector<Value> lines;
      for (int64_t lane = 0; lane < lanes; ++lane) {
        Value channel = b.add(b.mul(panel, lanes), lane);
        if (windows.groupChannels() % lanes != 0)
          channel = b.min(channel, b.sub(channels.count, b.index(1)));
        lines.push_back(
            pointer(source, b.add(b.mul(channel, inputPlane), begin)));
      }
      Value from = b.pointer(places, b.mul(segment, length), b.getI32Type());
      stageVectors(lines, to, from, length);
    });
  });
}

/// `lines` side by side, each element where `places` says. What a line does not
/// have is 0, and is written again or does not matter.
void PanelStaging::stageVectors(ArrayRef<Value> lines, Value target,
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

} // namespace bmc
