//===- PassDiagnostics.cpp - What passes say, in the user's terms ---------===//

#include "tools/bmc/PassDiagnostics.h"
#include "codegen/link/EndingSignals.h"
#include "codegen/link/TemporaryFile.h"
#include "tools/bmc/Output.h"

#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/WithColor.h"

#include <cstdlib>
#include <unistd.h>

using namespace mlir;

namespace bmc {

PassDiagnostics::PassDiagnostics(MLIRContext &context, StringRef text,
                                 StringRef fileName, bool remarks)
    : context(context), fileName(fileName), remarks(remarks) {
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBuffer(text, fileName, false), llvm::SMLoc());
  printer = std::make_unique<SourceMgrDiagnosticHandler>(sources, &context,
                                                         llvm::errs());
  filter = context.getDiagEngine().registerHandler(
      [this](Diagnostic &diagnostic) { return handle(diagnostic); });
}

PassDiagnostics::~PassDiagnostics() {
  context.getDiagEngine().eraseHandler(filter);
}

/// Success swallows the diagnostic; failure hands it to the printer.
LogicalResult PassDiagnostics::handle(Diagnostic &diagnostic) {
  if (diagnostic.getSeverity() == DiagnosticSeverity::Remark)
    return success(!remarks);
  if (diagnostic.getSeverity() == DiagnosticSeverity::Error) {
    auto position = diagnostic.getLocation()->findInstanceOf<FileLineColLoc>();
    // A reproducer note comes as an error without a place in the model.
    if (position)
      ++userErrors;
    else
      ++otherErrors;
  }
  return failure();
}

std::string reproducerPath(StringRef input) {
  if (const char *chosen = std::getenv("BMC_REPRODUCER"))
    return chosen;
  // A random name: nobody can have put a link in its place.
  StringRef stem = input == "-" ? "stdin" : llvm::sys::path::stem(input);
  return temporaryPath("bmc-" + stem.take_front(200) + "-reproducer", ".mlir");
}

std::string writeReproducer(ModuleOp module, StringRef input) {
  std::string path = reproducerPath(input);
  writeText(path, [&](llvm::raw_ostream &os) {
    module->print(os, OpPrintingFlags().enableDebugInfo());
    os << '\n';
  });
  return path;
}

void endInternal(StringRef phase, StringRef reproducer) {
  llvm::WithColor::error(llvm::errs(), "bmc")
      << "internal error on the way to phase '" << phase
      << "'; this is a bug in bmc, not in your model\n";
  llvm::WithColor::note(llvm::errs())
      << "please report it with the file '" << reproducer
      << "'; bmc-opt --run-reproducer repeats it\n";
  leaveNothing();
  _exit(kExitInternal);
}

} // namespace bmc
