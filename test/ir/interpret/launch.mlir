// A kernel's run-time sizes are those of its operands; others are the caller's.
// RUN: bmc-eval %s | FileCheck %s

func.func private @scale(%x: tensor<?x2xf64, #bmc.dims<"N">>) -> tensor<?x2xf64, #bmc.dims<"N">> attributes {bmc.kernel} {
  %r = bmc.add %x, %x : tensor<?x2xf64, #bmc.dims<"N">>
  return %r : tensor<?x2xf64, #bmc.dims<"N">>
}

func.func private @rows(%x: tensor<f64>) -> tensor<f64> attributes {bmc.kernel} {
  %n = bmc.size 1 x ["N"] : tensor<f64>
  %r = bmc.mul %x, %n : tensor<f64>
  return %r : tensor<f64>
}

// CHECK-LABEL: @launch
// CHECK{LITERAL}: result0: tensor<3x2xf64> = [[4, 8], [12, 16], [20, 24]]
// CHECK{LITERAL}: result1: tensor<f64> = 15
func.func @launch(
    %x: tensor<?x2xf64, #bmc.dims<"N">> {bmc.value = dense<[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]> : tensor<3x2xf64>},
    %y: tensor<f64> {bmc.value = dense<5.0> : tensor<f64>})
    -> (tensor<?x2xf64, #bmc.dims<"N">>, tensor<f64>) {
  %a = bmc.launch @scale(%x) : (tensor<?x2xf64, #bmc.dims<"N">>) -> tensor<?x2xf64, #bmc.dims<"N">>
  %b = bmc.launch @scale(%a) {scratch = 64 : i64} : (tensor<?x2xf64, #bmc.dims<"N">>) -> tensor<?x2xf64, #bmc.dims<"N">>
  %c = bmc.launch @rows(%y) : (tensor<f64>) -> tensor<f64>
  return %b, %c : tensor<?x2xf64, #bmc.dims<"N">>, tensor<f64>
}

// CHECK-LABEL: @call
// CHECK{LITERAL}: result0: tensor<1x2xf64> = [[2, 4]]
func.func @call(%x: tensor<?x2xf64, #bmc.dims<"N">> {bmc.value = dense<[[1.0, 2.0]]> : tensor<1x2xf64>})
    -> tensor<?x2xf64, #bmc.dims<"N">> {
  %r = call @scale(%x) : (tensor<?x2xf64, #bmc.dims<"N">>) -> tensor<?x2xf64, #bmc.dims<"N">>
  return %r : tensor<?x2xf64, #bmc.dims<"N">>
}
