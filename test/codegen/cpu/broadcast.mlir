// Broadcasts over leading, middle and last axes, of scalars and of axes of size
// one, alone and inside element-wise groups.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @leading(%x: {B, S, N}, %bias: {N}) -> {B, S, N} {
  %b = bmc.broadcast %bias, [2] : {N} -> {B, S, N}
  %y = bmc.add %x, %b : {B, S, N}
  return %y : {B, S, N}
}

func.func @middle(%x: {B, R, N}, %a: {B, N}) -> {B, R, N} {
  %b = bmc.broadcast %a, [0, 2] : {B, N} -> {B, R, N}
  %y = bmc.mul %x, %b : {B, R, N}
  return %y : {B, R, N}
}

func.func @last(%x: {B, S, N}, %a: {B, S}) -> {B, S, N} {
  %b = bmc.broadcast %a, [0, 1] : {B, S} -> {B, S, N}
  %y = bmc.sub %x, %b : {B, S, N}
  return %y : {B, S, N}
}

func.func @scalar(%x: {N, 3}, %a: {}) -> ({N, 3}, {N, 3}) {
  %e = bmc.exp %a : {}
  %b = bmc.broadcast %e, [] : {} -> {N, 3}
  %y = bmc.mul %x, %b : {N, 3}
  return %y, %b : {N, 3}, {N, 3}
}

func.func @size_one(%x: {B, S, N}, %a: {1, S, 1}, %b: {B, 1, N}) -> {B, S, N} {
  %c = bmc.broadcast %a, [0, 1, 2] : {1, S, 1} -> {B, S, N}
  %d = bmc.broadcast %b, [0, 1, 2] : {B, 1, N} -> {B, S, N}
  %e = bmc.mul %c, %d : {B, S, N}
  %y = bmc.add %x, %e : {B, S, N}
  return %y : {B, S, N}
}

func.func @size_one_leading(%a: {1, N}) -> {B, S, N} {
  %y = bmc.broadcast %a, [1, 2] : {1, N} -> {B, S, N}
  return %y : {B, S, N}
}

func.func @first_axis(%x: {N, S}, %a: {N}) -> {N, S} {
  %b = bmc.broadcast %a, [0] : {N} -> {N, S}
  %y = bmc.div %b, %x : {N, S}
  return %y : {N, S}
}

func.func @nested(%a: {N}, %x: {B, S, N}) -> {B, S, N} {
  %t = bmc.tanh %a : {N}
  %b = bmc.broadcast %t, [1] : {N} -> {S, N}
  %c = bmc.broadcast %b, [1, 2] : {S, N} -> {B, S, N}
  %y = bmc.mul %x, %c : {B, S, N}
  return %y : {B, S, N}
}

func.func @outer(%a: {N}, %b: {R}) -> {N, R} {
  %x = bmc.broadcast %a, [0] : {N} -> {N, R}
  %y = bmc.broadcast %b, [1] : {R} -> {N, R}
  %z = bmc.mul %x, %y : {N, R}
  return %z : {N, R}
}

func.func @condition(%c: {N}:i1, %x: {B, N}, %y: {B, N}) -> {B, N} {
  %b = bmc.broadcast %c, [1] : {N}:i1 -> {B, N}:i1
  %z = bmc.select %b, %x, %y : {B, N}:i1, {B, N}
  return %z : {B, N}
}

func.func @integers(%i: {N}:i32) -> {B, N}:i32 {
  %b = bmc.broadcast %i, [1] : {N}:i32 -> {B, N}:i32
  return %b : {B, N}:i32
}
