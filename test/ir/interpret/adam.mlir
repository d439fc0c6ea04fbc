// torch.optim.Adam and AdamW; nothing changes if the norm is not finite
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<2xf64> = [-1.930606233, -0.08911158228]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.493120108, 0.5821175092]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.0061, -0.1595]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[0.229, -0.1517]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [2.39982988, 0.351877]
// CHECK{LITERAL}: result5: tensor<1x2xf64> = [[0.09293056, 0.02833693]]
func.func @first(%p0: tensor<2xf64> {bmc.value = dense<[-1.931, -0.116]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.418, 0.492]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[-0.952, -0.146]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[-1.04, 0.697]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[0.099, -0.161]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[0.37, -0.246]]> : tensor<1x2xf64>},
    %v0: tensor<2xf64> {bmc.value = dense<[2.4149160000000003, 0.355216]> : tensor<2xf64>},
    %v1: tensor<1x2xf64> {bmc.value = dense<[[0.08294399999999999, 0.023716]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:6 = bmc.update "Adam" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.0 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1, %v0, %v1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @coupled
// CHECK{LITERAL}: result0: tensor<2xf64> = [1.005286479, 1.233410261]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.9870689748, -0.7719818123]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.40965, -0.29412]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[-1.51032, -0.09801]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [1.649092703, 1.473199646]
// CHECK{LITERAL}: result5: tensor<1x2xf64> = [[0.8378429184, 0.4776774381]]
func.func @coupled(%p0: tensor<2xf64> {bmc.value = dense<[0.985, 1.218]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-1.092, -0.781]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[1.547, 1.419]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[-0.738, -1.181]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[-0.638, -0.498]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[-1.584, 0.031]]> : tensor<1x2xf64>},
    %v0: tensor<2xf64> {bmc.value = dense<[1.6384, 1.4641]> : tensor<2xf64>},
    %v1: tensor<1x2xf64> {bmc.value = dense<[[0.839056, 0.4664890000000001]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<3.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:6 = bmc.update "Adam" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1, %v0, %v1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @decoupled
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.03575396563, 0.6263788495]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[0.7127208324, -0.6208334073]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.9883, -0.0789]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[0.8173, 0.4961]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [3.31180795, 1.87036641]
// CHECK{LITERAL}: result5: tensor<1x2xf64> = [[0.31813588, 0.01206679]]
func.func @decoupled(%p0: tensor<2xf64> {bmc.value = dense<[-0.071, 0.629]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[0.813, -0.337]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[0.044, -0.825]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[1.747, 0.65]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[-1.103, 0.004]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[0.714, 0.479]]> : tensor<1x2xf64>},
    %v0: tensor<2xf64> {bmc.value = dense<[3.3452409999999997, 1.8823840000000003]> : tensor<2xf64>},
    %v1: tensor<1x2xf64> {bmc.value = dense<[[0.29052100000000003, 0.007921]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<3.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:6 = bmc.update "AdamW" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1, %v0, %v1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @scaled
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.7337209061, 0.3235708163]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[0.1859992693, 2.65426824]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-1.12795, -0.832625]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[-0.3462, 0.3106]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [0.0269587525, 0.7851556956]
// CHECK{LITERAL}: result5: tensor<1x2xf64> = [[0.6150168, 0.28869184]]
func.func @scaled(%p0: tensor<2xf64> {bmc.value = dense<[-1.282, 0.249]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[0.151, 2.703]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[0.098, -2.093]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[-0.672, 0.112]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[-1.256, -0.867]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[-0.366, 0.342]]> : tensor<1x2xf64>},
    %v0: tensor<2xf64> {bmc.value = dense<[0.027225000000000003, 0.790321]> : tensor<2xf64>},
    %v1: tensor<1x2xf64> {bmc.value = dense<[[0.620944, 0.2916]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<100.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<0.25> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:6 = bmc.update "AdamW" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.01 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1, %v0, %v1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}

// CHECK-LABEL: @not_finite
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.499, -1.38]
// CHECK{LITERAL}: result1: tensor<1x2xf64> = [[-0.786, 0.652]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [0.24, -1.117]
// CHECK{LITERAL}: result3: tensor<1x2xf64> = [[1.31, 1.101]]
// CHECK{LITERAL}: result4: tensor<2xf64> = [0.055225, 3.080025]
// CHECK{LITERAL}: result5: tensor<1x2xf64> = [[1.094116, 0.954529]]
func.func @not_finite(%p0: tensor<2xf64> {bmc.value = dense<[-0.499, -1.38]> : tensor<2xf64>},
    %p1: tensor<1x2xf64> {bmc.value = dense<[[-0.786, 0.652]]> : tensor<1x2xf64>},
    %g0: tensor<2xf64> {bmc.value = dense<[-1.618, -0.071]> : tensor<2xf64>},
    %g1: tensor<1x2xf64> {bmc.value = dense<[[0.718, -0.377]]> : tensor<1x2xf64>},
    %m0: tensor<2xf64> {bmc.value = dense<[0.24, -1.117]> : tensor<2xf64>},
    %m1: tensor<1x2xf64> {bmc.value = dense<[[1.31, 1.101]]> : tensor<1x2xf64>},
    %v0: tensor<2xf64> {bmc.value = dense<[0.055224999999999996, 3.0800249999999996]> : tensor<2xf64>},
    %v1: tensor<1x2xf64> {bmc.value = dense<[[1.094116, 0.954529]]> : tensor<1x2xf64>},
    %lr: tensor<f64> {bmc.value = dense<0.1> : tensor<f64>},
    %step: tensor<f64> {bmc.value = dense<2.0> : tensor<f64>},
    %norm: tensor<f64> {bmc.value = dense<0x7FF0000000000000> : tensor<f64>},
    %scale: tensor<f64> {bmc.value = dense<1.0> : tensor<f64>}) -> (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>) {
  %r:6 = bmc.update "AdamW" {beta1 = 0.9 : f64, beta2 = 0.99 : f64, eps = 1.0e-08 : f64, weight_decay = 0.1 : f64} parameters (%p0, %p1) gradients (%g0, %g1) states (%m0, %m1, %v0, %v1) lr %lr step %step norm %norm scale %scale : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<2xf64>, tensor<1x2xf64>) states (tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5 : tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>, tensor<2xf64>, tensor<1x2xf64>
}
