//===- Verbs.cpp - What a program can do ----------------------------------===//
#include "runtime/train/Options.h"

namespace bmc {

const BmrtFunction *findFunction(const BmrtProgram &program,
                                 std::string_view name) {
  for (uint32_t i = 0; i < program.numFunctions; ++i)
    if (program.functions[i].name == name)
      return &program.functions[i];
  return nullptr;
}

bool hasFunction(const BmrtProgram &program, std::string_view name) {
  return findFunction(program, name) != nullptr;
}

bool supports(const BmrtProgram &program, const Config &config, Verb verb) {
  switch (verb) {
  case Verb::Train:
    return config.hasData && hasFunction(program, "train") &&
           hasFunction(program, "update");
  case Verb::Eval:
    return config.hasData && hasFunction(program, "eval");
  case Verb::Predict:
    return config.hasData && hasRows(config.dataKind) &&
           hasFunction(program, "predict");
  case Verb::Generate:
    return hasFunction(program, "generate");
  case Verb::Tokenize:
    return config.hasTokenizer;
  case Verb::Step:
    return hasFunction(program, "train");
  case Verb::Info:
    return true;
  case Verb::None:
    break;
  }
  return false;
}

} // namespace bmc
