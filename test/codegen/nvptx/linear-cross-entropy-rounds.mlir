// RUN: bmc-eval --native=sm_80 --dims=R=200 %s | FileCheck %s
// RUN: env BMC_EMULATOR=sm_90a,check bmc-eval --native=sm_90a --dims=R=129 %s | FileCheck %s
//
// Chunks of 64 rows: four rounds, whose gradients of the weight and the bias add
// up, the last one short.

bmc.dim @R max 300

// CHECK-DAG: @loss result0: difference
func.func @loss(
    %x: tensor<?x3xf64, #bmc.dims<"R">>, %w: tensor<70x3xf64>, %t: tensor<?xi32, #bmc.dims<"R">>) -> tensor<f64> {
  %l = bmc.linear_cross_entropy %x, %w, %t {bmc.logit_bytes = 1000 : i64}
    : tensor<?x3xf64, #bmc.dims<"R">>, tensor<70x3xf64>, tensor<?xi32, #bmc.dims<"R">> -> tensor<f64>
  return %l : tensor<f64>
}

// CHECK-DAG: @grad result2: difference
// CHECK-DAG: @grad result3: difference
func.func @grad(
    %d: tensor<f64>, %x: tensor<?x3xf64, #bmc.dims<"R">>, %w: tensor<70x3xf64>, %t: tensor<?xi32, #bmc.dims<"R">>,
    %b: tensor<70xf64>) -> (tensor<f64>, tensor<?x3xf64, #bmc.dims<"R">>, tensor<70x3xf64>, tensor<70xf64>) {
  %l, %dx, %dw, %db = bmc.linear_cross_entropy_grad %d, %x, %w, %t, %b {bmc.logit_bytes = 1000 : i64}
    : (tensor<f64>, tensor<?x3xf64, #bmc.dims<"R">>, tensor<70x3xf64>, tensor<?xi32, #bmc.dims<"R">>, tensor<70xf64>)
    -> (tensor<f64>, tensor<?x3xf64, #bmc.dims<"R">>, tensor<70x3xf64>, tensor<70xf64>)
  return %l, %dx, %dw, %db : tensor<f64>, tensor<?x3xf64, #bmc.dims<"R">>, tensor<70x3xf64>, tensor<70xf64>
}
