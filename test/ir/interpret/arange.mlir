// y[i] = start + step i
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @static
// CHECK{LITERAL}: result0: tensor<5xi32> = [0, 1, 2, 3, 4]
func.func @static() -> tensor<5xi32> {
  %r = bmc.arange : tensor<5xi32>
  return %r : tensor<5xi32>
}

// CHECK-LABEL: @one
// CHECK{LITERAL}: result0: tensor<1xi32> = [0]
func.func @one() -> tensor<1xi32> {
  %r = bmc.arange : tensor<1xi32>
  return %r : tensor<1xi32>
}

// CHECK-LABEL: @run_time_size
// CHECK{LITERAL}: result0: tensor<3xi32> = [0, 1, 2]
func.func @run_time_size(%x: tensor<?x2xf64, #bmc.dims<"S">> {bmc.value = dense<[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]> : tensor<3x2xf64>}) -> tensor<?xi32, #bmc.dims<"S">> {
  %r = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  return %r : tensor<?xi32, #bmc.dims<"S">>
}

// CHECK-LABEL: @from
// CHECK{LITERAL}: result0: tensor<4xi32> = [7, 4, 1, -2]
func.func @from() -> tensor<4xi32> {
  %r = bmc.arange from 7 step -3 : tensor<4xi32>
  return %r : tensor<4xi32>
}
