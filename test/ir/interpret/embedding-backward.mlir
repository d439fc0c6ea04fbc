// dW[n, :] = init[n, :] + sum of dy[r, :] over the rows r with indices[r] = n
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[0.15]]
func.func @one(%dy: tensor<1x1xf64> {bmc.value = dense<[[0.15]]> : tensor<1x1xf64>},
    %i: tensor<1xi32> {bmc.value = dense<[0]> : tensor<1xi32>}) -> tensor<1x1xf64> {
  %r = bmc.embedding_backward %dy, %i num_embeddings 1 : (tensor<1x1xf64>, tensor<1xi32>) -> tensor<1x1xf64>
  return %r : tensor<1x1xf64>
}

// CHECK-LABEL: @repeated
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[0.744, -0.367], [2.399, 0.294]]
func.func @repeated(%dy: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.463, -1.451], [2.027, 1.184], [0.744, -0.367], [-0.091, 0.561]]> : tensor<4x2xf64>},
    %i: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[1, 1, 0, 1]> : tensor<4xi32>}) -> tensor<2x2xf64> {
  %r = bmc.embedding_backward %dy, %i num_embeddings 2 : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">>) -> tensor<2x2xf64>
  return %r : tensor<2x2xf64>
}

// CHECK-LABEL: @init
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[-1.134, 4.008], [0.379, -0.114], [1.828, -2.935]]
func.func @init(%dy: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.421, -1.721], [0.759, 2.988]]> : tensor<2x2xf64>},
    %i: tensor<?xi32, #bmc.dims<"B">> {bmc.value = dense<[2, 0]> : tensor<2xi32>},
    %init: tensor<3x2xf64> {bmc.value = dense<[[-1.893, 1.02], [0.379, -0.114], [1.407, -1.214]]> : tensor<3x2xf64>}) -> tensor<3x2xf64> {
  %r = bmc.embedding_backward %dy, %i init %init num_embeddings 3 : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">>, tensor<3x2xf64>) -> tensor<3x2xf64>
  return %r : tensor<3x2xf64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<3x1xf64> = [[0.989], [-0.457], [1.756]]
func.func @sequence(%dy: tensor<?x?x1xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.167], [1.502]], [[-0.202], [-0.429]]]> : tensor<2x2x1xf64>},
    %i: tensor<?x?xi32, #bmc.dims<"B", "S">> {bmc.value = dense<[[2, 0], [0, 0]]> : tensor<2x2xi32>},
    %init: tensor<3x1xf64> {bmc.value = dense<[[0.118], [-0.457], [1.589]]> : tensor<3x1xf64>}) -> tensor<3x1xf64> {
  %r = bmc.embedding_backward %dy, %i init %init num_embeddings 3 : (tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<3x1xf64>) -> tensor<3x1xf64>
  return %r : tensor<3x1xf64>
}

// CHECK-LABEL: @seventeen
// CHECK{LITERAL}: result0: tensor<17x1xf64> = [[0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [0], [-0.932]]
func.func @seventeen(%dy: tensor<1x1xf64> {bmc.value = dense<[[-0.932]]> : tensor<1x1xf64>},
    %i: tensor<1xi32> {bmc.value = dense<[16]> : tensor<1xi32>}) -> tensor<17x1xf64> {
  %r = bmc.embedding_backward %dy, %i num_embeddings 17 : (tensor<1x1xf64>, tensor<1xi32>) -> tensor<17x1xf64>
  return %r : tensor<17x1xf64>
}
