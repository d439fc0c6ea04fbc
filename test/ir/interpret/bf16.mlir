// bf16 keeps 8 bits of the significand, ties to even.
// RUN: bmc-eval %s --precision=10 | FileCheck %s
// RUN: bmc-eval %s --precision=10 --exact | FileCheck %s --check-prefix=EXACT

// CHECK-LABEL: @convert
// CHECK{LITERAL}: result0: tensor<4xbf16> = [1, 1.015625, 3.140625, inf]
func.func @convert(%x: tensor<4xf64> {bmc.value = dense<[1.00390625, 1.01171875, 3.14159265, 3.4e38]> : tensor<4xf64>}) -> tensor<4xbf16> {
  %r = bmc.convert %x : tensor<4xf64> -> tensor<4xbf16>
  return %r : tensor<4xbf16>
}

// CHECK-LABEL: @add
// CHECK{LITERAL}: result0: tensor<2xbf16> = [256, 1.0078125]
// EXACT-LABEL: @add
// EXACT{LITERAL}: result0: tensor<2xbf16> = [257, 1.0078125]
func.func @add(%a: tensor<2xbf16> {bmc.value = dense<[256.0, 1.0]> : tensor<2xbf16>},
               %b: tensor<2xbf16> {bmc.value = dense<[1.0, 0.0078125]> : tensor<2xbf16>}) -> tensor<2xbf16> {
  %r = bmc.add %a, %b : tensor<2xbf16>
  return %r : tensor<2xbf16>
}
