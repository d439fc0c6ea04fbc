// Convolutions and their gradients: lines and planes, lengths around the vector
// width, padding, steps, dilation, groups, epilogues, a table of taps and images
// larger than a piece.
// RUN: python3 %S/../Inputs/native.py %s --sizes=3,15,17,33
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=7

func.func @line(%x: {B, 3, $N}, %w: {5, 3, 3}) -> {B, 5, $N} {
  %y = bmc.conv %x, %w strides [1] padding [1, 1] dilation [1] groups 1 : {B, 3, $N}, {5, 3, 3} -> {B, 5, $N}
  return %y : {B, 5, $N}
}

func.func @line_dinput(%dy: {B, 5, $N}, %w: {5, 3, 3}) -> {B, 3, $N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [1, 1] dilation [1] groups 1 : {B, 5, $N}, {5, 3, 3} -> {B, 3, $N}
  return %dx : {B, 3, $N}
}

func.func @line_dweight(%dy: {R, 5, $N}, %x: {R, 3, $N}) -> {5, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3] strides [1] padding [1, 1] dilation [1] groups 1 : {R, 5, $N}, {R, 3, $N} -> {5, 3, 3}
  return %dw : {5, 3, 3}
}

// Rows and channels of the product around the tile's.
func.func @channels(%x: {B, $N, 5}, %w: {$N, $N, 1}) -> {B, $N, 5} {
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : {B, $N, 5}, {$N, $N, 1} -> {B, $N, 5}
  return %y : {B, $N, 5}
}

func.func @channels_dweight(%dy: {B, $N, 5}, %x: {B, $N, 5}) -> {$N, $N, 1} {
  %dw = bmc.conv_dweight %dy, %x kernel [1] strides [1] padding [0, 0] dilation [1] groups 1 : {B, $N, 5}, {B, $N, 5} -> {$N, $N, 1}
  return %dw : {$N, $N, 1}
}

func.func @plane(%x: {B, 2, 6, $N}, %w: {9, 2, 3, 2}, %bias: {9}) -> {B, 9, 6, $N} {
  %y = bmc.conv %x, %w strides [1, 1] padding [1, 1, 0, 1] dilation [1, 1] groups 1 : {B, 2, 6, $N}, {9, 2, 3, 2} -> {B, 9, 6, $N}
  %b = bmc.broadcast %bias, [1] : {9} -> {B, 9, 6, $N}
  %s = bmc.add %y, %b : {B, 9, 6, $N}
  %r = bmc.relu %s : {B, 9, 6, $N}
  return %r : {B, 9, 6, $N}
}

func.func @plane_dinput(%dy: {B, 9, 6, $N}, %w: {9, 2, 3, 2}, %a: {B, 2, 6, $N}) -> {B, 2, 6, $N} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [1, 1, 0, 1] dilation [1, 1] groups 1 : {B, 9, 6, $N}, {9, 2, 3, 2} -> {B, 2, 6, $N}
  %s = bmc.add %dx, %a : {B, 2, 6, $N}
  return %s : {B, 2, 6, $N}
}

func.func @plane_dweight(%dy: {B, 9, 6, $N}, %x: {B, 2, 6, $N}, %a: {9, 2, 3, 2}) -> {9, 2, 3, 2} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 2] strides [1, 1] padding [1, 1, 0, 1] dilation [1, 1] groups 1 : {B, 9, 6, $N}, {B, 2, 6, $N} -> {9, 2, 3, 2}
  %s = bmc.mul %dw, %a : {9, 2, 3, 2}
  return %s : {9, 2, 3, 2}
}

// The last inputs are not met.
func.func @steps(%x: {B, 4, 9, $(2*N+3)}, %w: {6, 2, 3, 3}) -> {B, 6, 4, $(N+1)} {
  %y = bmc.conv %x, %w strides [2, 2] padding [0, 0, 1, 0] dilation [1, 1] groups 2 : {B, 4, 9, $(2*N+3)}, {6, 2, 3, 3} -> {B, 6, 4, $(N+1)}
  return %y : {B, 6, 4, $(N+1)}
}

func.func @steps_dinput(%dy: {B, 6, 4, $(N+1)}, %w: {6, 2, 3, 3}) -> {B, 4, 10, $(2*N+3)} {
  %dx = bmc.conv_dinput %dy, %w strides [2, 2] padding [0, 0, 1, 0] dilation [1, 1] groups 2 : {B, 6, 4, $(N+1)}, {6, 2, 3, 3} -> {B, 4, 10, $(2*N+3)}
  return %dx : {B, 4, 10, $(2*N+3)}
}

