//===- CostTable.h - What a program does at least ---------------*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_COSTTABLE_H
#define BMC_TOOLS_BMC_COSTTABLE_H

#include "runtime/abi/Chips.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>
#include <string>

namespace bmc {

/// What --emit=cost is asked for.
struct CostOptions {
  std::string chip; ///< empty: the usual one of the target
  std::string dims; ///< "B=64,S=1024"; others are at their bounds
};

/// Rates and the name to print for them.
struct ChipChoice {
  std::string title;
  ChipRates rates;
};

/// The chip that --chip names or the target stands for. A CPU has no usual one:
/// what it can do is measured, "cpu:310.5:155.1:21.4" (GFLOP/s in f32 and f64,
/// GB/s). Nothing if there is none; `message` then says why.
std::optional<ChipChoice>
chooseChip(llvm::StringRef name, llvm::StringRef target, std::string &message);

/// Values of the run-time sizes of a program, those not in `text` at their
/// bounds. Nothing if `text` is not in order; `message` then says why.
std::optional<llvm::StringMap<int64_t>>
parseDims(mlir::ModuleOp planned, llvm::StringRef text, std::string &message);

/// Prints what each launch of each function moves and computes, and the time
/// that the chip cannot beat; then the training step, if there is one.
void printCostTable(mlir::ModuleOp planned, const ChipChoice &chip,
                    const llvm::StringMap<int64_t> &dims,
                    llvm::raw_ostream &os);

} // namespace bmc

#endif // BMC_TOOLS_BMC_COSTTABLE_H
