// Updates of five parameters of odd sizes in place in the state, against the
// reference; a norm that is not finite leaves everything as it was.
// RUN: bmc-eval %s --native
// RUN: %if avx2 %{ bmc-eval %s --native --mcpu=avx2 %}
// RUN: bmc-eval %s --native --mcpu=portable
// RUN: sed s/xf32/xf64/g %s > %t.mlir
// RUN: bmc-eval %t.mlir --native
// RUN: %if avx2 %{ bmc-eval %t.mlir --native --mcpu=avx2 %}
// RUN: bmc-eval %t.mlir --native --mcpu=portable
// RUN: bmc-eval %t.mlir --native --set=step=3
// RUN: bmc-eval %t.mlir --native --function=adam_nan --random-seed=5

bmc.parameter @a : tensor<1xf32> init <normal, 0.0, 1.0>
bmc.parameter @b : tensor<17x3xf32> init <normal, 0.0, 1.0>
bmc.parameter @c : tensor<33xf32> init <normal, 0.0, 1.0>
bmc.parameter @d : tensor<129x127xf32> init <normal, 0.0, 1.0>
bmc.parameter @e : tensor<16xf32> init <normal, 0.0, 1.0>

func.func @sgd(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:5 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states () lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @sgd_decay(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:5 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.1 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states () lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @sgd_momentum(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %er_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    %er_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    %er_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    %er_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    %er_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:10 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.01 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%er_a, %er_b, %er_c, %er_d, %er_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @sgd_dampening(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %er_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    %er_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    %er_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    %er_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    %er_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:10 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.5 : f64, weight_decay = 0.0 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%er_a, %er_b, %er_c, %er_d, %er_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @sgd_nesterov(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %er_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    %er_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    %er_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    %er_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    %er_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:10 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.01 : f64, nesterov = 1.0 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%er_a, %er_b, %er_c, %er_d, %er_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @adam(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %vg_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    %vg_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    %vg_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    %vg_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    %vg_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    %sq_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    %sq_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    %sq_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    %sq_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    %sq_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:15 = bmc.update "Adam" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.0 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%vg_a, %vg_b, %vg_c, %vg_d, %vg_e, %sq_a, %sq_b, %sq_c, %sq_d, %sq_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @adam_coupled(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %vg_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    %vg_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    %vg_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    %vg_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    %vg_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    %sq_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    %sq_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    %sq_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    %sq_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    %sq_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:15 = bmc.update "Adam" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%vg_a, %vg_b, %vg_c, %vg_d, %vg_e, %sq_a, %sq_b, %sq_c, %sq_d, %sq_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @adamw(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %vg_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    %vg_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    %vg_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    %vg_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    %vg_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    %sq_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    %sq_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    %sq_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    %sq_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    %sq_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.global_norm %ga, %gb, %gc, %gd, %ge : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32> -> tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %r:15 = bmc.update "AdamW" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%vg_a, %vg_b, %vg_c, %vg_d, %vg_e, %sq_a, %sq_b, %sq_c, %sq_d, %sq_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @adam_infinite(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %vg_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    %vg_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    %vg_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    %vg_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    %vg_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    %sq_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    %sq_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    %sq_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    %sq_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    %sq_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.constant 0x7FF0000000000000 : tensor<f64>
  %scale = bmc.constant 1.0 : tensor<f64>
  %r:15 = bmc.update "AdamW" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%vg_a, %vg_b, %vg_c, %vg_d, %vg_e, %sq_a, %sq_b, %sq_c, %sq_d, %sq_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @adam_nan(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %vg_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    %vg_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    %vg_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    %vg_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    %vg_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    %sq_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    %sq_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    %sq_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    %sq_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    %sq_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "exp_avg_sq"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "exp_avg_sq"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "exp_avg_sq"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "exp_avg_sq"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "exp_avg_sq"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.constant 0x7FF8000000000000 : tensor<f64>
  %scale = bmc.constant 1.0 : tensor<f64>
  %r:15 = bmc.update "Adam" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%vg_a, %vg_b, %vg_c, %vg_d, %vg_e, %sq_a, %sq_b, %sq_c, %sq_d, %sq_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %r#10, %r#11, %r#12, %r#13, %r#14, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}

func.func @sgd_nan(
    %pa: tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    %pb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    %pc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    %pd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    %pe: tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    %ga: tensor<1xf32> {bmc.parameter = @a, bmc.group = "grad"},
    %gb: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "grad"},
    %gc: tensor<33xf32> {bmc.parameter = @c, bmc.group = "grad"},
    %gd: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "grad"},
    %ge: tensor<16xf32> {bmc.parameter = @e, bmc.group = "grad"},
    %er_a: tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    %er_b: tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    %er_c: tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    %er_d: tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    %er_e: tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<1xf32> {bmc.parameter = @a, bmc.group = "param"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "param"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "param"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "param"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "param"},
    tensor<1xf32> {bmc.parameter = @a, bmc.group = "momentum_buffer"},
    tensor<17x3xf32> {bmc.parameter = @b, bmc.group = "momentum_buffer"},
    tensor<33xf32> {bmc.parameter = @c, bmc.group = "momentum_buffer"},
    tensor<129x127xf32> {bmc.parameter = @d, bmc.group = "momentum_buffer"},
    tensor<16xf32> {bmc.parameter = @e, bmc.group = "momentum_buffer"},
    tensor<f64> {bmc.name = "grad_norm"}) {
  %norm = bmc.constant 0x7FF8000000000000 : tensor<f64>
  %scale = bmc.constant 1.0 : tensor<f64>
  %r:10 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.01 : f64, nesterov = 1.0 : f64} parameters (%pa, %pb, %pc, %pd, %pe) gradients (%ga, %gb, %gc, %gd, %ge) states (%er_a, %er_b, %er_c, %er_d, %er_e) lr %lr step %step norm %norm scale %scale : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>) states (tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6, %r#7, %r#8, %r#9, %norm : tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<1xf32>, tensor<17x3xf32>, tensor<33xf32>, tensor<129x127xf32>, tensor<16xf32>, tensor<f64>
}
