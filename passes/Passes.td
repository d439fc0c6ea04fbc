//===- Passes.td - Target-independent passes -------------------*- tablegen -*-===//
//
// A pass is four things with one name: an entry here, one .cpp, one lit file
// and, if it can reject a program, one `-errors` lit file.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_PASSES_TD
#define BMC_PASSES_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Cleanup (passes/cleanup)
//===----------------------------------------------------------------------===//

include "passes/CleanupPasses.td"

//===----------------------------------------------------------------------===//
// Fusion (passes/fusion)
//===----------------------------------------------------------------------===//

include "passes/FusionPasses.td"

//===----------------------------------------------------------------------===//
// Derivatives (passes/autodiff)
//===----------------------------------------------------------------------===//

def Differentiate : Pass<"bmc-differentiate", "::mlir::ModuleOp"> {
  let summary = "add @train: the loss and the gradient of every parameter";
  let description = [{
    Clones @loss as @train and walks it backwards. Each op hands the gradients
    of its results to its operands by the rule of its table
    (passes/autodiff/Rules*.cpp); gradients of a value used several times are
    added in the order of the walk. Only values that depend on a parameter and
    reach the loss take part. A parameter that does not reach the loss has the
    gradient 0. Forward ops nobody needs any more are removed. A module without
    @loss is left alone.

    ```mlir
    func.func @loss(%w: tensor<f32> {bmc.parameter = @w}) -> tensor<f32> {
      %0 = bmc.mul %w, %w : tensor<f32>
      return %0 : tensor<f32>
    }
    // adds
    func.func @train(%w: tensor<f32> {bmc.parameter = @w})
        -> (tensor<f32>, tensor<f32> {bmc.parameter = @w, bmc.group = "grad"}) {
      %loss = bmc.mul %w, %w : tensor<f32>
      %d = bmc.constant 1.0 : tensor<f32>
      %0 = bmc.mul %d, %w : tensor<f32>
      %1 = bmc.mul %d, %w : tensor<f32>
      %dw = bmc.add %0, %1 : tensor<f32>
      return %loss, %dw : tensor<f32>, tensor<f32>
    }
    ```
  }];
  let statistics = [
    Statistic<"numRules", "rules-applied", "Number of ops differentiated">
  ];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def SplitMetrics : Pass<"bmc-split-metrics", "::mlir::ModuleOp"> {
  let summary = "make metrics of sums over rows, which add up over batches";
  let description = [{
    @evaluate returns the loss and `metric.NAME`s. A metric of a whole split is
    no mean of those of its batches, but the sums over rows that it is made of
    add up. They become results `sum.N` of @evaluate in place of the metrics, and
    @metrics computes the metrics of them. A mean over rows is a sum over a
    count.

    Whatever the precision of the program, sums of metrics are taken in f64, with
    what is elementwise and of data alone before them (squares of targets, which
    cancel later), and @metrics is all f64. Runs on final element types.

    ```mlir
    func.func @evaluate(..) -> (.. {bmc.name = "loss"}, .. {bmc.name = "metric.hits"}) {
      %part = bmc.sum %hit, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
      %whole = bmc.sum %counts, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
      %metric = bmc.div %part, %whole : tensor<f32>
      return %loss, %metric
    // becomes
    func.func @evaluate(..) -> (.. {bmc.name = "loss"}, .. {bmc.name = "sum.0"}, .. {bmc.name = "sum.1"})
    func.func @metrics(%part {bmc.name = "sum.0"}, %whole {bmc.name = "sum.1"})
        -> (tensor<f64> {bmc.name = "metric.hits"}) {
      %metric = bmc.div %part, %whole : tensor<f64>
      return %metric
    ```
  }];
  let statistics = [
    Statistic<"numSums", "sums", "Number of sums over rows that metrics need">
  ];
  let dependentDialects = ["::bmc::BmcDialect", "::mlir::func::FuncDialect"];
}

def ShareLoss : Pass<"bmc-share-loss", "::mlir::ModuleOp"> {
  let summary = "make the loss of a micro-batch its share of the loss of all rows";
  let description = [{
    A step may cut its batch into micro-batches, an evaluation its split into
    batches. With this pass the losses and gradients of the parts add up to
    those of all their rows taken as one batch, whatever the cut:

    - @loss takes `share`, the rows of this batch over all rows. Means over
      rows, and what is the same for every batch, are multiplied by it; sums
      over rows are left as they are.
    - A sum over rows that no parameter influences (the number of targets, the
      sum of weights) appears in @loss as `total.N`, that sum over all rows.
      @totals computes the part of one batch; it exists if there is any.

    The loss in @evaluate, if that is there, is rewritten in the same way; what
    only its other results need is left alone.

    Anything else (the root of a mean) becomes its mean over the batches,
    weighted by rows; a remark says so. Runs on final element types; modules
    without @loss or bmc.batch are left alone.

    ```mlir
    func.func @loss(%scores, %targets) {
      %sum = bmc.cross_entropy %scores, %targets
      %count = bmc.sum %counted, [0] : tensor<?xf32, #bmc.dims<"B">> -> tensor<f32>
      %loss = bmc.div %sum, %count
    // becomes
    func.func @loss(%scores, %targets, %total {bmc.name = "total.0"}, %share {bmc.name = "share"}) {
      %sum = bmc.cross_entropy %scores, %targets
      %loss = bmc.div %sum, %total
    func.func @totals(%targets) {
      %count = bmc.sum %counted, [0]
      return %count
    ```
  }];
  let statistics = [
    Statistic<"numTotals", "totals", "Number of sums over all rows that the loss needs">
  ];
  let dependentDialects = ["::bmc::BmcDialect", "::mlir::func::FuncDialect"];
}

def FuseLossGradient : Pass<"bmc-fuse-loss-gradient", "::mlir::func::FuncOp"> {
  let summary = "compute a fused loss and its gradient in one pass over the rows";
  let description = [{
    A linear_cross_entropy_grad also yields the loss. If its upstream gradient
    does not depend on the loss, it takes the place of the forward op: the
    products of hidden states and weights are formed once.

    ```mlir
    %loss = bmc.linear_cross_entropy %x, %w, %t
    %_, %dx, %dw = bmc.linear_cross_entropy_grad %one, %x, %w, %t
    // becomes
    %loss, %dx, %dw = bmc.linear_cross_entropy_grad %one, %x, %w, %t
    ```
  }];
  let statistics = [
    Statistic<"numFused", "fused", "Number of losses computed with their gradient">
  ];
}

def FuseResidualGradient
    : Pass<"bmc-fuse-residual-gradient", "::mlir::func::FuncOp"> {
  let summary = "add gradients inside the ops that produce them";
  let description = [{
    The gradient of a value used several times is a sum. layer_norm_backward
    takes the other addend in as `residual`, embedding_backward as `init`.

    ```mlir
    %dx = bmc.layer_norm_backward %dy, %x, %mean, %rstd
    %sum = bmc.add %dx, %r
    // becomes
    %sum = bmc.layer_norm_backward %dy, %x, %mean, %rstd residual %r
    ```
  }];
  let statistics = [
    Statistic<"numFused", "fused", "Number of sums taken in">
  ];
}

def JoinSliceGradients
    : Pass<"bmc-join-slice-gradients", "::mlir::func::FuncOp"> {
  let summary = "put gradients of the slices of a value side by side";
  let description = [{
    Each slice hands its operand a gradient padded with zeros. The sum of such
    gradients is one concat, if they do not overlap.

    ```mlir
    %0 = bmc.concat %dq, %zeros axis 2
    %1 = bmc.concat %zeros, %dk axis 2
    %dqk = bmc.add %0, %1
    // becomes
    %dqk = bmc.concat %dq, %dk axis 2
    ```
  }];
  let statistics = [
    Statistic<"numJoined", "joined", "Number of sums that became one concat">
  ];
}

//===----------------------------------------------------------------------===//
// Training step (passes/training)
//===----------------------------------------------------------------------===//

def RemoveDropout : Pass<"bmc-remove-dropout", "::mlir::func::FuncOp"> {
  let summary = "replace dropout by its operand, for evaluation";
  let description = [{
    An argument that only dropout read (bmc.name = "rng") goes as well.

    ```mlir
    func.func @f(%x: tensor<4xf32>, %rng: tensor<2xi64> {bmc.name = "rng"}) {
      %y = bmc.dropout %x, %rng p 0.1 stream 0 : ..
      return %y
    // becomes
    func.func @f(%x: tensor<4xf32>) {
      return %x
    ```
  }];
  let statistics = [
    Statistic<"numRemoved", "removed", "Number of dropouts removed">
  ];
}

def BuildStep : Pass<"bmc-build-step", "::mlir::ModuleOp"> {
  let summary = "make the functions that the runtime calls";
  let description = [{
    From @forward, @loss and @train, which @train apart disappear:

    - @train_accumulate, if bmc.train has accumulate > 1: as @train, plus the
      gradients so far as arguments after the parameters, added to its own;
    - @update: clips the gradients and applies the optimizers of bmc.train;
    - @eval: @loss without dropout, of averages if there are some;
    - @predict: @forward in the same way;
    - @generate, if the module has bmc.generate: @predict at one `position`.

    ```mlir
    module attributes {bmc.train = {groups = [{optimizer = "SGD", numbers = {..}}], ..}} {
      func.func @loss(%x, %w) -> tensor<f32>
      func.func @train(%x, %w) -> (tensor<f32>, tensor<4xf32>)
    // becomes
      func.func @train(%x, %w) -> (tensor<f32>, tensor<4xf32>)
      func.func @update(%w, %dw, %lr, %step) -> (tensor<4xf32>, tensor<f64>) {
        %norm = bmc.global_norm %dw
        %one = bmc.constant 1.0 : tensor<f64>
        %new = bmc.update "SGD" {} parameters (%w) gradients (%dw) states () lr %lr step %step norm %norm scale %one
        return %new, %norm
      func.func @eval(%x, %w) -> tensor<f32>
    ```
  }];
  let dependentDialects = ["::bmc::BmcDialect", "::mlir::func::FuncDialect"];
}

def PushSelectRow : Pass<"bmc-push-select-row", "::mlir::func::FuncOp"> {
  let summary = "compute one position instead of all and a choice";
  let description = [{
    Moves select_row up through ops that treat positions independently, as long
    as nothing else reads the other positions.

    ```mlir
    %logits = bmc.linear %x, %w : (tensor<?x?x8xf32, ..>, ..) -> tensor<?x?x50xf32, ..>
    %y = bmc.select_row %logits, %position axis 1
    // becomes
    %row = bmc.select_row %x, %position axis 1
    %y = bmc.linear %row, %w : (tensor<?x8xf32, ..>, ..) -> tensor<?x50xf32, ..>
    ```
  }];
  let statistics = [
    Statistic<"numPushed", "pushed", "Number of ops that now compute one position">
  ];
  let dependentDialects = ["::bmc::BmcDialect"];
}

def DeriveDecode : Pass<"bmc-derive-decode", "::mlir::ModuleOp"> {
  let summary = "generate position by position, from what is carried";
  let description = [{
    @decode computes what @generate does from one token and what calls hand on (the
    group "carried"): the last state of recurrent layers, keys and values of causal
    attention. A remark says where a model needs more; then there is no @decode.

    ```mlir
    func.func @generate(%tokens, .., %position) -> %logits {
      %y, %hn = bmc.recurrent rnn_tanh %x, %w
      %logits = bmc.select_row %y, %position axis 1
    // becomes, beside @generate
    bmc.parameter @"state:0.h" : tensor<1x4xf32> init <constant, 0.0, 0.0> {carried}
    func.func @decode(%token, .., %h {@"state:0.h", "carried"}) -> (%logits, %hn {@"state:0.h", "carried"}) {
      %y, %hn = bmc.recurrent rnn_tanh %x, %w h0 %h
    ```
  }];
  let statistics = [
    Statistic<"numDerived", "derived", "Number of decode functions">
  ];
  let dependentDialects = ["::bmc::BmcDialect", "::mlir::func::FuncDialect"];
}

//===----------------------------------------------------------------------===//
// Kernels and memory (passes/schedule)
//===----------------------------------------------------------------------===//

def OutlineKernels : Pass<"bmc-outline-kernels", "::mlir::ModuleOp"> {
  let summary = "group ops into kernels and share equal ones";
  let description = [{
    Each function becomes a list of launches. An op that is not element-wise
    anchors a kernel; element-wise ops join the kernel before them, are evaluated
    by the kernels that read them, or form kernels of their own
    (passes/schedule/KernelGroups.h has the rules). Kernels of equal text are
    one function, so a deep model has no more kernels than a shallow one.

    ```mlir
    %0 = bmc.linear %x, %w
    %1 = bmc.gelu %0
    // becomes
    %1 = bmc.launch @linear_gelu(%x, %w)
    func.func private @linear_gelu(%x, %w) attributes {bmc.kernel} {
      %0 = bmc.linear %x, %w
      %1 = bmc.gelu %0
      return %1
    ```
  }];
  let statistics = [
    Statistic<"numKernels", "kernels", "Number of different kernels">,
    Statistic<"numLaunches", "launches", "Number of launches">
  ];
  let dependentDialects = ["::bmc::BmcDialect", "::mlir::func::FuncDialect"];
}

def PlanMemory : Pass<"bmc-plan-memory", "::mlir::ModuleOp"> {
  let summary = "give every buffer its place in the state or the arena";
  let description = [{
    State: every group of tensors that functions read or write through
    `bmc.group` (parameters, gradients, moments) is one block, in which
    parameters that are updated together stand side by side, in the same order
    in all groups, so that one kernel can walk over them. The module gets
    `bmc.state_groups`, `bmc.state_offsets` (for each group of each parameter,
    -1 where it has none) and `bmc.state_bytes`.

    Arena: buffers that live at the same time do not overlap; with every dim at
    its bound. Each launch gets `placement`: the byte offset of each result, then
    of its scratch; a negative offset -1-o is offset o of the state. Functions
    get `bmc.arena_bytes` and their inputs `bmc.offset`.

    ```mlir
    %y = bmc.launch @k(%x) {scratch = 64}
    // becomes
    %y = bmc.launch @k(%x) {scratch = 64, placement = array<i64: 0, 4096>}
    ```
  }];
  let statistics = [
    Statistic<"numBuffers", "buffers", "Number of buffers placed">,
    Statistic<"arenaBytes", "arena-bytes", "Bytes of the largest arena">,
    Statistic<"numProbes", "probes", "Number of look-ups of free memory">
  ];
}

//===----------------------------------------------------------------------===//
// Tests (passes/testing)
//===----------------------------------------------------------------------===//

def InjectFailure : Pass<"bmc-inject-failure", "::mlir::ModuleOp"> {
  let summary = "fail, as a bug in bmc would";
  let description = [{
    Emits an error without a place in the model and fails. Tests what users see
    of an internal error: the reproducer and exit code 70.
  }];
  let options = [
    Option<"fatal", "fatal", "bool", "false",
           "end in a fatal error of LLVM instead">,
  ];
}

#endif // BMC_PASSES_PASSES_TD
