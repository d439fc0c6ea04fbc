// RUN: bmc-opt %s --bmc-plan-memory --split-input-file --verify-diagnostics

// Sizes at their bounds that no memory holds.
bmc.dim @B max 1000000000
bmc.dim @S max 1000000000

// expected-error @below {{a tensor of shape [B, S, 1024] does not fit into any memory}}
func.func @f(%x: tensor<?x?x1024xf32, #bmc.dims<"B", "S">> {bmc.name = "x"}) -> (tensor<f32> {bmc.name = "y"}) {
  %0 = bmc.launch @k(%x) : (tensor<?x?x1024xf32, #bmc.dims<"B", "S">>) -> tensor<f32>
  return %0 : tensor<f32>
}
func.func private @k(%x: tensor<?x?x1024xf32, #bmc.dims<"B", "S">>) -> tensor<f32> attributes {bmc.kernel} {
  %0 = bmc.sum %x, [0, 1, 2] : tensor<?x?x1024xf32, #bmc.dims<"B", "S">> -> tensor<f32>
  return %0 : tensor<f32>
}

// -----

// expected-error @below {{does not fit into any memory}}
bmc.parameter @w : tensor<1000000000x1000000000xf32> init <normal, 0.0, 1.0>
func.func @f(%x: tensor<f32> {bmc.name = "x"}) -> (tensor<f32> {bmc.name = "y"}) {
  return %x : tensor<f32>
}
