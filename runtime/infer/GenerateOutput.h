//===- GenerateOutput.h - What generate writes ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATEOUTPUT_H
#define BMC_RUNTIME_INFER_GENERATEOUTPUT_H

#include "runtime/infer/Generator.h"
#include "runtime/infer/ResultSink.h"

#include <map>
#include <string>

namespace bmc {

/// Writes text as soon as it is certain, prompts before their continuations.
class TextPrinter {
public:
  /// The sink must outlive the printer. With `asLines` nothing stands between
  /// texts.
  explicit TextPrinter(ResultSink &sink, bool asLines = false)
      : sink(sink), asLines(asLines) {}

  /// A line between this text and the one before, if there was one.
  Status beginText();
  /// What has become certain since the last call.
  Status show(const Transcript &transcript);
  /// A text that is known as a whole.
  Status show(const std::string &text);
  Status endText();

private:
  ResultSink &sink;
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

/// A continuation as a line of JSON: `prompt` or `row`, `sample` (its
/// number among those of the prompt), `text`, `tokens`, `finish` ("stop" or
/// "length"), `logprob` and, if `withTokens`, `logprobs` with an entry per
/// token.
std::string jsonLine(const ContinuationLabel &label,
                     const Vocabulary &vocabulary, const Continuation &found,
                     bool withTokens);

/// Writes continuations in the order of their prompts, whatever the order they
/// end in: as text the first that has not ended while it grows, as JSON each
/// when it and those before it have ended.
class ContinuationPrinter : public ContinuationListener {
public:
  /// `vocabulary` and `sink` must outlive the printer.
  ContinuationPrinter(std::vector<ContinuationLabel> labels,
                      const Vocabulary &vocabulary, OutputStyle style,
                      ResultSink &sink)
      : labels(std::move(labels)), vocabulary(vocabulary), style(style),
        sink(sink), printer(sink, style.asLines) {}

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
  ResultSink &sink;
  TextPrinter printer;
  size_t next = 0;      ///< the first that has not been written
  bool isBegun = false; ///< part of it has been
  std::map<size_t, Waiting> waiting;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATEOUTPUT_H
