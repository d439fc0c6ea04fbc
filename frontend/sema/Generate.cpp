//===- Generate.cpp - The section generate --------------------------------===//

#include "frontend/IndexRanges.h"
#include "frontend/sema/Analyzer.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

void Analyzer::analyzeGenerate() {
  program.generate = std::make_unique<GenerateConfig>();
  GenerateConfig &config = *program.generate;
  std::vector<std::string> keys = {"prompt", "max_new_tokens", "top_k",
                                   "beams",  "seed",           "stop",
                                   "turn",   "start"};
  for (const DecodingNumber &number : kDecodingNumbers)
    keys.push_back(number.key);
  Settings settings(evaluator, generate->settings, keys, "generate");
  if (program.data && program.data->kind == "chat")
    inheritTemplate(config);
  // A translation is the likeliest one, a text that goes on is one of many.
  if (generatesTargets())
    config.decoding.temperature = 0;
  settings.readString("prompt", config.prompt);
  settings.readInteger("max_new_tokens", config.maxNewTokens,
                       kMaxNewTokensRange);
  for (const DecodingNumber &number : kDecodingNumbers)
    settings.readNumber(number.key, config.decoding.*number.member,
                        number.least, number.most);
  settings.readInteger("top_k", config.decoding.topK, kTopKRange);
  settings.readInteger("beams", config.decoding.beams, kBeamsRange);
  settings.readInteger("seed", config.seed, {0});
  settings.readStrings("stop", config.stops);
  settings.readString("turn", config.turn);
  const Expr *turn = settings.find("turn");
  if (turn && !StringRef(config.turn).contains(kMessagePlace))
    evaluator
        .error(turn->range, DiagId::BadValue,
               "'turn' has no place for the message")
        .help("what a message of --chat becomes, such as \"User: " +
              Twine(kMessagePlace) + "\\nBot: \"");
  if (!program.outputs.empty() && program.data)
    analyzeGenerated(settings.find("start"));
}

/// Whether rows of the data have targets beside what they are made from.
bool Analyzer::generatesTargets() const {
  return program.data && is_contained({"pairs", "csv"}, program.data->kind);
}

DiagnosticBuilder Analyzer::refuseGenerate(const Twine &message) {
  return evaluator.error(generate->range, DiagId::CannotGenerate, message);
}

/// Finds the input that is generated, position by position.
void Analyzer::analyzeGenerated(const Expr *start) {
  StringRef kind = program.data->kind;
  if (start && kind != "csv") {
    evaluator
        .error(start->range, DiagId::BadValue,
               "'start' is for csv data; what a text of '" + kind +
                   "' starts with is known")
        .note(data->name.range, "the data is declared here");
    return;
  }
  std::string input = kind == "pairs" ? "target" : "tokens";
  const TensorType &type = program.nodes[program.outputs.front().node].type;
  bool hasScores = program.outputs.size() == 1 && type.rank() == 3 &&
                   type.isFloat() && type.shape.back().isStatic();
  if (kind == "csv" && hasScores) {
    std::optional<std::string> named = readStart(start);
    if (!named)
      return;
    input = *named;
  }
  NodeId node = findInput(input);
  bool fits = hasScores && node >= 0 &&
              ArrayRef(type.shape).drop_back() ==
                  ArrayRef(program.nodes[node].type.shape);
  if (generatesTargets() ? fits : fits && readsTokensOnly()) {
    if (generatesTargets())
      return findSources(node);
    if (!is_contained({"text", "lines", "chat", "tokens"}, kind))
      refuseGenerate("generate needs text data, whose tokenizer reads the "
                     "prompt")
          .note(data->name.range, "the data is declared here");
    return;
  }
  refuseGenerate(
      "generate needs a model from " + input +
      " i32[B, S] to scores f32[B, S, V]; '" + model->name.text + "' returns " +
      (program.outputs.size() == 1 ? format(type) : "several results"))
      .note(model->name.range, "the model is declared here");
}

/// A text that is generated is one segment, from position 0 on.
bool Analyzer::readsTokensOnly() const {
  bool isPackable = is_contained({"lines", "chat"}, program.data->kind);
  return all_of(program.inputs, [&](NodeId id) {
    StringRef name = program.nodes[id].name;
    return name == "tokens" ||
           (isPackable && is_contained({"segments", "positions"}, name));
  });
}

/// The input of forward of this name; -1 if there is none.
NodeId Analyzer::findInput(StringRef name) const {
  for (NodeId id : program.inputs)
    if (program.nodes[id].name == name)
      return id;
  return -1;
}

/// Of {before: 10} the column, which says what comes before each target, and
/// the token before the first.
std::optional<std::string> Analyzer::readStart(const Expr *start) {
  SmallVector<StringRef> columns;
  for (NodeId id : program.inputs) {
    const TensorType &type = program.nodes[id].type;
    if (!type.isFloat() && type.rank() == 2)
      columns.push_back(program.nodes[id].name);
  }
  if (!start || columns.empty()) {
    StringRef example = columns.empty() ? "before" : columns.back();
    refuseGenerate("generate needs to know which input says what comes before "
                   "each target")
        .help("name it, and the token before the first: start = {" + example +
              ": 0}");
    return std::nullopt;
  }
  std::string example = ("{" + columns.back() + ": 0}").str();
  auto entries = readEntries(*start, "start", columns, example);
  if (!entries)
    return std::nullopt;
  if (entries->size() != 1) {
    evaluator.error(start->range, DiagId::BadValue,
                    "'start' must name one input, such as " + Twine(example));
    return std::nullopt;
  }
  std::string name = entries->begin()->first().str();
  int64_t tokens = indexRanges(program).lookup(name).below;
  std::optional<int64_t> token =
      readIntegerIn(evaluator, *entries->begin()->second,
                    "the token that '" + name + "' starts with",
                    {0, std::min<int64_t>(tokens - 1, INT32_MAX)});
  if (!token)
    return std::nullopt;
  program.generate->start = *token;
  return name;
}

/// Everything else that forward reads is what a target is generated from.
void Analyzer::findSources(NodeId generated) {
  GenerateConfig &config = *program.generate;
  config.input = program.nodes[generated].name;
  for (NodeId id : program.inputs) {
    const Node &node = program.nodes[id];
    if (id == generated)
      continue;
    if (node.name == "target_lengths" || node.name == "tokens") {
      refuseGenerate(node.name == "tokens"
                         ? "'tokens' is what generate calls the targets"
                         : "'target_lengths' is not known of a target that is "
                           "being generated")
          .note(node.range, "the input is declared here");
      return;
    }
    config.sources.push_back(node.name);
  }
  if (config.sources.empty())
    refuseGenerate("'" + model->name.text + "' has no input beside '" +
                   config.input + "' to generate it from")
        .note(model->name.range, "the model is declared here");
  auto found = evaluator.classifiers.find(
      evaluator.unshaped(Value::fromTensor(program.outputs.front().node)));
  if (found != evaluator.classifiers.end() && found->second.kind == "classes" &&
      !program.nodes[found->second.targets].type.isFloat())
    config.targets = fieldOf(found->second.targets);
}

} // namespace bmc
