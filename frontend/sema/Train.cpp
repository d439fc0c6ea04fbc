//===- Train.cpp - train and generate -------------------------------------===//

#include "frontend/sema/Analyzer.h"
#include "runtime/abi/TrainingRules.h"

#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

//===----------------------------------------------------------------------===//
// Optimizer
//===----------------------------------------------------------------------===//

static void readBetas(Evaluator &evaluator, const Expr *expr,
                      OptimizerConfig &optimizer) {
  if (!expr)
    return;
  Value value = evaluator.eval(*expr);
  if (value.isError())
    return;
  auto isBeta = [](const Value &beta) {
    return beta.isNumber() && beta.asDouble() >= 0 && beta.asDouble() < 1;
  };
  if (!value.isSequence() || value.elements().size() != 2 ||
      !all_of(value.elements(), isBeta)) {
    evaluator.error(expr->range, DiagId::BadValue,
                    "'betas' must be two numbers at least 0 and below 1, such "
                    "as (0.9, 0.999)");
    return;
  }
  optimizer.beta1 = value.elements()[0].asDouble();
  optimizer.beta2 = value.elements()[1].asDouble();
}

/// The parameters of torch.optim's classes of the same names.
static std::vector<Formal> optimizerFormals(StringRef name) {
  if (name == "SGD")
    return {{"lr", false},
            {"momentum", false},
            {"dampening", false},
            {"weight_decay", false},
            {"nesterov", false}};
  return {
      {"lr", false}, {"betas", false}, {"eps", false}, {"weight_decay", false}};
}

void Analyzer::analyzeOptimizer(const Expr &expr) {
  OptimizerConfig &optimizer = program.train->optimizer;
  auto *call = dyn_cast<CallExpr>(&expr);
  auto *name = call ? dyn_cast<NameExpr>(call->callee.get()) : nullptr;
  static const std::vector<std::string> kinds{"SGD", "Adam", "AdamW"};
  if (!name || !is_contained(kinds, name->name)) {
    std::string hint = name ? didYouMean(name->name, kinds) : "";
    if (is_contained(kinds, expr.source()))
      hint = ("write " + expr.source() + "(..)").str();
    evaluator
        .error(expr.range, DiagId::UnknownKey,
               "unknown optimizer '" + expr.source() + "'")
        .help(hint.empty() ? "known are SGD(..), Adam(..) and AdamW(..)"
                           : hint);
    return;
  }
  optimizer.name = name->name.str();
  bool isSgd = optimizer.name == "SGD";
  // torch.optim's defaults.
  optimizer.lr.base = 1e-3;
  optimizer.beta1 = isSgd ? 0 : 0.9;
  optimizer.beta2 = isSgd ? 0 : 0.999;
  optimizer.eps = isSgd ? 0 : 1e-8;
  optimizer.weightDecay = optimizer.name == "AdamW" ? 0.01 : 0;
  auto bound = bindCall(evaluator, *call, optimizerFormals(optimizer.name));
  if (!bound)
    return;
  if (const Expr *lr = bound->lookup("lr"))
    analyzeRate(*lr);
  readIn(evaluator, bound->lookup("momentum"), "momentum", optimizer.momentum,
         0, 1, true);
  readIn(evaluator, bound->lookup("dampening"), "dampening",
         optimizer.dampening, 0, 1);
  readIn(evaluator, bound->lookup("weight_decay"), "weight_decay",
         optimizer.weightDecay, 0, kLargestSetting);
  readIn(evaluator, bound->lookup("eps"), "eps", optimizer.eps, 0,
         kLargestSetting);
  readBetas(evaluator, bound->lookup("betas"), optimizer);
  if (const Expr *nesterov = bound->lookup("nesterov"))
    optimizer.nesterov =
        evaluator.evalBoolean(*nesterov, "'nesterov'").value_or(false);
  if (optimizer.nesterov &&
      (optimizer.momentum == 0 || optimizer.dampening != 0))
    evaluator.error(bound->lookup("nesterov")->range, DiagId::BadValue,
                    "'nesterov' needs a momentum and no dampening");
}

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

void Analyzer::analyzeTrain() {
  program.train = std::make_unique<TrainConfig>();
  TrainConfig &config = *program.train;
  Settings settings(evaluator, train->settings,
                    {"loss", "metrics", "best", "early_stop", "optimizer",
                     "batch_size", "accumulate", "clip_grad_norm", "max_steps",
                     "epochs", "seed"},
                    "train");
  settings.readInteger("batch_size", config.batchSize, kBatchSizeRange);
  settings.readInteger("accumulate", config.accumulate, kAccumulateRange);
  settings.readInteger("seed", config.seed, {0});
  settings.readNumber("clip_grad_norm", config.clipGradNorm, 0,
                      kLargestSetting);
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
  Settings settings(
      evaluator, generate->settings,
      {"prompt", "max_new_tokens", "temperature", "top_k", "seed"}, "generate");
  settings.readString("prompt", config.prompt);
  settings.readInteger("max_new_tokens", config.maxNewTokens,
                       kMaxNewTokensRange);
  settings.readNumber("temperature", config.temperature, 0,
                      kLargestTemperature);
  settings.readInteger("top_k", config.topK, kTopKRange);
  settings.readInteger("seed", config.seed, {0});
  if (program.outputs.empty() || !program.data)
    return;
  const TensorType &type = program.nodes[program.outputs.front().node].type;
  const Node &input = program.nodes[program.inputs.front()];
  bool fits = program.outputs.size() == 1 && program.inputs.size() == 1 &&
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
  if (program.data->kind != "text")
    evaluator
        .error(generate->range, DiagId::CannotGenerate,
               "generate needs text data, whose tokenizer reads the prompt")
        .note(data->name.range, "the data is declared here");
}

} // namespace bmc
