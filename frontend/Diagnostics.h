//===- Diagnostics.h - What the user is told about a .model file *- C++ -*-===//
//
// The only way the frontend reports. A diagnostic has a code that
// `bmc explain` documents (Diagnostics.def), the blamed source range, further
// marked ranges on the same line, notes at the other party and a help line.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_DIAGNOSTICS_H
#define BMC_FRONTEND_DIAGNOSTICS_H

#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/Twine.h"
#include "llvm/Support/SMLoc.h"
#include "llvm/Support/SourceMgr.h"

#include <optional>
#include <string>
#include <vector>

namespace bmc {

using SourceRange = llvm::SMRange;

/// One enumerator per row of Diagnostics.def; the value is the code's number.
enum class DiagId : unsigned {
#define DIAGNOSTIC(NAME, NUMBER, TITLE, EXPLANATION) NAME = NUMBER,
#include "frontend/Diagnostics.def"
};

enum class Severity { Error, Warning };

struct Diagnostic {
  struct Mark {
    SourceRange range;
    std::string label;
  };
  struct Note {
    SourceRange range;
    std::string message;
  };
  Severity severity = Severity::Error;
  DiagId id{};
  SourceRange range;
  std::string message;
  std::vector<Mark> marks;
  std::vector<Note> notes;
  std::string help;
};

class DiagnosticEngine;

/// A diagnostic being put together; reported when it goes out of scope.
class DiagnosticBuilder {
public:
  DiagnosticBuilder(DiagnosticEngine &engine, Diagnostic diagnostic)
      : engine(&engine), diagnostic(std::move(diagnostic)) {}
  DiagnosticBuilder(DiagnosticBuilder &&other)
      : engine(std::exchange(other.engine, nullptr)),
        diagnostic(std::move(other.diagnostic)) {}
  DiagnosticBuilder &operator=(DiagnosticBuilder &&) = delete;
  ~DiagnosticBuilder();

  /// Underlines another range; shown if it is on the blamed line.
  DiagnosticBuilder &mark(SourceRange range, const llvm::Twine &label = "");
  /// Points at the other party. Ignored if `range` is invalid.
  DiagnosticBuilder &note(SourceRange range, const llvm::Twine &message);
  /// What to write instead. The last call wins; empty text is no help.
  DiagnosticBuilder &help(const llvm::Twine &message);

private:
  DiagnosticEngine *engine;
  Diagnostic diagnostic;
};

/// Prints diagnostics as they come, drops repetitions (a block checked once
/// per layer reports once) and stops after `maxErrors` errors.
class DiagnosticEngine {
public:
  DiagnosticEngine(llvm::SourceMgr &sources, llvm::raw_ostream &os, bool colour,
                   unsigned maxErrors)
      : sources(sources), os(os), colour(colour), maxErrors(maxErrors) {}

  DiagnosticBuilder error(SourceRange range, DiagId id,
                          const llvm::Twine &message);
  DiagnosticBuilder warning(SourceRange range, DiagId id,
                            const llvm::Twine &message);

  unsigned numErrors() const { return errors; }
  /// True once the limit is reached: the caller may stop early.
  bool exhausted() const { return errors > maxErrors; }

  void report(const Diagnostic &diagnostic);

private:
  llvm::SourceMgr &sources;
  llvm::raw_ostream &os;
  bool colour;
  unsigned maxErrors;
  unsigned errors = 0;
  unsigned warnings = 0;
  llvm::StringSet<> seen;
};

/// "BMC0104".
std::string formatCode(DiagId id);

/// Title, explanation and example of a code ("BMC0104", "104"), or nullopt.
std::optional<std::string> explainCode(llvm::StringRef code);

/// All codes with their titles, in order.
std::vector<std::pair<std::string, std::string>> listCodes();

/// The candidate nearest to `name` by edit distance, or "" if none is close.
std::string closestName(llvm::StringRef name,
                        const std::vector<std::string> &candidates);

/// "did you mean 'x'?" or "".
std::string didYouMean(llvm::StringRef name,
                       const std::vector<std::string> &candidates);

} // namespace bmc

#endif // BMC_FRONTEND_DIAGNOSTICS_H
