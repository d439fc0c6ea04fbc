//===- Sema.h - Checks a file and builds its program ------------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_SEMA_H
#define BMC_FRONTEND_SEMA_SEMA_H

#include "frontend/Program.h"

#include "llvm/ADT/DenseSet.h"

namespace bmc {

/// -D NAME=value, in the order of the command line.
using Defines = std::vector<std::pair<std::string, std::string>>;

/// Where in the source unknown names stand.
using UnresolvedNames = llvm::DenseSet<const char *>;

/// Static rules of names: unknown, duplicate, shadowing, unused. Returns the
/// unknown ones, which the evaluation then passes over in silence.
UnresolvedNames checkNames(const ast::File &file, const ast::File &library,
                           DiagnosticEngine &diagnostics);

/// What to write instead of a name that PyTorch has, or "".
llvm::StringRef foreignHint(llvm::StringRef name);

/// Checks names and evaluates the file: params, dims, data, the model, the
/// training settings. Null if there was an error; all have been reported.
std::unique_ptr<Program> analyze(const ast::File &file,
                                 const ast::File &library,
                                 const Defines &defines, llvm::StringRef source,
                                 DiagnosticEngine &diagnostics);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_SEMA_H
