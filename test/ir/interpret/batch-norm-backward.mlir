// gradients of batch norm; values are PyTorch's
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @plain
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[-0.7975804904, 2.412518116, -0.5756177129], [-0.1446867413, -0.5304488811, 0.06785766287]], [[-0.8296180887, 0.1417679172, -0.3514697411], [0.3071131879, -0.09982418757, 0.3999889592]]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [0.4033574258, 2.239695821]
// CHECK{LITERAL}: result2: tensor<2xf64> = [2.817, -0.326]
func.func @plain(%dy: tensor<2x2x3xf64> {bmc.value = dense<[[[-0.507, 3.808, -0.403], [-0.267, -1.119, 0.341]], [[-0.649, 0.593, -0.025], [0.151, 0.472, 0.096]]]> : tensor<2x2x3xf64>},
    %x: tensor<2x2x3xf64> {bmc.value = dense<[[[1.584, -0.241, -2.509], [-0.694, -1.942, 0.444]], [[-0.417, -2.27, -1.071], [-1.117, 1.531, -1.662]]]> : tensor<2x2x3xf64>},
    %m: tensor<2xf64> {bmc.value = dense<[-0.8206666666666665, -0.5733333333333334]> : tensor<2xf64>},
    %v: tensor<2xf64> {bmc.value = dense<[2.259017066666666, 1.7663526666666667]> : tensor<2xf64>}) -> (tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>) {
  %r:3 = bmc.batch_norm_backward %dy, %x, %m, %v eps 1.0e-5 : (tensor<2x2x3xf64>, tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>) -> (tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
}

// CHECK-LABEL: @affine
// CHECK{LITERAL}: result0: tensor<2x2x2x2xf64> = [[[[-0.3997272372, 0.1694302388], [0.03518463138, 0.2829470558]], [[-0.09452000158, -0.1410933365], [-0.3064828135, -0.1478325922]]], [[[-0.09806282757, 0.1094712395], [0.02736970883, -0.1266128096]], [[0.008037130144, 0.2591021598], [0.1249771258, 0.2978123282]]]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [2.836368572, 0.4840599587]
// CHECK{LITERAL}: result2: tensor<2xf64> = [0.792, -2.507]
func.func @affine(%dy: tensor<?x2x2x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[[0.969, -0.229], [-0.674, -0.564]], [[-0.795, -0.945], [-1.808, -1.175]]], [[[0.054, -0.136], [0.52, 0.852]], [[-0.291, 1.058], [0.31, 1.139]]]]> : tensor<2x2x2x2xf64>},
    %x: tensor<?x2x2x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[[-0.082, 0.354], [-2.051, 0.137]], [[0.265, 2.006], [1.314, -2.077]]], [[[-0.737, 0.203], [1.669, 1.576]], [[0.046, 1.907], [0.344, -0.449]]]]> : tensor<2x2x2x2xf64>},
    %m: tensor<2xf64> {bmc.value = dense<[0.13362500000000002, 0.4195]> : tensor<2xf64>},
    %v: tensor<2xf64> {bmc.value = dense<[1.4383256964285718, 1.8122351428571426]> : tensor<2xf64>},
    %w: tensor<2xf64> {bmc.value = dense<[-0.478, 0.251]> : tensor<2xf64>}) -> (tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>) {
  %r:3 = bmc.batch_norm_backward %dy, %x, %m, %v weight %w eps 1.0e-5 : (tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>, tensor<2xf64>) -> (tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>
}

// CHECK-LABEL: @weight
// CHECK{LITERAL}: result0: tensor<3x1x2xf64> = [[[0.002109311811, -0.1781385632]], [[0.007647478449, -0.04739563924]], [[0.1732453619, 0.04253205027]]]
// CHECK{LITERAL}: result1: tensor<1xf64> = [3.450076856]
// CHECK{LITERAL}: result2: tensor<1xf64> = [1.602]
func.func @weight(%dy: tensor<?x1x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.327, 1.327]], [[-0.543, 1.751]], [[-0.966, -0.294]]]> : tensor<3x1x2xf64>},
    %x: tensor<?x1x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.128, -0.615]], [[-1.509, 2.197]], [[0.154, -0.49]]]> : tensor<3x1x2xf64>},
    %m: tensor<1xf64> {bmc.value = dense<[-0.022499999999999964]> : tensor<1xf64>},
    %v: tensor<1xf64> {bmc.value = dense<[1.5518554999999998]> : tensor<1xf64>},
    %w: tensor<1xf64> {bmc.value = dense<[-0.149]> : tensor<1xf64>}) -> (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>) {
  %r:3 = bmc.batch_norm_backward %dy, %x, %m, %v weight %w eps 1.0e-5 : (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>, tensor<1xf64>) -> (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>
}
