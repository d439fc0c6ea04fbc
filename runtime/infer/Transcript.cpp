//===- Transcript.cpp - The text of a continuation ------------------------===//
#include "runtime/infer/Transcript.h"

#include <algorithm>
#include <charconv>

namespace bmc {

/// The token that a stop names or begins with; -1 if it is a text.
static Status parseStopToken(const Vocabulary &vocabulary,
                             const std::string &stop, int32_t &token) {
  for (size_t length = stop.size(); length > 0 && token < 0; --length)
    token = vocabulary.specialNamed(std::string_view(stop).substr(0, length));
  if (vocabulary.kind() != Vocabulary::Kind::None)
    return {};
  const char *end = stop.data() + stop.size();
  auto [rest, error] = std::from_chars(stop.data(), end, token);
  if (error != std::errc() || rest != end || token < 0)
    return usageError("--stop expects a token id, got '{}'", stop);
  return {};
}

Status StopRules::parse(const Vocabulary &vocabulary,
                        const std::vector<std::string> &stops, StopRules &out) {
  for (const std::string &stop : stops) {
    if (stop.empty())
      continue;
    int32_t token = -1;
    BMRT_TRY(parseStopToken(vocabulary, stop, token));
    if (token >= 0)
      out.tokens.push_back(token);
    else
      out.texts.push_back(stop);
  }
  return {};
}

/// Tokens that may wait for others before they are a text.
static constexpr size_t kMostWaiting = 16;

/// What tokens add to the text is what they make longer of those before them.
/// They wait where that is nothing yet, or a part of a character.
void Transcript::decodeTogether(bool isLast) {
  std::span<const int32_t> ids(recent);
  std::string before = vocabulary->decodeAll(ids.first(told));
  std::string now = vocabulary->decodeAll(ids);
  bool mayWait = !isLast && recent.size() - told < kMostWaiting;
  if (mayWait && (now.size() <= before.size() || now.ends_with("\uFFFD")))
    return;
  if (now.starts_with(before))
    all += now.substr(before.size());
  recent.erase(recent.begin(), recent.begin() + static_cast<ptrdiff_t>(told));
  told = recent.size();
}

void Transcript::finish() {
  if (recent.size() > told)
    decodeTogether(true);
  certainEnd = all.size();
}

void Transcript::decode(int32_t id) {
  if (vocabulary->decodesTogether()) {
    recent.push_back(id);
    return decodeTogether(false);
  }
  if (vocabulary->kind() == Vocabulary::Kind::None)
    all += (all.empty() ? "" : " ") + std::to_string(id);
  else
    vocabulary->decode(id, all);
}

std::string_view Transcript::continuation() const {
  std::string_view text = std::string_view(all).substr(generated);
  bool isOfIds = vocabulary->kind() == Vocabulary::Kind::None;
  if (isOfIds && text.starts_with(' '))
    text.remove_prefix(1);
  return text;
}

void Transcript::addPrompt(std::span<const int32_t> ids) {
  for (int32_t id : ids)
    decode(id);
  if (recent.size() > told)
    decodeTogether(true);
  generated = certainEnd = all.size();
}

/// Where the first stop of the text begins; npos if there is none.
size_t Transcript::findStop() const {
  size_t first = std::string::npos;
  for (const std::string &stop : rules->texts)
    first = std::min(first, all.find(stop, certainEnd));
  return first;
}

/// Bytes at the end that may become a stop.
size_t Transcript::held() const {
  size_t most = 0;
  for (const std::string &stop : rules->texts) {
    size_t length = std::min(stop.size(), all.size() - certainEnd);
    while (!all.ends_with(std::string_view(stop).substr(0, length)))
      --length;
    most = std::max(most, length);
  }
  return most;
}

bool Transcript::add(int32_t id) {
  bool isDone = std::ranges::find(rules->tokens, id) != rules->tokens.end();
  if (!isDone) {
    decode(id);
    size_t found = findStop();
    isDone = found != std::string::npos;
    if (isDone)
      all.resize(found);
  }
  certainEnd = isDone ? all.size() : all.size() - held();
  return isDone;
}

} // namespace bmc
