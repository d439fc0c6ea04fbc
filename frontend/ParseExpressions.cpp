//===- ParseExpressions.cpp - Operators, calls and attributes -------------===//

#include "frontend/ParserImpl.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

namespace {
struct BinaryRow {
  TokenKind token;
  BinaryOp op;
};
} // namespace

/// Binary operators by level, loosest first. All associate to the left.
static const std::vector<std::vector<BinaryRow>> kLevels = {
    {{TokenKind::Or, BinaryOp::Or}},
    {{TokenKind::And, BinaryOp::And}},
    {{TokenKind::EqualEqual, BinaryOp::Equal},
     {TokenKind::NotEqual, BinaryOp::NotEqual},
     {TokenKind::Less, BinaryOp::Less},
     {TokenKind::LessEqual, BinaryOp::LessEqual},
     {TokenKind::Greater, BinaryOp::Greater},
     {TokenKind::GreaterEqual, BinaryOp::GreaterEqual}},
    {{TokenKind::Plus, BinaryOp::Add}, {TokenKind::Minus, BinaryOp::Subtract}},
    {{TokenKind::Star, BinaryOp::Multiply},
     {TokenKind::Slash, BinaryOp::Divide},
     {TokenKind::SlashSlash, BinaryOp::FloorDivide},
     {TokenKind::Percent, BinaryOp::Remainder},
     {TokenKind::At, BinaryOp::MatMul}},
};

/// `not` binds looser than comparisons and tighter than `and`.
static constexpr unsigned kNotLevel = 2;

ExprPtr Parser::parseExpr() {
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  return parsePipe();
}

/// chunk(x, 3) -> split_heads(H)
ExprPtr Parser::parsePipe() {
  SourceRange start = peek().range();
  ExprPtr value = parseConditional();
  std::vector<std::unique_ptr<Nesting>> chain;
  while (value && accept(TokenKind::Arrow)) {
    chain.push_back(std::make_unique<Nesting>(*this));
    if (!chain.back()->check())
      return nullptr;
    ExprPtr call = parsePostfix();
    if (!call)
      return nullptr;
    if (!isa<CallExpr>(call.get())) {
      diagnostics.error(call->range, DiagId::Syntax,
                        "expected a call after '->', got '" + call->source() +
                            "'");
      return nullptr;
    }
    auto pipe = make<PipeExpr>(start);
    pipe->value = std::move(value);
    pipe->call = std::move(call);
    value = std::move(pipe);
  }
  return value;
}

/// a if condition else b
ExprPtr Parser::parseConditional() {
  SourceRange start = peek().range();
  ExprPtr then = parseBinary(0);
  if (!then || !accept(TokenKind::If))
    return then;
  ExprPtr condition = parseBinary(0);
  if (!condition ||
      !expect(TokenKind::Else, "and the other value of the conditional"))
    return nullptr;
  ExprPtr otherwise = parseExpr();
  if (!otherwise)
    return nullptr;
  auto conditional = make<ConditionalExpr>(start);
  conditional->then = std::move(then);
  conditional->condition = std::move(condition);
  conditional->otherwise = std::move(otherwise);
  return conditional;
}

ExprPtr Parser::parseBinary(unsigned level) {
  if (level == kLevels.size())
    return parseMinus();
  if (level == kNotLevel && at(TokenKind::Not))
    return parseNot();
  SourceRange start = peek().range();
  ExprPtr left = parseBinary(level + 1);
  // A long chain makes as deep a tree as parentheses do.
  std::vector<std::unique_ptr<Nesting>> chain;
  while (left) {
    auto *row = find_if(kLevels[level], [&](const BinaryRow &candidate) {
                  return at(candidate.token);
                }).base();
    if (row == kLevels[level].data() + kLevels[level].size())
      break;
    chain.push_back(std::make_unique<Nesting>(*this));
    if (!chain.back()->check())
      return nullptr;
    SourceRange opRange = take().range();
    ExprPtr right = parseBinary(level + 1);
    if (!right)
      return nullptr;
    auto binary = make<BinaryExpr>(start);
    binary->op = row->op;
    binary->opRange = opRange;
    binary->left = std::move(left);
    binary->right = std::move(right);
    left = std::move(binary);
  }
  return left;
}

/// not a == b
ExprPtr Parser::parseNot() {
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  SourceRange start = take().range();
  return makeUnary(start, UnaryOp::Not, parseBinary(kNotLevel));
}

/// -x
ExprPtr Parser::parseMinus() {
  if (!at(TokenKind::Minus))
    return parsePower();
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  SourceRange start = take().range();
  return makeUnary(start, UnaryOp::Negate, parseMinus());
}

/// x ** 2, which binds tighter than a sign on its left and associates to the
/// right
ExprPtr Parser::parsePower() {
  SourceRange start = peek().range();
  ExprPtr left = parsePostfix();
  if (!left || !at(TokenKind::StarStar))
    return left;
  Nesting nesting(*this);
  if (!nesting.check())
    return nullptr;
  SourceRange opRange = take().range();
  ExprPtr right = parseMinus();
  if (!right)
    return nullptr;
  auto binary = make<BinaryExpr>(start);
  binary->op = BinaryOp::Power;
  binary->opRange = opRange;
  binary->left = std::move(left);
  binary->right = std::move(right);
  return binary;
}

