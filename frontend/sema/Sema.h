//===- Sema.h - Checks a file and builds its program ------------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_SEMA_H
#define BMC_FRONTEND_SEMA_SEMA_H

#include "frontend/Program.h"
#include "runtime/abi/Schedules.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/MapVector.h"

namespace bmc {

/// -D NAME=value, in the order of the command line.
using Defines = std::vector<std::pair<std::string, std::string>>;

/// Where in the source unknown names stand.
using UnresolvedNames = llvm::DenseSet<const char *>;

/// Static rules of names: unknown, duplicate, shadowing, unused. Returns the
/// unknown ones, which the evaluation then passes over in silence.
UnresolvedNames checkNames(const ast::File &file, const ast::File &library,
                           DiagnosticEngine &diagnostics);

/// Is this `x.shape`, `x.size(..)`, or places of them? Names assigned to sizes
/// may be those of sizes: `B, S, D = x.shape` checks what `D` is.
bool isSizes(const ast::Expr &expr);

/// An argument of a learning rate schedule, without default or with one.
struct ScheduleArgument {
  llvm::StringRef name;
  bool isRequired = false;
  double fallback = 0;
};
/// Those of a schedule, in order: what is required first.
llvm::SmallVector<ScheduleArgument> scheduleArguments(const ScheduleForm &form);

/// A kind of data: text("file.txt").
struct DataKind {
  llvm::StringRef name;
  llvm::ArrayRef<llvm::StringRef> keys;
  /// How settings and columns are written, and what users read about it
  /// (frontend/reference/Reference.h).
  llvm::StringRef settings, reference;
};
llvm::ArrayRef<DataKind> dataKinds();

/// What to write instead of a name that PyTorch has, or "".
llvm::StringRef foreignHint(llvm::StringRef name);

/// Unknown names that have such a hint, each reported once for all its uses:
/// who brings one from elsewhere wrote it in many places.
class ForeignUses {
public:
  /// Whether `name` is one; `what`: "unknown name".
  bool add(llvm::StringRef name, SourceRange range, llvm::StringRef what);
  void report(DiagnosticEngine &diagnostics) const;

private:
  struct Uses {
    SourceRange first;
    std::string what;
    unsigned count = 0;
  };
  llvm::MapVector<llvm::StringRef, Uses> names;
};

/// Checks names and evaluates the file: params, dims, data, the model, the
/// training settings. Null if there was an error; all have been reported.
std::unique_ptr<Program> analyze(const ast::File &file,
                                 const ast::File &library,
                                 const Defines &defines, llvm::StringRef source,
                                 DiagnosticEngine &diagnostics);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_SEMA_H
