// Convolutions of three neighbouring taps, whose results are computed in pairs
// (Winograd.h): odd and even numbers of them, planes and channels around what
// tiles, panels and blocks take, one axis and two, padding, groups, epilogues.
// RUN: python3 %S/../Inputs/native.py %s --sizes=1,15,34
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=7 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=7

func.func @plane(%x: {B, 20, N, 7}, %w: {35, 20, 3, 3}, %bias: {35}) -> {B, 35, N, 7} {
  %y = bmc.conv %x, %w strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 20, N, 7}, {35, 20, 3, 3} -> {B, 35, N, 7}
  %b = bmc.broadcast %bias, [1] : {35} -> {B, 35, N, 7}
  %s = bmc.add %y, %b : {B, 35, N, 7}
  %r = bmc.relu %s : {B, 35, N, 7}
  return %r : {B, 35, N, 7}
}

func.func @plane_dinput(%dy: {B, 20, 7, N}, %w: {20, 35, 3, 3}, %a: {B, 35, 7, N}) -> {B, 35, 7, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 20, 7, N}, {20, 35, 3, 3} -> {B, 35, 7, N}
  %s = bmc.add %dx, %a : {B, 35, 7, N}
  return %s : {B, 35, 7, N}
}

func.func @plane_dweight(%dy: {R, 20, N, 7}, %x: {R, 35, N, 7}) -> {20, 35, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {R, 20, N, 7}, {R, 35, N, 7} -> {20, 35, 3, 3}
  return %dw : {20, 35, 3, 3}
}

// Axes of one tap stay as they are.
func.func @line(%x: {B, 17, N}, %w: {33, 17, 3}) -> {B, 33, N} {
  %y = bmc.conv %x, %w strides [1] padding [2, 0] dilation [1] groups 1 : {B, 17, N}, {33, 17, 3} -> {B, 33, N}
  return %y : {B, 33, N}
}

func.func @line_dinput(%dy: {B, 17, N}, %w: {17, 33, 3}) -> {B, 33, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1] padding [2, 0] dilation [1] groups 1 : {B, 17, N}, {17, 33, 3} -> {B, 33, N}
  return %dx : {B, 33, N}
}

func.func @line_dweight(%dy: {R, 33, N}, %x: {R, 35, N}, %a: {33, 35, 3}) -> {33, 35, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3] strides [1] padding [2, 0] dilation [1] groups 1 : {R, 33, N}, {R, 35, N} -> {33, 35, 3}
  %s = bmc.mul %dw, %a : {33, 35, 3}
  return %s : {33, 35, 3}
}

func.func @high(%x: {B, 16, 5, N}, %w: {32, 16, 3, 1}) -> {B, 32, 5, N} {
  %y = bmc.conv %x, %w strides [1, 1] padding [1, 1, 0, 0] dilation [1, 1] groups 1 : {B, 16, 5, N}, {32, 16, 3, 1} -> {B, 32, 5, N}
  return %y : {B, 32, 5, N}
}

func.func @high_dweight(%dy: {B, 32, 5, N}, %x: {B, 33, 5, N}) -> {32, 33, 3, 1} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 1] strides [1, 1] padding [1, 1, 0, 0] dilation [1, 1] groups 1 : {B, 32, 5, N}, {B, 33, 5, N} -> {32, 33, 3, 1}
  return %dw : {32, 33, 3, 1}
}

func.func @groups(%x: {B, 34, 6, $N}, %w: {66, 17, 3, 3}) -> {B, 66, 5, $(N+1)} {
  %y = bmc.conv %x, %w strides [1, 1] padding [0, 1, 1, 2] dilation [1, 1] groups 2 : {B, 34, 6, $N}, {66, 17, 3, 3} -> {B, 66, 5, $(N+1)}
  return %y : {B, 66, 5, $(N+1)}
}

func.func @groups_dinput(%dy: {B, 66, 5, $(N+1)}, %w: {66, 33, 3, 3}) -> {B, 66, 6, $N} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [0, 1, 1, 2] dilation [1, 1] groups 2 : {B, 66, 5, $(N+1)}, {66, 33, 3, 3} -> {B, 66, 6, $N}
  return %dx : {B, 66, 6, $N}
}

func.func @groups_dweight(%dy: {B, 66, 5, $(N+1)}, %x: {B, 66, 6, $N}) -> {66, 33, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [0, 1, 1, 2] dilation [1, 1] groups 2 : {B, 66, 5, $(N+1)}, {B, 66, 6, $N} -> {66, 33, 3, 3}
  return %dw : {66, 33, 3, 3}
}

// Several images of a task, panels, chunks of planes and blocks of channels.
func.func @deep(%x: {B, 80, 4, 3}, %w: {$(N+64), 80, 3, 3}) -> {B, $(N+64), 4, 3} {
  %y = bmc.conv %x, %w strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 80, 4, 3}, {$(N+64), 80, 3, 3} -> {B, $(N+64), 4, 3}
  return %y : {B, $(N+64), 4, 3}
}

func.func @deep_dweight(%dy: {R, 80, 4, 3}, %x: {R, $(N+64), 4, 3}) -> {80, $(N+64), 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {R, 80, 4, 3}, {R, $(N+64), 4, 3} -> {80, $(N+64), 3, 3}
  return %dw : {80, $(N+64), 3, 3}
}

// Pieces of a plane on both axes.
func.func @large(%x: {B, 16, 9, $(150+N)}, %w: {32, 16, 3, 3}) -> {B, 32, 7, $(148+N)} {
  %y = bmc.conv %x, %w strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : {B, 16, 9, $(150+N)}, {32, 16, 3, 3} -> {B, 32, 7, $(148+N)}
  return %y : {B, 32, 7, $(148+N)}
}

func.func @large_dweight(%dy: {B, 32, 7, $(148+N)}, %x: {B, 34, 9, $(150+N)}) -> {32, 34, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 1] padding [0, 0, 0, 0] dilation [1, 1] groups 1 : {B, 32, 7, $(148+N)}, {B, 34, 9, $(150+N)} -> {32, 34, 3, 3}
  return %dw : {32, 34, 3, 3}
}
