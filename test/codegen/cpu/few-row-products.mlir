// Products of a few rows, known when they are compiled or when they run: some at once and some alone, along memory and down it.
// RUN: python3 %S/../Inputs/native.py %s --sizes=1,2,15,16,33,64,129,257
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33,257 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33,257

func.func @along(%x: {R, $N}, %w: {37, $N}, %b: {37}) -> {R, 37} {
  %y = bmc.linear %x, %w, %b : ({R, $N}, {37, $N}, {37}) -> {R, 37}
  return %y : {R, 37}
}

// As many as are few, and a task of many columns.
func.func @along_tasks(%x: {B, 4, 1032}, %w: {$(N+40), 1032}, %r: {B, 4, $(N+40)}) -> ({B, 4, $(N+40)}, {B, 4, $(N+40)}) {
  %y = bmc.linear %x, %w : ({B, 4, 1032}, {$(N+40), 1032}) -> {B, 4, $(N+40)}
  %g = bmc.gelu %y : {B, 4, $(N+40)}
  %s = bmc.add %g, %r : {B, 4, $(N+40)}
  return %y, %s : {B, 4, $(N+40)}, {B, 4, $(N+40)}
}

func.func @down(%x: {R, $(N+300)}, %w: {$(N+300), 150}, %r: {R, 150}) -> {R, 150} {
  %y = bmc.linear %x, %w transposed : ({R, $(N+300)}, {$(N+300), 150}) -> {R, 150}
  %s = bmc.add %y, %r : {R, 150}
  return %s : {R, 150}
}

func.func @down_wide(%x: {S, 40}, %w: {40, $N}, %b: {$N}) -> {S, $N} {
  %y = bmc.linear %x, %w, %b transposed : ({S, 40}, {40, $N}, {$N}) -> {S, $N}
  return %y : {S, $N}
}

func.func @slices(%x: {S, 80}, %w: {12, 40}) -> {S, 12} {
  %a = bmc.slice %x axis 1 offset 40 size 40 : {S, 80} -> {S, 40}
  %y = bmc.linear %a, %w : ({S, 40}, {12, 40}) -> {S, 12}
  return %y : {S, 12}
}

// A slice that does not begin where 16 bytes do.
func.func @odd_slices(%x: {S, 80}, %w: {12, 40}) -> {S, 12} {
  %a = bmc.slice %x axis 1 offset 39 size 40 : {S, 80} -> {S, 40}
  %y = bmc.linear %a, %w : ({S, 40}, {12, 40}) -> {S, 12}
  return %y : {S, 12}
}
