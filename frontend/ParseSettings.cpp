//===- ParseSettings.cpp - data, train, generate --------------------------===//

#include "frontend/ParserImpl.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// The value of `name = value`; the name has been taken.
bool Parser::parseSetting(Name name, std::vector<Setting> &settings) {
  if (!expect(TokenKind::Equal, "and a value after '" + name.text + "'"))
    return false;
  ExprPtr value = parseExpr();
  if (!value)
    return false;
  settings.push_back({name, std::move(value)});
  return expectEnd("the value of '" + name.text + "'");
}

/// data corpus = text("input.txt") { settings }
bool Parser::parseData(File &file) {
  take();
  DataDecl data;
  if (!expectName(data.name, "the name of the data") ||
      !expect(TokenKind::Equal, "and its kind, such as text(\"input.txt\")") ||
      !expectName(data.kind, "text, csv or tokens") ||
      !expect(TokenKind::LeftParen, "after the kind of data"))
    return false;
  if (!at(TokenKind::RightParen)) {
    data.path = parseExpr();
    if (!data.path)
      return false;
  }
  if (!expect(TokenKind::RightParen, "after the path"))
    return false;
  bool closed = true;
  if (at(TokenKind::LeftBrace))
    closed = parseBraces(("data '" + data.name.text + "'").str(),
                         [&] { return parseDataItem(data); });
  file.data.push_back(std::move(data));
  return closed && expectEnd("data");
}

/// window = S, or a csv column: x: f32[10] = ["a", "b"]
bool Parser::parseDataItem(DataDecl &data) {
  Name name;
  if (!expectName(name, "a column or a setting of data"))
    return false;
  if (at(TokenKind::Equal))
    return parseSetting(name, data.settings);
  if (!at(TokenKind::Colon))
    return unexpected("'=' and a value or ':' and a column type after '" +
                      name.text + "'");
  take();
  ColumnDecl column;
  column.name = name;
  column.type = parseExpr();
  if (!column.type)
    return false;
  if (accept(TokenKind::Equal)) {
    column.source = parseExpr();
    if (!column.source)
      return false;
  }
  data.columns.push_back(std::move(column));
  return expectEnd("column '" + name.text + "'");
}

/// train GPT on corpus { settings }
bool Parser::parseTrain(File &file) {
  TrainDecl train;
  train.range = take().range();
  if (!expectName(train.model, "the model to train"))
    return false;
  if (!atWord("on"))
    return unexpected("'on' and the data to train on");
  take();
  if (!expectName(train.data, "the data to train on"))
    return false;
  bool closed = parseBraces("train", [&] { return parseTrainItem(train); });
  file.trains.push_back(std::move(train));
  return closed && expectEnd("train");
}

bool Parser::parseTrainItem(TrainDecl &train) {
  Name name;
  if (!expectName(name, "a setting of train"))
    return false;
  if (atWord("every"))
    return parseEvery(train, name);
  return parseSetting(name, train.settings);
}

/// eval every 250 { batches = 20 }; checkpoint every 500 keep 3
bool Parser::parseEvery(TrainDecl &train, Name name) {
  take();
  EveryClause clause;
  clause.name = name;
  clause.period = parseExpr();
  if (!clause.period)
    return false;
  if (atWord("keep")) {
    take();
    clause.keep = parseExpr();
    if (!clause.keep)
      return false;
  }
  if (at(TokenKind::LeftBrace)) {
    bool closed = parseBraces(("'" + name.text + " every'").str(), [&] {
      Name setting;
      return expectName(setting, "a setting of '" + name.text + "'") &&
             parseSetting(setting, clause.settings);
    });
    if (!closed)
      return false;
  }
  train.clauses.push_back(std::move(clause));
  return expectEnd("'" + name.text + " every'");
}

/// generate GPT { settings }
bool Parser::parseGenerate(File &file) {
  GenerateDecl generate;
  generate.range = take().range();
  if (!expectName(generate.model, "the model that generates"))
    return false;
  bool closed = true;
  if (at(TokenKind::LeftBrace))
    closed = parseBraces("generate", [&] {
      Name name;
      return expectName(name, "a setting of generate") &&
             parseSetting(name, generate.settings);
    });
  file.generates.push_back(std::move(generate));
  return closed && expectEnd("generate");
}

} // namespace bmc
