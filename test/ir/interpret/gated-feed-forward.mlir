// u = x w1^T + b1, v = x v1^T + c1, y = (act(u) v) w2^T + b2
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @separate
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-5.459873792, -0.6601373495], [-0.5401963888, -0.9866418399]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[0.02865, 0.25231, 2.77397], [-0.634437, -0.074635, 1.266663]]
// CHECK{LITERAL}: result2: tensor<2x3xf64> = [[-3.75128, 1.43384, -2.19153], [0.312084, -0.087084, 0.874641]]
func.func @separate(%x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[0.084, -0.549], [-0.084, -0.139], [-0.529, -0.492]]> : tensor<3x2xf64>},
    %b1: tensor<3xf64> {bmc.value = dense<[-0.465, -0.059, 1.262]> : tensor<3xf64>},
    %v1: tensor<3x2xf64> {bmc.value = dense<[[1.194, 1.57], [-0.898, -0.114], [0.435, 1.674]]> : tensor<3x2xf64>},
    %c1: tensor<3xf64> {bmc.value = dense<[0.199, -0.289, 0.537]> : tensor<3xf64>},
    %w2: tensor<2x3xf64> {bmc.value = dense<[[2.225, -1.436, 0.708], [1.1, -0.42, -0.06]]> : tensor<2x3xf64>},
    %b2: tensor<2xf64> {bmc.value = dense<[-0.995, -0.858]> : tensor<2xf64>}) -> (tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>) {
  %r:3 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 v1 %v1 c1 %c1 w2 %w2 b2 %b2 silu : (tensor<2x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<2x3xf64>, tensor<2xf64>) -> (tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>
}

// CHECK-LABEL: @joint
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[-0.1489979042, -4.398489011, 3.523373866], [0.007070638848, -0.4831768165, 0.3774771783]]
// CHECK{LITERAL}: result1: tensor<2x4xf64> = [[1.46211, -0.60927, -3.65719, 0.49311], [1.141789, -1.574173, -0.613029, -1.031435]]
func.func @joint(%x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %w1: tensor<4x2xf64> {bmc.value = dense<[[0.008, -0.231], [0.369, -1.058], [0.569, 1.518], [0.071, -1.134]]> : tensor<4x2xf64>},
    %b1: tensor<4xf64> {bmc.value = dense<[1.206, -1.194, -0.874, -0.708]> : tensor<4xf64>},
    %w2: tensor<3x2xf64> {bmc.value = dense<[[0.026, 0.245], [0.877, 0.564], [-0.701, -0.544]]> : tensor<3x2xf64>}) -> (tensor<2x3xf64>, tensor<2x4xf64>) {
  %r:2 = bmc.gated_feed_forward %x w1 %w1 b1 %b1 w2 %w2 gelu : (tensor<2x2xf64>, tensor<4x2xf64>, tensor<4xf64>, tensor<3x2xf64>) -> (tensor<2x3xf64>, tensor<2x4xf64>)
  return %r#0, %r#1 : tensor<2x3xf64>, tensor<2x4xf64>
}

// CHECK-LABEL: @gate_last
// CHECK{LITERAL}: result0: tensor<2x3xf64> = [[0.1720696373, 0.3961113284, -0.3820648274], [-0.0004356874309, -0.01469607219, 0.01174680343]]
// CHECK{LITERAL}: result1: tensor<2x4xf64> = [[0.25611, 0.58473, -2.78319, 1.20111], [-0.064211, -0.380173, 0.260971, -0.323435]]
func.func @gate_last(%x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %w1: tensor<4x2xf64> {bmc.value = dense<[[0.008, -0.231], [0.369, -1.058], [0.569, 1.518], [0.071, -1.134]]> : tensor<4x2xf64>},
    %w2: tensor<3x2xf64> {bmc.value = dense<[[0.026, 0.245], [0.877, 0.564], [-0.701, -0.544]]> : tensor<3x2xf64>}) -> (tensor<2x3xf64>, tensor<2x4xf64>) {
  %r:2 = bmc.gated_feed_forward %x w1 %w1 w2 %w2 relu gate_last : (tensor<2x2xf64>, tensor<4x2xf64>, tensor<3x2xf64>) -> (tensor<2x3xf64>, tensor<2x4xf64>)
  return %r#0, %r#1 : tensor<2x3xf64>, tensor<2x4xf64>
}

// CHECK-LABEL: @transposed
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-8.468730503, -2.981811719], [0.09113450632, 0.004715868587]]
// CHECK{LITERAL}: result1: tensor<2x3xf64> = [[0.49365, 0.31131, 1.51197], [-0.169437, -0.015635, 0.004663]]
// CHECK{LITERAL}: result2: tensor<2x3xf64> = [[-3.95028, 1.72284, -2.72853], [0.113084, 0.201916, 0.337641]]
func.func @transposed(%x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %w1: tensor<2x3xf64> {bmc.value = dense<[[0.084, -0.084, -0.529], [-0.549, -0.139, -0.492]]> : tensor<2x3xf64>},
    %v1: tensor<2x3xf64> {bmc.value = dense<[[1.194, -0.898, 0.435], [1.57, -0.114, 1.674]]> : tensor<2x3xf64>},
    %w2: tensor<3x2xf64> {bmc.value = dense<[[2.225, 1.1], [-1.436, -0.42], [0.708, -0.06]]> : tensor<3x2xf64>}) -> (tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>) {
  %r:3 = bmc.gated_feed_forward %x w1 %w1 v1 %v1 w2 %w2 sigmoid transposed : (tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<3x2xf64>) -> (tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>
}
