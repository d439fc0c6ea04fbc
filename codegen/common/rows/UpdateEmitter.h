//===- UpdateEmitter.h - Updates as code -------------------------*- C++
//-*-===//
//
// The memory plan lays out parameters, gradients and moments alike, one block
// per group (passes/schedule/PlanMemory.cpp). So an update is one walk over the
// whole of the groups, from the first tensor's address on; the padding between
// tensors is read by nobody. A target says how it walks; what happens at an
// element is the formula of ir/optimizers, which is emitted here.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_ROWS_UPDATEEMITTER_H
#define BMC_CODEGEN_COMMON_ROWS_UPDATEEMITTER_H

#include "codegen/common/builder/Kernel.h"
#include "ir/BmcOps.h"

namespace bmc {

/// Elements from the first tensor of a group to the end of the last.
int64_t groupElements(mlir::ValueRange tensors);

/// How a target reads and writes `lanes` elements of a group together.
struct GroupAccess {
  Kernel &kernel;
  KernelBuilder &b;
  mlir::Type type; ///< element type
  unsigned lanes;

  /// Of the group that the kernel argument `first` starts.
  GroupAccess(Kernel &kernel, mlir::Value first, unsigned lanes);

  /// Address of a kernel argument.
  mlir::Value base(mlir::Value argument);
  /// An f64 scalar that is a kernel argument.
  mlir::Value scalar(mlir::Value argument);
  /// An f64 scalar in every lane, in the element type.
  mlir::Value splat(mlir::Value f64);
  mlir::Value f64(double value);
  mlir::Value number(double value); ///< in every lane
  mlir::Value load(mlir::Value base, mlir::Value element, mlir::Value mask);
  void store(mlir::Value value, mlir::Value base, mlir::Value element,
             mlir::Value mask);
};

/// Rows of a table whose marks make one chunk of parallel work.
constexpr int64_t kMarksPerChunk = 4096;

/// The rows of a table that a batch names: a mark for each, a kernel argument.
class TouchedRows {
public:
  TouchedRows(Kernel &kernel, mlir::Value argument);

  /// i1
  mlir::Value contains(mlir::Value row);

private:
  KernelBuilder &b;
  mlir::Value marks;
};

/// Emits an update. Constructed before the walk: it reads the scalars that all
/// elements share and computes what depends on nothing else.
class UpdateEmitter {
public:
  UpdateEmitter(GroupAccess &access, UpdateOp op);

  /// Updates the elements from `element` on that `mask` (null: all) lets
  /// through.
  void apply(mlir::Value element, mlir::Value mask);

  /// Whether there is anything to do: i1, the norm of the gradient is finite.
  mlir::Value isEnabled();

private:
  void emitUniform(int index);
  mlir::Value emitLeaf(const TermNode &term, mlir::Value element,
                       mlir::Value mask);
  mlir::Value emitSum(const TermNode &term, llvm::ArrayRef<mlir::Value> values);
  mlir::Value operation(TermKind kind, llvm::ArrayRef<mlir::Value> x);

  GroupAccess &u;
  UpdateOp op;
  UpdateFormula formula;
  /// Of each uniform term its f64 value and, where other terms need it, the
  /// value in every lane. Of each selection whether the first side is taken.
  llvm::SmallVector<mlir::Value> uniform, splats, choices;
  llvm::SmallVector<unsigned> uses; ///< of each term
  mlir::Value scale;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_UPDATEEMITTER_H
