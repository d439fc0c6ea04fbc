// The numbers are those of the reference, to the bit in both precisions.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @alone(%rng: {2}:i64) -> {7, 33} {
  %y = bmc.uniform %rng stream 7 : {2}:i64 -> {7, 33}
  return %y : {7, 33}
}

func.func @run_time_rows(%x: {B, S, N}, %rng: {2}:i64) -> {B, S, N} {
  %u = bmc.uniform %rng stream 7 : {2}:i64 -> {B, S, N}
  %y = bmc.add %x, %u : {B, S, N}
  return %y : {B, S, N}
}

// Normal numbers, of two streams, and one of them read elsewhere as well.
func.func @normal(%x: {N, 7}, %rng: {2}:i64) -> ({N, 7}, {7, N}) {
  %u = bmc.uniform %rng stream 0 : {2}:i64 -> {N, 7}
  %v = bmc.uniform %rng stream 1 : {2}:i64 -> {N, 7}
  %one = bmc.constant 1.0 : {N, 7}
  %w = bmc.sub %one, %u : {N, 7}
  %l = bmc.log %w : {N, 7}
  %c = bmc.cos %v : {N, 7}
  %p = bmc.mul %l, %c : {N, 7}
  %y = bmc.add %x, %p : {N, 7}
  %t = bmc.transpose %v, [1, 0] : {N, 7} -> {7, N}
  return %y, %t : {N, 7}, {7, N}
}

func.func @after_linear(%x: {N, 5}, %w: {9, 5}, %rng: {2}:i64) -> {N, 9} {
  %l = bmc.linear %x, %w : ({N, 5}, {9, 5}) -> {N, 9}
  %u = bmc.uniform %rng stream 2 : {2}:i64 -> {N, 9}
  %y = bmc.mul %l, %u : {N, 9}
  return %y : {N, 9}
}

func.func @sum(%x: {N, 9}, %rng: {2}:i64) -> {9} {
  %u = bmc.uniform %rng stream 2 : {2}:i64 -> {N, 9}
  %p = bmc.mul %x, %u : {N, 9}
  %y = bmc.sum %p, [0] : {N, 9} -> {9}
  return %y : {9}
}
