// RUN: bmc-opt %s --bmc-plan-memory | FileCheck %s
// RUN: bmc-opt %s --bmc-plan-memory | python3 %S/Inputs/check_plan.py 100

// Groups of the state hold what functions name of them, one after the other, on pages; parameters of a group of the
// optimizer stand side by side, frozen ones come last.
// CHECK: bmc.state_bytes = 8192 : i64
// CHECK-SAME: bmc.state_groups = ["param", "grad"]
// CHECK-SAME: bmc.state_offsets = [array<i64: 0, 64, 256, 128, 192>, array<i64: -1, 4096, -1, -1, -1>]

bmc.dim @B max 8
bmc.parameter @a : tensor<3xf32> init <normal, 0.0, 1.0>
bmc.parameter @b : tensor<4x4xf32> init <normal, 0.0, 1.0>
bmc.parameter @c : tensor<2xf32> init <normal, 0.0, 1.0> {frozen}
bmc.parameter @d : tensor<2xf32> init <normal, 0.0, 1.0>
bmc.parameter @e : tensor<2xf32> init <normal, 0.0, 1.0> {group = 1 : i64}

// The gradient goes to the state; x (8 * 4 * 4 bytes) stays for the whole call;
// the first sum's place is free again at the third launch.
// CHECK-LABEL: func.func @train(
// CHECK-SAME: %arg0: tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "x", bmc.offset = [[X:[0-9]+]] : i64}
// CHECK-SAME: %arg1: tensor<3xf32> {bmc.group = "param", bmc.offset = -1 : i64
// CHECK-SAME: %arg2: tensor<4x4xf32> {bmc.group = "param", bmc.offset = -65 : i64
// CHECK-SAME: bmc.arena_bytes = [[BYTES:[0-9]+]] : i64
// CHECK: bmc.launch @k(%arg0) {placement = array<i64: [[A:[0-9]+]], {{[0-9]+}}>, scratch = 64 : i64}
// CHECK: bmc.launch @k({{.*}}) {placement = array<i64: {{[0-9]+}}, {{[0-9]+}}>}
// CHECK: bmc.launch @k({{.*}}) {placement = array<i64: [[A]], {{[0-9]+}}>}
// CHECK: bmc.launch @g({{.*}}) {placement = array<i64: -4097, {{[0-9]+}}>}
func.func @train(%x: tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "x"},
    %a: tensor<3xf32> {bmc.parameter = @a, bmc.group = "param"},
    %b: tensor<4x4xf32> {bmc.parameter = @b, bmc.group = "param"})
    -> (tensor<4x4xf32> {bmc.parameter = @b, bmc.group = "grad"}, tensor<?x4xf32, #bmc.dims<"B">> {bmc.name = "y"}) {
  %0 = bmc.launch @k(%x) {scratch = 64 : i64} : (tensor<?x4xf32, #bmc.dims<"B">>) -> tensor<?x4xf32, #bmc.dims<"B">>
  %1 = bmc.launch @k(%0) : (tensor<?x4xf32, #bmc.dims<"B">>) -> tensor<?x4xf32, #bmc.dims<"B">>
  %2 = bmc.launch @k(%1) : (tensor<?x4xf32, #bmc.dims<"B">>) -> tensor<?x4xf32, #bmc.dims<"B">>
  %3 = bmc.launch @g(%b) : (tensor<4x4xf32>) -> tensor<4x4xf32>
  return %3, %2 : tensor<4x4xf32>, tensor<?x4xf32, #bmc.dims<"B">>
}

// A sum over an embedding is made in the place of its first addend.
// CHECK-LABEL: func.func @in_place(
// CHECK: bmc.launch @g(%arg0) {placement = array<i64: [[P:[0-9]+]], {{[0-9]+}}>}
// CHECK: bmc.launch @embedding_backward({{.*}}) {placement = array<i64: [[P]], {{[0-9]+}}>}
func.func @in_place(%b: tensor<4x4xf32> {bmc.name = "b"}, %i: tensor<2xi32> {bmc.name = "i"}, %d: tensor<2x4xf32> {bmc.name = "d"})
    -> (tensor<4x4xf32> {bmc.name = "y"}) {
  %0 = bmc.launch @g(%b) : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = bmc.launch @embedding_backward(%0, %i, %d) : (tensor<4x4xf32>, tensor<2xi32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  return %1 : tensor<4x4xf32>
}

// The place of a sum that nobody reads is taken while the sum is made.
// CHECK-LABEL: func.func @unread_sum(
// CHECK: bmc.launch @g(%arg0) {placement = array<i64: [[P:[0-9]+]], {{[0-9]+}}>}
// CHECK: bmc.launch @g(%arg0) {placement = array<i64: [[Q:[0-9]+]], {{[0-9]+}}>}
// CHECK-NOT: array<i64: [[Q]]
// CHECK: bmc.launch @embedding_backward({{.*}}) {placement = array<i64: [[P]], {{[0-9]+}}>}
func.func @unread_sum(%b: tensor<4x4xf32> {bmc.name = "b"}, %i: tensor<2xi32> {bmc.name = "i"}, %d: tensor<2x4xf32> {bmc.name = "d"})
    -> (tensor<4x4xf32> {bmc.name = "y"}) {
  %0 = bmc.launch @g(%b) : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = bmc.launch @g(%b) : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %2 = bmc.launch @embedding_backward(%0, %i, %d) : (tensor<4x4xf32>, tensor<2xi32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  return %1 : tensor<4x4xf32>
}

// A gradient of several lookups is summed in the state from its first addend on, however many there are.
// CHECK-LABEL: func.func @sum_in_state(
// CHECK: bmc.launch @g(%arg0) {placement = array<i64: -4097, {{[0-9]+}}>}
// CHECK-COUNT-3: bmc.launch @embedding_backward({{.*}}) {placement = array<i64: -4097, {{[0-9]+}}>}
func.func @sum_in_state(%b: tensor<4x4xf32> {bmc.parameter = @b, bmc.group = "param"}, %i: tensor<2xi32> {bmc.name = "i"},
    %d: tensor<2x4xf32> {bmc.name = "d"}) -> (tensor<4x4xf32> {bmc.parameter = @b, bmc.group = "grad"}) {
  %0 = bmc.launch @g(%b) : (tensor<4x4xf32>) -> tensor<4x4xf32>
  %1 = bmc.launch @embedding_backward(%0, %i, %d) : (tensor<4x4xf32>, tensor<2xi32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  %2 = bmc.launch @embedding_backward(%1, %i, %d) : (tensor<4x4xf32>, tensor<2xi32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  %3 = bmc.launch @embedding_backward(%2, %i, %d) : (tensor<4x4xf32>, tensor<2xi32>, tensor<2x4xf32>) -> tensor<4x4xf32>
  return %3 : tensor<4x4xf32>
}

func.func private @k(%x: tensor<?x4xf32, #bmc.dims<"B">>) -> tensor<?x4xf32, #bmc.dims<"B">> attributes {bmc.kernel} {
  %0 = bmc.softmax %x : tensor<?x4xf32, #bmc.dims<"B">>
  return %0 : tensor<?x4xf32, #bmc.dims<"B">>
}
func.func private @g(%x: tensor<4x4xf32>) -> tensor<4x4xf32> attributes {bmc.kernel} {
  %0 = bmc.tanh %x : tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
func.func private @embedding_backward(%x: tensor<4x4xf32>, %i: tensor<2xi32>, %d: tensor<2x4xf32>) -> tensor<4x4xf32> attributes {bmc.kernel} {
  %0 = bmc.embedding_backward %d, %i init %x num_embeddings 4 : (tensor<2x4xf32>, tensor<2xi32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %0 : tensor<4x4xf32>
}
