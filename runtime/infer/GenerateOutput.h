//===- GenerateOutput.h - What generate writes ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATEOUTPUT_H
#define BMC_RUNTIME_INFER_GENERATEOUTPUT_H

#include "runtime/infer/Generator.h"

#include <map>
#include <string>

namespace bmc {

/// Writes text to standard output as soon as it is certain, prompts before
/// their continuations.
class TextPrinter {
public:
  /// A line between this text and the one before, if there was one.
  Status beginText();
  /// What has become certain since the last call.
  Status show(const Transcript &transcript);
  /// A text that is known as a whole.
  Status show(const std::string &text);
  Status endText();

private:
  Status write(std::string_view text);

  bool isFirst = true;
  size_t written = 0; ///< bytes of the transcript
};

/// Writes a continuation as a line of JSON: `prompt`, `sample` (its number
/// among those of the prompt), `text`, `tokens`, `finish` ("stop" or "length"),
/// `logprob` and, if `withTokens`, `logprobs` with an entry per token.
Status printJson(const std::string &prompt, int64_t sample,
                 const Vocabulary &vocabulary, const Continuation &found,
                 bool withTokens);

/// What a continuation is called in the output.
struct ContinuationLabel {
  std::string prompt;
  int64_t sample = 0; ///< its number among those of the prompt
};

/// Writes continuations in the order of their prompts, whatever the order they
/// end in: as text the first that has not ended while it grows, as JSON each
/// when it and those before it have ended.
class ContinuationPrinter : public ContinuationListener {
public:
  /// `vocabulary` must outlive the printer.
  ContinuationPrinter(std::vector<ContinuationLabel> labels,
                      const Vocabulary &vocabulary, bool asJson,
                      bool withTokens)
      : labels(std::move(labels)), vocabulary(vocabulary), asJson(asJson),
        withTokens(withTokens) {}

  Status grown(size_t prompt, const Transcript &transcript) override;
  Status finished(size_t prompt, const Transcript &transcript,
                  Continuation found) override;

private:
  /// One that ended before those in front of it.
  struct Waiting {
    std::string text;
    Continuation found;
  };
  Status write(const Waiting &ended);

  std::vector<ContinuationLabel> labels;
  const Vocabulary &vocabulary;
  bool asJson, withTokens;
  TextPrinter printer;
  size_t next = 0;      ///< the first that has not been written
  bool isBegun = false; ///< part of it has been
  std::map<size_t, Waiting> waiting;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATEOUTPUT_H
