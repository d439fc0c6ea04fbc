//===- AttentionBlocks.h - Products between blocks of one head --*- C++ -*-===//
//
// Attention never holds an S x T matrix: a task takes a block of query rows of
// one head and walks the keys in blocks, whose scores fit in L2. What is
// multiplied from the right is packed per head beforehand:
//
//   by keys       panels of keys, k[t, e] transposed: rows e, columns t
//   by features   panels of features: rows t, columns e
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_ATTENTION_ATTENTIONBLOCKS_H
#define BMC_CODEGEN_CPU_ATTENTION_ATTENTIONBLOCKS_H

#include "codegen/common/attention/AttentionBias.h"
#include "codegen/common/attention/AttentionSegments.h"
#include "codegen/common/attention/Softcap.h"
#include "codegen/cpu/attention/DropoutRow.h"
#include "codegen/cpu/gemm/GemmOutput.h"

namespace bmc {

/// Query rows per block; a multiple of every tile's rows.
constexpr int64_t kQueryBlock = 48;

/// Some features of a head that fit one register tile.
struct FeaturePanel {
  int64_t offset;  ///< first feature
  int64_t columns; ///< features that exist
  TileShape shape;
};

/// Sizes of an attention op that the compiler knows.
struct AttentionGeometry {
  AttentionGeometry(const CpuTarget &target, ScaledDotProductOp op);

  mlir::Type elementType;
  int64_t bytes; ///< per element
  unsigned lanes;
  int64_t heads;
  int64_t keyHeads; ///< of k and v
  int64_t features; ///< per head
  double scale;
  bool causal;
  bool mayHideRows;  ///< whether a row may see no key
  TileShape keyTile; ///< tiles over panels of keys
  llvm::SmallVector<FeaturePanel> panels;

  /// Heads that share keys and values.
  int64_t group() const { return heads / keyHeads; }
  int64_t paddedFeatures() const { return llvm::alignTo(features, lanes); }
  /// Rows of a tile over panels of features.
  int64_t tileRows() const { return panels.front().shape.rows; }
  /// Keys of `keys` keys packed in whole panels.
  int64_t paddedKeys(int64_t keys) const {
    return llvm::alignTo(keys, keyTile.columns());
  }
  /// Key block: near `wanted`, whole panels and vectors.
  int64_t keyBlock(int64_t wanted) const {
    return wanted / keyTile.columns() * keyTile.columns();
  }
  /// Elements between rows of a buffer of scores: room for one more tile, and
  /// no power of two, which would map all rows to few cache sets.
  int64_t scoreStride(int64_t keyBlock) const { return keyBlock + 16; }
};

/// The pieces that the forward and the backward kernel are made of.
class AttentionBlocks {
public:
  AttentionBlocks(CpuKernel &kernel, ScaledDotProductOp op);

protected:
  /// The current head, and the one of its keys, from batch * heads + head.
  void setHead(mlir::Value number);
  /// The current head of the keys alone, from batch * keyHeads + keyHead.
  void setKeyHead(mlir::Value number);
  /// batch * heads + head.
  mlir::Value headNumber();
  mlir::Value keyHeadNumber();

  mlir::Value pointer(mlir::Value base, mlir::Value index) {
    return b.pointer(base, index, geometry.elementType);
  }
  mlir::Value load(mlir::Value base, mlir::Value index, mlir::Value mask = {}) {
    return b.loadVector(geometry.elementType, geometry.lanes,
                        pointer(base, index), mask);
  }
  mlir::Value vectorOf(double value) {
    return b.constant(
        value, mlir::VectorType::get(geometry.lanes, geometry.elementType));
  }
  mlir::Value larger(mlir::Value a, mlir::Value b);

