//===- KernelGroups.h - Which ops form a kernel together --------*- C++ -*-===//
#ifndef BMC_PASSES_SCHEDULE_KERNELGROUPS_H
#define BMC_PASSES_SCHEDULE_KERNELGROUPS_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/SetVector.h"

namespace bmc {

/// Ops that run as one kernel: an anchor with pointwise ops before and after
/// it, or pointwise ops only (no anchor).
struct KernelGroup {
  mlir::Operation *anchor = nullptr;
  /// Ops whose results belong to this kernel, in program order. Ops outside
  /// any group (cheap pointwise ops) are copied into each kernel that uses
  /// them.
  llvm::SmallVector<mlir::Operation *> members;
};

/// Decides the groups of a function of straight-line bmc ops. Groups are in an
/// order in which they can run: operands come from earlier groups.
///
/// - Every op that is not pointwise anchors a group.
/// - A pointwise op joins, as an epilogue, the last group that one of its
///   operands needs, if the extents are equal and either that group is the
///   newest or the op is the operand's only user (nothing is kept alive
///   longer).
/// - Other pointwise ops float: they are evaluated again by each kernel that
///   uses them and stored only where an anchor needs them in memory.
class KernelGroups {
public:
  explicit KernelGroups(mlir::func::FuncOp function);

  llvm::ArrayRef<KernelGroup> groups() const { return ordered; }
  /// The group that stores the value; null for arguments, views and floats.
  const KernelGroup *producer(mlir::Value value) const;
  /// True if the value is in memory when `group` runs: an argument, a result of
  /// an earlier group, or a view of one. A value that a later group stores is
  /// evaluated by the earlier ones themselves.
  bool isStoredBefore(mlir::Value value, const KernelGroup &group) const;

private:
  /// True if the value is in memory for a group created from now on.
  bool isStored(mlir::Value value) const;
  void addAnchor(mlir::Operation *op);
  bool joinAsEpilogue(mlir::Operation *op);
  bool joinConcat(mlir::Operation *op);
  /// Makes sure `value` is in memory before a group created from now on.
  void materialize(mlir::Value value);
  void materializeBehind(mlir::Operation *op);
  void placeFloat(mlir::Operation *op);
  bool shareGroup(mlir::Operation *op);
  int newestGroupNeeded(mlir::Operation *op) const;
  bool isRecomputedTooOften(mlir::Operation *op) const;
  bool isIndependentOf(int group, mlir::Operation *op) const;
  bool isReady(mlir::Operation *op) const;

  llvm::SmallVector<KernelGroup> ordered;
  llvm::DenseMap<mlir::Operation *, int> groupOf;
};

} // namespace bmc

#endif // BMC_PASSES_SCHEDULE_KERNELGROUPS_H
