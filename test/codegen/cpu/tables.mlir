// Tables that are trained by rows, in place in the state: gradient, norm and update against the reference. More rows than
// one chunk of marks, and an odd width.
// RUN: bmc-eval %s --native --dims=B=9,M=5000
// RUN: %if avx2 %{ bmc-eval %s --native --mcpu=avx2 --dims=B=9,M=5000 %}
// RUN: sed s/xf32/xf64/g %s > %t.mlir
// RUN: bmc-eval %t.mlir --native --mcpu=portable --dims=B=9,M=5000
// RUN: bmc-eval %t.mlir --native --dims=B=1,M=70 --set=step=3
// RUN: bmc-eval %t.mlir --native=sm_80 --dims=B=9,M=700

bmc.parameter @users : tensor<5001x19xf32> init <normal, 0.0, 1.0> {sparse}
bmc.parameter @bias : tensor<33xf32> init <normal, 0.0, 1.0>
bmc.parameter @items : tensor<70x33xf32> init <normal, 0.0, 1.0> {sparse}

func.func @train(
    %dy: tensor<?x19xf32, #bmc.dims<"M">> {bmc.name = "dy"}, %i: tensor<?xi32, #bmc.dims<"M">> {bmc.name = "i"},
    %dz: tensor<?x33xf32, #bmc.dims<"B">> {bmc.name = "dz"}, %j: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "j"},
    %k: tensor<?xi32, #bmc.dims<"B">> {bmc.name = "k"},
    %gu: tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "grad"},
    %gi: tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "grad"},
    %tu: tensor<5001xi32> {bmc.parameter = @users, bmc.group = "touched"},
    %ti: tensor<70xi32> {bmc.parameter = @items, bmc.group = "touched"})
    -> (tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "grad"},
        tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "grad"},
        tensor<5001xi32> {bmc.parameter = @users, bmc.group = "touched"},
        tensor<70xi32> {bmc.parameter = @items, bmc.group = "touched"}) {
  %du, %nu = bmc.embedding_backward_rows %dy at %i into %gu marked %tu : tensor<?x19xf32, #bmc.dims<"M">> at tensor<?xi32, #bmc.dims<"M">> into tensor<5001x19xf32> marked tensor<5001xi32> -> tensor<5001x19xf32>, tensor<5001xi32>
  %di, %ni = bmc.embedding_backward_rows %dz, %dz at %j, %k into %gi marked %ti accumulate : tensor<?x33xf32, #bmc.dims<"B">>, tensor<?x33xf32, #bmc.dims<"B">> at tensor<?xi32, #bmc.dims<"B">>, tensor<?xi32, #bmc.dims<"B">> into tensor<70x33xf32> marked tensor<70xi32> -> tensor<70x33xf32>, tensor<70xi32>
  return %du, %di, %nu, %ni : tensor<5001x19xf32>, tensor<70x33xf32>, tensor<5001xi32>, tensor<70xi32>
}

func.func @update(
    %pu: tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "param"},
    %pb: tensor<33xf32> {bmc.parameter = @bias, bmc.group = "param"},
    %pi: tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "param"},
    %gu: tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "grad"},
    %gb: tensor<33xf32> {bmc.parameter = @bias, bmc.group = "grad"},
    %gi: tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "grad"},
    %tu: tensor<5001xi32> {bmc.parameter = @users, bmc.group = "touched"},
    %ti: tensor<70xi32> {bmc.parameter = @items, bmc.group = "touched"},
    %mu: tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "exp_avg"},
    %mi: tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "exp_avg"},
    %vu: tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "exp_avg_sq"},
    %vi: tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "exp_avg_sq"},
    %lr: tensor<f64> {bmc.name = "lr"}, %step: tensor<f64> {bmc.name = "step"})
    -> (tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "param"},
        tensor<33xf32> {bmc.parameter = @bias, bmc.group = "param"},
        tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "param"},
        tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "exp_avg"},
        tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "exp_avg"},
        tensor<5001x19xf32> {bmc.parameter = @users, bmc.group = "exp_avg_sq"},
        tensor<70x33xf32> {bmc.parameter = @items, bmc.group = "exp_avg_sq"},
        tensor<f64> {bmc.name = "grad_norm"}) {
  %a = bmc.global_norm %gb : tensor<33xf32> -> tensor<f64>
  %b = bmc.rows_norm %gu touched %tu : tensor<5001x19xf32>, tensor<5001xi32> -> tensor<f64>
  %c = bmc.rows_norm %gi touched %ti : tensor<70x33xf32>, tensor<70xi32> -> tensor<f64>
  %aa = bmc.mul %a, %a : tensor<f64>
  %bb = bmc.mul %b, %b : tensor<f64>
  %cc = bmc.mul %c, %c : tensor<f64>
  %ab = bmc.add %aa, %bb : tensor<f64>
  %abc = bmc.add %ab, %cc : tensor<f64>
  %norm = bmc.sqrt %abc : tensor<f64>
  %scale = bmc.clip_coefficient %norm max_norm 0.75 : tensor<f64> -> tensor<f64>
  %nb = bmc.update "SGD" {} parameters (%pb) gradients (%gb) states () lr %lr step %step norm %norm scale %scale : tensor<33xf32>, tensor<33xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64> -> (tensor<33xf32>)
  %nu, %su:2 = bmc.update "SparseAdam" {} parameters (%pu) gradients (%gu) states (%mu, %vu) lr %lr step %step norm %norm scale %scale touched %tu : tensor<5001x19xf32>, tensor<5001x19xf32>, tensor<5001x19xf32>, tensor<5001x19xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<5001xi32> -> (tensor<5001x19xf32>) states (tensor<5001x19xf32>, tensor<5001x19xf32>)
  %ni, %si:2 = bmc.update "AdamW" {weight_decay = 0.1 : f64} parameters (%pi) gradients (%gi) states (%mi, %vi) lr %lr step %step norm %norm scale %scale touched %ti : tensor<70x33xf32>, tensor<70x33xf32>, tensor<70x33xf32>, tensor<70x33xf32>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<f64>, tensor<70xi32> -> (tensor<70x33xf32>) states (tensor<70x33xf32>, tensor<70x33xf32>)
  return %nu, %nb, %ni, %su#0, %si#0, %su#1, %si#1, %norm : tensor<5001x19xf32>, tensor<33xf32>, tensor<70x33xf32>, tensor<5001x19xf32>, tensor<70x33xf32>, tensor<5001x19xf32>, tensor<70x33xf32>, tensor<f64>
}
