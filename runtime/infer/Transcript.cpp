//===- Transcript.cpp - What generate writes ------------------------------===//
#include "runtime/infer/Transcript.h"

#include "runtime/data/Words.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace bmc {

Status Transcript::open(const Vocabulary &words, const std::string &stop) {
  vocabulary = &words;
  if (words.kind() == Vocabulary::Kind::Words)
    stopToken = specialToken(stop);
  if (words.kind() != Vocabulary::Kind::None) {
    stopText = stopToken < 0 ? stop : "";
    return {};
  }
  const char *end = stop.data() + stop.size();
  auto [rest, error] = std::from_chars(stop.data(), end, stopToken);
  if (!stop.empty() && (error != std::errc() || rest != end || stopToken < 0))
    return usageError("--stop expects a token id, got '{}'", stop);
  return {};
}

void Transcript::decode(int32_t id) {
  if (vocabulary->kind() == Vocabulary::Kind::None)
    text += std::to_string(id) + " ";
  else
    vocabulary->decode(id, text);
}

/// Writes the text up to `end`.
Status Transcript::write(size_t end) {
  std::fwrite(text.data() + written, 1, end - written, stdout);
  written = end;
  return std::fflush(stdout) == 0
             ? Status()
             : resourceError("cannot write to standard output");
}

Status Transcript::prompt(int32_t id) {
  decode(id);
  generated = text.size();
  return write(text.size());
}

Status Transcript::add(int32_t id, bool &isDone) {
  isDone = id == stopToken;
  if (isDone)
    return {};
  decode(id);
  if (stopText.empty())
    return write(text.size());
  size_t found = text.find(stopText, std::max(written, generated));
  isDone = found != std::string::npos;
  if (isDone) {
    text.resize(found);
    return {};
  }
  // What may become the stop waits.
  size_t held = std::min(stopText.size(), text.size() - written);
  while (!text.ends_with(std::string_view(stopText).substr(0, held)))
    --held;
  return write(text.size() - held);
}

Status Transcript::finish() {
  text += '\n';
  return write(text.size());
}

} // namespace bmc
