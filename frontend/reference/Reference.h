//===- Reference.h - What a user can name, described ------------*- C++ -*-===//
//
// Functions, layers, losses, metrics, optimizers, schedules, initial values and
// kinds of data, each with what stands beside its definition: the comment of a
// declaration in std/, the last column of a table. The text is a sentence or
// more, then lines
//   shape: f32[..] -> f32[..]    where the signature does not say it
//   torch: F.softmax: what is different; or none
//   try: softmax(x)              what Models.cpp makes a whole model of
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_REFERENCE_REFERENCE_H
#define BMC_FRONTEND_REFERENCE_REFERENCE_H

#include "frontend/Program.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <string>
#include <vector>

namespace bmc {

enum class EntryKind {
  Layer,
  Function,
  Metric,
  Optimizer,
  Schedule,
  InitialValue,
  Data,
};

struct ReferenceEntry {
  EntryKind kind = EntryKind::Function;
  std::string name, group;
  std::string signature; ///< "softmax(x, dim = -1)"
  std::string call = {}; ///< of a layer: "(x: f32[.., D]) -> f32[.., D]"
  std::string meaning = {}, shape = {}, torch = {}, line = {};

  /// The keys of what its definition lacks: "shape", "try".
  std::vector<llvm::StringRef> missing() const;
};

/// All of them, by group in the order of the page, layers first, then by name.
const std::vector<ReferenceEntry> &referenceEntries();

/// The line of an entry as a model of its own.
std::string modelAround(const ReferenceEntry &entry);

/// What lines may take for granted: "x" and "f32[B, 8]".
std::vector<std::pair<llvm::StringRef, llvm::StringRef>> lineInputs();

/// Checks `text`; `use` sees its program if there are no errors. Errors and
/// warnings go to `diagnostics`.
void inspectModel(llvm::StringRef text, llvm::raw_ostream &diagnostics,
                  llvm::function_ref<void(const Program &)> use);

} // namespace bmc

#endif // BMC_FRONTEND_REFERENCE_REFERENCE_H
