// The random bits are those of the reference: a wrong one is a difference of
// the size of the element.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @dropout(%x: {B, S, N}, %rng: {2}:i64) -> {B, S, N} {
  %y = bmc.dropout %x, %rng p 0.3 stream 7 : {B, S, N}, {2}:i64
  return %y : {B, S, N}
}

func.func @two_streams(%x: {N, 33}, %rng: {2}:i64) -> ({N, 33}, {N, 33}) {
  %y = bmc.dropout %x, %rng p 0.5 stream 0 : {N, 33}, {2}:i64
  %t = bmc.tanh %y : {N, 33}
  %z = bmc.dropout %t, %rng p 0.1 stream 1 : {N, 33}, {2}:i64
  return %y, %z : {N, 33}, {N, 33}
}

// Vectors start at elements that are no multiple of four.
func.func @rows(%x: {N, 7}, %b: {7}, %rng: {2}:i64) -> {N, 7} {
  %c = bmc.broadcast %b, [1] : {7} -> {N, 7}
  %a = bmc.add %x, %c : {N, 7}
  %y = bmc.dropout %a, %rng p 0.5 stream 3 : {N, 7}, {2}:i64
  return %y : {N, 7}
}

func.func @after_linear(%x: {N, 5}, %w: {9, 5}, %rng: {2}:i64) -> {N, 9} {
  %l = bmc.linear %x, %w : ({N, 5}, {9, 5}) -> {N, 9}
  %y = bmc.dropout %l, %rng p 0.25 stream 2 : {N, 9}, {2}:i64
  return %y : {N, 9}
}

func.func @transposed(%x: {N, 5}, %rng: {2}:i64) -> {5, N} {
  %y = bmc.dropout %x, %rng p 0.5 stream 4 : {N, 5}, {2}:i64
  %t = bmc.transpose %y, [1, 0] : {N, 5} -> {5, N}
  return %t : {5, N}
}

func.func @sliced(%x: {S, $(N+3)}, %rng: {2}:i64) -> {S, $N} {
  %y = bmc.dropout %x, %rng p 0.5 stream 4 : {S, $(N+3)}, {2}:i64
  %t = bmc.slice %y axis 1 offset 2 size $N : {S, $(N+3)} -> {S, $N}
  return %t : {S, $N}
}

func.func @scalar(%x: {}, %rng: {2}:i64) -> {} {
  %y = bmc.dropout %x, %rng p 0.5 stream 5 : {}, {2}:i64
  return %y : {}
}
