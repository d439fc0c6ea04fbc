// Transposes of every kind, alone and between element-wise ops.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @matrix(%x: {N, R}) -> ({R, N}, {N, R}) {
  %a = bmc.transpose %x, [1, 0] : {N, R} -> {R, N}
  %b = bmc.transpose %a, [1, 0] : {R, N} -> {N, R}
  %c = bmc.exp %b : {N, R}
  return %a, %c : {R, N}, {N, R}
}

func.func @wide(%x: {7, N}, %y: {N, 7}) -> {N, 7} {
  %t = bmc.tanh %x : {7, N}
  %a = bmc.transpose %t, [1, 0] : {7, N} -> {N, 7}
  %b = bmc.add %a, %y : {N, 7}
  return %b : {N, 7}
}

func.func @heads(%x: {B, S, 2, N}) -> {B, 2, S, N} {
  %a = bmc.transpose %x, [0, 2, 1, 3] : {B, S, 2, N} -> {B, 2, S, N}
  return %a : {B, 2, S, N}
}

func.func @merged_heads(%x: {B, 2, S, $N}) -> {B, S, $(2*N)} {
  %a = bmc.transpose %x, [0, 2, 1, 3] : {B, 2, S, $N} -> {B, S, 2, $N}
  %r = bmc.reshape %a : {B, S, 2, $N} -> {B, S, $(2*N)}
  %y = bmc.gelu %r approximate tanh : {B, S, $(2*N)}
  return %y : {B, S, $(2*N)}
}

func.func @keys(%x: {B, S, 2, N}) -> {B, 2, N, S} {
  %a = bmc.transpose %x, [0, 2, 3, 1] : {B, S, 2, N} -> {B, 2, N, S}
  return %a : {B, 2, N, S}
}

func.func @cycle(%x: {N, B, S}) -> ({B, S, N}, {S, N, B}, {S, B, N}, {N, S, B}, {B, N, S}) {
  %a = bmc.transpose %x, [1, 2, 0] : {N, B, S} -> {B, S, N}
  %b = bmc.transpose %x, [2, 0, 1] : {N, B, S} -> {S, N, B}
  %c = bmc.transpose %x, [2, 1, 0] : {N, B, S} -> {S, B, N}
  %d = bmc.transpose %x, [0, 2, 1] : {N, B, S} -> {N, S, B}
  %e = bmc.transpose %x, [1, 0, 2] : {N, B, S} -> {B, N, S}
  return %a, %b, %c, %d, %e : {B, S, N}, {S, N, B}, {S, B, N}, {N, S, B}, {B, N, S}
}

func.func @of_broadcast(%x: {N}, %y: {N, B}) -> {N, B} {
  %b = bmc.broadcast %x, [1] : {N} -> {B, N}
  %t = bmc.transpose %b, [1, 0] : {B, N} -> {N, B}
  %z = bmc.add %t, %y : {N, B}
  return %z : {N, B}
}

func.func @twice(%x: {N, R}, %w: {R, N}) -> {R, N} {
  %t = bmc.transpose %x, [1, 0] : {N, R} -> {R, N}
  %m = bmc.mul %t, %w : {R, N}
  %u = bmc.transpose %m, [1, 0] : {R, N} -> {N, R}
  %a = bmc.add %u, %x : {N, R}
  %v = bmc.transpose %a, [1, 0] : {N, R} -> {R, N}
  return %v : {R, N}
}

func.func @of_sum(%x: {B, N, R}) -> {R, N} {
  %s = bmc.sum %x, [0] : {B, N, R} -> {N, R}
  %t = bmc.transpose %s, [1, 0] : {N, R} -> {R, N}
  return %t : {R, N}
}
