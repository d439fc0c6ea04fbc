//===- Lexer.h - Source text to tokens --------------------------*- C++ -*-===//
#ifndef BMC_FRONTEND_LEXER_H
#define BMC_FRONTEND_LEXER_H

#include "frontend/Diagnostics.h"

#include <vector>

namespace bmc {

enum class TokenKind {
#define TOKEN(Kind) Kind,
#include "frontend/Token.def"
};

struct Token {
  TokenKind kind;
  llvm::StringRef text; ///< points into the source buffer

  SourceRange range() const {
    return {llvm::SMLoc::getFromPointer(text.begin()),
            llvm::SMLoc::getFromPointer(text.end())};
  }
};

/// "'->'", "a name", "end of line": a token kind in messages.
std::string describe(TokenKind kind);

/// Tokens of `source`, ending with EndOfFile. Reports bad characters and
/// goes on after them. A newline is a token only where it can end a statement:
/// not inside ( ) or [ ], and not after an operator.
std::vector<Token> lex(llvm::StringRef source, DiagnosticEngine &diagnostics);

} // namespace bmc

#endif // BMC_FRONTEND_LEXER_H
