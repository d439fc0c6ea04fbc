//===- UpdateRule.h - What an optimizer does to its groups ------*- C++ -*-===//
//
// The memory plan lays out parameters, gradients and moments alike, one block
// per group (passes/schedule/PlanMemory.cpp). So an update is one walk over the
// whole of the groups, from the first tensor's address on; the padding between
// tensors is zero and stays zero under every update rule. A target says how it
// walks; what happens at an element is said here, once.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_CODEGEN_COMMON_ROWS_UPDATERULE_H
#define BMC_CODEGEN_COMMON_ROWS_UPDATERULE_H

#include "codegen/common/builder/Kernel.h"

namespace bmc {

/// Elements from the first tensor of a group to the end of the last.
int64_t groupElements(mlir::ValueRange tensors);

/// Elements that an optimizer updates.
int64_t updatedElements(mlir::Operation *optimizer);

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

/// An update of sgd or adam. Constructed before the walk: it reads the scalars
/// that all elements share.
class UpdateRule {
public:
  UpdateRule(GroupAccess &access, mlir::Operation *optimizer)
      : u(access), optimizer(optimizer) {}
  virtual ~UpdateRule() = default;
  static std::unique_ptr<UpdateRule> create(GroupAccess &access,
                                            mlir::Operation *optimizer);

  /// Updates the elements from `element` on that `mask` (null: all) lets
  /// through.
  virtual void apply(mlir::Value element, mlir::Value mask) = 0;

  /// Whether there is anything to do: i1, the norm of the gradient is finite.
  mlir::Value isEnabled();

protected:
  GroupAccess &u;
  mlir::Operation *optimizer;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_ROWS_UPDATERULE_H
