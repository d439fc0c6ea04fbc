// Numbers with a large common offset, and sums over very many rows: what the
// offset or the length leaves of f32 is right to the last bits.
// RUN: bmc-eval %s --native --tolerance=2e-6
// RUN: %if avx2 %{ bmc-eval %s --native --mcpu=avx2 --tolerance=2e-6 %}
// RUN: bmc-eval %s --native --mcpu=portable --tolerance=2e-6
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval %t.mlir --native
// RUN: bmc-eval %s --function=logits | FileCheck %s

// CHECK{LITERAL}: result0: tensor<2x2xf32> = [[-0.693147, -0.693147], [-0.693147, -0.693147]]
// CHECK: result1: tensor<f32> = 1.38629
// CHECK{LITERAL}: result2: tensor<2x2xf32> = [[-0.5, 0.5], [0.5, -0.5]]
func.func @logits(%x: tensor<2x2xf32> {bmc.value = dense<[[1.0e8, 1.0e8], [-1.0e4, -1.0e4]]> : tensor<2x2xf32>},
    %t: tensor<2xi32> {bmc.value = dense<[0, 1]> : tensor<2xi32>}) -> (tensor<2x2xf32>, tensor<f32>, tensor<2x2xf32>) {
  %y = bmc.log_softmax %x : tensor<2x2xf32>
  %l = bmc.cross_entropy %x, %t : tensor<2x2xf32>, tensor<2xi32> -> tensor<f32>
  %d = bmc.constant 1.0 : tensor<f32>
  %g = bmc.cross_entropy_backward %d, %x, %t : tensor<f32>, tensor<2x2xf32>, tensor<2xi32> -> tensor<2x2xf32>
  return %y, %l, %g : tensor<2x2xf32>, tensor<f32>, tensor<2x2xf32>
}

func.func @head(%x: tensor<3x1xf32> {bmc.value = dense<[[1.0e4], [1.0e4], [-1.0e4]]> : tensor<3x1xf32>},
    %w: tensor<5x1xf32> {bmc.value = dense<1.0e4> : tensor<5x1xf32>}, %t: tensor<3xi32> {bmc.value = dense<[0, 4, 2]> : tensor<3xi32>})
    -> (tensor<f32>, tensor<f32>) {
  %a = bmc.linear_cross_entropy %x, %w, %t : tensor<3x1xf32>, tensor<5x1xf32>, tensor<3xi32> -> tensor<f32>
  %d = bmc.constant 1.0 : tensor<f32>
  %b, %dx, %dw = bmc.linear_cross_entropy_grad %d, %x, %w, %t
    : (tensor<f32>, tensor<3x1xf32>, tensor<5x1xf32>, tensor<3xi32>) -> (tensor<f32>, tensor<3x1xf32>, tensor<5x1xf32>)
  return %a, %b : tensor<f32>, tensor<f32>
}

// Equal scores of 2e6, exact in f32: every probability is 1/5.
func.func @scores(%q: tensor<1x5x8xf32> {bmc.value = dense<500.0> : tensor<1x5x8xf32>}, %v: tensor<1x5x8xf32>, %do: tensor<1x5x8xf32>)
    -> (tensor<1x5x8xf32>, tensor<1x5x8xf32>) {
  %o, %l = bmc.attention %q, %q, %v heads 1 scale 1.0 : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>) -> (tensor<1x5x8xf32>, tensor<1x1x5x2xf32>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %q, %v, %o, %l heads 1 scale 1.0
    : (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x1x5x2xf32>)
    -> (tensor<1x5x8xf32>, tensor<1x5x8xf32>, tensor<1x5x8xf32>)
  return %o, %dv : tensor<1x5x8xf32>, tensor<1x5x8xf32>
}

// Rows of one number, of a large number and a little, and of numbers whose
// squares overflow.
func.func @norms(%dy: tensor<4x1000xf32>, %w: tensor<1000xf32>,
    %base: tensor<4xf32> {bmc.value = dense<[100.1, 1000.1, 1.0e4, 0.0]> : tensor<4xf32>},
    %step: tensor<4xf32> {bmc.value = dense<[0.0, 0.0, 1.0e-3, 1.0e27]> : tensor<4xf32>})
    -> (tensor<4x1000xf32>, tensor<4x1000xf32>, tensor<4x1000xf32>, tensor<1000xf32>) {
  %i = bmc.arange : tensor<1000xi32>
  %n = bmc.convert %i : tensor<1000xi32> -> tensor<1000xf32>
  %ns = bmc.broadcast %n, [1] : tensor<1000xf32> -> tensor<4x1000xf32>
  %steps = bmc.broadcast %step, [0] : tensor<4xf32> -> tensor<4x1000xf32>
  %bases = bmc.broadcast %base, [0] : tensor<4xf32> -> tensor<4x1000xf32>
  %scaled = bmc.mul %ns, %steps : tensor<4x1000xf32>
  %x = bmc.add %scaled, %bases : tensor<4x1000xf32>
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-05 : (tensor<4x1000xf32>) -> (tensor<4x1000xf32>, tensor<4xf32>, tensor<4xf32>)
  %zero = bmc.constant 0.0 : tensor<4x1000xf32>
  %s, %z, %ms, %rs = bmc.add_layer_norm %x, %zero eps 1.0e-05
    : (tensor<4x1000xf32>, tensor<4x1000xf32>) -> (tensor<4x1000xf32>, tensor<4x1000xf32>, tensor<4xf32>, tensor<4xf32>)
  %dx, %dw = bmc.layer_norm_backward %dy, %x, %m, %r weight %w
    : (tensor<4x1000xf32>, tensor<4x1000xf32>, tensor<4xf32>, tensor<4xf32>, tensor<1000xf32>) -> (tensor<4x1000xf32>, tensor<1000xf32>)
  return %y, %z, %dx, %dw : tensor<4x1000xf32>, tensor<4x1000xf32>, tensor<4x1000xf32>, tensor<1000xf32>
}

