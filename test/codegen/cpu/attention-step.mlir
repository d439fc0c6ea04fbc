// One query of what is kept, and rows of a prompt, against the reference: heads off the vector width and wider than what stays in
// registers, shared keys, biases that repeat, slices, several rows of a batch. Here nothing is kept in its place: all rows move.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @slices(%x: {B, 96}, %keys: {B, N, 32}, %values: {B, N, 32}, %p: {}:i32) -> ({B, 32}, {B, N, 32}, {B, N, 32}) {
  %q = bmc.slice %x axis 1 offset 0 size 32 : {B, 96} -> {B, 32}
  %k = bmc.slice %x axis 1 offset 32 size 32 : {B, 96} -> {B, 32}
  %v = bmc.slice %x axis 1 offset 64 size 32 : {B, 96} -> {B, 32}
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p heads 4 scale 0.35 : ({B, 32}, {B, 32}, {B, 32}, {B, N, 32}, {B, N, 32}, {}:i32) -> ({B, 32}, {B, N, 32}, {B, N, 32})
  return %o, %nk, %nv : {B, 32}, {B, N, 32}, {B, N, 32}
}

func.func @shared_keys(%q: {B, 132}, %k: {B, 33}, %v: {B, 33}, %keys: {B, N, 33}, %values: {B, N, 33}, %p: {}:i32, %bias: {1, 4, N}) -> ({B, 132}, {B, N, 33}, {B, N, 33}) {
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p bias %bias heads 4 scale 0.17 : ({B, 132}, {B, 33}, {B, 33}, {B, N, 33}, {B, N, 33}, {}:i32, {1, 4, N}) -> ({B, 132}, {B, N, 33}, {B, N, 33})
  return %o, %nk, %nv : {B, 132}, {B, N, 33}, {B, N, 33}
}

func.func @groups(%q: {B, 24}, %k: {B, 12}, %v: {B, 12}, %keys: {B, N, 12}, %values: {B, N, 12}, %p: {}:i32, %bias: {B, 1, N}) -> {B, 24} {
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p bias %bias heads 4 scale 0.4 : ({B, 24}, {B, 12}, {B, 12}, {B, N, 12}, {B, N, 12}, {}:i32, {B, 1, N}) -> ({B, 24}, {B, N, 12}, {B, N, 12})
  return %o : {B, 24}
}

func.func @wide_head(%q: {B, 150}, %k: {B, 150}, %v: {B, 150}, %keys: {B, N, 150}, %values: {B, N, 150}, %p: {}:i32) -> ({B, 150}, {B, N, 150}) {
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p heads 1 scale 0.08 : ({B, 150}, {B, 150}, {B, 150}, {B, N, 150}, {B, N, 150}, {}:i32) -> ({B, 150}, {B, N, 150}, {B, N, 150})
  return %o, %nv : {B, 150}, {B, N, 150}
}

// Every row at a position of its own.
func.func @positions(%q: {B, 24}, %k: {B, 12}, %v: {B, 12}, %keys: {B, N, 12}, %values: {B, N, 12}, %p: {B}:i32, %bias: {B, 4, N}) -> ({B, 24}, {B, N, 12}, {B, N, 12}) {
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p bias %bias heads 4 scale 0.4 : ({B, 24}, {B, 12}, {B, 12}, {B, N, 12}, {B, N, 12}, {B}:i32, {B, 4, N}) -> ({B, 24}, {B, N, 12}, {B, N, 12})
  return %o, %nk, %nv : {B, 24}, {B, N, 12}, {B, N, 12}
}

// A query that sees no key gets 0.
func.func @hidden(%q: {B, 6}, %k: {B, 6}, %v: {B, 6}, %keys: {B, N, 6}, %values: {B, N, 6}, %p: {}:i32, %x: {1, 1, N}) -> {B, 6} {
  %low = bmc.constant -1.0e31 : {1, 1, N}
  %bias = bmc.add %x, %low : {1, 1, N}
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p bias %bias heads 2 scale 0.4 : ({B, 6}, {B, 6}, {B, 6}, {B, N, 6}, {B, N, 6}, {}:i32, {1, 1, N}) -> ({B, 6}, {B, N, 6}, {B, N, 6})
  return %o : {B, 6}
}

func.func @softcap(%q: {B, 24}, %k: {B, 12}, %v: {B, 12}, %keys: {B, N, 12}, %values: {B, N, 12}, %p: {}:i32, %bias: {1, 4, N}) -> {B, 24} {
  %o, %nk, %nv = bmc.attention_step %q, %k, %v into %keys, %values at %p bias %bias heads 4 scale 0.4 softcap 0.5 : ({B, 24}, {B, 12}, {B, 12}, {B, N, 12}, {B, N, 12}, {}:i32, {1, 4, N}) -> ({B, 24}, {B, N, 12}, {B, N, 12})
  return %o : {B, 24}
}

func.func @store_rows(%x: {B, N, 5}, %init: {B, $(N+2), 5}) -> {B, $(N+2), 5} {
  %y = bmc.store_rows %x into %init : {B, N, 5} into {B, $(N+2), 5} -> {B, $(N+2), 5}
  return %y : {B, $(N+2), 5}
}

func.func @store_slices(%x: {B, S, 130}, %init: {B, 3, 65}) -> {B, 3, 65} {
  %v = bmc.slice %x axis 2 offset 65 size 65 : {B, S, 130} -> {B, S, 65}
  %y = bmc.store_rows %v into %init : {B, S, 65} into {B, 3, 65} -> {B, 3, 65}
  return %y : {B, 3, 65}
}
