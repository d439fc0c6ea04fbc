//===- Remarks.h - What fused and what did not ------------------*- C++ -*-===//
#ifndef BMC_PASSES_FUSION_REMARKS_H
#define BMC_PASSES_FUSION_REMARKS_H

#include "mlir/IR/Location.h"
#include "llvm/ADT/StringSet.h"

namespace bmc {

/// Tells the user about one pass's decisions: diagnostics of severity Remark at
/// the user's line, which the driver shows or drops.
///
/// A line of the model is many ops (layers are unrolled, @loss repeats
/// @forward), so each message appears once per line.
class Remarks {
public:
  /// "fused: <text>".
  void fused(mlir::Location loc, const llvm::Twine &text);
  /// "not fused: <text>"; `text` names the fusion and the reason.
  void notFused(mlir::Location loc, const llvm::Twine &text);
  /// "recognised: <text>": a hand-written formula became its op.
  void recognised(mlir::Location loc, const llvm::Twine &text);
  /// "not recognised: <text>".
  void notRecognised(mlir::Location loc, const llvm::Twine &text);
  /// "streamed: <text>": generation computes each position once.
  void streamed(mlir::Location loc, const llvm::Twine &text);
  /// "not streamed: <text>".
  void notStreamed(mlir::Location loc, const llvm::Twine &text);

private:
  void emit(mlir::Location loc, const llvm::Twine &text);

  llvm::StringSet<> seen;
};

} // namespace bmc

#endif // BMC_PASSES_FUSION_REMARKS_H
