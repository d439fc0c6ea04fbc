//===- PassDiagnostics.h - What passes say, in the user's terms -*- C++ -*-===//
#ifndef BMC_TOOLS_BMC_PASSDIAGNOSTICS_H
#define BMC_TOOLS_BMC_PASSDIAGNOSTICS_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/SourceMgr.h"

#include <memory>

namespace bmc {

/// While it lives, diagnostics of passes are printed at the user's source line
/// on standard error; remarks only if asked for.
class PassDiagnostics {
public:
  PassDiagnostics(mlir::MLIRContext &context, llvm::StringRef text,
                  llvm::StringRef fileName, bool remarks);
  ~PassDiagnostics();

  /// True if there were errors and each points into the model: the user's to
  /// mend. Anything else is ours.
  bool onlyUserErrors() const { return userErrors && !otherErrors; }

private:
  mlir::LogicalResult handle(mlir::Diagnostic &diagnostic);

  mlir::MLIRContext &context;
  std::string fileName;
  bool remarks;
  unsigned userErrors = 0, otherErrors = 0;
  llvm::SourceMgr sources;
  std::unique_ptr<mlir::SourceMgrDiagnosticHandler> printer;
  mlir::DiagnosticEngine::HandlerID filter;
};

/// Where a reproducer for this input goes: $BMC_REPRODUCER, or
/// bmc-STEM-reproducer.mlir in the temporary folder.
std::string reproducerPath(llvm::StringRef input);

/// Writes the module itself there and returns the path.
std::string writeReproducer(mlir::ModuleOp module, llvm::StringRef input);

/// Tells the user that the fault is ours and what to send, and ends the process
/// without destroying what may be broken.
[[noreturn]] void endInternal(llvm::StringRef phase,
                              llvm::StringRef reproducer);

} // namespace bmc

#endif // BMC_TOOLS_BMC_PASSDIAGNOSTICS_H
