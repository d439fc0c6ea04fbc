//===- Decoder.h - From tokens to the logits of the next one ----*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_DECODER_H
#define BMC_RUNTIME_INFER_DECODER_H

#include "runtime/core/Program.h"

namespace bmc {

/// Feeds sequences that grow through a program.
///
/// With the function `decode` a prompt is one call of `generate`, and each
/// token after it is computed once, from what the calls before have left in the
/// state. Where positions end that `decode` can count, generation goes on from
/// the last half of the window. Without `decode`, `generate` computes the last
/// window of tokens again for each token.
class Decoder {
public:
  /// The program must have the function `generate` and outlive the decoder.
  /// `recompute`: does without `decode`.
  explicit Decoder(Program &program, bool recompute = false)
      : program(program), generate(*program.function("generate")),
        decode(recompute ? nullptr : program.function("decode")) {}

  Status initialize();

  /// Logits of the token after `ids`, at least one. Costs what is new in them
  /// since the call before: with recurrent layers all, if they do not go on
  /// where that one was.
  Status next(const std::vector<int32_t> &ids, std::vector<double> &logits);
  /// Number of logits per call.
  int64_t width() const { return vocabularySize; }

private:
  using Ids = std::span<const int32_t>;

  int64_t bound(int64_t extent) const;
  Ids seenOf(const std::vector<int32_t> &ids) const;
  size_t knownOf(Ids ids) const;
  bool isPrefill(Ids ids, size_t known) const;
  Status advance(Ids ids);
  Status step(int32_t id);
  Status computeWindow(Ids ids);

  Program &program;
  const BmrtFunction &generate;
  const BmrtFunction *decode; ///< null if every call needs the whole window
  int64_t rows = 1, window = 0, vocabularySize = 0;
  bool isWindowFixed = false;
  bool countsPositions = false; ///< `decode` does
  bool keepsPositions = false;  ///< each apart: rows of keys and values
  std::vector<int32_t> held;    ///< tokens of which the state and `outputs` are
  std::vector<HostTensor> outputs;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_DECODER_H
