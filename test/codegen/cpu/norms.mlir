// layer_norm, add_layer_norm and their gradients with every set of operands, and
// with results nobody uses. Two columns leave a gradient of rounding errors only: in
// f64 alone.
// RUN: python3 %S/../Inputs/native.py %s --sizes=3,15,16,17,31,33,127,129
// RUN: python3 %S/../Inputs/native.py %s --sizes=2 --types=f64
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=7,33

func.func @plain(%x: {B, S, $N}) -> ({B, S, $N}, {B, S}, {B, S}) {
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-05 : ({B, S, $N}) -> ({B, S, $N}, {B, S}, {B, S})
  return %y, %m, %r : {B, S, $N}, {B, S}, {B, S}
}

func.func @weight(%x: {R, $N}, %w: {$N}) -> {R, $N} {
  %y, %m, %r = bmc.layer_norm %x weight %w eps 1.0e-05 : ({R, $N}, {$N}) -> ({R, $N}, {R}, {R})
  return %y : {R, $N}
}

func.func @weight_bias(%x: {N, 48}, %w: {48}, %b: {48}) -> ({N, 48}, {N}) {
  %y, %m, %r = bmc.layer_norm %x weight %w bias %b eps 1.0e-05 : ({N, 48}, {48}, {48}) -> ({N, 48}, {N}, {N})
  return %y, %r : {N, 48}, {N}
}

func.func @one_row(%x: {$N}, %w: {$N}, %b: {$N}) -> ({$N}, {}, {}) {
  %y, %m, %r = bmc.layer_norm %x weight %w bias %b eps 1.0e-05 : ({$N}, {$N}, {$N}) -> ({$N}, {}, {})
  return %y, %m, %r : {$N}, {}, {}
}

func.func @statistics_only(%x: {R, $N}) -> {R} {
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-03 : ({R, $N}) -> ({R, $N}, {R}, {R})
  %s = bmc.exp %m : {R}
  return %s : {R}
}

func.func @add(%a: {B, S, $N}, %b: {B, S, $N}, %w: {$N}, %c: {$N}) -> ({B, S, $N}, {B, S, $N}, {B, S}, {B, S}) {
  %s, %y, %m, %r = bmc.add_layer_norm %a, %b weight %w bias %c eps 1.0e-05 : ({B, S, $N}, {B, S, $N}, {$N}, {$N}) -> ({B, S, $N}, {B, S, $N}, {B, S}, {B, S})
  return %s, %y, %m, %r : {B, S, $N}, {B, S, $N}, {B, S}, {B, S}
}

func.func @add_plain(%a: {R, $N}, %b: {R, $N}) -> {R, $N} {
  %s, %y, %m, %r = bmc.add_layer_norm %a, %b eps 1.0e-05 : ({R, $N}, {R, $N}) -> ({R, $N}, {R, $N}, {R}, {R})
  return %y : {R, $N}
}

func.func @backward(%dy: {B, S, $N}, %x: {B, S, $N}) -> {B, S, $N} {
  %y, %m, %r = bmc.layer_norm %x eps 1.0e-05 : ({B, S, $N}) -> ({B, S, $N}, {B, S}, {B, S})
  %d = bmc.layer_norm_backward %dy, %x, %m, %r : ({B, S, $N}, {B, S, $N}, {B, S}, {B, S}) -> {B, S, $N}
  return %d : {B, S, $N}
}

func.func @backward_weight(%dy: {N, 33}, %x: {N, 33}, %w: {33}) -> ({N, 33}, {33}) {
  %y, %m, %r = bmc.layer_norm %x weight %w eps 1.0e-05 : ({N, 33}, {33}) -> ({N, 33}, {N}, {N})
  %d:2 = bmc.layer_norm_backward %dy, %x, %m, %r weight %w : ({N, 33}, {N, 33}, {N}, {N}, {33}) -> ({N, 33}, {33})
  return %d#0, %d#1 : {N, 33}, {33}
}

func.func @backward_all(%dy: {B, S, $N}, %x: {B, S, $N}, %w: {$N}, %b: {$N}, %res: {B, S, $N}) -> ({B, S, $N}, {$N}, {$N}) {
  %y, %m, %r = bmc.layer_norm %x weight %w bias %b eps 1.0e-05 : ({B, S, $N}, {$N}, {$N}) -> ({B, S, $N}, {B, S}, {B, S})
  %d:3 = bmc.layer_norm_backward %dy, %x, %m, %r weight %w residual %res has_bias : ({B, S, $N}, {B, S, $N}, {B, S}, {B, S}, {$N}, {B, S, $N}) -> ({B, S, $N}, {$N}, {$N})
  return %d#0, %d#1, %d#2 : {B, S, $N}, {$N}, {$N}
}

