//===- Generator.h - Continuing a sequence of tokens ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_GENERATOR_H
#define BMC_RUNTIME_INFER_GENERATOR_H

#include "runtime/infer/Decoder.h"
#include "runtime/infer/Transcript.h"
#include "runtime/train/Config.h"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace bmc {

/// A generated token, or one that might have been.
struct TokenScore {
  int32_t id = 0;
  double logProbability =
      0; ///< of the model: before penalties, temperature, ..
};

/// What follows a prompt.
struct Continuation {
  std::vector<TokenScore> tokens; ///< with those that ended it
  /// The likeliest of each place, as many as were asked for.
  std::vector<std::vector<TokenScore>> likeliest;
  std::string text;       ///< ids where there is no vocabulary
  bool isStopped = false; ///< by a stop, not by its length
  double logProbability() const;
};

/// A text to continue, or a source whose target is to be generated.
struct Prompt {
  std::vector<int32_t> ids; ///< at least one
  size_t start = 0;         ///< the first of them that belong to no text
  const SourceRow *source = nullptr; ///< outlives the prompt
  /// Equal ones of equal prompts are continued alike.
  uint64_t sequence = 0;
};

/// Takes what follows the prompts.
class ContinuationListener {
public:
  virtual ~ContinuationListener() = default;
  /// The text of a prompt has grown, or is there for the first time.
  virtual Status grown(size_t prompt, const Transcript &transcript) = 0;
  /// It grows no more.
  virtual Status finished(size_t prompt, const Transcript &transcript,
                          Continuation found) = 0;
};

/// Continues sequences of tokens by a model and the settings of generate.
class Generator {
public:
  /// All must outlive the generator. With `likeliest` a continuation reports
  /// the log-probability of its tokens, and so many likeliest ones of each
  /// place.
  Generator(Decoder &decoder, const Vocabulary &vocabulary,
            const StopRules &rules, const GenerateSettings &settings,
            std::optional<int64_t> likeliest)
      : decoder(decoder), vocabulary(vocabulary), rules(rules),
        settings(settings), likeliestCount(likeliest) {}

  /// Draws a continuation of each prompt and appends it to its ids. As many as
  /// the decoder takes are continued at once, and begun in order.
  Status sample(std::span<Prompt> prompts, ContinuationListener &listener);
  /// The `settings.decoding.beams` likeliest continuations that were found, the
  /// best first.
  Status search(const Prompt &prompt, std::vector<Continuation> &out);

private:
  class Sampling;
  struct Beam;
  struct Candidate;
  class Finished;
  Status expand(const std::vector<Beam> &beams, const SourceRow *source,
                std::vector<Candidate> &candidates);
  void follow(const std::vector<Candidate> &candidates,
              std::vector<Beam> &beams, Finished &finished);
  int64_t mostTokens(const Prompt &prompt) const;
  Status scores(std::span<const Decoder::Text> texts,
                std::vector<std::vector<double>> &logits);
  static Status finish(std::vector<std::unique_ptr<Sampling>> &active,
                       ContinuationListener &listener);
  void record(std::span<const double> logits, int32_t id, Continuation &out);

  Decoder &decoder;
  const Vocabulary &vocabulary;
  const StopRules &rules;
  const GenerateSettings &settings;
  std::optional<int64_t> likeliestCount;
};

/// The logarithm of the sum of exp(logits); NaN counts as -infinity.
double logSumExp(std::span<const double> logits);

/// The `count` likeliest tokens, the likeliest first, equal ones by id, scored
/// as `logits` - `shift`.
std::vector<TokenScore> likeliestTokens(std::span<const double> logits,
                                        int64_t count, double shift);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_GENERATOR_H
