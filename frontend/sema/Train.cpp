//===- Train.cpp - train and generate -------------------------------------===//

#include "frontend/sema/Analyzer.h"
#include "runtime/abi/TrainingRules.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

//===----------------------------------------------------------------------===//
// train
//===----------------------------------------------------------------------===//

void Analyzer::analyzeEvery() {
  TrainConfig &config = *program.train;
  StringMap<SourceRange> seen;
  for (const EveryClause &clause : train->clauses) {
    StringRef name = clause.name.text;
    bool isEval = name == "eval";
    if (!isEval && name != "checkpoint") {
      std::string hint = didYouMean(name, {"eval", "checkpoint"});
      evaluator
          .error(clause.name.range, DiagId::UnknownKey,
                 "unknown '" + name + " every' in train")
          .help(hint.empty() ? "known are eval and checkpoint" : hint);
      continue;
    }
    auto [it, isNew] = seen.try_emplace(name, clause.name.range);
    if (!isNew)
      evaluator
          .error(clause.name.range, DiagId::DuplicateName,
                 "'" + name + " every' is set twice")
          .note(it->second, "the first is here");
    int64_t &period = isEval ? config.evalEvery : config.checkpointEvery;
    period = readIntegerIn(evaluator, *clause.period,
                           "the period of '" + name.str() + "'", kPeriodRange)
                 .value_or(period);
    std::vector<std::string> keys;
    if (isEval)
      keys.push_back("batches");
    Settings settings(evaluator, clause.settings, keys,
                      "'" + name.str() + " every'");
    settings.readInteger("batches", config.evalBatches, kEvalBatchesRange);
    if (clause.keep && isEval)
      evaluator.error(clause.keep->range, DiagId::UnknownKey,
                      "'keep' belongs to 'checkpoint every'");
    else if (clause.keep)
      config.keep = readIntegerIn(evaluator, *clause.keep, "'keep'", kKeepRange)
                        .value_or(config.keep);
  }
}

/// Only a text goes on behind a window.
void Analyzer::analyzeCarryState(const Expr &setting) {
  TrainConfig &config = *program.train;
  config.carryState =
      evaluator.evalBoolean(setting, "'carry_state'").value_or(false);
  std::string kind = data ? data->kind.text.str() : "";
  if (config.carryState && !kind.empty() && kind != "text" && kind != "tokens")
    evaluator
        .error(setting.range, DiagId::BadValue,
               "'carry_state' is for windows of a text, and rows of '" + kind +
                   "' do not go on in the next batch")
        .help("data of text(..) or tokens(..)");
}

void Analyzer::analyzeTrain() {
  program.train = std::make_unique<TrainConfig>();
  TrainConfig &config = *program.train;
  Settings settings(evaluator, train->settings,
                    {"loss", "metrics", "best", "early_stop", "optimizer",
                     "batch_size", "accumulate", "clip_grad_norm",
                     "clip_grad_value", "max_steps", "epochs", "seed",
                     "no_decay", "freeze", "groups", "ema", "carry_state"},
                    "train");
  settings.readInteger("batch_size", config.batchSize, kBatchSizeRange);
  settings.readInteger("accumulate", config.accumulate, kAccumulateRange);
  settings.readInteger("seed", config.seed, {0});
  settings.readNumber("clip_grad_norm", config.clipGradNorm, 0,
                      kLargestSetting);
  settings.readNumber("clip_grad_value", config.clipGradValue, 0,
                      kLargestSetting);
  if (config.clipGradNorm > 0 && config.clipGradValue > 0)
    evaluator
        .error(settings.find("clip_grad_value")->range, DiagId::BadValue,
               "'clip_grad_value' and 'clip_grad_norm' cannot both be set")
        .note(settings.find("clip_grad_norm")->range,
              "'clip_grad_norm' is set here");
  readIn(evaluator, settings.find("ema"), "ema", config.ema, 0, 1,
         /*open=*/true);
  settings.readInteger("max_steps", config.maxSteps, kMaxStepsRange);
  settings.readInteger("epochs", config.epochs, kEpochsRange);
  const Expr *epochs = settings.find("epochs");
  if (epochs && settings.find("max_steps"))
    evaluator
        .error(epochs->range, DiagId::BadValue,
               "'epochs' and 'max_steps' cannot both be set")
        .note(settings.find("max_steps")->range, "'max_steps' is set here");
  if (!epochs && config.maxSteps == 0)
    config.maxSteps = 1000;
  if (const Expr *carry = settings.find("carry_state"))
    analyzeCarryState(*carry);
  if (const Expr *optimizer = settings.find("optimizer"))
    analyzeOptimizer(*optimizer);
  else
    evaluator
        .error(train->range, DiagId::MissingKey, "train needs an optimizer")
        .help("for example optimizer = AdamW(lr = 3e-4)");
  const RateSchedule &lr = config.optimizer.lr;
  if (checkSchedule(lr.kind != "constant", lr.base, lr.min, lr.warmup,
                    config.maxSteps) == ScheduleFault::WarmupTooLong)
    evaluator.error(settings.find("optimizer")->range, DiagId::BadValue,
                    "'warmup' is longer than max_steps = " +
                        Twine(config.maxSteps));
  analyzeEvery();
}

//===----------------------------------------------------------------------===//
// generate
//===----------------------------------------------------------------------===//

void Analyzer::analyzeGenerate() {
  program.generate = std::make_unique<GenerateConfig>();
  GenerateConfig &config = *program.generate;
  std::vector<std::string> keys = {"prompt", "max_new_tokens", "top_k", "beams",
                                   "seed",   "stop",           "turn"};
  for (const DecodingNumber &number : kDecodingNumbers)
    keys.push_back(number.key);
  Settings settings(evaluator, generate->settings, keys, "generate");
  if (program.data && program.data->kind == "chat")
    inheritTemplate(config);
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
  if (program.outputs.empty() || !program.data)
    return;
  const TensorType &type = program.nodes[program.outputs.front().node].type;
  const Node &input = program.nodes[program.inputs.front()];
  // A text that is generated is one segment, from position 0 on.
  auto isKnown = [&](NodeId id) {
    StringRef name = program.nodes[id].name;
    bool isPackable = is_contained({"lines", "chat"}, program.data->kind);
    return name == "tokens" ||
           (isPackable && is_contained({"segments", "positions"}, name));
  };
  bool fits = program.outputs.size() == 1 && all_of(program.inputs, isKnown) &&
              input.name == "tokens" && type.rank() == 3 &&
              ArrayRef(type.shape).drop_back() == ArrayRef(input.type.shape) &&
              type.shape.back().isStatic();
  if (!fits) {
    evaluator
        .error(generate->range, DiagId::CannotGenerate,
               "generate needs a model from tokens i32[B, S] to scores f32[B, "
               "S, V]; '" +
                   model->name.text + "' returns " +
                   (program.outputs.size() == 1 ? format(type)
                                                : "several results"))
        .note(model->name.range, "the model is declared here");
    return;
  }
  if (!is_contained({"text", "lines", "chat", "tokens"}, program.data->kind))
    evaluator
        .error(generate->range, DiagId::CannotGenerate,
               "generate needs text data, whose tokenizer reads the prompt")
        .note(data->name.range, "the data is declared here");
}

} // namespace bmc
