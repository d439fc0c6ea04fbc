// h = cell(x, (mask h) weight^T + bias) along a sequence: torch.nn's layers, of which x is the product with the input.
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @lstm
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[-0.0213236047, -0.255044997], [0.02987684438, -0.09601078319]], [[-0.07371594387, -0.4251520722], [-0.0647544445, -0.680582342]]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0.02987684438, -0.09601078319], [-0.0647544445, -0.680582342]]
// CHECK{LITERAL}: result2: tensor<2x2xf64> = [[0.172462331, -0.1101303417], [-0.5230856716, -1.069738417]]
func.func @lstm(%x: tensor<2x2x8xf64> {bmc.value = dense<[[[-0.218, 0.147, 0.669, -0.514, -1.586, -0.748, 0.654, 0.91], [0.148, -0.809, 1.587, -0.347, 0.548, 1.147, -0.125, 0.554]], [[-0.461, 1.064, -2.224, -0.472, -1.346, -0.284, 0.168, 0.758], [0.178, 0.626, 1.004, -0.221, -0.584, -1.225, -0.27, 0.204]]]> : tensor<2x2x8xf64>},
    %w: tensor<8x2xf64> {bmc.value = dense<[[-0.087, -0.349], [-0.419, -1.665], [-0.349, -0.775], [-0.7, -1.909], [-0.03, 0.29], [0.327, -1.08], [0.537, 0.79], [-0.914, -1.099]]> : tensor<8x2xf64>},
    %b: tensor<8xf64> {bmc.value = dense<[-0.11, 0.353, -0.445, -0.951, -0.056, -1.44, -1.213, 1.095]> : tensor<8xf64>},
    %h: tensor<2x2xf64> {bmc.value = dense<[[-0.496, 0.758], [-0.679, 0.839]]> : tensor<2x2xf64>},
    %c: tensor<2x2xf64> {bmc.value = dense<[[0.611, 0.676], [0.412, 0.026]]> : tensor<2x2xf64>}) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>) {
  %r:4 = bmc.recurrent lstm %x, %w bias %b h0 %h c0 %c : (tensor<2x2x8xf64>, tensor<8x2xf64>, tensor<8xf64>, tensor<2x2xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2x12xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>
}

// CHECK-LABEL: @gru
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[-0.1718795233, -0.6599019878], [0.229846118, -1.045548029]], [[-0.2329735192, -1.354733329], [-0.2751392493, -1.480922046]]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[-0.1718795233, -0.6599019878], [-0.2329735192, -1.354733329]]
func.func @gru(%x: tensor<2x2x6xf64> {bmc.value = dense<[[[1.627, -0.243, -1.439, -2.12, -1.657, -0.002], [-0.491, 0.467, -1.619, 0.742, 0.412, -0.5]], [[0.9, -0.282, 0.765, -0.918, 0.703, -0.332], [-2.068, -0.477, 0.508, -0.081, 0.834, -0.468]]]> : tensor<2x2x6xf64>},
    %w: tensor<6x2xf64> {bmc.value = dense<[[0.335, -1.111], [-2.428, 0.009], [0.005, -1.672], [0.87, -2.255], [-0.495, -0.537], [-0.216, -1.124]]> : tensor<6x2xf64>},
    %b: tensor<6xf64> {bmc.value = dense<[-0.508, 0.07, 0.086, 0.637, 0.252, 0.459]> : tensor<6xf64>},
    %h: tensor<2x2xf64> {bmc.value = dense<[[-0.137, -1.086], [-0.322, -1.533]]> : tensor<2x2xf64>}) -> (tensor<2x2x2xf64>, tensor<2x2xf64>) {
  %r:3 = bmc.recurrent gru reverse %x, %w bias %b h0 %h : (tensor<2x2x6xf64>, tensor<6x2xf64>, tensor<6xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2x10xf64>)
  return %r#0, %r#1 : tensor<2x2x2xf64>, tensor<2x2xf64>
}

// CHECK-LABEL: @rnn_tanh
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[-0.0517507271, 0.6051922903], [0.6586287936, 0.6763702191]], [[0.235369177, -0.7462490295], [-0.9423689313, 0.9888376821]]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0.6586287936, 0.6763702191], [-0.9423689313, 0.9888376821]]
func.func @rnn_tanh(%x: tensor<2x2x2xf64> {bmc.value = dense<[[[-0.808, 0.023], [0.256, -0.221]], [[-0.318, -1.493], [-1.712, 0.405]]]> : tensor<2x2x2xf64>},
    %w: tensor<2x2xf64> {bmc.value = dense<[[0.301, 0.494], [0.719, -0.693]]> : tensor<2x2xf64>},
    %b: tensor<2xf64> {bmc.value = dense<[0.251, 1.5]> : tensor<2xf64>},
    %h: tensor<2x2xf64> {bmc.value = dense<[[-0.099, 1.083], [-0.474, 0.91]]> : tensor<2x2xf64>}) -> (tensor<2x2x2xf64>, tensor<2x2xf64>) {
  %r:3 = bmc.recurrent rnn_tanh %x, %w bias %b h0 %h : (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2x4xf64>)
  return %r#0, %r#1 : tensor<2x2x2xf64>, tensor<2x2xf64>
}

// Steps from the length on change no state, and are 0.
// CHECK-LABEL: @lengths
// CHECK{LITERAL}: result0: tensor<3x2x1xf64> = [[[0.5], [0]], [[0], [0]], [[0.5], [1.75]]]
// CHECK{LITERAL}: result1: tensor<3x1xf64> = [[0.5], [3], [1.75]]
func.func @lengths(%x: tensor<3x2x1xf64> {bmc.value = dense<[[[-1.0], [7.0]], [[7.0], [7.0]], [[-1.0], [1.5]]]> : tensor<3x2x1xf64>},
    %w: tensor<1x1xf64> {bmc.value = dense<0.5> : tensor<1x1xf64>}, %h: tensor<3x1xf64> {bmc.value = dense<3.0> : tensor<3x1xf64>},
    %l: tensor<3xi32> {bmc.value = dense<[1, 0, 2]> : tensor<3xi32>}) -> (tensor<3x2x1xf64>, tensor<3x1xf64>) {
  %r:3 = bmc.recurrent rnn_relu %x, %w h0 %h lengths %l : (tensor<3x2x1xf64>, tensor<1x1xf64>, tensor<3x1xf64>, tensor<3xi32>) -> (tensor<3x2x1xf64>, tensor<3x1xf64>, tensor<3x2x2xf64>)
  return %r#0, %r#1 : tensor<3x2x1xf64>, tensor<3x1xf64>
}
