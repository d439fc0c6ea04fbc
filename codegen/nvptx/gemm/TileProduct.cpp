//===- TileProduct.cpp - A block's tile of a matrix product ---------------===//
//
// Warps lie 4 x 2 on the tile and lanes 4 x 8 on a warp's part, each with
// groups of kGroup x kGroup sums: what the lanes of a warp load at once from a
// slice is one or two rows of 128 bytes, without conflicts of banks.
//
//===----------------------------------------------------------------------===//

#include "codegen/nvptx/gemm/TileProduct.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

/// Neighbouring lines that a thread takes.
static constexpr int64_t kGroup = 4;
static constexpr int64_t kWarpsDown = 4, kWarpsAcross = 2;
static constexpr int64_t kLanesDown = 4, kLanesAcross = 8;
static_assert(kWarpsDown * kWarpsAcross * kWarpSize == TileProduct::kThreads);
static_assert(kLanesDown * kLanesAcross == kWarpSize);
static_assert(kWarpsDown * kLanesDown == kWarpsAcross * kLanesAcross,
              "tiles are squares");

/// Tiles below which small ones are better: about the multiprocessors of a
/// large GPU.
static constexpr int64_t kEnoughTiles = 100;
/// What may be multiplied in vain for large tiles, relative to small ones.
static constexpr double kMostPadding = 1.5;

int64_t TileProduct::tileFor(Type elementType, int64_t rows, int64_t columns,
                             int64_t products) {
  auto tiles = [&](int64_t size) {
    return llvm::divideCeil(rows, size) * llvm::divideCeil(columns, size);
  };
  int64_t large = tiles(kLargeTile), small = tiles(kTile);
  constexpr double kSmallPerLarge = (kLargeTile / kTile) * (kLargeTile / kTile);
  bool isLarge = elementType.isF32() && large * products >= kEnoughTiles &&
                 large * kSmallPerLarge <= kMostPadding * small;
  return isLarge ? kLargeTile : kTile;
}

TileProduct::Operand TileProduct::operandAt(GpuBuilder &b, Type elementType,
                                            const Operand::Function &address,
                                            Value lines, bool depthIsContiguous,
                                            int64_t alignment) {
  auto load = [=, &b](Value line, Value k) {
    return b.load(elementType, address(line, k));
  };
  Operand operand{load, lines, depthIsContiguous, {}};
  if (alignment % b.wideLanes(elementType) == 0)
    operand.wideAddress = address;
  return operand;
}

TileProduct::Operand TileProduct::operandOf(GpuBuilder &b, Type elementType,
                                            const MatrixOperand &matrix,
                                            Value first, Value lines,
                                            bool depthIsRow) {
  auto address = [=, &b](Value line, Value k) {
    line = b.add(line, first);
    Value row = depthIsRow ? k : line, column = depthIsRow ? line : k;
    Value element = b.add(b.mul(row, matrix.stride), column);
    return b.pointer(matrix.base, element, elementType);
  };
  return operandAt(b, elementType, address, b.sub(lines, first), !depthIsRow,
                   matrix.alignment);
}

TileProduct::TileProduct(GpuBuilder &builder, Type elementType, int64_t tile)
    : b(builder), type(elementType), tile(tile),
      perThread(tile / (kWarpsDown * kLanesDown)),
      depth(tile == kLargeTile || !elementType.isF32() ? 8 : 16),
      stride(tile + kGroup), slices(b.shared(type, 2 * stageElements())),
      thread(b.threadIndex()) {
  Value warp = b.div(thread, b.index(kWarpSize));
  Value lane = b.rem(thread, b.index(kWarpSize));
  row = b.add(b.mul(b.div(warp, b.index(kWarpsAcross)), kLanesDown * perThread),
              b.mul(b.div(lane, b.index(kLanesAcross)), kGroup));
  column =
      b.add(b.mul(b.rem(warp, b.index(kWarpsAcross)), kLanesAcross * perThread),
            b.mul(b.rem(lane, b.index(kLanesAcross)), kGroup));
}

TileProduct::Sums TileProduct::zeros() {
  return Sums(perThread * perThread, b.zero(type));
}

Value TileProduct::at(Value slice, Value line, Value k) {
  return b.pointer(slice, b.add(b.mul(k, stride), line), type);
}

/// Runs body(line, k) for the pieces of a slice that the thread brings:
/// elements or, of wide operands, as many as go in one access. Neighbouring
/// threads take neighbouring pieces.
void TileProduct::forEachPiece(const Operand &operand,
                               function_ref<void(Value, Value)> body) {
  int64_t length = operand.wideAddress ? b.wideLanes(type) : 1;
  int64_t inner = (operand.depthIsContiguous ? depth : tile) / length;
  for (int64_t piece = 0; piece < tile * depth / length; piece += kThreads) {
    Value number = b.add(thread, piece);
    Value fast = b.mul(b.rem(number, b.index(inner)), length);
    Value slow = b.div(number, b.index(inner));
    if (operand.depthIsContiguous)
      body(slow, fast);
    else
      body(fast, slow);
  }
}

/// The thread's pieces of the slice at `begin`, zeros where there is nothing.
TileProduct::Values TileProduct::fetch(const Operand &operand, Value begin,
                                       Value end) {
  Values fetched;
  Type piece = operand.wideAddress ? Type(b.wideType(type)) : type;
  forEachPiece(operand, [&](Value line, Value k) {
    Value place = b.add(begin, k);
    Value exists = b.both(b.less(line, operand.lines), b.less(place, end));
    fetched.push_back(b.ifElse(
        exists, piece,
        [&] {
          return operand.wideAddress
                     ? b.loadWide(type, operand.wideAddress(line, place))
                     : operand.load(line, place);
        },
        [&] { return b.zero(piece); }));
  });
  return fetched;
}

