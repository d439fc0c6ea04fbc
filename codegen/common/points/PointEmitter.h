//===- PointEmitter.h - Element-wise ops at one point -----------*- C++ -*-===//
//
// The iteration space has the extents of a tensor whose leading axes are
// flattened to `row`; `col` is the position on the last axis and `lanes`
// elements from there on are computed together (lanes == 1 gives scalars).
// Serves the element-wise and reduction generators, and epilogues: bind the
// anchor's result, then emit what the kernel returns. It emits the ops of
// ir/KernelKind.h's isPointwise.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_POINTS_POINTEMITTER_H
#define BMC_CODEGEN_COMMON_POINTS_POINTEMITTER_H

#include "codegen/common/builder/Kernel.h"

namespace bmc {

class PointEmitter {
public:
  /// `space`: extents of the iteration space, rank >= 1. `mask` (vector of i1,
  /// may be null) tells which lanes exist.
  PointEmitter(Kernel &kernel, llvm::ArrayRef<Extent> space, mlir::Value row,
               mlir::Value col, unsigned lanes, mlir::Value mask = {});

  /// `value` (of the space's extents) is `vector` at this point.
  void bind(mlir::Value value, mlir::Value vector);

  /// `value` at this point; its extents are those of the space, or it is a
  /// scalar (rank 0). A vector of `lanes`, or a scalar if lanes == 1.
  mlir::Value emit(mlir::Value value);

private:
  /// Where on a value the point lies. Either on the rows of the space
  /// (`axes` empty: element row * last extent + col), or axis by axis.
  struct Coordinates {
    bool onRows = true;
    mlir::Value col;
    llvm::SmallVector<mlir::Value> axes;
    /// The axis along which the lanes run, or -1: all lanes are equal.
    int vectorAxis = -1;
  };

  mlir::Value emitAt(mlir::Value value, const Coordinates &at);
  mlir::Value emitShape(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitBroadcast(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitTranspose(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitSlice(mlir::Operation *op, const Coordinates &at);
  /// Whether `position` is inside of `extent`; makes it 0 where it is not.
  mlir::Value keepInside(mlir::Value &position, mlir::Value extent);
  mlir::Value emitPad(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitFlip(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitGather(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitArange(mlir::Operation *op, mlir::Value position);
  bool takesLanesApart(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitPerLane(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitEmbedding(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitLookupFree(mlir::Operation *op, const Coordinates &at);
  mlir::Value elementNumber(const Coordinates &at,
                            llvm::ArrayRef<Extent> extents);
  mlir::Value emitDropout(mlir::Operation *op, const Coordinates &at);
  mlir::Value emitUniform(mlir::Operation *op, const Coordinates &at);
  mlir::Value loadArgument(mlir::Value argument, const Coordinates &at);
  mlir::Value existing(mlir::Value step, unsigned lane);
  mlir::Value gather(mlir::Type elementType, mlir::Value base,
                     mlir::Value offset, mlir::Value stride);

  /// Axis-by-axis form of `at` for a tensor with these extents.
  Coordinates expand(const Coordinates &at, llvm::ArrayRef<Extent> extents);
  /// Row-major element number of the point's first lane.
  mlir::Value linearIndex(const Coordinates &at,
                          llvm::ArrayRef<Extent> extents);
  /// Position on the last axis of each lane, as vector<lanes x i64> (i64 if
  /// lanes == 1 or the lanes do not run along the last axis).
  /// Neighbours are `stride` apart (null: 1).
  mlir::Value lanePositions(mlir::Value first, bool runs,
                            mlir::Value stride = {});
  bool isVector(const Coordinates &at) const {
    return lanes > 1 && at.vectorAxis >= 0;
  }
  mlir::Value splatIf(mlir::Value scalar, const Coordinates &at);

  Kernel &kernel;
  KernelBuilder &builder;
  Extents space;
  mlir::Value row, col;
  unsigned lanes;
  mlir::Value mask;
  llvm::SmallVector<mlir::Value>
      leading; ///< lazily: index on each leading axis
  llvm::DenseMap<mlir::Value, mlir::Value> values;
};

/// Whether a pointwise op reads its operands at its own element number: then a
/// space may be walked as if it had one axis.
bool keepsElementNumber(mlir::Operation *op);

/// Applies an element-wise op (ir/ops/Elementwise.td) to scalars or vectors.
/// Null if the op is not one.
mlir::Value emitElementwise(KernelBuilder &builder, mlir::Operation *op,
                            mlir::ValueRange operands);

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_POINTS_POINTEMITTER_H
