//===- AttentionGradients.h - P and dS of a block ---------------*- C++ -*-===//
#ifndef BMC_CODEGEN_CPU_ATTENTION_ATTENTIONGRADIENTS_H
#define BMC_CODEGEN_CPU_ATTENTION_ATTENTIONGRADIENTS_H

#include "codegen/common/attention/GradientOutputs.h"
#include "codegen/cpu/attention/AttentionBlocks.h"
#include "ir/BmcOps.h"

namespace bmc {

/// What the gradients of attention have in common: probabilities P, recomputed
/// from lse, and dS of a block of queries and a block of keys.
class AttentionGradients : public AttentionBlocks {
public:
  AttentionGradients(CpuKernel &kernel, AttentionBackwardOp op);

protected:
  /// Takes the buffers below; once per parallel body.
  void allocateTiles();
  /// Begins a block of queries of the current head at `begin`.
  void beginQueries(mlir::Value begin);
  /// What gradients are of: of the scores, dS, or of the products q k^T, which
  /// softcap and scale made scores of.
  enum class Of { Scores, Products };
  /// P, dropped as its products with v were, and gradients for the keys
  /// [key, key + count). Keys that a row does not see get zeros, up to the end
  /// of the last tile.
  void fillTiles(mlir::Value packedKeys, mlir::Value packedValues,
                 mlir::Value key, mlir::Value count, Of of);
  /// Elements of a packed matrix of keys, or of a matrix of sums per key, with
  /// whole panels of keys and whole tiles of rows.
  mlir::Value matrixElements();

  MatrixOperand dout, q, k, v, out;
  mlir::Value lse;
  int64_t keyBlock, stride;
  mlir::Value probabilities, gradients; ///< [kQueryBlock][stride]

private:
  void fillRow(mlir::Value row, mlir::Value key, mlir::Value count, Of of);
  void deltaRow(mlir::Value row);

  mlir::Value deltas, queryRows, doutRows;
  mlir::Value slopes; ///< of one row, null without softcap
};

/// Matrices of matrixElements() that a head of the keys has in scratch.
constexpr int64_t kHeadMatrices = 5;

/// Emits dbias = dS, summed over the axes along which the bias repeats. Uses
/// the heads' scratch and, behind it, sums of the bias in f64.
void emitBiasGradient(CpuKernel &kernel, AttentionBackwardOp op,
                      const MatrixOperand &dbias);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_ATTENTION_ATTENTIONGRADIENTS_H
