//===- EmitConfig.cpp - The executable's configuration --------------------===//

#include "frontend/IndexRanges.h"
#include "frontend/emit/EmitIr.h"

#include "llvm/ADT/StringMap.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace bmc {

/// What becomes of the pixels of images.
static void addPixels(const DataConfig &data, json::Object &config) {
  config["mean"] = json::Array(data.mean);
  config["std"] = json::Array(data.deviation);
  config["normalize"] = data.normalize;
  if (data.mixup > 0)
    config["mixup"] = data.mixup;
  json::Object augment;
  for (auto &[name, value] : data.augment)
    augment[name] = value;
  config["augment"] = std::move(augment);
}

static json::Object columnConfig(const CsvColumn &column) {
  json::Object config{{"name", column.name},
                      {"type", column.type},
                      {"size", column.size},
                      {"extents", json::Array(column.extents)}};
  if (!column.parts.empty())
    config["parts"] = json::Array(column.parts);
  if (!column.missing.empty())
    config["missing"] = column.missing;
  if (column.missing == "constant")
    config["constant"] = column.constant;
  if (!column.normalize.empty())
    config["normalize"] = column.normalize;
  if (column.unknown)
    config["unknown"] = *column.unknown;
  return config;
}

/// A field and the input that it fills.
static json::Object bindingConfig(const DataField &field, IndexRange range) {
  json::Value columns = field.columns.empty() ? json::Value(field.name)
                        : field.columns.size() == 1
                            ? json::Value(field.columns[0])
                            : json::Value(json::Array(field.columns));
  json::Object binding{{"field", std::move(columns)}, {"input", field.name}};
  if (field.isLength)
    binding["length"] = true;
  if (field.isMissing)
    binding["missing"] = true;
  if (field.isWeight)
    binding["weight"] = true;
  if (field.isTargets)
    binding["targets"] = true;
  if (field.isOneHot)
    binding["one_hot"] = true;
  if (range.min != INT64_MIN)
    binding["min"] = range.min;
  if (range.below != INT64_MAX)
    binding["below"] = range.below;
  return binding;
}

static json::Object splitConfig(const DataConfig &data) {
  json::Object config{{"train", data.train}, {"val", data.val}};
  if (!data.splitBy.empty())
    config["by"] = data.splitBy;
  auto add = [&](const char *key, const std::string &text) {
    if (!text.empty())
      config[key] = text;
  };
  add("column", data.splitColumn);
  add("train_value", data.trainValue);
  add("val_value", data.valValue);
  add("val_file", data.valFile);
  return config;
}

static void addTokenizer(const TokenizerConfig &data, json::Object &config) {
  config["tokenizer"] = data.tokenizer;
  config["vocab_size"] = data.vocabSize;
  config["lowercase"] = data.lowercase;
  if (!data.pattern.empty())
    config["pattern"] = data.pattern;
  if (!data.tokenizerFile.empty())
    config["tokenizer_file"] = data.tokenizerFile;
}

/// How tokens are hidden.
static void addNoise(const DataConfig &data, json::Object &config) {
  if (data.masking > 0)
    config["masking"] = data.masking;
  if (data.wordDropout > 0)
    config["word_dropout"] = data.wordDropout;
  if (data.maskToken)
    config["mask_token"] = *data.maskToken;
}

/// What messages of a chat become.
static json::Object templateConfig(const DataConfig &data) {
  json::Object config{{"begin", data.begin}};
  for (auto &[role, text] : data.roles)
    config[role] = text;
  return config;
}

static json::Object dataConfig(const Program &program) {
  const DataConfig &data = *program.data;
  json::Array columns, bindings;
  for (const CsvColumn &column : data.columns)
    columns.push_back(columnConfig(column));
  StringMap<IndexRange> ranges = indexRanges(program);
  std::vector<std::string> read;
  for (const std::vector<NodeId> *group : {&program.inputs, &program.targets})
    for (NodeId id : *group)
      read.push_back(program.nodes[id].name);
  for (const DataField &field : program.fields)
    if (is_contained(read, field.name))
      bindings.push_back(bindingConfig(field, ranges.lookup(field.name)));
  json::Object config{{"name", data.name},
                      {"kind", data.kind},
                      {"path", data.path},
                      {"bucket", data.bucket},
                      {"window", data.window},
                      {"split", splitConfig(data)},
                      {"columns", std::move(columns)},
                      {"bindings", std::move(bindings)}};
  addTokenizer(data, config);
  if (data.kind == "pairs") {
    config["source_length"] = data.sourceLength;
    config["target_length"] = data.targetLength;
  }
  if (data.source) {
    json::Object source;
    addTokenizer(*data.source, source);
    config["source"] = std::move(source);
  }
  if (data.kind == "images") {
    config["size"] = json::Array(data.size);
    config["labels"] = data.labels;
    config["classes"] = data.classes;
  }
  if (!data.sample.empty())
    config["sample"] = json::Object{{data.sample, data.sampleColumn}};
  if (!data.separator.empty())
    config["separator"] = data.separator;
  if (!data.decimal.empty())
    config["decimal"] = data.decimal;
  if (data.dayFirst)
    config["day_first"] = *data.dayFirst;
  if (data.kind == "lines" || data.kind == "chat") {
    config["length"] = data.length;
    config["pack"] = data.pack;
  }
  addNoise(data, config);
  if (data.kind == "chat")
    config["template"] = templateConfig(data);
  if (program.train && program.train->carryState)
    config["consecutive"] = true;
  if (data.kind == "images" || data.kind == "csv")
    addPixels(data, config);
  return config;
}

