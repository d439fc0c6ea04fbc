// softmax, log_softmax, cross entropy and its gradient.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @softmax(%x: {B, S, N}) -> {B, S, N} {
  %y = bmc.softmax %x : {B, S, N}
  return %y : {B, S, N}
}

func.func @vector(%x: {N}) -> ({N}, {N}) {
  %y = bmc.softmax %x : {N}
  %z = bmc.log_softmax %x : {N}
  return %y, %z : {N}, {N}
}

func.func @log_softmax(%x: {N, R}) -> {N, R} {
  %y = bmc.log_softmax %x : {N, R}
  return %y : {N, R}
}

func.func @masked(%x: {B, N, N}) -> {B, N, N} {
  %m = bmc.causal_mask %x fill 0xFFF0000000000000 : {B, N, N}
  %y = bmc.softmax %m : {B, N, N}
  return %y : {B, N, N}
}

func.func @cross_entropy(%x: {N, 7}, %t: {N}:i32, %d: {}) -> ({}, {N, 7}) {
  %l = bmc.cross_entropy %x, %t : {N, 7}, {N}:i32 -> {}
  %g = bmc.cross_entropy_backward %d, %x, %t : {}, {N, 7}, {N}:i32 -> {N, 7}
  return %l, %g : {}, {N, 7}
}

func.func @cross_entropy_wide(%x: {B, S, $(N+1)}, %t: {B, S}:i32, %d: {}) -> ({}, {B, S, $(N+1)}) {
  %l = bmc.cross_entropy %x, %t : {B, S, $(N+1)}, {B, S}:i32 -> {}
  %g = bmc.cross_entropy_backward %d, %x, %t : {}, {B, S, $(N+1)}, {B, S}:i32 -> {B, S, $(N+1)}
  return %l, %g : {}, {B, S, $(N+1)}
}

func.func @ignored_targets(%x: {4, $(N+2)}, %t: {4}:i32 {bmc.value = dense<[1, -1, 0, -100]> : {4}:i32}, %d: {}) -> ({}, {4, $(N+2)}) {
  %l = bmc.cross_entropy %x, %t : {4, $(N+2)}, {4}:i32 -> {}
  %g = bmc.cross_entropy_backward %d, %x, %t : {}, {4, $(N+2)}, {4}:i32 -> {4, $(N+2)}
  return %l, %g : {}, {4, $(N+2)}
}

func.func @loss_of_linear(%x: {R, 5}, %w: {$(N+1), 5}, %t: {R}:i32) -> {} {
  %y = bmc.linear %x, %w : ({R, 5}, {$(N+1), 5}) -> {R, $(N+1)}
  %l = bmc.cross_entropy %y, %t : {R, $(N+1)}, {R}:i32 -> {}
  return %l : {}
}
