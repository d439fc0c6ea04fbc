// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Shape.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!i = tensor<?x?xi32, #bmc.dims<"B", "S">>
!v = tensor<?x?x5xf32, #bmc.dims<"B", "S">>

// CHECK-LABEL: @shape(
func.func @shape(%x: !x, %v: tensor<8xf32>, %i: tensor<i32>) {
  // CHECK: bmc.reshape %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  %0 = bmc.reshape %x : !x -> tensor<?x?x2x4xf32, #bmc.dims<"B", "S">>
  // CHECK: bmc.reshape %{{.+}} : tensor<8xf32> -> tensor<2x1x4xf32>
  %1 = bmc.reshape %v : tensor<8xf32> -> tensor<2x1x4xf32>
  // CHECK: bmc.transpose %{{.+}}, [1, 0, 2] : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xf32, #bmc.dims<"S", "B">>
  %2 = bmc.transpose %x, [1, 0, 2] : !x -> tensor<?x?x8xf32, #bmc.dims<"S", "B">>
  // CHECK: bmc.broadcast %{{.+}}, [2] : tensor<8xf32> -> tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %3 = bmc.broadcast %v, [2] : tensor<8xf32> -> !x
  // CHECK: bmc.broadcast %{{.+}}, [] : tensor<i32> -> tensor<?x?xi32, #bmc.dims<"B", "S">>
  %4 = bmc.broadcast %i, [] : tensor<i32> -> !i
  // CHECK: bmc.slice %{{.+}} axis 2 offset 3 size 5 : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x5xf32, #bmc.dims<"B", "S">>
  %5 = bmc.slice %x axis 2 offset 3 size 5 : !x -> !v
  // CHECK: bmc.concat %{{.+}}, %{{.+}} axis 2 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x5xf32, #bmc.dims<"B", "S">> -> tensor<?x?x13xf32, #bmc.dims<"B", "S">>
  %6 = bmc.concat %x, %5 axis 2 : !x, !v -> tensor<?x?x13xf32, #bmc.dims<"B", "S">>
  // CHECK: bmc.select_row %{{.+}}, %{{.+}} axis 1 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<i32>) -> tensor<?x8xf32, #bmc.dims<"B">>
  %7 = bmc.select_row %x, %i axis 1 : (!x, tensor<i32>) -> tensor<?x8xf32, #bmc.dims<"B">>
  // CHECK: bmc.select_row %{{.+}}, %{{.+}} axis 1 from_end : (tensor<?x?x8xf32
  %last = bmc.select_row %x, %i axis 1 from_end : (!x, tensor<i32>) -> tensor<?x8xf32, #bmc.dims<"B">>
  // CHECK: bmc.arange from 3 : tensor<4xi32>
  %arange0 = bmc.arange from 3 : tensor<4xi32>
  // CHECK: bmc.arange step -2 : tensor<4xi32>
  %arange1 = bmc.arange step -2 : tensor<4xi32>
  // CHECK: bmc.flip %{{.+}} axis 1 : tensor<4x?xi32, #bmc.dims<"S">>
  %positions = bmc.constant 1.0 : tensor<4x?xi32, #bmc.dims<"S">>
  %flipped = bmc.flip %positions axis 1 : tensor<4x?xi32, #bmc.dims<"S">>
  // CHECK: bmc.pad %{{.+}} axis 1 shift -1 : tensor<4x?xi32, #bmc.dims<"S">> -> tensor<4x?xi32, #bmc.dims<"S-1">>
  %cropped = bmc.pad %positions axis 1 shift -1 : tensor<4x?xi32, #bmc.dims<"S">> -> tensor<4x?xi32, #bmc.dims<"S-1">>
  // CHECK: bmc.pad %{{.+}} axis 1 shift 2 from_end : tensor<4x?xi32, #bmc.dims<"S">> -> tensor<4x9xi32>
  %padded = bmc.pad %positions axis 1 shift 2 from_end : tensor<4x?xi32, #bmc.dims<"S">> -> tensor<4x9xi32>
  // CHECK: bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %8 = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  // CHECK: bmc.size 4 x ["B", "S"] : tensor<f32>
  %9 = bmc.size 4 x ["B", "S"] : tensor<f32>
  // CHECK: bmc.size 1 x [] : tensor<f64>
  %10 = bmc.size 1 x [] : tensor<f64>
  return
}
