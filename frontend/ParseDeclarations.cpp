//===- ParseDeclarations.cpp - param, dim, require, function, block -------===//

#include "frontend/ParserImpl.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

bool Parser::parseDeclaration(File &file) {
  if (atWord("import"))
    return parseImport(file);
  if (atWord("param"))
    return parseParams(file);
  if (atWord("dim"))
    return parseDims(file);
  if (atWord("require"))
    return parseRequire(file.requirements);
  if (atWord("data"))
    return parseData(file);
  if (atWord("function"))
    return parseFunction(file);
  if (atWord("block"))
    return parseBlock(file, /*isModel=*/false);
  if (atWord("model"))
    return parseBlock(file, /*isModel=*/true);
  if (atWord("train"))
    return parseTrain(file);
  if (atWord("generate"))
    return parseGenerate(file);
  if (at(TokenKind::Name)) {
    std::string hint = didYouMean(
        peek().text, {"import", "param", "dim", "require", "data", "function",
                      "block", "model", "train", "generate"});
    diagnostics
        .error(peek().range(), DiagId::Syntax,
               "expected a declaration, got '" + peek().text + "'")
        .help(hint.empty()
                  ? "a file consists of import, param, dim, require, data, "
                    "function, block, model, train and generate"
                  : hint);
    return false;
  }
  return unexpected("a declaration");
}

/// import "blocks.model"
bool Parser::parseImport(File &file) {
  take();
  if (!at(TokenKind::String))
    return unexpected("the name of a file, such as \"blocks.model\"");
  ExprPtr path = parseString();
  file.imports.push_back({cast<StringExpr>(*path).value, path->range});
  return expectEnd("import");
}

/// param D = 64, H = 4
bool Parser::parseParams(File &file) {
  take();
  do {
    ParamDecl param;
    if (!expectName(param.name, "the name of a param") ||
        !expect(TokenKind::Equal, "and a default value after the name"))
      return false;
    param.value = parseExpr();
    if (!param.value)
      return false;
    file.params.push_back(std::move(param));
  } while (accept(TokenKind::Comma));
  return expectEnd("param");
}

/// dim B, S <= CTX
bool Parser::parseDims(File &file) {
  take();
  do {
    DimDecl dim;
    if (!expectName(dim.name, "the name of a dim"))
      return false;
    if (accept(TokenKind::LessEqual)) {
      dim.bound = parseExpr();
      if (!dim.bound)
        return false;
    }
    file.dims.push_back(std::move(dim));
  } while (accept(TokenKind::Comma));
  return expectEnd("dim");
}

bool Parser::parseRequire(std::vector<RequireDecl> &requirements) {
  SourceRange start = take().range();
  ExprPtr condition = parseExpr();
  if (!condition)
    return false;
  requirements.push_back({std::move(condition), rangeFrom(start)});
  return expectEnd("require");
}

/// block Name(params) { members; forward }
bool Parser::parseBlock(File &file, bool isModel) {
  take();
  auto block = std::make_unique<BlockDecl>();
  block->isModel = isModel;
  block->isLibrary = isLibrary;
  StringRef kind = isModel ? "model" : "block";
  if (!expectName(block->name, "the name of the " + kind))
    return false;
  if (at(TokenKind::LeftParen) && !parseConstructorParams(*block))
    return false;
  if (isModel && !block->params.empty())
    diagnostics
        .error(block->params.front().name.range, DiagId::ModelParameters,
               "model '" + block->name.text + "' has constructor parameters")
        .help("declare its sizes with 'param', which -D can override");
  bool closed = parseBraces((kind + " '" + block->name.text + "'").str(),
                            [&] { return parseBlockItem(*block); });
  file.blocks.push_back(std::move(block));
  return closed && expectEnd(kind);
}

