//===- Decoder.h - From tokens to the logits of the next one ----*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_DECODER_H
#define BMC_RUNTIME_INFER_DECODER_H

#include "runtime/core/Program.h"

namespace bmc {

/// What a target is generated from: the inputs beside its tokens, of one row.
struct SourceRow {
  uint64_t number = 0; ///< another one for each
  std::vector<HostTensor> inputs;
};

/// Feeds sequences that grow through a program.
///
/// With the function `decode` a prompt is one call of `generate`, and each
/// token after it is computed once, from what the calls before have left in the
/// state: a call takes a token of each of several sequences, so that they share
/// what is read of the weights. Where positions end that `decode` can count,
/// generation goes on from the last half of the window. Without `decode`,
/// `generate` computes the last window of tokens again for each token.
class Decoder {
public:
  using Ids = std::span<const int32_t>;
  struct Text {
    Ids ids;
    const SourceRow *source = nullptr; ///< null in models without sources
    uint64_t sourceNumber() const { return source ? source->number : 0; }
  };
  struct Settings {
    bool recompute = false; ///< does without `decode`
    int64_t sequences = 0;  ///< at most so many at once; 0: all it can
    /// Texts share what was computed of tokens with which they begin alike.
    /// Else equal prompts do only, and no logit depends on what other texts
    /// there are.
    bool sharesPrefixes = false;
  };

  /// The program must have the function `generate` and outlive the decoder.
  Decoder(Program &program, const Settings &settings)
      : program(program), settings(settings),
        generate(*program.function("generate")),
        decode(settings.recompute ? nullptr : program.function("decode")) {}

  Status initialize();

  /// Logits of the token after each of `texts`, of one token at least, which
  /// are `sequences()` at most. Costs what is new in them since the call
  /// before: with recurrent layers all, if they do not go on where one was.
  Status next(std::span<const Text> texts,
              std::span<std::vector<double>> logits);
  /// Number of logits per call.
  int64_t width() const { return vocabularySize; }
  /// Sequences per call.
  size_t sequences() const { return slots.size(); }
  /// Tokens that the model looks at, at most.
  int64_t windowLength() const { return window; }

private:
  static constexpr size_t kNone = SIZE_MAX;

  /// The place of a sequence in what is carried.
  struct Slot {
    uint64_t source = 0;       ///< see SourceRow::number
    std::vector<int32_t> held; ///< tokens of which its state is
    size_t promptLength = 0;   ///< of `held` that `generate` computed at once
    std::vector<double> promptLogits; ///< after these
    size_t owner = kNone;             ///< text of the present call
    void cut(size_t length);
  };

  int64_t bound(int64_t extent) const;
  Ids seenOf(Ids ids) const;
  static size_t commonLength(const Slot &slot, uint64_t source, Ids ids);
  static size_t commonLength(const Slot &slot, const Text &text) {
    return commonLength(slot, text.sourceNumber(), text.ids);
  }
  bool isPrefill(Ids ids, size_t known) const;
  bool goesOn(const Slot &slot, const Text &text) const;
  size_t knownOf(const Slot &slot, const Text &text) const;
  size_t freeSlot(uint64_t source, Ids ids) const;
  Status copySlot(size_t from, size_t to);
  Status continueTexts(std::span<const Text> texts);
  Status gather(size_t count);
  Status makeRoom();
  Status begin(const Text &text, size_t number);
  Status beginLikeAnother(const Text &text, size_t number, bool &isDone);
  size_t bestSlot(const Text &text) const;
  Status advance(const Text &text);
  Status step(Ids ids);
  Status step(std::span<const Text> texts, size_t count);
  Status computeWindow(const Text &text);
  Status readLogits(size_t row, std::vector<double> &logits) const;

  Program &program;
  const Settings settings;
  const BmrtFunction &generate;
  const BmrtFunction *decode; ///< null if every call needs the whole window
  int64_t rows = 1, window = 0, vocabularySize = 0;
  bool isWindowFixed = false;
  bool countsPositions = false;    ///< `decode` does
  bool takesSequences = false;     ///< `decode` takes as many as it is given
  bool keepsPositions = false;     ///< each apart: rows of keys and values
  std::vector<BmrtTensor> carried; ///< by `decode`
  std::vector<Slot> slots;
  std::vector<HostTensor> outputs;
  std::span<std::vector<double>> results; ///< of the present call
};

} // namespace bmc

#endif // BMC_RUNTIME_INFER_DECODER_H
