// Convolutions and pooling over lines of run-time size, and their gradients: at the bound and below it, whole and in pieces, sizes
// that the windows keep and sizes that are computed.
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=5,16,33
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=5,15,130 --bound=300
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=7,300 --bound=700 --types=f32
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --modes=dynamic --sizes=33 --bound=100 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --modes=dynamic --sizes=9 --bound=40

// Few channels: staged planes.
func.func @same(%x: {B, 3, N}, %w: {5, 3, 3}) -> {B, 5, N} {
  %y = bmc.conv %x, %w strides [1] padding [1, 1] dilation [1] groups 1 : {B, 3, N}, {5, 3, 3} -> {B, 5, N}
  return %y : {B, 5, N}
}

func.func @same_dinput(%dy: {B, 5, N}, %w: {5, 3, 3}) -> {B, 3, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [1, 1] dilation [1] groups 1 : {B, 5, N}, {5, 3, 3} -> {B, 3, N}
  return %dx : {B, 3, N}
}

func.func @same_dweight(%dy: {B, 5, N}, %x: {B, 3, N}) -> {5, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3] strides [1] padding [1, 1] dilation [1] groups 1 : {B, 5, N}, {B, 3, N} -> {5, 3, 3}
  return %dw : {5, 3, 3}
}

func.func @causal(%x: {B, 4, N}, %w: {6, 2, 2}) -> {B, 6, N} {
  %y = bmc.conv %x, %w strides [1] padding [4, 0] dilation [4] groups 2 : {B, 4, N}, {6, 2, 2} -> {B, 6, N}
  return %y : {B, 6, N}
}

func.func @causal_dinput(%dy: {B, 6, N}, %w: {6, 2, 2}) -> {B, 4, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [4, 0] dilation [4] groups 2 : {B, 6, N}, {6, 2, 2} -> {B, 4, N}
  return %dx : {B, 4, N}
}

func.func @causal_dweight(%dy: {B, 6, N}, %x: {B, 4, N}) -> {6, 2, 2} {
  %dw = bmc.conv_dweight %dy, %x kernel [2] strides [1] padding [4, 0] dilation [4] groups 2 : {B, 6, N}, {B, 4, N} -> {6, 2, 2}
  return %dw : {6, 2, 2}
}

func.func @depthwise(%x: {B, 6, N}, %w: {6, 1, 5}) -> {B, 6, N} {
  %y = bmc.conv %x, %w strides [1] padding [2, 2] dilation [1] groups 6 : {B, 6, N}, {6, 1, 5} -> {B, 6, N}
  return %y : {B, 6, N}
}

func.func @depthwise_dinput(%dy: {B, 6, N}, %w: {6, 1, 5}) -> {B, 6, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [2, 2] dilation [1] groups 6 : {B, 6, N}, {6, 1, 5} -> {B, 6, N}
  return %dx : {B, 6, N}
}

func.func @depthwise_dweight(%dy: {B, 6, N}, %x: {B, 6, N}) -> {6, 1, 5} {
  %dw = bmc.conv_dweight %dy, %x kernel [5] strides [1] padding [2, 2] dilation [1] groups 6 : {B, 6, N}, {B, 6, N} -> {6, 1, 5}
  return %dw : {6, 1, 5}
}

func.func @steps(%x: {B, 4, N}, %w: {5, 4, 3}) -> {B, 5, (N+1)/2} {
  %y = bmc.conv %x, %w strides [2] padding [1, 1] dilation [1] groups 1 : {B, 4, N}, {5, 4, 3} -> {B, 5, (N+1)/2}
  return %y : {B, 5, (N+1)/2}
}

func.func @steps_dinput(%dy: {B, 5, (N+1)/2}, %w: {5, 4, 3}) -> {B, 4, N} {
  %dx = bmc.conv_dinput %dy, %w strides [2] padding [1, 1] dilation [1] groups 1 : {B, 5, (N+1)/2}, {5, 4, 3} -> {B, 4, N}
  return %dx : {B, 4, N}
}