// Two million rows.
func.func @sums(%x: tensor<2000003x3xf32> {bmc.value = dense<0.1> : tensor<2000003x3xf32>}, %i: tensor<2xf32>)
    -> (tensor<3xf32>, tensor<f32>, tensor<3xf32>, tensor<1xf32>) {
  %columns = bmc.sum %x, [0] : tensor<2000003x3xf32> -> tensor<3xf32>
  %all = bmc.sum %x, [0, 1] : tensor<2000003x3xf32> -> tensor<f32>
  %means = bmc.mean %x, [0] : tensor<2000003x3xf32> -> tensor<3xf32>
  %first = bmc.slice %x axis 1 offset 0 size 1 : tensor<2000003x3xf32> -> tensor<2000003x1xf32>
  %one = bmc.sum %first, [0] : tensor<2000003x1xf32> -> tensor<1xf32>
  return %columns, %all, %means, %one : tensor<3xf32>, tensor<f32>, tensor<3xf32>, tensor<1xf32>
}

func.func @norm_parameters(%dy: tensor<200003x4xf32> {bmc.value = dense<0.1> : tensor<200003x4xf32>}, %row: tensor<4xf32>, %w: tensor<4xf32>)
    -> (tensor<4xf32>, tensor<4xf32>) {
  %x = bmc.broadcast %row, [1] : tensor<4xf32> -> tensor<200003x4xf32>
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-05 : (tensor<200003x4xf32>) -> (tensor<200003x4xf32>, tensor<200003xf32>, tensor<200003xf32>)
  %dx, %dw, %db = bmc.layer_norm_backward %dy, %x, %m, %r weight %w has_bias
    : (tensor<200003x4xf32>, tensor<200003x4xf32>, tensor<200003xf32>, tensor<200003xf32>, tensor<4xf32>) -> (tensor<200003x4xf32>, tensor<4xf32>, tensor<4xf32>)
  return %dw, %db : tensor<4xf32>, tensor<4xf32>
}

// The gradient of a bias, over several chunks of rows.
func.func @head_bias(%x: tensor<300003x1xf32>, %w: tensor<3x1xf32> {bmc.value = dense<0.0> : tensor<3x1xf32>},
    %t: tensor<300003xi32> {bmc.value = dense<1> : tensor<300003xi32>}, %b: tensor<3xf32> {bmc.value = dense<0.0> : tensor<3xf32>}) -> (tensor<f32>, tensor<3xf32>) {
  %d = bmc.constant 1.0 : tensor<f32>
  %l, %dx, %dw, %db = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b
    : (tensor<f32>, tensor<300003x1xf32>, tensor<3x1xf32>, tensor<300003xi32>, tensor<3xf32>) -> (tensor<f32>, tensor<300003x1xf32>, tensor<3x1xf32>, tensor<3xf32>)
  return %l, %db : tensor<f32>, tensor<3xf32>
}

// Rows of a million numbers.
func.func @wide(%x: tensor<1x1000003xf32>, %dy: tensor<1x1000003xf32>, %t: tensor<1xi32> {bmc.value = dense<2> : tensor<1xi32>})
    -> (tensor<1x1000003xf32>, tensor<1x1000003xf32>, tensor<1x1000003xf32>, tensor<f32>) {
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-05 : (tensor<1x1000003xf32>) -> (tensor<1x1000003xf32>, tensor<1xf32>, tensor<1xf32>)
  %dx = bmc.layer_norm_backward %dy, %x, %m, %r
    : (tensor<1x1000003xf32>, tensor<1x1000003xf32>, tensor<1xf32>, tensor<1xf32>) -> tensor<1x1000003xf32>
  %p = bmc.softmax %x : tensor<1x1000003xf32>
  %l = bmc.cross_entropy %x, %t : tensor<1x1000003xf32>, tensor<1xi32> -> tensor<f32>
  return %y, %dx, %p, %l : tensor<1x1000003xf32>, tensor<1x1000003xf32>, tensor<1x1000003xf32>, tensor<f32>
}
