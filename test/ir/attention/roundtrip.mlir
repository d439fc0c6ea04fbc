// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Attention.td, printed and read back.

!x = tensor<?x?x8xf32, #bmc.dims<"B", "S">>
!l = tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>
!b = tensor<1x2x1x?xf32, #bmc.dims<"S">>
!one = tensor<?x?x4xf32, #bmc.dims<"B", "S">>
!s = tensor<?x?xi32, #bmc.dims<"B", "S">>
!t = tensor<?x?xi32, #bmc.dims<"B", "T">>

// CHECK-LABEL: @attention(
func.func @attention(%q: !x, %k: tensor<?x?x8xf32, #bmc.dims<"B", "T">>, %l: !l, %b: !b, %one: !one, %rng: tensor<2xi64>, %s: !s, %t: !t) {
  // CHECK: bmc.causal_mask %{{.+}} fill 0xFFF0000000000000 : tensor<?x?x8xf32, #bmc.dims<"B", "S">>
  %0 = bmc.causal_mask %q fill 0xFFF0000000000000 : !x
  // CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} heads 2 scale 5.000000e-01 causal : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %1, %2 = bmc.attention %q, %q, %q heads 2 scale 0.5 causal : (!x, !x, !x) -> (!x, !l)
  // CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} heads 2 scale 5.000000e-01 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %3, %4 = bmc.attention %q, %k, %k heads 2 scale 0.5 : (!x, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>) -> (!x, !l)
  // CHECK: bmc.attention_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} heads 2 scale 5.000000e-01 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>)
  %5, %6, %7 = bmc.attention_backward %q, %q, %k, %k, %q, %l heads 2 scale 0.5 : (!x, !x, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, !x, !l) -> (!x, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>)
  // CHECK: bmc.attention_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} heads 2 scale 5.000000e-01 causal : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>)
  %8, %9, %10 = bmc.attention_backward %q, %q, %q, %q, %q, %l heads 2 scale 0.5 causal : (!x, !x, !x, !x, !x, !l) -> (!x, !x, !x)
  // CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} bias %{{.+}} heads 2 scale 5.000000e-01 causal : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<1x2x1x?xf32, #bmc.dims<"S">>) ->
  %11, %12 = bmc.attention %q, %q, %q bias %b heads 2 scale 0.5 causal : (!x, !x, !x, !b) -> (!x, !l)
  // CHECK: bmc.attention_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} bias %{{.+}} heads 2 scale 5.000000e-01 :
  %13, %14, %15, %16 = bmc.attention_backward %q, %q, %q, %q, %q, %l bias %b heads 2 scale 0.5 : (!x, !x, !x, !x, !x, !l, !b) -> (!x, !x, !x, !b)
  // CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} bias %{{.+}} dropout %{{.+}} p 2.500000e-01 stream 3 heads 2 scale 5.000000e-01 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x4xf32, #bmc.dims<"B", "S">>
  %17, %18 = bmc.attention %q, %one, %one bias %b dropout %rng p 0.25 stream 3 heads 2 scale 0.5 : (!x, !one, !one, !b, tensor<2xi64>) -> (!x, !l)
  // CHECK: bmc.attention_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} dropout %{{.+}} p 2.500000e-01 stream 3 by_launch heads 2 scale 5.000000e-01 causal :
  %19, %20, %21 = bmc.attention_backward %q, %q, %one, %one, %q, %l dropout %rng p 0.25 stream 3 by_launch heads 2 scale 0.5 causal : (!x, !x, !one, !one, !x, !l, tensor<2xi64>) -> (!x, !one, !one)
  // CHECK: bmc.attention %{{.+}}, %{{.+}}, %{{.+}} segments %{{.+}}, %{{.+}} heads 2 scale 5.000000e-01 softcap 5.000000e+01 : (tensor<?x?x8xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?xi32, #bmc.dims<"B", "S">>, tensor<?x?xi32, #bmc.dims<"B", "T">>) ->
  %22, %23 = bmc.attention %q, %k, %k segments %s, %t heads 2 scale 0.5 softcap 50.0 : (!x, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, !s, !t) -> (!x, !l)
  // CHECK: bmc.attention_backward %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %{{.+}} bias %{{.+}} segments %{{.+}}, %{{.+}} dropout %{{.+}} p 2.500000e-01 stream 3 heads 2 scale 5.000000e-01 softcap 5.000000e+01 causal :
  %24, %25, %26, %27 = bmc.attention_backward %q, %q, %q, %q, %q, %l bias %b segments %s, %s dropout %rng p 0.25 stream 3 heads 2 scale 0.5 softcap 50.0 causal : (!x, !x, !x, !x, !x, !l, !b, !s, !s, tensor<2xi64>) -> (!x, !x, !x, !b)
  return
}

!row = tensor<?x8xf32, #bmc.dims<"B">>
!kept = tensor<?x16x8xf32, #bmc.dims<"B">>

// CHECK-LABEL: @kept(
func.func @kept(%q: !row, %k: !kept, %x: !x, %p: tensor<i32>, %b: tensor<1x2x16xf32>, %one: tensor<?x4xf32, #bmc.dims<"B">>, %few: tensor<?x16x4xf32, #bmc.dims<"B">>) {
  // CHECK: bmc.attention_step %{{.+}}, %{{.+}}, %{{.+}} into %{{.+}}, %{{.+}} at %{{.+}} heads 2 scale 5.000000e-01 : (tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x16x8xf32, #bmc.dims<"B">>, tensor<?x16x8xf32, #bmc.dims<"B">>, tensor<i32>) -> (tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x16x8xf32, #bmc.dims<"B">>, tensor<?x16x8xf32, #bmc.dims<"B">>)
  %0:3 = bmc.attention_step %q, %q, %q into %k, %k at %p heads 2 scale 0.5 : (!row, !row, !row, !kept, !kept, tensor<i32>) -> (!row, !kept, !kept)
  // CHECK: bmc.attention_step %{{.+}}, %{{.+}}, %{{.+}} into %{{.+}}, %{{.+}} at %{{.+}} bias %{{.+}} heads 2 scale 5.000000e-01 : (tensor<?x8xf32, #bmc.dims<"B">>, tensor<?x4xf32, #bmc.dims<"B">>,
  %1:3 = bmc.attention_step %q, %one, %one into %few, %few at %p bias %b heads 2 scale 0.5 : (!row, tensor<?x4xf32, #bmc.dims<"B">>, tensor<?x4xf32, #bmc.dims<"B">>, tensor<?x16x4xf32, #bmc.dims<"B">>, tensor<?x16x4xf32, #bmc.dims<"B">>, tensor<i32>, tensor<1x2x16xf32>) -> (!row, tensor<?x16x4xf32, #bmc.dims<"B">>, tensor<?x16x4xf32, #bmc.dims<"B">>)
  // CHECK: bmc.attention_step %{{.+}}, %{{.+}}, %{{.+}} into %{{.+}}, %{{.+}} at %{{.+}} heads 2 scale 5.000000e-01 softcap 5.000000e+01 :
  %3:3 = bmc.attention_step %q, %q, %q into %k, %k at %p heads 2 scale 0.5 softcap 50.0 : (!row, !row, !row, !kept, !kept, tensor<i32>) -> (!row, !kept, !kept)
  // CHECK: bmc.store_rows %{{.+}} into %{{.+}} : tensor<?x?x8xf32, #bmc.dims<"B", "S">> into tensor<?x16x8xf32, #bmc.dims<"B">> -> tensor<?x16x8xf32, #bmc.dims<"B">>
  %2 = bmc.store_rows %x into %k : !x into !kept -> !kept
  return
}
