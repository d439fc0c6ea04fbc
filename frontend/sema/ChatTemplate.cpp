//===- ChatTemplate.cpp - What messages of a conversation become ----------===//

#include "frontend/sema/Analyzer.h"

#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// template = {user: "User: {message}\n", assistant: "Bot: {message}\n"}
void Analyzer::analyzeTemplate(const Expr *expr) {
  DataConfig &config = *program.data;
  config.roles = {{"system", "{message}\n"},
                  {"user", "User: {message}\n"},
                  {"assistant", "Assistant: {message}\n"}};
  if (!expr)
    return;
  static constexpr StringRef example =
      "{user: \"User: {message}\\n\", assistant: \"Bot: {message}\\n\"}";
  auto *dictionary = dyn_cast<DictionaryExpr>(expr);
  if (!dictionary) {
    evaluator.error(expr->range, DiagId::BadValue,
                    "'template' must be written " + example);
    return;
  }
  config.roles.clear();
  for (const Argument &entry : dictionary->entries)
    readRole(entry);
  for (StringRef role : {"user", "assistant"})
    if (!is_contained(make_first_range(config.roles), role))
      evaluator
          .error(expr->range, DiagId::MissingKey,
                 "the template has no '" + role + "'")
          .help("write template = " + example);
}

/// What messages of a role become.
void Analyzer::readRole(const Argument &entry) {
  DataConfig &config = *program.data;
  StringRef role = entry.name.text;
  auto text = evaluator.evalString(*entry.value,
                                   "'" + role.str() + "' of the template");
  if (!text)
    return;
  if (role == "begin") {
    config.begin = *text;
    return;
  }
  if (is_contained(make_first_range(config.roles), role))
    evaluator.error(entry.name.range, DiagId::UnknownKey,
                    "repeated role '" + role + "' of the template");
  config.roles.emplace_back(role.str(), *text);
  auto [before, behind] = StringRef(*text).split(kMessagePlace);
  if (!StringRef(*text).contains(kMessagePlace))
    evaluator
        .error(entry.value->range, DiagId::BadValue,
               "'" + role + "' has no place for the message")
        .help("what a message becomes, such as \"User: " +
              Twine(kMessagePlace) + "\\n\"");
  else if (role == "assistant" && behind.empty())
    evaluator
        .error(entry.value->range, DiagId::BadValue,
               "nothing is behind an answer, so that it would have no end")
        .help("for example \"Bot: " + Twine(kMessagePlace) + "\\n\"");
}

/// What generate does as the data does: a message becomes what the user's
/// messages are, and what an answer follows.
void Analyzer::inheritTemplate(GenerateConfig &generate) {
  const DataConfig &config = *program.data;
  auto find = [&](StringRef role) -> StringRef {
    for (auto &[name, text] : config.roles)
      if (name == role)
        return text;
    return "";
  };
  auto [before, behind] = find("assistant").split(kMessagePlace);
  generate.prompt = config.begin;
  generate.turn = (find("user") + before).str();
  generate.answerEnd = behind.str();
  if (!behind.empty())
    generate.stops = {behind.str()};
}

} // namespace bmc
