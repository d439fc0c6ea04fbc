// sum = a + b; y, mean, rstd = layer_norm(sum)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1xf64> = [-2.031]
// CHECK{LITERAL}: result1: tensor<1xf64> = [0]
// CHECK{LITERAL}: result2: tensor<f64> = -2.031
// CHECK{LITERAL}: result3: tensor<f64> = 316.227766
func.func @one(%a: tensor<1xf64> {bmc.value = dense<[-0.341]> : tensor<1xf64>},
    %b: tensor<1xf64> {bmc.value = dense<[-1.69]> : tensor<1xf64>}) -> (tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>) {
  %r:4 = bmc.add_layer_norm %a, %b eps 1.0e-05 : (tensor<1xf64>, tensor<1xf64>) -> (tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<1xf64>, tensor<1xf64>, tensor<f64>, tensor<f64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<3xf64> = [-0.237, -1.083, -2.64]
// CHECK{LITERAL}: result1: tensor<3xf64> = [1.324319189, 0.06024798191, -1.473538974]
// CHECK{LITERAL}: result2: tensor<f64> = -1.32
// CHECK{LITERAL}: result3: tensor<f64> = 1.004786143
func.func @vector(%a: tensor<3xf64> {bmc.value = dense<[0.368, -0.741, -0.33]> : tensor<3xf64>},
    %b: tensor<3xf64> {bmc.value = dense<[-0.605, -0.342, -2.31]> : tensor<3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[1.217, 0.253, 1.111]> : tensor<3xf64>}) -> (tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<f64>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w eps 1.0e-05 : (tensor<3xf64>, tensor<3xf64>, tensor<3xf64>) -> (tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<3xf64>, tensor<3xf64>, tensor<f64>, tensor<f64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[2.06, -1.979, -1.46], [-2.404, -0.91, -0.611]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[-1.052955204, -1.621184461, 0.271064975], [-0.1733515859, -1.720074728, -0.5101121]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [-0.4596666667, -1.308333333]
// CHECK{LITERAL}: result3: tensor<2xf64> = [0.5573419509, 1.274994954]
func.func @rows(%a: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.98, 0.023, -1.802], [-0.894, -1.207, -0.502]]> : tensor<2x3xf64>},
    %b: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.08, -2.002, 0.342], [-1.51, 0.297, -0.109]]> : tensor<2x3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[-0.314, -0.073, -0.54]> : tensor<3xf64>},
    %bias: tensor<3xf64> {bmc.value = dense<[-0.612, -1.683, -0.03]> : tensor<3xf64>}) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 1.0e-05 : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x1x2xf64> = [[[1.17, 3.423]], [[1.266, 0.637]]]
// CHECK{LITERAL}: result1: tensor<2x1x2xf64> = [[[-0.1440011466, 0.007999637513]], [[-0.7259852908, -0.1759953497]]]
// CHECK{LITERAL}: result2: tensor<2x1xf64> = [[2.2965], [0.9515]]
// CHECK{LITERAL}: result3: tensor<2x1xf64> = [[0.8877017842], [3.179489517]]
func.func @sequence(%a: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.846, 1.98]], [[1.322, 0.706]]]> : tensor<2x1x2xf64>},
    %b: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.676, 1.443]], [[-0.056, -0.069]]]> : tensor<2x1x2xf64>},
    %w: tensor<2xf64> {bmc.value = dense<[-0.291, 0.092]> : tensor<2xf64>},
    %bias: tensor<2xf64> {bmc.value = dense<[-0.435, -0.084]> : tensor<2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 1.0e-05 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<2xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x17xf64> = [[-3.037, -1.044, 1.752, 0.594, 0.367, 1.927, -0.866, -0.364, -0.5, 0.252, 0.81, -0.798, -0.523, -1.048, -1.415, -1.169, 1.862]]
// CHECK{LITERAL}: result1: tensor<1x17xf64> = [[-2.232614106, -0.6706739765, 1.52058774, 0.6130480162, 0.4351451515, 1.657737526, -0.5311730518, -0.1377490955, -0.2443340717, 0.3450181496, 0.7823300373, -0.4778805637, -0.2623594721, -0.6738088288, -0.9614315219, -0.7686381091, 1.606796177]]
// CHECK{LITERAL}: result2: tensor<1xf64> = [-0.1882352941]
// CHECK{LITERAL}: result3: tensor<1xf64> = [0.7837130603]
func.func @seventeen(%a: tensor<1x17xf64> {bmc.value = dense<[[-1.085, -0.374, 2.281, -0.07, -0.239, 0.532, 0.708, -1.114, -0.207, 0.918, 0.27, 0.122, 1.554, -0.678, 0.083, -0.52, 1.49]]> : tensor<1x17xf64>},
    %b: tensor<1x17xf64> {bmc.value = dense<[[-1.952, -0.67, -0.529, 0.664, 0.606, 1.395, -1.574, 0.75, -0.293, -0.666, 0.54, -0.92, -2.077, -0.37, -1.498, -0.649, 0.372]]> : tensor<1x17xf64>}) -> (tensor<1x17xf64>, tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>) {
  %r:4 = bmc.add_layer_norm %a, %b eps 1.0e-05 : (tensor<1x17xf64>, tensor<1x17xf64>) -> (tensor<1x17xf64>, tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<1x17xf64>, tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>
}

// CHECK-LABEL: @large_eps
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-0.906, 2.022, -0.845], [-3.51, -0.059, -1.03]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[-0.193227272, 1.369108022, 0.04071833016], [-0.3987549115, 1.332686594, 0.6217197552]]
// CHECK{LITERAL}: result2: tensor<2xf64> = [0.09033333333, -1.533]
// CHECK{LITERAL}: result3: tensor<2xf64> = [0.6500790629, 0.6188179633]
func.func @large_eps(%a: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.312, 1.587, -0.2], [-1.533, -0.756, -0.919]]> : tensor<2x3xf64>},
    %b: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.218, 0.435, -0.645], [-1.977, 0.697, -0.111]]> : tensor<2x3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[0.357, 0.106, 0.632]> : tensor<3xf64>},
    %bias: tensor<3xf64> {bmc.value = dense<[0.038, 1.236, 0.425]> : tensor<3xf64>}) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>) {
  %r:4 = bmc.add_layer_norm %a, %b weight %w bias %bias eps 0.5 : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>
}
