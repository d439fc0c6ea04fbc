//===- Names.h - The walk that checks names ---------------------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_NAMES_H
#define BMC_FRONTEND_SEMA_NAMES_H

#include "frontend/sema/Sema.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/ADT/StringSet.h"

namespace bmc {

/// A name and where it comes from.
struct Declared {
  SourceRange range;
  llvm::StringRef what; ///< "param", "member", ...
  bool used = false;
};

/// Names by scope, the innermost first.
struct Scope {
  llvm::MapVector<llvm::StringRef, Declared> names;
  Scope *parent = nullptr;

  Declared *find(llvm::StringRef name) {
    for (Scope *scope = this; scope; scope = scope->parent)
      if (auto it = scope->names.find(name); it != scope->names.end())
        return &it->second;
    return nullptr;
  }
  /// What `self.name` means: a member or constructor parameter.
  Declared *findMember(llvm::StringRef name);
  /// All names that can be seen from here.
  std::vector<std::string> visible() const;
};

/// One walk over the tree, without evaluating anything: it also covers blocks
/// that are never constructed and branches that are never taken.
class NameChecker {
public:
  NameChecker(const ast::File &file, const ast::File &library,
              DiagnosticEngine &diagnostics)
      : file(file), library(library), diagnostics(diagnostics) {}

  UnresolvedNames run();

private:
  // Names.cpp
  void declareGlobals();
  void declare(Scope &scope, const ast::Name &name, llvm::StringRef what);
  void visit(const ast::Expr *expr, Scope &scope);
  void visitCall(const ast::CallExpr &call, Scope &scope);
  void use(const ast::NameExpr &name, Scope &scope, bool isCall);
  /// Whether a model calls one of its results so.
  bool isResult(llvm::StringRef name) const;
  /// `otherwise` is the help if nothing better is known.
  void reportUnknown(llvm::StringRef name, SourceRange range, Scope &scope,
                     bool isCall, const llvm::Twine &otherwise = "");
  void warnUnused(Scope &scope, llvm::StringRef what);

  // NamesBlocks.cpp
  void checkBlock(const ast::BlockDecl &block);
  /// `owner`: "'Mlp'" for its forward, "function 'f'".
  void checkFunction(const ast::FunctionDecl &function,
                     const std::string &owner, Scope &outer,
                     bool isModel = false);
  void declareSizes(const ast::Expr *type, Scope &scope, bool isModel);
  void checkBody(const ast::StmtList &body, Scope &scope);
  void checkAssignment(const ast::AssignStmt &assignment, Scope &scope);
  void assign(const ast::Name &name, Scope &scope);

  // NamesSettings.cpp
  void checkTrain(const ast::TrainDecl &train);
  void visitRules(const ast::Expr &setting);
  void visitColumnType(const ast::CallExpr &call);
  void visitMetrics(const ast::Expr &setting, Scope &scope);
  void visitEarlyStop(const ast::Expr &setting);
  void visitOptimizer(const ast::Expr &expr, Scope &scope);
  void visitGroups(const ast::Expr &expr);

  const ast::File &file, &library;
  DiagnosticEngine &diagnostics;
  /// Members that the function has read by `self.` so far: a variable may take
  /// their names.
  llvm::StringSet<> readOfSelf;
  Scope globals;
  /// Params and members of the current block, declared so far or not.
  llvm::StringMap<SourceRange> later;
  UnresolvedNames unresolved;
  ForeignUses foreign;
};

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_NAMES_H
