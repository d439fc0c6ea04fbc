// Embeddings and their gradient, positions, masks and one-hot rows.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @embedding(%i: {B, S}:i32, %w: {11, $N}) -> {B, S, $N} {
  %e = bmc.embedding %i, %w : {B, S}:i32, {11, $N} -> {B, S, $N}
  return %e : {B, S, $N}
}

func.func @embedding_rows(%i: {N}:i32, %w: {5, 17}, %x: {N, 17}) -> {N, 17} {
  %e = bmc.embedding %i, %w : {N}:i32, {5, 17} -> {N, 17}
  %y = bmc.add %e, %x : {N, 17}
  return %y : {N, 17}
}

func.func @one_index(%i: {}:i32, %w: {5, $N}) -> {$N} {
  %e = bmc.embedding %i, %w : {}:i32, {5, $N} -> {$N}
  %y = bmc.exp %e : {$N}
  return %y : {$N}
}

func.func @tokens_and_positions(%i: {B, S}:i32, %w: {11, $N}, %p: {9, $N}) -> {B, S, $N} {
  %e = bmc.embedding %i, %w : {B, S}:i32, {11, $N} -> {B, S, $N}
  %a = bmc.arange : {S}:i32
  %f = bmc.embedding %a, %p : {S}:i32, {9, $N} -> {S, $N}
  %b = bmc.broadcast %f, [1, 2] : {S, $N} -> {B, S, $N}
  %y = bmc.add %e, %b : {B, S, $N}
  return %y : {B, S, $N}
}

func.func @embedding_backward(%dy: {B, S, $N}, %i: {B, S}:i32) -> {11, $N} {
  %d = bmc.embedding_backward %dy, %i num_embeddings 11 : ({B, S, $N}, {B, S}:i32) -> {11, $N}
  return %d : {11, $N}
}

func.func @embedding_backward_init(%dy: {N, 7}, %i: {N}:i32, %init: {4, 7}) -> {4, 7} {
  %d = bmc.embedding_backward %dy, %i init %init num_embeddings 4 : ({N, 7}, {N}:i32, {4, 7}) -> {4, 7}
  return %d : {4, 7}
}

// The first addend is made where the sum belongs.
func.func @embedding_backward_in_place(%dy: {N, 7}, %i: {N}:i32, %x: {4, 7}) -> ({4, 7}, {4, 7}) {
  %init = bmc.exp %x : {4, 7}
  %d = bmc.embedding_backward %dy, %i init %init num_embeddings 4 : ({N, 7}, {N}:i32, {4, 7}) -> {4, 7}
  %kept = bmc.neg %x : {4, 7}
  %e = bmc.embedding_backward %dy, %i init %kept num_embeddings 4 : ({N, 7}, {N}:i32, {4, 7}) -> {4, 7}
  %f = bmc.add %e, %kept : {4, 7}
  return %d, %f : {4, 7}, {4, 7}
}

func.func @embedding_backward_rows(%dy: {B, S, $N}, %i: {B, S}:i32, %init: {11, $N}, %m: {11}:i32) -> ({11, $N}, {11}:i32) {
  %d, %t = bmc.embedding_backward_rows %dy at %i into %init marked %m : {B, S, $N} at {B, S}:i32 into {11, $N} marked {11}:i32 -> {11, $N}, {11}:i32
  return %d, %t : {11, $N}, {11}:i32
}

func.func @embedding_backward_rows_of_two(%dy: {N, 7}, %i: {N}:i32, %dz: {7}, %j: {}:i32, %init: {$(3*N), 7}, %m: {$(3*N)}:i32) -> ({$(3*N), 7}, {$(3*N)}:i32) {
  %d, %t = bmc.embedding_backward_rows %dy, %dz at %i, %j into %init marked %m : {N, 7}, {7} at {N}:i32, {}:i32 into {$(3*N), 7} marked {$(3*N)}:i32 -> {$(3*N), 7}, {$(3*N)}:i32
  return %d, %t : {$(3*N), 7}, {$(3*N)}:i32
}

