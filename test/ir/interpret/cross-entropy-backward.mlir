// gradient of cross_entropy
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @scalar
// CHECK{LITERAL}: result0: tensor<3xf64> = [0.1616012466, -0.3506739963, 0.1890727497]
func.func @scalar(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<3xf64> {bmc.value = dense<[-1.035, -1.114, -0.878]> : tensor<3xf64>},
    %t: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<3xf64> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<3xf64>, tensor<i32> -> tensor<3xf64>
  return %r : tensor<3xf64>
}

// CHECK-LABEL: @one_class
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0]]
func.func @one_class(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<1x1xf64> {bmc.value = dense<[[-0.862]]> : tensor<1x1xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> tensor<1x1xf64> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<1x1xf64>, tensor<1xi32> -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @rows
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.2349951772, 0.06930832241, -0.3043034996], [-0.2586702912, 0.07572922012, 0.1829410711]]
func.func @rows(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.309, -0.912, 0.126], [0.411, -0.748, 0.134]]> : tensor<2x3xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[2, 0]> : tensor<2xi32>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @ignored
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[0, 0], [0.1787765827, -0.1787765827], [0, 0]]
func.func @ignored(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.678, 0.33], [-0.653, -0.067], [-0.938, 0.277]]> : tensor<3x2xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, 1, -1]> : tensor<3xi32>}) -> tensor<?x2xf64, #bmc.dims<"B">> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<?x2xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<?x2xf64, #bmc.dims<"B">>
  return %r : tensor<?x2xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @nothing_counts
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0, 0, 0], [0, 0, 0]]
func.func @nothing_counts(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.882, -0.838, -0.214], [1.137, -0.508, 0.192]]> : tensor<2x3xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[-100, -100]> : tensor<2xi32>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<2x2x3xf64> = [[[0.1275664355, -0.3427813846, 0.2152149491], [-0.06224812665, 0.03300477509, 0.02924335156]], [[0, 0, 0], [0.05877425262, 0.3809636175, -0.4397378701]]]
func.func @sequence(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x?x3xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[-1.046, -0.837, -0.523], [2.176, -0.409, -0.53]], [[-0.563, -0.166, 0.656], [0.189, 2.058, 0.214]]]> : tensor<2x2x3xf64>},
    %t: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[1, 0], [-100, 2]]> : tensor<2x2xi32>}) -> tensor<?x?x3xf64, #bmc.dims<"B", "S">> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<?x?x3xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?x3xf64, #bmc.dims<"B", "S">>
  return %r : tensor<?x?x3xf64, #bmc.dims<"B", "S">>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<1x17xf64> = [[0.1108211568, 0.03439522345, 0.04779484085, 0.006152864228, 0.02296376874, 0.02433505009, 0.02044866709, 0.003028046529, 0.06292337407, 0.0177062503, 0.016825872, 0.02020474952, 0.02075770912, 0.03917025672, 0.00731493173, 0.01027709571, -0.4651198569]]
func.func @seventeen(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<1x17xf64> {bmc.value = dense<[[1.447, 0.277, 0.606, -1.444, -0.127, -0.069, -0.243, -2.153, 0.881, -0.387, -0.438, -0.255, -0.228, 0.407, -1.271, -0.931, 0.291]]> : tensor<1x17xf64>},
    %t: tensor<1xi32> {bmc.value = dense<[16]> : tensor<1xi32>}) -> tensor<1x17xf64> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<1x17xf64>, tensor<1xi32> -> tensor<1x17xf64>
  return %r : tensor<1x17xf64>
}

// CHECK-LABEL: @large
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.4999999213, -0.4999999215, 2.114257299e-10], [-0.5, 3.588733664e-17, 0.5]]
func.func @large(%d: tensor<f64> {bmc.value = dense<0.5> : tensor<f64>},
    %x: tensor<?x3xf64, #bmc.dims<"B">> {bmc.value = dense<[[4.367, -11.3, -17.217], [-25.033, -1.751, 35.422]]> : tensor<2x3xf64>},
    %t: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[1, 0]> : tensor<2xi32>}) -> tensor<?x3xf64, #bmc.dims<"B">> {
  %r = bmc.cross_entropy_backward %d, %x, %t : tensor<f64>, tensor<?x3xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> -> tensor<?x3xf64, #bmc.dims<"B">>
  return %r : tensor<?x3xf64, #bmc.dims<"B">>
}
