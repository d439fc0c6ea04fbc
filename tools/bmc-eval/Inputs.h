//===- Inputs.h - Where a function's inputs come from -----------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_EVAL_INPUTS_H
#define BMC_TOOLS_BMC_EVAL_INPUTS_H

#include "ir/reference/Eval.h"
#include "tools/bmc-eval/Safetensors.h"

namespace bmc {

/// The first source that has an input gives it: literals, files, the argument's
/// `bmc.value` attribute, the random generator.
struct InputSources {
  /// From --set NAME=JSON.
  llvm::StringMap<std::string> literals;
  TensorMap files;
  /// Without a seed a missing input is an error.
  std::optional<uint64_t> seed;
  /// Random integers of an input lie in [0, range). What is not given follows
  /// from how the input is used.
  llvm::StringMap<int64_t> intRanges;
  /// Run-time sizes. For random inputs, one that nothing determines is 2 for
  /// the first, 3 for the second, and so on, within its bound.
  reference::DimValues dims;
};

/// One tensor per argument of `func`; completes `sources.dims`. Errors are
/// emitted at the function.
mlir::FailureOr<llvm::SmallVector<reference::Tensor>>
makeInputs(mlir::func::FuncOp func, InputSources &sources);

/// Standard normal number `index` of the stream of `name`.
double randomNormal(uint64_t seed, llvm::StringRef name, uint64_t index);

/// The smallest bound that the users of an integer value put on it (rows of an
/// embedding table, classes of a loss, ...), nullopt if none does.
std::optional<int64_t> findIndexRange(mlir::Value value,
                                      const reference::DimValues &dims);

} // namespace bmc

#endif // BMC_TOOLS_BMC_EVAL_INPUTS_H
