// each channel over batch and plane; values are PyTorch's
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @plain
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[1.752607221, 0.422481835, -1.230517823], [-0.09945754947, -1.128101376, 0.8385205552]], [[0.2942067293, -1.05632606, -0.1824519023], [-0.4481084618, 1.734462734, -0.8973159021]]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [-0.8206666667, -0.5733333333]
// CHECK{LITERAL}: result2: tensor<2xf64> = [2.259017067, 1.766352667]
func.func @plain(%x: tensor<2x2x3xf64> {bmc.value = dense<[[[1.584, -0.241, -2.509], [-0.694, -1.942, 0.444]], [[-0.417, -2.27, -1.071], [-1.117, 1.531, -1.662]]]> : tensor<2x2x3xf64>}) -> (tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>) {
  %r:3 = bmc.batch_norm %x eps 1.0e-5 : (tensor<2x2x3xf64>) -> (tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2x3xf64>, tensor<2xf64>, tensor<2xf64>
}

// CHECK-LABEL: @affine
// CHECK{LITERAL}: result0: tensor<2x2x2x2xf64> = [[[[1.141874003, 0.9561021063], [1.980830112, 1.048561972]], [[-0.1697956614, 0.1772285874], [0.03929591642, -0.6366140362]]], [[[1.420957929, 1.020440538], [0.3958038411, 0.4354294979]], [[-0.2134477639, 0.1574954451], [-0.1540490125, -0.312113475]]]]
// CHECK{LITERAL}: result1: tensor<2xf64> = [0.133625, 0.4195]
// CHECK{LITERAL}: result2: tensor<2xf64> = [1.438325696, 1.812235143]
func.func @affine(%x: tensor<?x2x2x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[[-0.082, 0.354], [-2.051, 0.137]], [[0.265, 2.006], [1.314, -2.077]]], [[[-0.737, 0.203], [1.669, 1.576]], [[0.046, 1.907], [0.344, -0.449]]]]> : tensor<2x2x2x2xf64>},
    %w: tensor<2xf64> {bmc.value = dense<[-0.478, 0.251]> : tensor<2xf64>},
    %b: tensor<2xf64> {bmc.value = dense<[1.05, -0.139]> : tensor<2xf64>}) -> (tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>) {
  %r:3 = bmc.batch_norm %x weight %w bias %b eps 1.0e-5 : (tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>) -> (tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x2x2x2xf64, #bmc.dims<"B">>, tensor<2xf64>, tensor<2xf64>
}

// CHECK-LABEL: @weight
// CHECK{LITERAL}: result0: tensor<3x1x2xf64> = [[[-0.01971905382, 0.07763149096]], [[0.1947666014, -0.29080691]], [[-0.02312566777, 0.06125353928]]]
// CHECK{LITERAL}: result1: tensor<1xf64> = [-0.0225]
// CHECK{LITERAL}: result2: tensor<1xf64> = [1.5518555]
func.func @weight(%x: tensor<?x1x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[[0.128, -0.615]], [[-1.509, 2.197]], [[0.154, -0.49]]]> : tensor<3x1x2xf64>},
    %w: tensor<1xf64> {bmc.value = dense<[-0.149]> : tensor<1xf64>}) -> (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>) {
  %r:3 = bmc.batch_norm %x weight %w eps 1.0e-5 : (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>) -> (tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>)
  return %r#0, %r#1, %r#2 : tensor<?x1x2xf64, #bmc.dims<"B">>, tensor<1xf64>, tensor<1xf64>
}
