//===- GenerateOutput.cpp - What generate writes --------------------------===//
#include "runtime/infer/GenerateOutput.h"

#include "runtime/core/Json.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace bmc {

/// Between two texts.
constexpr std::string_view kSeparator = "---------------\n";

Status TextPrinter::beginText() {
  written = 0;
  if (!std::exchange(isFirst, false) && !asLines)
    return sink.show(kSeparator);
  return {};
}

Status TextPrinter::show(const Transcript &transcript) {
  std::string_view text = transcript.text();
  size_t from = std::exchange(written, transcript.certain());
  return sink.show(text.substr(from, written - from));
}

Status TextPrinter::show(const std::string &text) { return sink.show(text); }

Status TextPrinter::endText() { return sink.show("\n"); }

static Json tokenJson(const Vocabulary &vocabulary, const TokenScore &token) {
  Json json = {{"id", token.id}};
  if (vocabulary.kind() != Vocabulary::Kind::None) {
    std::string text;
    vocabulary.decode(token.id, text);
    json["token"] = text;
  }
  // JSON has no infinity.
  json["logprob"] = std::isfinite(token.logProbability)
                        ? Json(token.logProbability)
                        : Json(nullptr);
  return json;
}

std::string jsonLine(const ContinuationLabel &label,
                     const Vocabulary &vocabulary, const Continuation &found,
                     bool withTokens) {
  Json line = {{"sample", label.sample},
               {"text", found.text},
               {"tokens", Json::array()},
               {"finish", found.isStopped ? "stop" : "length"},
               {"logprob", found.logProbability()}};
  if (label.row)
    line["row"] = *label.row;
  else
    line["prompt"] = label.prompt;
  for (const TokenScore &token : found.tokens)
    line["tokens"].push_back(token.id);
  for (size_t i = 0; withTokens && i < found.tokens.size(); ++i) {
    Json entry = tokenJson(vocabulary, found.tokens[i]);
    for (const TokenScore &token : found.likeliest[i])
      entry["top"].push_back(tokenJson(vocabulary, token));
    line["logprobs"].push_back(std::move(entry));
  }
  return dumpJson(line) + "\n";
}

Status ContinuationPrinter::grown(size_t prompt, const Transcript &transcript) {
  if (style.asJson || prompt != next)
    return {};
  if (!std::exchange(isBegun, true))
    BMRT_TRY(printer.beginText());
  return printer.show(transcript);
}

Status ContinuationPrinter::finished(size_t prompt,
                                     const Transcript &transcript,
                                     Continuation found) {
  waiting[prompt] = {transcript.text(), std::move(found)};
  for (; waiting.contains(next); ++next) {
    if (std::exchange(isBegun, false)) {
      BMRT_TRY(printer.show(transcript));
      BMRT_TRY(printer.endText());
    } else {
      BMRT_TRY(write(waiting[next]));
    }
    waiting.erase(next);
  }
  return {};
}

Status ContinuationPrinter::write(const Waiting &ended) {
  if (style.asJson)
    return sink.show(
        jsonLine(labels[next], vocabulary, ended.found, style.withTokens));
  BMRT_TRY(printer.beginText());
  BMRT_TRY(printer.show(ended.text));
  return printer.endText();
}

} // namespace bmc
