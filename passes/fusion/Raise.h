//===- Raise.h - Formulas become ops, largest first -------------*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_RAISE_H
#define BMC_PASSES_FUSION_RAISE_H

#include "ir/BmcOps.h"
#include "passes/fusion/Remarks.h"

#include <optional>
#include <string>

namespace bmc {

/// What a formula turned out to be, and the value that replaces it.
struct Raised {
  std::string name;
  mlir::Value value;
};

/// Offers every op that is a possible root to `raise`, users before their
/// operands, so that the largest formula is found before its parts; replaces
/// what is raised and removes the ops of the formula. Returns how many were.
unsigned
raiseAll(mlir::Operation *module,
         llvm::function_ref<bool(mlir::Operation *)> isRoot,
         llvm::function_ref<std::optional<Raised>(mlir::Operation *, Remarks &)>
             raise);

} // namespace bmc

#endif // BMC_PASSES_FUSION_RAISE_H