/// (in_features, out_features, bias = true)
bool Parser::parseConstructorParams(BlockDecl &block) {
  take();
  while (!at(TokenKind::RightParen)) {
    ConstructorParam param;
    if (!expectName(param.name, "the name of a constructor parameter"))
      return false;
    if (at(TokenKind::Colon))
      return unexpected("'=' and a default value, ',' or ')' (constructor "
                        "parameters have no written type)");
    if (accept(TokenKind::Equal)) {
      param.fallback = parseExpr();
      if (!param.fallback)
        return false;
    } else if (!block.params.empty() && block.params.back().fallback) {
      diagnostics
          .error(param.name.range, DiagId::DefaultOrder,
                 "parameter '" + param.name.text +
                     "' without a default follows one with a default")
          .note(block.params.back().name.range,
                "'" + block.params.back().name.text + "' has a default");
    }
    block.params.push_back(std::move(param));
    if (!accept(TokenKind::Comma))
      break;
  }
  return expect(TokenKind::RightParen, "after the constructor parameters");
}

bool Parser::parseBlockItem(BlockDecl &block) {
  if (atWord("require") && peek(1).kind != TokenKind::Equal)
    return parseRequire(block.requirements);
  if (atWord("forward") && peek(1).kind == TokenKind::LeftParen)
    return parseForward(block);
  if (refuseCall("a member has a name: 'layer = ..'"))
    return false;
  skipPrefixes();
  Name name;
  if (!expectName(name, "a member or 'forward'"))
    return false;
  if (!at(TokenKind::Equal))
    return unexpected("'=' after member '" + name.text + "'");
  return parseSetting(name, block.members);
}

/// forward(x: f32[B, D]) -> f32[B, D] { statements }
bool Parser::parseForward(BlockDecl &block) {
  auto forward = std::make_unique<FunctionDecl>();
  Token word = take();
  forward->name = {word.text, word.range()};
  forward->isLibrary = isLibrary;
  if (block.forward) {
    diagnostics
        .error(word.range(), DiagId::DuplicateName,
               "'" + block.name.text + "' has a second forward")
        .note(block.forward->name.range, "the first one is here");
  }
  if (!parseSignature(*forward))
    return false;
  bool parsed = parseBody(forward->body);
  if (!block.forward)
    block.forward = std::move(forward);
  return parsed && expectEnd("forward");
}

/// function name(x: f32[..], scale = 1.0) -> f32[..] { statements }
bool Parser::parseFunction(File &file) {
  take();
  auto function = std::make_unique<FunctionDecl>();
  function->isLibrary = isLibrary;
  if (!expectName(function->name, "the name of the function") ||
      !parseSignature(*function))
    return false;
  bool parsed = parseBody(function->body);
  file.functions.push_back(std::move(function));
  return parsed && expectEnd("function");
}

bool Parser::parseSignature(FunctionDecl &function) {
  if (!parseFunctionParams(function))
    return false;
  if (at(TokenKind::Newline) && peek(1).kind == TokenKind::Arrow)
    take();
  if (!accept(TokenKind::Arrow))
    return true;
  bool parenthesised = accept(TokenKind::LeftParen);
  do {
    FunctionResult result{};
    if (parenthesised && at(TokenKind::Name)) {
      expectName(result.name, "the name of a result");
      if (!expect(TokenKind::Colon, "after the name of the result"))
        return false;
    }
    result.type = parseType();
    if (!result.type)
      return false;
    function.results.push_back(std::move(result));
  } while (accept(TokenKind::Comma));
  return !parenthesised || expect(TokenKind::RightParen, "after the results");
}

/// (x: f32[..], mask: f32[..] = none, scale = 1.0)
bool Parser::parseFunctionParams(FunctionDecl &function) {
  if (!expect(TokenKind::LeftParen, "after '" + function.name.text + "'"))
    return false;
  skipSelf();
  while (!at(TokenKind::RightParen)) {
    FunctionParam param;
    if (!expectName(param.name, "the name of an input"))
      return false;
    if (accept(TokenKind::Colon)) {
      param.type = parseType();
      if (!param.type)
        return false;
    }
    if (accept(TokenKind::Equal)) {
      param.fallback = parseExpr();
      if (!param.fallback)
        return false;
    } else if (!function.params.empty() && function.params.back().fallback) {
      diagnostics.error(param.name.range, DiagId::DefaultOrder,
                        "parameter '" + param.name.text +
                            "' without a default follows one with a default");
    }
    function.params.push_back(std::move(param));
    if (!accept(TokenKind::Comma))
      break;
  }
  return expect(TokenKind::RightParen,
                "after the inputs of '" + function.name.text + "'");
}

} // namespace bmc
