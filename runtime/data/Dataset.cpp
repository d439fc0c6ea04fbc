//===- Dataset.cpp - Where batches come from --------------------*- C++ -*-===//
#include "runtime/data/Dataset.h"

#include "runtime/data/Binding.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

using namespace bmc;

std::vector<TensorView> Batch::views() const {
  std::vector<TensorView> result;
  for (const HostTensor &tensor : tensors)
    result.push_back(tensor.view());
  return result;
}

int64_t bmc::evaluatedRows(int64_t available, int64_t count, int64_t rows) {
  bool isAll = count == 0 || count > available / rows;
  return isAll ? available : count * rows;
}

static const BmrtTensor *findInput(const BmrtFunction &function,
                                   const std::string &name) {
  std::span inputs(function.inputs, function.numInputs);
  auto found = std::ranges::find_if(
      inputs, [&](const BmrtTensor &input) { return name == input.name; });
  return found == inputs.end() ? nullptr : &*found;
}

/// The input a binding fills, nullptr when options.function does not read it. A
/// training run evaluates too, and metrics may read what the loss does not.
static const BmrtTensor *boundInput(const BmrtProgram &program,
                                    const DataOptions &options,
                                    const std::string &name) {
  std::span functions(program.functions, program.numFunctions);
  for (const BmrtFunction &function : functions)
    if (options.function == function.name && options.function != "train")
      return findInput(function, name);
  for (const BmrtFunction &function : functions)
    if (const BmrtTensor *input = findInput(function, name))
      return input;
  return nullptr;
}

std::string IndexRange::describe() const {
  return min == INT64_MIN ? fmt::format("an integer below {}", below)
                          : fmt::format("an integer in [{}, {})", min, below);
}

Status bmc::readBindings(const Json &data, const BmrtProgram &program,
                         const DataOptions &options,
                         std::vector<Binding> &bindings) {
  const Json *list = findMember(data, "bindings");
  if (!list || !list->is_array())
    return badInput("missing key 'data.bindings', expected a list");
  for (const Json &entry : *list) {
    Binding binding;
    std::string input;
    BMRT_TRY(getString(entry, "input", input).withContext("data.bindings"));
    const Json *field = findMember(entry, "field");
    if (field && field->is_string())
      binding.fields.push_back(field->get<std::string>());
    else if (field && field->is_array())
      for (const Json &name : *field)
        if (name.is_string())
          binding.fields.push_back(name.get<std::string>());
    if (binding.fields.empty())
      return badInput("data.bindings: input '{}' has no field", input);
    const Json *isLength = findMember(entry, "length");
    binding.isLength = isLength && *isLength == true;
    const Json *isWeight = findMember(entry, "weight");
    binding.isWeight = isWeight && *isWeight == true;
    const Json *isTargets = findMember(entry, "targets");
    binding.isTargets = isTargets && *isTargets == true;
    const Json *isOneHot = findMember(entry, "one_hot");
    binding.isOneHot = isOneHot && *isOneHot == true;
    const Json *isMissing = findMember(entry, "missing");
    binding.isMissing = isMissing && *isMissing == true;
    if (findMember(entry, "min"))
      BMRT_TRY(getInt(entry, "min", binding.range.min));
    if (findMember(entry, "below"))
      BMRT_TRY(getInt(entry, "below", binding.range.below));
    binding.input = boundInput(program, options, input);
    if (binding.input)
      bindings.push_back(std::move(binding));
  }
  if (bindings.empty())
    return badInput("the data section binds no input of this model");
  return {};
}

void bmc::writeOneHot(int64_t label, BmrtDType dtype, std::span<char> to) {
  auto classes = static_cast<int64_t>(to.size() / elementSize(dtype));
  for (int64_t i = 0; i < classes; ++i)
    storeElement(dtype, to.data(), i, i == label);
}

