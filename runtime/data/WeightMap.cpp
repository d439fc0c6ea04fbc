//===- WeightMap.cpp - Some parameters from a file of weights -------------===//
#include "runtime/data/WeightMap.h"

#include "runtime/data/Safetensors.h"

#include <algorithm>
#include <set>

namespace bmc {

Status parseWeightRule(const std::string &text, WeightRule &rule) {
  size_t equals = text.find('=');
  if (equals == std::string::npos)
    return usageError("--init-map: expected PATTERN=PATTERN, got '{}'", text);
  rule = {text.substr(0, equals), text.substr(equals + 1)};
  if (rule.file.empty() || rule.model.empty())
    return usageError("--init-map '{}': a pattern is empty", text);
  if (std::ranges::count(rule.file, '*') != std::ranges::count(rule.model, '*'))
    return usageError("--init-map '{}': the patterns have different numbers "
                      "of *",
                      text);
  return {};
}

/// Whether a name fits a pattern; what each * stands for.
static bool matchPattern(std::string_view pattern, std::string_view name,
                         std::vector<std::string> &captures) {
  size_t star = pattern.find('*');
  if (star == std::string_view::npos)
    return pattern == name;
  if (!name.starts_with(pattern.substr(0, star)))
    return false;
  name.remove_prefix(star);
  for (size_t length = name.size() + 1; length-- > 0;) {
    captures.emplace_back(name.substr(0, length));
    if (matchPattern(pattern.substr(star + 1), name.substr(length), captures))
      return true;
    captures.pop_back();
  }
  return false;
}

static std::string fillPattern(std::string_view pattern,
                               const std::vector<std::string> &captures) {
  std::string name;
  size_t next = 0;
  for (char c : pattern)
    if (c == '*')
      name += captures[next++];
    else
      name += c;
  return name;
}

/// A list for people: the first of them, and how many there are.
static std::string listOf(const std::vector<std::string> &names) {
  constexpr size_t kShown = 8;
  std::string text;
  for (size_t i = 0; i < std::min(names.size(), kShown); ++i)
    text += (i ? ", " : "") + names[i];
  if (names.size() > kShown)
    text += fmt::format(", .. ({})", names.size());
  return text.empty() ? "none" : text;
}

std::string WeightReport::describe() const {
  return fmt::format("{} of {} parameters taken; not in the file: {}; left "
                     "over in it: {}",
                     taken, taken + missing.size(), listOf(missing),
                     listOf(leftOver));
}

namespace {

/// Which tensor each parameter takes.
class Mapping {
public:
  Mapping(const std::string &path, const SafetensorsReader &reader,
          std::span<const TensorView> parameters,
          const ParameterAliases &aliases)
      : path(path), reader(reader), parameters(parameters) {
    for (size_t i = 0; i < parameters.size(); ++i)
      numbers[parameters[i].name] = i;
    for (const auto &[alias, parameter] : aliases)
      if (auto it = numbers.find(parameter); it != numbers.end())
        numbers.emplace(alias, it->second);
    chosen.resize(parameters.size());
  }

  Status apply(const WeightRule &rule);
  Status read(WeightReport &report) const;

private:
  const std::string &path;
  const SafetensorsReader &reader;
  std::span<const TensorView> parameters;
  std::map<std::string, size_t> numbers; ///< by each name
  std::vector<const SafetensorsEntry *> chosen;
};

} // namespace

Status Mapping::apply(const WeightRule &rule) {
  std::string text = rule.file + "=" + rule.model, unknown;
  bool matches = false, fits = false;
  std::set<size_t> own; ///< parameters that this rule fills
  for (const SafetensorsEntry &entry : reader.entries()) {
    std::vector<std::string> captures;
    if (!matchPattern(rule.file, entry.name, captures))
      continue;
    matches = true;
    std::string target = fillPattern(rule.model, captures);
    auto it = numbers.find(target);
    if (it == numbers.end()) {
      unknown = unknown.empty() ? target : unknown;
      continue;
    }
    fits = true;
    const SafetensorsEntry *&choice = chosen[it->second];
    if (choice && own.contains(it->second))
      return badInput("--init-map '{}': tensors '{}' and '{}' are both for "
                      "parameter '{}'",
                      text, choice->name, entry.name, target);
    if (choice)
      continue;
    BMRT_TRY(reader.check(entry, parameters[it->second]));
    choice = &entry;
    own.insert(it->second);
  }
  if (!matches)
    return badInput("--init-map '{}': {} has no tensor of such a name", text,
                    path);
  if (!fits)
    return badInput("--init-map '{}': the model has no parameter '{}'", text,
                    unknown);
  return {};
}

Status Mapping::read(WeightReport &report) const {
  std::set<const SafetensorsEntry *> used;
  for (size_t i = 0; i < parameters.size(); ++i) {
    if (!chosen[i]) {
      report.missing.push_back(parameters[i].name);
      continue;
    }
    BMRT_TRY(reader.read(*chosen[i], parameters[i]));
    used.insert(chosen[i]);
    ++report.taken;
  }
  for (const SafetensorsEntry &entry : reader.entries())
    if (!used.contains(&entry))
      report.leftOver.push_back(entry.name);
  return {};
}

Status loadMappedParameters(const std::string &path,
                            std::span<const TensorView> parameters,
                            const ParameterAliases &aliases,
                            std::span<const WeightRule> rules,
                            WeightReport &report) {
  SafetensorsReader reader;
  BMRT_TRY(reader.open(path));
  Mapping mapping(path, reader, parameters, aliases);
  for (const WeightRule &rule : rules)
    BMRT_TRY(mapping.apply(rule));
  return mapping.read(report);
}

} // namespace bmc
