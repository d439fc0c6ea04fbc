// RUN: bmc-opt %s --bmc-fuse-residual-gradient -split-input-file | FileCheck %s
// RUN: bmc-eval %s --random-seed=3 --precision=12 --int-range=i=5 > %t.before
// RUN: bmc-opt %s --bmc-fuse-residual-gradient | bmc-eval - --random-seed=3 --precision=12 --int-range=i=5 > %t.after
// RUN: diff %t.before %t.after

// CHECK-LABEL: @residual
// CHECK-SAME: %[[DY:.*]]: tensor<2x3xf64> {bmc.name = "dy"}, %[[R:.*]]: tensor<2x3xf64> {bmc.name = "r"}
// CHECK: %[[DX:.*]], %[[DP:.*]]:2 = bmc.layer_norm_backward {{.*}} residual %[[R]] has_bias
// CHECK-NOT: bmc.add
// CHECK: return %[[DX]], %[[DP]]#0, %[[DP]]#1
func.func @residual(%dy: tensor<2x3xf64> {bmc.name = "dy"}, %r: tensor<2x3xf64> {bmc.name = "r"},
                    %x: tensor<2x3xf64> {bmc.name = "x"}, %m: tensor<2xf64> {bmc.name = "m"},
                    %s: tensor<2xf64> {bmc.name = "s"}, %w: tensor<3xf64> {bmc.name = "w"})
    -> (tensor<2x3xf64>, tensor<3xf64>, tensor<3xf64>) {
  %dx, %dp:2 = bmc.layer_norm_backward %dy, %x, %m, %s weight %w has_bias
    : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>, tensor<2xf64>, tensor<3xf64>)
    -> (tensor<2x3xf64>, tensor<3xf64>, tensor<3xf64>)
  %sum = bmc.add %r, %dx : tensor<2x3xf64>
  return %sum, %dp#0, %dp#1 : tensor<2x3xf64>, tensor<3xf64>, tensor<3xf64>
}

// CHECK-LABEL: @rms_residual
// CHECK: %[[DX:.*]], %[[DW:.*]] = bmc.rms_norm_backward {{.*}} weight %{{.*}} residual %arg1 :
// CHECK-NOT: bmc.add
// CHECK: return %[[DX]], %[[DW]]
func.func @rms_residual(%dy: tensor<2x3xf64> {bmc.name = "dy"}, %r: tensor<2x3xf64> {bmc.name = "r"},
                        %x: tensor<2x3xf64> {bmc.name = "x"}, %s: tensor<2xf64> {bmc.name = "s"},
                        %w: tensor<3xf64> {bmc.name = "w"}) -> (tensor<2x3xf64>, tensor<3xf64>) {
  %dx, %dw = bmc.rms_norm_backward %dy, %x, %s weight %w
    : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>, tensor<3xf64>) -> (tensor<2x3xf64>, tensor<3xf64>)
  %sum = bmc.add %dx, %r : tensor<2x3xf64>
  return %sum, %dw : tensor<2x3xf64>, tensor<3xf64>
}

// Another result is read before the sum: the norm takes r where it stands.
// CHECK-LABEL: @residual_known_before
// CHECK: bmc.layer_norm_backward {{.*}} residual %{{.*}} :
// CHECK-NEXT: bmc.exp
// CHECK-NEXT: return
func.func @residual_known_before(%dy: tensor<2x3xf64> {bmc.name = "dy"}, %x: tensor<2x3xf64> {bmc.name = "x"},
                                 %m: tensor<2xf64> {bmc.name = "m"}, %s: tensor<2xf64> {bmc.name = "s"},
                                 %w: tensor<3xf64> {bmc.name = "w"}) -> (tensor<2x3xf64>, tensor<3xf64>) {
  %dx, %dw = bmc.layer_norm_backward %dy, %x, %m, %s weight %w
    : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>, tensor<2xf64>, tensor<3xf64>)
    -> (tensor<2x3xf64>, tensor<3xf64>)
  %e = bmc.exp %dw : tensor<3xf64>
  %sum = bmc.add %dx, %dy : tensor<2x3xf64>
  return %sum, %e : tensor<2x3xf64>, tensor<3xf64>
}

