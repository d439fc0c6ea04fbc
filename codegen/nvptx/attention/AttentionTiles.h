//===- AttentionTiles.h - Tiles of scores of one head -----------*- C++ -*-===//
//
// Attention never holds an S x T matrix: a block of threads takes kTile queries
// (or keys) of one head and walks the keys (or queries) a tile at a time.
// Scores of a tile stay in shared memory. Heads wider than a tile have several
// panels of features; a block writes one, and computes the scores itself.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_NVPTX_ATTENTION_ATTENTIONTILES_H
#define BMC_CODEGEN_NVPTX_ATTENTION_ATTENTIONTILES_H

#include "codegen/common/attention/AttentionBias.h"
#include "codegen/common/gemm/Product.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/gemm/TileProduct.h"

namespace bmc {

/// Sizes of an attention op that the compiler knows.
struct AttentionSizes {
  explicit AttentionSizes(mlir::Operation *anchor);

  mlir::Type type; ///< element type
  Extent batch, queries, keys;
  int64_t heads;
  int64_t features; ///< per head
  double scale;
  bool causal;
  mlir::Value bias; ///< operand of the op, or null

  /// Blocks: one per head, tile of `lines` and panel of features.
  llvm::SmallVector<GridFactor> shape(const Extent &lines) const;
};

/// What a block of threads has at hand; constructed once per grid, with the
/// block's position in AttentionSizes::shape.
class AttentionTiles {
public:
  static constexpr int64_t kTile = TileProduct::kTile;

  AttentionTiles(GpuKernel &kernel, const AttentionSizes &sizes,
                 llvm::ArrayRef<mlir::Value> position);

  /// Rows from `first` on of the block's head in [batch, length, heads *
  /// features], the features being the depth.
  TileProduct::Operand byFeatures(const MatrixOperand &matrix,
                                  mlir::Value length, mlir::Value first);
  /// The features of the block's panel, the rows from `first` on being the
  /// depth.
  TileProduct::Operand byRows(const MatrixOperand &matrix, mlir::Value length,
                              mlir::Value first);
  /// A tile in shared memory: its rows, or its columns, as lines.
  TileProduct::Operand rowsOf(mlir::Value tile);
  TileProduct::Operand columnsOf(mlir::Value tile);

  /// Products of all features of tiles of queries and keys.
  TileProduct::Sums products(const MatrixOperand &left, mlir::Value leftLength,
                             mlir::Value leftFirst, const MatrixOperand &right,
                             mlir::Value rightLength, mlir::Value rightFirst);

  /// Whether query and key exist and the query may see the key: i1.
  mlir::Value isVisible(mlir::Value query, mlir::Value key);
  /// The score of a query and a key from their product; minus infinity if the
  /// key is hidden.
  mlir::Value score(mlir::Value product, mlir::Value query, mlir::Value key);
  /// Keys that a tile of queries sees of: from 0 to here.
  mlir::Value keyEnd(mlir::Value firstQuery);

  /// Writes a finished panel of rows that start at `first`.
  void
  storePanel(mlir::ValueRange sums, const MatrixOperand &to, mlir::Value length,
             mlir::Value first,
             llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> finish);

  mlir::Value shared(int64_t count) { return b.shared(sizes.type, count); }
  mlir::Value pointer(mlir::Value base, mlir::Value index) {
    return b.pointer(base, index, sizes.type);
  }
  mlir::Value load(mlir::Value base, mlir::Value index) {
    return b.load(sizes.type, pointer(base, index));
  }
  /// Element of a tile in shared memory.
  mlir::Value at(mlir::Value tile, mlir::Value row, mlir::Value column) {
    return pointer(tile, b.add(b.mul(row, kTile), column));
  }

  GpuKernel &kernel;
  GpuBuilder &b;
  const AttentionSizes &sizes;
  TileProduct product;
  mlir::Value queries, keys;
  mlir::Value headNumber; ///< batch * heads + head
  mlir::Value line;       ///< first row of the block's own tile
  mlir::Value panel;      ///< first feature of the block's panel

private:
  std::optional<AttentionBias> bias;
  mlir::Value headStart(const MatrixOperand &matrix, mlir::Value length);
};

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_ATTENTION_ATTENTIONTILES_H
