//===- Config.cpp - Typed view of the program's configuration -------------===//
#include "runtime/train/Config.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace bmc {
namespace {

Status parseMilestones(const Json &json, std::vector<int64_t> &milestones) {
  const Json *steps = findMember(json, "train.lr.milestones");
  if (!steps)
    return {};
  if (!steps->is_array())
    return badInput("train.lr.milestones is not a list");
  for (const Json &step : *steps) {
    if (!step.is_number_integer())
      return badInput("train.lr.milestones are not whole numbers");
    milestones.push_back(step.get<int64_t>());
  }
  return {};
}

Status parseSchedule(const Json &json, Schedule &schedule) {
  std::string kind;
  BMRT_TRY(getString(json, "train.lr.kind", kind));
  const ScheduleForm *form =
      std::find_if(std::begin(kScheduleForms), std::end(kScheduleForms),
                   [&](const ScheduleForm &row) { return row.name == kind; });
  if (form == std::end(kScheduleForms))
    return badInput("unknown train.lr.kind '{}'", kind);
  schedule.kind = static_cast<ScheduleKind>(form - kScheduleForms);
  BMRT_TRY(getDouble(json, "train.lr.base", schedule.base));
  BMRT_TRY(getInt(json, "train.lr.warmup", schedule.warmup));
  BMRT_TRY(getDouble(json, "train.lr.min", schedule.min));
  for (size_t i = 0; i < form->numbers.size(); ++i) {
    const ScheduleNumber &number = form->numbers[i];
    if (number.name.empty())
      continue;
    std::string path = "train.lr." + std::string(number.name);
    schedule.numbers[i] = number.fallback;
    if (findMember(json, path))
      BMRT_TRY(getDouble(json, path, schedule.numbers[i]));
    if (!(schedule.numbers[i] >= number.least &&
          schedule.numbers[i] <= number.most))
      return badInput("{} is out of range", path);
  }
  return parseMilestones(json, schedule.milestones);
}

Status parseSettings(const Json &json, Settings &settings) {
  BMRT_TRY(parseSchedule(json, settings.lr));
  if (findMember(json, "train.mu")) {
    BMRT_TRY(getDouble(json, "train.mu.beta", settings.mu.beta));
    BMRT_TRY(getDouble(json, "train.mu.decay", settings.mu.decay));
  }
  BMRT_TRY(getInt(json, "train.batch_size", settings.batchSize));
  BMRT_TRY(getInt(json, "train.accumulate", settings.accumulate));
  BMRT_TRY(getInt(json, "train.max_steps", settings.maxSteps));
  BMRT_TRY(getInt(json, "train.epochs", settings.epochs));
  BMRT_TRY(getInt(json, "train.eval_every", settings.evalEvery));
  BMRT_TRY(getInt(json, "train.eval_batches", settings.evalBatches));
  BMRT_TRY(getInt(json, "train.checkpoint_every", settings.checkpointEvery));
  BMRT_TRY(getInt(json, "train.keep", settings.keep));
  BMRT_TRY(getInt(json, "train.patience", settings.patience));
  BMRT_TRY(getDouble(json, "train.min_delta", settings.minDelta));
  int64_t seed = 0;
  BMRT_TRY(getInt(json, "train.seed", seed));
  settings.seed = static_cast<uint64_t>(seed);
  bool isSane = kBatchSizeRange.contains(settings.batchSize) &&
                kAccumulateRange.contains(settings.accumulate) &&
                kKeepRange.contains(settings.keep) &&
                (kMaxStepsRange.contains(settings.maxSteps) ||
                 kEpochsRange.contains(settings.epochs));
  return isSane ? Status() : badInput("train: a size is out of range");
}

Status parseGenerate(const Json &json, std::optional<GenerateSettings> &out) {
  if (!findMember(json, "generate"))
    return {};
  GenerateSettings settings;
  BMRT_TRY(getString(json, "generate.prompt", settings.prompt));
  BMRT_TRY(getInt(json, "generate.max_new_tokens", settings.maxNewTokens));
  for (const DecodingNumber &number : kDecodingNumbers)
    BMRT_TRY(getDouble(json, std::string("generate.") + number.key,
                       settings.decoding.*number.member));
  BMRT_TRY(getInt(json, "generate.top_k", settings.decoding.topK));
  BMRT_TRY(getInt(json, "generate.beams", settings.decoding.beams));
  BMRT_TRY(getString(json, "generate.turn", settings.turn));
  if (findMember(json, "generate.answer_end"))
    BMRT_TRY(getString(json, "generate.answer_end", settings.answerEnd));
  int64_t seed = 0;
  BMRT_TRY(getInt(json, "generate.seed", seed));
  settings.seed = static_cast<uint64_t>(seed);
  if (const Json *stops = findMember(json, "generate.stop"))
    for (const Json &stop : *stops)
      if (stop.is_string())
        settings.stops.push_back(stop.get<std::string>());
  if (const Json *sources = findMember(json, "generate.sources")) {
    for (const Json &source : *sources)
      if (source.is_string())
        settings.sources.push_back(source.get<std::string>());
    BMRT_TRY(getString(json, "generate.targets", settings.targets));
  }
  if (findMember(json, "generate.start"))
    BMRT_TRY(getInt(json, "generate.start", settings.start));
  out = settings;
  return {};
}

Status parseDataKind(const Json &json, DataKind &kind) {
  std::string name;
  BMRT_TRY(getString(json, "data.kind", name));
  if (name == "text")
    kind = DataKind::Text;
  else if (name == "lines")
    kind = DataKind::Lines;
  else if (name == "chat")
    kind = DataKind::Chat;
  else if (name == "pairs")
    kind = DataKind::Pairs;
  else if (name == "csv")
    kind = DataKind::Csv;
  else if (name == "images")
    kind = DataKind::Images;
  else if (name == "tokens")
    kind = DataKind::Tokens;
  else
    return badInput("unknown data.kind '{}'", name);
  return {};
}

Status parseData(const Json &json, Config &config) {
  config.hasData = findMember(json, "data") != nullptr;
  if (!config.hasData)
    return {};
  BMRT_TRY(getString(json, "data.path", config.dataPath));
  BMRT_TRY(getInt(json, "data.vocab_size", config.vocabSize));
  std::string tokenizer;
  BMRT_TRY(getString(json, "data.tokenizer", tokenizer));
  config.hasTokenizer = tokenizer != "none";
  return parseDataKind(json, config.dataKind);
}

Status parseTrain(const Json &json, Config &config) {
  if (!findMember(json, "train"))
    return {};
  BMRT_TRY(getString(json, "train.loss", config.loss));
  std::string better;
  BMRT_TRY(getString(json, "train.best.monitor", config.best.metric));
  BMRT_TRY(getString(json, "train.best.better", better));
  config.best.higherIsBetter = better == "higher";
  return parseSettings(json, config.train);
}

Status parseMetrics(const Json &json, std::vector<MetricInfo> &metrics) {
  const Json *list = findMember(json, "metrics");
  if (!list)
    return {};
  if (!list->is_array())
    return badInput("metrics: expected a list");
  for (const Json &entry : *list) {
    MetricInfo metric;
    std::string kind;
    BMRT_TRY(getString(entry, "name", metric.name));
    BMRT_TRY(getString(entry, "kind", kind));
    BMRT_TRY(getString(entry, "better", metric.better));
    BMRT_TRY(getString(entry, "targets", metric.targets));
    if (kind != "value" && kind != "auc")
      return badInput("unknown kind of metric '{}'", kind);
    metric.isRanking = kind == "auc";
    metrics.push_back(std::move(metric));
  }
  return {};
}

Status parseOutputs(const Json &json, std::vector<OutputInfo> &outputs) {
  const Json *list = findMember(json, "outputs");
  if (!list)
    return {};
  if (!list->is_array())
    return badInput("outputs: expected a list");
  for (const Json &entry : *list) {
    OutputInfo output;
    std::string kind;
    BMRT_TRY(getString(entry, "name", output.name));
    BMRT_TRY(getString(entry, "kind", kind));
    BMRT_TRY(getString(entry, "targets", output.targets));
    if (kind == "classes")
      output.kind = OutputInfo::Kind::Classes;
    else if (kind == "score")
      output.kind = OutputInfo::Kind::Score;
    else if (kind == "probability")
      output.kind = OutputInfo::Kind::Probability;
    else
      return badInput("unknown kind of output '{}'", kind);
    outputs.push_back(std::move(output));
  }
  return {};
}

Status parseDocument(const BmrtProgram &program, Config &config) {
  auto document = std::make_shared<Json>();
  BMRT_TRY(parseJson(program.config, *document));
  const Json &json = *document;
  BMRT_TRY(getString(json, "model", config.model));
  BMRT_TRY(getString(json, "source", config.source));
  BMRT_TRY(getString(json, "dtype", config.dtype));
  BMRT_TRY(getString(json, "dims.batch", config.batchDim));
  BMRT_TRY(parseData(json, config));
  BMRT_TRY(parseTrain(json, config));
  BMRT_TRY(parseMetrics(json, config.metrics));
  BMRT_TRY(parseOutputs(json, config.outputs));
  BMRT_TRY(parseGenerate(json, config.generate));
  config.document = std::move(document);
  return {};
}

} // namespace

Status parseConfig(const BmrtProgram &program, Config &config) {
  Status status = parseDocument(program, config);
  if (status.ok())
    return {};
  return internalError("configuration compiled into this program: {}",
                       status.message());
}

} // namespace bmc
