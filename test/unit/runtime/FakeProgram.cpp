//===- FakeProgram.cpp - A linear model written by hand -------------------===//
//
// y = fc(x): what bmc would emit for a two-column linear regression trained
// with AdamW, mean squared error, gradient accumulation and input noise drawn
// from `rng`. Linked with libbmc_runtime it is a complete executable, so the
// runtime is tested without the compiler. FAKE_F64 and FAKE_ACCUMULATE choose
// the variant.
//
//===----------------------------------------------------------------------===//
#include "test/e2e/runtime/FakeSupport.h"

#include <algorithm>

#ifndef FAKE_ACCUMULATE
#define FAKE_ACCUMULATE 2
#endif
#define FAKE_STRING(X) FAKE_STRING2(X)
#define FAKE_STRING2(X) #X

namespace {
using namespace fake;

constexpr int kBatch = 0;
constexpr int64_t kMaxBatch = 256, kColumns = 2, kChunk = 16;

//===----------------------------------------------------------------------===//
// Memory plan
//===----------------------------------------------------------------------===//

enum StateOffset : uint64_t {
  kWeight = 0,
  kBias = 64,
  kWeightGrad = 128,
  kBiasGrad = 192,
  kWeightAvg = 256,
  kBiasAvg = 320,
  kWeightAvgSq = 384,
  kBiasAvgSq = 448,
  kStateBytes = 512,
};
enum ArenaOffset : uint64_t {
  kX = 0,
  kY = 4096,
  kRng = 6144,
  kLoss = 6208,
  kNoisy = 8192,
  kPrediction = 12288,
  kPredictionGrad = 14336,
  kPartials = 16384,
  kLr = 18432,
  kStep = 18496,
  kNorm = 18560,
  kShare = 18624,
  kArenaBytes = 18688,
};

constexpr BmrtState kParameters[] = {
    parameter("fc.weight", kWeight, kBmrtInitUniform, -0.7, 0.7, 1, kColumns),
    parameter("fc.bias", kBias, kBmrtInitConstant, 0, 0, 1)};
constexpr auto kStates = adamWStates(kParameters, kWeightGrad);

//===----------------------------------------------------------------------===//
// Kernels
//===----------------------------------------------------------------------===//

/// x, rng -> x + 0.01 * noise, the noise a hash of (seed, draw, index).
void inputNoise(char *const *buffers, const int64_t *sizes) {
  const Real *x = as<Real>(buffers, 0);
  const uint64_t *rng = as<uint64_t>(buffers, 1);
  Real *noisy = as<Real>(buffers, 2);
  for (int64_t i = 0; i < sizes[0] * kColumns; ++i) {
    uint64_t h = rng[0] * 0x9E3779B97F4A7C15ull +
                 rng[1] * 0xBF58476D1CE4E5B9ull +
                 static_cast<uint64_t>(i + 1) * 0x94D049BB133111EBull;
    h ^= h >> 31;
    h *= 0xD6E8FEB86659FD93ull;
    h ^= h >> 32;
    double unit = static_cast<double>(h >> 11) * 0x1p-53;
    noisy[i] = static_cast<Real>(x[i] + 0.01 * (unit - 0.5));
  }
}

struct ForwardContext {
  const Real *x, *weight, *bias;
  Real *prediction;
  int64_t rows;
};

void forwardChunk(void *opaque, int64_t chunk) {
  const auto &c = *static_cast<ForwardContext *>(opaque);
  int64_t end = std::min(c.rows, (chunk + 1) * kChunk);
  for (int64_t r = chunk * kChunk; r < end; ++r)
    c.prediction[r] = c.x[r * kColumns] * c.weight[0] +
                      c.x[r * kColumns + 1] * c.weight[1] + c.bias[0];
}

/// x, weight, bias -> prediction
void linearForward(char *const *buffers, const int64_t *sizes) {
  ForwardContext context{as<Real>(buffers, 0), as<Real>(buffers, 1),
                         as<Real>(buffers, 2), as<Real>(buffers, 3), sizes[0]};
  bmrt_parallel_for(forwardChunk, &context, (sizes[0] + kChunk - 1) / kChunk);
}

/// prediction, y, share -> loss, gradient of the prediction
void meanSquaredError(char *const *buffers, const int64_t *sizes) {
  const Real *prediction = as<Real>(buffers, 0), *y = as<Real>(buffers, 1);
  Real *loss = as<Real>(buffers, 3), *gradient = as<Real>(buffers, 4);
  Real weight = *as<Real>(buffers, 2) / static_cast<Real>(sizes[0]), sum = 0;
  for (int64_t i = 0; i < sizes[0]; ++i) {
    Real difference = prediction[i] - y[i];
    sum += difference * difference;
    gradient[i] = 2 * difference * weight;
  }
  *loss = sum * weight;
}

struct GradientContext {
  const Real *x, *predictionGrad;
  Real *partials;
  int64_t rows;
};

void gradientChunk(void *opaque, int64_t chunk) {
  const auto &c = *static_cast<GradientContext *>(opaque);
  Real *partial = c.partials + chunk * 3;
  std::fill_n(partial, 3, Real(0));
  int64_t end = std::min(c.rows, (chunk + 1) * kChunk);
  for (int64_t r = chunk * kChunk; r < end; ++r) {
    partial[0] += c.x[r * kColumns] * c.predictionGrad[r];
    partial[1] += c.x[r * kColumns + 1] * c.predictionGrad[r];
    partial[2] += c.predictionGrad[r];
  }
}

/// x, gradient of the prediction -> gradients of weight and bias; scratch
/// partials keep the summation order independent of the thread count.
template <bool accumulate>
void linearGradient(char *const *buffers, const int64_t *sizes) {
  GradientContext context{as<Real>(buffers, 0), as<Real>(buffers, 1),
                          as<Real>(buffers, 4), sizes[0]};
  int64_t chunks = (sizes[0] + kChunk - 1) / kChunk;
  bmrt_parallel_for(gradientChunk, &context, chunks);
  Real *out[3] = {as<Real>(buffers, 2), as<Real>(buffers, 2) + 1,
                  as<Real>(buffers, 3)};
  for (int k = 0; k < 3; ++k) {
    Real sum = 0;
    for (int64_t chunk = 0; chunk < chunks; ++chunk)
      sum += context.partials[chunk * 3 + k];
    *out[k] = accumulate ? *out[k] + sum : sum;
  }
}

/// lr, step -> grad_norm; the eight state tensors follow as operands 3..10.
void adamW(char *const *buffers, const int64_t *) {
  const AdamW parts[] = {{as<Real>(buffers, 3), as<Real>(buffers, 5),
                          as<Real>(buffers, 7), as<Real>(buffers, 9), kColumns},
                         {as<Real>(buffers, 4), as<Real>(buffers, 6),
                          as<Real>(buffers, 8), as<Real>(buffers, 10), 1}};
  *as<double>(buffers, 2) =
      update(parts, *as<double>(buffers, 0), *as<double>(buffers, 1), 0.01);
}

//===----------------------------------------------------------------------===//
// Launches and functions
//===----------------------------------------------------------------------===//

constexpr BmrtTensor kInputs[] = {
    arena("x", kReal, kX, dim(kBatch), kColumns),
    arena("y", kReal, kY, dim(kBatch)),
    arena("share", kReal, kShare),
    arena("rng", kBmrtI64, kRng, 2),
};
constexpr BmrtTensor kLossOut[] = {arena("loss", kReal, kLoss)};
constexpr BmrtTensor kPredictionOut[] = {
    arena("output", kReal, kPrediction, dim(kBatch))};
constexpr BmrtTensor kNoiseOut[] = {
    arena("noisy", kReal, kNoisy, dim(kBatch), kColumns)};
constexpr BmrtTensor kLossOuts[] = {
    arena("loss", kReal, kLoss),
    arena("dpred", kReal, kPredictionGrad, dim(kBatch))};
constexpr BmrtTensor kGradientOuts[] = {kStates[2].tensor, kStates[3].tensor};
constexpr UpdateScalars kUpdateScalars(kLr);

constexpr BmrtSize kBatchSize[] = {{1, {1}}};

constexpr BmrtOperand kNoiseOperands[] = {inArena(kX), inArena(kRng),
                                          inArena(kNoisy)};
constexpr BmrtOperand kForwardOperands[] = {
    inArena(kNoisy), inState(kWeight), inState(kBias), inArena(kPrediction)};
constexpr BmrtOperand kCleanForwardOperands[] = {
    inArena(kX), inState(kWeight), inState(kBias), inArena(kPrediction)};
constexpr BmrtOperand kLossOperands[] = {inArena(kPrediction), inArena(kY),
                                         inArena(kShare), inArena(kLoss),
                                         inArena(kPredictionGrad)};
constexpr BmrtOperand kGradientOperands[] = {
    inArena(kNoisy), inArena(kPredictionGrad), inState(kWeightGrad),
    inState(kBiasGrad), inArena(kPartials)};
constexpr BmrtOperand kUpdateOperands[] = {
    inArena(kLr),          inArena(kStep),      inArena(kNorm),
    inState(kWeight),      inState(kBias),      inState(kWeightGrad),
    inState(kBiasGrad),    inState(kWeightAvg), inState(kBiasAvg),
    inState(kWeightAvgSq), inState(kBiasAvgSq)};

constexpr Place kNoisePlace("linear.model:9:14 (noise)");
constexpr Place kFcPlace("linear.model:10:12 (fc)");
constexpr Place kLossPlace("linear.model:14:10 (loss)");
constexpr Place kOptimizerPlace("linear.model:15:15 (optimizer)");

constexpr BmrtLaunch kNoise = launch(inputNoise, "input_noise", kNoisePlace,
                                     kNoiseOperands, 2, kNoiseOut, kBatchSize);
constexpr BmrtLaunch kForward =
    launch(linearForward, "linear_forward", kFcPlace, kForwardOperands, 3,
           kPredictionOut, kBatchSize);
constexpr BmrtLaunch kCleanForward =
    launch(linearForward, "linear_forward", kFcPlace, kCleanForwardOperands, 3,
           kPredictionOut, kBatchSize);
constexpr BmrtLaunch kLossLaunch =
    launch(meanSquaredError, "mean_squared_error", kLossPlace, kLossOperands, 3,
           kLossOuts, kBatchSize);
constexpr BmrtLaunch kGradient =
    launch(linearGradient<false>, "linear_gradient", kFcPlace,
           kGradientOperands, 2, kGradientOuts, kBatchSize);
constexpr BmrtLaunch kGradientAdd =
    launch(linearGradient<true>, "linear_gradient_add", kFcPlace,
           kGradientOperands, 2, kGradientOuts, kBatchSize);

constexpr BmrtLaunch kTrain[] = {kNoise, kForward, kLossLaunch, kGradient};
constexpr BmrtLaunch kTrainAdd[] = {kNoise, kForward, kLossLaunch,
                                    kGradientAdd};
constexpr BmrtLaunch kEval[] = {kCleanForward, kLossLaunch};
constexpr BmrtLaunch kPredict[] = {kCleanForward};
constexpr BmrtLaunch kUpdate[] = {launch(adamW, "adamw", kOptimizerPlace,
                                         kUpdateOperands, 2,
                                         kUpdateScalars.outputs)};

constexpr BmrtFunction kFunctions[] = {
    function("train", kInputs, kLossOut, kTrain, kArenaBytes),
    function("train_accumulate", kInputs, kLossOut, kTrainAdd, kArenaBytes),
    function("update", kUpdateScalars.inputs, kUpdateScalars.outputs, kUpdate,
             kArenaBytes),
    function("eval", kInputs, kLossOut, kEval, kArenaBytes, 3),
    function("predict", kInputs, kPredictionOut, kPredict, kArenaBytes, 1),
};

constexpr BmrtDim kDims[] = {{"B", kMaxBatch}};

constexpr char kConfig[] = R"json({
  "model": "Linear", "source": "linear.model", "dtype": ")json" FAKE_DTYPE
                           R"json(",
  "data": {"name": "table", "kind": "csv", "path": "", "tokenizer": "none",
    "vocab_size": 0, "window": "", "split": {"train": 0.9, "val": 0.1},
    "columns": [{"name": "x0", "type": ")json" FAKE_DTYPE R"json(", "size": 0},
                {"name": "x1", "type": ")json" FAKE_DTYPE R"json(", "size": 0},
                {"name": "y", "type": ")json" FAKE_DTYPE R"json(", "size": 0}],
    "bindings": [{"field": ["x0", "x1"], "input": "x"},
                 {"field": "y", "input": "y"}]},
  "dims": {"batch": "B"},
  "train": {"loss": "mse(output, y)", "optimizer": "AdamW",
    "lr": {"kind": "cosine", "base": 0.05, "warmup": 10, "min": 0.001},
    "batch_size": 32, "accumulate": )json" FAKE_STRING(FAKE_ACCUMULATE) R"json(,
    "max_steps": 200, "epochs": 0, "seed": 1337, "clip_grad_norm": 1.0,
    "eval_every": 50, "eval_batches": 4, "checkpoint_every": 100, "keep": 3,
    "best": {"monitor": "loss", "better": "lower"}, "patience": 0, "min_delta": 0
}
})json";

} // namespace

static constexpr BmrtProgram kProgram = program(
    "Linear", kDims, kStates, kFunctions, kStateBytes, kArenaBytes, kConfig);

static constexpr BmrtImage kImage = {kBmrtCpu, 0, "cpu", &kProgram,
                                     nullptr,  0, 0};
extern "C" const BmrtImages bmrt_images = {&kImage, 1, 0};
