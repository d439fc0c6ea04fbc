// RUN: bmc-opt %s --bmc-raise-normalizations --verify-diagnostics | FileCheck %s
// RUN: bmc-opt %s --bmc-simplify --bmc-raise-normalizations 2>/dev/null | FileCheck %s
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-raise-normalizations
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-simplify

#bs = #bmc.dims<"B", "S">
#bss = #bmc.dims<"B", "S", "S">
!x = tensor<4x6xf32>
!r = tensor<4xf32>
!s = tensor<?x?x?xf32, #bss>
!m = tensor<?x?xf32, #bs>
!d = tensor<?x?x16xf32, #bs>

// e^(x - max) / sum
// CHECK-LABEL: func.func @softmax
// CHECK-NEXT: %[[Y:.*]] = bmc.softmax %arg0
// CHECK-NEXT: return %[[Y]]
func.func @softmax(%x: !s) -> !s {
  %0 = bmc.max %x, [2] : !s -> !m
  %1 = bmc.broadcast %0, [0, 1] : !m -> !s
  %2 = bmc.sub %x, %1 : !s
  %3 = bmc.exp %2 : !s
  %4 = bmc.sum %3, [2] : !s -> !m
  %5 = bmc.broadcast %4, [0, 1] : !m -> !s
  // expected-remark @below {{recognised: softmax}}
  %6 = bmc.div %3, %5 : !s
  return %6 : !s
}

// Axes kept by the reductions, the reciprocal multiplied.
// CHECK-LABEL: func.func @softmax_kept_axis
// CHECK-NEXT: %[[Y:.*]] = bmc.softmax %arg0
// CHECK-NEXT: return %[[Y]]
func.func @softmax_kept_axis(%x: !x) -> !x {
  %0 = bmc.max %x, [1] : !x -> !r
  %k = bmc.reshape %0 : !r -> tensor<4x1xf32>
  %1 = bmc.broadcast %k, [0, 1] : tensor<4x1xf32> -> !x
  %2 = bmc.sub %x, %1 : !x
  %3 = bmc.exp %2 : !x
  %4 = bmc.sum %3, [1] : !x -> !r
  %l = bmc.reshape %4 : !r -> tensor<4x1xf32>
  %i = bmc.reciprocal %l : tensor<4x1xf32>
  %5 = bmc.broadcast %i, [0, 1] : tensor<4x1xf32> -> !x
  // expected-remark @below {{recognised: softmax}}
  %6 = bmc.mul %5, %3 : !x
  return %6 : !x
}

// x - max - ln sum e^(x - max)
// CHECK-LABEL: func.func @log_softmax
// CHECK-NEXT: %[[Y:.*]] = bmc.log_softmax %arg0
// CHECK-NEXT: return %[[Y]]
func.func @log_softmax(%x: !x) -> !x {
  %0 = bmc.max %x, [1] : !x -> !r
  %1 = bmc.broadcast %0, [0] : !r -> !x
  %2 = bmc.sub %x, %1 : !x
  %3 = bmc.exp %2 : !x
  %4 = bmc.sum %3, [1] : !x -> !r
  %5 = bmc.log %4 : !r
  %6 = bmc.add %5, %0 : !r
  %7 = bmc.broadcast %6, [0] : !r -> !x
  // expected-remark @below {{recognised: log softmax}}
  %8 = bmc.sub %x, %7 : !x
  return %8 : !x
}

