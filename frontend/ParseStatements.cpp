//===- ParseStatements.cpp - The body of a function -----------------------===//

#include "frontend/ParserImpl.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

bool Parser::parseBody(StmtList &body) {
  return parseBraces("a body", [&] {
    StmtPtr statement = parseStatement();
    if (!statement)
      return false;
    body.push_back(std::move(statement));
    return true;
  });
}

StmtPtr Parser::parseStatement() {
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  if (at(TokenKind::Return))
    return parseReturn();
  if (at(TokenKind::For))
    return parseFor();
  if (at(TokenKind::If))
    return parseIf();
  if (atWord("require") && peek(1).kind != TokenKind::Equal)
    return parseRequirement();
  return parseAssign();
}

/// f(x), g(x)
bool Parser::parseExprs(std::vector<ExprPtr> &values) {
  do {
    ExprPtr value = parseExpr();
    if (!value)
      return false;
    values.push_back(std::move(value));
  } while (accept(TokenKind::Comma));
  return true;
}

StmtPtr Parser::parseReturn() {
  SourceRange start = take().range();
  std::vector<ExprPtr> values;
  if (!parseExprs(values))
    return nullptr;
  auto statement = make<ReturnStmt>(start);
  statement->values = std::move(values);
  return expectEnd("return") ? std::move(statement) : nullptr;
}

/// What a loop or a repeated element runs over: a list or a number.
ExprPtr Parser::parseRounds() {
  ExprPtr rounds = parseExpr();
  if (!rounds || !at(TokenKind::DotDot))
    return rounds;
  diagnostics
      .error(peek().range(), DiagId::Syntax,
             "expected a list or a number of rounds, got a range")
      .help("range(1, 7) is the list of 1 to 6");
  return nullptr;
}

/// i, x in
bool Parser::parseVariables(std::vector<Name> &variables) {
  do {
    Name variable;
    if (!expectName(variable, "the loop's variable"))
      return false;
    variables.push_back(variable);
  } while (accept(TokenKind::Comma));
  return expect(TokenKind::In, "after the loop's variable");
}

/// for b in blocks { statements }
StmtPtr Parser::parseFor() {
  SourceRange start = take().range();
  std::vector<Name> variables;
  if (!parseVariables(variables))
    return nullptr;
  ExprPtr range = parseRounds();
  if (!range)
    return nullptr;
  auto statement = make<ForStmt>(start);
  statement->variables = std::move(variables);
  statement->range = std::move(range);
  if (!parseBody(statement->body))
    return nullptr;
  return expectEnd("for") ? std::move(statement) : nullptr;
}

/// if condition { statements } else { statements }
StmtPtr Parser::parseIf() {
  SourceRange start = take().range();
  ExprPtr condition = parseExpr();
  if (!condition)
    return nullptr;
  auto statement = make<IfStmt>(start);
  statement->condition = std::move(condition);
  if (!parseBody(statement->then))
    return nullptr;
  if (accept(TokenKind::Else)) {
    if (at(TokenKind::If)) {
      StmtPtr nested = parseStatement();
      if (!nested)
        return nullptr;
      statement->otherwise.push_back(std::move(nested));
      return statement;
    }
    if (!parseBody(statement->otherwise))
      return nullptr;
  }
  return expectEnd("if") ? std::move(statement) : nullptr;
}

/// require condition
StmtPtr Parser::parseRequirement() {
  SourceRange start = take().range();
  ExprPtr condition = parseExpr();
  if (!condition)
    return nullptr;
  auto statement = make<RequireStmt>(start);
  statement->condition = std::move(condition);
  return expectEnd("require") ? std::move(statement) : nullptr;
}

/// The operator of `+=` and its like.
static std::optional<BinaryOp> updateOp(TokenKind kind) {
  switch (kind) {
  case TokenKind::PlusEqual:
    return BinaryOp::Add;
  case TokenKind::MinusEqual:
    return BinaryOp::Subtract;
  case TokenKind::StarEqual:
    return BinaryOp::Multiply;
  case TokenKind::SlashEqual:
    return BinaryOp::Divide;
  default:
    return std::nullopt;
  }
}

/// The value of `x += y`: x + y.
ExprPtr Parser::parseUpdate(const Name &target) {
  BinaryOp op = *updateOp(peek().kind);
  SourceRange opRange = take().range();
  auto left = std::make_unique<NameExpr>(target.range);
  left->name = target.text;
  ExprPtr right = parseExpr();
  if (!right)
    return nullptr;
  auto binary = make<BinaryExpr>(target.range);
  binary->op = op;
  binary->opRange = opRange;
  binary->left = std::move(left);
  binary->right = std::move(right);
  return binary;
}

/// The right side of `a, b = f(x), g(x)`, or of `a, b = f(x)`.
ExprPtr Parser::parseValues() {
  SourceRange start = peek().range();
  std::vector<ExprPtr> values;
  if (!parseExprs(values))
    return nullptr;
  if (values.size() == 1)
    return std::move(values.front());
  auto tuple = make<TupleExpr>(start);
  tuple->elements = std::move(values);
  return tuple;
}

/// q, k, v = chunk(..), h: f32[B, D] = f(x), h += g(x)
StmtPtr Parser::parseAssign() {
  SourceRange start = peek().range();
  if (refuseCall("assign it to a name or return it"))
    return nullptr;
  std::vector<Name> targets;
  do {
    Name target;
    if (at(TokenKind::LeftParen)) {
      diagnostics
          .error(peek().range(), DiagId::Syntax,
                 "names on the left stand without parentheses")
          .help("several results are not nested: 'y, (h, c) = ..' is 'y, h, c "
                "= ..'");
      return nullptr;
    }
    if (!expectName(target, "a statement"))
      return nullptr;
    targets.push_back(target);
  } while (accept(TokenKind::Comma));
  if (at(TokenKind::LeftBracket) && targets.size() == 1) {
    diagnostics
        .error(peek().range(), DiagId::Syntax, "tensors are never changed")
        .help("where(condition, a, b) chooses element by element, cat([a, b], "
              "dim) puts parts together");
    return nullptr;
  }
  ExprPtr type, value;
  if (targets.size() == 1 && accept(TokenKind::Colon) && !(type = parseType()))
    return nullptr;
  bool isUpdate = targets.size() == 1 && !type && updateOp(peek().kind);
  if (isUpdate)
    value = parseUpdate(targets.front());
  else if (expect(TokenKind::Equal, "after '" + targets.back().text + "'"))
    value = targets.size() == 1 ? parseExpr() : parseValues();
  if (!value)
    return nullptr;
  auto statement = make<AssignStmt>(start);
  statement->type = std::move(type);
  statement->targets = std::move(targets);
  statement->value = std::move(value);
  return expectEnd("the assignment") ? std::move(statement) : nullptr;
}

} // namespace bmc