static json::Object rateConfig(const RateSchedule &lr) {
  json::Object config{{"kind", lr.kind},
                      {"base", lr.base},
                      {"warmup", lr.warmup},
                      {"min", lr.min}};
  for (auto &[name, value] : lr.numbers)
    config[name] = value;
  if (!lr.milestones.empty())
    config["milestones"] = json::Array(lr.milestones);
  return config;
}

/// The column that fills a field alone, or nothing.
static std::string columnOf(const Program &program, StringRef field) {
  for (const DataField &candidate : program.fields)
    if (candidate.name == field && candidate.columns.size() == 1)
      return candidate.columns[0];
  return "";
}

static json::Array metricsConfig(const Program &program) {
  json::Array config;
  for (const Metric &metric : program.metrics)
    config.push_back(
        json::Object{{"name", metric.name},
                     {"kind", metric.value < 0 ? "auc" : "value"},
                     {"better", metric.better},
                     {"targets", columnOf(program, metric.targets)}});
  return config;
}

/// The outputs of classifiers, with the column their classes are named in.
static json::Array outputsConfig(const Program &program) {
  json::Array outputs;
  for (const Output &output : program.outputs) {
    if (!output.kind.empty())
      outputs.push_back(
          json::Object{{"name", output.name},
                       {"kind", output.kind},
                       {"targets", columnOf(program, output.targets)}});
  }
  return outputs;
}

static json::Object bestConfig(const MonitorConfig &best) {
  return json::Object{{"monitor", best.metric},
                      {"better", best.higherIsBetter ? "higher" : "lower"}};
}

static json::Object generateConfig(const GenerateConfig &generate) {
  json::Object config{{"prompt", generate.prompt},
                      {"max_new_tokens", generate.maxNewTokens},
                      {"top_k", generate.decoding.topK},
                      {"beams", generate.decoding.beams},
                      {"stop", json::Array(generate.stops)},
                      {"turn", generate.turn},
                      {"answer_end", generate.answerEnd},
                      {"seed", generate.seed}};
  for (const DecodingNumber &number : kDecodingNumbers)
    config[number.key] = generate.decoding.*number.member;
  if (generate.sources.empty())
    return config;
  config["sources"] = json::Array(generate.sources);
  config["targets"] = generate.targets;
  if (generate.start)
    config["start"] = *generate.start;
  return config;
}

static json::Object trainConfig(const TrainConfig &train) {
  const OptimizerConfig &optimizer = train.optimizer;
  json::Object config{{"loss", train.loss},
                      {"optimizer", optimizer.name},
                      {"lr", rateConfig(optimizer.lr)},
                      {"best", bestConfig(train.best)},
                      {"patience", train.patience},
                      {"min_delta", train.minDelta},
                      {"batch_size", train.batchSize},
                      {"accumulate", train.accumulate},
                      {"max_steps", train.maxSteps},
                      {"epochs", train.epochs},
                      {"seed", train.seed},
                      {"clip_grad_norm", train.clipGradNorm},
                      {"clip_grad_value", train.clipGradValue},
                      {"ema", train.ema},
                      {"eval_every", train.evalEvery},
                      {"eval_batches", train.evalBatches},
                      {"checkpoint_every", train.checkpointEvery},
                      {"keep", train.keep}};
  if (optimizer.name == "NAdam")
    config["mu"] =
        json::Object{{"beta", optimizer.numbers.at("beta1")},
                     {"decay", optimizer.numbers.at("momentum_decay")}};
  return config;
}

std::string formatConfig(const Program &program) {
  json::Object params;
  for (auto &[name, value] : program.params)
    params[name] = value;
  json::Object config{
      {"model", program.model},
      {"source", program.source},
      {"dtype", "f32"},
      {"params", std::move(params)},
      {"dims", json::Object{{"batch", program.batch->name}}},
  };
  if (!program.aliases.empty()) {
    json::Object aliases;
    for (auto &[alias, parameter] : program.aliases)
      aliases[alias] = program.nodes[parameter].name;
    config["aliases"] = std::move(aliases);
  }
  if (program.data)
    config["data"] = dataConfig(program);
  if (program.train)
    config["train"] = trainConfig(*program.train);
  json::Array outputs = outputsConfig(program);
  if (!outputs.empty())
    config["outputs"] = std::move(outputs);
  if (!program.metrics.empty())
    config["metrics"] = metricsConfig(program);
  if (program.generate)
    config["generate"] = generateConfig(*program.generate);
  std::string text;
  raw_string_ostream(text) << json::Value(std::move(config));
  return text;
}

} // namespace bmc
