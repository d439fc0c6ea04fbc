// RUN: python3 %S/Inputs/same-values.py %s --bmc-simplify
// RUN: not python3 %S/Inputs/same-values.py %s --bmc-remove-dropout 2>&1 | FileCheck %s
// RUN: python3 %S/Inputs/same-values.py %s --bmc-remove-dropout --against --bmc-remove-dropout --bmc-simplify

// The check that other tests rely on sees a pass that changes values.
// CHECK: y: difference
func.func @drop(%x: tensor<64xf32> {bmc.name = "x"}, %rng: tensor<2xi64> {bmc.name = "rng"}) 
    -> (tensor<64xf32> {bmc.name = "y"}, tensor<2xi64> {bmc.name = "state"}) {
  %y = bmc.dropout %x, %rng p 0.5 stream 0 : tensor<64xf32>, tensor<2xi64>
  return %y, %rng : tensor<64xf32>, tensor<2xi64>
}
