// RUN: bmc-eval --native --dims=B=2,S=17,T=60 --dims=B=1,S=410,T=500 --tolerance=2e-5 %s | FileCheck %s
// RUN: sed s/f32/f64/g %s > %t.mlir
// RUN: bmc-eval --native --dims=B=2,S=1,T=3 --dims=B=2,S=48,T=100 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=B=2,S=59,T=70 %s | FileCheck %s
// RUN: bmc-eval --native --mcpu=avx2 --dims=B=1,S=250,T=260 %t.mlir | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=B=2,S=59,T=70 %s | FileCheck %s
// RUN: bmc-eval --native --mcpu=portable --dims=B=2,S=59,T=70 %t.mlir | FileCheck %s
//
// Attention and its gradient against the reference, on every vector width:
// incomplete blocks, several key blocks, head sizes off the vector width, q, k
// and v as slices of one tensor and gradients written side by side.
//

bmc.dim @B max 4
bmc.dim @S max 500
bmc.dim @T max 500

// CHECK-DAG: @causal_slices o: difference
func.func @causal_slices(
    %x: tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "x"})
    -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}) {
  %q = bmc.slice %x axis 2 offset 0 size 48 : tensor<?x?x144xf32, #bmc.dims<"B", "S">> -> tensor<?x?x48xf32, #bmc.dims<"B", "S">>
  %k = bmc.slice %x axis 2 offset 48 size 48 : tensor<?x?x144xf32, #bmc.dims<"B", "S">> -> tensor<?x?x48xf32, #bmc.dims<"B", "S">>
  %v = bmc.slice %x axis 2 offset 96 size 48 : tensor<?x?x144xf32, #bmc.dims<"B", "S">> -> tensor<?x?x48xf32, #bmc.dims<"B", "S">>
  %o, %l = bmc.attention %q, %k, %v heads 3 scale 0.25 causal
    : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>)
  return %o, %l : tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @causal_slices_backward dx: difference
func.func @causal_slices_backward(
    %do: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "do"},
    %x: tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "x"})
    -> (tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "dx"}) {
  %q = bmc.slice %x axis 2 offset 0 size 48 : tensor<?x?x144xf32, #bmc.dims<"B", "S">> -> tensor<?x?x48xf32, #bmc.dims<"B", "S">>
  %k = bmc.slice %x axis 2 offset 48 size 48 : tensor<?x?x144xf32, #bmc.dims<"B", "S">> -> tensor<?x?x48xf32, #bmc.dims<"B", "S">>
  %v = bmc.slice %x axis 2 offset 96 size 48 : tensor<?x?x144xf32, #bmc.dims<"B", "S">> -> tensor<?x?x48xf32, #bmc.dims<"B", "S">>
  %o, %l = bmc.attention %q, %k, %v heads 3 scale 0.25 causal
    : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 3 scale 0.25 causal
    : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>)
  %dx = bmc.concat %dq, %dk, %dv axis 2 : tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">> -> tensor<?x?x144xf32, #bmc.dims<"B", "S">>
  return %dx : tensor<?x?x144xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @full o: difference
func.func @full(
    %q: tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "v"})
    -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}) {
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.22360679774997896
    : (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  return %o, %l : tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @full_backward dq: difference
func.func @full_backward(
    %do: tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "do"},
    %q: tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "v"})
    -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.22360679774997896
    : (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 2 scale 0.22360679774997896
    : (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>)
  return %dq, %dk, %dv : tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>
}

