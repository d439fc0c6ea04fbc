//===- BuiltinsLayer.cpp - What layers are made of ------------------------===//

#include "frontend/sema/Builtins.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

/// What replaces a masked score. Finite, so that a search for the first
/// non-finite value finds a real one; e^(fill - max) is exactly 0.
static constexpr double kMaskedScore = -1e30;

static Value linear(BuiltinCall &call) {
  if (!call.isFloatTensor(0) || !call.isFloatTensor(1) ||
      !call.isTensorOrNone(2))
    return Value::error();
  return call.evaluator.linear(call[0], call[1], call[2], call.range);
}

static Value matmul(BuiltinCall &call) {
  if (!call.isFloatTensor(0) || !call.isFloatTensor(1))
    return Value::error();
  return call.evaluator.matmul(call[0], call[1], false, false, call.range);
}

static Value embedding(BuiltinCall &call) {
  if (!call.isIntegerTensor(0) || !call.isFloatTensor(1))
    return Value::error();
  const TensorType &weight = call.type(1);
  if (weight.rank() != 2) {
    call.error(1, DiagId::RankMismatch,
               "'weight' must be f32[num, dim], got " + format(weight));
    return Value::error();
  }
  const Size &rows = weight.shape[0];
  if (!call.stayBelow(0, rows.value, "indices",
                      "the table has only " + format(rows) + " rows"))
    return Value::error();
  return call.evaluator.rowsAt(call[0], call[1], call.range);
}

/// The sizes of the last axes of x that argument 1 names, or the last one;
/// reports if x has others, or one that is no compile-time size.
static std::optional<Shape> normalizedShape(BuiltinCall &call) {
  const TensorType &x = call.type(0);
  Shape sizes;
  for (const Value &size : call.oneOrMore(1))
    if (isNewSize(size)) {
      sizes.push_back(toSize(size));
    } else if (!size.isNone()) {
      call.error(1, DiagId::BadArguments,
                 "'normalized_shape' is a size or a list of the last ones, "
                 "got " +
                     describe(size, call.evaluator.program))
          .help(size.isTensor() ? "as in torch weights come behind it: (x, " +
                                      format(x.shape.back()) + ", weight)"
                                : "");
      return std::nullopt;
    }
  if (call[1].isNone() && x.rank() > 0)
    sizes.push_back(x.shape.back());
  if (sizes.empty() || sizes.size() > x.rank() ||
      ArrayRef(x.shape).take_back(sizes.size()) != ArrayRef(sizes)) {
    TypePattern pattern{ElementType::F32, true, {}};
    pattern.sizes.append(sizes.begin(), sizes.end());
    call.error(1, DiagId::ShapeMismatch,
               sizes.empty()
                   ? "'normalized_shape' needs a size"
                   : "needs " + format(pattern) + ", got " + format(x));
    return std::nullopt;
  }
  for (const Size &size : sizes)
    if (!size.isStatic()) {
      call.error(0, DiagId::RuntimeFeatureSize,
                 "the last axis of " + format(x) +
                     " must be a compile-time size");
      return std::nullopt;
    }
  return sizes;
}

/// The last `count` axes of a tensor as one.
static Value joinLast(BuiltinCall &call, const Value &x, size_t count) {
  ArrayRef<Size> shape = call.evaluator.typeOf(x).shape;
  SmallVector<std::optional<Size>> sizes(shape.begin(), shape.end() - count);
  sizes.push_back(std::nullopt);
  return count == 1 ? x : call.evaluator.reshape(x, sizes, call.range);
}

/// flatten_last(x, normalized_shape)
static Value flattenLast(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  std::optional<Shape> sizes = normalizedShape(call);
  return sizes ? joinLast(call, call[0], sizes->size()) : Value::error();
}

/// layer_norm(x, normalized_shape, weight, bias, eps)
static Value layerNorm(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  std::optional<Shape> sizes = normalizedShape(call);
  if (!sizes || !call.isTensorOrNone(2) || !call.isTensorOrNone(3))
    return Value::error();
  auto eps = call.number(4);
  if (!eps)
    return Value::error();
  if (*eps <= 0) {
    call.error(4, DiagId::BadValue, "'eps' must be above 0");
    return Value::error();
  }
  const TensorType x = call.type(0), weight{ElementType::F32, *sizes};
  SmallVector<Value> operands{joinLast(call, call[0], sizes->size())};
  for (size_t i : {2, 3}) {
    if (call[i].isNone())
      continue;
    if (call.type(i).shape != *sizes) {
      call.error(i, DiagId::ShapeMismatch,
                 "'" + call.formals[i] + "' must be " + format(weight) +
                     ", got " + format(call.type(i)));
      return Value::error();
    }
    operands.push_back(joinLast(call, call[i], sizes->size()));
  }
  if (call[2].isNone() && !call[3].isNone()) {
    call.error(3, DiagId::BadArguments, "'bias' needs 'weight'");
    return Value::error();
  }
  const TensorType flat = call.evaluator.typeOf(operands[0]);
  Value result = call.node(OpKind::LayerNorm, operands, flat);
  if (result.isError())
    return result;
  call.evaluator.lastNode().real = *eps;
  SmallVector<std::optional<Size>> shape(x.shape.begin(), x.shape.end());
  return call.evaluator.reshape(result, shape, call.range);
}

//===----------------------------------------------------------------------===//
// Attention
//===----------------------------------------------------------------------===//

