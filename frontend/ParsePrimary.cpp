//===- ParsePrimary.cpp - Literals, names, brackets and types -------------===//

#include "frontend/ParserImpl.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

ExprPtr Parser::parsePrimary() {
  SourceRange start = peek().range();
  switch (peek().kind) {
  case TokenKind::Integer:
    return parseInteger();
  case TokenKind::Float:
    return parseFloat();
  case TokenKind::String:
    return parseString();
  case TokenKind::LeftParen:
    return parseParenthesis();
  case TokenKind::LeftBracket:
    return parseList();
  case TokenKind::LeftBrace:
    return parseDictionary();
  case TokenKind::F32:
  case TokenKind::I32:
    return parseType();
  case TokenKind::True:
  case TokenKind::False: {
    bool value = take().kind == TokenKind::True;
    auto boolean = make<BooleanExpr>(start);
    boolean->value = value;
    return boolean;
  }
  case TokenKind::None:
    take();
    return make<NoneExpr>(start);
  case TokenKind::Name: {
    bool ofSelf = skipPrefixes();
    start = peek().range();
    StringRef text = take().text;
    auto name = make<NameExpr>(start);
    name->name = text;
    name->ofSelf = ofSelf;
    return name;
  }
  default:
    unexpected("an expression");
    return nullptr;
  }
}

/// The digits without `_`.
static std::string plainDigits(StringRef text) {
  std::string digits;
  copy_if(text, std::back_inserter(digits), [](char c) { return c != '_'; });
  return digits;
}

ExprPtr Parser::parseInteger() {
  Token token = take();
  auto integer = make<IntegerExpr>(token.range());
  if (StringRef(plainDigits(token.text)).getAsInteger(10, integer->value))
    diagnostics.error(token.range(), DiagId::BadNumber,
                      "'" + token.text + "' does not fit in 64 bits");
  return integer;
}

ExprPtr Parser::parseFloat() {
  Token token = take();
  auto real = make<FloatExpr>(token.range());
  bool failed = StringRef(plainDigits(token.text))
                    .getAsDouble(real->value, /*AllowInexact=*/true);
  if (failed || !std::isfinite(real->value))
    diagnostics.error(token.range(), DiagId::BadNumber,
                      "'" + token.text + "' is outside the range of f64");
  return real;
}

ExprPtr Parser::parseString() {
  Token token = take();
  auto string = make<StringExpr>(token.range());
  StringRef text = token.text.drop_front();
  text.consume_back("\"");
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      string->value += text[i];
      continue;
    }
    char escape = ++i < text.size() ? text[i] : '\0';
    switch (escape) {
    case 'n':
      string->value += '\n';
      break;
    case 't':
      string->value += '\t';
      break;
    case '"':
    case '\\':
      string->value += escape;
      break;
    default:
      diagnostics
          .error({SMLoc::getFromPointer(text.data() + i - 1),
                  SMLoc::getFromPointer(text.data() + i + 1)},
                 DiagId::BadEscape, "unknown escape in a string")
          .help("known are \\n, \\t, \\\" and \\\\");
    }
  }
  auto *bytes = reinterpret_cast<const UTF8 *>(string->value.data());
  if (!isLegalUTF8String(&bytes, bytes + string->value.size()))
    diagnostics.error(token.range(), DiagId::InvalidUtf8,
                      "string is not valid UTF-8 text");
  if (StringRef(string->value).contains('\0'))
    diagnostics.error(token.range(), DiagId::UnexpectedCharacter,
                      "string contains a null character");
  return string;
}

/// (expr) or (a, b)
ExprPtr Parser::parseParenthesis() {
  SourceRange start = take().range();
  std::vector<ExprPtr> elements;
  bool isTuple = false;
  while (!at(TokenKind::RightParen)) {
    ExprPtr element = parseExpr();
    if (!element)
      return nullptr;
    elements.push_back(std::move(element));
    if (!accept(TokenKind::Comma))
      break;
    isTuple = true;
  }
  if (elements.empty()) {
    unexpected("an expression");
    return nullptr;
  }
  if (!expect(TokenKind::RightParen, "after the expression"))
    return nullptr;
  if (!isTuple) {
    elements[0]->range = rangeFrom(start);
    return std::move(elements[0]);
  }
  auto tuple = make<TupleExpr>(start);
  tuple->elements = std::move(elements);
  return tuple;
}