// CHECK-DAG: @wide_head o: difference
func.func @wide_head(
    %q: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %v: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "v"})
    -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x1x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}) {
  %o, %l = bmc.attention %q, %k, %v heads 1 scale 0.11180339887498948 causal
    : (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf32, #bmc.dims<"B", "S">>)
  return %o, %l : tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @wide_head_backward dq: difference
func.func @wide_head_backward(
    %do: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "do"},
    %q: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %v: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "v"})
    -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "dk"}, tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v heads 1 scale 0.11180339887498948 causal
    : (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 1 scale 0.11180339887498948 causal
    : (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x1x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>)
  return %dq, %dk, %dv : tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @one_feature o: difference
func.func @one_feature(
    %x: tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "x"})
    -> (tensor<?x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}) {
  %q = bmc.slice %x axis 2 offset 0 size 2 : tensor<?x?x6xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf32, #bmc.dims<"B", "S">>
  %k = bmc.slice %x axis 2 offset 2 size 2 : tensor<?x?x6xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf32, #bmc.dims<"B", "S">>
  %v = bmc.slice %x axis 2 offset 4 size 2 : tensor<?x?x6xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf32, #bmc.dims<"B", "S">>
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 1.0
    : (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  return %o, %l : tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @one_feature_backward dx: difference
func.func @one_feature_backward(
    %do: tensor<?x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "do"},
    %x: tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "x"})
    -> (tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "dx"}) {
  %q = bmc.slice %x axis 2 offset 0 size 2 : tensor<?x?x6xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf32, #bmc.dims<"B", "S">>
  %k = bmc.slice %x axis 2 offset 2 size 2 : tensor<?x?x6xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf32, #bmc.dims<"B", "S">>
  %v = bmc.slice %x axis 2 offset 4 size 2 : tensor<?x?x6xf32, #bmc.dims<"B", "S">> -> tensor<?x?x2xf32, #bmc.dims<"B", "S">>
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 1.0
    : (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 2 scale 1.0
    : (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>)
  %dx = bmc.concat %dq, %dk, %dv axis 2 : tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x2xf32, #bmc.dims<"B", "S">> -> tensor<?x?x6xf32, #bmc.dims<"B", "S">>
  return %dx : tensor<?x?x6xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @head_of_64 o: difference
func.func @head_of_64(
    %x: tensor<?x?x384xf32, #bmc.dims<"B", "S">> {bmc.name = "x"})
    -> (tensor<?x?x128xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}) {
  %q = bmc.slice %x axis 2 offset 0 size 128 : tensor<?x?x384xf32, #bmc.dims<"B", "S">> -> tensor<?x?x128xf32, #bmc.dims<"B", "S">>
  %k = bmc.slice %x axis 2 offset 128 size 128 : tensor<?x?x384xf32, #bmc.dims<"B", "S">> -> tensor<?x?x128xf32, #bmc.dims<"B", "S">>
  %v = bmc.slice %x axis 2 offset 256 size 128 : tensor<?x?x384xf32, #bmc.dims<"B", "S">> -> tensor<?x?x128xf32, #bmc.dims<"B", "S">>
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.125 causal
    : (tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  return %o, %l : tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @head_of_64_backward dx: difference
func.func @head_of_64_backward(
    %do: tensor<?x?x128xf32, #bmc.dims<"B", "S">> {bmc.name = "do"},
    %x: tensor<?x?x384xf32, #bmc.dims<"B", "S">> {bmc.name = "x"})
    -> (tensor<?x?x384xf32, #bmc.dims<"B", "S">> {bmc.name = "dx"}) {
  %q = bmc.slice %x axis 2 offset 0 size 128 : tensor<?x?x384xf32, #bmc.dims<"B", "S">> -> tensor<?x?x128xf32, #bmc.dims<"B", "S">>
  %k = bmc.slice %x axis 2 offset 128 size 128 : tensor<?x?x384xf32, #bmc.dims<"B", "S">> -> tensor<?x?x128xf32, #bmc.dims<"B", "S">>
  %v = bmc.slice %x axis 2 offset 256 size 128 : tensor<?x?x384xf32, #bmc.dims<"B", "S">> -> tensor<?x?x128xf32, #bmc.dims<"B", "S">>
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.125 causal
    : (tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 2 scale 0.125 causal
    : (tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>)
  %dx = bmc.concat %dq, %dk, %dv axis 2 : tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">>, tensor<?x?x128xf32, #bmc.dims<"B", "S">> -> tensor<?x?x384xf32, #bmc.dims<"B", "S">>
  return %dx : tensor<?x?x384xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @padding o: difference
// CHECK-DAG: @padding dk: difference
func.func @padding(
    %q: tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<?x1x1x?xf32, #bmc.dims<"B", "T">> {bmc.name = "b"},
    %do: tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x40xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}) {
  %limit = bmc.constant 0.2 : tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %low = bmc.constant 0xFFF0000000000000 : tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %hides = bmc.compare gt, %b, %limit : tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %bias = bmc.select %hides, %low, %b : tensor<?x1x1x?xi1, #bmc.dims<"B", "T">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %o, %l = bmc.attention %q, %k, %v bias %bias heads 2 scale 0.25 : (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %bias heads 2 scale 0.25 : (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>
}

// CHECK-DAG: @bias_per_head o: difference
// CHECK-DAG: @bias_per_head dk: difference
func.func @bias_per_head(
    %q: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %v: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "v"},
    %b: tensor<1x3x?x?xf32, #bmc.dims<"S", "S">> {bmc.name = "b"},
    %do: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dk"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dv"}) {
  %limit = bmc.constant 0.2 : tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>
  %low = bmc.constant 0xFFF0000000000000 : tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>
  %hides = bmc.compare gt, %b, %limit : tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>
  %bias = bmc.select %hides, %low, %b : tensor<1x3x?x?xi1, #bmc.dims<"S", "S">>, tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>
  %o, %l = bmc.attention %q, %k, %v bias %bias heads 3 scale 0.25 causal : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %bias heads 3 scale 0.25 causal : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>, tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<1x3x?x?xf32, #bmc.dims<"S", "S">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @full_bias o: difference
// CHECK-DAG: @full_bias dk: difference
func.func @full_bias(
    %q: tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x6xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x6xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">> {bmc.name = "b"},
    %do: tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x6xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x6xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x6xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}) {
  %limit = bmc.constant 0.2 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>
  %low = bmc.constant 0xFFF0000000000000 : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>
  %hides = bmc.compare gt, %b, %limit : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>
  %bias = bmc.select %hides, %low, %b : tensor<?x2x?x?xi1, #bmc.dims<"B", "S", "T">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>
  %o, %l = bmc.attention %q, %k, %v bias %bias heads 2 scale 0.25 : (tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %bias heads 2 scale 0.25 : (tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x6xf32, #bmc.dims<"B", "S">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>, tensor<?x?x6xf32, #bmc.dims<"B", "T">>
}

// Heads that share keys and values, with a bias for each of them.
// CHECK-DAG: @grouped o: difference
// CHECK-DAG: @grouped dq: difference
// CHECK-DAG: @grouped dk: difference
// CHECK-DAG: @grouped dv: difference
func.func @grouped(
    %q: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %v: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "v"},
    %b: tensor<1x6x?x?xf32, #bmc.dims<"S", "S">> {bmc.name = "b"},
    %do: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x6x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "dk"}, tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "dv"}) {
  %limit = bmc.constant 0.2 : tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>
  %low = bmc.constant 0xFFF0000000000000 : tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>
  %hides = bmc.compare gt, %b, %limit : tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>
  %bias = bmc.select %hides, %low, %b : tensor<1x6x?x?xi1, #bmc.dims<"S", "S">>, tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>
  %o, %l = bmc.attention %q, %k, %v bias %bias heads 6 scale 0.25 causal : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x6x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %bias heads 6 scale 0.25 causal : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x6x?x2xf32, #bmc.dims<"B", "S">>, tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<1x6x?x?xf32, #bmc.dims<"S", "S">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x6x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>
}

// All heads share one, which is wider than a tile.
// CHECK-DAG: @one_key_head o: difference
// CHECK-DAG: @one_key_head dq: difference
// CHECK-DAG: @one_key_head dk: difference
// CHECK-DAG: @one_key_head dv: difference
func.func @one_key_head(
    %q: tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x72xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x72xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %do: tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x144xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x72xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x72xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v heads 2 scale 0.25 : (tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l heads 2 scale 0.25 : (tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>, tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>) -> (tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x144xf32, #bmc.dims<"B", "S">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>, tensor<?x?x72xf32, #bmc.dims<"B", "T">>
}

// Rows of keys begin anywhere in a block of random words.
// CHECK-DAG: @dropped o: difference
// CHECK-DAG: @dropped dq: difference
// CHECK-DAG: @dropped dk: difference
// CHECK-DAG: @dropped dv: difference
func.func @dropped(
    %q: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %v: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "v"},
    %rng: tensor<2xi64> {bmc.name = "rng"},
    %do: tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dk"}, tensor<?x?x48xf32, #bmc.dims<"B", "S">> {bmc.name = "dv"}) {
  %o, %l = bmc.attention %q, %k, %v dropout %rng p 0.3 stream 5 heads 3 scale 0.25 causal : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<2xi64>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv = bmc.attention_backward %do, %q, %k, %v, %o, %l dropout %rng p 0.3 stream 5 heads 3 scale 0.25 causal : (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>, tensor<2xi64>) -> (tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x3x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>, tensor<?x?x48xf32, #bmc.dims<"B", "S">>
}

// CHECK-DAG: @dropped_and_grouped o: difference
// CHECK-DAG: @dropped_and_grouped dq: difference
// CHECK-DAG: @dropped_and_grouped dk: difference
// CHECK-DAG: @dropped_and_grouped dv: difference
func.func @dropped_and_grouped(
    %q: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<?x1x1x?xf32, #bmc.dims<"B", "T">> {bmc.name = "b"},
    %rng: tensor<2xi64> {bmc.name = "rng"},
    %do: tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x80xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x40xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}) {
  %limit = bmc.constant 0.2 : tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %low = bmc.constant 0xFFF0000000000000 : tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %hides = bmc.compare gt, %b, %limit : tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %bias = bmc.select %hides, %low, %b : tensor<?x1x1x?xi1, #bmc.dims<"B", "T">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>
  %o, %l = bmc.attention %q, %k, %v bias %bias dropout %rng p 0.5 stream 5 heads 4 scale 0.25 : (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>, tensor<2xi64>) -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %bias dropout %rng p 0.5 stream 5 heads 4 scale 0.25 : (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>, tensor<2xi64>) -> (tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x1x1x?xf32, #bmc.dims<"B", "T">>)
  return %o, %l, %dq, %dk, %dv : tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x80xf32, #bmc.dims<"B", "S">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>, tensor<?x?x40xf32, #bmc.dims<"B", "T">>
}

// The gradient of the bias, in all ways of repeating it.
// CHECK-DAG: @trained_per_head o: difference
// CHECK-DAG: @trained_per_head dq: difference
// CHECK-DAG: @trained_per_head dk: difference
// CHECK-DAG: @trained_per_head dv: difference
// CHECK-DAG: @trained_per_head db: difference
func.func @trained_per_head(
    %q: tensor<?x?x32xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<1x4x?x?xf32, #bmc.dims<"S", "T">> {bmc.name = "b"},
    %do: tensor<?x?x32xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x32xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x32xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}, tensor<1x4x?x?xf32, #bmc.dims<"S", "T">> {bmc.name = "db"}) {
  %o, %l = bmc.attention %q, %k, %v bias %b heads 4 scale 0.25 : (tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<1x4x?x?xf32, #bmc.dims<"S", "T">>) -> (tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %b heads 4 scale 0.25 : (tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>, tensor<1x4x?x?xf32, #bmc.dims<"S", "T">>) -> (tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<1x4x?x?xf32, #bmc.dims<"S", "T">>)
  return %o, %l, %dq, %dk, %dv, %db : tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x4x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x32xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<1x4x?x?xf32, #bmc.dims<"S", "T">>
}

// CHECK-DAG: @trained_per_key o: difference
// CHECK-DAG: @trained_per_key dq: difference
// CHECK-DAG: @trained_per_key dk: difference
// CHECK-DAG: @trained_per_key dv: difference
// CHECK-DAG: @trained_per_key db: difference
func.func @trained_per_key(
    %q: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "k"},
    %v: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "v"},
    %b: tensor<1x1x1x?xf32, #bmc.dims<"S">> {bmc.name = "b"},
    %rng: tensor<2xi64> {bmc.name = "rng"},
    %do: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "dk"}, tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "dv"}, tensor<1x1x1x?xf32, #bmc.dims<"S">> {bmc.name = "db"}) {
  %o, %l = bmc.attention %q, %k, %v bias %b dropout %rng p 0.2 stream 5 heads 2 scale 0.25 causal : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<1x1x1x?xf32, #bmc.dims<"S">>, tensor<2xi64>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %b dropout %rng p 0.2 stream 5 heads 2 scale 0.25 causal : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<1x1x1x?xf32, #bmc.dims<"S">>, tensor<2xi64>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<1x1x1x?xf32, #bmc.dims<"S">>)
  return %o, %l, %dq, %dk, %dv, %db : tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<1x1x1x?xf32, #bmc.dims<"S">>
}

// CHECK-DAG: @trained_per_batch o: difference
// CHECK-DAG: @trained_per_batch dq: difference
// CHECK-DAG: @trained_per_batch dk: difference
// CHECK-DAG: @trained_per_batch dv: difference
// CHECK-DAG: @trained_per_batch db: difference
func.func @trained_per_batch(
    %q: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">> {bmc.name = "b"},
    %do: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "o"}, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">> {bmc.name = "l"}, tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "dq"}, tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "dk"}, tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "dv"}, tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">> {bmc.name = "db"}) {
  %limit = bmc.constant 0.2 : tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>
  %low = bmc.constant 0xFFF0000000000000 : tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>
  %hides = bmc.compare gt, %b, %limit : tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>
  %bias = bmc.select %hides, %low, %b : tensor<?x1x?x?xi1, #bmc.dims<"B", "S", "T">>, tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>
  %o, %l = bmc.attention %q, %k, %v bias %bias heads 2 scale 0.25 : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %bias heads 2 scale 0.25 : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>)
  return %o, %l, %dq, %dk, %dv, %db : tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x1x?x?xf32, #bmc.dims<"B", "S", "T">>
}

