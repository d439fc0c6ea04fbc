//===- Settings.cpp - What a training run may vary ------------------------===//
#include "runtime/train/Settings.h"

#include "runtime/core/Suggest.h"

#include <charconv>
#include <cmath>
#include <iterator>
#include <string_view>
#include <variant>

namespace bmc {
namespace {

struct IntegerKey {
  int64_t Settings::*member;
  IntegerRange range;
};
struct NumberKey {
  double Schedule::*member;
};
struct WarmupKey {};
struct SeedKey {};
struct FlagKey {};
struct Key {
  std::string_view name;
  std::variant<IntegerKey, NumberKey, WarmupKey, SeedKey, FlagKey> kind;
};

const Key kKeys[] = {
    {"lr", NumberKey{&Schedule::base}},
    {"min_lr", NumberKey{&Schedule::min}},
    {"warmup", WarmupKey{}},
    {"batch_size", IntegerKey{&Settings::batchSize, kBatchSizeRange}},
    {"max_steps", IntegerKey{&Settings::maxSteps, kMaxStepsRange}},
    {"epochs", IntegerKey{&Settings::epochs, kEpochsRange}},
    {"seed", SeedKey{}},
    {"eval_every", IntegerKey{&Settings::evalEvery, orZero(kPeriodRange)}},
    {"eval_batches",
     IntegerKey{&Settings::evalBatches, orZero(kEvalBatchesRange)}},
    {"checkpoint_every",
     IntegerKey{&Settings::checkpointEvery, orZero(kPeriodRange)}},
    {"keep", IntegerKey{&Settings::keep, kKeepRange}},
    {"patience", IntegerKey{&Settings::patience, orZero(kPatienceRange)}},
    {"overfit_batch", FlagKey{}},
};

/// Settings of the .model file that the generated code has built in.
const std::string_view kCompiledIn[] = {"accumulate",
                                        "clip_grad_norm",
                                        "clip_grad_value",
                                        "ema",
                                        "freeze",
                                        "no_decay",
                                        "groups",
                                        "optimizer",
                                        "weight_decay",
                                        "betas",
                                        "eps",
                                        "momentum",
                                        "loss",
                                        "dtype",
                                        "dropout"};

template <typename T> bool parseNumber(const std::string &text, T &value) {
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

Status unknownKey(const std::string &key, const std::string &source) {
  for (std::string_view fixed : kCompiledIn)
    if (key == fixed)
      return usageError("'{}' is compiled into this program; change it in {} "
                        "and build again",
                        key, source);
  std::vector<std::string_view> names;
  std::string list;
  for (const Key &known : kKeys) {
    names.push_back(known.name);
    list += (list.empty() ? "" : ", ") + std::string(known.name);
  }
  std::string hint = suggestion(key, names);
  return usageError("unknown setting '{}'{}", key,
                    hint.empty() ? "; the settings are " + list : hint);
}

Status applyInteger(const Key &key, IntegerKey kind, const std::string &value,
                    Settings &settings) {
  int64_t number = 0;
  if (!parseInteger(value, kind.range, number))
    return usageError("{} expects {}, got '{}'", key.name, describe(kind.range),
                      value);
  settings.*kind.member = number;
  if (kind.member == &Settings::maxSteps)
    settings.epochs = 0;
  return {};
}

Status applyNumber(const Key &key, NumberKey kind, const std::string &value,
                   Settings &settings) {
  double number = 0;
  if (!parseNumber(value, number) || !(number >= 0) || number > kLargestSetting)
    return usageError("{} expects a number from 0 to 1e30, got '{}'", key.name,
                      value);
  settings.lr.*kind.member = number;
  return {};
}

} // namespace

std::string describe(IntegerRange range) {
  return range.most == INT64_MAX
             ? fmt::format("an integer >= {}", range.least)
             : fmt::format("an integer from {} to {}", range.least, range.most);
}

bool parseInteger(const std::string &text, IntegerRange range, int64_t &value) {
  return parseNumber(text, value) && range.contains(value);
}

bool saySame(const std::string &key, const std::string &other) {
  auto isLength = [](const std::string &name) {
    return name == "max_steps" || name == "epochs";
  };
  return key == other || (isLength(key) && isLength(other));
}

Status applyOverride(const std::string &key, const std::string &value,
                     const std::string &source, Settings &settings) {
  const Key *known = nullptr;
  for (const Key &candidate : kKeys)
    if (candidate.name == key)
      known = &candidate;
  if (!known)
    return unknownKey(key, source);
  if (const auto *kind = std::get_if<IntegerKey>(&known->kind))
    return applyInteger(*known, *kind, value, settings);
  if (const auto *kind = std::get_if<NumberKey>(&known->kind))
    return applyNumber(*known, *kind, value, settings);
  if (std::holds_alternative<WarmupKey>(known->kind)) {
    if (parseInteger(value, kWarmupRange, settings.lr.warmup))
      return {};
    return usageError("warmup expects {} (steps), got '{}'",
                      describe(kWarmupRange), value);
  }
  if (std::holds_alternative<SeedKey>(known->kind)) {
    if (parseNumber(value, settings.seed))
      return {};
    return usageError("seed expects an integer in [0, 2^64), got '{}'", value);
  }
  if (value != "true" && value != "false")
    return usageError("{} expects true or false, got '{}'", key, value);
  settings.overfitBatch = value == "true";
  return {};
}

Status checkSettings(const Settings &settings) {
  const Schedule &lr = settings.lr;
  switch (checkSchedule(formOf(lr.kind).hasMin, lr.base, lr.min, lr.warmup,
                        settings.maxSteps)) {
  case ScheduleFault::None:
    return {};
  case ScheduleFault::MinWithoutDecay:
    return usageError(
        "min_lr = {} has no meaning: the schedule of this program, "
        "{}, does not fall to a least rate",
        lr.min, formOf(lr.kind).name);
  case ScheduleFault::MinAboveBase:
    return usageError(
        "min_lr = {} is above lr = {}: the rate would rise; lower "
        "it with --set min_lr={}",
        lr.min, lr.base, lr.base / 10);
  case ScheduleFault::WarmupTooLong:
    return usageError("warmup = {} is longer than the run of {} steps; shorten "
                      "it with --set warmup={}",
                      lr.warmup, settings.maxSteps, settings.maxSteps / 10);
  }
  return {};
}

Status parseOverride(const std::string &text, Overrides &overrides) {
  size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0)
    return usageError("--set expects key=value, got '{}'", text);
  overrides.emplace_back(text.substr(0, equals), text.substr(equals + 1));
  return {};
}

} // namespace bmc
