//===- Parser.h - Tokens to AST ---------------------------------*- C++ -*-===//
#ifndef BMC_FRONTEND_PARSER_H
#define BMC_FRONTEND_PARSER_H

#include "frontend/Ast.h"

namespace bmc {

/// Parses `source` into `file`. Reports every syntax error it can tell apart
/// and goes on at the next line or declaration; false if there was one.
bool parse(llvm::StringRef source, bool isLibrary, ast::File &file,
           DiagnosticEngine &diagnostics);

/// Parses one expression that must be all of `source`; null on error.
ast::ExprPtr parseExpression(llvm::StringRef source,
                             DiagnosticEngine &diagnostics);

} // namespace bmc

#endif // BMC_FRONTEND_PARSER_H
