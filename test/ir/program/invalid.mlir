// RUN: bmc-opt %s -split-input-file -verify-diagnostics
//
// Every labelled constraint of ops/Program.td and of functions.

// expected-error @below {{dim_c1: max is 0, expected at least 1}}
bmc.dim @dim_c1 max 0

// -----

// expected-error @below {{dim_c1: max is -1, expected at least 1}}
bmc.dim @dim_c1_negative max -1

// -----

// expected-error @below {{dim_c2: there is no dim @dim_c2}}
bmc.dim @"dim_c2/2" max 4

// -----

bmc.dim @dim_c2_max max 9
// expected-error @below {{dim_c2: max is 5, expected 4 as computed from @dim_c2_max}}
bmc.dim @"dim_c2_max/2" max 5

// -----

#b = #bmc.dims<"B">

// expected-error @below {{parameter_c1: type has run-time sizes [B, 8], expected constant sizes}}
bmc.parameter @parameter_c1 : tensor<?x8xf32, #b> init <constant, 0.0, 0.0>

// -----

// expected-error @below {{parameter_c3: a sparse parameter has rank 1, expected 2}}
bmc.parameter @parameter_c3 : tensor<8xf32> init <constant, 0.0, 0.0> {sparse}

// -----

// expected-error @below {{parameter_c2: init has the numbers 0 and -1, expected finite numbers, a standard deviation of at least 0 and low <= high}}
bmc.parameter @parameter_c2_deviation : tensor<8xf32> init <normal, 0.0, -1.0>

// -----

// expected-error @below {{parameter_c2: init has the numbers 1 and -1, expected finite numbers, a standard deviation of at least 0 and low <= high}}
bmc.parameter @parameter_c2_range : tensor<8xf32> init <uniform, 1.0, -1.0>

// -----

// expected-error @below {{parameter_c2: init has the numbers 0 and 1, expected finite numbers, a standard deviation of at least 0 and low <= high}}
bmc.parameter @parameter_c2_limits : tensor<8xf32> init <trunc_normal, 0.0, 1.0, 2.0, -2.0>

// -----

// expected-error @below {{parameter_c2: init has the numbers inf and 0, expected finite numbers, a standard deviation of at least 0 and low <= high}}
bmc.parameter @parameter_c2_finite : tensor<8xf32> init <constant, 0x7FF0000000000000, 0.0>

// -----

// expected-error @below {{argument_c1: bmc.name is no name, expected a non-empty string}}
func.func private @argument_c1(tensor<4xf32> {bmc.name = ""})

// -----

// expected-error @below {{argument_c1: bmc.name is no name, expected a non-empty string}}
func.func private @argument_c1_result() -> (tensor<4xf32> {bmc.name = 1 : i64})

// -----

// expected-error @below {{argument_c2: bmc.parameter names no parameter, expected @symbol}}
func.func private @argument_c2(tensor<4xf32> {bmc.parameter = "tok.weight"})

// -----

// expected-error @below {{argument_c3: bmc.group is no group of tensors, expected param, grad, touched, carried or a state of an optimizer}}
func.func private @argument_c3(tensor<4xf32> {bmc.group = "params"})

// -----

// expected-error @below {{function_c1: bmc.kernel is out of place, expected it without a value on a private function}}
func.func @function_c1(%x: tensor<4xf32>) attributes {bmc.kernel} {
  return
}

// -----

// expected-error @below {{function_c1: bmc.kernel is out of place, expected it without a value on a private function}}
func.func private @function_c1_value(tensor<4xf32>) attributes {bmc.kernel = true}

// -----

func.func @launch_c1_missing(%x: tensor<4xf32>) {
  // expected-error @below {{launch_c1: there is no function @missing}}
  %y = bmc.launch @missing(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @kernel(%x: tensor<4xf32>) -> tensor<4xf32> attributes {bmc.kernel} {
  return %x : tensor<4xf32>
}
func.func @launch_c1_types(%x: tensor<8xf32>) {
  // expected-error @below {{launch_c1: types differ from those of @kernel}}
  %y = bmc.launch @kernel(%x) : (tensor<8xf32>) -> tensor<8xf32>
  return
}

// -----

func.func private @helper(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}
func.func @launch_c2(%x: tensor<4xf32>) {
  // expected-error @below {{launch_c2: function @helper is not marked bmc.kernel}}
  %y = bmc.launch @helper(%x) : (tensor<4xf32>) -> tensor<4xf32>
  return
}

// -----

func.func private @kernel(%x: tensor<4xf32>) -> tensor<4xf32> attributes {bmc.kernel} {
  return %x : tensor<4xf32>
}
func.func @launch_c3(%x: tensor<4xf32>) {
  // expected-error @below {{launch_c3: scratch is -1 bytes, expected at least 0}}
  %y = bmc.launch @kernel(%x) {scratch = -1 : i64} : (tensor<4xf32>) -> tensor<4xf32>
  return
}