Status bmc::readSplit(const Json &data, SplitShares &shares) {
  if (findMember(data, "split.train"))
    BMRT_TRY(getDouble(data, "split.train", shares.train));
  if (findMember(data, "split.val"))
    BMRT_TRY(getDouble(data, "split.val", shares.val));
  if (!(shares.train > 0) || !(shares.val >= 0) ||
      !(shares.train + shares.val <= 1 + 1e-9))
    return badInput("data.split: found train = {}, val = {}, expected train > "
                    "0, val >= 0 and a sum of at most 1",
                    shares.train, shares.val);
  return {};
}

SplitCounts bmc::countSplit(const SplitShares &shares, int64_t count) {
  // The epsilon keeps 0.29 * 100 from becoming 28.
  auto part = [&](double share) {
    return std::min(count, static_cast<int64_t>(std::floor(
                               share * static_cast<double>(count) + 1e-6)));
  };
  SplitCounts counts;
  counts.train = part(shares.train);
  counts.val = part(shares.train + shares.val) - counts.train;
  return counts;
}

Status bmc::openDataset(const Json &config, const BmrtProgram &program,
                        const DataOptions &options,
                        std::unique_ptr<Dataset> &out) {
  const Json *data = findMember(config, "data");
  if (!data || !data->is_object())
    return badInput("this model has no data section");
  std::string kind;
  BMRT_TRY(getString(*data, "kind", kind).withContext("data"));
  DatasetSource source{*data, program, options, options.path};
  if (source.path.empty())
    BMRT_TRY(getString(*data, "path", source.path).withContext("data"));
  if (source.path.empty())
    return usageError("no data file given, expected --data PATH");
  if (kind == "text" || kind == "tokens")
    return openWindowDataset(source, out);
  if (kind == "csv")
    return openCsvDataset(source, out);
  if (kind == "lines")
    return openLineDataset(source, out);
  if (kind == "chat")
    return openChatDataset(source, out);
  if (kind == "pairs")
    return openPairDataset(source, out);
  if (kind == "images")
    return openImageDataset(source, out);
  return badInput("data.kind: found '{}', expected 'text', 'lines', 'chat', "
                  "'pairs', 'csv', 'images' or 'tokens'",
                  kind);
}

Json bmc::namesOf(const Json &identity) {
  Json names = Json::object();
  for (const char *key :
       {"vocabulary", "source_vocabulary", "categories", "normalization"})
    if (const Json *member = findMember(identity, key))
      names[key] = *member;
  return names;
}

std::vector<std::string> bmc::categoryNames(const Json *names,
                                            const std::string &column) {
  std::vector<std::string> list;
  const Json *categories = names ? findMember(*names, "categories") : nullptr;
  if (!categories || !categories->is_object() || !categories->contains(column))
    return list;
  const Json &entry = (*categories)[column];
  if (!entry.is_array()) // "integers": categories are their own names
    return list;
  for (const Json &name : entry)
    if (name.is_string())
      list.push_back(name.get<std::string>());
  return list;
}

bool bmc::numbersNames(const Json &identity) {
  const Json *kind = findMember(identity, "vocabulary.kind");
  if (kind && (*kind == "char" || *kind == "words"))
    return true;
  const Json *categories = findMember(identity, "categories");
  return categories && std::ranges::any_of(*categories, [](const Json &entry) {
           return entry.is_array();
         });
}

Status bmc::compareIdentity(const Json &saved, const Json &current) {
  if (!saved.is_object() || !current.is_object())
    return badInput("the checkpoint does not say which data it was trained on");
  std::set<std::string> keys;
  for (const Json *side : {&saved, &current})
    for (const auto &member : side->items())
      keys.insert(member.key());
  std::string differences;
  auto show = [](const Json &side, const std::string &key) -> std::string {
    return side.contains(key) ? dumpJson(side[key]) : "nothing";
  };
  for (const std::string &key : keys) {
    std::string before = show(saved, key), now = show(current, key);
    if (before == now)
      continue;
    differences += differences.empty() ? "" : ", ";
    // Vocabularies are too long to print.
    differences += before.size() + now.size() > 80
                       ? key
                       : fmt::format("{} (was {}, is {})", key, before, now);
  }
  if (differences.empty())
    return {};
  return badInput("the data differs from what the checkpoint was trained on: "
                  "{}",
                  differences);
}
