// h = act(u) v, dh = dy w2, du = dh v act'(u), dv = dh act(u), dx = du w1 + dv v1; weights and biases as of linear
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @separate
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-1.684799917, -8.518574221], [0.6574799107, -0.3033238882]]
// CHECK{LITERAL}: result1: tensor<3x2xf64> = [[-12.7925366, -8.517889878], [-3.327274541, -2.227815223], [-2.965541138, -2.324353801]]
// CHECK{LITERAL}: result2: tensor<3xf64> = [7.107562718, 1.824682045, 0.969396664]
// CHECK{LITERAL}: result3: tensor<3x2xf64> = [[-0.02966780191, 0.1950230346], [-0.5150557594, -0.3658078928], [3.703500211, 2.035650848]]
// CHECK{LITERAL}: result4: tensor<3xf64> = [0.4329942145, 0.2418367366, -2.892176668]
// CHECK{LITERAL}: result5: tensor<2x3xf64> = [[0.1511175198, -0.2381559862, 5.466291707], [0.01881106892, -0.2198556158, 6.742188137]]
// CHECK{LITERAL}: result6: tensor<2xf64> = [-2.439, -0.498]
func.func @separate(%dy: tensor<2x2xf64> {bmc.value = dense<[[-1.15, -1.089], [-1.289, 0.591]]> : tensor<2x2xf64>},
    %x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %u: tensor<2x3xf64> {bmc.value = dense<[[0.028649999999999898, 0.25231, 2.7739700000000003], [-0.634437, -0.074635, 1.266663]]> : tensor<2x3xf64>},
    %v: tensor<2x3xf64> {bmc.value = dense<[[-3.75128, 1.4338400000000002, -2.1915299999999998], [0.31208400000000003, -0.08708399999999997, 0.874641]]> : tensor<2x3xf64>},
    %w1: tensor<3x2xf64> {bmc.value = dense<[[0.084, -0.549], [-0.084, -0.139], [-0.529, -0.492]]> : tensor<3x2xf64>},
    %v1: tensor<3x2xf64> {bmc.value = dense<[[1.194, 1.57], [-0.898, -0.114], [0.435, 1.674]]> : tensor<3x2xf64>},
    %w2: tensor<2x3xf64> {bmc.value = dense<[[2.225, -1.436, 0.708], [1.1, -0.42, -0.06]]> : tensor<2x3xf64>}) -> (tensor<2x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<2x3xf64>, tensor<2xf64>) {
  %r:7 = bmc.gated_feed_forward_backward %dy, %x, %u v %v w1 %w1 v1 %v1 w2 %w2 silu b1 c1 b2 : (tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x3xf64>, tensor<2x3xf64>, tensor<3x2xf64>, tensor<3x2xf64>, tensor<2x3xf64>) -> (tensor<2x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<2x3xf64>, tensor<2xf64>)
  return %r#0, %r#1, %r#2, %r#3, %r#4, %r#5, %r#6 : tensor<2x2xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<3x2xf64>, tensor<3xf64>, tensor<2x3xf64>, tensor<2xf64>
}

// CHECK-LABEL: @joint
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-1.372782631, -5.744347265], [-0.3081007322, -0.8676337227]]
// CHECK{LITERAL}: result1: tensor<4x2xf64> = [[-13.65063009, -8.865825996], [0.07101827129, 0.02915537185], [4.593919825, 2.806046208], [-0.3002498045, -0.1858512029]]
// CHECK{LITERAL}: result2: tensor<4xf64> = [8.017600521, -0.07462077817, -3.042654666, 0.1941042932]
// CHECK{LITERAL}: result3: tensor<3x2xf64> = [[-6.471732962, -0.1272999894], [6.693542691, -0.0128661099], [-5.46480288, -0.1662806467]]
func.func @joint(%dy: tensor<2x3xf64> {bmc.value = dense<[[1.329, -1.203, 1.192], [-0.203, -1.183, -0.738]]> : tensor<2x3xf64>},
    %x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %u: tensor<2x4xf64> {bmc.value = dense<[[1.46211, -0.60927, -3.65719, 0.49310999999999994], [1.141789, -1.574173, -0.6130289999999999, -1.0314349999999999]]> : tensor<2x4xf64>},
    %w1: tensor<4x2xf64> {bmc.value = dense<[[0.008, -0.231], [0.369, -1.058], [0.569, 1.518], [0.071, -1.134]]> : tensor<4x2xf64>},
    %w2: tensor<3x2xf64> {bmc.value = dense<[[0.026, 0.245], [0.877, 0.564], [-0.701, -0.544]]> : tensor<3x2xf64>}) -> (tensor<2x2xf64>, tensor<4x2xf64>, tensor<4xf64>, tensor<3x2xf64>) {
  %r:4 = bmc.gated_feed_forward_backward %dy, %x, %u w1 %w1 w2 %w2 gelu b1 : (tensor<2x3xf64>, tensor<2x2xf64>, tensor<2x4xf64>, tensor<4x2xf64>, tensor<3x2xf64>) -> (tensor<2x2xf64>, tensor<4x2xf64>, tensor<4xf64>, tensor<3x2xf64>)
  return %r#0, %r#1, %r#2, %r#3 : tensor<2x2xf64>, tensor<4x2xf64>, tensor<4xf64>, tensor<3x2xf64>
}

// CHECK-LABEL: @gate_last_transposed
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-0.310181503, 0.6492522108], [0.06094834407, -0.1482010684]]
// CHECK{LITERAL}: result1: tensor<2x4xf64> = [[-3.225480574, 1.452595347, 0.004603779715, 0.287496481], [-2.191125011, 1.003603223, 0.01692767732, 0.2376764161]]
// CHECK{LITERAL}: result2: tensor<2x3xf64> = [[-0.3344502178, 0.3251384428, -0.2908635153], [0.6239753223, -0.7272502385, 0.493583357]]
func.func @gate_last_transposed(%dy: tensor<2x3xf64> {bmc.value = dense<[[1.329, -1.203, 1.192], [-0.203, -1.183, -0.738]]> : tensor<2x3xf64>},
    %x: tensor<2x2xf64> {bmc.value = dense<[[-1.77, -1.17], [-0.259, 0.269]]> : tensor<2x2xf64>},
    %u: tensor<2x4xf64> {bmc.value = dense<[[0.25611, 0.58473, -2.78319, 1.20111], [-0.064211, -0.38017300000000004, 0.260971, -0.323435]]> : tensor<2x4xf64>},
    %w1: tensor<2x4xf64> {bmc.value = dense<[[0.008, 0.369, 0.569, 0.071], [-0.231, -1.058, 1.518, -1.134]]> : tensor<2x4xf64>},
    %w2: tensor<2x3xf64> {bmc.value = dense<[[0.026, 0.877, -0.701], [0.245, 0.564, -0.544]]> : tensor<2x3xf64>}) -> (tensor<2x2xf64>, tensor<2x4xf64>, tensor<2x3xf64>) {
  %r:3 = bmc.gated_feed_forward_backward %dy, %x, %u w1 %w1 w2 %w2 tanh gate_last transposed : (tensor<2x3xf64>, tensor<2x2xf64>, tensor<2x4xf64>, tensor<2x4xf64>, tensor<2x3xf64>) -> (tensor<2x2xf64>, tensor<2x4xf64>, tensor<2x3xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2xf64>, tensor<2x4xf64>, tensor<2x3xf64>
}
