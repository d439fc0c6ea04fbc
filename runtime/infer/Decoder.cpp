//===- Decoder.cpp - From tokens to the logits of the next one ------------===//
//
// A call of `decode` takes the sequences in the first slots. Those that go on
// where they were are moved there and take a step together. Others begin in the
// first slot, where `generate` leaves what is carried; who is there moves away.
//
//===----------------------------------------------------------------------===//
#include "runtime/infer/Decoder.h"

#include "runtime/train/TrainStep.h"

#include <algorithm>

namespace bmc {

int64_t Decoder::bound(int64_t extent) const {
  return extent >= 0 ? extent : program.description().dims[-1 - extent].max;
}

/// Whether what is carried was made of the source alone.
static bool isOfSource(const BmrtTensor &state) {
  return std::string_view(state.name).starts_with("memory:");
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
  int64_t most = 1;
  if (decode)
    for (const BmrtTensor &input :
         std::span(decode->inputs, decode->numInputs)) {
      countsPositions |= std::string_view(input.name) == "position";
      if (std::string_view(input.name) != "tokens" || input.extents[0] >= 0)
        continue;
      takesSequences = true;
      most = bound(input.extents[0]);
    }
  if (settings.sequences > 0)
    most = std::min(most, settings.sequences);
  slots.resize(static_cast<size_t>(most));
  if (decode)
    carried = program.carriedBy(*decode);
  keepsPositions = std::ranges::all_of(carried, [](const BmrtTensor &state) {
    return state.rank == 3 || isOfSource(state);
  });
  return {};
}

/// The tokens that the logits follow from. At the end of the window the first
/// half of it is dropped, and a window that begins later is filled up again:
/// where it begins is a matter of how many tokens there are, so that a text
/// that is given as a prompt goes on as if it had been generated.
Decoder::Ids Decoder::seenOf(Ids ids) const {
  auto count = static_cast<int64_t>(ids.size());
  if (!decode)
    return ids.last(static_cast<size_t>(std::min(window, count)));
  if (!countsPositions || count <= window)
    return ids;
  int64_t kept = std::max<int64_t>(1, window / 2);
  int64_t length = kept + (count - window - 1) % (window - kept + 1);
  return ids.last(static_cast<size_t>(length));
}

Status Decoder::next(std::span<const Text> texts,
                     std::span<std::vector<double>> logits) {
  if (!decode) {
    for (size_t i = 0; i < texts.size(); ++i) {
      BMRT_TRY(computeWindow({seenOf(texts[i].ids), texts[i].source}));
      BMRT_TRY(readLogits(0, logits[i]));
    }
    return {};
  }
  results = logits;
  std::vector<Text> seen;
  for (const Text &text : texts)
    seen.push_back({seenOf(text.ids), text.source});
  for (Slot &slot : slots)
    slot.owner = kNone;
  BMRT_TRY(continueTexts(seen));
  std::vector<bool> isDone(texts.size());
  for (const Slot &slot : slots)
    if (slot.owner != kNone)
      isDone[slot.owner] = true;
  for (size_t i = 0; i < texts.size(); ++i)
    if (!isDone[i])
      BMRT_TRY(begin(seen[i], i));
  return {};
}

Status Decoder::readLogits(size_t row, std::vector<double> &logits) const {
  const HostTensor &all = outputs[0];
  auto count = static_cast<size_t>(vocabularySize);
  logits.resize(count);
  return convertElements(
      kBmrtF64, reinterpret_cast<char *>(logits.data()), all.dtype,
      all.storage.data() + row * count * elementSize(all.dtype),
      vocabularySize);
}

//===----------------------------------------------------------------------===//
// Slots
//===----------------------------------------------------------------------===//

/// The tokens with which both begin. What is held of a token depends on the
/// source, so that nothing is common to targets of different ones.
size_t Decoder::commonLength(const Slot &slot, uint64_t source, Ids ids) {
  if (slot.source != source)
    return 0;
  auto end = std::ranges::mismatch(slot.held, ids);
  return static_cast<size_t>(end.in1 - slot.held.begin());
}

/// Whether the text is one token longer than what the slot holds, or, where
/// texts share what they begin with, than what it can go back to.
bool Decoder::goesOn(const Slot &slot, const Text &text) const {
  size_t length = text.ids.size();
  if (length < 2)
    return false;
  size_t common = commonLength(slot, text);
  bool goesBack = settings.sharesPrefixes && keepsPositions;
  return common == length - 1 && (common == slot.held.size() || goesBack);
}

/// The slot nobody owns that has most in common with the text, so that least
/// has to be copied; there is one.
size_t Decoder::freeSlot(uint64_t source, Ids ids) const {
  size_t best = kNone, most = 0;
  for (size_t i = 0; i < slots.size(); ++i) {
    if (slots[i].owner != kNone)
      continue;
    size_t common = commonLength(slots[i], source, ids);
    if (best == kNone || common > most) {
      best = i;
      most = common;
    }
  }
  return best;
}

/// Goes back to the first tokens.
void Decoder::Slot::cut(size_t length) {
  held.resize(length);
  if (length < promptLength)
    promptLength = 0;
}

/// Lets the sequence of one slot be that of another, too. Rows of tokens that
/// both have are there, but computed in another way unless those of a prompt
/// of the same length were.
Status Decoder::copySlot(size_t from, size_t to) {
  const Slot &origin = slots[from];
  bool areEqual =
      settings.sharesPrefixes || slots[to].promptLength == origin.promptLength;
  bool areOfOneSource = slots[to].source == origin.source;
  size_t first =
      areEqual ? commonLength(slots[to], origin.source, origin.held) : 0;
  for (const BmrtTensor &tensor : carried)
    if (!areOfOneSource || !isOfSource(tensor))
      BMRT_TRY(program.copyCarried(tensor, static_cast<int64_t>(from),
                                   static_cast<int64_t>(to),
                                   static_cast<int64_t>(first),
                                   static_cast<int64_t>(origin.held.size())));
  slots[to] = origin;
  return {};
}

/// One step of all texts that go on where a slot is. Several may follow from
/// one.
Status Decoder::continueTexts(std::span<const Text> texts) {
  std::vector<size_t> others;
  size_t count = 0;
  for (size_t i = 0; i < texts.size(); ++i) {
    auto slot = std::ranges::find_if(slots, [&](const Slot &slot) {
      return slot.owner == kNone && goesOn(slot, texts[i]);
    });
    if (slot == slots.end()) {
      others.push_back(i);
      continue;
    }
    slot->owner = i;
    slot->cut(texts[i].ids.size() - 1);
    ++count;
  }
  for (size_t i : others) {
    auto source = std::ranges::find_if(
        slots, [&](const Slot &slot) { return goesOn(slot, texts[i]); });
    if (source == slots.end())
      continue;
    size_t to = freeSlot(texts[i].sourceNumber(), texts[i].ids);
    BMRT_TRY(copySlot(static_cast<size_t>(source - slots.begin()), to));
    slots[to].owner = i;
    ++count;
  }
  BMRT_TRY(gather(count));
  return count > 0 ? step(texts, count) : Status();
}

/// Moves the slots with owners, so many, to the first ones.
Status Decoder::gather(size_t count) {
  size_t free = 0;
  for (size_t i = count; i < slots.size(); ++i) {
    if (slots[i].owner == kNone)
      continue;
    while (slots[free].owner != kNone)
      ++free;
    BMRT_TRY(copySlot(i, free));
    slots[i].owner = kNone;
  }
  return {};
}

//===----------------------------------------------------------------------===//
// Texts that begin
//===----------------------------------------------------------------------===//

/// Brings a slot to the end of a text that does not go on where one is.
Status Decoder::begin(const Text &text, size_t number) {
  bool isDone = false;
  BMRT_TRY(beginLikeAnother(text, number, isDone));
  if (isDone)
    return {};
  BMRT_TRY(makeRoom());
  size_t best = bestSlot(text);
  if (best != kNone && best != 0)
    BMRT_TRY(copySlot(best, 0));
  slots[0].owner = number;
  if (best == kNone)
    slots[0].held.clear();
  slots[0].source = text.sourceNumber();
  return advance(text);
}

/// Moves who is in the first slot to another one.
Status Decoder::makeRoom() {
  if (slots[0].owner == kNone)
    return {};
  BMRT_TRY(copySlot(0, freeSlot(slots[0].source, slots[0].held)));
  slots[0].owner = kNone;
  return {};
}

/// A prompt that is known needs nothing but its place.
Status Decoder::beginLikeAnother(const Text &text, size_t number,
                                 bool &isDone) {
  const size_t length = text.ids.size();
  auto isKnown = [&](const Slot &slot) {
    return slot.promptLength == length && commonLength(slot, text) == length &&
           (keepsPositions || slot.held.size() == length);
  };
  auto found = std::ranges::find_if(slots, isKnown);
  if (found == slots.end())
    return {};
  auto at = static_cast<size_t>(found - slots.begin());
  if (slots[at].owner != kNone) {
    size_t to = freeSlot(text.sourceNumber(), text.ids);
    BMRT_TRY(copySlot(at, to));
    at = to;
  }
  Slot &slot = slots[at];
  slot.owner = number;
  slot.cut(length);
  results[number] = slot.promptLogits;
  isDone = true;
  return {};
}

/// How many of `ids` the state is of, or can go back to: keys and values that
/// were kept behind a position are not looked at. The last id is computed again
/// if the logits are not its.
size_t Decoder::knownOf(const Slot &slot, const Text &text) const {
  size_t common = commonLength(slot, text);
  if (common == slot.held.size())
    return common;
  return keepsPositions ? std::min(common, text.ids.size() - 1) : 0;
}

/// The slot from which the text is begun, if it is worth it.
size_t Decoder::bestSlot(const Text &text) const {
  if (!settings.sharesPrefixes)
    return kNone;
  auto best = std::ranges::max_element(
      slots, {}, [&](const Slot &slot) { return knownOf(slot, text); });
  bool isWorth = knownOf(*best, text) > 0;
  return isWorth ? static_cast<size_t>(best - slots.begin()) : kNone;
}

/// Whether `generate` is to compute the tokens of which the first are known. It
/// begins at the first, takes a window at most, and a token that it computes
/// beside others costs a fraction of a step.
bool Decoder::isPrefill(Ids ids, size_t known) const {
  constexpr size_t kStepCost = 8;
  if (known == 0)
    return true;
  auto most = static_cast<size_t>(window);
  size_t fresh = ids.size() - known;
  if (fresh < 2 || ids.size() > most)
    return false;
  return fresh * kStepCost > (isWindowFixed ? most : ids.size());
}

/// Brings the first slot to the end of the text.
Status Decoder::advance(const Text &text) {
  Slot &slot = slots[0];
  const Ids ids = text.ids;
  size_t known = knownOf(slot, text);
  if (isPrefill(ids, known)) {
    Ids prompt = ids.first(std::min(ids.size(), static_cast<size_t>(window)));
    BMRT_TRY(computeWindow({prompt, text.source}));
    slot.held.assign(prompt.begin(), prompt.end());
    BMRT_TRY(readLogits(0, slot.promptLogits));
    results[slot.owner] = slot.promptLogits;
    slot.promptLength = prompt.size();
  } else {
    slot.cut(known);
  }
  while (slot.held.size() < ids.size())
    BMRT_TRY(step(ids));
  return {};
}

/// One token of the text in the first slot.
Status Decoder::step(Ids ids) {
  std::vector<Text> texts(slots[0].owner + 1);
  texts.back().ids = ids;
  return step(texts, /*count=*/1);
}

/// One token of the texts that own the first slots.
Status Decoder::step(std::span<const Text> texts, size_t count) {
  auto sequences = static_cast<int64_t>(takesSequences ? count : 1);
  HostTensor tokens("tokens", kBmrtI32, {takesSequences ? sequences : rows});
  HostTensor position = takesSequences
                            ? HostTensor("position", kBmrtI32, {sequences})
                            : HostTensor::scalar("position", int32_t{0});
  for (size_t i = 0; i < count; ++i) {
    Slot &slot = slots[i];
    position.as<int32_t>()[i] = static_cast<int32_t>(slot.held.size());
    slot.held.push_back(texts[slot.owner].ids[slot.held.size()]);
    tokens.as<int32_t>()[i] = slot.held.back();
  }
  if (!takesSequences)
    std::fill_n(tokens.as<int32_t>(), rows, slots[0].held.back());
  // The draws of a model that has some are those of the only sequence.
  HostTensor rng = rngTensor(/*seed=*/0, position.as<int32_t>()[0]);
  const TensorView inputs[] = {tokens.view(), position.view(), rng.view()};
  BMRT_TRY(program.call(*decode, inputs, outputs));
  for (size_t i = 0; i < count; ++i)
    BMRT_TRY(readLogits(i, results[slots[i].owner]));
  return {};
}

Status Decoder::computeWindow(const Text &text) {
  const Ids ids = text.ids;
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
  HostTensor rng = rngTensor(/*seed=*/0, /*draw=*/0);
  std::vector<TensorView> inputs = {tokens.view(), position.view(), rng.view()};
  if (text.source)
    for (const HostTensor &input : text.source->inputs)
      inputs.push_back(input.view());
  return program.call(generate, inputs, outputs);
}

} // namespace bmc
