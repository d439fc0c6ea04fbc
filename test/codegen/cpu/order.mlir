// argmax, argsort, gather and its gradient: ties, NaN, rows of every length.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @argmax(%x: {B, S, N}) -> {B, S}:i32 {
  %y = bmc.argmax %x : {B, S, N} -> {B, S}:i32
  return %y : {B, S}:i32
}

func.func @argmax_of_vector(%x: {N}) -> {}:i32 {
  %y = bmc.argmax %x : {N} -> {}:i32
  return %y : {}:i32
}

// Whole numbers have equals, logarithms of negative ones are NaN.
func.func @argmax_ties(%x: {N, R}) -> ({N}:i32, {N}:i32) {
  %r = bmc.round %x : {N, R}
  %y = bmc.argmax %r : {N, R} -> {N}:i32
  %n = bmc.log %r : {N, R}
  %z = bmc.argmax %n : {N, R} -> {N}:i32
  return %y, %z : {N}:i32, {N}:i32
}

func.func @argsort(%x: {B, S, N}) -> {B, S, N}:i32 {
  %y = bmc.argsort %x : {B, S, N} -> {B, S, N}:i32
  return %y : {B, S, N}:i32
}

func.func @argsort_descending(%x: {N}) -> {N}:i32 {
  %y = bmc.argsort %x descending : {N} -> {N}:i32
  return %y : {N}:i32
}

func.func @argsort_ties(%x: {S, N}) -> ({S, N}:i32, {S, N}:i32) {
  %r = bmc.round %x : {S, N}
  %y = bmc.argsort %r : {S, N} -> {S, N}:i32
  %n = bmc.log %r : {S, N}
  %z = bmc.argsort %n descending : {S, N} -> {S, N}:i32
  return %y, %z : {S, N}:i32, {S, N}:i32
}

func.func @top_two(%x: {N, 9}) -> {N, 2}:i32 {
  %y = bmc.argsort %x first 2 descending : {N, 9} -> {N, 2}:i32
  return %y : {N, 2}:i32
}

// Few are kept in order as the row is walked, of more all are sorted; equals and NaN.
func.func @first_of_ties(%x: {N, 40}, %z: {S, $(N+2)}) -> ({N, 5}:i32, {N, 5}:i32, {N, 16}:i32, {N, 17}:i32, {S, 3}:i32) {
  %r = bmc.round %x : {N, 40}
  %n = bmc.log %r : {N, 40}
  %a = bmc.argsort %r first 5 descending : {N, 40} -> {N, 5}:i32
  %b = bmc.argsort %n first 5 descending : {N, 40} -> {N, 5}:i32
  %c = bmc.argsort %n first 16 : {N, 40} -> {N, 16}:i32
  %d = bmc.argsort %r first 17 : {N, 40} -> {N, 17}:i32
  %e = bmc.argsort %z first 3 : {S, $(N+2)} -> {S, 3}:i32
  return %a, %b, %c, %d, %e : {N, 5}:i32, {N, 5}:i32, {N, 16}:i32, {N, 17}:i32, {S, 3}:i32
}

func.func @sorted(%x: {S, N}, %dy: {S, N}) -> ({S, N}, {S, N}) {
  %i = bmc.argsort %x : {S, N} -> {S, N}:i32
  %y = bmc.gather %x, %i : {S, N}, {S, N}:i32 -> {S, N}
  %dx = bmc.scatter_add %dy, %i : {S, N}, {S, N}:i32 -> {S, N}
  return %y, %dx : {S, N}, {S, N}
}

// Positions outside the axis.
func.func @gather_outside(%x: {4, 3}, %dy: {4, 5}, %i: {4, 5}:i32 {bmc.value = dense<[[0, 1, 2, 3, -1], [9, 2, 2, 2, -2], [1, 1, 0, 0, 1], [-3, 3, 4, 5, 0]]> : {4, 5}:i32}) -> ({4, 5}, {4, 3}) {
  %y = bmc.gather %x, %i : {4, 3}, {4, 5}:i32 -> {4, 5}
  %z = bmc.neg %y : {4, 5}
  %dx = bmc.scatter_add %dy, %i : {4, 5}, {4, 5}:i32 -> {4, 3}
  return %z, %dx : {4, 5}, {4, 3}
}

// The elements that are picked are computed where they are.
func.func @gather_of_sum(%a: {B, S, N}, %b: {B, S, N}, %k: {B, S, R}) -> {B, S, R} {
  %x = bmc.add %a, %b : {B, S, N}
  %m = bmc.argmax %x : {B, S, N} -> {B, S}:i32
  %i = bmc.broadcast %m, [0, 1] : {B, S}:i32 -> {B, S, R}:i32
  %e = bmc.exp %a : {B, S, N}
  %y = bmc.gather %e, %i : {B, S, N}, {B, S, R}:i32 -> {B, S, R}
  %z = bmc.mul %y, %k : {B, S, R}
  return %z : {B, S, R}
}

func.func @flip(%x: {N, R}, %y: {B, S, N}) -> ({N, R}, {N, R}, {B, S, N}, {B, S, N}) {
  %a = bmc.flip %x axis 0 : {N, R}
  %b = bmc.flip %x axis 1 : {N, R}
  %c = bmc.flip %y axis 2 : {B, S, N}
  %e = bmc.exp %y : {B, S, N}
  %d = bmc.flip %e axis 1 : {B, S, N}
  %f = bmc.add %d, %y : {B, S, N}
  return %a, %b, %c, %f : {N, R}, {N, R}, {B, S, N}, {B, S, N}
}

func.func @flip_and_transpose(%x: {N, R}) -> {R, N} {
  %a = bmc.flip %x axis 1 : {N, R}
  %t = bmc.transpose %a, [1, 0] : {N, R} -> {R, N}
  %b = bmc.flip %t axis 1 : {R, N}
  return %b : {R, N}
}

// only static
func.func @positions_in_steps(%x: {N, 6}) -> ({N, 6}, {N}:i32) {
  %a = bmc.arange from 9 step -2 : {6}:i32
  %f = bmc.convert %a : {6}:i32 -> {6}
  %b = bmc.broadcast %f, [1] : {6} -> {N, 6}
  %y = bmc.mul %x, %b : {N, 6}
  %c = bmc.arange from 5 step 3 : {N}:i32
  return %y, %c : {N, 6}, {N}:i32
}
