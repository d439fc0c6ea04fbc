// RUN: bmc-eval --native --dims=B=2,S=17,T=60 --dims=B=1,S=410,T=500 --tolerance=2e-5 %s | FileCheck %s
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native --dims=B=2,S=1,T=3 --dims=B=2,S=48,T=100 --dims=B=1,S=410,T=500 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=B=1,S=250,T=260 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=B=2,S=59,T=70 %s | FileCheck %s
//
// Attention of segments and with a softcap, and their gradients, against the reference. Numbers of segments are random, so
// that they lie in any order and some queries see no key; @packed has them as packed rows do.

bmc.dim @B max 4
bmc.dim @S max 500
bmc.dim @T max 500

!x = tensor<?x?x40xf32, #bmc.dims<"B", "S">>
!one = tensor<?x?x20xf32, #bmc.dims<"B", "S">>
!y = tensor<?x?x40xf32, #bmc.dims<"B", "T">>
!l = tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>
!s = tensor<?x?xi32, #bmc.dims<"B", "S">>
!t = tensor<?x?xi32, #bmc.dims<"B", "T">>
!b = tensor<1x2x?x?xf32, #bmc.dims<"S", "S">>
!p = tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
!rng = tensor<2xi64>

// Queries and keys have segments of their own.
// CHECK-DAG: @full o: difference
// CHECK-DAG: @full l: difference
// CHECK-DAG: @full dq: difference
// CHECK-DAG: @full dk: difference
// CHECK-DAG: @full dv: difference
func.func @full(%q: !x {bmc.name = "q"}, %k: !y {bmc.name = "k"}, %v: !y {bmc.name = "v"}, %qs: !s {bmc.name = "qs"}, %ks: !t {bmc.name = "ks"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !y {bmc.name = "dk"}, !y {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v segments %qs, %ks heads 2 scale 0.25 : (!x, !y, !y, !s, !t) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l segments %qs, %ks heads 2 scale 0.25 : (!x, !x, !y, !y, !x, !l, !s, !t)
    -> (!x, !y, !y)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !y, !y
}

// Heads share keys.
// CHECK-DAG: @causal_groups o: difference
// CHECK-DAG: @causal_groups l: difference
// CHECK-DAG: @causal_groups dq: difference
// CHECK-DAG: @causal_groups dk: difference
// CHECK-DAG: @causal_groups dv: difference
func.func @causal_groups(%q: !x {bmc.name = "q"}, %k: !one {bmc.name = "k"}, %v: !one {bmc.name = "v"}, %qs: !s {bmc.name = "qs"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !one {bmc.name = "dk"}, !one {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v segments %qs, %qs heads 2 scale 0.25 causal : (!x, !one, !one, !s, !s) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l segments %qs, %qs heads 2 scale 0.25 causal : (!x, !x, !one, !one, !x, !l, !s, !s)
    -> (!x, !one, !one)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !one, !one
}

// CHECK-DAG: @dropped o: difference
// CHECK-DAG: @dropped l: difference
// CHECK-DAG: @dropped dq: difference
// CHECK-DAG: @dropped dk: difference
// CHECK-DAG: @dropped dv: difference
func.func @dropped(%q: !x {bmc.name = "q"}, %k: !x {bmc.name = "k"}, %v: !x {bmc.name = "v"}, %qs: !s {bmc.name = "qs"}, %rng: !rng {bmc.name = "rng"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !x {bmc.name = "dk"}, !x {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v segments %qs, %qs dropout %rng p 0.3 stream 4 heads 2 scale 0.25 causal : (!x, !x, !x, !s, !s, !rng) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l segments %qs, %qs dropout %rng p 0.3 stream 4 heads 2 scale 0.25 causal : (!x, !x, !x, !x, !x, !l, !s, !s, !rng)
    -> (!x, !x, !x)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !x, !x
}

// A trained bias, and a softcap.
// CHECK-DAG: @beside_bias o: difference
// CHECK-DAG: @beside_bias l: difference
// CHECK-DAG: @beside_bias dq: difference
// CHECK-DAG: @beside_bias dk: difference
// CHECK-DAG: @beside_bias dv: difference
// CHECK-DAG: @beside_bias db: difference
func.func @beside_bias(%q: !x {bmc.name = "q"}, %k: !x {bmc.name = "k"}, %v: !x {bmc.name = "v"}, %b: !b {bmc.name = "b"}, %qs: !s {bmc.name = "qs"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !x {bmc.name = "dk"}, !x {bmc.name = "dv"}, !b {bmc.name = "db"}) {
  %o, %l = bmc.attention %q, %k, %v bias %b segments %qs, %qs heads 2 scale 0.25 softcap 0.7 causal : (!x, !x, !x, !b, !s, !s) -> (!x, !l)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %b segments %qs, %qs heads 2 scale 0.25 softcap 0.7 causal : (!x, !x, !x, !x, !x, !l, !b, !s, !s)
    -> (!x, !x, !x, !b)
  return %o, %l, %dq, %dk, %dv, %db : !x, !l, !x, !x, !x, !b
}

// A bias of each key, dropout and a softcap.
// CHECK-DAG: @beside_padding o: difference
// CHECK-DAG: @beside_padding l: difference
// CHECK-DAG: @beside_padding dq: difference
// CHECK-DAG: @beside_padding dk: difference
// CHECK-DAG: @beside_padding dv: difference
// CHECK-DAG: @beside_padding db: difference
func.func @beside_padding(%q: !x {bmc.name = "q"}, %k: !y {bmc.name = "k"}, %v: !y {bmc.name = "v"}, %b: !p {bmc.name = "b"}, %qs: !s {bmc.name = "qs"}, %ks: !t {bmc.name = "ks"}, %rng: !rng {bmc.name = "rng"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !y {bmc.name = "dk"}, !y {bmc.name = "dv"}, !p {bmc.name = "db"}) {
  %o, %l = bmc.attention %q, %k, %v bias %b segments %qs, %ks dropout %rng p 0.2 stream 1 heads 2 scale 0.25 softcap 1.5 : (!x, !y, !y, !p, !s, !t, !rng) -> (!x, !l)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %b segments %qs, %ks dropout %rng p 0.2 stream 1 heads 2 scale 0.25 softcap 1.5 : (!x, !x, !y, !y, !x, !l, !p, !s, !t, !rng)
    -> (!x, !y, !y, !p)
  return %o, %l, %dq, %dk, %dv, %db : !x, !l, !x, !y, !y, !p
}

// Seven positions each, so that a block sees few of the keys.
// CHECK-DAG: @packed o: difference
// CHECK-DAG: @packed l: difference
// CHECK-DAG: @packed dq: difference
// CHECK-DAG: @packed dk: difference
// CHECK-DAG: @packed dv: difference
func.func @packed(%q: !x {bmc.name = "q"}, %k: !x {bmc.name = "k"}, %v: !x {bmc.name = "v"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !x {bmc.name = "dk"}, !x {bmc.name = "dv"}) {
  %i = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %seven = bmc.constant 7.0 : tensor<?xi32, #bmc.dims<"S">>
  %n = bmc.integer floor_div %i, %seven : tensor<?xi32, #bmc.dims<"S">>
  %own = bmc.broadcast %n, [1] : tensor<?xi32, #bmc.dims<"S">> -> !s
  %o, %l = bmc.attention %q, %k, %v segments %own, %own heads 2 scale 0.25 causal : (!x, !x, !x, !s, !s) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l segments %own, %own heads 2 scale 0.25 causal : (!x, !x, !x, !x, !x, !l, !s, !s)
    -> (!x, !x, !x)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !x, !x
}

// CHECK-DAG: @packed_full o: difference
// CHECK-DAG: @packed_full l: difference
// CHECK-DAG: @packed_full dq: difference
// CHECK-DAG: @packed_full dk: difference
// CHECK-DAG: @packed_full dv: difference
func.func @packed_full(%q: !x {bmc.name = "q"}, %k: !x {bmc.name = "k"}, %v: !x {bmc.name = "v"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !x {bmc.name = "dk"}, !x {bmc.name = "dv"}) {
  %i = bmc.arange : tensor<?xi32, #bmc.dims<"S">>
  %seven = bmc.constant 7.0 : tensor<?xi32, #bmc.dims<"S">>
  %n = bmc.integer floor_div %i, %seven : tensor<?xi32, #bmc.dims<"S">>
  %own = bmc.broadcast %n, [1] : tensor<?xi32, #bmc.dims<"S">> -> !s
  %o, %l = bmc.attention %q, %k, %v segments %own, %own heads 2 scale 0.25 : (!x, !x, !x, !s, !s) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l segments %own, %own heads 2 scale 0.25 : (!x, !x, !x, !x, !x, !l, !s, !s)
    -> (!x, !x, !x)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !x, !x
}

// Capped alone, causal and not.
// CHECK-DAG: @softcap o: difference
// CHECK-DAG: @softcap l: difference
// CHECK-DAG: @softcap dq: difference
// CHECK-DAG: @softcap dk: difference
// CHECK-DAG: @softcap dv: difference
func.func @softcap(%q: !x {bmc.name = "q"}, %k: !y {bmc.name = "k"}, %v: !y {bmc.name = "v"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !y {bmc.name = "dk"}, !y {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.25 softcap 0.5 : (!x, !y, !y) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 2 scale 0.25 softcap 0.5 : (!x, !x, !y, !y, !x, !l)
    -> (!x, !y, !y)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !y, !y
}

// CHECK-DAG: @softcap_causal o: difference
// CHECK-DAG: @softcap_causal l: difference
// CHECK-DAG: @softcap_causal dq: difference
// CHECK-DAG: @softcap_causal dk: difference
// CHECK-DAG: @softcap_causal dv: difference
func.func @softcap_causal(%q: !x {bmc.name = "q"}, %k: !one {bmc.name = "k"}, %v: !one {bmc.name = "v"}, %do: !x {bmc.name = "do"})
    -> (!x {bmc.name = "o"}, !l {bmc.name = "l"}, !x {bmc.name = "dq"}, !one {bmc.name = "dk"}, !one {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.25 softcap 2.0 causal : (!x, !one, !one) -> (!x, !l)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 2 scale 0.25 softcap 2.0 causal : (!x, !x, !one, !one, !x, !l)
    -> (!x, !one, !one)
  return %o, %l, %dq, %dk, %dv : !x, !l, !x, !one, !one
}
