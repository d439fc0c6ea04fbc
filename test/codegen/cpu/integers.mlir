// Arithmetic of i32: wrapping around, quotients of both signs, by 0, by -1; choices, conversions, look-ups by what was computed.
// RUN: python3 %S/../Inputs/native.py %s
// RUN: %if avx2 %{ python3 %S/../Inputs/native.py %s --mcpu=avx2 --sizes=1,7,33 %}
// RUN: python3 %S/../Inputs/native.py %s --mcpu=portable --sizes=1,7,33

func.func @arithmetic(%a: {B, N}:i32, %b: {B, N}:i32) -> {B, N}:i32 {
  %k = bmc.constant 1103515245.0 : {B, N}:i32
  %big = bmc.integer mul %a, %k : {B, N}:i32
  %three = bmc.constant 3.0 : {B, N}:i32
  %d = bmc.integer sub %b, %three : {B, N}:i32
  %q = bmc.integer floor_div %big, %d : {B, N}:i32
  %r = bmc.integer remainder %big, %d : {B, N}:i32
  %s = bmc.integer add %q, %r : {B, N}:i32
  %t = bmc.integer maximum %s, %d : {B, N}:i32
  %y = bmc.integer minimum %t, %k : {B, N}:i32
  return %y : {B, N}:i32
}

func.func @least_by_minus_one(%a: {N}:i32) -> ({N}:i32, {N}:i32) {
  %zero = bmc.constant 0.0 : {N}:i32
  %n = bmc.integer mul %a, %zero : {N}:i32
  %least = bmc.constant -2147483648.0 : {N}:i32
  %x = bmc.integer add %n, %least : {N}:i32
  %one = bmc.constant 1.0 : {N}:i32
  %minus = bmc.integer sub %n, %one : {N}:i32
  %q = bmc.integer floor_div %x, %minus : {N}:i32
  %r = bmc.integer remainder %x, %minus : {N}:i32
  return %q, %r : {N}:i32, {N}:i32
}

func.func @by_constants(%a: {N}:i32) -> ({N}:i32, {N}:i32, {N}:i32) {
  %five = bmc.constant 5.0 : {N}:i32
  %k = bmc.constant 1103515245.0 : {N}:i32
  %big = bmc.integer mul %a, %k : {N}:i32
  %q = bmc.integer floor_div %big, %five : {N}:i32
  %r = bmc.integer remainder %big, %five : {N}:i32
  %minus = bmc.constant -4.0 : {N}:i32
  %p = bmc.integer floor_div %big, %minus : {N}:i32
  return %q, %r, %p : {N}:i32, {N}:i32, {N}:i32
}

func.func @choices(%a: {S, N}:i32, %b: {S, N}:i32) -> {S, N}:i32 {
  %c = bmc.compare lt, %a, %b : {S, N}:i32
  %n = bmc.to_integer %c : {S, N}:i1 -> {S, N}:i32
  %s = bmc.integer add %a, %n : {S, N}:i32
  %y = bmc.select %c, %s, %b : {S, N}:i1, {S, N}:i32
  return %y : {S, N}:i32
}

func.func @conversions(%x: {N, 5}) -> ({N, 5}:i32, {N, 5}) {
  %k = bmc.constant 1.0e9 : {N, 5}
  %big = bmc.mul %x, %k : {N, 5}
  %i = bmc.to_integer %big : {N, 5} -> {N, 5}:i32
  %three = bmc.constant 3.0 : {N, 5}
  %few = bmc.mul %x, %three : {N, 5}
  %j = bmc.to_integer %few : {N, 5} -> {N, 5}:i32
  %y = bmc.convert %j : {N, 5}:i32 -> {N, 5}
  return %i, %y : {N, 5}:i32, {N, 5}
}

func.func @not_numbers(%x: {N}) -> {N}:i32 {
  %r = bmc.log %x : {N}
  %y = bmc.to_integer %r : {N} -> {N}:i32
  return %y : {N}:i32
}

func.func @computed_rows(%w: {7, $N}) -> {S, S, $N} {
  %a = bmc.arange : {S}:i32
  %q = bmc.broadcast %a, [0] : {S}:i32 -> {S, S}:i32
  %k = bmc.broadcast %a, [1] : {S}:i32 -> {S, S}:i32
  %d = bmc.integer sub %k, %q : {S, S}:i32
  %seven = bmc.constant 7.0 : {S, S}:i32
  %i = bmc.integer remainder %d, %seven : {S, S}:i32
  %y = bmc.embedding %i, %w : {S, S}:i32, {7, $N} -> {S, S, $N}
  return %y : {S, S, $N}
}