// (x - mean) / sqrt(mean((x - mean)^2) + eps) * w + b
// CHECK-LABEL: func.func @layer_norm
// CHECK-NEXT: %[[Y:.*]], %{{.*}}, %{{.*}} = bmc.layer_norm %arg0 weight %arg1 bias %arg2 eps 1.000000e-05
// CHECK-NEXT: return %[[Y]]
func.func @layer_norm(%x: !d, %w: tensor<16xf32>, %b: tensor<16xf32>) -> !d {
  %mean = bmc.mean %x, [2] : !d -> !m
  %mb = bmc.broadcast %mean, [0, 1] : !m -> !d
  %c = bmc.sub %x, %mb : !d
  %two = bmc.constant 2.0 : !d
  %sq = bmc.pow %c, %two : !d
  %var = bmc.mean %sq, [2] : !d -> !m
  %eps = bmc.constant 1.0e-5 : !m
  %ve = bmc.add %var, %eps : !m
  %std = bmc.sqrt %ve : !m
  %sb = bmc.broadcast %std, [0, 1] : !m -> !d
  %n = bmc.div %c, %sb : !d
  %wb = bmc.broadcast %w, [2] : tensor<16xf32> -> !d
  %bb = bmc.broadcast %b, [2] : tensor<16xf32> -> !d
  %nw = bmc.mul %n, %wb : !d
  // expected-remark @below {{recognised: layer norm}}
  %y = bmc.add %nw, %bb : !d
  return %y : !d
}

// The weight meets 1/std first, the bias comes first in the sum; sums instead
// of means.
// CHECK-LABEL: func.func @layer_norm_other_order
// CHECK-NEXT: %[[Y:.*]], %{{.*}}, %{{.*}} = bmc.layer_norm %arg0 weight %arg2 bias %arg1 eps 1.000000e-03
// CHECK-NEXT: return %[[Y]]
func.func @layer_norm_other_order(%x: !x, %b: tensor<6xf32>, %w: tensor<6xf32>) -> !x {
  %n = bmc.constant 6.0 : !r
  %bb = bmc.broadcast %b, [1] : tensor<6xf32> -> !x
  %sum = bmc.sum %x, [1] : !x -> !r
  %mean = bmc.div %sum, %n : !r
  %mb = bmc.broadcast %mean, [0] : !r -> !x
  %c = bmc.sub %mb, %x : !x
  %sq = bmc.mul %c, %c : !x
  %ss = bmc.sum %sq, [1] : !x -> !r
  %var = bmc.div %ss, %n : !r
  %eps = bmc.constant 1.0e-3 : !r
  %ve = bmc.add %eps, %var : !r
  %rstd = bmc.rsqrt %ve : !r
  %rb = bmc.broadcast %rstd, [0] : !r -> !x
  %wb = bmc.broadcast %w, [1] : tensor<6xf32> -> !x
  %wr = bmc.mul %rb, %wb : !x
  %cw = bmc.mul %c, %wr : !x
  // expected-remark @below {{recognised: layer norm}}
  %y = bmc.sub %bb, %cw : !x
  return %y : !x
}

// Without weight and bias.
// CHECK-LABEL: func.func @plain_layer_norm
// CHECK-NEXT: %[[Y:.*]], %{{.*}}, %{{.*}} = bmc.layer_norm %arg0 eps 9.9999999999999998E-13
// CHECK-NEXT: return %[[Y]]
func.func @plain_layer_norm(%x: !x) -> !x {
  %mean = bmc.mean %x, [1] : !x -> !r
  %mb = bmc.broadcast %mean, [0] : !r -> !x
  %c = bmc.sub %x, %mb : !x
  %sq = bmc.mul %c, %c : !x
  %var = bmc.mean %sq, [1] : !x -> !r
  %eps = bmc.constant 1.0e-12 : !r
  %ve = bmc.add %eps, %var : !r
  %rstd = bmc.rsqrt %ve : !r
  %rb = bmc.broadcast %rstd, [0] : !r -> !x
  // expected-remark @below {{recognised: layer norm}}
  %y = bmc.mul %c, %rb : !x
  return %y : !x
}

