// y = op(a) op(b)
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one_by_one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[-0.002765]]
func.func @one_by_one(%a: tensor<1x1xf64> {bmc.value = dense<[[-0.079]]> : tensor<1x1xf64>},
    %b: tensor<1x1xf64> {bmc.value = dense<[[0.035]]> : tensor<1x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.matmul %a, %b : tensor<1x1xf64>, tensor<1x1xf64> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @plain
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[0.067788, 0.296896, 1.65773, 0.625716], [-0.43702, -0.60177, -1.709254, -1.424651]]
func.func @plain(%a: tensor<2x3xf64> {bmc.value = dense<[[-1.054, 0.26, -0.858], [0.972, 0.193, 0.089]]> : tensor<2x3xf64>},
    %b: tensor<3x4xf64> {bmc.value = dense<[[-0.591, -0.119, -1.998, -1.131], [0.363, -2.129, 0.847, -1.746], [0.757, -0.845, 0.779, 0.131]]> : tensor<3x4xf64>}) -> tensor<2x4xf64> {
  %r = bmc.matmul %a, %b : tensor<2x3xf64>, tensor<3x4xf64> -> tensor<2x4xf64>
  return %r : tensor<2x4xf64>
}

// CHECK-LABEL: @transpose_a
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[0.397265, -2.856539, -1.011847, 2.081137], [-1.140797, 1.259407, -0.595939, -0.035621]]
func.func @transpose_a(%a: tensor<3x2xf64> {bmc.value = dense<[[-1.537, 1.249], [1.442, -0.066], [-0.274, -0.16]]> : tensor<3x2xf64>},
    %b: tensor<3x4xf64> {bmc.value = dense<[[-0.975, 1.099, -0.543, -0.051], [-0.793, -0.626, -1.278, 1.257], [-0.154, 0.966, 0.013, -0.694]]> : tensor<3x4xf64>}) -> tensor<2x4xf64> {
  %r = bmc.matmul %a, %b transpose_a : tensor<3x2xf64>, tensor<3x4xf64> -> tensor<2x4xf64>
  return %r : tensor<2x4xf64>
}

// CHECK-LABEL: @transpose_b
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[-0.667719, 0.167194, 0.587442, 0.164063], [0.731734, -1.646103, 1.479478, 0.471592]]
func.func @transpose_b(%a: tensor<2x3xf64> {bmc.value = dense<[[-0.327, -0.56, 0.008], [-0.375, -0.3, -1.379]]> : tensor<2x3xf64>},
    %b: tensor<4x3xf64> {bmc.value = dense<[[-0.807, 1.654, -0.671], [-1.054, 0.337, 1.407], [-1.454, -0.209, -0.632], [-1.761, 0.735, -0.023]]> : tensor<4x3xf64>}) -> tensor<2x4xf64> {
  %r = bmc.matmul %a, %b transpose_b : tensor<2x3xf64>, tensor<4x3xf64> -> tensor<2x4xf64>
  return %r : tensor<2x4xf64>
}

// CHECK-LABEL: @transpose_both
// CHECK{LITERAL}: result0: tensor<2x4xf64> = [[0.594045, 0.068325, 0.293768, -0.169022], [0.756084, 0.28737, 0.377062, -1.202422]]
func.func @transpose_both(%a: tensor<3x2xf64> {bmc.value = dense<[[0.071, -0.752], [0.455, -0.539], [-0.143, -1.108]]> : tensor<3x2xf64>},
    %b: tensor<4x3xf64> {bmc.value = dense<[[-1.216, 1.336, -0.507], [0.292, -0.034, -0.441], [-0.508, 0.63, -0.302], [-0.151, 0.022, 1.177]]> : tensor<4x3xf64>}) -> tensor<2x4xf64> {
  %r = bmc.matmul %a, %b transpose_a transpose_b : tensor<3x2xf64>, tensor<4x3xf64> -> tensor<2x4xf64>
  return %r : tensor<2x4xf64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<2xf64> = [-0.876852, 0.152463]
func.func @vector(%a: tensor<3xf64> {bmc.value = dense<[0.681, 0.383, -0.564]> : tensor<3xf64>},
    %b: tensor<3x2xf64> {bmc.value = dense<[[-1.382, 0.95], [0.966, -0.141], [0.542, 0.781]]> : tensor<3x2xf64>}) -> tensor<2xf64> {
  %r = bmc.matmul %a, %b : tensor<3xf64>, tensor<3x2xf64> -> tensor<2xf64>
  return %r : tensor<2xf64>
}

// CHECK-LABEL: @shared
// CHECK{LITERAL}: result0: tensor<2x3x3xf64> = [[[1.452567, -2.357589, -1.953282], [0.900048, -2.02782, -3.191178], [-0.294719, -0.151423, -1.803856]], [[1.137758, -1.938266, -1.850068], [2.781703, -4.346881, -3.153788], [-2.354225, 3.938891, 3.57753]]]
func.func @shared(%a: tensor<?x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.831, 0.921], [-0.456, 1.515], [-1.247, 0.862]], [[0.494, 0.874], [1.879, 1.484], [-1.145, -1.689]]]> : tensor<2x3x2xf64>},
    %b: tensor<2x3xf64> {bmc.value = dense<[[0.817, -1.015, -0.012], [0.84, -1.644, -2.11]]> : tensor<2x3xf64>}) -> tensor<?x?x3xf64, #bmc.dims<"B", "S">> {
  %r = bmc.matmul %a, %b : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<2x3xf64> -> tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @shared_transposed
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[-0.039349, -0.028535], [2.039454, 0.982191]], [[2.446096, 1.245058], [-0.866889, -0.779398]]]
func.func @shared_transposed(%a: tensor<?x2x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.259, 0.044, -0.246], [0.039, -0.861, -1.513]], [[-0.167, -0.972, -1.643], [0.506, -0.061, 0.407]]]> : tensor<2x2x3xf64>},
    %b: tensor<2x3xf64> {bmc.value = dense<[[-0.989, -0.658, -0.999], [-0.887, 0.195, -0.783]]> : tensor<2x3xf64>}) -> tensor<?x2x2xf64, #bmc.dims<"B">> {
  %r = bmc.matmul %a, %b transpose_b : tensor<?x2x3xf64, #bmc.dims<"B">>, tensor<2x3xf64> -> tensor<?x2x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2x2xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @batch
