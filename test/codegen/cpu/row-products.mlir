// Products of one row: along memory and down it, depths and widths around the vectors and blocks, biases, what follows in the kernel.
// RUN: python3 %S/../Inputs/native.py %s --modes=static --sizes=1,2,15,16,17,33,63,64,65,127,129,257,300
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --modes=static --mcpu=avx2 --sizes=1,7,33,65,257 %}
// RUN: python3 %S/../Inputs/native.py %s --modes=static --mcpu=portable --sizes=1,7,33,65,257

func.func @along(%x: {1, N}, %w: {37, N}) -> {1, 37} {
  %y = bmc.linear %x, %w : ({1, N}, {37, N}) -> {1, 37}
  return %y : {1, 37}
}

func.func @along_wide(%x: {1, 40}, %w: {N, 40}, %b: {N}) -> {1, N} {
  %y = bmc.linear %x, %w, %b : ({1, 40}, {N, 40}, {N}) -> {1, N}
  return %y : {1, N}
}

// Several tasks, the last one incomplete.
func.func @along_tasks(%x: {1, 1030}, %w: {$(N+70), 1030}, %r: {1, $(N+70)}) -> ({1, $(N+70)}, {1, $(N+70)}) {
  %y = bmc.linear %x, %w : ({1, 1030}, {$(N+70), 1030}) -> {1, $(N+70)}
  %g = bmc.gelu %y : {1, $(N+70)}
  %s = bmc.add %g, %r : {1, $(N+70)}
  return %y, %s : {1, $(N+70)}, {1, $(N+70)}
}

func.func @down(%x: {1, N}, %w: {N, 37}) -> {1, 37} {
  %y = bmc.linear %x, %w transposed : ({1, N}, {N, 37}) -> {1, 37}
  return %y : {1, 37}
}

func.func @down_wide(%x: {1, 40}, %w: {40, N}, %b: {N}, %r: {1, N}) -> {1, N} {
  %y = bmc.linear %x, %w, %b transposed : ({1, 40}, {40, N}, {N}) -> {1, N}
  %s = bmc.add %y, %r : {1, N}
  return %s : {1, N}
}

func.func @down_deep(%x: {1, $(N+500)}, %w: {$(N+500), 150}) -> {1, 150} {
  %y = bmc.linear %x, %w transposed : ({1, $(N+500)}, {$(N+500), 150}) -> {1, 150}
  return %y : {1, 150}
}

func.func @slice_of_a_row(%x: {1, 1, $(2*N)}, %w: {$N, 20}) -> {1, 1, 20} {
  %a = bmc.slice %x axis 2 offset $N size $N : {1, 1, $(2*N)} -> {1, 1, $N}
  %y = bmc.matmul %a, %w : {1, 1, $N}, {$N, 20} -> {1, 1, 20}
  return %y : {1, 1, 20}
}
