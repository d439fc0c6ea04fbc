//===- Generator.cpp - Continuing a sequence of tokens --------------------===//
#include "runtime/infer/Generator.h"

#include "runtime/infer/Penalties.h"
#include "runtime/infer/Sampler.h"
#include "runtime/infer/TokenRanking.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace bmc {

double Continuation::logProbability() const {
  double sum = 0;
  for (const TokenScore &token : tokens)
    sum += token.logProbability;
  return sum;
}

double logSumExp(std::span<const double> logits) {
  double highest = -std::numeric_limits<double>::infinity();
  for (double logit : logits)
    highest = std::fmax(highest, logit);
  if (!std::isfinite(highest))
    return highest;
  double sum = 0;
  for (double logit : logits)
    sum += std::isnan(logit) ? 0 : std::exp(logit - highest);
  return highest + std::log(sum);
}

std::vector<TokenScore> likeliestTokens(std::span<const double> logits,
                                        int64_t count, double shift) {
  TokenRanking ranking(logits);
  auto kept = std::min<size_t>(static_cast<size_t>(count), ranking.size());
  std::vector<TokenScore> tokens;
  for (size_t rank = 0; rank < kept; ++rank)
    tokens.push_back({ranking[rank], ranking.score(ranking[rank]) - shift});
  return tokens;
}

/// How many tokens are added to a prompt at most: a target ends with its
/// window, a text goes on beyond it.
int64_t Generator::mostTokens(const Prompt &prompt) const {
  if (!prompt.source)
    return settings.maxNewTokens;
  auto given = static_cast<int64_t>(prompt.ids.size());
  return std::min(settings.maxNewTokens, decoder.windowLength() - given + 1);
}

/// The logits of the token after each text. What no text has is not generated.
Status Generator::scores(std::span<const Decoder::Text> texts,
                         std::vector<std::vector<double>> &logits) {
  logits.resize(texts.size());
  for (size_t begin = 0; begin < texts.size(); begin += decoder.sequences()) {
    size_t count = std::min(decoder.sequences(), texts.size() - begin);
    BMRT_TRY(decoder.next(texts.subspan(begin, count),
                          std::span(logits).subspan(begin, count)));
  }
  for (std::vector<double> &own : logits) {
    // A vocabulary may be smaller than the model was compiled for.
    if (vocabulary.size() > 0 && vocabulary.size() < decoder.width())
      own.resize(static_cast<size_t>(vocabulary.size()));
    for (size_t id = 0; id < own.size(); ++id)
      if (vocabulary.isPlaceholder(static_cast<int32_t>(id)))
        own[id] = -std::numeric_limits<double>::infinity();
  }
  return {};
}

void Generator::record(std::span<const double> logits, int32_t id,
                       Continuation &out) {
  out.tokens.push_back({id});
  if (!likeliestCount)
    return;
  double shift = logSumExp(logits);
  out.tokens.back().logProbability = logits[static_cast<size_t>(id)] - shift;
  out.likeliest.push_back(likeliestTokens(logits, *likeliestCount, shift));
}

/// A prompt that is being continued.
class Generator::Sampling {
public:
  Sampling(Generator &generator, Prompt &prompt, size_t number)
      : generator(generator), prompt(prompt), number(number),
        transcript(generator.vocabulary, generator.rules),
        most(generator.mostTokens(prompt)),
        penalties(generator.settings.decoding) {
    transcript.addPrompt(std::span(prompt.ids).subspan(prompt.start));
    for (int32_t id : prompt.ids)
      penalties.addPrompt(id);
  }

  Decoder::Text text() const { return {prompt.ids, prompt.source}; }
  bool isFinished() const {
    auto count = static_cast<int64_t>(found.tokens.size());
    return found.isStopped || count >= most;
  }
  Status show(ContinuationListener &listener) const {
    return listener.grown(number, transcript);
  }
  Status finish(ContinuationListener &listener) {
    transcript.finish();
    found.text = transcript.continuation();
    return listener.finished(number, transcript, std::move(found));
  }

  /// Adds a token.
  void draw(std::span<const double> logits) {
    const GenerateSettings &settings = generator.settings;
    std::vector<double> adjusted(logits.begin(), logits.end());
    penalties.apply(adjusted);
    int32_t id = Sampler{settings.decoding, settings.seed}.sample(
        adjusted, prompt.sequence << 32 | found.tokens.size());
    penalties.addGenerated(id);
    generator.record(logits, id, found);
    prompt.ids.push_back(id);
    found.isStopped = transcript.add(id);
  }

private:
  Generator &generator;
  Prompt &prompt;
  size_t number;
  Transcript transcript;
  int64_t most; ///< tokens to add
  Penalties penalties;
  Continuation found;
};

/// Tells of those that have come to their end, and forgets them.
Status Generator::finish(std::vector<std::unique_ptr<Sampling>> &active,
                         ContinuationListener &listener) {
  for (auto &sampling : active)
    if (sampling->isFinished()) {
      BMRT_TRY(sampling->finish(listener));
      sampling = nullptr;
    }
  std::erase(active, nullptr);
  return {};
}

Status Generator::sample(std::span<Prompt> prompts,
                         ContinuationListener &listener) {
  std::vector<std::unique_ptr<Sampling>> active;
  std::vector<Decoder::Text> texts;
  std::vector<std::vector<double>> logits;
  for (size_t begun = 0; begun < prompts.size() || !active.empty();) {
    while (begun < prompts.size() && active.size() < decoder.sequences()) {
      active.push_back(
          std::make_unique<Sampling>(*this, prompts[begun], begun));
      BMRT_TRY(active.back()->show(listener));
      // It may be that nothing is to be added.
      BMRT_TRY(finish(active, listener));
      ++begun;
    }
    texts.clear();
    for (const auto &sampling : active)
      texts.push_back(sampling->text());
    BMRT_TRY(scores(texts, logits));
    for (size_t i = 0; i < active.size(); ++i) {
      active[i]->draw(logits[i]);
      BMRT_TRY(active[i]->show(listener));
    }
    BMRT_TRY(finish(active, listener));
  }
  return {};
}

} // namespace bmc