/// [B, S, D] -> [B, H, S, D/H]
static Value splitHeads(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  auto heads = call.integer(1);
  const TensorType x = call.type(0);
  if (!heads)
    return Value::error();
  if (x.rank() != 3 || !x.shape[2].isStatic()) {
    call.error(0, DiagId::RankMismatch,
               "needs a tensor [B, S, D], got " + format(x));
    return Value::error();
  }
  if (*heads < 1 || x.shape[2].value % *heads != 0) {
    call.error(1, DiagId::UnevenSplit,
               "the last axis " + format(x.shape[2]) + " cannot be cut into " +
                   Twine(*heads) + " heads");
    return Value::error();
  }
  Size head{x.shape[2].value / *heads, nullptr, ""};
  SmallVector<std::optional<Size>> sizes{x.shape[0], x.shape[1],
                                         toSize(call[1]), head};
  Value split = call.evaluator.reshape(call[0], sizes, call.range);
  return split.isError()
             ? split
             : call.evaluator.permute(split, {0, 2, 1, 3}, call.range);
}

/// [B, H, S, E] -> [B, S, H*E]
static Value mergeHeads(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  const TensorType x = call.type(0);
  if (x.rank() != 4 || !x.shape[1].isStatic() || !x.shape[3].isStatic()) {
    call.error(0, DiagId::RankMismatch,
               "needs a tensor [B, H, S, E], got " + format(x));
    return Value::error();
  }
  Value swapped = call.evaluator.permute(call[0], {0, 2, 1, 3}, call.range);
  if (swapped.isError())
    return swapped;
  SmallVector<std::optional<Size>> sizes{x.shape[0], x.shape[2], std::nullopt};
  return call.evaluator.reshape(swapped, sizes, call.range);
}

static Value causalMask(BuiltinCall &call) {
  if (!call.isFloatTensor(0))
    return Value::error();
  const TensorType &x = call.type(0);
  if (x.rank() < 2 || !(x.shape[x.rank() - 1] == x.shape[x.rank() - 2])) {
    call.error(0, DiagId::ShapeMismatch,
               "needs scores [.., S, S] of queries and keys, got " + format(x));
    return Value::error();
  }
  Value result = call.node(OpKind::CausalMask, call[0], x);
  if (!result.isError())
    call.evaluator.lastNode().real = kMaskedScore;
  return result;
}

static const Builtin kRows[] = {
    {"linear", "x, weight, bias=none", linear,
     "x weight^T + bias, what Linear computes.\n"
     "shape: x f32[.., N], weight f32[M, N], bias f32[M] -> f32[.., M]\n"
     "torch: F.linear\n"
     "try: w = parameter(f32[4, 8], init = normal(0, 1)); linear(x, w)"},
    {"matmul", "a, b", matmul,
     "The product of the last two axes; also written `a @ b`. `b.T` swaps "
     "the last two axes. A vector is a row on the left, a column on the "
     "right.\n"
     "shape: f32[.., M, K], f32[.., K, N] -> f32[.., M, N]\n"
     "torch: torch.matmul\n"
     "try: matmul(sequence, sequence.T)"},
    {"einsum", "equation, *operands", einsum,
     "The sum of products that the letters say, of one or two operands; "
     "`...` stands for further axes.\n"
     "shape: \"bqd,bkd->bqk\" of f32[B, Q, D], f32[B, K, D] -> f32[B, Q, K]\n"
     "torch: torch.einsum: at most two operands, no letter twice in one\n"
     "try: einsum(\"bqd,bkd->bqk\", sequence, memory)"},
    {"embedding", "indices, weight", embedding,
     "group: Embeddings\n"
     "The rows of the table at these indices.\n"
     "shape: i32[..], f32[N, D] -> f32[.., D]\n"
     "torch: F.embedding: without padding_idx and max_norm\n"
     "try: table = parameter(f32[100, 8], init = normal(0, 1)); "
     "embedding(tokens, table)"},
    {"layer_norm", "x, normalized_shape=none, weight=none, bias=none, eps=1e-5",
     layerNorm,
     "group: Normalisation\n"
     "The last axis, or the last ones of these sizes together, less its mean, "
     "divided by its deviation, times weight, plus bias.\n"
     "shape: f32[.., N] -> f32[.., N]; of [C, H, W] f32[.., C, H, W] -> the "
     "same\n"
     "torch: F.layer_norm: over the last axis if no sizes are given\n"
     "try: layer_norm(image, [4, 8, 8])"},
    {"flatten_last", "x, normalized_shape", flattenLast,
     "Part of rms_norm: the last axes, of these sizes, as one."},
    {"split_heads", "x, heads", splitHeads,
     "group: Attention\n"
     "Cuts features into heads, which become the second axis.\n"
     "shape: f32[B, S, D] -> f32[B, heads, S, D/heads]\n"
     "torch: none: view and transpose\n"
     "try: split_heads(sequence, 2)"},
    {"merge_heads", "x", mergeHeads,
     "group: Attention\n"
     "The inverse of split_heads.\n"
     "shape: f32[B, H, S, E] -> f32[B, S, H*E]\n"
     "torch: none: transpose and reshape\n"
     "try: merge_heads(heads)"},
    {"causal_mask", "scores", causalMask,
     "group: Attention\n"
     "Scores of keys behind their query become -1e30: query i sees keys j <= "
     "i.\n"
     "shape: f32[.., S, S] -> f32[.., S, S]\n"
     "torch: nn.Transformer.generate_square_subsequent_mask: that makes what "
     "is added\n"
     "try: softmax(causal_mask(scores))"},
};

ArrayRef<Builtin> layerBuiltins() { return kRows; }

} // namespace bmc
