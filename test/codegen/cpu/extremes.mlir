// Rows with numbers far apart, infinities and NaNs, in f32 and f64.
// RUN: bmc-eval %s --native
// RUN: %if avx2 %{ bmc-eval %s --native --mcpu=avx2 %}
// RUN: bmc-eval %s --native --mcpu=portable
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval %t.mlir --native

func.func @softmax(%x: tensor<4x3xf32> {bmc.value = dense<[[1.0e4, -1.0e4, 0.0], [-1.0e4, -1.0e4, -1.0e4], [3.0e38, 0.0, -3.0e38], [88.0, 89.0, 90.0]]> : tensor<4x3xf32>})
    -> (tensor<4x3xf32>, tensor<4x3xf32>) {
  %y = bmc.softmax %x : tensor<4x3xf32>
  %z = bmc.log_softmax %x : tensor<4x3xf32>
  return %y, %z : tensor<4x3xf32>, tensor<4x3xf32>
}

func.func @softmax_of_one_nan(%x: tensor<2x20xf32>, %n: tensor<20xf32> {bmc.value = dense<[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0]> : tensor<20xf32>}) -> tensor<2x20xf32> {
  %one = bmc.constant 1.0 : tensor<20xf32>
  %zero = bmc.sub %n, %n : tensor<20xf32>
  %c = bmc.compare eq, %n, %one : tensor<20xf32>
  %q = bmc.div %zero, %zero : tensor<20xf32>
  %s = bmc.select %c, %q, %n : tensor<20xi1>, tensor<20xf32>
  %b = bmc.broadcast %s, [1] : tensor<20xf32> -> tensor<2x20xf32>
  %a = bmc.add %x, %b : tensor<2x20xf32>
  %y = bmc.softmax %a : tensor<2x20xf32>
  return %y : tensor<2x20xf32>
}

func.func @loss(%x: tensor<3x3xf32> {bmc.value = dense<[[1.0e4, -1.0e4, 0.0], [0.0, 0.0, 0.0], [-1.0e4, 1.0e4, 88.0]]> : tensor<3x3xf32>},
    %t: tensor<3xi32> {bmc.value = dense<[1, 2, 1]> : tensor<3xi32>}, %d: tensor<f32>) -> (tensor<f32>, tensor<3x3xf32>) {
  %l = bmc.cross_entropy %x, %t : tensor<3x3xf32>, tensor<3xi32> -> tensor<f32>
  %g = bmc.cross_entropy_backward %d, %x, %t : tensor<f32>, tensor<3x3xf32>, tensor<3xi32> -> tensor<3x3xf32>
  return %l, %g : tensor<f32>, tensor<3x3xf32>
}

// A large mean must not swallow the variance.
func.func @norm_of_large_mean(%x: tensor<2x4xf32> {bmc.value = dense<[[1000.0, 1001.0, 1002.0, 1003.0], [-5000.0, -5000.0, -5000.0, -5000.0]]> : tensor<2x4xf32>})
    -> (tensor<2x4xf32>, tensor<2xf32>, tensor<2xf32>) {
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-05 : (tensor<2x4xf32>) -> (tensor<2x4xf32>, tensor<2xf32>, tensor<2xf32>)
  return %y, %m, %r : tensor<2x4xf32>, tensor<2xf32>, tensor<2xf32>
}

func.func @max(%x: tensor<3x5xf32> {bmc.value = dense<[[-1.0e30, -2.0e30, -3.0e30, -4.0e30, -5.0e30], [0.0, -0.0, 0.0, -0.0, 0.0], [-7.0, -8.0, -9.0, -7.5, -7.25]]> : tensor<3x5xf32>})
    -> (tensor<3xf32>, tensor<5xf32>, tensor<f32>) {
  %a = bmc.max %x, [1] : tensor<3x5xf32> -> tensor<3xf32>
  %b = bmc.max %x, [0] : tensor<3x5xf32> -> tensor<5xf32>
  %c = bmc.max %x, [0, 1] : tensor<3x5xf32> -> tensor<f32>
  return %a, %b, %c : tensor<3xf32>, tensor<5xf32>, tensor<f32>
}

// Ten thousand equal addends: f32 sums do not drift.
func.func @long_sums(%x: tensor<10007xf32>) -> (tensor<f32>, tensor<3xf32>, tensor<f32>) {
  %c = bmc.constant 0.1 : tensor<10007x3xf32>
  %a = bmc.sum %c, [0] : tensor<10007x3xf32> -> tensor<3xf32>
  %d = bmc.constant 0.1 : tensor<10007xf32>
  %b = bmc.sum %d, [0] : tensor<10007xf32> -> tensor<f32>
  %s = bmc.mul %x, %x : tensor<10007xf32>
  %m = bmc.mean %s, [0] : tensor<10007xf32> -> tensor<f32>
  return %b, %a, %m : tensor<f32>, tensor<3xf32>, tensor<f32>
}
