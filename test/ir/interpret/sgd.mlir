// torch.optim.SGD; nothing changes if the norm is not finite
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @plain
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.1756, 2.0637]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.5245, -1.2977]]
func.func @plain(%p0: tensor<2xf64> {bmc.value = dense<[-0.247, 2.032]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.309, -1.277]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[-0.714, -0.317]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[2.155, 0.207]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<3.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>) {
  %r:2 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states () lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1 : tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @weight_decay
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.74545, -0.92238]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[0.28917, 0.63399]]
func.func @weight_decay(%p0: tensor<2xf64> {bmc.value = dense<[0.935, -1.002]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[0.353, 0.671]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[1.802, -0.696]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[0.603, 0.303]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>) {
  %r:2 = bmc.update "SGD" {momentum = 0.0 : f64, dampening = 0.0 : f64, weight_decay = 0.1 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states () lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1 : tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @first_momentum
// CHECK{LITERAL}: result0: tensor<2xf64> = [-1.0819, -0.073]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.2191, -2.1911]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [0.599, 0.54]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[-0.439, -1.339]]
func.func @first_momentum(%p0: tensor<2xf64> {bmc.value = dense<[-1.022, -0.019]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.263, -2.325]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[0.599, 0.54]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[-0.439, -1.339]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[1.48, 0.266]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[1.017, 1.41]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:4 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.5 : f64, weight_decay = 0.0 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @momentum
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.500235, 0.83292]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.326185, 0.011665]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.20765, -0.2092]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[0.85185, -0.74665]]
func.func @momentum(%p0: tensor<2xf64> {bmc.value = dense<[-0.521, 0.812]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.241, -0.063]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[-0.086, -0.001]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[1.114, 0.124]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[-0.154, -0.277]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[0.341, -0.895]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<2.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:4 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.5 : f64, weight_decay = 0.1 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @nesterov
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.372979, -0.609243]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.833919, -0.194211]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.7099, 3.9707]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[1.5631, 0.3599]]
func.func @nesterov(%p0: tensor<2xf64> {bmc.value = dense<[-0.503, -0.052]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.566, -0.118]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[-0.611, 2.004]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[1.329, 0.45]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[-0.054, 2.191]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[0.323, -0.087]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<2.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:4 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.1 : f64, nesterov = 1.0 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @scaled
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.086995, 0.35784]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[1.39787, -0.07711]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [2.16005, -0.5184]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[0.1213, 0.5811]]
func.func @scaled(%p0: tensor<2xf64> {bmc.value = dense<[0.303, 0.306]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[1.41, -0.019]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[2.099, -0.882]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[0.694, -1.002]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[1.817, -0.331]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[-0.058, 0.924]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<2.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<0.25> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:4 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.0 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @not_finite
// CHECK{LITERAL}: result0: tensor<2xf64> = [1.255, -1.112]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.346, -1.395]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.386, -0.746]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[0.529, 1.516]]
func.func @not_finite(%p0: tensor<2xf64> {bmc.value = dense<[1.255, -1.112]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.346, -1.395]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[0.137, -0.101]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[-0.349, -0.684]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[-0.386, -0.746]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[0.529, 1.516]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<2.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<0x7FF8000000000000> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:4 = bmc.update "SGD" {momentum = 0.9 : f64, dampening = 0.0 : f64, weight_decay = 0.1 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// Row 1 keeps its value and its momentum.
// CHECK-LABEL: @touched
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[0.8, 1.7], [3, 4]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[2, 3], [0.5, 0.5]]
func.func @touched(%p: tensor<2x2xf64> {bmc.value = dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf64>},
    %g: tensor<2x2xf64> {bmc.value = dense<[[1.5, 2.5], [9.0, 9.0]]> : tensor<2x2xf64>},
    %m: tensor<2x2xf64> {bmc.value = dense<[[1.0, 1.0], [0.5, 0.5]]> : tensor<2x2xf64>},
    %t: tensor<2xi32> {bmc.value = dense<[1, 0]> : tensor<2xi32>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<3.0> : tensor<f64>},
    %one: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2x2xf64>, tensor<2x2xf64>) {
  %r, %s = bmc.update "SGD" {momentum = 0.5 : f64} parameters (%p) gradients (%g) states (%m) lr %lr step %step norm %one scale %one touched %t : tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<2xi32> -> (tensor<2x2xf64>) states (tensor<2x2xf64>)
  return %r, %s : tensor<2x2xf64>, tensor<2x2xf64>
}