// More rows than one partial sum holds.
func.func @backward_many_rows(%dy: {70, $N}, %x: {70, $N}, %w: {$N}) -> ({70, $N}, {$N}) {
  %y, %m, %r = bmc.layer_norm %x weight %w eps 1.0e-05 : ({70, $N}, {$N}) -> ({70, $N}, {70}, {70})
  %d:2 = bmc.layer_norm_backward %dy, %x, %m, %r weight %w : ({70, $N}, {70, $N}, {70}, {70}, {$N}) -> ({70, $N}, {$N})
  return %d#0, %d#1 : {70, $N}, {$N}
}

func.func @backward_weight_only(%dy: {R, $N}, %x: {R, $N}, %w: {$N}) -> {$N} {
  %y, %m, %r = bmc.layer_norm %x weight %w eps 1.0e-05 : ({R, $N}, {$N}) -> ({R, $N}, {R}, {R})
  %d:2 = bmc.layer_norm_backward %dy, %x, %m, %r weight %w : ({R, $N}, {R, $N}, {R}, {R}, {$N}) -> ({R, $N}, {$N})
  return %d#1 : {$N}
}

func.func @rms(%x: {B, S, $N}) -> ({B, S, $N}, {B, S}) {
  %y, %r = bmc.rms_norm %x eps 1.0e-05 : ({B, S, $N}) -> ({B, S, $N}, {B, S})
  return %y, %r : {B, S, $N}, {B, S}
}

func.func @rms_weight(%x: {N, 33}, %w: {33}) -> {N, 33} {
  %y, %r = bmc.rms_norm %x weight %w eps 1.0e-03 : ({N, 33}, {33}) -> ({N, 33}, {N})
  return %y : {N, 33}
}

func.func @rms_scalar_rows(%x: {$N}, %w: {$N}) -> ({$N}, {}) {
  %y, %r = bmc.rms_norm %x weight %w eps 1.0e-05 : ({$N}, {$N}) -> ({$N}, {})
  return %y, %r : {$N}, {}
}

func.func @add_rms(%a: {B, S, $N}, %b: {B, S, $N}, %w: {$N}) -> ({B, S, $N}, {B, S, $N}, {B, S}) {
  %s, %y, %r = bmc.add_rms_norm %a, %b weight %w eps 1.0e-05 : ({B, S, $N}, {B, S, $N}, {$N}) -> ({B, S, $N}, {B, S, $N}, {B, S})
  return %s, %y, %r : {B, S, $N}, {B, S, $N}, {B, S}
}

func.func @rms_backward(%dy: {B, S, $N}, %x: {B, S, $N}) -> {B, S, $N} {
  %y, %r = bmc.rms_norm %x eps 1.0e-05 : ({B, S, $N}) -> ({B, S, $N}, {B, S})
  %d = bmc.rms_norm_backward %dy, %x, %r : ({B, S, $N}, {B, S, $N}, {B, S}) -> {B, S, $N}
  return %d : {B, S, $N}
}

func.func @rms_backward_weight(%dy: {70, $N}, %x: {70, $N}, %w: {$N}, %res: {70, $N}) -> ({70, $N}, {$N}) {
  %y, %r = bmc.rms_norm %x weight %w eps 1.0e-05 : ({70, $N}, {$N}) -> ({70, $N}, {70})
  %d, %dw = bmc.rms_norm_backward %dy, %x, %r weight %w residual %res : ({70, $N}, {70, $N}, {70}, {$N}, {70, $N}) -> ({70, $N}, {$N})
  return %d, %dw : {70, $N}, {$N}
}

// Only the weight is trained.
func.func @rms_backward_weight_alone(%dy: {N, 7}, %x: {N, 7}, %w: {7}) -> {7} {
  %y, %r = bmc.rms_norm %x weight %w eps 1.0e-05 : ({N, 7}, {7}) -> ({N, 7}, {N})
  %d, %dw = bmc.rms_norm_backward %dy, %x, %r weight %w : ({N, 7}, {N, 7}, {N}, {7}) -> ({N, 7}, {7})
  return %dw : {7}
}
