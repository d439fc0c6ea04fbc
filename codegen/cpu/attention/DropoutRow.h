//===- DropoutRow.h - Dropout of a row of probabilities ---------*- C++ -*-===//
//
// A block of random words serves four neighbours, wherever a row of keys
// starts. So the factors of a row are computed for whole blocks, side by side
// in a buffer, and read where the row's elements are.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_CPU_ATTENTION_DROPOUTROW_H
#define BMC_CODEGEN_CPU_ATTENTION_DROPOUTROW_H

#include "codegen/common/points/PointRandom.h"
#include "codegen/cpu/builder/CpuKernel.h"

namespace bmc {

class DropoutRow {
public:
  DropoutRow(CpuBuilder &builder, DropoutState state, mlir::Type elementType,
             unsigned lanes)
      : b(builder), state(state), type(elementType), lanes(lanes) {}

  /// Takes a buffer for rows of up to `columns`; once per parallel body.
  void allocate(int64_t columns);
  /// Computes the factors of `count` elements from number `first` on.
  void fill(mlir::Value first, mlir::Value count);
  /// A vector of the filled row's elements from `column` on, some of them
  /// dropped. `mask` (may be null) tells which exist.
  mlir::Value apply(mlir::Value x, mlir::Value column, mlir::Value mask);

private:
  CpuBuilder &b;
  DropoutState state;
  mlir::Type type;
  unsigned lanes;
  mlir::Value factors; ///< from the block on that holds the first element
  mlir::Value shift;   ///< elements of that block before it
};

} // namespace bmc

#endif // BMC_CODEGEN_CPU_ATTENTION_DROPOUTROW_H