func.func @steps_dweight(%dy: {B, 5, (N+1)/2}, %x: {B, 4, N}) -> {5, 4, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3] strides [2] padding [1, 1] dilation [1] groups 1 : {B, 5, (N+1)/2}, {B, 4, N} -> {5, 4, 3}
  return %dw : {5, 4, 3}
}

func.func @narrow(%x: {B, 3, N}, %w: {4, 3, 5}) -> {B, 4, N-4} {
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 1 : {B, 3, N}, {4, 3, 5} -> {B, 4, N-4}
  return %y : {B, 4, N-4}
}

func.func @narrow_dinput(%dy: {B, 4, N-4}, %w: {4, 3, 5}) -> {B, 3, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [0, 0] dilation [1] groups 1 : {B, 4, N-4}, {4, 3, 5} -> {B, 3, N}
  return %dx : {B, 3, N}
}

func.func @narrow_dweight(%dy: {B, 4, N-4}, %x: {B, 3, N}) -> {4, 3, 5} {
  %dw = bmc.conv_dweight %dy, %x kernel [5] strides [1] padding [0, 0] dilation [1] groups 1 : {B, 4, N-4}, {B, 3, N} -> {4, 3, 5}
  return %dw : {4, 3, 5}
}

func.func @leaps(%x: {B, 2, N}, %w: {3, 2, 2}) -> {B, 3, (N+1)/3} {
  %y = bmc.conv %x, %w strides [3] padding [0, 0] dilation [1] groups 1 : {B, 2, N}, {3, 2, 2} -> {B, 3, (N+1)/3}
  return %y : {B, 3, (N+1)/3}
}

func.func @leaps_dinput(%dy: {B, 3, (N+1)/3}, %w: {3, 2, 2}) -> {B, 2, N} {
  %dx = bmc.conv_dinput %dy, %w strides [3] padding [0, 0] dilation [1] groups 1 : {B, 3, (N+1)/3}, {3, 2, 2} -> {B, 2, N}
  return %dx : {B, 2, N}
}

func.func @leaps_dweight(%dy: {B, 3, (N+1)/3}, %x: {B, 2, N}) -> {3, 2, 2} {
  %dw = bmc.conv_dweight %dy, %x kernel [2] strides [3] padding [0, 0] dilation [1] groups 1 : {B, 3, (N+1)/3}, {B, 2, N} -> {3, 2, 2}
  return %dw : {3, 2, 2}
}

// Many channels: products with patches.
func.func @wide(%x: {B, 40, N}, %w: {48, 40, 3}) -> {B, 48, N} {
  %y = bmc.conv %x, %w strides [1] padding [1, 1] dilation [1] groups 1 : {B, 40, N}, {48, 40, 3} -> {B, 48, N}
  return %y : {B, 48, N}
}

func.func @wide_dinput(%dy: {B, 48, N}, %w: {48, 40, 3}) -> {B, 40, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [1, 1] dilation [1] groups 1 : {B, 48, N}, {48, 40, 3} -> {B, 40, N}
  return %dx : {B, 40, N}
}

func.func @wide_dweight(%dy: {B, 48, N}, %x: {B, 40, N}) -> {48, 40, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3] strides [1] padding [1, 1] dilation [1] groups 1 : {B, 48, N}, {B, 40, N} -> {48, 40, 3}
  return %dw : {48, 40, 3}
}

func.func @wide_causal(%x: {B, 32, N}, %w: {64, 32, 2}) -> {B, 64, N} {
  %y = bmc.conv %x, %w strides [1] padding [8, 0] dilation [8] groups 1 : {B, 32, N}, {64, 32, 2} -> {B, 64, N}
  return %y : {B, 64, N}
}

func.func @wide_causal_dinput(%dy: {B, 64, N}, %w: {64, 32, 2}) -> {B, 32, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [8, 0] dilation [8] groups 1 : {B, 64, N}, {64, 32, 2} -> {B, 32, N}
  return %dx : {B, 32, N}
}

func.func @wide_causal_dweight(%dy: {B, 64, N}, %x: {B, 32, N}) -> {64, 32, 2} {
  %dw = bmc.conv_dweight %dy, %x kernel [2] strides [1] padding [8, 0] dilation [8] groups 1 : {B, 64, N}, {B, 32, N} -> {64, 32, 2}
  return %dw : {64, 32, 2}
}

