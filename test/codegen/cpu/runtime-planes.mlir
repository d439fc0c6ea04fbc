// Convolutions and pooling over planes with axes of run-time size, as runtime-windows.mlir.
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=5,18
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=6,21 --bound=60
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --modes=dynamic --sizes=7 --bound=30 --types=f32

func.func @rows(%x: {B, 3, N, 6}, %w: {4, 3, 3, 3}) -> {B, 4, N, 3} {
  %y = bmc.conv %x, %w strides [1, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 3, N, 6}, {4, 3, 3, 3} -> {B, 4, N, 3}
  return %y : {B, 4, N, 3}
}

func.func @rows_dinput(%dy: {B, 4, N, 3}, %w: {4, 3, 3, 3}) -> {B, 3, N, 6} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 4, N, 3}, {4, 3, 3, 3} -> {B, 3, N, 6}
  return %dx : {B, 3, N, 6}
}

func.func @rows_dweight(%dy: {B, 4, N, 3}, %x: {B, 3, N, 6}) -> {4, 3, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [1, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 4, N, 3}, {B, 3, N, 6} -> {4, 3, 3, 3}
  return %dw : {4, 3, 3, 3}
}

func.func @columns(%x: {B, 3, 5, N}, %w: {4, 3, 3, 2}) -> {B, 4, 5, N/2} {
  %y = bmc.conv %x, %w strides [1, 2] padding [1, 1, 0, 0] dilation [1, 1] groups 1 : {B, 3, 5, N}, {4, 3, 3, 2} -> {B, 4, 5, N/2}
  return %y : {B, 4, 5, N/2}
}

func.func @columns_dinput(%dy: {B, 4, 5, N/2}, %w: {4, 3, 3, 2}) -> {B, 3, 5, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 2] padding [1, 1, 0, 0] dilation [1, 1] groups 1 : {B, 4, 5, N/2}, {4, 3, 3, 2} -> {B, 3, 5, N}
  return %dx : {B, 3, 5, N}
}

func.func @columns_dweight(%dy: {B, 4, 5, N/2}, %x: {B, 3, 5, N}) -> {4, 3, 3, 2} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 2] strides [1, 2] padding [1, 1, 0, 0] dilation [1, 1] groups 1 : {B, 4, 5, N/2}, {B, 3, 5, N} -> {4, 3, 3, 2}
  return %dw : {4, 3, 3, 2}
}

func.func @both(%x: {B, 2, N, N}, %w: {33, 2, 5, 5}) -> {B, 33, N, N-4} {
  %y = bmc.conv %x, %w strides [1, 1] padding [2, 2, 0, 0] dilation [1, 1] groups 1 : {B, 2, N, N}, {33, 2, 5, 5} -> {B, 33, N, N-4}
  return %y : {B, 33, N, N-4}
}

func.func @both_dinput(%dy: {B, 33, N, N-4}, %w: {33, 2, 5, 5}) -> {B, 2, N, N} {
  %dx = bmc.conv_dinput %dy, %w strides [1, 1] padding [2, 2, 0, 0] dilation [1, 1] groups 1 : {B, 33, N, N-4}, {33, 2, 5, 5} -> {B, 2, N, N}
  return %dx : {B, 2, N, N}
}

func.func @both_dweight(%dy: {B, 33, N, N-4}, %x: {B, 2, N, N}) -> {33, 2, 5, 5} {
  %dw = bmc.conv_dweight %dy, %x kernel [5, 5] strides [1, 1] padding [2, 2, 0, 0] dilation [1, 1] groups 1 : {B, 33, N, N-4}, {B, 2, N, N} -> {33, 2, 5, 5}
  return %dw : {33, 2, 5, 5}
}

func.func @wide_plane(%x: {B, 34, 7, N}, %w: {40, 34, 3, 3}) -> {B, 40, 4, (N+1)/2} {
  %y = bmc.conv %x, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 34, 7, N}, {40, 34, 3, 3} -> {B, 40, 4, (N+1)/2}
  return %y : {B, 40, 4, (N+1)/2}
}

func.func @wide_plane_dinput(%dy: {B, 40, 4, (N+1)/2}, %w: {40, 34, 3, 3}) -> {B, 34, 7, N} {
  %dx = bmc.conv_dinput %dy, %w strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 40, 4, (N+1)/2}, {40, 34, 3, 3} -> {B, 34, 7, N}
  return %dx : {B, 34, 7, N}
}

func.func @wide_plane_dweight(%dy: {B, 40, 4, (N+1)/2}, %x: {B, 34, 7, N}) -> {40, 34, 3, 3} {
  %dw = bmc.conv_dweight %dy, %x kernel [3, 3] strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] groups 1 : {B, 40, 4, (N+1)/2}, {B, 34, 7, N} -> {40, 34, 3, 3}
  return %dw : {40, 34, 3, 3}
}

func.func @max_plane(%x: {B, 3, N, 6}, %dy: {B, 3, N/2, 3}) -> ({B, 3, N/2, 3}, {B, 3, N/2, 3}:i32, {B, 3, N, 6}) {
  %y, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, N, 6} -> {B, 3, N/2, 3}, {B, 3, N/2, 3}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, N/2, 3}, {B, 3, N/2, 3}:i32 -> {B, 3, N, 6}
  return %y, %i, %dx : {B, 3, N/2, 3}, {B, 3, N/2, 3}:i32, {B, 3, N, 6}
}

func.func @sum_plane(%x: {B, 3, N, 6}, %dy: {B, 3, N/2, 3}) -> ({B, 3, N/2, 3}, {B, 3, N, 6}) {
  %y = bmc.sum_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, N, 6} -> {B, 3, N/2, 3}
  %dx = bmc.sum_pool_backward %dy kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, N/2, 3} -> {B, 3, N, 6}
  return %y, %dx : {B, 3, N/2, 3}, {B, 3, N, 6}
}

func.func @max_plane_columns(%x: {B, 3, 5, N}, %dy: {B, 3, 3, (N+1)/2}) -> ({B, 3, 3, (N+1)/2}, {B, 3, 3, (N+1)/2}:i32, {B, 3, 5, N}) {
  %y, %i = bmc.max_pool %x kernel [3, 3] strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] : {B, 3, 5, N} -> {B, 3, 3, (N+1)/2}, {B, 3, 3, (N+1)/2}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [3, 3] strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] : {B, 3, 3, (N+1)/2}, {B, 3, 3, (N+1)/2}:i32 -> {B, 3, 5, N}
  return %y, %i, %dx : {B, 3, 3, (N+1)/2}, {B, 3, 3, (N+1)/2}:i32, {B, 3, 5, N}
}

func.func @sum_plane_columns(%x: {B, 3, 5, N}, %dy: {B, 3, 3, (N+1)/2}) -> ({B, 3, 3, (N+1)/2}, {B, 3, 5, N}) {
  %y = bmc.sum_pool %x kernel [3, 3] strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] : {B, 3, 5, N} -> {B, 3, 3, (N+1)/2}
  %dx = bmc.sum_pool_backward %dy kernel [3, 3] strides [2, 2] padding [1, 1, 1, 1] dilation [1, 1] : {B, 3, 3, (N+1)/2} -> {B, 3, 5, N}
  return %y, %dx : {B, 3, 3, (N+1)/2}, {B, 3, 5, N}
}
