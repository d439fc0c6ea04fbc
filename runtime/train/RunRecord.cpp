//===- RunRecord.cpp - What a checkpoint remembers of its run -------------===//
#include "runtime/train/RunRecord.h"

#include <nlohmann/json.hpp>

namespace bmc {

static Json progressionJson(const Progression &progression) {
  Json json = {{"stale", progression.stale}};
  if (progression.hasBest)
    json["best"] = progression.best;
  return json;
}

static Status readProgression(const Json &run, const std::string &path,
                              Progression &progression) {
  if (!findMember(run, path))
    return {};
  BMRT_TRY(getInt(run, path + ".stale", progression.stale));
  progression.hasBest = findMember(run, path + ".best") != nullptr;
  return progression.hasBest ? getDouble(run, path + ".best", progression.best)
                             : Status();
}

std::shared_ptr<const Json> RunRecord::toJson() const {
  auto json = std::make_shared<Json>();
  Json &run = *json;
  run["overrides"] = Json::array();
  for (const auto &[key, value] : overrides)
    run["overrides"].push_back({key, value});
  run["seed"] = seed;
  run["batch_size"] = batchSize;
  run["accumulate"] = accumulate;
  run["overfit_batch"] = overfitBatch;
  run["data_path"] = dataPath;
  run["data"] = identity ? *identity : Json();
  if (lr >= 0)
    run["lr"] = lr;
  if (evalPending)
    run["eval_pending"] = true;
  if (bestStep > 0)
    run["best"] = {{"step", bestStep}, {"of", bestOf}, {"value", bestValue}};
  if (stopping.hasBest || stopping.stale > 0)
    run["stopping"] = progressionJson(stopping);
  const Progression &waiting = plateau.progression;
  if (waiting.hasBest || waiting.stale > 0 || plateau.reductions > 0) {
    run["plateau"] = progressionJson(waiting);
    run["plateau"]["cooldown"] = plateau.cooldown;
    run["plateau"]["reductions"] = plateau.reductions;
  }
  return json;
}

static Status readOverrides(const Json &run, Overrides &overrides) {
  const Json *list = findMember(run, "overrides");
  if (!list || !list->is_array())
    return badInput("overrides: expected a list");
  for (const Json &entry : *list) {
    bool isPair = entry.is_array() && entry.size() == 2 &&
                  entry[0].is_string() && entry[1].is_string();
    if (!isPair)
      return badInput("overrides: expected pairs of strings");
    overrides.emplace_back(entry[0].get<std::string>(),
                           entry[1].get<std::string>());
  }
  return {};
}

Status RunRecord::fromJson(const Json &run, RunRecord &out) {
  RunRecord record;
  BMRT_TRY(readOverrides(run, record.overrides));
  const Json *seed = findMember(run, "seed");
  if (!seed || !seed->is_number_integer())
    return badInput("seed: expected an integer");
  record.seed = seed->get<uint64_t>();
  BMRT_TRY(getInt(run, "batch_size", record.batchSize));
  BMRT_TRY(getInt(run, "accumulate", record.accumulate));
  const Json *overfit = findMember(run, "overfit_batch");
  record.overfitBatch =
      overfit && overfit->is_boolean() && overfit->get<bool>();
  BMRT_TRY(getString(run, "data_path", record.dataPath));
  if (const Json *data = findMember(run, "data"); data && data->is_object())
    record.names = record.identity = std::make_shared<Json>(*data);
  const Json *pending = findMember(run, "eval_pending");
  record.evalPending = pending && pending->is_boolean() && pending->get<bool>();
  if (findMember(run, "lr"))
    BMRT_TRY(getDouble(run, "lr", record.lr));
  if (findMember(run, "best")) {
    BMRT_TRY(getInt(run, "best.step", record.bestStep));
    BMRT_TRY(getString(run, "best.of", record.bestOf));
    BMRT_TRY(getDouble(run, "best.value", record.bestValue));
  }
  BMRT_TRY(readProgression(run, "stopping", record.stopping));
  BMRT_TRY(readProgression(run, "plateau", record.plateau.progression));
  if (findMember(run, "plateau")) {
    BMRT_TRY(getInt(run, "plateau.cooldown", record.plateau.cooldown));
    BMRT_TRY(getInt(run, "plateau.reductions", record.plateau.reductions));
  }
  out = std::move(record);
  return {};
}

} // namespace bmc
