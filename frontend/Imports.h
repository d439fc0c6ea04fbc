//===- Imports.h - The files that a model imports ---------------*- C++ -*-===//
#ifndef BMC_FRONTEND_IMPORTS_H
#define BMC_FRONTEND_IMPORTS_H

#include "frontend/Ast.h"
#include "frontend/Frontend.h"

#include "llvm/ADT/StringSet.h"

namespace bmc {

/// Parses what a file imports, directly and by imports of its imports, and adds
/// the functions and blocks to it.
class Imports {
public:
  /// `fileName`: of the model; others are named beside it in messages.
  Imports(llvm::SourceMgr &sources, llvm::StringRef fileName,
          const FrontendOptions &options, DiagnosticEngine &diagnostics)
      : sources(sources), fileName(fileName), options(options),
        diagnostics(diagnostics) {}

  /// False after a report.
  bool addTo(ast::File &file);

private:
  bool visit(const ast::File &importer, std::string path, ast::File &into);
  std::optional<std::string> resolve(const ast::ImportDecl &import,
                                     llvm::StringRef importer);
  bool load(const ast::ImportDecl &import, const std::string &path,
            ast::File &imported);
  bool holdsOnlyBlocks(const ast::File &imported);

  llvm::SourceMgr &sources;
  llvm::StringRef fileName;
  const FrontendOptions &options;
  DiagnosticEngine &diagnostics;
  llvm::StringSet<> loaded;
  std::vector<std::string> chain; ///< of files being visited
};

} // namespace bmc

#endif // BMC_FRONTEND_IMPORTS_H
