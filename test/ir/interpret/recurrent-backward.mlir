// dx, dh0 and dc0 of recurrent: gradients of sum(y dy) + sum(hn dhn) + sum(cn dcn) as PyTorch has them.
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @lstm
// CHECK{LITERAL}: result0: tensor<2x2x8xf64> = [[[0.1448920858, -0.2409490973, -0.1065713658, 0.04678826571, -0.05498152417, 0.002683603007, 0.005798183786, -0.09663288218], [-0.0605588038, 0.01384117681, 0.004841366989, 0.1525320117, -0.2758014734, -1.115818271, 0.04491204189, 0.02104536821]], [[-0.05568923184, 0.06114258447, 0.005535148428, -0.0004403422341, 0.03343702406, -0.00191973805, -0.02167615566, 0.03790922615], [-0.04182926545, -0.01699720671, -0.01258674339, -0.01875858587, 0.08625082949, 0.005167675584, -0.05288303105, -0.0354524444]]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0.1867567439, 0.4358240878], [-0.07031730032, -0.1328323364]]
// CHECK{LITERAL}: result2: tensor<2x2xf64> = [[-0.3186105439, 0.07453819744], [0.01405089074, -0.01825950811]]
func.func @lstm(%x: tensor<2x2x8xf64> {bmc.value = dense<[[[-0.218, 0.147, 0.669, -0.514, -1.586, -0.748, 0.654, 0.91], [0.148, -0.809, 1.587, -0.347, 0.548, 1.147, -0.125, 0.554]], [[-0.461, 1.064, -2.224, -0.472, -1.346, -0.284, 0.168, 0.758], [0.178, 0.626, 1.004, -0.221, -0.584, -1.225, -0.27, 0.204]]]> : tensor<2x2x8xf64>},
    %w: tensor<8x2xf64> {bmc.value = dense<[[-0.087, -0.349], [-0.419, -1.665], [-0.349, -0.775], [-0.7, -1.909], [-0.03, 0.29], [0.327, -1.08], [0.537, 0.79], [-0.914, -1.099]]> : tensor<8x2xf64>},
    %b: tensor<8xf64> {bmc.value = dense<[-0.11, 0.353, -0.445, -0.951, -0.056, -1.44, -1.213, 1.095]> : tensor<8xf64>},
    %h: tensor<2x2xf64> {bmc.value = dense<[[-0.496, 0.758], [-0.679, 0.839]]> : tensor<2x2xf64>},
    %c: tensor<2x2xf64> {bmc.value = dense<[[0.611, 0.676], [0.412, 0.026]]> : tensor<2x2xf64>},
    %dy: tensor<2x2x2xf64> {bmc.value = dense<[[[-0.028, 1.463], [3.789, 0.268]], [[0.402, -0.615], [0.379, 0.495]]]> : tensor<2x2x2xf64>},
    %dh: tensor<2x2xf64> {bmc.value = dense<[[-1.967, -2.026], [0.565, -0.117]]> : tensor<2x2xf64>},
    %dc: tensor<2x2xf64> {bmc.value = dense<[[-0.924, -0.738], [0.166, 0.012]]> : tensor<2x2xf64>}) -> (tensor<2x2x8xf64>, tensor<2x2xf64>, tensor<2x2xf64>) {
  %r:4 = bmc.recurrent lstm %x, %w bias %b h0 %h c0 %c : (tensor<2x2x8xf64>, tensor<8x2xf64>, tensor<8xf64>, tensor<2x2xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2x12xf64>)
  %g:3 = bmc.recurrent_backward lstm %r#3, %w dy %dy dhn %dh dcn %dc : (tensor<2x2x12xf64>, tensor<8x2xf64>, tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>) -> (tensor<2x2x8xf64>, tensor<2x2xf64>, tensor<2x2xf64>)
  return %g#0, %g#1, %g#2 : tensor<2x2x8xf64>, tensor<2x2xf64>, tensor<2x2xf64>
}

