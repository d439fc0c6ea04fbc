//===- ForeignNames.cpp - What other languages and frameworks would say ---===//
//
// Names that users bring from PyTorch and Python, and what is written here.
//
//===----------------------------------------------------------------------===//

#include "frontend/sema/Sema.h"

#include "llvm/ADT/StringSwitch.h"

using namespace llvm;

namespace bmc {

static constexpr StringLiteral kInitialValues =
    "how a layer starts is said where it is made: Linear(8, 4, init = "
    "xavier_uniform(), bias_init = zeros()); 'bmc help kaiming_normal' names "
    "others";

/// Words of Python.
static StringRef ofPython(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Case("self", "members are used by their plain name")
      .Cases({"torch", "nn", "F", "math", "optim"},
             "such a prefix stands before a call only, as in torch.relu(x), "
             "and may be left out; elements are f32 or i32")
      .Cases({"np", "numpy", "jnp", "jax", "tf", "keras", "layers"},
             "functions and layers need no prefix: exp(x)")
      .Case("inplace", "nothing is changed in place: leave it out")
      .Case("training", "layers know when they are trained: leave it out; "
                        "by_mode(a, b) is a in training and b elsewhere")
      .Case("True", "write 'true'")
      .Case("False", "write 'false'")
      .Case("None", "write 'none'")
      .Case("class", "write 'block Name { .. }' with 'forward'")
      .Case("def", "write 'function name(x: f32[..]) { .. }'")
      .Case("inf", "write 1e30 for infinity: it hides as well, and a row that "
                   "is masked whole stays a number")
      .Case("print", "bmc --emit=graph prints the operations with their "
                     "shapes")
      .Default("");
}

/// What PyTorch's tensors have.
static StringRef ofTensors(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Cases({"to", "cuda", "cpu", "device", "dtype", "contiguous", "clone"},
             "tensors need no device or memory format: leave it out")
      .Cases({"double", "half", "bfloat16", "type"},
             "--precision chooses the element type of the whole program")
      .Cases({"t", "mT"}, "'.T' swaps the last two axes")
      .Cases({"item", "tolist"},
             "a tensor has no value when compiling; the program prints results")
      .Cases({"detach", "no_grad", "data"},
             "stop_gradient(x) is constant for gradients")
      .Cases({"requires_grad", "requires_grad_", "backward", "zero_grad"},
             "gradients are derived by the compiler: leave it out")
      .Cases({"dim", "numel"}, "x.ndim is the number of axes, x.shape has the "
                               "sizes")
      .Cases({"values", "indices"},
             "those along one axis have them, such as max(x, dim = 1).indices")
      .Case("unfold",
            "unfold(x, kernel_size) takes windows of images; those of "
            "an axis are stack([x[.., i:i + size] for i in n], dim)")
      .Cases({"rsample", "sample"},
             "write mean + deviation * randn_like(deviation)")
      .Default("");
}

/// What PyTorch calls to change something that is made already.
static StringRef ofChanges(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Cases({"uniform_", "normal_", "trunc_normal_", "constant_", "ones_",
              "zeros_", "zero_", "fill_", "apply"},
             kInitialValues)
      .Cases({"xavier_uniform_", "xavier_normal_", "kaiming_uniform_",
              "kaiming_normal_", "orthogonal_", "sparse_", "eye_", "dirac_"},
             kInitialValues)
      .Cases({"register_buffer", "register_parameter"},
             "write a member: scale = buffer(f32[8], init = ones()), or "
             "parameter(..)")
      .Case("Parameter", "write parameter(f32[4, 8], init = normal(0, 0.02)), "
                         "with the type and how it starts")
      .Cases({"append", "extend", "insert"},
             "lists grow by an assignment: items = items + [x]")
      .Case("super", "leave it out")
      .Default("");
}

/// Functions of PyTorch.
static StringRef ofFunctions(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Cases({"mul", "multiply", "Multiply"}, "write a * b")
      .Cases({"add", "sub", "div", "true_divide", "Add"},
             "write a + b, a - b or a / b")
      .Case("floor_divide", "write a // b")
      .Cases({"neg", "negative"}, "write -x")
      .Case("absolute", "write abs(x)")
      .Cases({"eq", "ne", "lt", "le", "gt", "ge"}, "write a == b, a < b, ..")
      .Cases({"logical_and", "logical_or", "logical_not", "logical_xor",
              "bitwise_and", "bitwise_or", "bitwise_not"},
             "write a and b, a or b, not a")
      .Cases({"clamp_min", "clamp_max"}, "write clamp(x, min = a, max = b)")
      .Cases({"vdot", "inner", "tensordot"}, "write a @ b, or einsum")
      .Cases({"addmm", "addmv", "baddbmm", "addbmm"}, "write c + a @ b")
      .Case("erfc", "write 1 - erf(x)")
      .Cases({"deg2rad", "radians"}, "write x * (pi / 180)")
      .Cases({"rad2deg", "degrees"}, "write x * (180 / pi)")
      .Cases({"swapaxes", "swapdims"}, "write transpose(x, a, b)")
      .Case("moveaxis", "write movedim(x, source, destination)")
      .Cases({"reshape_as"}, "write view_as(x, other)")
      .Cases({"hstack", "vstack", "dstack", "column_stack", "row_stack"},
             "write cat([a, b], dim)")
      .Cases({"concat", "concatenate", "Concatenate"}, "write cat([a, b], dim)")
      .Case("take_along_dim", "write gather(x, dim, index)")
      .Cases({"scatter", "scatter_reduce", "index_put", "index_copy"},
             "scatter_add(x, dim, index, src) adds; where(mask, a, b) replaces")
      .Cases({"index_add", "bincount", "segment_sum"},
             "write scatter_add(x, dim, index, src)")
      .Cases({"masked_select", "nonzero", "argwhere", "unique"},
             "sizes do not depend on values: where(mask, x, 0.0) keeps the "
             "shape")
      .Cases({"std_mean", "var_mean", "aminmax"},
             "write two calls, such as var(x, dim) and mean(x, dim)")
      .Cases({"randint", "randperm", "multinomial"},
             "write int(n * rand(B)) for numbers from 0 to n - 1")
      .Default("");
}

/// Losses, which are functions here.
static StringRef ofLosses(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Cases({"MSELoss", "mean_squared_error", "MeanSquaredError"},
             "write mse(output, target)")
      .Cases({"L1Loss", "mean_absolute_error", "MeanAbsoluteError"},
             "write l1(output, target)")
      .Case("SmoothL1Loss", "write smooth_l1(output, target)")
      .Case("HuberLoss", "write huber(output, target)")
      .Cases({"CrossEntropyLoss", "categorical_crossentropy",
              "sparse_categorical_crossentropy"},
             "write cross_entropy(output, targets)")
      .Case("NLLLoss", "write nll(output, targets)")
      .Cases({"BCELoss", "binary_crossentropy", "log_loss"},
             "write binary_cross_entropy(output, target), or of scores before "
             "a sigmoid bce_with_logits(output, target)")
      .Case("BCEWithLogitsLoss", "write bce_with_logits(output, target)")
      .Case("CTCLoss", "write ctc(log_probs, targets, input_lengths, "
                       "target_lengths)")
      .Cases({"KLDivLoss", "KLDivergence"}, "write kl_div(output, target)")
      .Case("PoissonNLLLoss", "write poisson_nll(output, target)")
      .Case("GaussianNLLLoss", "write gaussian_nll(output, target, var)")
      .Case("TripletMarginLoss",
            "write triplet_margin(anchor, positive, negative)")
      .Case("CosineEmbeddingLoss", "write cosine_embedding(x1, x2, target)")
      .Case("MarginRankingLoss", "write margin_ranking(x1, x2, target)")
      .Case("HingeEmbeddingLoss", "write hinge_embedding(output, target)")
      .Case("SoftMarginLoss", "write soft_margin(output, target)")
      .Case("MultiMarginLoss", "write multi_margin(output, targets)")
      .Case("MultiLabelSoftMarginLoss",
            "write multilabel_soft_margin(output, target)")
      .Case("focal_loss", "write sigmoid_focal_loss(output, target)")
      .Default("");
}

/// Schedules and metrics.
static StringRef ofTraining(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Cases({"CosineAnnealingWarmRestarts", "cosine_restarts"},
             "write cosine(lr, cycles = n)")
      .Cases(
          {"warmup_cosine", "cosine_warmup", "get_cosine_schedule_with_warmup"},
          "write cosine(lr, warmup = steps)")
      .Cases({"warmup_linear", "get_linear_schedule_with_warmup"},
             "write linear(lr, warmup = steps)")
      .Cases({"wsd", "WSD", "warmup_stable_decay"},
             "write stable_decay(lr, decay, warmup = steps)")
      .Case("reduce_on_plateau", "write plateau(lr)")
      .Cases({"LambdaLR", "SequentialLR", "ChainedScheduler"},
             "schedules have names, and most take a warmup: 'bmc help cosine'")
      .Cases({"auroc", "AUROC", "roc_auc", "roc_auc_score"}, "write auc")
      .Cases({"mape", "iou", "dice", "jaccard", "mcc", "specificity"},
             "a metric is any expression of sums and means over rows: metrics "
             "= {off: mean(abs(output - y) / y)}")
      .Default("");
}

/// Layers of PyTorch.
static StringRef ofLayers(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Case("ParameterList", "write '[parameter(f32[8]) for n]'")
      .Cases({"ModuleDict", "ParameterDict"},
             "members have names: 'a = Linear(4, 8)', then a(x)")
      .Cases({"SwiGLU", "GeGLU", "ReGLU"},
             "write GatedFeedForward(d_model, dim_feedforward), whose "
             "activation says which")
      .Cases({"fft", "rfft", "ifft", "view_as_complex"},
             "there are no complex numbers; x @ matrix transforms by cosines "
             "and sines")
      .Cases({"Swish", "swish"}, "write silu(x), or SiLU()")
      .Cases({"pack_padded_sequence", "pad_packed_sequence", "pack_sequence"},
             "write lstm(x, lengths = n) with the steps of each row, i32[B]")
      .Cases({"gelu_new", "gelu_fast"}, "write gelu(x, \"tanh\")")
      .Cases({"RotaryEmbedding", "RotaryPositionalEmbeddings"},
             "write rotary(q) and rotary(k)")
      .Cases({"Conv3d", "ConvTranspose3d", "MaxPool3d", "AvgPool3d",
              "BatchNorm3d", "Dropout3d"},
             "there are layers of one and two axes, such as Conv2d")
      .Default("");
}

/// Layers of Keras.
static StringRef ofKeras(StringRef name) {
  return StringSwitch<StringRef>(name)
      .Case("Dense", "write Linear(in_features, out_features)")
      .Cases({"Conv2D", "Conv1D", "SeparableConv2D", "DepthwiseConv2D"},
             "write Conv2d(in_channels, out_channels, kernel_size); depthwise "
             "with groups = in_channels")
      .Cases({"Conv2DTranspose", "Conv1DTranspose"},
             "write ConvTranspose2d(in_channels, out_channels, kernel_size)")
      .Case("BatchNormalization", "write BatchNorm1d or BatchNorm2d(features)")
      .Case("LayerNormalization", "write LayerNorm(features)")
      .Case("MultiHeadAttention", "write MultiheadAttention(features, heads)")
      .Cases({"GlobalAveragePooling1D", "GlobalAveragePooling2D",
              "GlobalMaxPooling1D", "GlobalMaxPooling2D"},
             "write mean(x, dim) or max(x, dim) over the axes")
      .Cases({"MaxPooling1D", "MaxPooling2D", "AveragePooling1D",
              "AveragePooling2D"},
             "write MaxPool2d(2) or AvgPool2d(2)")
      .Case("Bidirectional", "write LSTM(.., bidirectional = true)")
      .Case("SimpleRNN", "write RNN(input_size, hidden_size)")
      .Cases({"return_sequences", "return_state"},
             "the result has both: lstm(x).output of every step, "
             "lstm(x).h_n[-1] after the last")
      .Case("stateful", "write carry_state = true in train")
      .Case("TimeDistributed",
            "layers such as Linear act on the last axis of any tensor")
      .Case("Activation", "activations are functions: relu(x)")
      .Default("");
}

StringRef foreignHint(StringRef name) {
  for (auto *hint : {ofPython, ofTensors, ofChanges, ofFunctions, ofLayers,
                     ofLosses, ofTraining, ofKeras})
    if (StringRef text = hint(name); !text.empty())
      return text;
  return "";
}

bool ForeignUses::add(StringRef name, SourceRange range, StringRef what) {
  if (foreignHint(name).empty())
    return false;
  Uses &uses = names[name];
  if (uses.count++ == 0) {
    uses.first = range;
    uses.what = what.str();
  }
  return true;
}

void ForeignUses::report(DiagnosticEngine &diagnostics) const {
  for (const auto &[name, uses] : names) {
    std::string times =
        uses.count > 1 ? ", used " + std::to_string(uses.count) + " times" : "";
    diagnostics
        .error(uses.first, DiagId::UnknownName,
               uses.what + " '" + name + "'" + times)
        .help(foreignHint(name));
  }
}

} // namespace bmc
