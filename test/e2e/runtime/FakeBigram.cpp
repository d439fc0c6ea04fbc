//===- FakeBigram.cpp - A character model written by hand -----------------===//
//
// logits(next | token) = table[token]: the smallest text model, so that the
// runtime's text data, `generate` and checkpointed vocabularies are tested
// without the compiler. FAKE_KIND is "text" (default) or "tokens",
// FAKE_TOKENIZER "char" (default), "byte" or "none".
//
//===----------------------------------------------------------------------===//
#include "test/e2e/runtime/FakeSupport.h"

#include <algorithm>

#ifndef FAKE_KIND
#define FAKE_KIND "text"
#endif
#ifndef FAKE_TOKENIZER
#define FAKE_TOKENIZER "char"
#endif

namespace {
using namespace fake;

constexpr int kBatch = 0, kWindow = 1;
constexpr int64_t kMaxBatch = 32, kMaxWindow = 16, kVocab = 256;
constexpr uint64_t kTableBytes = kVocab * kVocab * sizeof(Real);
constexpr uint64_t kTokenBytes = kMaxBatch * kMaxWindow * sizeof(int32_t);

enum StateOffset : uint64_t {
  kTable = 0,
  kTableGrad = kTableBytes,
  kTableAvg = 2 * kTableBytes,
  kTableAvgSq = 3 * kTableBytes,
  kStateBytes = 4 * kTableBytes,
};
enum ArenaOffset : uint64_t {
  kTokens = 0,
  kTargets = kTokenBytes,
  kLoss = 2 * kTokenBytes,
  kLr = kLoss + 64,
  kStep = kLr + 64,
  kNorm = kStep + 64,
  kPosition = kNorm + 64,
  kShare = kPosition + 64,
  kLogits = kShare + 64,
  kArenaBytes = kLogits + kMaxBatch * kVocab * sizeof(Real),
};

constexpr BmrtState kParameters[] = {parameter(
    "table.weight", kTable, kBmrtInitNormal, 0, 0.02, kVocab, kVocab)};
constexpr auto kStates = adamWStates(kParameters, kTableBytes);

/// Adds weight * d cross_entropy / d row to `gradient` unless it is null;
/// returns the cross entropy of one position.
Real crossEntropy(const Real *row, int32_t target, Real weight,
                  Real *gradient) {
  Real highest = *std::max_element(row, row + kVocab), sum = 0;
  for (int64_t v = 0; v < kVocab; ++v)
    sum += std::exp(row[v] - highest);
  for (int64_t v = 0; gradient && v < kVocab; ++v)
    gradient[v] += weight * (std::exp(row[v] - highest) / sum - (v == target));
  return std::log(sum) + highest - row[target];
}

/// tokens, targets, share, table -> loss [, gradient of the table]
template <bool withGradient>
void bigramLoss(char *const *buffers, const int64_t *sizes) {
  const int32_t *tokens = as<int32_t>(buffers, 0);
  const int32_t *targets = as<int32_t>(buffers, 1);
  const Real *table = as<Real>(buffers, 3);
  Real *gradient = withGradient ? as<Real>(buffers, 5) : nullptr;
  if (gradient)
    std::fill_n(gradient, kVocab * kVocab, Real(0));
  Real weight = *as<Real>(buffers, 2) / static_cast<Real>(sizes[0]), sum = 0;
  for (int64_t i = 0; i < sizes[0]; ++i)
    sum += crossEntropy(table + tokens[i] * kVocab, targets[i], weight,
                        gradient ? gradient + tokens[i] * kVocab : nullptr);
  *as<Real>(buffers, 4) = sum * weight;
}

/// lr, step -> grad_norm; operands 3..6 are the states.
void adamW(char *const *buffers, const int64_t *) {
  const AdamW parts[] = {{as<Real>(buffers, 3), as<Real>(buffers, 4),
                          as<Real>(buffers, 5), as<Real>(buffers, 6),
                          kVocab * kVocab}};
  *as<double>(buffers, 2) =
      update(parts, *as<double>(buffers, 0), *as<double>(buffers, 1), 0.0);
}

/// tokens, position, table -> logits; sizes are B and S.
void lastLogits(char *const *buffers, const int64_t *sizes) {
  const int32_t *tokens = as<int32_t>(buffers, 0);
  int32_t position = *as<int32_t>(buffers, 1);
  for (int64_t b = 0; b < sizes[0]; ++b)
    std::copy_n(as<Real>(buffers, 2) + tokens[b * sizes[1] + position] * kVocab,
                kVocab, as<Real>(buffers, 3) + b * kVocab);
}

constexpr BmrtTensor kInputs[] = {
    arena("tokens", kBmrtI32, kTokens, dim(kBatch), dim(kWindow)),
    arena("targets", kBmrtI32, kTargets, dim(kBatch), dim(kWindow)),
    arena("share", kReal, kShare),
};
constexpr BmrtTensor kGenerateIn[] = {kInputs[0],
                                      arena("position", kBmrtI32, kPosition)};
constexpr BmrtTensor kLossOut[] = {arena("loss", kReal, kLoss)};
constexpr BmrtTensor kTrainOuts[] = {kLossOut[0], kStates[1].tensor};
constexpr UpdateScalars kUpdateScalars(kLr);
constexpr BmrtTensor kLogitsOut[] = {
    arena("logits", kReal, kLogits, dim(kBatch), kVocab)};

constexpr BmrtSize kPositions[] = {{1, {1, 1}}};
constexpr BmrtSize kBatchAndWindow[] = {{1, {1}}, {1, {0, 1}}};

constexpr BmrtOperand kLossOperands[] = {inArena(kTokens), inArena(kTargets),
                                         inArena(kShare),  inState(kTable),
                                         inArena(kLoss),   inState(kTableGrad)};
constexpr BmrtOperand kEvalOperands[] = {inArena(kTokens), inArena(kTargets),
                                         inArena(kShare), inState(kTable),
                                         inArena(kLoss)};
constexpr BmrtOperand kUpdateOperands[] = {
    inArena(kLr),        inArena(kStep),      inArena(kNorm),
    inState(kTable),     inState(kTableGrad), inState(kTableAvg),
    inState(kTableAvgSq)};
constexpr BmrtOperand kLogitsOperands[] = {inArena(kTokens), inArena(kPosition),
                                           inState(kTable), inArena(kLogits)};

constexpr Place kTablePlace("bigram.model:8:10 (table)");
constexpr Place kOptimizerPlace("bigram.model:12:15 (optimizer)");

constexpr BmrtLaunch kTrain[] = {
    launch(bigramLoss<true>, "bigram_loss_gradient", kTablePlace, kLossOperands,
           4, kTrainOuts, kPositions)};
constexpr BmrtLaunch kEval[] = {launch(bigramLoss<false>, "bigram_loss",
                                       kTablePlace, kEvalOperands, 4, kLossOut,
                                       kPositions)};
constexpr BmrtLaunch kUpdate[] = {launch(adamW, "adamw", kOptimizerPlace,
                                         kUpdateOperands, 2,
                                         kUpdateScalars.outputs)};
constexpr BmrtLaunch kGenerate[] = {launch(lastLogits, "last_logits",
                                           kTablePlace, kLogitsOperands, 3,
                                           kLogitsOut, kBatchAndWindow)};

constexpr BmrtFunction kFunctions[] = {
    function("train", kInputs, kLossOut, kTrain, kArenaBytes),
    function("update", kUpdateScalars.inputs, kUpdateScalars.outputs, kUpdate,
             kArenaBytes),
    function("eval", kInputs, kLossOut, kEval, kArenaBytes),
    function("generate", kGenerateIn, kLogitsOut, kGenerate, kArenaBytes),
};

constexpr BmrtDim kDims[] = {{"B", kMaxBatch}, {"S", kMaxWindow}};

constexpr char kConfig[] = R"json({
  "model": "Bigram", "source": "bigram.model", "dtype": ")json" FAKE_DTYPE
                           R"json(",
  "data": {"name": "corpus", "kind": ")json" FAKE_KIND
                           R"json(", "path": "input.txt",
    "tokenizer": ")json" FAKE_TOKENIZER
                           R"json(", "vocab_size": 256, "window": "S",
    "split": {"train": 0.9, "val": 0.1}, "columns": [],
    "bindings": [{"field": "tokens", "input": "tokens"},
                 {"field": "targets", "input": "targets"}]},
  "dims": {"batch": "B"},
  "train": {"loss": "cross_entropy(output, targets)", "optimizer": "AdamW",
    "lr": {"kind": "linear", "base": 0.05, "warmup": 5, "min": 0.005},
    "batch_size": 16, "accumulate": 1, "max_steps": 120, "epochs": 0,
    "seed": 7, "clip_grad_norm": 1.0, "eval_every": 40, "eval_batches": 3,
    "checkpoint_every": 40, "keep": 2,
    "best": {"monitor": "loss", "better": "lower"}, "patience": 0, "min_delta": 0},
  "generate": {"prompt": "", "max_new_tokens": 40, "temperature": 0.8,
    "top_k": 10, "top_p": 1, "min_p": 0, "repetition_penalty": 1,
    "presence_penalty": 0, "frequency_penalty": 0, "beams": 1,
    "length_penalty": 1, "turn": "{message}\n", "stop": [], "seed": 1337}
})json";

} // namespace

static constexpr BmrtProgram kProgram = program(
    "Bigram", kDims, kStates, kFunctions, kStateBytes, kArenaBytes, kConfig);

static constexpr BmrtImage kImage = {kBmrtCpu, 0, "cpu", &kProgram,
                                     nullptr,  0, 0};
extern "C" const BmrtImages bmrt_images = {&kImage, 1, 0};
