//===- FusionPasses.td - Recognising and undoing fused ops -----*- tablegen -*-===//
//
// Part of passes/Passes.td.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_FUSIONPASSES_TD
#define BMC_PASSES_FUSIONPASSES_TD

include "mlir/Pass/PassBase.td"

def Decompose : Pass<"bmc-decompose", "::mlir::ModuleOp"> {
  let summary = "replace fused ops by the primitives that define them";
  let description = [{
    ```mlir
    %s, %y, %m, %r = bmc.add_layer_norm %a, %b eps 1.0e-5 : (tensor<4x8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
    // becomes, with ops=add_layer_norm
    %s = bmc.add %a, %b : tensor<4x8xf32>
    %m = bmc.mean %s, [1] : tensor<4x8xf32> -> tensor<4xf32>
    // and so on
    ```
  }];
  let options = [
    ListOption<"ops", "ops", "std::string",
               "fused ops without their dialect, all if none is named">
  ];
  let statistics = [
    Statistic<"numDecomposed", "decomposed", "Fused ops replaced">
  ];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def FuseAttention : Pass<"bmc-fuse-attention", "::mlir::ModuleOp"> {
  let summary = "softmax(mask(softcap(q k^T scale) + bias)) v becomes attention";
  let description = [{
    Finds a softmax between two products in any of the usual spellings: a
    constant factor on q, k or the scores, by multiplication or division; k
    transposed by an op or by the product; a causal mask as an op, by `where` or
    by addition; one or several leading axes, of which one is the batch and the
    others are heads. `c * tanh(x / c)` of the scores below all masks becomes the
    softcap.

    Equal numbers of queries and keys as a condition become segments, whether a
    `where` hides by it, alone or joined with others, or a number is added, if
    each query sees its own key or rows without keys are zero.

    What else is added to the scores, or hides them (`where` with -inf or at most
    -1e9), becomes the bias, of the extents it had before it was broadcast: one
    number per key for a padding mask. Rows that see no key are zero if the
    model sets their probabilities to zero or hides by -inf, else uniform as
    written. A trained bias prevents the fusion, since attention has no gradient
    for it, as do dropout on the probabilities and a second use of them.

    ```mlir
    %s = bmc.matmul %q, %k transpose_b : tensor<2x5x8xf32>, tensor<2x5x8xf32> -> tensor<2x5x5xf32>
    %c = bmc.constant 0.5 : tensor<2x5x5xf32>
    %t = bmc.mul %s, %c : tensor<2x5x5xf32>
    %p = bmc.softmax %t : tensor<2x5x5xf32>
    %o = bmc.matmul %p, %v : tensor<2x5x5xf32>, tensor<2x5x8xf32> -> tensor<2x5x8xf32>
    // becomes
    %o, %lse = bmc.attention %q, %k, %v heads 1 scale 0.5 : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> (tensor<2x5x8xf32>, tensor<2x1x5x2xf32>)
    ```
  }];
  let statistics = [Statistic<"numFused", "fused", "Attentions found">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def FuseFeedForward : Pass<"bmc-fuse-feed-forward", "::mlir::ModuleOp"> {
  let summary = "linear, activation, linear becomes feed_forward";
  let description = [{
    The hidden layer must have no other use.

    ```mlir
    %u = bmc.linear %x, %w1 : (tensor<4x8xf32>, tensor<9x8xf32>) -> tensor<4x9xf32>
    %h = bmc.relu %u : tensor<4x9xf32>
    %y = bmc.linear %h, %w2 : (tensor<4x9xf32>, tensor<8x9xf32>) -> tensor<4x8xf32>
    // becomes
    %y, %u = bmc.feed_forward %x w1 %w1 w2 %w2 relu : (tensor<4x8xf32>, tensor<9x8xf32>, tensor<8x9xf32>) -> (tensor<4x8xf32>, tensor<4x9xf32>)
    ```
  }];
  let statistics = [Statistic<"numFused", "fused", "Feed-forwards found">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def FuseGatedFeedForward : Pass<"bmc-fuse-gated-feed-forward", "::mlir::ModuleOp"> {
  let summary = "linear(act(linear(x)) * linear(x)) becomes gated_feed_forward";
  let description = [{
    SwiGLU, GeGLU, ReGLU and the like, with two projections of one input or with
    a joint one that is cut into halves. The hidden layer must have no other use.

    ```mlir
    %u = bmc.linear %x, %w1 : (tensor<4x8xf32>, tensor<9x8xf32>) -> tensor<4x9xf32>
    %v = bmc.linear %x, %v1 : (tensor<4x8xf32>, tensor<9x8xf32>) -> tensor<4x9xf32>
    %s = bmc.silu %u : tensor<4x9xf32>
    %h = bmc.mul %s, %v : tensor<4x9xf32>
    %y = bmc.linear %h, %w2 : (tensor<4x9xf32>, tensor<8x9xf32>) -> tensor<4x8xf32>
    // becomes
    %y, %u, %v = bmc.gated_feed_forward %x w1 %w1 v1 %v1 w2 %w2 silu : (tensor<4x8xf32>, tensor<9x8xf32>, tensor<9x8xf32>, tensor<8x9xf32>) -> (tensor<4x8xf32>, tensor<4x9xf32>, tensor<4x9xf32>)
    ```
  }];
  let statistics = [Statistic<"numFused", "fused", "Gated feed-forwards found">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def FuseLinearCrossEntropy : Pass<"bmc-fuse-linear-cross-entropy", "::mlir::ModuleOp"> {
  let summary = "cross_entropy(linear(x, w), targets) becomes linear_cross_entropy";
  let description = [{
    The logits, the largest tensor of a language model, then never exist. They
    must have no other use; a bias of the linear is taken along.

    ```mlir
    %l = bmc.linear %x, %w : (tensor<4x8xf32>, tensor<9x8xf32>) -> tensor<4x9xf32>
    %loss = bmc.cross_entropy %l, %t : tensor<4x9xf32>, tensor<4xi32> -> tensor<f32>
    // becomes
    %loss = bmc.linear_cross_entropy %x, %w, %t : tensor<4x8xf32>, tensor<9x8xf32>, tensor<4xi32> -> tensor<f32>
    ```
  }];
  let statistics = [Statistic<"numFused", "fused", "Heads with loss found">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def FuseNormResidual : Pass<"bmc-fuse-norm-residual", "::mlir::ModuleOp"> {
  let summary = "layer_norm(a + b) becomes add_layer_norm, rms_norm(a + b) add_rms_norm";
  let description = [{
    The sum stays available to its other uses.

    ```mlir
    %s = bmc.add %a, %b : tensor<4x8xf32>
    %y, %m, %r = bmc.layer_norm %s eps 1.0e-5 : (tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
    // becomes
    %s, %y, %m, %r = bmc.add_layer_norm %a, %b eps 1.0e-5 : (tensor<4x8xf32>, tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<4x8xf32>, tensor<4xf32>, tensor<4xf32>)
    ```
  }];
  let statistics = [Statistic<"numFused", "fused", "Residuals with norm found">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def FuseRecurrent : Pass<"bmc-fuse-recurrent", "::mlir::ModuleOp"> {
  let summary = "a loop over a cell becomes recurrent";
  let description = [{
    Loops arrive unrolled. Products [B, H] of one weight, each of which depends on
    the one before, are the rounds of a loop; the second one is the pattern that
    all others have to repeat op by op, and its values decide which cell it is:
    that of an RNN, LSTM or GRU, whatever the order of its gates. Input and state
    may be multiplied apart or side by side, for all gates at once or for each. What the input adds must not depend on the
    loop, and only states, and the last cell of an lstm, may be read outside.

    ```mlir
    %u0 = bmc.linear %h0, %r : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
    %s0 = bmc.add %x0, %u0 : tensor<2x4xf32>
    %h1 = bmc.tanh %s0 : tensor<2x4xf32>
    %u1 = bmc.linear %h1, %r : (tensor<2x4xf32>, tensor<4x4xf32>) -> tensor<2x4xf32>
    // and so on, becomes, with %x the rounds' inputs as steps of a sequence
    %y, %hn, %saved = bmc.recurrent rnn_tanh %x, %r h0 %h0 : (tensor<2x3x4xf32>, tensor<4x4xf32>, tensor<2x4xf32>) -> (tensor<2x3x4xf32>, tensor<2x4xf32>, tensor<2x3x8xf32>)
    ```
  }];
  let statistics = [Statistic<"numFused", "fused", "Loops found">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def MergeHeads : Pass<"bmc-merge-heads", "::mlir::ModuleOp"> {
  let summary = "attentions next to each other become one with all their heads";
  let description = [{
    Models that hold one block per head and concatenate the results make many
    small products. Projections of one input merge with them, their weights put
    one below the other.

    ```mlir
    %a, %m = bmc.attention %q0, %k0, %v0 heads 1 scale 0.5 : (tensor<2x5x4xf32>, tensor<2x5x4xf32>, tensor<2x5x4xf32>) -> (tensor<2x5x4xf32>, tensor<2x1x5x2xf32>)
    %b, %n = bmc.attention %q1, %k1, %v1 heads 1 scale 0.5 : (tensor<2x5x4xf32>, tensor<2x5x4xf32>, tensor<2x5x4xf32>) -> (tensor<2x5x4xf32>, tensor<2x1x5x2xf32>)
    %y = bmc.concat %a, %b axis 2 : tensor<2x5x4xf32>, tensor<2x5x4xf32> -> tensor<2x5x8xf32>
    // becomes
    %q = bmc.concat %q0, %q1 axis 2 : tensor<2x5x4xf32>, tensor<2x5x4xf32> -> tensor<2x5x8xf32>
    // likewise k and v
    %y, %n = bmc.attention %q, %k, %v heads 2 scale 0.5 : (tensor<2x5x8xf32>, tensor<2x5x8xf32>, tensor<2x5x8xf32>) -> (tensor<2x5x8xf32>, tensor<2x2x5x2xf32>)
    ```
  }];
  let statistics = [Statistic<"numMerged", "merged", "Groups of attentions merged">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def RaiseActivations : Pass<"bmc-raise-activations", "::mlir::ModuleOp"> {
  let summary = "activations written as formulas become their op";
  let description = [{
    gelu (both kinds), silu, sigmoid, tanh and relu in any spelling: the formula
    is evaluated at points that tell functions apart and must agree at all of
    them to 1e-12.

    ```mlir
    %s = bmc.sigmoid %x : tensor<8xf32>
    %y = bmc.mul %x, %s : tensor<8xf32>
    // becomes
    %y = bmc.silu %x : tensor<8xf32>
    ```
  }];
  let statistics = [Statistic<"numRaised", "raised", "Activations recognised">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def RaiseLinear : Pass<"bmc-raise-linear", "::mlir::ModuleOp"> {
  let summary = "x @ w.T + b and x @ w + b become linear";
  let description = [{
    A weight that is stored [in, out] stays so: the linear says `transposed`.

    ```mlir
    %y = bmc.matmul %x, %w transpose_b : tensor<4x8xf32>, tensor<9x8xf32> -> tensor<4x9xf32>
    %c = bmc.broadcast %b, [1] : tensor<9xf32> -> tensor<4x9xf32>
    %z = bmc.add %y, %c : tensor<4x9xf32>
    // becomes
    %z = bmc.linear %x, %w, %b : (tensor<4x8xf32>, tensor<9x8xf32>, tensor<9xf32>) -> tensor<4x9xf32>
    ```
  }];
  let statistics = [Statistic<"numRaised", "raised", "Linears recognised">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def RaiseMasks : Pass<"bmc-raise-masks", "::mlir::ModuleOp"> {
  let summary = "where(column <= row, x, fill) becomes causal_mask";
  let description = [{
    ```mlir
    %i = bmc.broadcast %arange, [0] : tensor<4xi32> -> tensor<4x4xi32>
    %j = bmc.broadcast %arange, [1] : tensor<4xi32> -> tensor<4x4xi32>
    %c = bmc.compare le, %j, %i : tensor<4x4xi32>
    %y = bmc.select %c, %x, %fill : tensor<4x4xi1>, tensor<4x4xf32>
    // becomes
    %y = bmc.causal_mask %x fill 0xFFF0000000000000 : tensor<4x4xf32>
    ```
  }];
  let statistics = [Statistic<"numRaised", "raised", "Causal masks recognised">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def RaiseRotary : Pass<"bmc-raise-rotary", "::mlir::ModuleOp"> {
  let summary = "rotary positions become pointwise";
  let description = [{
    The two halves of a head's features turn together. Written with slices and a
    concat, they are pointwise on [.., 2, E/2], in the layout that the features
    had before the heads were put first. Also x cos + concat(-high, low) sin.

    ```mlir
    %0 = bmc.mul %low, %cos : tensor<5x4xf32>
    %1 = bmc.mul %high, %sin : tensor<5x4xf32>
    %2 = bmc.sub %0, %1 : tensor<5x4xf32>
    %3 = bmc.mul %high, %cos : tensor<5x4xf32>
    %4 = bmc.mul %low, %sin : tensor<5x4xf32>
    %5 = bmc.add %3, %4 : tensor<5x4xf32>
    %y = bmc.concat %2, %5 axis 1 : tensor<5x4xf32>, tensor<5x4xf32> -> tensor<5x8xf32>
    // becomes
    %p = bmc.reshape %x : tensor<5x8xf32> -> tensor<5x2x4xf32>
    %f = bmc.flip %p axis 1 : tensor<5x2x4xf32>
    %a = bmc.mul %p, %cos2 : tensor<5x2x4xf32>
    %b = bmc.mul %f, %signed_sin : tensor<5x2x4xf32>
    %c = bmc.add %a, %b : tensor<5x2x4xf32>
    %y = bmc.reshape %c : tensor<5x2x4xf32> -> tensor<5x8xf32>
    ```
  }];
  let statistics = [Statistic<"numRaised", "raised", "Rotations recognised">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def RaiseNormalizations : Pass<"bmc-raise-normalizations", "::mlir::ModuleOp"> {
  let summary = "softmax, log_softmax, layer_norm and rms_norm written as formulas become their op";
  let description = [{
    As bmc-raise-activations, for formulas with sums, means and maxima over the
    last axis. Spellings that are equal except that they overflow or cancel are
    left alone and reported. A norm of transposed rows becomes the transpose of
    a norm.

    ```mlir
    %m = bmc.max %x, [1] : tensor<4x8xf32> -> tensor<4xf32>
    %b = bmc.broadcast %m, [0] : tensor<4xf32> -> tensor<4x8xf32>
    %d = bmc.sub %x, %b : tensor<4x8xf32>
    %e = bmc.exp %d : tensor<4x8xf32>
    %s = bmc.sum %e, [1] : tensor<4x8xf32> -> tensor<4xf32>
    %t = bmc.broadcast %s, [0] : tensor<4xf32> -> tensor<4x8xf32>
    %y = bmc.div %e, %t : tensor<4x8xf32>
    // becomes
    %y = bmc.softmax %x : tensor<4x8xf32>
    ```
  }];
  let statistics = [Statistic<"numRaised", "raised", "Normalizations recognised">];
  let dependentDialects = ["::bmc::BmcDialect"];
}

#endif // BMC_PASSES_FUSIONPASSES_TD
