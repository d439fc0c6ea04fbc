//===- Abi.h - What the compiler emits and the runtime reads ----*- C++ -*-===//
//
// The only file compiler and runtime share. `codegen/` emits constants of these
// types into the object file; `runtime/` reads them. Plain C layout, no
// constructors, no ownership: everything points into the read-only data of the
// executable. Change a field here and both sides fail to build until they
// agree.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_RUNTIME_ABI_ABI_H
#define BMC_RUNTIME_ABI_ABI_H

#include <cstdint>

extern "C" {

/// Bumped whenever the layout of a struct below changes.
constexpr uint32_t kBmrtAbiVersion = 10;

/// Upper limits that keep every struct a plain value.
constexpr int kBmrtMaxDims = 16;
constexpr int kBmrtMaxRank = 8;

/// Offsets of tensors are multiples of this many bytes.
constexpr uint64_t kBmrtTensorAlignment = 64;

/// Element types of tensors in memory.
enum BmrtDType : uint32_t {
  kBmrtF32 = 0,
  kBmrtF64 = 1,
  kBmrtI32 = 2,
  kBmrtI64 = 3,
};

/// The two memory blocks of a running program.
enum BmrtSection : uint32_t {
  /// Lives as long as the run: parameters, gradients, optimizer moments.
  kBmrtState = 0,
  /// Reused by every call: inputs, outputs, activations, scratch.
  kBmrtArena = 1,
};

/// A run-time size such as the batch. least <= value <= max.
struct BmrtDim {
  const char *name;
  int64_t max;
  /// Smaller values would leave nothing of a size that is computed from this.
  int64_t least = 1;
  /// Not -1: the size is floor((factor * dims[base] + offset) / divisor), base
  /// being a dim before this one; then no input has it.
  int64_t base = -1;
  int64_t factor = 1, offset = 0, divisor = 1;
};

/// A tensor at a fixed place. Row-major and dense at the *actual* extents.
/// extents[i] >= 0 is a static extent; a negative value -1-k names the run-time
/// dim with index k.
struct BmrtTensor {
  const char *name;
  BmrtDType dtype;
  uint32_t rank;
  int64_t extents[kBmrtMaxRank];
  BmrtSection section;
  uint32_t reserved;
  /// Byte offset in the section, a multiple of kBmrtTensorAlignment.
  uint64_t offset;
};

/// How a parameter starts. The draw for element i of parameter p is
/// Philox4x32-10 keyed by (seed, stream = kInitStream + p), see core/Rng.h.
enum BmrtInitKind : uint32_t {
  kBmrtInitConstant = 0,    ///< a
  kBmrtInitNormal = 1,      ///< mean a, standard deviation b
  kBmrtInitUniform = 2,     ///< in [a, b)
  kBmrtInitTruncNormal = 3, ///< as kBmrtInitNormal, but in [low, high]
  kBmrtInitOrthogonal =
      4, ///< a matrix with orthonormal rows or columns, times a
};

/// What a state tensor is. A group holds at most one tensor per parameter.
enum BmrtStateRole : uint32_t {
  kBmrtParameter = 0,
  kBmrtGradient = 1,  ///< written by `train`, read by `update`; not saved
  kBmrtOptimizer = 2, ///< e.g. exp_avg, exp_avg_sq, or what `train` leaves for
                      ///< the next batch; saved with checkpoints
  kBmrtAverage = 3,   ///< of a parameter: what `eval`, `predict` and `generate`
                      ///< read in its place
  kBmrtTouched = 4,   ///< which rows of a gradient are not zero: 1 or 0 (i32);
                      ///< belongs to the gradient
  kBmrtCarried = 5, ///< what a call of `decode` leaves for the next; not saved
  kBmrtEvalCarried = 6, ///< the same of `eval`
};

/// One tensor of the state section. `tensor.name` is the parameter's
/// checkpoint key ("blocks.0.attn.qkv.weight") whatever the role;
/// `group` says which tensor of that parameter it is.
struct BmrtState {
  BmrtTensor tensor;
  BmrtStateRole role;
  BmrtInitKind init; ///< parameters only; other roles start at zero
  double a, b;
  /// "param", "grad", or a state of ir/optimizers: "exp_avg_sq".
  const char *group;
  double low = 0, high = 0; ///< kBmrtInitTruncNormal
};

/// factor * product of dims[k] ^ exponents[k].
struct BmrtSize {
  int64_t factor;
  uint8_t exponents[kBmrtMaxDims];
};

/// Where an operand of a launch lives. `bytes` is the number of an entry of
/// BmrtProgram::operandBytes: what the kernel may touch there.
struct BmrtOperand {
  BmrtSection section;
  uint32_t bytes;
  uint64_t offset;
};

/// A generated kernel. buffers[i] is the address of operand i, sizes[j] the
/// value of size j. Kernels start parallel work through Symbols.def
/// themselves, never allocate and never fail.
typedef void (*BmrtKernel)(char *const *buffers, const int64_t *sizes);

/// ceil(size / divisor), divisor > 0.
struct BmrtGridFactor {
  BmrtSize size;
  int64_t divisor;
};

constexpr int kBmrtMaxGridFactors = 3;

/// A grid of a GPU: `function` of the image's code run by as many blocks as the
/// product of `factors` (unused ones are 1), in one dimension, because only the
/// first has room for 2^31 - 1. Its parameters are addresses of the launch's
/// operands `operands[0..]`, then values of the launch's sizes `sizes[0..]`,
/// eight bytes each.
struct BmrtGrid {
  const char *function;
  BmrtGridFactor factors[kBmrtMaxGridFactors];
  uint32_t threads;     ///< per block
  uint32_t sharedBytes; ///< dynamic shared memory per block
  const uint32_t *operands;
  const uint32_t *sizes;
  uint32_t numOperands;
  uint32_t numSizes;
  /// This grid and the next loopGrids - 1 run again and again, as often as
  /// `loop` says, and take the number of the round as one more parameter. 0:
  /// no loop begins here.
  BmrtGridFactor loop;
  uint32_t loopGrids;
  uint32_t reserved;
};

/// factor * product of dims[k] ^ exponents[k], but at most `most`.
struct BmrtCostTerm {
  double factor;
  double most;
  uint8_t exponents[kBmrtMaxDims];
};

/// What each launch of a kernel does at least: sums of terms. `bytes` are read
/// or written in memory, `products` are multiplications and additions of matrix
/// products, `operations` other floating-point operations.
struct BmrtCost {
  const BmrtCostTerm *bytes;
  const BmrtCostTerm *products;
  const BmrtCostTerm *operations;
  uint32_t numBytes;
  uint32_t numProducts;
  uint32_t numOperations;
  BmrtDType dtype;    ///< of the operations
  const char *family; ///< what it is built around: "linear", "pointwise"
};

/// One kernel call. Operands are inputs first, which are only read, then
/// outputs, then scratch, whose contents are undefined before the call. An
/// output may be in the place of an input.
struct BmrtLaunch {
  BmrtKernel kernel; ///< of a CPU image; others have grids
  const BmrtOperand *operands;
  const BmrtSize *sizes;
  uint32_t numOperands;
  uint32_t numSizes;
  uint32_t numInputs;
  uint32_t numOutputs; ///< of floating point
  const char *name;    ///< kernel symbol
  /// For the NaN search, numOutputs entries each: shape and type of the outputs
  /// in the order they are computed, and where each comes from,
  /// "gpt.model:21:9 (blocks.3.attn), fused with lines 19 and 20".
  const BmrtTensor *outputs;
  const char *const *locations;
  const BmrtGrid *grids = nullptr; ///< of a GPU image, run in order
  uint32_t numGrids = 0;
  uint32_t reserved = 0;
  const BmrtCost *cost = nullptr; ///< null: nothing is known
  const char *location = nullptr; ///< of the whole launch, as `locations`
};

/// A function of the program. The runtime copies inputs in, executes launches
/// in order, and reads outputs. Which names exist depends on the model:
///   totals            data inputs -> total.N: sums over the rows of a batch
///   train             data inputs [, rng], total.N, share -> loss; overwrites
///                     the gradients
///   train_accumulate  same, but adds to the gradients
///   update            lr, step [, mu_product] -> grad_norm; changes parameters
///                     and moments
///   eval              data inputs [, rng], total.N, share -> loss (dropout
///                     off), and
///                     of metrics sum.N: sums over the rows of a batch, or
///                     scores.NAME, labels.NAME of its rows
///   metrics           sum.N over all batches -> metric.NAME, all f64
///   predict           data inputs [, rng] -> output, or several (dropout off)
///   generate          tokens, position -> logits of that position, [B, V]
///                     With `decode` it leaves in what is carried what `decode`
///                     would after the tokens up to that position
///   decode            tokens [N] [, position [N]] -> logits [N, V] of the next
///                     one of each sequence; reads and overwrites what is
///                     carried of the first N; `generate` leaves the first's.
///                     Positions are from 0 to below the window of `generate`.
///                     Carried tensors of rank 3 hold a row of each position:
///                     those from `position` on are not looked at. Where rows
///                     mix, N is the batch and `position` a scalar of them all
/// Scalar inputs: `rng` is i64[2] = (seed, draw), `lr` f64[], `step` f64[]
/// (1 for the first update), `mu_product` f64[] (train/Schedule.h), `position`
/// i32[]. `loss` is f32[] or f64[],
/// `grad_norm` f64[]. With `share` = rows of this batch / rows of all batches
/// and `total.N` = sum of `totals` over all batches, losses and gradients of
/// the batches add up to those of all their rows as one batch.
struct BmrtFunction {
  const char *name;
  const BmrtTensor *inputs;
  const BmrtTensor *outputs;
  const BmrtLaunch *launches;
  uint32_t numInputs;
  uint32_t numOutputs;
  uint32_t numLaunches;
  uint32_t reserved;
  /// Bytes of the arena this function touches with every dim at its bound.
  uint64_t arenaBytes;
};

/// A program for one device.
struct BmrtProgram {
  uint32_t abiVersion;
  uint32_t numDims;
  uint32_t numStates;
  uint32_t numFunctions;
  const char *name;
  const BmrtDim *dims;
  const BmrtState *states;
  const BmrtFunction *functions;
  uint64_t stateBytes;
  uint64_t arenaBytes; ///< largest of the functions
  /// data, train and generate sections of the .model file as JSON; the keys are
  /// listed in runtime/README.md.
  const char *config;
  const char *compiler; ///< "bmc 0.1.0 (LLVM 22.1.8)"
  const char *target;   ///< "x86-64 avx512", "sm_80"
  /// Sizes of operands, in bytes; none if the program does not know them.
  const BmrtSize *operandBytes = nullptr;
  uint32_t numOperandBytes = 0;
  uint32_t reserved = 0;
};

enum BmrtImageKind : uint32_t {
  kBmrtCpu = 0,
  kBmrtCuda = 1,
};

/// The program for one kind of device. All images have the same dims, states
/// (offsets included) and configuration, and functions of the same names,
/// inputs and outputs, so that a checkpoint knows no device.
struct BmrtImage {
  BmrtImageKind kind;
  uint32_t reserved;
  const char *arch; ///< "cpu", "sm_80"
  const BmrtProgram *program;
  /// Kernels of a GPU: PTX, compressed by zlib. Null for a CPU.
  const char *code;
  uint64_t codeBytes; ///< of `code`
  uint64_t textBytes; ///< of the PTX
  uint64_t checksum;  ///< bmrtChecksum of `code`
};

/// What bmc emits, named `bmrt_images`: one image at least.
struct BmrtImages {
  const BmrtImage *images;
  uint32_t count;
  uint32_t reserved;
};

extern const BmrtImages bmrt_images;

#define BMRT_FUNCTION(RESULT, NAME, PARAMETERS) RESULT NAME PARAMETERS;
#include "runtime/abi/Symbols.def"
}

/// FNV-1a of 64 bits: tells code that was damaged from code that was not.
inline uint64_t bmrtChecksum(const char *data, uint64_t bytes) {
  uint64_t hash = 0xcbf29ce484222325;
  for (uint64_t i = 0; i < bytes; ++i)
    hash = (hash ^ static_cast<unsigned char>(data[i])) * 0x100000001b3;
  return hash;
}

#endif // BMC_RUNTIME_ABI_ABI_H