/// [a, b] or [Block() for L]
ExprPtr Parser::parseList() {
  SourceRange start = take().range();
  std::vector<ExprPtr> elements;
  while (!at(TokenKind::RightBracket)) {
    ExprPtr element = parseExpr();
    if (!element)
      return nullptr;
    if (elements.empty() && at(TokenKind::For))
      return parseRepeat(start, std::move(element));
    elements.push_back(std::move(element));
    if (!accept(TokenKind::Comma))
      break;
  }
  if (!expect(TokenKind::RightBracket, "after the list"))
    return nullptr;
  auto list = make<ListExpr>(start);
  list->elements = std::move(elements);
  return list;
}

ExprPtr Parser::parseRepeat(SourceRange start, ExprPtr element) {
  take();
  std::vector<Name> variables;
  bool isNamed = at(TokenKind::Name) && (peek(1).kind == TokenKind::In ||
                                         peek(1).kind == TokenKind::Comma);
  if (isNamed && !parseVariables(variables))
    return nullptr;
  ExprPtr count = parseRounds();
  if (!count || !expect(TokenKind::RightBracket, "after the list"))
    return nullptr;
  auto repeat = make<RepeatExpr>(start);
  repeat->element = std::move(element);
  repeat->count = std::move(count);
  repeat->variables = std::move(variables);
  return repeat;
}

/// {train: 0.9, val: 0.1}
ExprPtr Parser::parseDictionary() {
  SourceRange start = take().range();
  std::vector<Argument> entries;
  skipNewlines();
  while (!at(TokenKind::RightBrace)) {
    Argument entry;
    if (!expectName(entry.name, "a key") ||
        !expect(TokenKind::Colon, "and a value after the key"))
      return nullptr;
    entry.value = parseExpr();
    if (!entry.value)
      return nullptr;
    entries.push_back(std::move(entry));
    skipNewlines();
    if (!accept(TokenKind::Comma))
      break;
    skipNewlines();
  }
  if (!expect(TokenKind::RightBrace, "after the last entry"))
    return nullptr;
  auto dictionary = make<DictionaryExpr>(start);
  dictionary->entries = std::move(entries);
  return dictionary;
}

/// f32[.., D]
ExprPtr Parser::parseType() {
  if (!at(TokenKind::F32) && !at(TokenKind::I32)) {
    unexpected("a type, such as f32[B, D]");
    return nullptr;
  }
  Token element = take();
  std::vector<ExprPtr> sizes;
  bool hasShape = accept(TokenKind::LeftBracket);
  bool hasEllipsis = hasShape && accept(TokenKind::DotDot);
  if (hasEllipsis && !at(TokenKind::RightBracket) &&
      !expect(TokenKind::Comma, "after '..'"))
    return nullptr;
  while (hasShape && !at(TokenKind::RightBracket)) {
    if (at(TokenKind::DotDot)) {
      diagnostics.error(peek().range(), DiagId::BadType,
                        "'..' stands only at the front of a type");
      return nullptr;
    }
    ExprPtr size = parseExpr();
    if (!size)
      return nullptr;
    sizes.push_back(std::move(size));
    if (!accept(TokenKind::Comma))
      break;
  }
  if (hasShape && !expect(TokenKind::RightBracket, "after the sizes"))
    return nullptr;
  auto type = make<TypeExpr>(element.range());
  type->element =
      element.kind == TokenKind::F32 ? ElementType::F32 : ElementType::I32;
  type->hasShape = hasShape;
  type->hasEllipsis = hasEllipsis;
  type->sizes = std::move(sizes);
  return type;
}

} // namespace bmc
