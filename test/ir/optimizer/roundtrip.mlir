// RUN: bmc-opt %s | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --mlir-print-op-generic | bmc-opt | FileCheck %s
// RUN: bmc-opt %s --emit-bytecode | bmc-opt | FileCheck %s
//
// Every op of ops/Optimizer.td, printed and read back.

// CHECK-LABEL: @optimizer(
func.func @optimizer(%p: tensor<4x8xf32>, %q: tensor<8xf32>, %s: tensor<f64>) {
  // CHECK: bmc.global_norm %{{.+}}, %{{.+}} : tensor<4x8xf32>, tensor<8xf32> -> tensor<f64>
  %0 = bmc.global_norm %p, %q : tensor<4x8xf32>, tensor<8xf32> -> tensor<f64>
  // CHECK: bmc.clip_coefficient %{{.+}} max_norm 1.000000e+00 : tensor<f64> -> tensor<f64>
  %1 = bmc.clip_coefficient %0 max_norm 1.0 : tensor<f64> -> tensor<f64>
  // CHECK: bmc.sgd(%{{.+}}) gradients(%{{.+}}) momenta() lr %{{.+}} step %{{.+}} norm %{{.+}} scale %{{.+}} {dampening = 0.000000e+00 : f64, momentum = 0.000000e+00 : f64, weight_decay = 0.000000e+00 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  %2 = bmc.sgd (%p) gradients (%p) momenta () lr %s step %s norm %s scale %s {dampening = 0.0 : f64, momentum = 0.0 : f64, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>)
  // CHECK: bmc.sgd(%{{.+}}) gradients(%{{.+}}) momenta(%{{.+}}) lr %{{.+}} step %{{.+}} norm %{{.+}} scale %{{.+}} {dampening = 0.000000e+00 : f64, momentum = 9.000000e-01 : f64, nesterov, weight_decay = 0.000000e+00 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) momenta(tensor<4x8xf32>)
  %3:2 = bmc.sgd (%p) gradients (%p) momenta (%p) lr %s step %s norm %s scale %s {dampening = 0.0 : f64, momentum = 0.9 : f64, nesterov, weight_decay = 0.0 : f64} : tensor<4x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>) momenta (tensor<4x8xf32>)
  // CHECK: bmc.adam(%{{.+}}, %{{.+}}) gradients(%{{.+}}, %{{.+}}) exp_avg(%{{.+}}, %{{.+}}) exp_avg_sq(%{{.+}}, %{{.+}}) lr %{{.+}} step %{{.+}} norm %{{.+}} scale %{{.+}} {beta1 = 9.000000e-01 : f64, beta2 = 0.99899999999999999 : f64, decoupled, eps = 1.000000e-08 : f64, weight_decay = 1.000000e-02 : f64} : tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>, tensor<8xf32>) (tensor<4x8xf32>, tensor<8xf32>) (tensor<4x8xf32>, tensor<8xf32>)
  %4:6 = bmc.adam (%p, %q) gradients (%p, %q) exp_avg (%p, %q) exp_avg_sq (%p, %q) lr %s step %s norm %s scale %s {beta1 = 0.9 : f64, beta2 = 0.999 : f64, decoupled, eps = 1.0e-08 : f64, weight_decay = 0.01 : f64} : tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<8xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<4x8xf32>, tensor<8xf32>) (tensor<4x8xf32>, tensor<8xf32>) (tensor<4x8xf32>, tensor<8xf32>)
  return
}
