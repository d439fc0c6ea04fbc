//===- Decoder.cpp - From tokens to the logits of the next one ------------===//
#include "runtime/infer/Decoder.h"

#include "runtime/train/TrainStep.h"

#include <algorithm>

namespace bmc {

int64_t Decoder::bound(int64_t extent) const {
  return extent >= 0 ? extent : program.description().dims[-1 - extent].max;
}

Status Decoder::initialize() {
  for (const BmrtTensor &input :
       std::span(generate.inputs, generate.numInputs)) {
    if (std::string_view(input.name) != "tokens" || input.rank != 2)
      continue;
    rows = std::max<int64_t>(1, input.extents[0]);
    window = bound(input.extents[1]);
    isWindowFixed = input.extents[1] >= 0;
  }
  const BmrtTensor &logits = generate.outputs[0];
  if (window == 0 || logits.rank != 2)
    return internalError("function 'generate' has unexpected types");
  vocabularySize = bound(logits.extents[1]);
  if (decode)
    for (const BmrtTensor &input : std::span(decode->inputs, decode->numInputs))
      countsPositions |= std::string_view(input.name) == "position";
  auto carried = program.states(kBmrtCarried);
  keepsPositions = std::ranges::all_of(
      carried, [](const TensorView &state) { return state.shape.rank() == 3; });
  return {};
}

/// The tokens that the logits follow from. At the end of the window the first
/// half of it is dropped, and a window that begins later is filled up again:
/// where it begins is a matter of how many tokens there are, so that a text
/// that is given as a prompt goes on as if it had been generated.
Decoder::Ids Decoder::seenOf(const std::vector<int32_t> &ids) const {
  Ids all(ids);
  auto count = static_cast<int64_t>(ids.size());
  if (!decode)
    return all.last(static_cast<size_t>(std::min(window, count)));
  if (!countsPositions || count <= window)
    return all;
  int64_t kept = std::max<int64_t>(1, window / 2);
  int64_t length = kept + (count - window - 1) % (window - kept + 1);
  return all.last(static_cast<size_t>(length));
}

/// Whether `generate` is to compute the tokens of which the first are known. It
/// begins at the first, takes a window at most, and a token that it computes
/// beside others costs a fraction of a step.
bool Decoder::isPrefill(Ids ids, size_t known) const {
  constexpr size_t kStepCost = 8;
  auto most = static_cast<size_t>(window);
  if (known > 0 && ids.size() > most)
    return false;
  size_t fresh = ids.size() - known;
  if (fresh < 2)
    return false;
  return fresh * kStepCost > (isWindowFixed ? most : ids.size());
}

Status Decoder::next(const std::vector<int32_t> &ids,
                     std::vector<double> &logits) {
  Ids seen = seenOf(ids);
  if (decode)
    BMRT_TRY(advance(seen));
  else
    BMRT_TRY(computeWindow(seen));
  logits.resize(static_cast<size_t>(vocabularySize));
  for (int64_t i = 0; i < vocabularySize; ++i)
    logits[static_cast<size_t>(i)] = outputs[0].element(i);
  return {};
}

/// How many of `ids` the state is of, or can go back to: keys and values that
/// were kept behind a position are not looked at, so that texts which begin
/// alike share them. The last id is computed again if the logits are not its.
size_t Decoder::knownOf(Ids ids) const {
  auto end = std::mismatch(held.begin(), held.end(), ids.begin(), ids.end());
  auto common = static_cast<size_t>(end.first - held.begin());
  if (common == held.size())
    return common;
  if (!keepsPositions)
    return 0;
  return std::min(common, ids.size() - 1);
}

/// Brings the state to the end of `ids`.
Status Decoder::advance(Ids ids) {
  size_t known = knownOf(ids);
  if (isPrefill(ids, known)) {
    Ids prompt = ids.first(std::min(ids.size(), static_cast<size_t>(window)));
    BMRT_TRY(computeWindow(prompt));
    held.assign(prompt.begin(), prompt.end());
  } else if (known < held.size()) {
    if (!keepsPositions)
      BMRT_TRY(program.resetCarried());
    held.resize(known);
  }
  while (held.size() < ids.size())
    BMRT_TRY(step(ids[held.size()]));
  return {};
}

Status Decoder::step(int32_t id) {
  HostTensor tokens("tokens", kBmrtI32, {rows});
  std::fill_n(tokens.as<int32_t>(), rows, id);
  HostTensor position =
      HostTensor::scalar("position", static_cast<int32_t>(held.size()));
  HostTensor rng = rngTensor(/*seed=*/0, static_cast<int64_t>(held.size()));
  const TensorView inputs[] = {tokens.view(), position.view(), rng.view()};
  BMRT_TRY(program.call(*decode, inputs, outputs));
  held.push_back(id);
  return {};
}

Status Decoder::computeWindow(Ids ids) {
  auto seen = static_cast<int64_t>(ids.size());
  // Positions after the last token do not influence it: models with a generate
  // function are causal. So a fixed window is filled up with zeros.
  int64_t length = isWindowFixed ? window : seen;
  HostTensor tokens("tokens", kBmrtI32, {rows, length});
  for (int64_t row = 0; row < rows; ++row) {
    int32_t *to = tokens.as<int32_t>() + row * length;
    std::fill(std::copy(ids.begin(), ids.end(), to), to + length, 0);
  }
  HostTensor position =
      HostTensor::scalar("position", static_cast<int32_t>(seen - 1));
  HostTensor rng = rngTensor(/*seed=*/0, static_cast<int64_t>(held.size()));
  const TensorView inputs[] = {tokens.view(), position.view(), rng.view()};
  return program.call(generate, inputs, outputs);
}

} // namespace bmc
