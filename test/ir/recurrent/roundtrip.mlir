// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Recurrent.td, printed and read back.

!bh = tensor<?x2xf32, #bmc.dims<"B">>
!l = tensor<?xi32, #bmc.dims<"B">>

// CHECK-LABEL: @lstm(
func.func @lstm(%x: tensor<?x?x8xf32, #bmc.dims<"B", "S">>, %w: tensor<8x2xf32>, %b: tensor<8xf32>, %s: !bh, %l: !l) {
  // CHECK: bmc.recurrent lstm reverse %{{.+}}, %{{.+}} bias %{{.+}} h0 %{{.+}} c0 %{{.+}} mask %{{.+}} lengths %{{.+}} : (
  %0:4 = bmc.recurrent lstm reverse %x, %w bias %b h0 %s c0 %s mask %s lengths %l : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<8x2xf32>, tensor<8xf32>, !bh, !bh, !bh, !l) -> (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, !bh, !bh, tensor<?x?x12xf32, #bmc.dims<"B", "S">>)
  // CHECK: bmc.recurrent_backward lstm reverse %{{.+}}, %{{.+}} dy %{{.+}} dhn %{{.+}} dcn %{{.+}} mask %{{.+}} lengths %{{.+}} : (
  %1:3 = bmc.recurrent_backward lstm reverse %0#3, %w dy %0#0 dhn %s dcn %s mask %s lengths %l : (tensor<?x?x12xf32, #bmc.dims<"B", "S">>, tensor<8x2xf32>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, !bh, !bh, !bh, !l) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, !bh, !bh)
  return
}

// CHECK-LABEL: @gru(
func.func @gru(%x: tensor<4x5x6xf64>, %w: tensor<6x2xf64>) {
  // CHECK: bmc.recurrent gru %{{.+}}, %{{.+}} : (
  %0:3 = bmc.recurrent gru %x, %w : (tensor<4x5x6xf64>, tensor<6x2xf64>) -> (tensor<4x5x2xf64>, tensor<4x2xf64>, tensor<4x5x10xf64>)
  // CHECK: bmc.recurrent_backward gru %{{.+}}, %{{.+}} : (
  %1:2 = bmc.recurrent_backward gru %0#2, %w : (tensor<4x5x10xf64>, tensor<6x2xf64>) -> (tensor<4x5x6xf64>, tensor<4x2xf64>)
  return
}

// CHECK-LABEL: @rnn(
func.func @rnn(%x: tensor<4x5x2xf64>, %w: tensor<2x2xf64>) {
  // CHECK: bmc.recurrent rnn_tanh %{{.+}}, %{{.+}} : (
  %0:3 = bmc.recurrent rnn_tanh %x, %w : (tensor<4x5x2xf64>, tensor<2x2xf64>) -> (tensor<4x5x2xf64>, tensor<4x2xf64>, tensor<4x5x4xf64>)
  // CHECK: bmc.recurrent rnn_relu reverse %{{.+}}, %{{.+}} : (
  %1:3 = bmc.recurrent rnn_relu reverse %x, %w : (tensor<4x5x2xf64>, tensor<2x2xf64>) -> (tensor<4x5x2xf64>, tensor<4x2xf64>, tensor<4x5x4xf64>)
  return
}
