//===- PointRandom.h - Philox4x32-10 in kernels -----------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_POINTS_POINTRANDOM_H
#define BMC_CODEGEN_COMMON_POINTS_POINTRANDOM_H

#include "codegen/common/builder/Kernel.h"
#include "ir/BmcInterfaces.h"

#include <array>

namespace bmc {

/// The four words of a block of Philox4x32-10, each in [0, 2^32) and of the
/// type of the block's number.
using PhiloxWords = std::array<mlir::Value, 4>;

/// Block `block` (i64 or a vector of it), as bmc.dropout defines it: word w is
/// that of element 4 block + w. seed, draw (i64) and stream are scalars.
PhiloxWords emitPhiloxBlock(KernelBuilder &builder, mlir::Value block,
                            mlir::Value seed, mlir::Value draw,
                            mlir::Value stream);

/// Word (index mod 4) of block index / 4.
mlir::Value emitPhilox(KernelBuilder &builder, mlir::Value index,
                       mlir::Value seed, mlir::Value draw, mlir::Value stream);

/// The random words of an op in a kernel.
class RandomWords {
public:
  /// Loads the state of the generator, an argument of the kernel.
  RandomWords(Kernel &kernel, RandomOp op, mlir::Value rng);

  /// The random word of an element: i64 or a vector of it.
  mlir::Value bits(mlir::Value element);
  /// The words of elements 4 number .. 4 number + 3.
  PhiloxWords block(mlir::Value number);
  /// The number of [0, 1) that bmc.uniform makes of a word, of float type
  /// `type` with the lanes of `bits`.
  mlir::Value uniform(mlir::Value bits, mlir::Type type);

protected:
  KernelBuilder &b;

private:
  mlir::Value seed, draw, stream;
};

/// The dropout of an op in a kernel.
class DropoutState : public RandomWords {
public:
  DropoutState(Kernel &kernel, RandomOp op, mlir::Value rng, double p)
      : RandomWords(kernel, op, rng), p(p) {}

  /// What elements with these words are multiplied by: 0 or 1 / (1 - p), of
  /// float type `type` with the lanes of `bits`.
  mlir::Value factor(mlir::Value bits, mlir::Type type);
  /// x / (1 - p), or 0 where `bits` say so, whatever x is.
  mlir::Value apply(mlir::Value x, mlir::Value bits);

private:
  mlir::Value keeps(mlir::Value bits);

  double p;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_POINTS_POINTRANDOM_H
