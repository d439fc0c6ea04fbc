//===- Grid.h - How many blocks and threads a grid has ----------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_PROGRAM_GRID_H
#define BMC_CODEGEN_COMMON_PROGRAM_GRID_H

#include "ir/Shape.h"

#include "mlir/IR/BuiltinAttributes.h"

namespace bmc {

/// ceil(product of extents / divisor): one factor of a number of blocks.
struct GridFactor {
  Extents extents;
  int64_t divisor = 1;
};

/// Most factors of a shape; BmrtGrid (runtime/abi/Abi.h) has room for these.
constexpr unsigned kMaxGridFactors = 3;

/// What the tables say about a grid; the attribute `bmc.grid` of its function.
struct Grid {
  std::string kernel; ///< whose launch it belongs to
  llvm::SmallVector<GridFactor> shape;
  int64_t threads = 0;
  int64_t sharedBytes = 0;
  /// Positions among the launch's operands and sizes (dims, then random
  /// streams) that it takes as parameters.
  llvm::SmallVector<int64_t> operands, sizes;
  /// Grids of the loop that begins here, this one included, or 0; and how often
  /// they run. Each takes the number of the round as its last parameter.
  int64_t loopGrids = 0;
  GridFactor loop;

  static constexpr llvm::StringLiteral kAttribute = "bmc.grid";
  mlir::DictionaryAttr toAttribute(mlir::MLIRContext *context) const;
  static Grid fromAttribute(mlir::DictionaryAttr attribute);
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_PROGRAM_GRID_H