func.func @wide_steps(%x: {B, 36, N}, %w: {40, 36, 4}) -> {B, 40, N/2} {
  %y = bmc.conv %x, %w strides [2] padding [1, 1] dilation [1] groups 1 : {B, 36, N}, {40, 36, 4} -> {B, 40, N/2}
  return %y : {B, 40, N/2}
}

func.func @wide_steps_dinput(%dy: {B, 40, N/2}, %w: {40, 36, 4}) -> {B, 36, N} {
  %dx = bmc.conv_dinput %dy, %w strides [2] padding [1, 1] dilation [1] groups 1 : {B, 40, N/2}, {40, 36, 4} -> {B, 36, N}
  return %dx : {B, 36, N}
}

func.func @wide_steps_dweight(%dy: {B, 40, N/2}, %x: {B, 36, N}) -> {40, 36, 4} {
  %dw = bmc.conv_dweight %dy, %x kernel [4] strides [2] padding [1, 1] dilation [1] groups 1 : {B, 40, N/2}, {B, 36, N} -> {40, 36, 4}
  return %dw : {40, 36, 4}
}

func.func @wide_groups(%x: {B, 64, N}, %w: {64, 32, 3}) -> {B, 64, N-2} {
  %y = bmc.conv %x, %w strides [1] padding [0, 0] dilation [1] groups 2 : {B, 64, N}, {64, 32, 3} -> {B, 64, N-2}
  return %y : {B, 64, N-2}
}

func.func @wide_groups_dinput(%dy: {B, 64, N-2}, %w: {64, 32, 3}) -> {B, 64, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [0, 0] dilation [1] groups 2 : {B, 64, N-2}, {64, 32, 3} -> {B, 64, N}
  return %dx : {B, 64, N}
}

func.func @wide_groups_dweight(%dy: {B, 64, N-2}, %x: {B, 64, N}) -> {64, 32, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3] strides [1] padding [0, 0] dilation [1] groups 2 : {B, 64, N-2}, {B, 64, N} -> {64, 32, 3}
  return %dw : {64, 32, 3}
}

// What follows a convolution, and a size that is computed from a computed one.
func.func @epilogue(%x: {B, 3, N}, %w: {5, 3, 4}, %bias: {5}, %a: {B, 5, N/2}) -> {B, 5, N/2} {
  %y = bmc.conv %x, %w strides [2] padding [1, 1] dilation [1] groups 1 : {B, 3, N}, {5, 3, 4} -> {B, 5, N/2}
  %b = bmc.broadcast %bias, [1] : {5} -> {B, 5, N/2}
  %s = bmc.add %y, %b : {B, 5, N/2}
  %r = bmc.relu %s : {B, 5, N/2}
  %t = bmc.mul %r, %a : {B, 5, N/2}
  return %t : {B, 5, N/2}
}

func.func @enlarged(%x: {B, 4, N/2}, %w: {4, 3, 2}) -> {B, 3, 2*(N/2)} {
  %y = bmc.conv_dinput %x, %w strides [2] padding [0, 0] dilation [1] groups 1 : {B, 4, N/2}, {4, 3, 2} -> {B, 3, 2*(N/2)}
  return %y : {B, 3, 2*(N/2)}
}

func.func @max_halves(%x: {B, 3, N}, %dy: {B, 3, N/2}) -> ({B, 3, N/2}, {B, 3, N/2}:i32, {B, 3, N}) {
  %y, %i = bmc.max_pool %x kernel [2] strides [2] padding [0, 0] dilation [1] : {B, 3, N} -> {B, 3, N/2}, {B, 3, N/2}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [2] strides [2] padding [0, 0] dilation [1] : {B, 3, N/2}, {B, 3, N/2}:i32 -> {B, 3, N}
  return %y, %i, %dx : {B, 3, N/2}, {B, 3, N/2}:i32, {B, 3, N}
}

