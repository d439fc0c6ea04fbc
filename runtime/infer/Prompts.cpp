//===- Prompts.cpp - What generate continues ------------------------------===//
#include "runtime/infer/Prompts.h"

#include "runtime/core/Files.h"
#include "runtime/core/Json.h"

#include <nlohmann/json.hpp>

namespace bmc {

/// Prompts are held in memory.
constexpr uint64_t kMaxPromptBytes = uint64_t{64} << 20;

static Status readJsonPrompt(std::string_view line, std::string &prompt) {
  Json value;
  BMRT_TRY(parseJson(line, value));
  return getString(value, "prompt", prompt);
}

/// What has no name shows by its first line what it is.
static bool beginsWithJson(std::string_view text) {
  std::string prompt;
  return readJsonPrompt(text.substr(0, text.find('\n')), prompt).ok();
}

Status readPrompts(const std::string &path, std::vector<std::string> &prompts) {
  std::string text;
  BMRT_TRY(readFile(path, text, kMaxPromptBytes));
  const bool isJson = path.ends_with(".jsonl") ||
                      (path == kStandardStream && beginsWithJson(text));
  int64_t number = 0;
  for (size_t at = 0; at < text.size(); ++number) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = std::string_view(text).substr(at, end - at);
    at = end + 1;
    if (line.ends_with('\r'))
      line.remove_suffix(1);
    if (line.empty())
      continue;
    std::string prompt(line);
    if (isJson)
      BMRT_TRY(readJsonPrompt(line, prompt)
                   .withContext(fmt::format("{}:{}", path, number + 1)));
    prompts.push_back(std::move(prompt));
  }
  return prompts.empty() ? badInput("{} holds no prompt", path) : Status();
}

} // namespace bmc
