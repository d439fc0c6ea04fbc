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

/// The logits of the token after `ids`. What no text has is not generated.
Status Generator::scores(const std::vector<int32_t> &ids,
                         std::vector<double> &logits) {
  BMRT_TRY(decoder.next(ids, logits));
  // A vocabulary may be smaller than the model was compiled for.
  if (vocabulary.size() > 0 && vocabulary.size() < decoder.width())
    logits.resize(static_cast<size_t>(vocabulary.size()));
  for (size_t id = 0; id < logits.size(); ++id)
    if (vocabulary.isPlaceholder(static_cast<int32_t>(id)))
      logits[id] = -std::numeric_limits<double>::infinity();
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

Status Generator::sample(std::vector<int32_t> &ids, size_t start,
                         uint64_t sequence, const Listener &listener,
                         Continuation &out) {
  Transcript transcript(vocabulary, rules);
  transcript.addPrompt(std::span(ids).subspan(start));
  BMRT_TRY(listener(transcript));
  Penalties penalties(settings.decoding);
  for (int32_t id : ids)
    penalties.addPrompt(id);
  Sampler sampler{settings.decoding, settings.seed};
  std::vector<double> logits, adjusted;
  for (int64_t n = 0; n < settings.maxNewTokens && !out.isStopped; ++n) {
    BMRT_TRY(scores(ids, logits));
    adjusted = logits;
    penalties.apply(adjusted);
    int32_t id =
        sampler.sample(adjusted, sequence << 32 | static_cast<uint64_t>(n));
    penalties.addGenerated(id);
    record(logits, id, out);
    ids.push_back(id);
    out.isStopped = transcript.add(id);
    BMRT_TRY(listener(transcript));
  }
  transcript.finish();
  out.text = transcript.continuation();
  return listener(transcript);
}

} // namespace bmc
