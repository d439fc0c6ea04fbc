// y[:, i, :] = i < S ? x[:, i, :] : init[:, i, :]
// RUN: bmc-eval %s | FileCheck %s

// CHECK-LABEL: @store_rows
// CHECK{LITERAL}: result0: tensor<2x3x1xf64> = [[[1], [2], [30]], [[3], [4], [60]]]
func.func @store_rows(%x: tensor<2x2x1xf64> {bmc.value = dense<[[[1.0], [2.0]], [[3.0], [4.0]]]> : tensor<2x2x1xf64>},
    %init: tensor<2x3x1xf64> {bmc.value = dense<[[[10.0], [20.0], [30.0]], [[40.0], [50.0], [60.0]]]> : tensor<2x3x1xf64>}) -> tensor<2x3x1xf64> {
  %y = bmc.store_rows %x into %init : tensor<2x2x1xf64> into tensor<2x3x1xf64> -> tensor<2x3x1xf64>
  return %y : tensor<2x3x1xf64>
}
