// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Convolution.td, printed and read back.

!x = tensor<?x4x6x8xf32, #bmc.dims<"B">>
!y = tensor<?x6x3x8xf32, #bmc.dims<"B">>
!i = tensor<?x6x3x8xi32, #bmc.dims<"B">>
!p = tensor<?x6x6x16xf32, #bmc.dims<"B">>

// CHECK-LABEL: @convolutions(
func.func @convolutions(%x: !x, %w: tensor<6x2x3x3xf32>, %y: !y, %l: tensor<2x3x5xf64>, %v: tensor<1x3x2xf64>) {
  // CHECK: bmc.conv %{{.+}}, %{{.+}} strides [2, 1] padding [1, 0, 1, 1] dilation [1, 1] groups 2 : tensor<?x4x6x8xf32, #bmc.dims<"B">>, tensor<6x2x3x3xf32> -> tensor<?x6x3x8xf32, #bmc.dims<"B">>
  %0 = bmc.conv %x, %w strides [2, 1] padding [1, 0, 1, 1] dilation [1, 1] groups 2 : !x, tensor<6x2x3x3xf32> -> !y
  // CHECK: bmc.conv %{{.+}}, %{{.+}} strides [1] padding [0, 0] dilation [3] groups 1 : tensor<2x3x5xf64>, tensor<1x3x2xf64> -> tensor<2x1x2xf64>
  %1 = bmc.conv %l, %v strides [1] padding [0, 0] dilation [3] groups 1 : tensor<2x3x5xf64>, tensor<1x3x2xf64> -> tensor<2x1x2xf64>
  // CHECK: bmc.conv_dinput %{{.+}}, %{{.+}} strides [2, 1] padding [1, 0, 1, 1] dilation [1, 1] groups 2 : tensor<?x6x3x8xf32, #bmc.dims<"B">>, tensor<6x2x3x3xf32> -> tensor<?x4x6x8xf32, #bmc.dims<"B">>
  %2 = bmc.conv_dinput %y, %w strides [2, 1] padding [1, 0, 1, 1] dilation [1, 1] groups 2 : !y, tensor<6x2x3x3xf32> -> !x
  // CHECK: bmc.conv_dweight %{{.+}}, %{{.+}} kernel [3, 3] strides [2, 1] padding [1, 0, 1, 1] dilation [1, 1] groups 2 : tensor<?x6x3x8xf32, #bmc.dims<"B">>, tensor<?x4x6x8xf32, #bmc.dims<"B">> -> tensor<6x2x3x3xf32>
  %3 = bmc.conv_dweight %y, %x kernel [3, 3] strides [2, 1] padding [1, 0, 1, 1] dilation [1, 1] groups 2 : !y, !x -> tensor<6x2x3x3xf32>
  return
}

// CHECK-LABEL: @pooling(
func.func @pooling(%x: !p, %y: !y, %i: !i) {
  // CHECK: bmc.max_pool %{{.+}} kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x6x6x16xf32, #bmc.dims<"B">> -> tensor<?x6x3x8xf32, #bmc.dims<"B">>, tensor<?x6x3x8xi32, #bmc.dims<"B">>
  %0, %1 = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : !p -> !y, !i
  // CHECK: bmc.max_pool_backward %{{.+}}, %{{.+}} kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x6x3x8xf32, #bmc.dims<"B">>, tensor<?x6x3x8xi32, #bmc.dims<"B">> -> tensor<?x6x6x16xf32, #bmc.dims<"B">>
  %2 = bmc.max_pool_backward %y, %i kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : !y, !i -> !p
  // CHECK: bmc.sum_pool %{{.+}} kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x6x6x16xf32, #bmc.dims<"B">> -> tensor<?x6x3x8xf32, #bmc.dims<"B">>
  %3 = bmc.sum_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : !p -> !y
  // CHECK: bmc.sum_pool_backward %{{.+}} kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : tensor<?x6x3x8xf32, #bmc.dims<"B">> -> tensor<?x6x6x16xf32, #bmc.dims<"B">>
  %4 = bmc.sum_pool_backward %y kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : !y -> !p
  return
}
