//===- Anchor.h - A target's generators by anchor ---------------*- C++ -*-===//
#ifndef BMC_CODEGEN_COMMON_BUILDER_ANCHOR_H
#define BMC_CODEGEN_COMMON_BUILDER_ANCHOR_H

#include "ir/Shape.h"

#include "mlir/IR/Operation.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringMap.h"

namespace bmc {

/// The bound of a run-time size.
using DimBound = llvm::function_ref<int64_t(mlir::StringAttr)>;

/// Elements of a tensor with every dim at its bound.
int64_t boundedElements(llvm::ArrayRef<Extent> extents, DimBound bound);

/// A target's generators by anchor. `Function` emits the kernel.
template <typename Function> class GeneratorTable {
public:
  /// Bytes of scratch a kernel needs with every dim at its bound.
  using ScratchBytes = int64_t (*)(mlir::Operation *anchor, DimBound bound);

  template <typename Op>
  void add(Function generate, ScratchBytes scratchBytes = nullptr) {
    entries[Op::getOperationName()] = {generate, scratchBytes};
  }

  bool has(llvm::StringRef opName) const { return entries.contains(opName); }

  /// The generator of kernels with this anchor; null if there is none.
  Function find(mlir::Operation *anchor) const {
    return entries.lookup(anchor->getName().getStringRef()).generate;
  }

  int64_t scratchBytes(mlir::Operation *anchor, DimBound bound) const {
    if (!anchor)
      return 0;
    Entry entry = entries.lookup(anchor->getName().getStringRef());
    return entry.scratchBytes ? entry.scratchBytes(anchor, bound) : 0;
  }

private:
  struct Entry {
    Function generate = nullptr;
    ScratchBytes scratchBytes = nullptr;
  };
  llvm::StringMap<Entry> entries;
};

} // namespace bmc

#endif // BMC_CODEGEN_COMMON_BUILDER_ANCHOR_H
