// u = x w1^T + b1; y = act(u) w2^T + b2
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @relu
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[-1.744303809], [-0.30919249]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[0.527886, 0.461817, 1.195531], [-0.30048, 0.67657, -3.865118]]
func.func @relu(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.911, -0.36], [-0.926, 1.444]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[0.666, 0.219], [0.927, 1.063], [0.341, -2.458]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-0.676, -0.457, -0.984]]> : tensor<1x3xf64>}) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 w2 %w2 relu : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @gelu
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[-0.1877065162], [-0.5333549237]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[0.04498, 0.809329, -1.389586], [-0.292695, 1.098875, -0.040435]]
func.func @gelu(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.199, 1.192], [-0.485, -1.135]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[2.028, -0.451], [-1.233, 0.238], [0.426, -0.705]]> : tensor<3x2xf64>},
    %b1: tensor<3xf64> {bmc.value = dense<[0.179, 0.771, -0.634]> : tensor<3xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[0.79, -0.487, -0.923]]> : tensor<1x3xf64>}) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 gelu : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @gelu_tanh
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[0.5885372537], [1.078879054]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[0.46294, -0.109183, 0.178083], [3.945284, -0.870546, 1.626353]]
func.func @gelu_tanh(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.331, -0.093], [2.824, -0.709]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[1.384, -0.052], [-0.127, 0.722], [0.894, 1.267]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[0.329, -0.6, -0.538]]> : tensor<1x3xf64>},
    %b2: tensor<1xf64> {bmc.value = dense<[0.51]> : tensor<1xf64>}) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 w2 %w2 b2 %b2 gelu_tanh : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>, tensor<1xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @silu
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[-2.205706443], [-2.075428443]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[2.827047, -1.508608, 1.288138], [2.524006, -0.867888, 0.984436]]
func.func @silu(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.581, 1.398], [0.418, 1.06]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[1.517, 0.165], [-1.486, -1.179], [-1.438, 1.592]]> : tensor<3x2xf64>},
    %b1: tensor<3xf64> {bmc.value = dense<[1.715, 1.003, -0.102]> : tensor<3xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-0.847, 1.232, 0.586]]> : tensor<1x3xf64>},
    %b2: tensor<1xf64> {bmc.value = dense<[-0.2]> : tensor<1xf64>}) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 silu : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>, tensor<1xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @tanh
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[-0.3525611476], [0.1568860461]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[-0.161085, -0.136795, 0.162895], [-0.798213, -0.107067, -0.127017]]
func.func @tanh(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[0.085, 0.175], [-0.531, -0.033]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[1.609, -1.702], [0.258, -0.907], [0.187, 0.84]]> : tensor<3x2xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-0.058, 0.773, -1.59]]> : tensor<1x3xf64>}) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 w2 %w2 tanh : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<1x3xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @sigmoid
// CHECK{LITERAL}: result0: tensor<2x1xf64> = [[0.6314841534], [0.9311025231]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[-2.377834, -0.912415, -1.456865], [-1.717084, 0.20029, -1.39353]]
func.func @sigmoid(%x: tensor<?x2xf64, #bmc.dims<"B">> {bmc.value = dense<[[1.107, -0.603], [0.622, 0.182]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[-2.586, -0.756], [0.221, 1.554], [0.287, 0.258]]> : tensor<3x2xf64>},
    %b1: tensor<3xf64> {bmc.value = dense<[0.029, -0.22, -1.619]> : tensor<3xf64>},
    %w2: tensor<1x3xf64> {bmc.value = dense<[[-1.413, 1.431, 1.807]]> : tensor<1x3xf64>}) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 sigmoid : (tensor<?x2xf64, #bmc.dims<"B">>, tensor<3x2xf64>, tensor<3xf64>, tensor<1x3xf64>) -> (tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>)
  return %r#0, %r#1 : tensor<?x1xf64, #bmc.dims<"B">>, tensor<?x3xf64, #bmc.dims<"B">>
}

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1x1xf64> = [[1.696091939]]
// CHECK{LITERAL}: result1: tensor<1x1xf64> = [[2.385866]]
func.func @one(%x: tensor<1x1xf64> {bmc.value = dense<[[0.883]]> : tensor<1x1xf64>},
    %w1: tensor<1x1xf64> {bmc.value = dense<[[2.702]]> : tensor<1x1xf64>},
    %w2: tensor<1x1xf64> {bmc.value = dense<[[0.717]]> : tensor<1x1xf64>}) -> (tensor<1x1xf64>, tensor<1x1xf64>) {
  %r:2 = bmc.feed_forward %x w1 %w1 w2 %w2 gelu : (tensor<1x1xf64>, tensor<1x1xf64>, tensor<1x1xf64>) -> (tensor<1x1xf64>, tensor<1x1xf64>)
  return %r#0, %r#1 : tensor<1x1xf64>, tensor<1x1xf64>
}

