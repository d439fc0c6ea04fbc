//===- GemmBlocking.cpp - Cache block sizes of a product ------------------===//

#include "codegen/cpu/gemm/Gemm.h"

using namespace mlir;

namespace bmc {

/// Multiply-adds that are worth a parallel task: about 20 us on one core.
constexpr int64_t kTaskProducts = int64_t{1} << 21;

/// A matrix B of fewer elements is packed once, by all threads: it is soon
/// brought over from another core, and private tasks would be few.
constexpr int64_t kSharedElements = int64_t{1} << 18;

/// Rows that share one packing of B: enough to make packing a 25th of the work,
/// few enough to make tasks of tall and narrow products.
constexpr int64_t kPrivateRows = 512;

/// `size` cut into equal blocks of at most `limit`, each a multiple of `unit`.
static int64_t evenBlock(int64_t size, int64_t limit, int64_t unit) {
  int64_t blocks = llvm::divideCeil(size, limit);
  return llvm::alignTo(llvm::divideCeil(size, blocks), unit);
}

GemmBlocking gemmBlocking(const CpuTarget &target, Type elementType,
                          int64_t columns, std::optional<int64_t> depth,
                          bool packA) {
  GemmBlocking blocking;
  blocking.isShared = packA || (depth && columns * *depth < kSharedElements);
  blocking.tile = tileShape(target, elementType, columns);
  int64_t bytes = elementType.getIntOrFloatBitWidth() / 8;
  // A row tile of A takes a quarter to a third of L1 (48 KiB; 32 KiB on older
  // cores). The packed block shares L2 (2 MiB; 1 MiB; 512 KiB and less) with A
  // and C; it is wide where A is packed again for every block of columns.
  bool wide = target.isa == VectorIsa::Avx512;
  int64_t depthLimit = (!wide ? 1024 : blocking.isShared ? 1536 : 2048) / bytes;
  int64_t columnLimit = (!blocking.isShared ? 384 : wide ? 3072 : 1536) / bytes;
  // One block saves passes over C.
  int64_t wholeLimit = depthLimit * 4 / 3;
  if (depth && *depth <= wholeLimit)
    depthLimit = wholeLimit;
  blocking.depth =
      depth ? evenBlock(*depth, depthLimit, blocking.tile.lanes) : depthLimit;
  int64_t tile = blocking.tile.columns();
  blocking.columns = evenBlock(columns, columnLimit / tile * tile, tile);
  int64_t rows = blocking.isShared
                     ? llvm::divideCeil(kTaskProducts,
                                        blocking.depth *
                                            std::min(columns, blocking.columns))
                     : kPrivateRows;
  blocking.rowChunk = llvm::alignTo(rows, blocking.tile.rows);
  return blocking;
}

int64_t largestOverTargets(function_ref<int64_t(const CpuTarget &)> bytes) {
  int64_t largest = 0;
  for (VectorIsa isa :
       {VectorIsa::Portable, VectorIsa::Avx2, VectorIsa::Avx512}) {
    CpuTarget target;
    target.isa = isa;
    largest = std::max(largest, bytes(target));
  }
  return largest;
}

} // namespace bmc
