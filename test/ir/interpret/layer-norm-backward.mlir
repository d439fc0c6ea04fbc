// gradients of layer_norm
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @two
// CHECK{LITERAL}: result0: tensor<2xf64> = [-7.441670379, 7.441670379]
func.func @two(%dy: tensor<2xf64> {bmc.value = dense<[-1.457, -0.165]> : tensor<2xf64>},
    %x: tensor<2xf64> {bmc.value = dense<[0.392, 0.41]> : tensor<2xf64>},
    %mean: tensor<f64> {bmc.value = dense<0.401> : tensor<f64>},
    %rstd: tensor<f64> {bmc.value = dense<104.82848367219204> : tensor<f64>}) -> tensor<2xf64> {
  %r = bmc.layer_norm_backward %dy, %x, %mean, %rstd : (tensor<2xf64>, tensor<2xf64>, tensor<f64>, tensor<f64>) -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-0.244799051, -0.9008328905, -0.3473680585], [-3.359177761, 1.195213009, -1.369035248]]
func.func @rows(%dy: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.092, -0.641, 0.552], [-0.725, -0.039, 0.979]]> : tensor<2x3xf64>},
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.104, -1.211, -1.709], [-0.281, -0.09, -0.718]]> : tensor<2x3xf64>},
    %mean: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[-0.9386666666666666, -0.363]> : tensor<2xf64>},
    %rstd: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[1.3075293142496176, 3.804105882339453]> : tensor<2xf64>},
    %residual: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[-0.484, -0.03, -0.979], [-0.957, -0.476, -2.1]]> : tensor<2x3xf64>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.layer_norm_backward %dy, %x, %mean, %rstd residual %residual : (tensor<?x3xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @weight
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[-1.772069714e-05, 1.772069714e-05], [-0.0006641922972, 0.0006641922972], [-2.138623349e-05, 2.138623349e-05]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [-1.507963502, 0.8638373264]
func.func @weight(%dy: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.798, 0.556], [-0.079, -0.887], [0.631, -0.579]]> : tensor<3x2xf64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[-1.445, -0.413], [0.148, -0.186], [-1.774, -0.464]]> : tensor<3x2xf64>},
    %mean: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[-0.929, -0.019000000000000003, -1.119]> : tensor<3xf64>},
    %rstd: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[1.937948103894223, 5.986950694877128, 1.5266997646889056]> : tensor<3xf64>},
    %w: tensor<2xf64> {bmc.value = dense<[-1.169, -0.802]> : tensor<2xf64>}) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<2xf64>) {
  %r:2 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<?xf64, #bmc.dims<"B">>, tensor<2xf64>) -> (tensor<?x2xf64, #bmc.dims<"B">>, tensor<2xf64>)
  return %r#0, %r#1 : tensor<?x2xf64, #bmc.dims<"B">>, tensor<2xf64>
}

// CHECK-LABEL: @all
// CHECK{LITERAL}: result0: tensor<2x1x3xf64> = [[[0.04712466654, -1.22043052, 1.753305854]], [[2.042980456, 0.834945057, 0.2450744866]]]
// CHECK{LITERAL}: result1: tensor<3xf64> = [0.3732479137, 0.05258227028, -0.7320725889]
// CHECK{LITERAL}: result2: tensor<3xf64> = [1.093, 0.709, -0.574]
func.func @all(%dy: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.767, -0.501, -0.085]], [[0.326, 1.21, -0.489]]]> : tensor<2x1x3xf64>},
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[1.159, -0.479, 0.938]], [[-0.602, -0.157, 2.486]]]> : tensor<2x1x3xf64>},
    %mean: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[0.5393333333333333], [0.5756666666666668]]> : tensor<2x1xf64>},
    %rstd: tensor<?x?xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[1.3779654049457468], [0.7336891650259749]]> : tensor<2x1xf64>},
    %w: tensor<3xf64> {bmc.value = dense<[-1.741, -0.28, 0.015]> : tensor<3xf64>},
    %residual: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.813, -1.101, 0.868]], [[2.096, 0.773, 0.254]]]> : tensor<2x1x3xf64>}) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>, tensor<3xf64>) {
  %r:3 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w residual %residual has_bias : (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<?x?xf64, #bmc.dims<"B", "S">>, tensor<3xf64>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>) -> (tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>, tensor<3xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<3xf64>, tensor<3xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x17xf64> = [[-0.08624717072, 2.134708475, -0.7972094424, 0.8386410524, -1.055307973, -5.114176802, -0.5334482991, 1.201873111, -0.07551819761, 0.3037102624, 2.284171812, -0.1151264631, -0.8875525569, 1.05740204, 1.556370695, -0.4261183223, -0.2861722197]]
// CHECK{LITERAL}: result1: tensor<17xf64> = [-0.1547242609, 0.4438580754, 1.447173017, -0.25597655, 1.323035882, 1.958650409, 0.1491088514, 0.265142763, -0.05551275116, 0.009905573378, -0.3945251749, 2.196864972, -0.1053151156, -0.0565672785, -2.002367325, -0.07612849365, -0.5776551241]
// CHECK{LITERAL}: result2: tensor<17xf64> = [-1.07, 0.183, -1.06, 1.135, 2.313, 2.022, -0.219, 0.74, 0.121, 0.102, 1.548, -1.319, 1.055, -0.049, 1.409, 0.187, -0.673]
func.func @seventeen(%dy: tensor<1x17xf64> {bmc.value = dense<[[-1.07, 0.183, -1.06, 1.135, 2.313, 2.022, -0.219, 0.74, 0.121, 0.102, 1.548, -1.319, 1.055, -0.049, 1.409, 0.187, -0.673]]> : tensor<1x17xf64>},
    %x: tensor<1x17xf64> {bmc.value = dense<[[0.154, 1.787, -0.927, -0.111, 0.46, 0.744, -0.437, 0.307, -0.278, 0.12, -0.132, -1.142, -0.021, 0.877, -0.967, -0.241, 0.665]]> : tensor<1x17xf64>},
    %mean: tensor<1xf64> {bmc.value = dense<[0.05047058823529411]> : tensor<1xf64>},
    %rstd: tensor<1xf64> {bmc.value = dense<[1.3967249546665435]> : tensor<1xf64>},
    %w: tensor<17xf64> {bmc.value = dense<[0.277, 0.736, 0.036, 0.488, -0.522, -2.134, 0.9, 0.699, 0.148, 0.068, 1.036, -0.457, -0.707, -0.189, 1.189, -1.387, 1.192]> : tensor<17xf64>}) -> (tensor<1x17xf64>, tensor<17xf64>, tensor<17xf64>) {
  %r:3 = bmc.layer_norm_backward %dy, %x, %mean, %rstd weight %w has_bias : (tensor<1x17xf64>, tensor<1x17xf64>, tensor<1xf64>, tensor<1xf64>, tensor<17xf64>) -> (tensor<1x17xf64>, tensor<17xf64>, tensor<17xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x17xf64>, tensor<17xf64>, tensor<17xf64>
}
