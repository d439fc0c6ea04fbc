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
#include "codegen/common/attention/AttentionSegments.h"
#include "codegen/common/attention/Softcap.h"
#include "codegen/common/gemm/Product.h"
#include "codegen/common/points/PointRandom.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/gemm/TileProduct.h"

namespace bmc {

/// Sizes of an attention op that the compiler knows.
struct AttentionSizes {
  explicit AttentionSizes(ScaledDotProductOp op);

  mlir::Type type; ///< element type
  Extent batch, queries, keys;
  int64_t heads;
  int64_t keyHeads; ///< of k and v
  int64_t features; ///< per head
  double scale;
  bool causal;
  bool mayHideRows; ///< whether a row may see no key

  /// Heads that share keys and values.
  int64_t group() const { return heads / keyHeads; }
  /// Blocks: one per head, tile of queries and panel of features; or per head
  /// of the keys, tile of keys and panel.
  llvm::SmallVector<GridFactor> queryShape() const;
  llvm::SmallVector<GridFactor> keyShape() const;
};

/// The rows of one head in a tensor [batch, length, heads * features].
struct HeadRows {
  mlir::Value start; ///< address of the first one
  mlir::Value stride;
  mlir::Value length;
  int64_t alignment; ///< of the rows, in elements
};

/// What a block of threads has at hand; constructed once per grid.
class AttentionTiles {
public:
  static constexpr int64_t kTile = TileProduct::kTile;

  /// Rows from `line` on; features from `panel` on, if they matter.
  AttentionTiles(GpuKernel &kernel, const AttentionSizes &sizes,
                 ScaledDotProductOp op, mlir::Value line, mlir::Value panel);

  /// For grids with sums of one panel: barriers are many, and two blocks on a
  /// multiprocessor hide each other's. f64 has no registers for that.
  void setLeastBlocks();

  /// Goes to a head: batch * heads + head.
  void setHead(mlir::Value number);

  /// Rows of the head in a tensor like q, or in one like k.
  HeadRows queryRows(const MatrixOperand &matrix);
  HeadRows keyRows(const MatrixOperand &matrix);

  /// Rows from `first` on, the features being the depth.
  TileProduct::Operand byFeatures(const HeadRows &rows, mlir::Value first);
  /// The features of the block's panel, the rows from `first` on being the
  /// depth.
  TileProduct::Operand byRows(const HeadRows &rows, mlir::Value first);
  /// A tile in shared memory: its rows, or its columns, as lines.
  TileProduct::Operand rowsOf(mlir::Value tile);
  TileProduct::Operand columnsOf(mlir::Value tile);

  /// Products of all features of tiles of queries and keys.
  TileProduct::Sums products(const HeadRows &left, mlir::Value leftFirst,
                             const HeadRows &right, mlir::Value rightFirst);

  /// Whether query and key exist and the query may see the key: i1.
  mlir::Value isVisible(mlir::Value query, mlir::Value key);
  /// The score of a query and a key from their product; minus infinity if the
  /// key is hidden.
  mlir::Value score(mlir::Value product, mlir::Value query, mlir::Value key);
  /// The scaled and capped product, to which score() adds the bias.
  mlir::Value capped(mlir::Value product);
  /// Random words that drop the probability of a query and a key; null without
  /// dropout.
  mlir::Value dropoutBits(mlir::Value query, mlir::Value key);
  /// x after dropout by `bits`, which may be null.
  mlir::Value dropped(mlir::Value x, mlir::Value bits) {
    return bits ? dropout->apply(x, bits) : x;
  }
  /// Lines [begin, end); begin is a multiple of the tile.
  struct Range {
    mlir::Value begin, end;
  };
  /// Keys outside of which no query of the block's tile sees any. All threads
  /// get here.
  Range keyRange();
  /// Queries outside of which none sees a key of the block's tile.
  Range queryRange();

  /// Stores sums of tiles of queries and keys to a tile in shared memory.
  void storeTile(mlir::ValueRange sums, mlir::Value tile);

  /// Writes a finished panel of rows that start at `first`.
  void
  storePanel(mlir::ValueRange sums, const HeadRows &to, mlir::Value first,
             llvm::function_ref<mlir::Value(mlir::Value, mlir::Value)> finish);

  mlir::Value shared(int64_t count) { return b.shared(sizes.type, count); }
  /// Room for a tile. Its rows lie a little apart, so that threads on
  /// neighbouring rows do not meet in the same bank.
  mlir::Value sharedTile() { return shared(kTile * tileStride()); }
  int64_t tileStride() const { return kTile + b.wideLanes(sizes.type); }
  mlir::Value pointer(mlir::Value base, mlir::Value index) {
    return b.pointer(base, index, sizes.type);
  }
  mlir::Value load(mlir::Value base, mlir::Value index) {
    return b.load(sizes.type, pointer(base, index));
  }
  /// Element of a tile in shared memory.
  mlir::Value at(mlir::Value tile, mlir::Value row, mlir::Value column) {
    return pointer(tile, b.add(b.mul(row, tileStride()), column));
  }

  GpuKernel &kernel;
  GpuBuilder &b;
  const AttentionSizes &sizes;
  TileProduct product;
  Softcap softcap;
  mlir::Value queries, keys;
  mlir::Value headNumber;    ///< batch * heads + head
  mlir::Value keyHeadNumber; ///< batch * keyHeads + head of the keys
  mlir::Value line;          ///< first row of the block's own tile
  mlir::Value panel;         ///< first feature of the block's panel

private:
  HeadRows rowsOfHead(const MatrixOperand &matrix, mlir::Value number,
                      int64_t heads, mlir::Value length);

  mlir::Value isOwnSegment(mlir::Value query, mlir::Value key);
  using PlaceOf = llvm::function_ref<mlir::Value(mlir::Value)>;
  Range withinSegments(Range others, PlaceOf placeOfOther, mlir::Value length,
                       PlaceOf placeOfOwn);

  std::optional<AttentionBias> bias;
  std::optional<AttentionSegments> segments;
  std::optional<DropoutState> dropout;
};

} // namespace bmc

#endif // BMC_CODEGEN_NVPTX_ATTENTION_ATTENTIONTILES_H