// CHECK-LABEL: @gru
// CHECK{LITERAL}: result0: tensor<2x2x6xf64> = [[[-0.003424739698, -0.1556581958, -0.09053710376, 0.6511726933, -0.06196785763, -0.4493092922], [0.02910665745, -0.01142137225, -0.1296257869, 0.08325910934, 0.1297777012, -0.03198076631]], [[-0.0008661920112, 0.00843078451, 0.06744423624, -0.08133454568, -0.006687955092, 0.01621753924], [-0.005717244816, 0.01388051784, 0.08017924154, -0.1074322642, -0.0233456862, 0.02547068697]]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0.4327642727, -2.074075121], [-1.839783069, 2.164138058]]
func.func @gru(%x: tensor<2x2x6xf64> {bmc.value = dense<[[[1.627, -0.243, -1.439, -2.12, -1.657, -0.002], [-0.491, 0.467, -1.619, 0.742, 0.412, -0.5]], [[0.9, -0.282, 0.765, -0.918, 0.703, -0.332], [-2.068, -0.477, 0.508, -0.081, 0.834, -0.468]]]> : tensor<2x2x6xf64>},
    %w: tensor<6x2xf64> {bmc.value = dense<[[0.335, -1.111], [-2.428, 0.009], [0.005, -1.672], [0.87, -2.255], [-0.495, -0.537], [-0.216, -1.124]]> : tensor<6x2xf64>},
    %b: tensor<6xf64> {bmc.value = dense<[-0.508, 0.07, 0.086, 0.637, 0.252, 0.459]> : tensor<6xf64>},
    %h: tensor<2x2xf64> {bmc.value = dense<[[-0.137, -1.086], [-0.322, -1.533]]> : tensor<2x2xf64>},
    %dy: tensor<2x2x2xf64> {bmc.value = dense<[[[-0.121, -1.45], [-0.157, 0.701]], [[0.29, 1.058], [-0.094, 1.404]]]> : tensor<2x2x2xf64>},
    %dh: tensor<2x2xf64> {bmc.value = dense<[[-0.256, -0.815], [-1.947, -0.375]]> : tensor<2x2xf64>}) -> (tensor<2x2x6xf64>, tensor<2x2xf64>) {
  %r:3 = bmc.recurrent gru reverse %x, %w bias %b h0 %h : (tensor<2x2x6xf64>, tensor<6x2xf64>, tensor<6xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2x10xf64>)
  %g:2 = bmc.recurrent_backward gru reverse %r#2, %w dy %dy dhn %dh : (tensor<2x2x10xf64>, tensor<6x2xf64>, tensor<2x2x2xf64>, tensor<2x2xf64>) -> (tensor<2x2x6xf64>, tensor<2x2xf64>)
  return %g#0, %g#1 : tensor<2x2x6xf64>, tensor<2x2xf64>
}

// CHECK-LABEL: @rnn_tanh
// CHECK{LITERAL}: result0: tensor<2x2x2xf64> = [[[0.2969525778, 0.5456502121], [0.438811287, -0.9656915216]], [[0.5270870232, 0.002457579258], [0.04208973978, 0.003241205627]]]
// CHECK{LITERAL}: result1: tensor<2x2xf64> = [[0.4817052284, -0.2314410236], [0.1604201935, 0.258677887]]
func.func @rnn_tanh(%x: tensor<2x2x2xf64> {bmc.value = dense<[[[-0.808, 0.023], [0.256, -0.221]], [[-0.318, -1.493], [-1.712, 0.405]]]> : tensor<2x2x2xf64>},
    %w: tensor<2x2xf64> {bmc.value = dense<[[0.301, 0.494], [0.719, -0.693]]> : tensor<2x2xf64>},
    %b: tensor<2xf64> {bmc.value = dense<[0.251, 1.5]> : tensor<2xf64>},
    %h: tensor<2x2xf64> {bmc.value = dense<[[-0.099, 1.083], [-0.474, 0.91]]> : tensor<2x2xf64>},
    %dy: tensor<2x2x2xf64> {bmc.value = dense<[[[0.86, -0.025], [0.363, -1.556]], [[0.543, -0.013], [1.113, 1.248]]]> : tensor<2x2x2xf64>},
    %dh: tensor<2x2xf64> {bmc.value = dense<[[0.412, -0.224], [-0.737, -1.102]]> : tensor<2x2xf64>}) -> (tensor<2x2x2xf64>, tensor<2x2xf64>) {
  %r:3 = bmc.recurrent rnn_tanh %x, %w bias %b h0 %h : (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>, tensor<2x2x4xf64>)
  %g:2 = bmc.recurrent_backward rnn_tanh %r#2, %w dy %dy dhn %dh : (tensor<2x2x4xf64>, tensor<2x2xf64>, tensor<2x2x2xf64>, tensor<2x2xf64>) -> (tensor<2x2x2xf64>, tensor<2x2xf64>)
  return %g#0, %g#1 : tensor<2x2x2xf64>, tensor<2x2xf64>
}