// x / sqrt(mean(x^2) + eps) * weight
// CHECK-LABEL: func.func @rms_norm
// CHECK: %[[Y:.*]], %{{.*}} = bmc.rms_norm %arg0 weight %arg1 eps 1.000000e-05
// CHECK-NEXT: return %[[Y]]
func.func @rms_norm(%x: !d, %w: tensor<16xf32>) -> !d {
  %0 = bmc.mul %x, %x : !d
  %1 = bmc.mean %0, [2] : !d -> !m
  %eps = bmc.constant 1.0e-5 : !m
  %2 = bmc.add %1, %eps : !m
  %3 = bmc.sqrt %2 : !m
  %4 = bmc.broadcast %3, [0, 1] : !m -> !d
  %5 = bmc.div %x, %4 : !d
  %6 = bmc.broadcast %w, [2] : tensor<16xf32> -> !d
  // expected-remark @below {{recognised: rms norm}}
  %7 = bmc.mul %6, %5 : !d
  return %7 : !d
}

// The sum of squares over the width, a power, no weight.
// CHECK-LABEL: func.func @rms_norm_by_sum
// CHECK-NEXT: %[[Y:.*]], %{{.*}} = bmc.rms_norm %arg0 eps 1.000000e-03
// CHECK-NEXT: return %[[Y]]
func.func @rms_norm_by_sum(%x: !x) -> !x {
  %two = bmc.constant 2.0 : !x
  %0 = bmc.pow %x, %two : !x
  %1 = bmc.sum %0, [1] : !x -> !r
  %n = bmc.constant 6.0 : !r
  %2 = bmc.div %1, %n : !r
  %eps = bmc.constant 1.0e-3 : !r
  %3 = bmc.add %eps, %2 : !r
  %4 = bmc.rsqrt %3 : !r
  %5 = bmc.broadcast %4, [0] : !r -> !x
  // expected-remark @below {{recognised: rms norm}}
  %6 = bmc.mul %x, %5 : !x
  return %6 : !x
}

// A norm of each head comes before the transpose of heads, in one kernel with what attention removes.
// CHECK-LABEL: func.func @norm_of_heads
// CHECK: %[[Y:.*]], %{{.*}} = bmc.rms_norm %arg0 weight %arg1 eps 1.000000e-03 : (tensor<?x?x2x8xf32, #bmc.dims<"B", "S">>, tensor<8xf32>) -> (tensor<?x?x2x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>)
// CHECK-NEXT: %[[T:.*]] = bmc.transpose %[[Y]], [0, 2, 1, 3]
// CHECK-NEXT: return %[[T]]
func.func @norm_of_heads(%x: tensor<?x?x2x8xf32, #bs>, %w: tensor<8xf32>) -> tensor<?x2x?x8xf32, #bs> {
  %t = bmc.transpose %x, [0, 2, 1, 3] : tensor<?x?x2x8xf32, #bs> -> tensor<?x2x?x8xf32, #bs>
  %y, %r = bmc.rms_norm %t weight %w eps 1.0e-3 : (tensor<?x2x?x8xf32, #bs>, tensor<8xf32>) -> (tensor<?x2x?x8xf32, #bs>, tensor<?x2x?xf32, #bs>)
  return %y : tensor<?x2x?x8xf32, #bs>
}

// Rows that the transpose made are normalised after it.
// CHECK-LABEL: func.func @norm_of_columns
// CHECK-NEXT: %[[T:.*]] = bmc.transpose %arg0, [0, 2, 1]
// CHECK-NEXT: bmc.layer_norm %[[T]]
func.func @norm_of_columns(%x: tensor<2x8x3xf32>) -> tensor<2x3x8xf32> {
  %t = bmc.transpose %x, [0, 2, 1] : tensor<2x8x3xf32> -> tensor<2x3x8xf32>
  %y, %m, %r = bmc.layer_norm %t eps 1.0e-3 : (tensor<2x3x8xf32>) -> (tensor<2x3x8xf32>, tensor<2x3xf32>, tensor<2x3xf32>)
  return %y : tensor<2x3x8xf32>
}