// The sum cannot move past a reader of another result, nor take dx from a
// second reader.
// CHECK-LABEL: @read_before_sum
// CHECK: bmc.add
func.func @read_before_sum(%dy: tensor<3x3xf64> {bmc.name = "dy"}, %x: tensor<3x3xf64> {bmc.name = "x"},
                           %m: tensor<3xf64> {bmc.name = "m"}, %s: tensor<3xf64> {bmc.name = "s"},
                           %w: tensor<3xf64> {bmc.name = "w"}) -> tensor<3x3xf64> {
  %dx, %dw = bmc.layer_norm_backward %dy, %x, %m, %s weight %w
    : (tensor<3x3xf64>, tensor<3x3xf64>, tensor<3xf64>, tensor<3xf64>, tensor<3xf64>)
    -> (tensor<3x3xf64>, tensor<3xf64>)
  %r = bmc.broadcast %dw, [1] : tensor<3xf64> -> tensor<3x3xf64>
  %sum = bmc.add %r, %dx : tensor<3x3xf64>
  return %sum : tensor<3x3xf64>
}

// CHECK-LABEL: @read_twice
// CHECK: bmc.add
func.func @read_twice(%dy: tensor<2x3xf64> {bmc.name = "dy"}, %x: tensor<2x3xf64> {bmc.name = "x"},
                      %m: tensor<2xf64> {bmc.name = "m"}, %s: tensor<2xf64> {bmc.name = "s"})
    -> (tensor<2x3xf64>, tensor<2x3xf64>) {
  %dx = bmc.layer_norm_backward %dy, %x, %m, %s
    : (tensor<2x3xf64>, tensor<2x3xf64>, tensor<2xf64>, tensor<2xf64>) -> tensor<2x3xf64>
  %sum = bmc.add %dx, %x : tensor<2x3xf64>
  return %sum, %dx : tensor<2x3xf64>, tensor<2x3xf64>
}

// CHECK-LABEL: @embedding
// CHECK-SAME: %[[P:[^:]*]]: tensor<5x3xf64> {bmc.name = "p"}
// CHECK: %[[DW:.*]] = bmc.embedding_backward %{{.*}}, %{{.*}} init %[[P]]
// CHECK-NEXT: return %[[DW]]
func.func @embedding(%dy: tensor<2x3xf64> {bmc.name = "dy"}, %i: tensor<2xi32> {bmc.name = "i"},
                     %p: tensor<5x3xf64> {bmc.name = "p"}) -> tensor<5x3xf64> {
  %dw = bmc.embedding_backward %dy, %i num_embeddings 5 : (tensor<2x3xf64>, tensor<2xi32>) -> tensor<5x3xf64>
  %sum = bmc.add %dw, %p : tensor<5x3xf64>
  return %sum : tensor<5x3xf64>
}

// A gradient starts from one addend; the second stays a sum.
// CHECK-LABEL: @embedding_and_two
// CHECK-SAME: %[[P:[^:]*]]: tensor<5x3xf64> {bmc.name = "p"}, %[[Q:[^:]*]]: tensor<5x3xf64> {bmc.name = "q"}
// CHECK: %[[DW:.*]] = bmc.embedding_backward %{{.*}}, %{{.*}} init %[[P]]
// CHECK-NEXT: %[[SUM:.*]] = bmc.add %[[DW]], %[[Q]]
// CHECK-NEXT: return %[[SUM]]
func.func @embedding_and_two(%dy: tensor<2x3xf64> {bmc.name = "dy"}, %i: tensor<2xi32> {bmc.name = "i"},
                             %p: tensor<5x3xf64> {bmc.name = "p"}, %q: tensor<5x3xf64> {bmc.name = "q"}) -> tensor<5x3xf64> {
  %dw = bmc.embedding_backward %dy, %i num_embeddings 5 : (tensor<2x3xf64>, tensor<2xi32>) -> tensor<5x3xf64>
  %sum = bmc.add %dw, %p : tensor<5x3xf64>
  %more = bmc.add %sum, %q : tensor<5x3xf64>
  return %more : tensor<5x3xf64>
}
