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
  /// With `asLines` nothing stands between texts.
  explicit TextPrinter(bool asLines = false) : asLines(asLines) {}

  /// A line between this text and the one before, if there was one.
  Status beginText();
  /// What has become certain since the last call.
  Status show(const Transcript &transcript);
  /// A text that is known as a whole.
  Status show(const std::string &text);
  Status endText();

private:
  Status write(std::string_view text);

  bool asLines, isFirst = true;
  size_t written = 0; ///< bytes of the transcript
};

/// What a continuation is called in the output.
struct ContinuationLabel {
  std::string prompt;
  int64_t sample = 0;         ///< its number among those of the prompt
  std::optional<int64_t> row; ///< of a table, instead of a prompt
};

/// How continuations are written.
struct OutputStyle {
  bool asJson = false;
  bool withTokens = false; ///< as JSON, with an entry for each token
  /// Nothing stands between texts: each is a line, the target of a source.
  bool asLines = false;
};

/// Writes a continuation as a line of JSON: `prompt` or `row`, `sample` (its
/// number among those of the prompt), `text`, `tokens`, `finish` ("stop" or
/// "length"), `logprob` and, if `withTokens`, `logprobs` with an entry per
/// token.
Status printJson(const ContinuationLabel &label, const Vocabulary &vocabulary,
                 const Continuation &found, bool withTokens);

/// Writes continuations in the order of their prompts, whatever the order they
/// end in: as text the first that has not ended while it grows, as JSON each
/// when it and those before it have ended.
class ContinuationPrinter : public ContinuationListener {
public:
  /// `vocabulary` must outlive the printer.
  ContinuationPrinter(std::vector<ContinuationLabel> labels,
                      const Vocabulary &vocabulary, OutputStyle style)
      : labels(std::move(labels)), vocabulary(vocabulary), style(style),
        printer(style.asLines) {}

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
  OutputStyle style;
  TextPrinter printer;
  size_t next = 0;      ///< the first that has not been written
  bool isBegun = false; ///< part of it has been
  std::map<size_t, Waiting> waiting;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATEOUTPUT_H