// CHECK{LITERAL}: result0: tensor<2x2x1xf64> = [[[0.246579], [1.432872]], [[1.93994], [-1.737345]]]
func.func @batch(%a: tensor<?x2x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.356, 0.34, 2.025], [-1.393, 0.888, -0.089]], [[-0.014, -1.45, -0.46], [0.743, -0.082, 0.081]]]> : tensor<2x2x3xf64>},
    %b: tensor<?x3x1xf64, #bmc.dims<"B">> {bmc.value = dense<[[[-0.291], [1.155], [-0.021]], [[-2.2], [-0.692], [-1.969]]]> : tensor<2x3x1xf64>}) -> tensor<?x2x1xf64, #bmc.dims<"B">> {
  %r = bmc.matmul %a, %b : tensor<?x2x3xf64, #bmc.dims<"B">>, tensor<?x3x1xf64, #bmc.dims<"B">> -> tensor<?x2x1xf64, #bmc.dims<"B">>
  return %r : tensor<?x2x1xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @batch_transpose_a
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[-2.386833, -1.303804], [0.301533, -1.119917]], [[-1.372401, -0.164198], [1.185763, 1.223721]]]
func.func @batch_transpose_a(%a: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[-3.251, -0.53], [1.334, 0.047], [-1.173, -0.941]], [[1.131, 0.158], [0.048, -0.053], [0.038, 0.805]]]> : tensor<2x3x2xf64>},
    %b: tensor<?x3x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.553, 0.216], [-1.043, 0.511], [-0.684, 1.094]], [[-1.271, -0.138], [-0.007, -1.325], [1.722, 1.46]]]> : tensor<2x3x2xf64>}) -> tensor<?x2x2xf64, #bmc.dims<"B">> {
  %r = bmc.matmul %a, %b transpose_a : tensor<?x3x2xf64, #bmc.dims<"B">>, tensor<?x3x2xf64, #bmc.dims<"B">> -> tensor<?x2x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2x2xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @scores
// CHECK{LITERAL}: result0: tensor<2x1x3x3xf64> = [[[[1.183172, -0.042788, 2.054356], [-3.99908, 0.806501, -4.790009], [-0.094769, -0.115021, -0.549959]]], [[[-0.907597, -0.062943, 0.289249], [-0.422542, -0.199541, -0.012979], [1.45151, 0.831512, 0.171252]]]]
func.func @scores(%a: tensor<?x1x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[[-0.464, 0.772], [0.379, -2.614], [0.25, -0.061]]], [[[0.083, -1.077], [-0.269, -0.178], [1.188, 0.334]]]]> : tensor<2x1x3x2xf64>},
    %b: tensor<?x1x?x2xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[[-0.006, 1.529], [-0.555, -0.389], [-1.817, 1.569]]], [[[0.964, 0.917], [0.669, 0.11], [0.215, -0.252]]]]> : tensor<2x1x3x2xf64>}) -> tensor<?x1x?x?xf64, #bmc.dims<"B", "S", "S">> {
  %r = bmc.matmul %a, %b transpose_b : tensor<?x1x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf64, #bmc.dims<"B", "S">> -> tensor<?x1x?x?xf64, #bmc.dims<"B", "S", "S">>
  return %r : tensor<?x1x?x?xf64, #bmc.dims<"B", "S", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[1.049701]]
func.func @seventeen(%a: tensor<1x17xf64> {bmc.value = dense<[[-0.204, 0.054, 1.512, 0.556, -0.058, -0.579, -0.635, 1.603, 0.507, 0.068, -0.346, -1.109, -0.067, 0.874, -0.393, -0.227, -0.221]]> : tensor<1x17xf64>},
    %b: tensor<17x1xf64> {bmc.value = dense<[[0.11], [-1.593], [-0.235], [-0.854], [0.885], [-0.771], [0.577], [1.524], [-0.314], [-0.602], [0.191], [-0.002], [-0.994], [0.461], [2.016], [-0.258], [-0.203]]> : tensor<17x1xf64>}) -> tensor<1x1xf64> {
  %r = bmc.matmul %a, %b : tensor<1x17xf64>, tensor<17x1xf64> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}
