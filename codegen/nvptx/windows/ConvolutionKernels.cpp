//===- ConvolutionKernels.cpp - Convolutions as matrix products -----------===//
//
// conv: filters x (channels, kernel) times (channels, kernel) x positions of
// all images; conv_dinput the same with channels and filters exchanged;
// conv_dweight: filters x positions times positions x (channels, kernel), the
// positions cut into parts that a second grid adds in order. What a position
// sees is gathered into shared memory where TileProduct asks for it.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/gemm/TileProduct.h"
#include "codegen/nvptx/rows/JoinPartials.h"
#include "codegen/nvptx/windows/WindowGrid.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = TileProduct::kThreads;
/// Positions of a part of conv_dweight.
static constexpr int64_t kDepthChunk = 1024;

/// Extents whose product is the number of positions of `value`'s planes.
static Extents positionsOf(Value value) {
  Extents extents = getExtents(value.getType());
  extents.erase(extents.begin() + 1);
  return extents;
}

int64_t gpuConvDweightScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<ConvDweightOp>(anchor);
  Type type = op.getDweight().getType();
  int64_t parts = llvm::divideCeil(
      boundedElements(positionsOf(op.getDy()), bound), kDepthChunk);
  return parts * boundedElements(getExtents(type), bound) *
         getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8;
}

namespace {

struct ConvolutionGrids : WindowGrid {
  using WindowGrid::WindowGrid;

  int64_t tileFor(int64_t rows, int64_t columns, int64_t products) {
    return TileProduct::tileFor(type, rows, columns, products);
  }

  Value loadIf(Value exists, unsigned i, Value element) {
    return b.ifElse(
        exists, type, [&] { return load(i, type, element); },
        [&] { return b.zero(type); });
  }

  std::pair<Value, Value> split(Value number, Value inner) {
    return {b.div(number, inner), b.rem(number, inner)};
  }
  std::pair<Value, Value> split(Value number, int64_t inner) {
    return split(number, b.index(inner));
  }

  /// One axis: the input that output `at` meets at place k of the kernel, and
  /// whether it exists.
  std::pair<Value, Value> inputOf(const WindowAxis &axis, Value at, Value k) {
    Value input = b.sub(b.add(b.mul(at, axis.stride), b.mul(k, axis.dilation)),
                        b.index(axis.before));
    return {input, b.both(b.less(b.index(-1), input),
                          b.less(input, this->input(axis)))};
  }

  /// One axis: the output that meets input `at` at place k of the kernel.
  std::pair<Value, Value> outputOf(const WindowAxis &axis, Value at, Value k) {
    Value distance = b.sub(b.add(at, axis.before), b.mul(k, axis.dilation));
    auto [output, rest] = split(distance, axis.stride);
    Value exists = b.both(b.less(b.index(-1), distance),
                          b.less(output, this->output(axis)));
    return {output, b.both(exists, b.less(rest, b.index(1)))};
  }

  using AxisMap = std::pair<Value, Value> (ConvolutionGrids::*)(
      const WindowAxis &, Value, Value);

  /// Operand `i`, planes of rows x columns of which there are `planes` an
  /// image, in plane `plane` where `place` (in planes of `width` columns) meets
  /// `k`; 0 where there is nothing.
  Value gather(unsigned i, AxisMap map, int64_t planes, Value rows,
               Value columns, Value image, Value plane, Value place,
               Value width, Value k) {
    auto [placeRow, placeColumn] = split(place, width);
    auto [kRow, kColumn] = split(k, windows.axes[1].kernel);
    auto [row, rowExists] = (this->*map)(windows.axes[0], placeRow, kRow);
    auto [column, columnExists] =
        (this->*map)(windows.axes[1], placeColumn, kColumn);
    Value element = b.add(b.mul(image, planes), plane);
    element = b.add(b.mul(element, rows), row);
    element = b.add(b.mul(element, columns), column);
    return loadIf(b.both(rowExists, columnExists), i, element);
  }

  Value gatherInput(unsigned i, Value image, Value channel, Value output,
                    Value k) {
    return gather(i, &ConvolutionGrids::inputOf, windows.channels,
                  input(windows.axes[0]), input(windows.axes[1]), image,
                  channel, output, this->output(windows.axes[1]), k);
  }

  Value gatherOutput(unsigned i, Value image, Value filter, Value input,
                     Value k) {
    return gather(i, &ConvolutionGrids::outputOf, windows.filters,
                  output(windows.axes[0]), output(windows.axes[1]), image,
                  filter, input, this->input(windows.axes[1]), k);
  }

  /// Stores what the kernel makes of element `element` of the result.
  void storeOutputs(Value element, Value value) {
    Extent last = getExtents(result.getType()).back();
    auto [row, column] = split(element, kernel.extent(last));
    storeResultOutputs(kernel, findResultOutputs(kernel.function, result),
                       result, value, row, column);
  }