// CHECK-DAG: @trained_all db: difference
func.func @trained_all(
    %q: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x8xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x8xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">> {bmc.name = "b"},
    %do: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">> {bmc.name = "db"}) {
  %o, %l = bmc.attention %q, %k, %v bias %b heads 2 scale 0.25 : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %b heads 2 scale 0.25 : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x?x8xf32, #bmc.dims<"B", "T">>, tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>)
  return %db : tensor<?x2x?x?xf32, #bmc.dims<"B", "S", "T">>
}

// CHECK-DAG: @trained_row db: difference
func.func @trained_row(
    %q: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "q"},
    %k: tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "k"},
    %v: tensor<?x?x16xf32, #bmc.dims<"B", "T">> {bmc.name = "v"},
    %b: tensor<?x2x1x?xf32, #bmc.dims<"B", "T">> {bmc.name = "b"},
    %do: tensor<?x?x16xf32, #bmc.dims<"B", "S">> {bmc.name = "do"})
    -> (tensor<?x2x1x?xf32, #bmc.dims<"B", "T">> {bmc.name = "db"}) {
  %o, %l = bmc.attention %q, %k, %v bias %b heads 2 scale 0.25 : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x2x1x?xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>)
  %dq, %dk, %dv, %db = bmc.attention_backward %do, %q, %k, %v, %o, %l bias %b heads 2 scale 0.25 : (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x2x?x2xf32, #bmc.dims<"B", "S">>, tensor<?x2x1x?xf32, #bmc.dims<"B", "T">>) -> (tensor<?x?x16xf32, #bmc.dims<"B", "S">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x?x16xf32, #bmc.dims<"B", "T">>, tensor<?x2x1x?xf32, #bmc.dims<"B", "T">>)
  return %db : tensor<?x2x1x?xf32, #bmc.dims<"B", "T">>
}
