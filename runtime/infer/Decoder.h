//===- Decoder.h - From tokens to the logits of the next one ----*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_DECODER_H
#define BMC_RUNTIME_INFER_DECODER_H

#include "runtime/core/Program.h"

namespace bmc {

/// Feeds sequences that grow through a program.
///
/// With the function `decode` each token is computed once, from what the calls
/// before have left in the state, as long as a sequence goes on where the last
/// one was. Without it, and where positions end that
/// `decode` can count, `generate` computes the last window of tokens again.
class Decoder {
public:
  /// The program must have the function `generate` and outlive the decoder, and
  /// what it carries must be as it was created.
  explicit Decoder(Program &program)
      : program(program), generate(*program.function("generate")),
        decode(program.function("decode")) {}

  Status initialize();

  /// Logits of the token after `ids`, at least one.
  Status next(const std::vector<int32_t> &ids, std::vector<double> &logits);
  /// Number of logits per call.
  int64_t width() const { return vocabularySize; }

private:
  int64_t bound(int64_t extent) const;
  bool canStep(int64_t count) const;
  bool goesOn(const std::vector<int32_t> &ids) const;
  void restart();
  Status step(int32_t id);
  Status computeWindow(const std::vector<int32_t> &ids);

  Program &program;
  const BmrtFunction &generate;
  const BmrtFunction *decode; ///< null if every call needs the whole window
  int64_t rows = 1, window = 0, vocabularySize = 0;
  bool isWindowFixed = false;
  bool countsPositions = false; ///< `decode` does
  std::vector<int32_t> stepped; ///< tokens that `decode` has seen
  std::vector<HostTensor> outputs;
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_DECODER_H
