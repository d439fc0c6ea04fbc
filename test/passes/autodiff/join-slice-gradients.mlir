// RUN: bmc-opt %s --bmc-join-slice-gradients | FileCheck %s
// RUN: bmc-eval %s --random-seed=3 --precision=17 > %t.before
// RUN: bmc-opt %s --bmc-join-slice-gradients | bmc-eval - --random-seed=3 --precision=17 > %t.after
// RUN: diff %t.before %t.after

// CHECK-LABEL: @chunk
// CHECK-SAME: %[[Q:.*]]: tensor<2x2xf64> {bmc.name = "q"}, %[[K:.*]]: tensor<2x1xf64> {bmc.name = "k"}, %[[V:.*]]: tensor<2x2xf64> {bmc.name = "v"}
// CHECK-NEXT: %[[D:.*]] = bmc.concat %[[Q]], %[[K]], %[[V]] axis 1
// CHECK-NEXT: return %[[D]]
func.func @chunk(%q: tensor<2x2xf64> {bmc.name = "q"}, %k: tensor<2x1xf64> {bmc.name = "k"},
                 %v: tensor<2x2xf64> {bmc.name = "v"}) -> tensor<2x5xf64> {
  %z2 = bmc.constant 0.0 : tensor<2x2xf64>
  %z3 = bmc.constant 0.0 : tensor<2x3xf64>
  %0 = bmc.concat %z3, %v axis 1 : tensor<2x3xf64>, tensor<2x2xf64> -> tensor<2x5xf64>
  %1 = bmc.concat %z2, %k, %z2 axis 1 : tensor<2x2xf64>, tensor<2x1xf64>, tensor<2x2xf64> -> tensor<2x5xf64>
  %2 = bmc.concat %q, %z3 axis 1 : tensor<2x2xf64>, tensor<2x3xf64> -> tensor<2x5xf64>
  %3 = bmc.add %0, %1 : tensor<2x5xf64>
  %4 = bmc.add %3, %2 : tensor<2x5xf64>
  return %4 : tensor<2x5xf64>
}

// A gap stays zero; another addend stays one.
// CHECK-LABEL: @gap_and_rest
// CHECK-SAME: %[[Q:.*]]: tensor<2x2xf64> {bmc.name = "q"}, %[[V:.*]]: tensor<2x2xf64> {bmc.name = "v"}, %[[R:.*]]: tensor<2x5xf64> {bmc.name = "r"}
// CHECK: %[[Z:.*]] = bmc.constant 0.000000e+00 : tensor<2x1xf64>
// CHECK: %[[D:.*]] = bmc.concat %[[Q]], %[[Z]], %[[V]] axis 1
// CHECK: bmc.add %[[R]], %[[D]]
func.func @gap_and_rest(%q: tensor<2x2xf64> {bmc.name = "q"}, %v: tensor<2x2xf64> {bmc.name = "v"},
                        %r: tensor<2x5xf64> {bmc.name = "r"}) -> tensor<2x5xf64> {
  %z3 = bmc.constant 0.0 : tensor<2x3xf64>
  %0 = bmc.concat %z3, %v axis 1 : tensor<2x3xf64>, tensor<2x2xf64> -> tensor<2x5xf64>
  %1 = bmc.concat %q, %z3 axis 1 : tensor<2x2xf64>, tensor<2x3xf64> -> tensor<2x5xf64>
  %2 = bmc.add %r, %0 : tensor<2x5xf64>
  %3 = bmc.add %2, %1 : tensor<2x5xf64>
  return %3 : tensor<2x5xf64>
}

// CHECK-LABEL: @overlap
// CHECK: bmc.concat
// CHECK: bmc.concat
// CHECK: bmc.add
func.func @overlap(%a: tensor<2x3xf64> {bmc.name = "a"}, %b: tensor<2x3xf64> {bmc.name = "b"}) -> tensor<2x5xf64> {
  %z2 = bmc.constant 0.0 : tensor<2x2xf64>
  %0 = bmc.concat %z2, %a axis 1 : tensor<2x2xf64>, tensor<2x3xf64> -> tensor<2x5xf64>
  %1 = bmc.concat %b, %z2 axis 1 : tensor<2x3xf64>, tensor<2x2xf64> -> tensor<2x5xf64>
  %2 = bmc.add %0, %1 : tensor<2x5xf64>
  return %2 : tensor<2x5xf64>
}
