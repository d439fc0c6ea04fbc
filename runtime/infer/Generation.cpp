//===- Generation.cpp - What texts are generated with ---------------------===//
#include "runtime/infer/Generation.h"

#include "runtime/infer/FindVocabulary.h"

namespace bmc {

Status Generation::initialize(const Session &session, const RunRecord &record,
                              Program &program, int64_t sequences) {
  const Options &options = session.options;
  const GenerateSettings &settings = options.generate;
  BMRT_TRY(findVocabulary(session, record, words));
  BMRT_TRY(StopRules::parse(words, settings.stops, rules));
  start = settings.start < 0 ? words.lineEnd()
                             : static_cast<int32_t>(settings.start);
  if (!settings.sources.empty() && words.lineEnd() >= 0)
    rules.tokens.push_back(words.lineEnd());
  // Beams and turns go back to what texts have in common.
  bool goesBack = options.chat || settings.decoding.beams > 1;
  feed.emplace(program,
               Decoder::Settings{options.recompute, sequences, goesBack});
  BMRT_TRY(feed->initialize());
  std::optional<int64_t> likeliest = options.logprobs;
  if (options.asJson())
    likeliest = likeliest.value_or(0);
  growth.emplace(*feed, words, rules, settings, likeliest);
  return {};
}

Prompt Generation::targetOf(const SourceRow &source) const {
  return {{start}, /*start=*/1, &source};
}

} // namespace bmc
