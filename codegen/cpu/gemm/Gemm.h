//===- Gemm.h - Blocked matrix product inside a kernel ----------*- C++ -*-===//
//
// C(i, j) = sum over k of A(i, k) B(k, j), blocked for caches and threads:
//
//   private B:  { row chunks x column blocks } in parallel > depth blocks >
//               pack B > row tiles > column tiles
//   shared B:   column blocks > depth blocks > { pack B in parallel; row chunks
//               in parallel > row tiles > column tiles }
//
// A row tile of A stays in L1 while the packed block of B streams from L2. A
// shared block comes from the L2 of the core that packed it, which costs less
// than narrow tasks if B is small, or if every task packs A again for each
// block of columns. Boundaries depend on sizes only, and every element is
// summed in one order, so results do not depend on the number of threads or
// rows.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_GEMM_GEMM_H
#define BMC_CODEGEN_CPU_GEMM_GEMM_H

#include "codegen/cpu/gemm/GemmTile.h"

namespace bmc {

/// Cache block sizes of one product.
struct GemmBlocking {
  TileShape tile;
  int64_t depth = 0;    ///< k per packed block, a multiple of the lanes
  int64_t columns = 0;  ///< columns per packed block, a multiple of the tile
  int64_t rowChunk = 0; ///< rows per parallel task, a multiple of the tile

  bool isShared = false; ///< threads share the packed block

  int64_t packedElements() const { return depth * columns; }
  /// Elements of scratch: a block that belongs to one task is on its stack.
  int64_t sharedElements() const { return isShared ? packedElements() : 0; }
};

/// `depth` is the number of products per element, if known; `packA` as in Gemm.
GemmBlocking gemmBlocking(const CpuTarget &target, mlir::Type elementType,
                          int64_t columns, std::optional<int64_t> depth,
                          bool packA);

/// The largest value over all instruction-set levels: scratch is reserved
/// before the target is known.
int64_t
largestOverTargets(llvm::function_ref<int64_t(const CpuTarget &)> bytes);

/// One product. All strides are in elements.
struct Gemm {
  mlir::Type elementType;
  mlir::Value rows;
  std::optional<int64_t> staticRows;
  int64_t columns = 0;
  mlir::Value depth;
  std::optional<int64_t> staticDepth;

  StridedOperand a;
  /// Copy tiles of A into order first: for A read down its columns
  /// (a.rowStride must be 1).
  bool packA = false;

  mlir::Value b; ///< B(0, 0)
  /// From B(k, j) to B(k + 1, j); if `transposed`, to B(k, j + 1).
  mlir::Value bStride;
  bool bTransposed = false;

  mlir::Value bias; ///< [columns], added to every row; may be null

  /// Where sums live between depth blocks and, without `sink`, in the end. May
  /// be null if there is a sink and one depth block (gemmBlocking) is enough.
  mlir::Value c;
  mlir::Value cStride;
  /// Add to what c holds instead of overwriting it.
  Flag accumulate;
  /// Takes the finished elements (instead of c) if `finish` holds.
  VectorSink sink;
  Flag finish = Flag::of(true);

  mlir::Value packed; ///< scratch of gemmBlocking(..).sharedElements()
};

/// Emits the product at the top level of a kernel (it contains parallel loops).
void emitGemm(CpuBuilder &builder, const Gemm &gemm);

} // namespace bmc

#endif // BMC_CODEGEN_CPU_GEMM_GEMM_H
