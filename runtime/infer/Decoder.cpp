//===- Decoder.cpp - From tokens to the logits of the next one ------------===//
#include "runtime/infer/Decoder.h"

#include <algorithm>
#include <cstring>

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
  return {};
}

bool Decoder::canStep(int64_t count) const {
  return decode && (!countsPositions || count <= window);
}

/// Whether what is carried is that of the begin of `ids`, and more is to come.
bool Decoder::goesOn(const std::vector<int32_t> &ids) const {
  return stepped.size() < ids.size() &&
         std::equal(stepped.begin(), stepped.end(), ids.begin());
}

/// What is carried is zero again, as before the first token.
void Decoder::restart() {
  for (const TensorView &state : program.states(kBmrtCarried))
    std::memset(state.data, 0, state.bytes());
  program.stateChanged();
  stepped.clear();
}

Status Decoder::next(const std::vector<int32_t> &ids,
                     std::vector<double> &logits) {
  auto count = static_cast<int64_t>(ids.size());
  if (canStep(count)) {
    if (!goesOn(ids))
      restart();
    while (stepped.size() < ids.size())
      BMRT_TRY(step(ids[stepped.size()]));
  } else {
    BMRT_TRY(computeWindow(ids));
  }
  logits.resize(static_cast<size_t>(vocabularySize));
  for (int64_t i = 0; i < vocabularySize; ++i)
    logits[static_cast<size_t>(i)] = outputs[0].element(i);
  return {};
}

Status Decoder::step(int32_t id) {
  HostTensor tokens("tokens", kBmrtI32, {rows});
  std::fill_n(tokens.as<int32_t>(), rows, id);
  HostTensor position =
      HostTensor::scalar("position", static_cast<int32_t>(stepped.size()));
  const TensorView inputs[] = {tokens.view(), position.view()};
  BMRT_TRY(program.call(*decode, inputs, outputs));
  stepped.push_back(id);
  return {};
}

Status Decoder::computeWindow(const std::vector<int32_t> &ids) {
  auto seen = std::min<int64_t>(window, static_cast<int64_t>(ids.size()));
  // Positions after the last token do not influence it: models with a generate
  // function are causal. So a fixed window is filled up with zeros.
  int64_t length = isWindowFixed ? window : seen;
  HostTensor tokens("tokens", kBmrtI32, {rows, length});
  for (int64_t row = 0; row < rows; ++row) {
    int32_t *to = tokens.as<int32_t>() + row * length;
    std::fill(std::copy(ids.end() - seen, ids.end(), to), to + length, 0);
  }
  HostTensor position =
      HostTensor::scalar("position", static_cast<int32_t>(seen - 1));
  const TensorView inputs[] = {tokens.view(), position.view()};
  return program.call(generate, inputs, outputs);
}

} // namespace bmc
