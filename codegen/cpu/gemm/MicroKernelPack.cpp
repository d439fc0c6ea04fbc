//===- MicroKernelPack.cpp - Bringing operands into tile order ------------===//

#include "codegen/cpu/gemm/MicroKernel.h"

#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;

namespace bmc {

/// Lanes of a and b exchanged so that blocks of `block` lanes are transposed:
/// the first result takes the even blocks of both, the second the odd ones.
static std::pair<Value, Value> exchange(CpuBuilder &b, Value first,
                                        Value second, int64_t lanes,
                                        int64_t block) {
  SmallVector<int64_t> even, odd;
  for (int64_t lane = 0; lane < lanes; ++lane) {
    bool fromSecond = lane & block;
    int64_t source = lane & ~block;
    int64_t base = fromSecond ? lanes : 0;
    even.push_back(base + source);
    odd.push_back(base + source + block);
  }
  return {vector::ShuffleOp::create(b, first, second, even),
          vector::ShuffleOp::create(b, first, second, odd)};
}

SmallVector<Value> transposeVectors(CpuBuilder &builder, ArrayRef<Value> rows) {
  SmallVector<Value> result(rows);
  int64_t lanes = rows.size();
  for (int64_t block = lanes / 2; block > 0; block /= 2)
    for (int64_t row = 0; row < lanes; ++row)
      if (!(row & block))
        std::tie(result[row], result[row + block]) =
            exchange(builder, result[row], result[row + block], lanes, block);
  return result;
}

/// Halves of two vectors are added so that one vector holds what is left of
/// both; the next pair of such vectors is mixed by quarters, and so on. In the
/// end a lane's number read backwards in bits is that of its vector.
Value sumLanes(CpuBuilder &builder, ArrayRef<Value> vectors) {
  auto type = cast<VectorType>(vectors.front().getType());
  int64_t lanes = type.getNumElements();
  SmallVector<Value> left(lanes, builder.zero(type));
  for (int64_t lane = 0; lane < lanes; ++lane) {
    int64_t backwards = 0;
    for (int64_t bit = 1; bit < lanes; bit *= 2)
      backwards = 2 * backwards + (lane & bit ? 1 : 0);
    if (lane < static_cast<int64_t>(vectors.size()))
      left[backwards] = vectors[lane];
  }
  for (int64_t block = lanes / 2; block > 0; block /= 2) {
    SmallVector<Value> next;
    for (size_t i = 0; i < left.size(); i += 2) {
      auto [even, odd] = exchange(builder, left[i], left[i + 1], lanes, block);
      next.push_back(builder.addf(even, odd));
    }
    left = std::move(next);
  }
  return left.front();
}

namespace {

class PackEmitter {
public:
  PackEmitter(CpuBuilder &builder, const PackBlock &block)
      : b(builder), block(block) {}

  /// Row k of the target from row k of the source.
  void copyRows() {
    struct Piece {
      int64_t from, to;
      Value mask;
    };
    SmallVector<Piece> pieces;
    for (int64_t panel = 0; panel < block.panels; ++panel)
      for (int64_t at = 0; at < panelColumns(); at += block.lanes) {
        int64_t column = panel * panelColumns() + at;
        if (block.staticColumns && column >= *block.staticColumns)
          continue;
        pieces.push_back({column, panel * block.panelStride + at,
                          columnMask(column, panelColumns() - at)});
      }
    b.loop(b.index(0), block.depth, 1, [&](Value k) {
      Value from = pointer(block.source, b.mul(k, block.stride));
      Value to = pointer(block.target, b.mul(k, block.width));
      for (const Piece &piece : pieces)
        b.storeVector(b.loadVector(block.elementType, block.lanes,
                                   pointer(from, b.index(piece.from)),
                                   piece.mask),
                      pointer(to, b.index(piece.to)));
    });
  }

  /// Row k of the target from column k of the source, in squares of
  /// lanes x lanes. A loop goes through the strips of `lanes` columns: all
  /// squares side by side in one block are no faster, and LLVM spends more time
  /// on their shuffles than on the rest of a product.
  void transpose() {
    int64_t columns = block.width;
    if (block.staticColumns)
      columns = llvm::alignTo(*block.staticColumns, block.lanes);
    b.loop(b.index(0), b.index(columns), block.lanes,
           [&](Value first) { transposeStrip(first); });
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, block.elementType);
  }

  int64_t panelColumns() const {
    return block.panels == 1 ? block.width : block.panelColumns;
  }

  /// Mask of the vector at `column`, of which `limit` lanes are asked for; null
  /// if all exist.
  Value columnMask(int64_t column, int64_t limit) {
    int64_t lanes = block.lanes;
    limit = std::min(limit, lanes);
    if (block.staticColumns) {
      limit = std::min(limit, *block.staticColumns - column);
      return limit == lanes ? Value() : b.maskFirst(b.index(limit), lanes);
    }
    Value left = b.max(b.sub(block.columns, b.index(column)), b.index(0));
    return b.maskFirst(b.min(left, b.index(limit)), lanes);
  }

  /// The columns from `first` on; one that does not exist repeats the last.
  void transposeStrip(Value first) {
    int64_t lanes = block.lanes;
    bool allExist = block.staticColumns && *block.staticColumns % lanes == 0;
    Value last = b.sub(block.columns, b.index(1));
    SmallVector<Value> sources;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      Value column = b.add(first, lane);
      if (!allExist)
        column = b.min(column, last);
      sources.push_back(pointer(block.source, b.mul(column, block.stride)));
    }
    Value target = pointer(block.target, first);
    Value full = b.sub(block.depth, b.rem(block.depth, b.index(lanes)));
    if (!block.staticDepth || *block.staticDepth >= lanes)
      b.loop(b.index(0), full, lanes,
             [&](Value k) { transposeSquare(sources, target, k, Value()); });
    if (block.staticDepth && *block.staticDepth % lanes == 0)
      return;
    b.ifThen(b.less(full, block.depth), [&] {
      transposeSquare(sources, target, full,
                      b.maskFirst(b.sub(block.depth, full), lanes));
    });
  }

  /// The depths from k on; `mask` hides those that do not exist.
  void transposeSquare(ArrayRef<Value> sources, Value target, Value k,
                       Value mask) {
    SmallVector<Value> rows;
    for (Value source : sources)
      rows.push_back(b.loadVector(block.elementType, block.lanes,
                                  pointer(source, k), mask));
    rows = transposeVectors(b, rows);
    for (auto [depth, row] : llvm::enumerate(rows)) {
      Value to = b.mul(b.add(k, static_cast<int64_t>(depth)), block.width);
      b.storeVector(row, pointer(target, to));
    }
  }

  CpuBuilder &b;
  const PackBlock &block;
};

} // namespace

void emitPack(CpuBuilder &builder, const PackBlock &block) {
  PackEmitter emitter(builder, block);
  if (block.transposed)
    emitter.transpose();
  else
    emitter.copyRows();
}

} // namespace bmc
