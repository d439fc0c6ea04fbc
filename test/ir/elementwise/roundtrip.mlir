// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Elementwise.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!s = tensor<?x?xf32, #bmc.dims<"B", "S">>
!i = tensor<?x?xi32, #bmc.dims<"B", "S">>
!m = tensor<?x?x8xi1, #bmc.dims<"B", "S">>

// CHECK-LABEL: @elementwise(
func.func @elementwise(%x: !x, %y: !x, %m: !m, %n: !i) {
  // CHECK: bmc.neg %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %0 = bmc.neg %x : !x
  // CHECK: bmc.abs %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %1 = bmc.abs %x : !x
  // CHECK: bmc.exp %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %2 = bmc.exp %x : !x
  // CHECK: bmc.log %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %3 = bmc.log %x : !x
  // CHECK: bmc.sqrt %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %4 = bmc.sqrt %x : !x
  // CHECK: bmc.rsqrt %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %5 = bmc.rsqrt %x : !x
  // CHECK: bmc.reciprocal %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %6 = bmc.reciprocal %x : !x
  // CHECK: bmc.sin %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %7 = bmc.sin %x : !x
  // CHECK: bmc.cos %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %8 = bmc.cos %x : !x
  // CHECK: bmc.tanh %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %9 = bmc.tanh %x : !x
  // CHECK: bmc.erf %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %10 = bmc.erf %x : !x
  // CHECK: bmc.sigmoid %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %11 = bmc.sigmoid %x : !x
  // CHECK: bmc.relu %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %12 = bmc.relu %x : !x
  // CHECK: bmc.silu %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %13 = bmc.silu %x : !x
  // CHECK: bmc.exp2 %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u0 = bmc.exp2 %x : !x
  // CHECK: bmc.expm1 %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u1 = bmc.expm1 %x : !x
  // CHECK: bmc.log1p %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u2 = bmc.log1p %x : !x
  // CHECK: bmc.atan %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u3 = bmc.atan %x : !x
  // CHECK: bmc.floor %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u4 = bmc.floor %x : !x
  // CHECK: bmc.ceil %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u5 = bmc.ceil %x : !x
  // CHECK: bmc.round %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u6 = bmc.round %x : !x
  // CHECK: bmc.trunc %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u7 = bmc.trunc %x : !x
  // CHECK: bmc.stop_gradient %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %u8 = bmc.stop_gradient %x : !x
  // CHECK: bmc.atan2 %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %v0 = bmc.atan2 %x, %y : !x
  // CHECK: bmc.fmod %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %v1 = bmc.fmod %x, %y : !x
  // CHECK: bmc.logical_and %{{.+}}, %{{.+}} : tensor<?x?x8xi1, #bmc.dims<"B", "S">>
  %l0 = bmc.logical_and %m, %m : !m
  // CHECK: bmc.logical_or %{{.+}}, %{{.+}} : tensor<?x?x8xi1, #bmc.dims<"B", "S">>
  %l1 = bmc.logical_or %m, %m : !m
  // CHECK: bmc.logical_not %{{.+}} : tensor<?x?x8xi1, #bmc.dims<"B", "S">>
  %l2 = bmc.logical_not %m : !m
  // CHECK: bmc.gelu %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %14 = bmc.gelu %x : !x
  // CHECK: bmc.gelu %{{.+}} approximate tanh : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %g0 = bmc.gelu %x approximate tanh : !x
  // CHECK: bmc.gelu_grad %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %g1 = bmc.gelu_grad %x : !x
  // CHECK: bmc.gelu_grad %{{.+}} approximate tanh : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %g2 = bmc.gelu_grad %x approximate tanh : !x
  // CHECK: bmc.add %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b0 = bmc.add %x, %y : !x
  // CHECK: bmc.sub %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b1 = bmc.sub %x, %y : !x
  // CHECK: bmc.mul %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b2 = bmc.mul %x, %y : !x
  // CHECK: bmc.div %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b3 = bmc.div %x, %y : !x
  // CHECK: bmc.pow %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b4 = bmc.pow %x, %y : !x
  // CHECK: bmc.maximum %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b5 = bmc.maximum %x, %y : !x
  // CHECK: bmc.minimum %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %b6 = bmc.minimum %x, %y : !x
  // CHECK: bmc.compare eq, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %c0 = bmc.compare eq, %x, %y : !x
  // CHECK: bmc.compare ne, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %c1 = bmc.compare ne, %x, %y : !x
  // CHECK: bmc.compare lt, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %c2 = bmc.compare lt, %x, %y : !x
  // CHECK: bmc.compare le, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %c3 = bmc.compare le, %x, %y : !x
  // CHECK: bmc.compare gt, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %c4 = bmc.compare gt, %x, %y : !x
  // CHECK: bmc.compare ge, %{{.+}}, %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %c5 = bmc.compare ge, %x, %y : !x
  // CHECK: bmc.compare eq, %{{.+}}, %{{.+}} : tensor<?x?xi32, #bmc.dims<"B", "S">>
  %c6 = bmc.compare eq, %n, %n : !i
  // CHECK: bmc.select %{{.+}}, %{{.+}}, %{{.+}} : tensor<?x?x8xi1, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %s = bmc.select %m, %x, %y : !m, !x
  // CHECK: bmc.constant 5.000000e-01 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %k0 = bmc.constant 0.5 : !x
  // CHECK: bmc.constant 7.000000e+00 : tensor<4xi32>
  %k1 = bmc.constant 7.0 : tensor<4xi32>
  // CHECK: bmc.constant 0xFFF0000000000000 : tensor<f32>
  %k2 = bmc.constant 0xFFF0000000000000 : tensor<f32>
  // CHECK: bmc.convert %{{.+}} : tensor<?x?xi32, #bmc.dims<"B", "S">> -> tensor<?x?xf32, #bmc.dims<"B", "S">>
  %v = bmc.convert %n : !i -> !s
  // CHECK: bmc.select %{{.+}}, %{{.+}}, %{{.+}} : tensor<?x?xi1, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "S">>
  %si = bmc.select %c6, %n, %n : tensor<?x?xi1, #bmc.dims<"B", "S">>, !i
  // CHECK: bmc.integer add %{{.+}}, %{{.+}} : tensor<?x?xi32, #bmc.dims<"B", "S">>
  %i0 = bmc.integer add %n, %n : !i
  // CHECK: bmc.integer floor_div %{{.+}}, %{{.+}} : tensor<?x?xi32, #bmc.dims<"B", "S">>
  %i1 = bmc.integer floor_div %n, %n : !i
  // CHECK: bmc.to_integer %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">> -> tensor<?x?x8xi32, #bmc.dims<"B", "S">>
  %i2 = bmc.to_integer %x : !x -> tensor<?x?x8xi32, #bmc.dims<"B", "S">>
  // CHECK: bmc.to_integer %{{.+}} : tensor<?x?xi1, #bmc.dims<"B", "S">> -> tensor<?x?xi32, #bmc.dims<"B", "S">>
  %i3 = bmc.to_integer %c6 : tensor<?x?xi1, #bmc.dims<"B", "S">> -> !i
  return
}
