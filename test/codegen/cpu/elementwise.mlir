// Every element-wise op on incomplete and complete vectors of every width.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @unary(%x: {B, N}) -> ({B, N}, {B, N}, {B, N}, {B, N}, {B, N}, {B, N}, {B, N}, {B, N}) {
  %neg = bmc.neg %x : {B, N}
  %abs = bmc.abs %x : {B, N}
  %exp = bmc.exp %x : {B, N}
  %tanh = bmc.tanh %x : {B, N}
  %erf = bmc.erf %x : {B, N}
  %sin = bmc.sin %x : {B, N}
  %cos = bmc.cos %x : {B, N}
  %relu = bmc.relu %x : {B, N}
  return %neg, %abs, %exp, %tanh, %erf, %sin, %cos, %relu : {B, N}, {B, N}, {B, N}, {B, N}, {B, N}, {B, N}, {B, N}, {B, N}
}

func.func @positive(%x: {N}) -> ({N}, {N}, {N}, {N}, {N}) {
  %a = bmc.abs %x : {N}
  %log = bmc.log %a : {N}
  %sqrt = bmc.sqrt %a : {N}
  %rsqrt = bmc.rsqrt %a : {N}
  %reciprocal = bmc.reciprocal %a : {N}
  %pow = bmc.pow %a, %x : {N}
  return %log, %sqrt, %rsqrt, %reciprocal, %pow : {N}, {N}, {N}, {N}, {N}
}

func.func @near_zero(%x: {B, N}) -> ({B, N}, {B, N}, {B, N}, {B, N}) {
  %exp2 = bmc.exp2 %x : {B, N}
  %expm1 = bmc.expm1 %x : {B, N}
  %square = bmc.mul %x, %x : {B, N}
  %log1p = bmc.log1p %square : {B, N}
  %atan = bmc.atan %x : {B, N}
  return %exp2, %expm1, %log1p, %atan : {B, N}, {B, N}, {B, N}, {B, N}
}

func.func @whole_numbers(%x: {N}) -> ({N}, {N}, {N}, {N}, {N}) {
  %floor = bmc.floor %x : {N}
  %ceil = bmc.ceil %x : {N}
  %round = bmc.round %x : {N}
  %trunc = bmc.trunc %x : {N}
  %stop = bmc.stop_gradient %x : {N}
  return %floor, %ceil, %round, %trunc, %stop : {N}, {N}, {N}, {N}, {N}
}

func.func @angles(%a: {N}, %b: {N}) -> ({N}, {N}) {
  %atan2 = bmc.atan2 %a, %b : {N}
  %fmod = bmc.fmod %a, %b : {N}
  return %atan2, %fmod : {N}, {N}
}

func.func @logical(%a: {N}, %b: {N}, %given: {N}:i1) -> ({N}:i1, {N}:i1, {N}) {
  %c = bmc.compare gt, %a, %b : {N}
  %and = bmc.logical_and %c, %given : {N}:i1
  %or = bmc.logical_or %c, %given : {N}:i1
  %not = bmc.logical_not %or : {N}:i1
  %f = bmc.convert %not : {N}:i1 -> {N}
  return %and, %or, %f : {N}:i1, {N}:i1, {N}
}

func.func @activations(%x: {N, 3}) -> ({N, 3}, {N, 3}, {N, 3}, {N, 3}, {N, 3}, {N, 3}) {
  %sigmoid = bmc.sigmoid %x : {N, 3}
  %silu = bmc.silu %x : {N, 3}
  %gelu = bmc.gelu %x approximate none : {N, 3}
  %gelu_tanh = bmc.gelu %x approximate tanh : {N, 3}
  %grad = bmc.gelu_grad %x approximate none : {N, 3}
  %grad_tanh = bmc.gelu_grad %x approximate tanh : {N, 3}
  return %sigmoid, %silu, %gelu, %gelu_tanh, %grad, %grad_tanh : {N, 3}, {N, 3}, {N, 3}, {N, 3}, {N, 3}, {N, 3}
}