ExprPtr Parser::makeUnary(SourceRange start, UnaryOp op, ExprPtr operand) {
  if (!operand)
    return nullptr;
  auto unary = make<UnaryExpr>(start);
  unary->op = op;
  unary->operand = std::move(operand);
  return unary;
}

ExprPtr Parser::parsePostfix() {
  ExprPtr expr = parsePrimary();
  std::vector<std::unique_ptr<Nesting>> chain;
  while (expr) {
    bool continues = at(TokenKind::LeftParen) || at(TokenKind::Dot) ||
                     at(TokenKind::LeftBracket) || at(TokenKind::As);
    if (!continues)
      break;
    chain.push_back(std::make_unique<Nesting>(*this));
    if (!chain.back()->check())
      return nullptr;
    SourceRange start = expr->range;
    if (at(TokenKind::LeftParen)) {
      expr = parseCall(std::move(expr));
    } else if (accept(TokenKind::Dot)) {
      expr = parseAttribute(std::move(expr));
    } else if (accept(TokenKind::LeftBracket)) {
      expr = parseIndex(std::move(expr));
    } else {
      take();
      ExprPtr type = parseType();
      if (!type)
        return nullptr;
      auto as = make<AsExpr>(start);
      as->value = std::move(expr);
      as->type = std::move(type);
      expr = std::move(as);
    }
  }
  return expr;
}

ExprPtr Parser::parseAttribute(ExprPtr base) {
  SourceRange start = base->range;
  Name name;
  if (!expectName(name, "a name after '.'"))
    return nullptr;
  auto attribute = make<AttributeExpr>(start);
  attribute->base = std::move(base);
  attribute->name = name;
  return attribute;
}

/// [2], [:, 0:4], [.., -1], [::2], [none]
ExprPtr Parser::parseIndex(ExprPtr base) {
  SourceRange start = base->range;
  std::vector<IndexItem> items;
  do {
    if (at(TokenKind::RightBracket) && !items.empty())
      break;
    items.emplace_back();
    if (!parseIndexItem(items.back()))
      return nullptr;
  } while (accept(TokenKind::Comma));
  if (!expect(TokenKind::RightBracket, "after the index"))
    return nullptr;
  auto expr = make<IndexExpr>(start);
  expr->base = std::move(base);
  expr->items = std::move(items);
  return expr;
}

bool Parser::parseIndexItem(IndexItem &item) {
  SourceRange start = peek().range();
  auto parsePart = [&](ExprPtr &part) {
    bool isAbsent = at(TokenKind::Colon) || at(TokenKind::Comma) ||
                    at(TokenKind::RightBracket);
    return isAbsent || (part = parseExpr());
  };
  if (accept(TokenKind::DotDot) || accept(TokenKind::Ellipsis)) {
    item.kind = IndexItem::Kind::Ellipsis;
  } else if (accept(TokenKind::None)) {
    item.kind = IndexItem::Kind::NewAxis;
  } else {
    if (!at(TokenKind::Colon) && !(item.start = parseExpr()))
      return false;
    if (accept(TokenKind::Colon)) {
      item.kind = IndexItem::Kind::Range;
      if (!parsePart(item.stop) ||
          (accept(TokenKind::Colon) && !parsePart(item.step)))
        return false;
    }
  }
  item.range = rangeFrom(start);
  return true;
}

ExprPtr Parser::parseCall(ExprPtr callee) {
  SourceRange start = callee->range;
  SourceRange open = take().range();
  std::vector<Argument> arguments;
  while (!at(TokenKind::RightParen)) {
    Argument argument;
    if (at(TokenKind::Name) && peek(1).kind == TokenKind::Equal) {
      Token name = take();
      argument.name = {name.text, name.range()};
      take();
    }
    argument.value = parseExpr();
    if (!argument.value)
      return nullptr;
    if (argument.name.text.empty() && !arguments.empty() &&
        !arguments.back().name.text.empty()) {
      diagnostics.error(argument.value->range, DiagId::BadArguments,
                        "positional argument after a named one");
      return nullptr;
    }
    arguments.push_back(std::move(argument));
    if (!accept(TokenKind::Comma))
      break;
  }
  if (!at(TokenKind::RightParen)) {
    const Token &token = peek();
    diagnostics
        .error(token.range(), DiagId::Syntax,
               "expected ',' or ')' in the arguments, got " +
                   (token.kind == TokenKind::Newline
                        ? describe(token.kind)
                        : "'" + token.text.str() + "'"))
        .note(open, "the '(' is here");
    return nullptr;
  }
  take();
  auto call = make<CallExpr>(start);
  call->callee = std::move(callee);
  call->arguments = std::move(arguments);
  return call;
}

} // namespace bmc
