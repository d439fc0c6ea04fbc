//===- Parser.cpp - Token access and error recovery -----------------------===//

#include "frontend/Parser.h"
#include "frontend/ParserImpl.h"
#include "frontend/Python.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

static bool startsDeclaration(StringRef word) {
  return StringSwitch<bool>(word)
      .Cases({"param", "dim", "require", "data", "block"}, true)
      .Cases({"function", "model", "train", "generate"}, true)
      .Case("import", true)
      .Default(false);
}

bool Parser::unexpected(const Twine &what) {
  const Token &token = peek();
  std::string found =
      token.kind == TokenKind::Newline || token.kind == TokenKind::EndOfFile
          ? describe(token.kind)
          : "'" + token.text.str() + "'";
  if (token.kind == TokenKind::Newline && token.text == ";")
    found = "';'";
  std::string expected = what.str();
  auto report = diagnostics.error(token.range(), DiagId::Syntax,
                                  "expected " + expected + ", got " + found);
  if (token.kind == TokenKind::SlashSlash)
    report.help("comments start with '#'");
  else if (token.kind == TokenKind::Comma &&
           StringRef(expected).starts_with("end of line"))
    report.help("each stands on a line of its own, or ';' separates them");
  else if (expected == "an expression" && token.kind == TokenKind::Newline)
    report.help("an expression goes on over a line end inside ( ) or after an "
                "operator");
  return false;
}

bool Parser::expect(TokenKind kind, const Twine &where) {
  return accept(kind) || unexpected(describe(kind) + " " + where);
}

bool Parser::expectName(Name &name, const Twine &what) {
  if (!at(TokenKind::Name))
    return unexpected(what);
  Token token = take();
  name = {token.text, token.range()};
  return true;
}

bool Parser::expectEnd(const Twine &after) {
  if (at(TokenKind::RightBrace) || at(TokenKind::EndOfFile))
    return true;
  return accept(TokenKind::Newline) || unexpected("end of line after " + after);
}

void Parser::skipStatement() {
  unsigned open = 0;
  while (!at(TokenKind::EndOfFile)) {
    if (at(TokenKind::LeftBrace))
      ++open;
    if (at(TokenKind::RightBrace) && open-- == 0)
      return;
    if (at(TokenKind::Newline) && open == 0)
      return;
    take();
  }
}

void Parser::skipDeclaration() {
  unsigned open = 0;
  while (!at(TokenKind::EndOfFile)) {
    if (at(TokenKind::LeftBrace))
      ++open;
    if (at(TokenKind::RightBrace) && open > 0)
      --open;
    bool lineEnds = at(TokenKind::Newline);
    take();
    // At the start of a line a declaration word counts even inside braces:
    // the braces above are then the broken part.
    if (lineEnds && at(TokenKind::Name) && startsDeclaration(peek().text) &&
        (open == 0 || peek(1).kind == TokenKind::Name))
      return;
  }
}

bool Parser::Nesting::check() {
  if (parser.depth < kMaxDepth)
    return true;
  if (!std::exchange(parser.tooDeep, true))
    parser.diagnostics.error(parser.peek().range(), DiagId::NestingTooDeep,
                             "more than " + Twine(kMaxDepth) +
                                 " constructs inside each other");
  return false;
}

bool Parser::atEnd() {
  skipNewlines();
  return at(TokenKind::EndOfFile) || unexpected("end of input");
}

void Parser::parseFile(File &file) {
  skipNewlines();
  while (!at(TokenKind::EndOfFile) && !diagnostics.exhausted() && !tooDeep) {
    if (!parseDeclaration(file))
      skipDeclaration();
    skipNewlines();
  }
}

bool parse(StringRef source, bool isLibrary, File &file,
           DiagnosticEngine &diagnostics) {
  if (!isLibrary && refusePython(source, diagnostics))
    return false;
  unsigned before = diagnostics.numErrors();
  Parser(lex(source, diagnostics), isLibrary, diagnostics).parseFile(file);
  return diagnostics.numErrors() == before;
}

ExprPtr parseExpression(StringRef source, DiagnosticEngine &diagnostics) {
  unsigned before = diagnostics.numErrors();
  Parser parser(lex(source, diagnostics), /*isLibrary=*/false, diagnostics);
  ExprPtr expr = parser.parseExpr();
  if (!expr || !parser.atEnd() || diagnostics.numErrors() != before)
    return nullptr;
  return expr;
}

} // namespace bmc