func.func @steps_dweight(%dy: {B, 6, 4, $(N+1)}, %x: {B, 4, 9, $(2*N+3)}) -> {6, 2, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [2, 2] padding [0, 0, 1, 0] dilation [1, 1] groups 2 : {B, 6, 4, $(N+1)}, {B, 4, 9, $(2*N+3)} -> {6, 2, 3, 3}
  return %dw : {6, 2, 3, 3}
}

// A kernel smaller than its step, and a step of three: inputs between windows.
func.func @gaps(%x: {B, 3, $(3*N)}, %w: {2, 3, 2}) -> {B, 2, $N} {
  %y = bmc.conv %x, %w strides [3] padding [0, 0] dilation [1] groups 1 : {B, 3, $(3*N)}, {2, 3, 2} -> {B, 2, $N}
  return %y : {B, 2, $N}
}

func.func @gaps_dinput(%dy: {B, 2, $N}, %w: {2, 3, 2}) -> {B, 3, $(3*N)} {
  %dx = bmc.conv_dinput %dy, %w strides [3] padding [0, 0] dilation [1] groups 1 : {B, 2, $N}, {2, 3, 2} -> {B, 3, $(3*N)}
  return %dx : {B, 3, $(3*N)}
}

func.func @gaps_dweight(%dy: {B, 2, $N}, %x: {B, 3, $(3*N)}) -> {2, 3, 2} {
  %dw = bmc.conv_dweight %dy, %x kernel [2] strides [3] padding [0, 0] dilation [1] groups 1 : {B, 2, $N}, {B, 3, $(3*N)} -> {2, 3, 2}
  return %dw : {2, 3, 2}
}

func.func @depthwise(%x: {B, $N, 5, 18}, %w: {$N, 1, 3, 3}) -> {B, $N, 5, 18} {
  %y = bmc.conv %x, %w strides [1, 1] padding [2, 2, 1, 1] dilation [2, 1] groups $N : {B, $N, 5, 18}, {$N, 1, 3, 3} -> {B, $N, 5, 18}
  return %y : {B, $N, 5, 18}
}

func.func @depthwise_dinput(%dy: {B, $N, 5, 18}, %w: {$N, 1, 3, 3}) -> {B, $N, 5, 18} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [2, 2, 1, 1] dilation [2, 1] groups $N : {B, $N, 5, 18}, {$N, 1, 3, 3} -> {B, $N, 5, 18}
  return %dx : {B, $N, 5, 18}
}

func.func @depthwise_dweight(%dy: {B, $N, 5, 18}, %x: {B, $N, 5, 18}) -> {$N, 1, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [2, 2, 1, 1] dilation [2, 1] groups $N : {B, $N, 5, 18}, {B, $N, 5, 18} -> {$N, 1, 3, 3}
  return %dw : {$N, 1, 3, 3}
}

// More taps than are written out.
func.func @many_taps(%x: {B, 2, 8, $N}, %w: {3, 2, 7, 6}) -> {B, 3, 6, $N} {
  %y = bmc.conv %x, %w strides [1, 1] padding [2, 2, 2, 3] dilation [1, 1] groups 1 : {B, 2, 8, $N}, {3, 2, 7, 6} -> {B, 3, 6, $N}
  return %y : {B, 3, 6, $N}
}

func.func @many_taps_dinput(%dy: {B, 3, 6, $N}, %w: {3, 2, 7, 6}) -> {B, 2, 8, $N} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [2, 2, 2, 3] dilation [1, 1] groups 1 : {B, 3, 6, $N}, {3, 2, 7, 6} -> {B, 2, 8, $N}
  return %dx : {B, 2, 8, $N}
}

func.func @many_taps_dweight(%dy: {B, 3, 6, $N}, %x: {B, 2, 8, $N}) -> {3, 2, 7, 6} {
  %dw = bmc.conv_dweight %dy, %x kernel [7, 6] strides [1, 1] padding [2, 2, 2, 3] dilation [1, 1] groups 1 : {B, 3, 6, $N}, {B, 2, 8, $N} -> {3, 2, 7, 6}
  return %dw : {3, 2, 7, 6}
}
