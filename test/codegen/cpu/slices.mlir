// Slices and joins on every axis, rows chosen at run time.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @last(%x: {B, S, $(3*N)}) -> ({B, S, $N}, {B, S, $N}) {
  %a = bmc.slice %x axis 2 offset 0 size $N : {B, S, $(3*N)} -> {B, S, $N}
  %b = bmc.slice %x axis 2 offset $N size $N : {B, S, $(3*N)} -> {B, S, $N}
  %c = bmc.slice %x axis 2 offset $(2*N) size $N : {B, S, $(3*N)} -> {B, S, $N}
  %d = bmc.mul %b, %c : {B, S, $N}
  return %a, %d : {B, S, $N}, {B, S, $N}
}

func.func @first(%x: {$(N+4), S}) -> {$N, S} {
  %a = bmc.slice %x axis 0 offset 3 size $N : {$(N+4), S} -> {$N, S}
  return %a : {$N, S}
}

func.func @middle(%x: {B, $(N+2), S}, %y: {B, $N, S}) -> {B, $N, S} {
  %a = bmc.slice %x axis 1 offset 1 size $N : {B, $(N+2), S} -> {B, $N, S}
  %b = bmc.add %a, %y : {B, $N, S}
  return %b : {B, $N, S}
}

func.func @nested(%x: {S, $(N+6)}) -> {S, $N} {
  %a = bmc.slice %x axis 1 offset 1 size $(N+4) : {S, $(N+6)} -> {S, $(N+4)}
  %t = bmc.tanh %a : {S, $(N+4)}
  %b = bmc.slice %t axis 1 offset 3 size $N : {S, $(N+4)} -> {S, $N}
  return %b : {S, $N}
}

func.func @transposed(%x: {S, $(N+1)}) -> {$N, S} {
  %a = bmc.slice %x axis 1 offset 1 size $N : {S, $(N+1)} -> {S, $N}
  %b = bmc.transpose %a, [1, 0] : {S, $N} -> {$N, S}
  return %b : {$N, S}
}

// Products read slices where they lie.
func.func @products(%x: {S, $(2*N)}, %w: {5, $(3*N)}) -> ({S, 5}, {S, 5}) {
  %a = bmc.slice %x axis 1 offset $N size $N : {S, $(2*N)} -> {S, $N}
  %b = bmc.slice %w axis 1 offset $(2*N) size $N : {5, $(3*N)} -> {5, $N}
  %y = bmc.linear %a, %b : ({S, $N}, {5, $N}) -> {S, 5}
  %z = bmc.matmul %a, %b transpose_b : {S, $N}, {5, $N} -> {S, 5}
  return %y, %z : {S, 5}, {S, 5}
}

func.func @vector(%x: {$(N+1)}) -> ({$N}, {1}) {
  %a = bmc.slice %x axis 0 offset 1 size $N : {$(N+1)} -> {$N}
  %b = bmc.slice %x axis 0 offset 0 size 1 : {$(N+1)} -> {1}
  return %a, %b : {$N}, {1}
}

func.func @concat_last(%x: {B, S, $N}, %y: {B, S, 3}) -> {B, S, $(N+3)} {
  %c = bmc.concat %x, %y axis 2 : {B, S, $N}, {B, S, 3} -> {B, S, $(N+3)}
  return %c : {B, S, $(N+3)}
}

func.func @concat_first(%x: {$N, S}, %y: {2, S}) -> {$(2*N+2), S} {
  %c = bmc.concat %x, %y, %x axis 0 : {$N, S}, {2, S}, {$N, S} -> {$(2*N+2), S}
  return %c : {$(2*N+2), S}
}

func.func @concat_middle(%x: {B, $N, S}, %y: {B, 1, S}) -> {B, $(N+1), S} {
  %e = bmc.exp %x : {B, $N, S}
  %c = bmc.concat %e, %y axis 1 : {B, $N, S}, {B, 1, S} -> {B, $(N+1), S}
  %d = bmc.neg %c : {B, $(N+1), S}
  return %d : {B, $(N+1), S}
}

func.func @concat_slices(%x: {B, $(2*N)}) -> {B, $(2*N)} {
  %a = bmc.slice %x axis 1 offset 0 size $N : {B, $(2*N)} -> {B, $N}
  %b = bmc.slice %x axis 1 offset $N size $N : {B, $(2*N)} -> {B, $N}
  %n = bmc.neg %b : {B, $N}
  %c = bmc.concat %n, %a axis 1 : {B, $N}, {B, $N} -> {B, $(2*N)}
  return %c : {B, $(2*N)}
}

func.func @concat_conditions(%x: {B, $N}:i1, %y: {B, 2}:i32, %z: {B, $N}:i32) -> ({B, $(2*N)}:i1, {B, $(N+2)}:i32) {
  %c = bmc.concat %x, %x axis 1 : {B, $N}:i1, {B, $N}:i1 -> {B, $(2*N)}:i1
  %d = bmc.concat %y, %z axis 1 : {B, 2}:i32, {B, $N}:i32 -> {B, $(N+2)}:i32
  return %c, %d : {B, $(2*N)}:i1, {B, $(N+2)}:i32
}

func.func @select_first(%x: {S, N}, %i: {}:i32) -> {N} {
  %r = bmc.select_row %x, %i axis 0 : ({S, N}, {}:i32) -> {N}
  return %r : {N}
}

func.func @select_from_end(%x: {B, S, N}, %i: {}:i32) -> ({B, N}, {S, N}) {
  %r = bmc.select_row %x, %i axis 1 from_end : ({B, S, N}, {}:i32) -> {B, N}
  %q = bmc.select_row %x, %i axis 0 from_end : ({B, S, N}, {}:i32) -> {S, N}
  return %r, %q : {B, N}, {S, N}
}

func.func @select_middle(%x: {B, S, N}, %i: {}:i32) -> {B, N} {
  %e = bmc.exp %x : {B, S, N}
  %r = bmc.select_row %e, %i axis 1 : ({B, S, N}, {}:i32) -> {B, N}
  %n = bmc.neg %r : {B, N}
  return %n : {B, N}
}

func.func @select_last(%x: {B, N, S}, %i: {}:i32) -> {B, N} {
  %r = bmc.select_row %x, %i axis 2 : ({B, N, S}, {}:i32) -> {B, N}
  return %r : {B, N}
}
