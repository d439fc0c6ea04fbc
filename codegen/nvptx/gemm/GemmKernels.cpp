//===- GemmKernels.cpp - Kernels anchored at a matrix product -------------===//
//
// A block owns a tile of one product and writes what the kernel makes of it. A
// product that sums over run-time rows (the gradient of a weight) has few tiles
// and much depth: its depth is cut, the parts go to scratch and a second grid
// adds them in order. One of few rows has grids of its own (RowProduct).
//
//===----------------------------------------------------------------------===//

#include "codegen/common/gemm/Product.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "codegen/nvptx/gemm/RowProduct.h"
#include "codegen/nvptx/gemm/TileProduct.h"
#include "codegen/nvptx/rows/JoinPartials.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = TileProduct::kThreads;
/// Depth of a part where the depth is cut.
static constexpr int64_t kDepthChunk = 1024;

/// Whether parts of the depth are summed by different blocks.
static bool cutsDepth(Operation *anchor) {
  return isa<LinearDweightOp>(anchor) && !describeProduct(anchor).staticDepth();
}

static int64_t partsOf(int64_t depth) {
  return llvm::divideCeil(depth, kDepthChunk);
}

int64_t gpuGemmScratchBytes(Operation *anchor, DimBound bound) {
  if (!cutsDepth(anchor))
    return 0;
  Product product = describeProduct(anchor);
  return partsOf(boundedElements(product.depth(), bound)) *
         boundedElements(getExtents(product.result.getType()), bound) *
         product.elementType().getIntOrFloatBitWidth() / 8;
}

namespace {

struct GemmGrids {
  GpuKernel &kernel;
  GpuBuilder &b;
  Product product;
  Type type;
  Value result;
  int64_t tileSize; ///< TileProduct::tileFor

  GemmGrids(GpuKernel &kernel, Operation *anchor)
      : kernel(kernel), b(kernel.builder), product(describeProduct(anchor)),
        type(product.elementType()), result(product.result) {
    int64_t products = cutsDepth(anchor) ? partsOf(kernel.most(product.depth()))
                                         : kernel.most(product.batch());
    tileSize = TileProduct::tileFor(type, kernel.most(product.rows()),
                                    kernel.most(product.columns()), products);
  }

  Value rows() { return kernel.product(product.rows()); }
  Value columns() { return kernel.extent(product.columns()); }
  Value depth() { return kernel.product(product.depth()); }

  /// A or B of product number `batch` from its line `first` on. `transposed`:
  /// stored with the depth as rows.
  TileProduct::Operand operand(Value value, bool transposed, Value batch,
                               Value first, Value lines) {
    MatrixOperand matrix = matrixOperand(kernel, value);
    if (batch) {
      Value storedRows = transposed ? depth() : lines;
      Value offset = b.mul(b.mul(batch, storedRows), matrix.stride);
      matrix.base = b.pointer(matrix.base, offset, type);
    }
    return TileProduct::operandOf(b, type, matrix, first, lines, transposed);
  }

  /// One tile at `position` (batch, row tile, column tile), its depth from
  /// `begin` to `end`; store(row of the result, column, element).
  void tile(ArrayRef<Value> position, Value begin, Value end,
            function_ref<void(Value, Value, Value)> store) {
    TileProduct tile(b, type, tileSize);
    bool batched = !product.batch().empty();
    Value batch = batched ? position[0] : Value();
    Value row = b.mul(position[1], tileSize),
          column = b.mul(position[2], tileSize);
    // B's lines are columns: it is stored by lines where it is transposed.
    TileProduct::Sums sums = tile.multiply(
        tile.zeros(),
        operand(product.a, product.transposeA, batch, row, rows()),
        operand(product.b, !product.transposeB, batch, column, columns()),
        begin, end);
    Value firstRow = batched ? b.add(b.mul(batch, rows()), row) : row;
    tile.forEachElement(sums, b.sub(rows(), row), b.sub(columns(), column),
                        [&](Value i, Value j, Value sum) {
                          store(b.add(firstRow, i), b.add(column, j), sum);
                        });
  }

  void storeOutputs(Value row, Value column, Value value) {
    if (product.bias) {
      Value bias = matrixOperand(kernel, product.bias).base;
      value = b.addf(value, b.load(type, b.pointer(bias, column, type)));
    }
    storeResultOutputs(kernel, findResultOutputs(kernel.function, result),
                       result, value, row, column);
  }

  SmallVector<GridFactor> tiles() {
    return {{product.batch()},
            {product.rows(), tileSize},
            {{product.columns()}, tileSize}};
  }

  void whole();
  void inParts();
};

void GemmGrids::whole() {
  kernel.grid(tiles(), kThreads, [&](ArrayRef<Value> position) {
    tile(position, b.index(0), depth(),
         [&](Value row, Value column, Value value) {
           storeOutputs(row, column, value);
         });
  });
}

void GemmGrids::inParts() {
  Extents elements = getExtents(result.getType());
  auto place = [&](Value part, Value element) {
    Value offset = b.add(b.mul(part, kernel.product(elements)), element);
    return b.pointer(kernel.scratch(), offset, type);
  };
  SmallVector<GridFactor> shape = tiles();
  shape[0] = {product.depth(), kDepthChunk};
  kernel.grid(shape, kThreads, [&](ArrayRef<Value> position) {
    Value begin = b.mul(position[0], kDepthChunk);
    Value end = b.min(b.add(begin, kDepthChunk), depth());
    tile(position, begin, end, [&](Value row, Value column, Value value) {
      b.store(value, place(position[0], b.add(b.mul(row, columns()), column)));
    });
  });
  kernel.forEachElement(elements, kThreads, [&](Value element) {
    Value sum =
        sumParts(b, b.ceilDiv(depth(), kDepthChunk), type, [&](Value part) {
          return b.load(type, place(part, element));
        });
    storeOutputs(b.div(element, columns()), b.rem(element, columns()), sum);
  });
}

} // namespace

LogicalResult generateGemm(GpuKernel &kernel, Operation *anchor) {
  GemmGrids grids(kernel, anchor);
  auto bound = [&](StringAttr dim) { return kernel.boundOf(dim); };
  if (cutsDepth(anchor))
    grids.inParts();
  else if (hasFewRows(grids.product, bound))
    emitRowProduct(kernel, grids.product,
                   [&](Value row, Value column, Value value) {
                     grids.storeOutputs(row, column, value);
                   });
  else
    grids.whole();
  return success();
}

} // namespace bmc
