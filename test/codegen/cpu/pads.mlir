// Zeros around, ends left out and both, on every axis, counted from either end; what reads them by rows, by columns and as products.
// RUN: python3 %S/../Inputs/native.py %s --sizes=3,4,15,16,17,31,33,127,129
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=5,40 --bound=100
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=3,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=3,7,33

func.func @without_ends(%x: {B, N, R}) -> ({B, N-1, R}, {B, N-1, R}, {B, N-2, R}) {
  %a = bmc.pad %x axis 1 shift -1 : {B, N, R} -> {B, N-1, R}
  %b = bmc.pad %x axis 1 shift 0 : {B, N, R} -> {B, N-1, R}
  %c = bmc.pad %x axis 1 shift -1 from_end : {B, N, R} -> {B, N-2, R}
  return %a, %b, %c : {B, N-1, R}, {B, N-1, R}, {B, N-2, R}
}

func.func @without_ends_of_rows(%x: {B, N}, %i: {B, N}:i32) -> ({B, N-1}, {B, N-1}:i32) {
  %a = bmc.pad %x axis 1 shift -1 : {B, N} -> {B, N-1}
  %b = bmc.pad %x axis 1 shift 0 : {B, N} -> {B, N-1}
  %d = bmc.sub %a, %b : {B, N-1}
  %c = bmc.pad %i axis 1 shift 0 from_end : {B, N}:i32 -> {B, N-1}:i32
  return %d, %c : {B, N-1}, {B, N-1}:i32
}

func.func @around(%x: {B, N, R}, %y: {B, N+3, R}) -> {B, N+3, R} {
  %e = bmc.exp %x : {B, N, R}
  %a = bmc.pad %e axis 1 shift 1 : {B, N, R} -> {B, N+3, R}
  %b = bmc.add %a, %y : {B, N+3, R}
  return %b : {B, N+3, R}
}

func.func @around_rows(%x: {N, N}, %i: {R, N}:i32) -> ({N, N+3}, {R, N+3}:i32) {
  %a = bmc.pad %x axis 1 shift 2 from_end : {N, N} -> {N, N+3}
  %b = bmc.pad %i axis 1 shift 2 : {R, N}:i32 -> {R, N+3}:i32
  return %a, %b : {N, N+3}, {R, N+3}:i32
}

func.func @moved(%x: {N, N}) -> ({N, N}, {N, N}, {N, N}) {
  %a = bmc.pad %x axis 0 shift 1 : {N, N} -> {N, N}
  %b = bmc.pad %x axis 1 shift -2 : {N, N} -> {N, N}
  %c = bmc.pad %b axis 0 shift -1 from_end : {N, N} -> {N, N}
  %s = bmc.add %a, %c : {N, N}
  return %a, %b, %s : {N, N}, {N, N}, {N, N}
}

// A token in front, one behind.
func.func @joined(%first: {B, 1, R}, %x: {B, N, R}, %last: {B, 2, R}) -> {B, N+3, R} {
  %a = bmc.pad %first axis 1 shift 0 : {B, 1, R} -> {B, N+3, R}
  %b = bmc.pad %x axis 1 shift 1 : {B, N, R} -> {B, N+3, R}
  %c = bmc.pad %last axis 1 shift 0 from_end : {B, 2, R} -> {B, N+3, R}
  %d = bmc.add %a, %b : {B, N+3, R}
  %y = bmc.add %d, %c : {B, N+3, R}
  return %y : {B, N+3, R}
}

func.func @parts(%y: {B, N+3, R}) -> ({B, 1, R}, {B, N, R}, {B, 2, R}) {
  %a = bmc.pad %y axis 1 shift 0 : {B, N+3, R} -> {B, 1, R}
  %b = bmc.pad %y axis 1 shift -1 : {B, N+3, R} -> {B, N, R}
  %c = bmc.pad %y axis 1 shift 0 from_end : {B, N+3, R} -> {B, 2, R}
  return %a, %b, %c : {B, 1, R}, {B, N, R}, {B, 2, R}
}

func.func @in_product(%x: {B, N, 6}, %w: {5, 6}) -> ({B, N-1, 5}, {B, N+1, 5}) {
  %a = bmc.pad %x axis 1 shift -1 : {B, N, 6} -> {B, N-1, 6}
  %p = bmc.linear %a, %w : ({B, N-1, 6}, {5, 6}) -> {B, N-1, 5}
  %b = bmc.pad %x axis 1 shift 1 : {B, N, 6} -> {B, N+1, 6}
  %q = bmc.linear %b, %w : ({B, N+1, 6}, {5, 6}) -> {B, N+1, 5}
  return %p, %q : {B, N-1, 5}, {B, N+1, 5}
}

func.func @behind_transpose(%x: {N, R}) -> ({R, N-1}, {R, N+2}) {
  %a = bmc.pad %x axis 0 shift -1 : {N, R} -> {N-1, R}
  %t = bmc.transpose %a, [1, 0] : {N-1, R} -> {R, N-1}
  %b = bmc.pad %x axis 0 shift 1 : {N, R} -> {N+2, R}
  %u = bmc.transpose %b, [1, 0] : {N+2, R} -> {R, N+2}
  return %t, %u : {R, N-1}, {R, N+2}
}

func.func @summed(%x: {B, N, R}) -> ({B, R}, {B, N-1}) {
  %a = bmc.pad %x axis 1 shift -1 : {B, N, R} -> {B, N-1, R}
  %s = bmc.sum %a, [1] : {B, N-1, R} -> {B, R}
  %t = bmc.sum %a, [2] : {B, N-1, R} -> {B, N-1}
  return %s, %t : {B, R}, {B, N-1}
}

func.func @condition(%x: {B, N}, %y: {B, N}) -> {B, N+1} {
  %c = bmc.compare lt, %x, %y : {B, N}
  %p = bmc.pad %c axis 1 shift 1 : {B, N}:i1 -> {B, N+1}:i1
  %one = bmc.constant 1.0 : {B, N+1}
  %two = bmc.constant 2.0 : {B, N+1}
  %r = bmc.select %p, %one, %two : {B, N+1}:i1, {B, N+1}
  return %r : {B, N+1}
}
