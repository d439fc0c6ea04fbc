//===- ParserImpl.h - The recursive-descent parser --------------*- C++ -*-===//
//
// One function per rule of the grammar in README.md. On a syntax error a rule
// reports and returns null or false; the nearest list of statements or
// declarations skips to its next element.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_FRONTEND_PARSERIMPL_H
#define BMC_FRONTEND_PARSERIMPL_H

#include "frontend/Ast.h"
#include "frontend/Lexer.h"

#include "llvm/ADT/StringSet.h"

namespace bmc {

class Parser {
public:
  Parser(std::vector<Token> tokens, bool isLibrary,
         DiagnosticEngine &diagnostics)
      : tokens(std::move(tokens)), isLibrary(isLibrary),
        diagnostics(diagnostics) {
    findNames();
  }

  void parseFile(ast::File &file);
  ast::ExprPtr parseExpr();
  bool atEnd();

private:
  /// Nested constructs deeper than this are refused: the parser, the checker
  /// and the tree's destructor recurse.
  static constexpr unsigned kMaxDepth = 200;

  // ParseDeclarations.cpp
  bool parseDeclaration(ast::File &file);
  bool parseImport(ast::File &file);
  bool parseParams(ast::File &file);
  bool parseDims(ast::File &file);
  bool parseRequire(std::vector<ast::RequireDecl> &requirements);
  bool parseBlock(ast::File &file, bool isModel);
  bool parseConstructorParams(ast::BlockDecl &block);
  bool parseBlockItem(ast::BlockDecl &block);
  bool parseForward(ast::BlockDecl &block);
  bool parseFunction(ast::File &file);
  bool parseSignature(ast::FunctionDecl &function);
  bool parseFunctionParams(ast::FunctionDecl &function);

  // ParseSettings.cpp
  bool parseData(ast::File &file);
  bool parseDataItem(ast::DataDecl &data);
  bool parseTrain(ast::File &file);
  bool parseTrainItem(ast::TrainDecl &train);
  bool parseEvery(ast::TrainDecl &train, ast::Name name);
  bool parseGenerate(ast::File &file);
  bool parseSetting(ast::Name name, std::vector<ast::Setting> &settings);

  // ParseStatements.cpp
  bool parseBody(ast::StmtList &body);
  ast::StmtPtr parseStatement();
  ast::StmtPtr parseReturn();
  ast::ExprPtr parseRounds();
  bool parseVariables(std::vector<ast::Name> &variables);
  ast::StmtPtr parseFor();
  ast::StmtPtr parseIf();
  ast::StmtPtr parseRequirement();
  ast::StmtPtr parseAssign();
  bool parseExprs(std::vector<ast::ExprPtr> &values);
  ast::ExprPtr parseValues();
  ast::ExprPtr parseUpdate(const ast::Name &target);

  // ParseExpressions.cpp
  ast::ExprPtr parsePipe();
  ast::ExprPtr parseConditional();
  ast::ExprPtr parseBinary(unsigned level);
  ast::ExprPtr parseNot();
  ast::ExprPtr parseMinus();
  ast::ExprPtr parsePower();
  ast::ExprPtr makeUnary(SourceRange start, ast::UnaryOp op,
                         ast::ExprPtr operand);
  ast::ExprPtr parsePostfix();
  ast::ExprPtr parseAttribute(ast::ExprPtr base);
  ast::ExprPtr parseIndex(ast::ExprPtr base);
  bool parseIndexItem(ast::IndexItem &item);
  ast::ExprPtr parseCall(ast::ExprPtr callee);

  // ParsePrefix.cpp
  void findNames();
  bool skipPrefix(llvm::StringRef prefix);
  /// Whether it was that of members.
  bool skipPrefixes();
  void skipSelf();
  bool refuseCall(llvm::StringRef otherwise);

  // ParsePrimary.cpp
  ast::ExprPtr parsePrimary();
  ast::ExprPtr parseInteger();
  ast::ExprPtr parseFloat();
  ast::ExprPtr parseString();
  ast::ExprPtr parseParenthesis();
  ast::ExprPtr parseList();
  ast::ExprPtr parseRepeat(SourceRange start, ast::ExprPtr element);
  ast::ExprPtr parseDictionary();
  ast::ExprPtr parseType();

  // Token access
  const Token &peek(unsigned ahead = 0) const {
    return tokens[std::min(next + ahead, tokens.size() - 1)];
  }
  bool at(TokenKind kind) const { return peek().kind == kind; }
  bool atWord(llvm::StringRef word, unsigned ahead = 0) const {
    return peek(ahead).kind == TokenKind::Name && peek(ahead).text == word;
  }
  Token take() {
    Token token = peek();
    if (next + 1 < tokens.size())
      ++next;
    return token;
  }
  bool accept(TokenKind kind) { return at(kind) && (take(), true); }
  /// Takes a token of this kind or reports "expected X <where>".
  bool expect(TokenKind kind, const llvm::Twine &where);
  bool expectName(ast::Name &name, const llvm::Twine &what);
  /// Reports what stands here although `what` is expected; always false.
  bool unexpected(const llvm::Twine &what);
  void skipNewlines() {
    while (accept(TokenKind::Newline))
      ;
  }
  /// Ends a statement: newline, or `}` or the file's end coming up.
  bool expectEnd(const llvm::Twine &after);
  /// Skips to the end of the statement, over balanced brackets.
  void skipStatement();
  /// Skips to the next top-level declaration.
  void skipDeclaration();
  /// `{ item* }` with recovery after each item.
  template <typename ParseItem>
  bool parseBraces(const llvm::Twine &what, ParseItem parseItem);

  SourceRange rangeFrom(SourceRange start) const {
    return {start.Start, next ? tokens[next - 1].range().End : start.End};
  }
  template <typename Node> std::unique_ptr<Node> make(SourceRange start) const {
    return std::make_unique<Node>(rangeFrom(start));
  }

  /// Counts nesting for the lifetime of a rule.
  class Nesting {
  public:
    explicit Nesting(Parser &parser) : parser(parser) { ++parser.depth; }
    ~Nesting() { --parser.depth; }
    /// False, after a report, if the limit is reached.
    bool check();

  private:
    Parser &parser;
  };

  std::vector<Token> tokens;
  size_t next = 0;
  unsigned depth = 0;
  bool tooDeep = false;
  /// Names that somewhere stand without a dot behind them: no prefixes.
  llvm::StringSet<> ownNames;
  bool isLibrary;
  DiagnosticEngine &diagnostics;
};

template <typename ParseItem>
bool Parser::parseBraces(const llvm::Twine &what, ParseItem parseItem) {
  SourceRange brace = peek().range();
  if (!expect(TokenKind::LeftBrace, "to begin " + what))
    return false;
  skipNewlines();
  while (!at(TokenKind::RightBrace) && !diagnostics.exhausted() && !tooDeep) {
    if (at(TokenKind::EndOfFile)) {
      diagnostics
          .error(peek().range(), DiagId::Syntax,
                 "expected '}' at the end of " + what)
          .note(brace, "the '{' is here");
      return false;
    }
    if (!parseItem())
      skipStatement();
    skipNewlines();
  }
  accept(TokenKind::RightBrace);
  return true;
}

} // namespace bmc

#endif // BMC_FRONTEND_PARSERIMPL_H
