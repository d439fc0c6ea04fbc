// y = a <predicate> b; nan compares false, except for ne
// RUN: bmc-eval %s --precision=10 | FileCheck %s

// CHECK-LABEL: @eq
// CHECK{LITERAL}: result0: tensor<5xi1> = [0, 1, 0, 0, 1]
func.func @eq(%a: tensor<5xf64> {bmc.value = dense<[1.0, 2.0, 3.0, 0x7FF8000000000000, 0x7FF0000000000000]> : tensor<5xf64>},
    %b: tensor<5xf64> {bmc.value = dense<[2.0, 2.0, 2.0, 1.0, 0x7FF0000000000000]> : tensor<5xf64>}) -> tensor<5xi1> {
  %r = bmc.compare eq, %a, %b : tensor<5xf64>
  return %r : tensor<5xi1>
}

// CHECK-LABEL: @ne
// CHECK{LITERAL}: result0: tensor<5xi1> = [1, 0, 1, 1, 0]
func.func @ne(%a: tensor<5xf64> {bmc.value = dense<[1.0, 2.0, 3.0, 0x7FF8000000000000, 0x7FF0000000000000]> : tensor<5xf64>},
    %b: tensor<5xf64> {bmc.value = dense<[2.0, 2.0, 2.0, 1.0, 0x7FF0000000000000]> : tensor<5xf64>}) -> tensor<5xi1> {
  %r = bmc.compare ne, %a, %b : tensor<5xf64>
  return %r : tensor<5xi1>
}

// CHECK-LABEL: @lt
// CHECK{LITERAL}: result0: tensor<5xi1> = [1, 0, 0, 0, 0]
func.func @lt(%a: tensor<5xf64> {bmc.value = dense<[1.0, 2.0, 3.0, 0x7FF8000000000000, 0x7FF0000000000000]> : tensor<5xf64>},
    %b: tensor<5xf64> {bmc.value = dense<[2.0, 2.0, 2.0, 1.0, 0x7FF0000000000000]> : tensor<5xf64>}) -> tensor<5xi1> {
  %r = bmc.compare lt, %a, %b : tensor<5xf64>
  return %r : tensor<5xi1>
}

// CHECK-LABEL: @le
// CHECK{LITERAL}: result0: tensor<5xi1> = [1, 1, 0, 0, 1]
func.func @le(%a: tensor<5xf64> {bmc.value = dense<[1.0, 2.0, 3.0, 0x7FF8000000000000, 0x7FF0000000000000]> : tensor<5xf64>},
    %b: tensor<5xf64> {bmc.value = dense<[2.0, 2.0, 2.0, 1.0, 0x7FF0000000000000]> : tensor<5xf64>}) -> tensor<5xi1> {
  %r = bmc.compare le, %a, %b : tensor<5xf64>
  return %r : tensor<5xi1>
}

// CHECK-LABEL: @gt
// CHECK{LITERAL}: result0: tensor<5xi1> = [0, 0, 1, 0, 0]
func.func @gt(%a: tensor<5xf64> {bmc.value = dense<[1.0, 2.0, 3.0, 0x7FF8000000000000, 0x7FF0000000000000]> : tensor<5xf64>},
    %b: tensor<5xf64> {bmc.value = dense<[2.0, 2.0, 2.0, 1.0, 0x7FF0000000000000]> : tensor<5xf64>}) -> tensor<5xi1> {
  %r = bmc.compare gt, %a, %b : tensor<5xf64>
  return %r : tensor<5xi1>
}

// CHECK-LABEL: @ge
// CHECK{LITERAL}: result0: tensor<5xi1> = [0, 1, 1, 0, 1]
func.func @ge(%a: tensor<5xf64> {bmc.value = dense<[1.0, 2.0, 3.0, 0x7FF8000000000000, 0x7FF0000000000000]> : tensor<5xf64>},
    %b: tensor<5xf64> {bmc.value = dense<[2.0, 2.0, 2.0, 1.0, 0x7FF0000000000000]> : tensor<5xf64>}) -> tensor<5xi1> {
  %r = bmc.compare ge, %a, %b : tensor<5xf64>
  return %r : tensor<5xi1>
}

// CHECK-LABEL: @integers
// CHECK{LITERAL}: result0: tensor<1x3xi1> = [[1, 0, 0]]
func.func @integers(%a: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[1, -2, 3]]> : tensor<1x3xi32>},
    %b: tensor<?x3xi32, #bmc.dims<"B">> {bmc.value = dense<[[2, -2, 2]]> : tensor<1x3xi32>}) -> tensor<?x3xi1, #bmc.dims<"B">> {
  %r = bmc.compare lt, %a, %b : tensor<?x3xi32, #bmc.dims<"B">>
  return %r : tensor<?x3xi1, #bmc.dims<"B">>
}