  /// Start of row `row` of the current head in an operand like q.
  mlir::Value headRow(const MatrixOperand &operand, mlir::Value row);
  /// The same of the keys' head in an operand like k.
  mlir::Value keyRow(const MatrixOperand &operand, mlir::Value row);
  /// Elements of one head packed by keys / by features.
  mlir::Value packedByKeys();
  mlir::Value packedByFeatures();
  /// Packs keys [begin, end) of the current head; `begin` is a multiple of the
  /// key tile.
  void packByKeys(const MatrixOperand &operand, mlir::Value target,
                  mlir::Value begin, mlir::Value end);
  /// Packs rows [begin, end) of `rows`, which starts at row `begin` of a head;
  /// panels lie `stride` rows apart in `target`.
  void packByFeatures(const MatrixOperand &rows, mlir::Value target,
                      mlir::Value stride, mlir::Value begin, mlir::Value end);

  /// Copies the query block's rows of `from`, times `scale`, side by side to
  /// `block`: rows as far apart as those of a model meet in few cache sets.
  void copyQueries(const MatrixOperand &from, mlir::Value block, double scale);
  /// A buffer for copyQueries().
  mlir::Value queryBuffer() {
    return b.stackBuffer(geometry.elementType,
                         kQueryBlock * geometry.paddedFeatures());
  }
  /// scores[i, j] = sum_e block[i, e] keys[j, e] for the query block and keys
  /// [key, key + count); a causal block skips tiles above the diagonal.
  void scoreBlock(mlir::Value block, mlir::Value packedKeys, mlir::Value scores,
                  int64_t scoreStride, mlir::Value key, mlir::Value count);
  /// c[i, e] (+)= sum_k a(i, k) packed[k0 + k, e] for rows i < rows, the matrix
  /// `packed` by features with k0 = packedBegin and packedStride rows in all. c
  /// has paddedFeatures() columns and whole tiles of rows. `depthAt(i)` is the
  /// number of k for the tile that starts at row i.
  void featureProduct(const StridedOperand &a, mlir::Value rows,
                      llvm::function_ref<mlir::Value(mlir::Value)> depthAt,
                      mlir::Value packed, mlir::Value packedStride,
                      mlir::Value packedBegin, mlir::Value c,
                      const Flag &first);
  /// Makes scores of the scaled products of the query row and the keys
  /// [key, key + count): caps them, adds the bias, and hides those of other
  /// segments. The derivatives of capping go to `slopes`, if there is such a
  /// buffer.
  void finishScores(mlir::Value scores, mlir::Value row, mlir::Value key,
                    mlir::Value count, mlir::Value slopes = {});
  /// `value`, or zero where the score is minus infinity, of which not every
  /// polynomial knows the exponential.
  mlir::Value zeroIfHidden(mlir::Value score, mlir::Value value);
  /// Computes what dropout makes of the query row's keys [key, key + count).
  void fillDropout(mlir::Value row, mlir::Value key, mlir::Value count);
  /// Calls body(offset, mask) for the vectors of a head's features.
  void forEachFeature(llvm::function_ref<void(mlir::Value, mlir::Value)> body);
  /// Keys of [key, key + count) that the query row sees.
  mlir::Value visibleKeys(mlir::Value row, mlir::Value key, mlir::Value count);
  /// The first row of the query block's first tile that sees `key`.
  mlir::Value firstTile(mlir::Value key);
  /// Keys [begin, end), at least one, outside of which no row of the query
  /// block sees any; begin is a multiple of the key tile.
  struct KeyRange {
    mlir::Value begin, end;
  };
  KeyRange keyRange();

private:
  KeyRange rangeOfSegments(mlir::Value limit);
  void capScores(mlir::Value scores, mlir::Value count, mlir::Value slopes);
  void addBias(mlir::Value scores, mlir::Value row, mlir::Value key,
               mlir::Value count);
  void hideOtherSegments(mlir::Value scores, mlir::Value row, mlir::Value key,
                         mlir::Value count);

protected:
  CpuKernel &kernel;
  CpuBuilder &b;
  AttentionGeometry geometry;
  mlir::Value batch, queries, keys;
  Softcap softcap;
  std::optional<AttentionBias> bias;
  std::optional<AttentionSegments> segments;
  std::optional<DropoutRow> dropout;

  // Of the current task.
  mlir::Value batchIndex, head, keyHead;
  mlir::Value queryBegin, queryCount;
};

} // namespace bmc

#endif // BMC_CODEGEN_CPU_ATTENTION_ATTENTIONBLOCKS_H
