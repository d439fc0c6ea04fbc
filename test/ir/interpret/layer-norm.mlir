// y, mean, rstd = layer_norm(x)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1xf64> = [0]
// CHECK{LITERAL}: result1: tensor<f64> = -0.351
// CHECK{LITERAL}: result2: tensor<f64> = 316.227766
func.func @one(%x: tensor<1xf64> {bmc.value = dense<[-0.351]> : tensor<1xf64>}) -> (tensor<1xf64>, tensor<f64>, tensor<f64>) {
  %r:3 = bmc.layer_norm %x eps 1.0e-05 : (tensor<1xf64>) -> (tensor<1xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2 : tensor<1xf64>, tensor<f64>, tensor<f64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<3xf64> = [1.701243914, -1.887892712, -1.122718408]
// CHECK{LITERAL}: result1: tensor<f64> = -0.052
// CHECK{LITERAL}: result2: tensor<f64> = 1.451266211
func.func @vector(%x: tensor<3xf64> {bmc.value = dense<[0.916, -0.633, -0.439]> : tensor<3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[1.211, 2.239, 1.999]> : tensor<3xf64>}) -> (tensor<3xf64>, tensor<f64>, tensor<f64>) {
  %r:3 = bmc.layer_norm %x weight %w eps 1.0e-05 : (tensor<3xf64>, tensor<3xf64>) -> (tensor<3xf64>, tensor<f64>, tensor<f64>)
  return %r#0, %r#1, %r#2 : tensor<3xf64>, tensor<f64>, tensor<f64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-1.808589884, 1.150364487, -3.074882282], [-1.240669834, 1.811255745, -2.318964584]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [0.605, -0.3276666667]
// CHECK{LITERAL}: result2: tensor<2xf64> = [1.516792461, 2.132694476]
func.func @rows(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.063, 0.219, 1.533], [-0.124, -0.976, 0.117]]> : tensor<2x3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[0.452, -0.829, -1.646]> : tensor<3xf64>},
    %bias: tensor<3xf64> {bmc.value = dense<[-1.437, 0.665, -0.758]> : tensor<3xf64>}) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 1.0e-05 : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x1x2xf64> = [[[-0.8609203804, -1.913857993]], [[0.1369890347, -0.1340195573]]]
// CHECK{LITERAL}: result1: tensor<2x1xf64> = [[0.036], [0.142]]
// CHECK{LITERAL}: result2: tensor<2x1xf64> = [[5.648816055], [2.096389991]]
func.func @sequence(%x: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-0.141, 0.213]], [[0.619, -0.335]]]> : tensor<2x1x2xf64>},
    %w: tensor<2xf64> {bmc.value = dense<[0.499, -0.89]> : tensor<2xf64>},
    %bias: tensor<2xf64> {bmc.value = dense<[-0.362, -1.024]> : tensor<2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 1.0e-05 : (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<2xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1, %r#2 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x17xf64> = [[0.8362958892, -0.2619137819, -0.9365689033, -0.5698673134, -0.4466859008, 0.4279021288, -1.748618677, -1.218938603, -0.594503596, 2.162864948, 0.6695272075, -0.3415079254, 0.4383251714, 1.712779017, -0.4580564927, -0.583133004, 0.9120998354]]
// CHECK{LITERAL}: result1: tensor<1xf64> = [0.2494117647]
// CHECK{LITERAL}: result2: tensor<1xf64> = [0.9475493279]
func.func @seventeen(%x: tensor<1x17xf64> {bmc.value = dense<[[1.132, -0.027, -0.739, -0.352, -0.222, 0.701, -1.596, -1.037, -0.378, 2.532, 0.956, -0.111, 0.712, 2.057, -0.234, -0.366, 1.212]]> : tensor<1x17xf64>}) -> (tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>) {
  %r:3 = bmc.layer_norm %x eps 1.0e-05 : (tensor<1x17xf64>) -> (tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>
}

// CHECK-LABEL: @large_eps
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.02043142624, -0.6104600236, 0.1532447065], [0.1935252972, -0.2454040193, 0.106693344]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [0.219, 1.4]
// CHECK{LITERAL}: result2: tensor<2xf64> = [1.139986317, 1.081216511]
func.func @large_eps(%x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.494, 0.671, -0.508], [1.924, 1.71, 0.566]]> : tensor<2x3xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[0.684, -2.027, 0.638]> : tensor<3xf64>},
    %bias: tensor<3xf64> {bmc.value = dense<[-0.194, 0.434, 0.682]> : tensor<3xf64>}) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>) {
  %r:3 = bmc.layer_norm %x weight %w bias %bias eps 0.5 : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<3xf64>, tensor<3xf64>) -> (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>)
  return %r#0, %r#1, %r#2 : tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>
}
