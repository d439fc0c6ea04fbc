//===- Train.cpp - The section train --------------------------------------===//

#include "frontend/sema/Analyzer.h"
#include "runtime/abi/TrainingRules.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

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

} // namespace bmc
