//===- ExactMatch.cpp - Targets that are generated right ------------------===//
#include "runtime/infer/ExactMatch.h"

#include "runtime/infer/Sources.h"

#include <algorithm>

namespace bmc {
namespace {

/// Keeps the tokens of each prompt.
class TokenKeeper : public ContinuationListener {
public:
  explicit TokenKeeper(size_t prompts) : tokens(prompts) {}
  Status grown(size_t, const Transcript &) override { return {}; }
  Status finished(size_t prompt, const Transcript &,
                  Continuation found) override {
    tokens[prompt] = std::move(found.tokens);
    return {};
  }
  std::vector<std::vector<TokenScore>> tokens;
};

/// Whether all tokens of a row that count were generated.
bool matches(const HostTensor &targets, int64_t row,
             const std::vector<TokenScore> &found) {
  const int64_t length = targets.shape[1];
  for (int64_t i = 0; i < length; ++i) {
    double target = targets.element(row * length + i);
    if (target < 0)
      continue;
    auto at = static_cast<size_t>(i);
    if (at >= found.size() || found[at].id != target)
      return false;
  }
  return true;
}

} // namespace

Status ExactMatch::add(const Batch &batch) {
  const GenerateSettings &settings = session.options.generate;
  auto targets =
      std::ranges::find(batch.tensors, settings.targets, &HostTensor::name);
  if (targets == batch.tensors.end())
    return internalError("the batch has no '{}'", settings.targets);
  std::vector<SourceRow> sources;
  for (int64_t row = 0; row < batch.rows; ++row)
    sources.push_back(
        sourceOf(session, batch, row, static_cast<uint64_t>(rows + row + 1)));
  std::vector<Prompt> prompts;
  for (const SourceRow &source : sources)
    prompts.push_back(generation.targetOf(source));
  TokenKeeper keeper(prompts.size());
  if (settings.decoding.beams <= 1)
    BMRT_TRY(generation.generator().sample(prompts, keeper));
  else
    for (size_t i = 0; i < prompts.size(); ++i) {
      std::vector<Continuation> found;
      BMRT_TRY(generation.generator().search(prompts[i], found));
      keeper.tokens[i] = std::move(found.front().tokens);
    }
  for (int64_t row = 0; row < batch.rows; ++row)
    right += matches(*targets, row, keeper.tokens[static_cast<size_t>(row)]);
  rows += batch.rows;
  return {};
}

double ExactMatch::share() const {
  return rows > 0 ? static_cast<double>(right) / static_cast<double>(rows) : 0;
}

} // namespace bmc