func.func @sum_halves(%x: {B, 3, N}, %dy: {B, 3, N/2}) -> ({B, 3, N/2}, {B, 3, N}) {
  %y = bmc.sum_pool %x kernel [2] strides [2] padding [0, 0] dilation [1] : {B, 3, N} -> {B, 3, N/2}
  %dx = bmc.sum_pool_backward %dy kernel [2] strides [2] padding [0, 0] dilation [1] : {B, 3, N/2} -> {B, 3, N}
  return %y, %dx : {B, 3, N/2}, {B, 3, N}
}

func.func @max_same(%x: {B, 3, N}, %dy: {B, 3, N}) -> ({B, 3, N}, {B, 3, N}:i32, {B, 3, N}) {
  %y, %i = bmc.max_pool %x kernel [3] strides [1] padding [1, 1] dilation [1] : {B, 3, N} -> {B, 3, N}, {B, 3, N}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [3] strides [1] padding [1, 1] dilation [1] : {B, 3, N}, {B, 3, N}:i32 -> {B, 3, N}
  return %y, %i, %dx : {B, 3, N}, {B, 3, N}:i32, {B, 3, N}
}

func.func @sum_same(%x: {B, 3, N}, %dy: {B, 3, N}) -> ({B, 3, N}, {B, 3, N}) {
  %y = bmc.sum_pool %x kernel [3] strides [1] padding [1, 1] dilation [1] : {B, 3, N} -> {B, 3, N}
  %dx = bmc.sum_pool_backward %dy kernel [3] strides [1] padding [1, 1] dilation [1] : {B, 3, N} -> {B, 3, N}
  return %y, %dx : {B, 3, N}, {B, 3, N}
}

func.func @max_gaps(%x: {B, 3, N}, %dy: {B, 3, (N-3)/2}) -> ({B, 3, (N-3)/2}, {B, 3, (N-3)/2}:i32, {B, 3, N}) {
  %y, %i = bmc.max_pool %x kernel [3] strides [2] padding [0, 0] dilation [2] : {B, 3, N} -> {B, 3, (N-3)/2}, {B, 3, (N-3)/2}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [3] strides [2] padding [0, 0] dilation [2] : {B, 3, (N-3)/2}, {B, 3, (N-3)/2}:i32 -> {B, 3, N}
  return %y, %i, %dx : {B, 3, (N-3)/2}, {B, 3, (N-3)/2}:i32, {B, 3, N}
}

func.func @sum_gaps(%x: {B, 3, N}, %dy: {B, 3, (N-3)/2}) -> ({B, 3, (N-3)/2}, {B, 3, N}) {
  %y = bmc.sum_pool %x kernel [3] strides [2] padding [0, 0] dilation [2] : {B, 3, N} -> {B, 3, (N-3)/2}
  %dx = bmc.sum_pool_backward %dy kernel [3] strides [2] padding [0, 0] dilation [2] : {B, 3, (N-3)/2} -> {B, 3, N}
  return %y, %dx : {B, 3, (N-3)/2}, {B, 3, N}
}

func.func @max_ceil(%x: {B, 3, N}, %dy: {B, 3, (N+1)/2}) -> ({B, 3, (N+1)/2}, {B, 3, (N+1)/2}:i32, {B, 3, N}) {
  %y, %i = bmc.max_pool %x kernel [3] strides [2] padding [0, 2] dilation [1] : {B, 3, N} -> {B, 3, (N+1)/2}, {B, 3, (N+1)/2}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [3] strides [2] padding [0, 2] dilation [1] : {B, 3, (N+1)/2}, {B, 3, (N+1)/2}:i32 -> {B, 3, N}
  return %y, %i, %dx : {B, 3, (N+1)/2}, {B, 3, (N+1)/2}:i32, {B, 3, N}
}

func.func @sum_ceil(%x: {B, 3, N}, %dy: {B, 3, (N+1)/2}) -> ({B, 3, (N+1)/2}, {B, 3, N}) {
  %y = bmc.sum_pool %x kernel [3] strides [2] padding [0, 2] dilation [1] : {B, 3, N} -> {B, 3, (N+1)/2}
  %dx = bmc.sum_pool_backward %dy kernel [3] strides [2] padding [0, 2] dilation [1] : {B, 3, (N+1)/2} -> {B, 3, N}
  return %y, %dx : {B, 3, (N+1)/2}, {B, 3, N}
}
