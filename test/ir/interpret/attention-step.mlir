// A query of one position, the keys and values of those before and its own.
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// What is kept of later positions does not count.
// CHECK-LABEL: @first
// CHECK{LITERAL}: result0: tensor<1x2xf64> = [[-1.641, -0.005]]
// CHECK{LITERAL}: result1: tensor<1x3x2xf64> = [[[1.664, 0.659], [-1.608, 0.242], [0.235, 1.576]]]
// CHECK{LITERAL}: result2: tensor<1x3x2xf64> = [[[-1.641, -0.005], [-1.493, 2.253], [-1.916, 1.102]]]
func.func @first(%q: tensor<1x2xf64> {bmc.value = dense<[[-0.652, -0.175]]> : tensor<1x2xf64>},
    %k: tensor<1x2xf64> {bmc.value = dense<[[1.664, 0.659]]> : tensor<1x2xf64>},
    %v: tensor<1x2xf64> {bmc.value = dense<[[-1.641, -0.005]]> : tensor<1x2xf64>},
    %ok: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.623, 0.149], [-1.608, 0.242], [0.235, 1.576]]]> : tensor<1x3x2xf64>},
    %ov: tensor<1x3x2xf64> {bmc.value = dense<[[[0.317, 0.511], [-1.493, 2.253], [-1.916, 1.102]]]> : tensor<1x3x2xf64>},
    %p: tensor<i32> {bmc.value = dense<0> : tensor<i32>}) -> (tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) {
  %r:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 1 scale 1.0 : (tensor<1x2xf64>, tensor<1x2xf64>, tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<i32>) -> (tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>
}

// CHECK-LABEL: @middle
// CHECK{LITERAL}: result0: tensor<2x2xf64> = [[-0.3775894808, -0.759526803], [1.471949775, -1.426320784]]
// CHECK{LITERAL}: result1: tensor<2x3x2xf64> = [[[-0.344, 0.21], [0.38, -0.11], [0.179, 1.007]], [[0.959, -0.98], [1.483, -1.83], [0.748, 0.851]]]
// CHECK{LITERAL}: result2: tensor<2x3x2xf64> = [[[-0.71, -0.607], [-0.003, -0.892], [-0.238, -0.132]], [[2.058, -0.506], [0.776, -2.118], [-0.953, -0.369]]]
func.func @middle(%q: tensor<2x2xf64> {bmc.value = dense<[[-0.33, -0.881], [-0.656, -0.672]]> : tensor<2x2xf64>},
    %k: tensor<2x2xf64> {bmc.value = dense<[[0.38, -0.11], [1.483, -1.83]]> : tensor<2x2xf64>},
    %v: tensor<2x2xf64> {bmc.value = dense<[[-0.003, -0.892], [0.776, -2.118]]> : tensor<2x2xf64>},
    %ok: tensor<2x3x2xf64> {bmc.value = dense<[[[-0.344, 0.21], [-1.484, 0.985], [0.179, 1.007]], [[0.959, -0.98], [-0.798, -0.203], [0.748, 0.851]]]> : tensor<2x3x2xf64>},
    %ov: tensor<2x3x2xf64> {bmc.value = dense<[[[-0.71, -0.607], [-0.798, -0.584], [-0.238, -0.132]], [[2.058, -0.506], [-0.289, 0.459], [-0.953, -0.369]]]> : tensor<2x3x2xf64>},
    %p: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> (tensor<2x2xf64>, tensor<2x3x2xf64>, tensor<2x3x2xf64>) {
  %r:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 2 scale 0.5 : (tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x2xf64>, tensor<2x3x2xf64>, tensor<2x3x2xf64>, tensor<i32>) -> (tensor<2x2xf64>, tensor<2x3x2xf64>, tensor<2x3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<2x2xf64>, tensor<2x3x2xf64>, tensor<2x3x2xf64>
}

// CHECK-LABEL: @shared_keys_and_bias
// CHECK{LITERAL}: result0: tensor<1x4xf64> = [[1.453874543, -0.245667077, 0.5447670056, -0.3707207326]]
// CHECK{LITERAL}: result1: tensor<1x3x2xf64> = [[[1.059, 0.173], [-0.02, 0.316], [-0.352, 0.169]]]
// CHECK{LITERAL}: result2: tensor<1x3x2xf64> = [[[-0.775, -1.26], [2.056, -0.136], [0.847, 0.661]]]
func.func @shared_keys_and_bias(%q: tensor<1x4xf64> {bmc.value = dense<[[0.013, 0.774, -1.316, 1.371]]> : tensor<1x4xf64>},
    %k: tensor<1x2xf64> {bmc.value = dense<[[-0.352, 0.169]]> : tensor<1x2xf64>},
    %v: tensor<1x2xf64> {bmc.value = dense<[[0.847, 0.661]]> : tensor<1x2xf64>},
    %ok: tensor<1x3x2xf64> {bmc.value = dense<[[[1.059, 0.173], [-0.02, 0.316], [-0.996, 1.214]]]> : tensor<1x3x2xf64>},
    %ov: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.775, -1.26], [2.056, -0.136], [-1.179, 1.852]]]> : tensor<1x3x2xf64>},
    %p: tensor<i32> {bmc.value = dense<2> : tensor<i32>},
    %b: tensor<1x2x3xf64> {bmc.value = dense<[[[-0.33, 1.062, -0.829], [-0.249, -1.689, -1.909]]]> : tensor<1x2x3xf64>}) -> (tensor<1x4xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>) {
  %r:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p bias %b heads 2 scale 0.7 : (tensor<1x4xf64>, tensor<1x2xf64>, tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<i32>, tensor<1x2x3xf64>) -> (tensor<1x4xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>)
  return %r#0, %r#1, %r#2 : tensor<1x4xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>
}

// CHECK-LABEL: @softcap
// CHECK{LITERAL}: result0: tensor<1x2xf64> = [[-0.4066871702, -0.3377058086]]
func.func @softcap(%q: tensor<1x2xf64> {bmc.value = dense<[[2.041, -2.556]]> : tensor<1x2xf64>}, %k: tensor<1x2xf64> {bmc.value = dense<[[0.418, -0.568]]> : tensor<1x2xf64>},
    %v: tensor<1x2xf64> {bmc.value = dense<[[-0.453, -0.216]]> : tensor<1x2xf64>}, %ok: tensor<1x3x2xf64> {bmc.value = dense<[[[-2.02, -0.232], [-0.865, 3.323], [0.226, -0.353]]]> : tensor<1x3x2xf64>},
    %ov: tensor<1x3x2xf64> {bmc.value = dense<[[[-0.281, -0.668], [-1.055, -0.391], [0.482, -0.239]]]> : tensor<1x3x2xf64>}, %p: tensor<i32> {bmc.value = dense<1> : tensor<i32>}) -> tensor<1x2xf64> {
  %r:3 = bmc.attention_step %q, %k, %v into %ok, %ov at %p heads 1 scale 0.7 softcap 0.5 : (tensor<1x2xf64>, tensor<1x2xf64>, tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>, tensor<i32>) -> (tensor<1x2xf64>, tensor<1x3x2xf64>, tensor<1x3x2xf64>)
  return %r#0 : tensor<1x2xf64>
}
