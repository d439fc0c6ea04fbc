//===- GenerateOutput.h - What generate writes ------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATEOUTPUT_H
#define BMC_RUNTIME_INFER_GENERATEOUTPUT_H

#include "runtime/infer/Generator.h"

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

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATEOUTPUT_H
