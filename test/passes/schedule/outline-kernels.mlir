// RUN: bmc-opt %s --bmc-outline-kernels | FileCheck %s
// Which ops share a kernel, and what kernels return.

// An element-wise op joins the product before it; a second product of equal
// shape is the same kernel.
// CHECK-LABEL: func.func @epilogue(
// CHECK: %[[A:.*]] = bmc.launch @kernel_linear_tanh(%arg0, %arg1)
// CHECK: %[[B:.*]] = bmc.launch @kernel_linear_tanh(%[[A]], %arg1)
// CHECK: return %[[B]]
func.func @epilogue(%x: tensor<3x4xf32>, %w: tensor<4x4xf32>) -> tensor<3x4xf32> {
  %0 = bmc.linear %x, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %1 = bmc.tanh %0 : tensor<3x4xf32>
  %2 = bmc.linear %1, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %3 = bmc.tanh %2 : tensor<3x4xf32>
  return %3 : tensor<3x4xf32>
}

// A value needed outside of the kernel is a second result.
// CHECK-LABEL: func.func @two_results(
// CHECK: %[[R:.*]]:2 = bmc.launch @kernel_linear_tanh_{{[0-9]+}}(
// CHECK: return %[[R]]#{{[01]}}, %[[R]]#{{[01]}}
func.func @two_results(%x: tensor<3x4xf32>, %w: tensor<4x4xf32>) -> (tensor<3x4xf32>, tensor<3x4xf32>) {
  %0 = bmc.linear %x, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %1 = bmc.tanh %0 : tensor<3x4xf32>
  return %0, %1 : tensor<3x4xf32>, tensor<3x4xf32>
}

// A mean evaluates its operand itself: the squares are never stored.
// CHECK-LABEL: func.func @prologue(
// CHECK-NEXT: %[[M:.*]] = bmc.launch @kernel_mean(%arg0, %arg1)
// CHECK-NEXT: return %[[M]]
func.func @prologue(%a: tensor<3x4xf32>, %b: tensor<3x4xf32>) -> tensor<f32> {
  %0 = bmc.sub %a, %b : tensor<3x4xf32>
  %1 = bmc.mul %0, %0 : tensor<3x4xf32>
  %2 = bmc.mean %1, [0, 1] : tensor<3x4xf32> -> tensor<f32>
  return %2 : tensor<f32>
}

// Products read slices of the last axis where they lie.
// CHECK-LABEL: func.func @slice_operand(
// CHECK-NEXT: bmc.launch @kernel_linear(%arg0, %arg1)
// CHECK-NEXT: return
func.func @slice_operand(%x: tensor<3x8xf32>, %w: tensor<4x4xf32>) -> tensor<3x4xf32> {
  %0 = bmc.slice %x axis 1 offset 4 size 4 : tensor<3x8xf32> -> tensor<3x4xf32>
  %1 = bmc.linear %0, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  return %1 : tensor<3x4xf32>
}

// Reshapes cost nothing and stay between launches.
// CHECK-LABEL: func.func @view(
// CHECK: %[[T:.*]] = bmc.launch @kernel_tanh(%arg0)
// CHECK: %[[V:.*]] = bmc.reshape %[[T]]
// CHECK: bmc.launch @kernel_softmax(%[[V]])
func.func @view(%x: tensor<3x4xf32>) -> tensor<12xf32> {
  %0 = bmc.tanh %x : tensor<3x4xf32>
  %1 = bmc.reshape %0 : tensor<3x4xf32> -> tensor<12xf32>
  %2 = bmc.softmax %1 : tensor<12xf32>
  return %2 : tensor<12xf32>
}

// Gradients of q, k and v are written side by side by one kernel.
// CHECK-LABEL: func.func @side_by_side(
// CHECK-NEXT: %[[D:.*]] = bmc.launch @kernel_attention_backward_concat(
// CHECK-NEXT: return %[[D]]
func.func @side_by_side(%q: tensor<2x3x4xf32>, %do: tensor<2x3x4xf32>, %l: tensor<2x1x3x2xf32>) -> tensor<2x3x12xf32> {
  %d:3 = bmc.attention_backward %do, %q, %q, %q, %q, %l heads 1 scale 0.5 causal : (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x1x3x2xf32>) -> (tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32>)
  %c = bmc.concat %d#0, %d#1, %d#2 axis 2 : tensor<2x3x4xf32>, tensor<2x3x4xf32>, tensor<2x3x4xf32> -> tensor<2x3x12xf32>
  return %c : tensor<2x3x12xf32>
}

// An op of two products joins the second; the first is one of its inputs.
// CHECK-LABEL: func.func @epilogue_of_two(
// CHECK-NEXT: %[[A:.*]] = bmc.launch @kernel_linear{{(_[0-9]+)?}}(%arg0, %arg1)
// CHECK-NEXT: %[[B:.*]] = bmc.launch @kernel_linear_add(%arg0, %arg2, %[[A]])
// CHECK-NEXT: return %[[B]]
func.func @epilogue_of_two(%x: tensor<3x4xf32>, %w: tensor<4x4xf32>, %v: tensor<4x4xf32>) -> tensor<3x4xf32> {
  %0 = bmc.linear %x, %w : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %1 = bmc.linear %x, %v : (tensor<3x4xf32>, tensor<4x4xf32>) -> tensor<3x4xf32>
  %2 = bmc.add %1, %0 : tensor<3x4xf32>
  return %2 : tensor<3x4xf32>
}

// Every result has memory of its own.
// CHECK-LABEL: func.func @shared_results(
// CHECK: %[[T:.*]] = bmc.launch @kernel_tanh
// CHECK: bmc.launch
// CHECK-NOT: return %[[T]], %[[T]]
// CHECK: return %{{.*}}, %{{.*}}, %{{.*}} :
func.func @shared_results(%x: tensor<4xf32>) -> (tensor<4xf32>, tensor<4xf32>, tensor<4xf32>) {
  %0 = bmc.tanh %x : tensor<4xf32>
  return %0, %0, %x : tensor<4xf32>, tensor<4xf32>, tensor<4xf32>
}

// CHECK: func.func private @kernel_linear_tanh({{.*}}) -> tensor<3x4xf32> attributes {bmc.kernel}
// CHECK-NEXT: bmc.linear
// CHECK-NEXT: bmc.tanh
// CHECK-NEXT: return