func.func @embedding_backward_rows_accumulate(%dy: {N, 33}, %i: {N}:i32, %init: {70, 33}, %m: {70}:i32) -> ({70, 33}, {70}:i32) {
  %d, %t = bmc.embedding_backward_rows %dy at %i into %init marked %m accumulate : {N, 33} at {N}:i32 into {70, 33} marked {70}:i32 -> {70, 33}, {70}:i32
  return %d, %t : {70, 33}, {70}:i32
}

// One arange feeds an embedding and its gradient.
func.func @shared_positions(%x: {B, S, $N}, %w: {8, $N}) -> ({B, S, $N}, {8, $N}) {
  %a = bmc.arange : {S}:i32
  %e = bmc.embedding %a, %w : {S}:i32, {8, $N} -> {S, $N}
  %b = bmc.broadcast %e, [1, 2] : {S, $N} -> {B, S, $N}
  %y = bmc.add %x, %b : {B, S, $N}
  %s = bmc.sum %y, [0] : {B, S, $N} -> {S, $N}
  %d = bmc.embedding_backward %s, %a num_embeddings 8 : ({S, $N}, {S}:i32) -> {8, $N}
  return %y, %d : {B, S, $N}, {8, $N}
}

func.func @arange(%x: {N, R}) -> ({N, R}, {N}:i32) {
  %a = bmc.arange : {N}:i32
  %f = bmc.convert %a : {N}:i32 -> {N}
  %b = bmc.broadcast %f, [0] : {N} -> {N, R}
  %c = bmc.arange : {R}:i32
  %g = bmc.convert %c : {R}:i32 -> {R}
  %d = bmc.broadcast %g, [1] : {R} -> {N, R}
  %e = bmc.sub %b, %d : {N, R}
  %y = bmc.mul %x, %e : {N, R}
  return %y, %a : {N, R}, {N}:i32
}

func.func @one_hot(%i: {B, S}:i32, %x: {B, S, $N}) -> ({B, S, $N}, {B, S, $N}) {
  %h = bmc.one_hot %i classes $N as $T : {B, S}:i32 -> {B, S, $N}
  %y = bmc.mul %h, %x : {B, S, $N}
  return %h, %y : {B, S, $N}, {B, S, $N}
}

func.func @one_hot_scalar(%i: {}:i32) -> {$N} {
  %h = bmc.one_hot %i classes $N as $T : {}:i32 -> {$N}
  return %h : {$N}
}

func.func @causal_mask(%x: {B, N, N}) -> ({B, N, N}, {B, N, N}) {
  %a = bmc.causal_mask %x fill -1000000000.0 : {B, N, N}
  %e = bmc.exp %x : {B, N, N}
  %b = bmc.causal_mask %e fill 0.0 : {B, N, N}
  return %a, %b : {B, N, N}, {B, N, N}
}

func.func @causal_mask_rectangle(%x: {S, N}) -> {S, N} {
  %a = bmc.causal_mask %x fill 0.5 : {S, N}
  return %a : {S, N}
}

// Vectors of the result run across rows of what is transposed.
func.func @transposed(%i: {N}:i32, %w: {5, 6}, %x: {N, N}, %y: {6, N}) -> ({6, N}, {R, N}, {N, N}) {
  %e = bmc.embedding %i, %w : {N}:i32, {5, 6} -> {N, 6}
  %a = bmc.transpose %e, [1, 0] : {N, 6} -> {6, N}
  %f = bmc.mul %a, %y : {6, N}
  %h = bmc.one_hot %i classes 5 as $T : {N}:i32 -> {N, 5}
  %b = bmc.transpose %h, [1, 0] : {N, 5} -> {5, N}
  %s = bmc.sum %b, [0] : {5, N} -> {N}
  %g = bmc.broadcast %s, [1] : {N} -> {R, N}
  %m = bmc.causal_mask %x fill 0.5 : {N, N}
  %c = bmc.transpose %m, [1, 0] : {N, N} -> {N, N}
  return %f, %g, %c : {6, N}, {R, N}, {N, N}
}

func.func @transposed_one_hot(%i: {N}:i32) -> {5, N} {
  %h = bmc.one_hot %i classes 5 as $T : {N}:i32 -> {N, 5}
  %b = bmc.transpose %h, [1, 0] : {N, 5} -> {5, N}
  return %b : {5, N}
}
