// Steps of recurrent layers and their gradients. Weights from some size on are walked round by round,
// smaller ones (210) if rows are few.
// RUN: python3 %S/../Inputs/native.py %s --sizes=1,16,33
// RUN: python3 %S/../Inputs/native.py %s --sizes=210,330 --types=f32 --modes=dynamic
// RUN: python3 %S/../Inputs/native.py %s --sizes=150 --types=f64 --modes=static
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=17 --modes=dynamic %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=17 --modes=static

func.func @rnn_tanh(%x: {R, S, $N}, %w: {$N, $N}, %b: {$N}, %h: {R, $N}) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:3 = bmc.recurrent rnn_tanh %x, %v bias %b h0 %h : ({R, S, $N}, {$N, $N}, {$N}, {R, $N}) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)})
  return %r#0, %r#1, %r#2 : {R, S, $N}, {R, $N}, {R, S, $(2*N)}
}

func.func @rnn_tanh_reverse(%x: {R, S, $N}, %w: {$N, $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:3 = bmc.recurrent rnn_tanh reverse %x, %v mask %m lengths %l : ({R, S, $N}, {$N, $N}, {R, $N}, {R}:i32) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)})
  return %r#0, %r#1, %r#2 : {R, S, $N}, {R, $N}, {R, S, $(2*N)}
}

func.func @rnn_tanh_backward(%s: {R, S, $(2*N)}, %w: {$N, $N}, %d: {R, S, $N}, %dh: {R, $N}) -> ({R, S, $N}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:2 = bmc.recurrent_backward rnn_tanh %s, %v dy %d dhn %dh : ({R, S, $(2*N)}, {$N, $N}, {R, S, $N}, {R, $N}) -> ({R, S, $N}, {R, $N})
  return %r#0, %r#1 : {R, S, $N}, {R, $N}
}

func.func @rnn_tanh_backward_reverse(%s: {R, S, $(2*N)}, %w: {$N, $N}, %d: {R, S, $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $N}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:2 = bmc.recurrent_backward rnn_tanh reverse %s, %v dy %d mask %m lengths %l : ({R, S, $(2*N)}, {$N, $N}, {R, S, $N}, {R, $N}, {R}:i32) -> ({R, S, $N}, {R, $N})
  return %r#0, %r#1 : {R, S, $N}, {R, $N}
}

func.func @rnn_relu(%x: {R, S, $N}, %w: {$N, $N}, %b: {$N}, %h: {R, $N}) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:3 = bmc.recurrent rnn_relu %x, %v bias %b h0 %h : ({R, S, $N}, {$N, $N}, {$N}, {R, $N}) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)})
  return %r#0, %r#1, %r#2 : {R, S, $N}, {R, $N}, {R, S, $(2*N)}
}

func.func @rnn_relu_reverse(%x: {R, S, $N}, %w: {$N, $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:3 = bmc.recurrent rnn_relu reverse %x, %v mask %m lengths %l : ({R, S, $N}, {$N, $N}, {R, $N}, {R}:i32) -> ({R, S, $N}, {R, $N}, {R, S, $(2*N)})
  return %r#0, %r#1, %r#2 : {R, S, $N}, {R, $N}, {R, S, $(2*N)}
}

func.func @rnn_relu_backward(%s: {R, S, $(2*N)}, %w: {$N, $N}, %d: {R, S, $N}, %dh: {R, $N}) -> ({R, S, $N}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:2 = bmc.recurrent_backward rnn_relu %s, %v dy %d dhn %dh : ({R, S, $(2*N)}, {$N, $N}, {R, S, $N}, {R, $N}) -> ({R, S, $N}, {R, $N})
  return %r#0, %r#1 : {R, S, $N}, {R, $N}
}

func.func @rnn_relu_backward_reverse(%s: {R, S, $(2*N)}, %w: {$N, $N}, %d: {R, S, $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $N}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$N, $N}
  %v = bmc.mul %w, %c1 : {$N, $N}
  %r:2 = bmc.recurrent_backward rnn_relu reverse %s, %v dy %d mask %m lengths %l : ({R, S, $(2*N)}, {$N, $N}, {R, S, $N}, {R, $N}, {R}:i32) -> ({R, S, $N}, {R, $N})
  return %r#0, %r#1 : {R, S, $N}, {R, $N}
}

