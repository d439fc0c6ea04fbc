// batch_norm and its gradients with every set of operands, and with results
// nobody uses.
// RUN: python3 %S/../Inputs/native.py %s --sizes=3,15,16,17,33,129,257
// RUN: python3 %S/../Inputs/native.py %s --modes=dynamic --sizes=17,129 --bound=2000
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=7

func.func @plain(%x: {R, 3, N}) -> ({R, 3, N}, {3}, {3}) {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({R, 3, N}) -> ({R, 3, N}, {3}, {3})
  return %y, %m, %v : {R, 3, N}, {3}, {3}
}

func.func @affine(%x: {B, $N, 3, 5}, %w: {$N}, %b: {$N}) -> {B, $N, 3, 5} {
  %y, %m, %v = bmc.batch_norm %x weight %w bias %b eps 1.0e-03 : ({B, $N, 3, 5}, {$N}, {$N}) -> ({B, $N, 3, 5}, {$N}, {$N})
  %r = bmc.relu %y : {B, $N, 3, 5}
  return %r : {B, $N, 3, 5}
}

// An epilogue that wants rows: the factor of each row.
func.func @rows(%x: {B, 2, 3, N}, %f: {3}) -> {B, 2, 3, N} {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({B, 2, 3, N}) -> ({B, 2, 3, N}, {2}, {2})
  %g = bmc.broadcast %f, [2] : {3} -> {B, 2, 3, N}
  %r = bmc.mul %y, %g : {B, 2, 3, N}
  return %r : {B, 2, 3, N}
}

func.func @statistics_only(%x: {R, 4, N}) -> ({4}, {4}) {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({R, 4, N}) -> ({R, 4, N}, {4}, {4})
  return %m, %v : {4}, {4}
}

func.func @backward(%dy: {R, 3, N}, %x: {R, 3, N}) -> ({R, 3, N}, {3}, {3}) {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({R, 3, N}) -> ({R, 3, N}, {3}, {3})
  %d:3 = bmc.batch_norm_backward %dy, %x, %m, %v eps 1.0e-05 : ({R, 3, N}, {R, 3, N}, {3}, {3}) -> ({R, 3, N}, {3}, {3})
  return %d#0, %d#1, %d#2 : {R, 3, N}, {3}, {3}
}

func.func @backward_weight(%dy: {B, $N, 3, 5}, %x: {B, $N, 3, 5}, %w: {$N}, %a: {B, $N, 3, 5}) -> {B, $N, 3, 5} {
  %y, %m, %v = bmc.batch_norm %x weight %w eps 1.0e-05 : ({B, $N, 3, 5}, {$N}) -> ({B, $N, 3, 5}, {$N}, {$N})
  %d:3 = bmc.batch_norm_backward %dy, %x, %m, %v weight %w eps 1.0e-05 : ({B, $N, 3, 5}, {B, $N, 3, 5}, {$N}, {$N}, {$N}) -> ({B, $N, 3, 5}, {$N}, {$N})
  %s = bmc.add %d#0, %a : {B, $N, 3, 5}
  return %s : {B, $N, 3, 5}
}

func.func @backward_parameters(%dy: {R, 2, N}, %x: {R, 2, N}) -> ({2}, {2}) {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({R, 2, N}) -> ({R, 2, N}, {2}, {2})
  %d:3 = bmc.batch_norm_backward %dy, %x, %m, %v eps 1.0e-05 : ({R, 2, N}, {R, 2, N}, {2}, {2}) -> ({R, 2, N}, {2}, {2})
  return %d#1, %d#2 : {2}, {2}
}

// Planes of one element: lanes are channels.
func.func @columns(%x: {R, $N, 1}, %w: {$N}, %b: {$N}) -> ({R, $N, 1}, {R, $N, 1}, {$N}, {$N}) {
  %y, %m, %v = bmc.batch_norm %x weight %w bias %b eps 1.0e-05 : ({R, $N, 1}, {$N}, {$N}) -> ({R, $N, 1}, {$N}, {$N})
  %r = bmc.relu %y : {R, $N, 1}
  return %y, %r, %m, %v : {R, $N, 1}, {R, $N, 1}, {$N}, {$N}
}

func.func @columns_few(%x: {N, 3, 1, 1}) -> ({N, 3, 1, 1}, {3}) {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({N, 3, 1, 1}) -> ({N, 3, 1, 1}, {3}, {3})
  return %y, %v : {N, 3, 1, 1}, {3}
}

// An epilogue that wants axes: the factor of each channel.
func.func @columns_epilogue(%x: {R, $N, 1}, %f: {$N}) -> {R, $N, 1} {
  %y, %m, %v = bmc.batch_norm %x eps 1.0e-05 : ({R, $N, 1}) -> ({R, $N, 1}, {$N}, {$N})
  %g = bmc.broadcast %f, [1] : {$N} -> {R, $N, 1}
  %r = bmc.mul %y, %g : {R, $N, 1}
  return %r : {R, $N, 1}
}

func.func @columns_backward(%dy: {R, $N, 1}, %x: {R, $N, 1}, %w: {$N}, %a: {R, $N, 1}) -> ({R, $N, 1}, {$N}, {$N}) {
  %y, %m, %v = bmc.batch_norm %x weight %w eps 1.0e-05 : ({R, $N, 1}, {$N}) -> ({R, $N, 1}, {$N}, {$N})
  %d:3 = bmc.batch_norm_backward %dy, %x, %m, %v weight %w eps 1.0e-05 : ({R, $N, 1}, {R, $N, 1}, {$N}, {$N}, {$N}) -> ({R, $N, 1}, {$N}, {$N})
  %s = bmc.add %d#0, %a : {R, $N, 1}
  return %s, %d#1, %d#2 : {R, $N, 1}, {$N}, {$N}
}