// CHECK-LABEL: @vector
// CHECK{LITERAL}: result0: tensor<2xf64> = [0.883, 0.416]
// CHECK{LITERAL}: result1: tensor<1xf64> = [-0.241386]
func.func @vector(%x: tensor<2xf64> {bmc.value = dense<[1.264, 0.542]> : tensor<2xf64>},
    %w1: tensor<1x2xf64> {bmc.value = dense<[[-0.985, 1.337]]> : tensor<1x2xf64>},
    %b1: tensor<1xf64> {bmc.value = dense<[0.279]> : tensor<1xf64>},
    %w2: tensor<2x1xf64> {bmc.value = dense<[[-1.235], [-0.211]]> : tensor<2x1xf64>},
    %b2: tensor<2xf64> {bmc.value = dense<[0.883, 0.416]> : tensor<2xf64>}) -> (tensor<2xf64>, tensor<1xf64>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 relu : (tensor<2xf64>, tensor<1x2xf64>, tensor<1xf64>, tensor<2x1xf64>, tensor<2xf64>) -> (tensor<2xf64>, tensor<1xf64>)
  return %r#0, %r#1 : tensor<2xf64>, tensor<1xf64>
}

// CHECK-LABEL: @sequence
// CHECK{LITERAL}: result0: tensor<1x2x2xf64> = [[[-1.458635601, 0.2696658798], [-1.367004837, 0.4495826196]]]
// CHECK{LITERAL}: result1: tensor<1x2x2xf64> = [[[-2.351843, -1.323393], [-0.872071, -1.393421]]]
func.func @sequence(%x: tensor<?x?x1xf64, #bmc.dims<"B", "S">> {bmc.value = dense<[[[0.387], [-0.761]]]> : tensor<1x2x1xf64>},
    %w1: tensor<2x1xf64> {bmc.value = dense<[[-1.289], [0.061]]> : tensor<2x1xf64>},
    %b1: tensor<2xf64> {bmc.value = dense<[-1.853, -1.347]> : tensor<2xf64>},
    %w2: tensor<2x2xf64> {bmc.value = dense<[[-0.71, -1.308], [-1.266, -0.49]]> : tensor<2x2xf64>},
    %b2: tensor<2xf64> {bmc.value = dense<[-1.635, 0.182]> : tensor<2xf64>}) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>) {
  %r:2 = bmc.feed_forward %x w1 %w1 b1 %b1 w2 %w2 b2 %b2 gelu_tanh : (tensor<?x?x1xf64, #bmc.dims<"B", "S">>, tensor<2x1xf64>, tensor<2xf64>, tensor<2x2xf64>, tensor<2xf64>) -> (tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>)
  return %r#0, %r#1 : tensor<?x?x2xf64, #bmc.dims<"B", "S">>, tensor<?x?x2xf64, #bmc.dims<"B", "S">>
}
