// RUN: bmc-opt %s --bmc-fuse-attention | FileCheck %s

// As the library writes it: heads split by reshape and transpose, a factor on
// the scores, a causal mask, heads merged by transpose and reshape.
// CHECK-LABEL: func.func @library
// CHECK-SAME: (%[[X:.*]]: tensor<{{.*}}>, %[[W:.*]]: tensor<{{.*}}>)
func.func @library(%x: tensor<?x?x8xf32, #bmc.dims<"B", "S">>, %w: tensor<24x8xf32>)
    -> tensor<?x?x8xf32, #bmc.dims<"B", "S">> {
  // CHECK: %[[QKV:.*]] = bmc.linear
  // CHECK-DAG: %[[Q:.*]] = bmc.slice %[[QKV]] axis 2 offset 0 size 8
  // CHECK-DAG: %[[K:.*]] = bmc.slice %[[QKV]] axis 2 offset 8 size 8
  // CHECK-DAG: %[[V:.*]] = bmc.slice %[[QKV]] axis 2 offset 16 size 8
  // CHECK: %[[OUT:.*]], %{{.*}} = bmc.attention %[[Q]], %[[K]], %[[V]] heads 2 scale 5.000000e-01 causal
  // CHECK-NEXT: return %[[OUT]]
  %qkv = bmc.linear %x, %w : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<24x8xf32>) -> tensor<?x?x24xf32, #bmc.dims<"B", "S">>
  %q0 = bmc.slice %qkv axis 2 offset 0 size 8 : tensor<?x?x24xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %k0 = bmc.slice %qkv axis 2 offset 8 size 8 : tensor<?x?x24xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %v0 = bmc.slice %qkv axis 2 offset 16 size 8 : tensor<?x?x24xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %q1 = bmc.reshape %q0 : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  %k1 = bmc.reshape %k0 : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  %v1 = bmc.reshape %v0 : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  %q = bmc.transpose %q1, [0, 2, 1, 3] : tensor<?x?x2x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>
  %k = bmc.transpose %k1, [0, 2, 1, 3] : tensor<?x?x2x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>
  %v = bmc.transpose %v1, [0, 2, 1, 3] : tensor<?x?x2x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>
  %s = bmc.matmul %q, %k transpose_b : tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %c = bmc.constant 0.5 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %t = bmc.mul %s, %c : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %m = bmc.causal_mask %t fill 0xFFF0000000000000 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %p = bmc.softmax %m : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>
  %o = bmc.matmul %p, %v : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "S">>, tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x2x?x4xf32, #bmc.dims<"B", "S">>
  %o1 = bmc.transpose %o, [0, 2, 1, 3] : tensor<?x2x?x4xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  %o2 = bmc.reshape %o1 : tensor<?x?x2x4xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  return %o2 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
}