func.func @lstm(%x: {R, S, $(4*N)}, %w: {$(4*N), $N}, %b: {$(4*N)}, %h: {R, $N}, %c: {R, $N}) -> ({R, S, $N}, {R, $N}, {R, $N}, {R, S, $(6*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$(4*N), $N}
  %v = bmc.mul %w, %c1 : {$(4*N), $N}
  %r:4 = bmc.recurrent lstm %x, %v bias %b h0 %h c0 %c : ({R, S, $(4*N)}, {$(4*N), $N}, {$(4*N)}, {R, $N}, {R, $N}) -> ({R, S, $N}, {R, $N}, {R, $N}, {R, S, $(6*N)})
  return %r#0, %r#1, %r#2, %r#3 : {R, S, $N}, {R, $N}, {R, $N}, {R, S, $(6*N)}
}

func.func @lstm_reverse(%x: {R, S, $(4*N)}, %w: {$(4*N), $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $N}, {R, $N}, {R, $N}, {R, S, $(6*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$(4*N), $N}
  %v = bmc.mul %w, %c1 : {$(4*N), $N}
  %r:4 = bmc.recurrent lstm reverse %x, %v mask %m lengths %l : ({R, S, $(4*N)}, {$(4*N), $N}, {R, $N}, {R}:i32) -> ({R, S, $N}, {R, $N}, {R, $N}, {R, S, $(6*N)})
  return %r#0, %r#1, %r#2, %r#3 : {R, S, $N}, {R, $N}, {R, $N}, {R, S, $(6*N)}
}

func.func @lstm_backward(%s: {R, S, $(6*N)}, %w: {$(4*N), $N}, %d: {R, S, $N}, %dh: {R, $N}, %dc: {R, $N}) -> ({R, S, $(4*N)}, {R, $N}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$(4*N), $N}
  %v = bmc.mul %w, %c1 : {$(4*N), $N}
  %r:3 = bmc.recurrent_backward lstm %s, %v dy %d dhn %dh dcn %dc : ({R, S, $(6*N)}, {$(4*N), $N}, {R, S, $N}, {R, $N}, {R, $N}) -> ({R, S, $(4*N)}, {R, $N}, {R, $N})
  return %r#0, %r#1, %r#2 : {R, S, $(4*N)}, {R, $N}, {R, $N}
}

func.func @lstm_backward_reverse(%s: {R, S, $(6*N)}, %w: {$(4*N), $N}, %d: {R, S, $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $(4*N)}, {R, $N}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$(4*N), $N}
  %v = bmc.mul %w, %c1 : {$(4*N), $N}
  %r:3 = bmc.recurrent_backward lstm reverse %s, %v dy %d mask %m lengths %l : ({R, S, $(6*N)}, {$(4*N), $N}, {R, S, $N}, {R, $N}, {R}:i32) -> ({R, S, $(4*N)}, {R, $N}, {R, $N})
  return %r#0, %r#1, %r#2 : {R, S, $(4*N)}, {R, $N}, {R, $N}
}

func.func @gru(%x: {R, S, $(3*N)}, %w: {$(3*N), $N}, %b: {$(3*N)}, %h: {R, $N}) -> ({R, S, $N}, {R, $N}, {R, S, $(5*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$(3*N), $N}
  %v = bmc.mul %w, %c1 : {$(3*N), $N}
  %r:3 = bmc.recurrent gru %x, %v bias %b h0 %h : ({R, S, $(3*N)}, {$(3*N), $N}, {$(3*N)}, {R, $N}) -> ({R, S, $N}, {R, $N}, {R, S, $(5*N)})
  return %r#0, %r#1, %r#2 : {R, S, $N}, {R, $N}, {R, S, $(5*N)}
}

func.func @gru_reverse(%x: {R, S, $(3*N)}, %w: {$(3*N), $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $N}, {R, $N}, {R, S, $(5*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$(3*N), $N}
  %v = bmc.mul %w, %c1 : {$(3*N), $N}
  %r:3 = bmc.recurrent gru reverse %x, %v mask %m lengths %l : ({R, S, $(3*N)}, {$(3*N), $N}, {R, $N}, {R}:i32) -> ({R, S, $N}, {R, $N}, {R, S, $(5*N)})
  return %r#0, %r#1, %r#2 : {R, S, $N}, {R, $N}, {R, S, $(5*N)}
}

func.func @gru_backward(%s: {R, S, $(5*N)}, %w: {$(3*N), $N}, %d: {R, S, $N}, %dh: {R, $N}) -> ({R, S, $(3*N)}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$(3*N), $N}
  %v = bmc.mul %w, %c1 : {$(3*N), $N}
  %r:2 = bmc.recurrent_backward gru %s, %v dy %d dhn %dh : ({R, S, $(5*N)}, {$(3*N), $N}, {R, S, $N}, {R, $N}) -> ({R, S, $(3*N)}, {R, $N})
  return %r#0, %r#1 : {R, S, $(3*N)}, {R, $N}
}

func.func @gru_backward_reverse(%s: {R, S, $(5*N)}, %w: {$(3*N), $N}, %d: {R, S, $N}, %m: {R, $N}, %l: {R}:i32 {bmc.value = dense<[2, 3, 0, 1, 9]> : {5}:i32}) -> ({R, S, $(3*N)}, {R, $N}) {
  %c1 = bmc.constant $(1.0 / N) : {$(3*N), $N}
  %v = bmc.mul %w, %c1 : {$(3*N), $N}
  %r:2 = bmc.recurrent_backward gru reverse %s, %v dy %d mask %m lengths %l : ({R, S, $(5*N)}, {$(3*N), $N}, {R, S, $N}, {R, $N}, {R}:i32) -> ({R, S, $(3*N)}, {R, $N})
  return %r#0, %r#1 : {R, S, $(3*N)}, {R, $N}
}

func.func @rows(%x: {67, 2, $(4*N)}, %w: {$(4*N), $N}, %s: {67, 2, $(6*N)}, %d: {67, $N}) -> ({67, 2, $N}, {67, 2, $(4*N)}) {
  %c1 = bmc.constant $(1.0 / N) : {$(4*N), $N}
  %v = bmc.mul %w, %c1 : {$(4*N), $N}
  %r:4 = bmc.recurrent lstm %x, %v : ({67, 2, $(4*N)}, {$(4*N), $N}) -> ({67, 2, $N}, {67, $N}, {67, $N}, {67, 2, $(6*N)})
  %g:3 = bmc.recurrent_backward lstm %s, %v dcn %d : ({67, 2, $(6*N)}, {$(4*N), $N}, {67, $N}) -> ({67, 2, $(4*N)}, {67, $N}, {67, $N})
  return %r#0, %g#0 : {67, 2, $N}, {67, 2, $(4*N)}
}
