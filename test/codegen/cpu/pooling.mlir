// Pooling and its gradients: steps of one, two and three, padding, dilation,
// windows that overlap, lines and planes.
// RUN: python3 %S/../Inputs/native.py %s --sizes=2,3,15,17,33
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=7

func.func @halves(%x: {B, 3, 4, $(2*N)}) -> ({B, 3, 2, $N}, {B, 3, 2, $N}:i32) {
  %y, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, 4, $(2*N)} -> {B, 3, 2, $N}, {B, 3, 2, $N}:i32
  return %y, %i : {B, 3, 2, $N}, {B, 3, 2, $N}:i32
}

func.func @halves_backward(%x: {B, 3, 4, $(2*N)}, %dy: {B, 3, 2, $N}) -> {B, 3, 4, $(2*N)} {
  %y, %i = bmc.max_pool %x kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, 4, $(2*N)} -> {B, 3, 2, $N}, {B, 3, 2, $N}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [2, 2] strides [2, 2] padding [0, 0, 0, 0] dilation [1, 1] : {B, 3, 2, $N}, {B, 3, 2, $N}:i32 -> {B, 3, 4, $(2*N)}
  return %dx : {B, 3, 4, $(2*N)}
}

func.func @overlapping(%x: {R, 5, $N}) -> {R, 3, $N} {
  %y, %i = bmc.max_pool %x kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : {R, 5, $N} -> {R, 3, $N}, {R, 3, $N}:i32
  %r = bmc.relu %y : {R, 3, $N}
  return %r : {R, 3, $N}
}

func.func @overlapping_backward(%x: {R, 5, $N}, %dy: {R, 3, $N}) -> {R, 5, $N} {
  %y, %i = bmc.max_pool %x kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : {R, 5, $N} -> {R, 3, $N}, {R, 3, $N}:i32
  %dx = bmc.max_pool_backward %dy, %i kernel [3, 3] strides [2, 1] padding [1, 1, 1, 1] dilation [1, 1] : {R, 3, $N}, {R, 3, $N}:i32 -> {R, 5, $N}
  return %dx : {R, 5, $N}
}

func.func @line(%x: {B, 2, $(3*N)}) -> ({B, 2, $N}, {B, 2, $N}:i32) {
  %y, %i = bmc.max_pool %x kernel [2] strides [3] padding [1, 0] dilation [2] : {B, 2, $(3*N)} -> {B, 2, $N}, {B, 2, $N}:i32
  return %y, %i : {B, 2, $N}, {B, 2, $N}:i32
}

func.func @wide(%x: {B, 2, $(N+20)}) -> ({B, 2, $N}, {B, 2, $N}:i32) {
  %y, %i = bmc.max_pool %x kernel [21] strides [1] padding [0, 0] dilation [1] : {B, 2, $(N+20)} -> {B, 2, $N}, {B, 2, $N}:i32
  return %y, %i : {B, 2, $N}, {B, 2, $N}:i32
}

func.func @sums(%x: {B, 3, 5, $N}) -> {B, 3, 5, $N} {
  %y = bmc.sum_pool %x kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] : {B, 3, 5, $N} -> {B, 3, 5, $N}
  return %y : {B, 3, 5, $N}
}

func.func @sums_backward(%dy: {B, 3, 5, $N}) -> {B, 3, 5, $N} {
  %dx = bmc.sum_pool_backward %dy kernel [3, 3] strides [1, 1] padding [1, 1, 1, 1] dilation [1, 1] : {B, 3, 5, $N} -> {B, 3, 5, $N}
  return %dx : {B, 3, 5, $N}
}

func.func @thirds(%x: {B, $(3*N+2)}) -> {B, $N} {
  %y = bmc.sum_pool %x kernel [2] strides [3] padding [0, 0] dilation [2] : {B, $(3*N+2)} -> {B, $N}
  return %y : {B, $N}
}

func.func @thirds_backward(%dy: {B, $N}) -> {B, $(3*N+2)} {
  %dx = bmc.sum_pool_backward %dy kernel [2] strides [3] padding [0, 0] dilation [2] : {B, $N} -> {B, $(3*N+2)}
  return %dx : {B, $(3*N+2)}
}