  void product();
  void weightGradient();

private:
  TileProduct::Operand weightRows(Value group, Value first, int64_t lines);
  TileProduct::Operand positions(Value group, Value first);
  TileProduct::Operand gradientRows(Value group, Value first);
  TileProduct::Operand weightColumns(Value group, Value first);
};

/// Rows of conv are filters, those of conv_dinput channels.
TileProduct::Operand ConvolutionGrids::weightRows(Value group, Value first,
                                                  int64_t lines) {
  bool forward = isa<ConvOp>(op);
  auto load = [=, this](Value line, Value k) {
    auto [other, place] = split(k, windows.kernel());
    line = b.add(line, first);
    Value filter = forward ? line : other, channel = forward ? other : line;
    filter = b.add(b.mul(group, windows.groupFilters()), filter);
    Value plane = b.add(b.mul(filter, windows.groupChannels()), channel);
    return this->load(1, type, b.add(b.mul(plane, windows.kernel()), place));
  };
  return {load, b.sub(b.index(lines), first), true, {}};
}

/// Columns are positions of all images.
TileProduct::Operand ConvolutionGrids::positions(Value group, Value first) {
  bool forward = isa<ConvOp>(op);
  auto load = [=, this](Value line, Value k) {
    auto [other, place] = split(k, windows.kernel());
    auto [image, position] =
        split(b.add(line, first), forward ? outputs() : inputs());
    Value plane = b.add(b.mul(group, forward ? windows.groupChannels()
                                             : windows.groupFilters()),
                        other);
    return forward ? gatherInput(0, image, plane, position, place)
                   : gatherOutput(0, image, plane, position, place);
  };
  return {load, b.sub(kernel.product(positionsOf(result)), first), false, {}};
}

void ConvolutionGrids::product() {
  bool forward = isa<ConvOp>(op);
  int64_t lines = forward ? windows.groupFilters() : windows.groupChannels();
  int64_t depth = windows.kernel() *
                  (forward ? windows.groupChannels() : windows.groupFilters());
  int64_t size =
      tileFor(lines, kernel.most(positionsOf(result)), windows.groups);
  GridFactor shape[] = {{{Extent::fixed(windows.groups)}},
                        {{Extent::fixed(lines)}, size},
                        {positionsOf(result), size}};
  kernel.grid(shape, kThreads, [&](ArrayRef<Value> position) {
    TileProduct tile(b, type, size);
    Value group = position[0], row = b.mul(position[1], size);
    Value column = b.mul(position[2], size);
    TileProduct::Operand left = weightRows(group, row, lines);
    TileProduct::Operand right = positions(group, column);
    TileProduct::Sums sums =
        tile.multiply(tile.zeros(), left, right, b.index(0), b.index(depth));
    tile.forEachElement(
        sums, left.lines, right.lines, [&](Value i, Value j, Value sum) {
          Value plane = forward ? outputs() : inputs();
          auto [image, place] = split(b.add(column, j), plane);
          Value line = b.add(b.mul(group, lines), b.add(row, i));
          line = b.add(b.mul(image, windows.groups * lines), line);
          storeOutputs(b.add(b.mul(line, plane), place), sum);
        });
  });
}

TileProduct::Operand ConvolutionGrids::gradientRows(Value group, Value first) {
  auto load = [=, this](Value line, Value k) {
    auto [image, output] = split(k, outputs());
    Value filter =
        b.add(b.mul(group, windows.groupFilters()), b.add(line, first));
    Value plane = b.add(b.mul(image, windows.filters), filter);
    return this->load(0, type, b.add(b.mul(plane, outputs()), output));
  };
  return {load, b.sub(b.index(windows.groupFilters()), first), true, {}};
}

TileProduct::Operand ConvolutionGrids::weightColumns(Value group, Value first) {
  auto load = [=, this](Value line, Value k) {
    auto [image, output] = split(k, outputs());
    auto [channel, place] = split(b.add(line, first), windows.kernel());
    channel = b.add(b.mul(group, windows.groupChannels()), channel);
    return gatherInput(1, image, channel, output, place);
  };
  int64_t columns = windows.groupChannels() * windows.kernel();
  return {load, b.sub(b.index(columns), first), true, {}};
}

void ConvolutionGrids::weightGradient() {
  int64_t columns = windows.groupChannels() * windows.kernel();
  int64_t rows = windows.groupFilters();
  Extents elements = getExtents(result.getType());
  Extents depths = positionsOf(op->getOperand(0));
  auto placeOf = [&](Value part, Value element) {
    Value offset = b.add(b.mul(part, kernel.product(elements)), element);
    return b.pointer(kernel.scratch(), offset, type);
  };
  int64_t parts = llvm::divideCeil(kernel.most(depths), kDepthChunk);
  int64_t size = tileFor(rows, columns, windows.groups * parts);
  int64_t rowTiles = llvm::divideCeil(rows, size);
  GridFactor shape[] = {{depths, kDepthChunk},
                        {{Extent::fixed(windows.groups * rowTiles)}},
                        {{Extent::fixed(columns)}, size}};
  kernel.grid(shape, kThreads, [&](ArrayRef<Value> position) {
    TileProduct tile(b, type, size);
    Value begin = b.mul(position[0], kDepthChunk);
    Value end = b.min(b.add(begin, kDepthChunk), kernel.product(depths));
    auto [group, rowTile] = split(position[1], rowTiles);
    Value row = b.mul(rowTile, size), column = b.mul(position[2], size);
    TileProduct::Operand left = gradientRows(group, row);
    TileProduct::Operand right = weightColumns(group, column);
    TileProduct::Sums sums =
        tile.multiply(tile.zeros(), left, right, begin, end);
    Value firstLine = b.add(b.mul(group, rows), row);
    tile.forEachElement(
        sums, left.lines, right.lines, [&](Value i, Value j, Value sum) {
          Value line = b.add(firstLine, i);
          Value element = b.add(b.mul(line, columns), b.add(column, j));
          b.store(sum, placeOf(position[0], element));
        });
  });
  kernel.forEachElement(elements, kThreads, [&](Value element) {
    Value sum = sumParts(
        b, b.ceilDiv(kernel.product(depths), kDepthChunk), type,
        [&](Value part) { return b.load(type, placeOf(part, element)); });
    storeOutputs(element, sum);
  });
}

} // namespace

LogicalResult generateConvolution(GpuKernel &kernel, Operation *anchor) {
  ConvolutionGrids grids(kernel, anchor);
  if (isa<ConvDweightOp>(anchor))
    grids.weightGradient();
  else
    grids.product();
  return success();
}

} // namespace bmc
