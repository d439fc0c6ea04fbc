//===- BeamSearch.cpp - The likeliest continuation ------------------------===//
//
// As many texts as there are beams are followed at once. Each is continued by
// its likeliest tokens, and of all these texts the likeliest are followed on.
// A text that comes to its end is kept aside. The search is over when there are
// as many of those as beams and none that is followed is better.
//
//===----------------------------------------------------------------------===//
#include "runtime/infer/Generator.h"

#include "runtime/infer/Penalties.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <tuple>

namespace bmc {

/// A text that is followed.
struct Generator::Beam {
  Transcript transcript;
  Penalties penalties;
  std::vector<int32_t> ids;
  Continuation found = {};
  double score = 0; ///< sum of log-probabilities, with penalties

  double perLength(double power) const {
    auto length = static_cast<double>(found.tokens.size());
    return length > 0 ? score / std::pow(length, power) : score;
  }
};

/// One of its continuations.
struct Generator::Candidate {
  size_t beam = 0;
  int32_t id = 0;
  double score = 0; ///< of the whole text
  std::shared_ptr<const std::vector<double>> logits;
};

/// Texts that came to an end, the best first.
class Generator::Finished {
public:
  Finished(size_t most, double power) : most(most), power(power) {}

  void add(Beam beam) {
    auto isBetter = [&](const Beam &a, const Beam &b) {
      return a.perLength(power) > b.perLength(power);
    };
    beam.transcript.finish();
    beams.insert(std::ranges::upper_bound(beams, beam, isBetter),
                 std::move(beam));
    if (beams.size() > most)
      beams.pop_back();
  }
  /// Whether the text would not be among them as it is.
  bool beat(const Beam &beam) const {
    return beams.size() == most &&
           beam.perLength(power) <= beams.back().perLength(power);
  }
  std::vector<Beam> beams;

private:
  size_t most;
  double power;
};

/// The likeliest continuations of all beams, the likeliest first. Twice as many
/// of each as beams, since some come to an end.
Status Generator::expand(const std::vector<Beam> &beams,
                         const SourceRow *source,
                         std::vector<Candidate> &candidates) {
  candidates.clear();
  std::vector<Decoder::Text> texts;
  for (const Beam &beam : beams)
    texts.push_back({beam.ids, source});
  std::vector<std::vector<double>> all;
  BMRT_TRY(scores(texts, all));
  for (size_t i = 0; i < beams.size(); ++i) {
    auto logits = std::make_shared<std::vector<double>>(std::move(all[i]));
    std::vector<double> adjusted = *logits;
    beams[i].penalties.apply(adjusted);
    for (const TokenScore &token : likeliestTokens(
             adjusted, 2 * settings.decoding.beams, logSumExp(adjusted)))
      candidates.push_back(
          {i, token.id, beams[i].score + token.logProbability, logits});
  }
  std::ranges::sort(candidates, [](const Candidate &a, const Candidate &b) {
    return a.score != b.score ? a.score > b.score
                              : std::tie(a.beam, a.id) < std::tie(b.beam, b.id);
  });
  return {};
}

/// Replaces the beams by the best candidates that do not end.
void Generator::follow(const std::vector<Candidate> &candidates,
                       std::vector<Beam> &beams, Finished &finished) {
  std::vector<Beam> next;
  for (const Candidate &candidate : candidates) {
    if (next.size() == static_cast<size_t>(settings.decoding.beams) ||
        !std::isfinite(candidate.score))
      break;
    Beam beam = beams[candidate.beam];
    beam.score = candidate.score;
    beam.ids.push_back(candidate.id);
    beam.penalties.addGenerated(candidate.id);
    record(*candidate.logits, candidate.id, beam.found);
    beam.found.isStopped = beam.transcript.add(candidate.id);
    if (beam.found.isStopped)
      finished.add(std::move(beam));
    else
      next.push_back(std::move(beam));
  }
  beams = std::move(next);
}

Status Generator::search(const Prompt &prompt, std::vector<Continuation> &out) {
  const DecodingSettings &decoding = settings.decoding;
  Beam root{Transcript(vocabulary, rules), Penalties(decoding), prompt.ids};
  root.transcript.addPrompt(std::span(prompt.ids).subspan(prompt.start));
  for (int32_t id : prompt.ids)
    root.penalties.addPrompt(id);
  std::vector<Beam> beams = {std::move(root)};
  std::vector<Candidate> candidates;
  Finished finished(static_cast<size_t>(decoding.beams),
                    decoding.lengthPenalty);
  const int64_t most = mostTokens(prompt);
  for (int64_t n = 0; n < most && !beams.empty(); ++n) {
    BMRT_TRY(expand(beams, prompt.source, candidates));
    follow(candidates, beams, finished);
    if (!beams.empty() && finished.beat(beams.front()))
      beams.clear();
  }
  for (Beam &beam : beams)
    finished.add(std::move(beam));
  for (Beam &beam : finished.beams) {
    beam.found.text = beam.transcript.continuation();
    out.push_back(std::move(beam.found));
  }
  return {};
}

} // namespace bmc