/// Stores what fetch() brought.
void TileProduct::put(const Operand &operand, ValueRange fetched, Value slice) {
  size_t i = 0;
  forEachPiece(operand, [&](Value line, Value k) {
    Value piece = fetched[i++];
    if (!operand.wideAddress)
      return b.store(piece, at(slice, line, k));
    if (!operand.depthIsContiguous)
      return b.storeWide(piece, at(slice, line, k));
    for (int64_t lane = 0; lane < b.wideLanes(type); ++lane)
      b.store(b.lane(piece, lane), at(slice, line, b.add(k, lane)));
  });
}

/// The thread's lines of a slice at depth k.
TileProduct::Values TileProduct::loadLines(Value slice, Value first, int64_t k,
                                           int64_t groupStep) {
  Values lines;
  for (int64_t line = 0; line < perThread; line += b.wideLanes(type)) {
    int64_t offset = k * stride + line / kGroup * groupStep + line % kGroup;
    Value wide = b.loadWide(type, b.pointer(slice, b.add(first, offset), type));
    for (int64_t lane = 0; lane < b.wideLanes(type); ++lane)
      lines.push_back(b.lane(wide, lane));
  }
  return lines;
}

/// The sums and one slice's products.
TileProduct::Sums TileProduct::addSlice(ValueRange sums, Value stage) {
  Sums next(sums);
  Value sliceB = b.pointer(stage, b.index(sliceElements()), type);
  for (int64_t k = 0; k < depth; ++k) {
    Values left = loadLines(stage, row, k, kLanesDown * kGroup);
    Values right = loadLines(sliceB, column, k, kLanesAcross * kGroup);
    for (int64_t i = 0; i < perThread; ++i)
      for (int64_t j = 0; j < perThread; ++j) {
        Value &sum = next[i * perThread + j];
        sum = b.fma(left[i], right[j], sum);
      }
  }
  return next;
}

TileProduct::Sums TileProduct::multiply(ValueRange sums, const Operand &a,
                                        const Operand &bOperand, Value begin,
                                        Value end) {
  // Two blocks hide each other's barriers; what gathers needs more registers.
  if (tile == kLargeTile && a.wideAddress && bOperand.wideAddress)
    b.setLeastBlocks(2);
  auto stageAt = [&](Value offset) { return b.pointer(slices, offset, type); };
  auto fetchBoth = [&](Value k) {
    return std::pair(fetch(a, k, end), fetch(bOperand, k, end));
  };
  auto putBoth = [&](const std::pair<Values, Values> &fetched, Value stage) {
    put(a, fetched.first, stage);
    put(bOperand, fetched.second,
        b.pointer(stage, b.index(sliceElements()), type));
    b.barrier();
  };
  putBoth(fetchBoth(begin), stageAt(b.index(0)));
  Values start(sums);
  start.push_back(b.index(0));
  Values joined =
      b.loop(begin, end, depth, start, [&](Value k, ValueRange carried) {
        std::pair<Values, Values> following = fetchBoth(b.add(k, depth));
        Value offset = carried.back();
        Values next = addSlice(carried.drop_back(), stageAt(offset));
        Value other = b.sub(b.index(stageElements()), offset);
        putBoth(following, stageAt(other));
        next.push_back(other);
        return next;
      });
  // Addresses of several slices do not fit into registers.
  b.keepLoop(joined.front());
  joined.pop_back();
  return joined;
}

void TileProduct::forEachSum(function_ref<void(Value, Value, unsigned)> body) {
  auto place = [&](Value first, int64_t i, int64_t lanes) {
    return b.add(first, i / kGroup * lanes * kGroup + i % kGroup);
  };
  for (int64_t i = 0; i < perThread; ++i)
    for (int64_t j = 0; j < perThread; ++j)
      body(place(row, i, kLanesDown), place(column, j, kLanesAcross),
           i * perThread + j);
}

/// The sums go through the slices' memory, a band of rows at a time: those of
/// one or more rows of warps.
void TileProduct::forEachElement(ValueRange sums, Value rows, Value columns,
                                 function_ref<void(Value, Value, Value)> body) {
  int64_t bandRows = std::min<int64_t>(
      tile, llvm::bit_floor<uint64_t>(2 * stageElements() / tile));
  assert(bandRows % (kLanesDown * perThread) == 0 && "a warp has one band");
  b.loop(b.index(0), b.index(tile), bandRows, [&](Value band) {
    Value first = b.sub(row, band);
    Value isHere =
        b.both(b.less(b.index(-1), first), b.less(first, b.index(bandRows)));
    b.ifThen(isHere, [&] {
      forEachSum([&](Value row, Value column, unsigned i) {
        Value place = b.add(b.mul(b.sub(row, band), tile), column);
        b.store(sums[i], b.pointer(slices, place, type));
      });
    });
    b.barrier();
    b.loop(thread, b.index(bandRows * tile), kThreads, [&](Value number) {
      Value row = b.add(band, b.div(number, b.index(tile)));
      Value column = b.rem(number, b.index(tile));
      b.ifThen(b.both(b.less(row, rows), b.less(column, columns)), [&] {
        body(row, column, b.load(type, b.pointer(slices, number, type)));
      });
    });
    b.barrier();
  });
}

} // namespace bmc