func.func @binary(%a: {B, S, N}, %b: {B, S, N}) -> ({B, S, N}, {B, S, N}, {B, S, N}, {B, S, N}, {B, S, N}, {B, S, N}) {
  %add = bmc.add %a, %b : {B, S, N}
  %sub = bmc.sub %a, %b : {B, S, N}
  %mul = bmc.mul %a, %b : {B, S, N}
  %div = bmc.div %a, %b : {B, S, N}
  %maximum = bmc.maximum %a, %b : {B, S, N}
  %minimum = bmc.minimum %a, %b : {B, S, N}
  return %add, %sub, %mul, %div, %maximum, %minimum : {B, S, N}, {B, S, N}, {B, S, N}, {B, S, N}, {B, S, N}, {B, S, N}
}

func.func @compare_select(%a: {N}, %b: {N}) -> ({N}, {N}, {N}, {N}, {N}, {N}) {
  %c0 = bmc.compare eq, %a, %b : {N}
  %c1 = bmc.compare ne, %a, %b : {N}
  %c2 = bmc.compare lt, %a, %b : {N}
  %c3 = bmc.compare le, %a, %b : {N}
  %c4 = bmc.compare gt, %a, %b : {N}
  %c5 = bmc.compare ge, %a, %b : {N}
  %s0 = bmc.select %c0, %a, %b : {N}:i1, {N}
  %s1 = bmc.select %c1, %a, %b : {N}:i1, {N}
  %s2 = bmc.select %c2, %a, %b : {N}:i1, {N}
  %s3 = bmc.select %c3, %a, %b : {N}:i1, {N}
  %s4 = bmc.select %c4, %a, %b : {N}:i1, {N}
  %s5 = bmc.select %c5, %a, %b : {N}:i1, {N}
  return %s0, %s1, %s2, %s3, %s4, %s5 : {N}, {N}, {N}, {N}, {N}, {N}
}

func.func @condition(%a: {B, N}, %b: {B, N}, %given: {B, N}:i1) -> ({B, N}:i1, {B, N}, {B, N}) {
  %c = bmc.compare gt, %a, %b : {B, N}
  %s = bmc.select %given, %a, %b : {B, N}:i1, {B, N}
  %f = bmc.convert %given : {B, N}:i1 -> {B, N}
  return %c, %s, %f : {B, N}:i1, {B, N}, {B, N}
}

func.func @integers(%i: {N}:i32, %j: {N}:i32) -> ({N}, {N}:i1, {N}) {
  %f = bmc.convert %i : {N}:i32 -> {N}
  %c = bmc.compare lt, %i, %j : {N}:i32
  %g = bmc.convert %c : {N}:i1 -> {N}
  %h = bmc.add %f, %g : {N}
  return %f, %c, %h : {N}, {N}:i1, {N}
}

func.func @widen(%x: {N}:f32) -> {N}:f64 {
  %y = bmc.convert %x : {N}:f32 -> {N}:f64
  %z = bmc.mul %y, %y : {N}:f64
  return %z : {N}:f64
}

func.func @narrow(%x: {N}:f64) -> {N}:f32 {
  %y = bmc.exp %x : {N}:f64
  %z = bmc.convert %y : {N}:f64 -> {N}:f32
  return %z : {N}:f32
}

func.func @scalars(%x: {}, %y: {}, %norm: {}:f64) -> ({}, {}:f64) {
  %a = bmc.mul %x, %y : {}
  %b = bmc.sigmoid %a : {}
  %c = bmc.clip_coefficient %norm max_norm 0.5 : {}:f64 -> {}:f64
  return %b, %c : {}, {}:f64
}

func.func @no_inputs() -> ({N, 5}, {N}:i32, {}) {
  %one = bmc.constant 1.5 : {N, 5}
  %i = bmc.arange : {N}:i32
  %size = bmc.size 3 x [] : {}
  return %one, %i, %size : {N, 5}, {N}:i32, {}
}

// only dynamic
func.func @sizes(%x: {N, S, 2}) -> {} {
  %size = bmc.size 2 x ["N", "S"] : {}
  return %size : {}
}

func.func @long(%x: {N, 257}, %y: {N, 257}) -> {N, 257} {
  %a = bmc.mul %x, %y : {N, 257}
  %b = bmc.tanh %a : {N, 257}
  %c = bmc.add %b, %x : {N, 257}
  return %c : {N, 257}
}
