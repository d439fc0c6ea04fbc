//===- Weights.cpp - Parameters from files of other writers ---------------===//
#include "runtime/data/Weights.h"

#include "runtime/data/Safetensors.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

namespace bmc {

ParameterAliases readAliases(const Json &config) {
  ParameterAliases aliases;
  const Json *list = findMember(config, "aliases");
  if (list && list->is_object())
    for (const auto &member : list->items())
      if (member.value().is_string())
        aliases[member.key()] = member.value().get<std::string>();
  return aliases;
}

namespace {

/// Which tensors of a file are which parameters.
class Matching {
public:
  Matching(const std::string &path, const SafetensorsReader &reader,
           const ParameterAliases &aliases)
      : path(path), reader(reader) {
    for (const auto &[alias, parameter] : aliases)
      names[parameter].push_back(alias);
    for (const SafetensorsEntry &entry : reader.entries())
      entries[entry.name] = &entry;
  }

  Status match(std::span<const TensorView> parameters);
  Status read(std::span<const TensorView> parameters) const;

private:
  void stripPrefix(std::span<const TensorView> parameters);
  std::vector<const SafetensorsEntry *> find(const std::string &parameter);
  Status missing(const TensorView &parameter) const;
  Status compareTies(const TensorView &parameter,
                     const std::vector<const SafetensorsEntry *> &found) const;

  const std::string &path;
  const SafetensorsReader &reader;
  std::map<std::string, std::vector<std::string>> names; ///< aliases
  std::map<std::string, const SafetensorsEntry *> entries;
  std::map<std::string, std::vector<const SafetensorsEntry *>> chosen;
  std::set<const SafetensorsEntry *> used;
};

/// Wrappers put their own name before all others, some several.
void Matching::stripPrefix(std::span<const TensorView> parameters) {
  constexpr std::string_view wrappers[] = {"module.", "_orig_mod.", "model."};
  auto isKnown = [&](const TensorView &parameter) {
    return !find(parameter.name).empty();
  };
  while (!entries.empty() && std::ranges::none_of(parameters, isKnown)) {
    auto wrapper = std::ranges::find_if(wrappers, [&](std::string_view word) {
      return std::ranges::all_of(entries, [&](const auto &entry) {
        return entry.first.starts_with(word);
      });
    });
    if (wrapper == std::end(wrappers))
      return;
    std::map<std::string, const SafetensorsEntry *> stripped;
    for (const auto &[name, entry] : entries)
      stripped[name.substr(wrapper->size())] = entry;
    entries = std::move(stripped);
  }
}

/// The tensors under the names of a parameter; one, unless it is tied.
std::vector<const SafetensorsEntry *>
Matching::find(const std::string &parameter) {
  std::vector<std::string> all = {parameter};
  if (auto tied = names.find(parameter); tied != names.end())
    all.insert(all.end(), tied->second.begin(), tied->second.end());
  std::vector<const SafetensorsEntry *> found;
  for (const std::string &name : all)
    if (auto entry = entries.find(name); entry != entries.end())
      found.push_back(entry->second);
  if (!found.empty())
    return found;
  // save_model: {name left out: name kept}.
  for (const std::string &name : all)
    if (auto kept = reader.metadata().find(name);
        kept != reader.metadata().end())
      if (auto entry = entries.find(kept->second); entry != entries.end())
        return {entry->second};
  return {};
}

Status Matching::missing(const TensorView &parameter) const {
  std::string held;
  size_t listed = 0;
  for (const SafetensorsEntry &entry : reader.entries()) {
    if (listed++ == 4)
      break;
    held += fmt::format("{}{} {}", held.empty() ? "" : ", ", entry.name,
                        shapeText(entry));
  }
  size_t count = reader.entries().size();
  return badInput("{}: no tensor '{}', expected {} {}; the file holds {}{}",
                  path, parameter.name, dtypeName(parameter.dtype),
                  parameter.shape.str(), held.empty() ? "nothing" : held,
                  count > 4 ? fmt::format(", .. ({} tensors)", count) : "");
}

Status Matching::match(std::span<const TensorView> parameters) {
  stripPrefix(parameters);
  for (const TensorView &parameter : parameters) {
    auto found = find(parameter.name);
    if (found.empty())
      return missing(parameter);
    for (const SafetensorsEntry *entry : found) {
      BMRT_TRY(reader.check(*entry, parameter));
      used.insert(entry);
    }
    if (found.size() > 1)
      BMRT_TRY(compareTies(parameter, found));
    chosen[parameter.name] = std::move(found);
  }
  for (const SafetensorsEntry &entry : reader.entries())
    if (!used.contains(&entry))
      return badInput("{}: found tensor '{}' {}, which the model does not have",
                      path, entry.name, shapeText(entry));
  return {};
}

/// Names of one weight must hold one value.
Status Matching::compareTies(
    const TensorView &parameter,
    const std::vector<const SafetensorsEntry *> &found) const {
  HostTensor first(parameter.name, parameter.dtype, parameter.shape);
  BMRT_TRY(reader.read(*found[0], first.view()));
  for (size_t i = 1; i < found.size(); ++i) {
    HostTensor other(parameter.name, parameter.dtype, parameter.shape);
    BMRT_TRY(reader.read(*found[i], other.view()));
    if (other.storage != first.storage)
      return badInput("{}: tensors '{}' and '{}' are one weight of this model, "
                      "but differ",
                      path, found[0]->name, found[i]->name);
  }
  return {};
}

Status Matching::read(std::span<const TensorView> parameters) const {
  for (const TensorView &parameter : parameters)
    BMRT_TRY(reader.read(*chosen.find(parameter.name)->second[0], parameter));
  return {};
}

} // namespace

Status loadParameters(const std::string &path,
                      std::span<const TensorView> parameters,
                      const ParameterAliases &aliases) {
  SafetensorsReader reader;
  BMRT_TRY(reader.open(path));
  Matching matching(path, reader, aliases);
  BMRT_TRY(matching.match(parameters));
  return matching.read(parameters);
}

} // namespace bmc
