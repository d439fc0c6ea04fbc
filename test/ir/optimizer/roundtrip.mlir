// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Optimizer.td, printed and read back.

// CHECK-LABEL: @optimizer(
func.func @optimizer(%p: tensor<4x8xf32>, %q: tensor<8xf32>, %s: tensor<f64>, %t: tensor<4xi32>) {
  // CHECK: bmc.global_norm %{{.+}}, %{{.+}} : tensor<4x8xf32>, tensor<8xf32> -> tensor<f64>
  %0 = bmc.global_norm %p, %q : tensor<4x8xf32>, tensor<8xf32> -> tensor<f64>
  // CHECK: bmc.clip_coefficient %{{.+}} max_norm 1.000000e+00 : tensor<f64> -> tensor<f64>
  %1 = bmc.clip_coefficient %0 max_norm 1.0 : tensor<f64> -> tensor<f64>
  // CHECK: bmc.update "SGD" {} parameters(%{{.+}}) gradients(%{{.+}}) states() lr %{{.+}} step %{{.+}} norm %{{.+}} scale %{{.+}} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  %2 = bmc.update "SGD" {} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  // CHECK: bmc.update "NAdam" {beta1 = 9.000000e-01 : f64} parameters(%{{.+}}, %{{.+}}) gradients(%{{.+}}, %{{.+}}) states(%{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}) lr %{{.+}} step %{{.+}} norm %{{.+}} scale %{{.+}} mu_product %{{.+}} : {{.*}} -> (tensor<4x8xf32>, tensor<8xf32>) states(tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>)
  %4:6 = bmc.update "NAdam" {beta1 = 0.9 : f64} parameters (%p, %q) gradients (%p, %q) states (%p, %q, %p, %q) lr %s step %s norm %s scale %s mu_product %s : tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>, tensor<8xf32>) states (tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>)
  // CHECK: bmc.update "SGD" {} parameters(%{{.+}}) gradients(%{{.+}}) states() lr %{{.+}} step %{{.+}} norm %{{.+}} scale %{{.+}} touched %{{.+}} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<4xi32> -> (tensor<4x8xf32>)
  %5 = bmc.update "SGD" {} parameters (%p) gradients (%p) states () lr %s step %s norm %s scale %s touched %t : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<4xi32> -> (tensor<4x8xf32>)
  // CHECK: bmc.rows_norm %{{.+}} touched %{{.+}} : tensor<4x8xf32>, tensor<4xi32> -> tensor<f64>
  %6 = bmc.rows_norm %p touched %t : tensor<4x8xf32>, tensor<4xi32> -> tensor<f64>
  return
}
