// What bmc-eval prints, reads, writes and compares.
// RUN: bmc-eval %s --function=double --set=x=[[1,0.5]] --output=%t.safetensors | FileCheck %s --check-prefix=SET
// RUN: bmc-eval %s --function=double --set='x=[["nan","-inf"]]' | FileCheck %s --check-prefix=NAN
// RUN: bmc-eval %s --function=triple --set=arg0=[[0.1,1]] --precision=17 | FileCheck %s --check-prefix=DIGITS
// RUN: bmc-eval %s --function=triple --set=arg0=[[0.1,1]] --precision=17 --exact | FileCheck %s --check-prefix=EXACT
// RUN: bmc-eval %s --function=double --random-seed=1 --dims=B=3 > %t.first
// RUN: FileCheck %s --check-prefix=RANDOM < %t.first
// RUN: bmc-eval %s --function=double --random-seed=1 --dims=B=3 | diff - %t.first
// RUN: bmc-eval %s --function=double --random-seed=2 --dims=B=3 | not diff - %t.first
// RUN: bmc-eval %s --function=double --random-seed=1 --dims=B=1 --dims=B=3 | FileCheck %s --check-prefix=RUNS
// RUN: bmc-eval %s --function=double --native --dims=B=1 --dims=B=3 | FileCheck %s --check-prefix=NATIVE
// RUN: not bmc-eval %s --compare=double,triple --dims=B=1 --dims=B=3 | FileCheck %s --check-prefix=TWICE
// RUN: bmc-eval %s --function=half --input=%t.safetensors | FileCheck %s --check-prefix=FILE
// RUN: bmc-eval %s --function=pick --random-seed=5 | FileCheck %s --check-prefix=RANGE
// RUN: bmc-eval %s --function=pick --random-seed=5 --int-range=i=1 | FileCheck %s --check-prefix=ZERO
// RUN: bmc-eval %s --compare=double,double2 | FileCheck %s --check-prefix=SAME
// RUN: not bmc-eval %s --compare=double,triple | FileCheck %s --check-prefix=OTHER
// RUN: bmc-eval %s --compare=double,triple --tolerance=0.5 | FileCheck %s --check-prefix=OTHER
// RUN: not bmc-eval %s --compare=double,half 2>&1 | FileCheck %s --check-prefix=TYPE
// RUN: head -c 40 %t.safetensors > %t.short
// RUN: not bmc-eval %s --function=half --input=%t.short 2>&1 | FileCheck %s --check-prefix=SHORT
// RUN: not bmc-eval %s --function=half --input=%t.none 2>&1 | FileCheck %s --check-prefix=NONE

// SET{LITERAL}: y: tensor<1x2xf32> = [[2, 1]]
// NAN{LITERAL}: y: tensor<1x2xf32> = [[nan, -inf]]
// DIGITS{LITERAL}: result0: tensor<1x2xf32> = [[0.30000001192092896, 3]]
// EXACT{LITERAL}: result0: tensor<1x2xf32> = [[0.30000000447034836, 3]]
// RANDOM{LITERAL}: y: tensor<3x2xf32> = [[
// RUNS: y: tensor<1x2xf32> =
// RUNS: y: tensor<3x2xf32> =
// NATIVE-COUNT-2: @double y: difference 0
// TWICE-COUNT-2: y: difference 0.33
func.func @double(%x: tensor<?x2xf32, #bmc.dims<"B">> {bmc.name = "x"}) -> (tensor<?x2xf32, #bmc.dims<"B">> {bmc.name = "y"}) {
  %y = bmc.add %x, %x : tensor<?x2xf32, #bmc.dims<"B">>
  return %y : tensor<?x2xf32, #bmc.dims<"B">>
}

func.func @double2(%x: tensor<?x2xf32, #bmc.dims<"B">>) -> tensor<?x2xf32, #bmc.dims<"B">> {
  %two = bmc.constant 2.0 : tensor<?x2xf32, #bmc.dims<"B">>
  %y = bmc.mul %x, %two : tensor<?x2xf32, #bmc.dims<"B">>
  return %y : tensor<?x2xf32, #bmc.dims<"B">>
}

// SAME: y: difference 0{{$}}
// OTHER: y: difference 0.33 at {{\[[01], [01]\]}} ({{.*}}, {{.*}})
func.func @triple(%x: tensor<?x2xf32, #bmc.dims<"B">>) -> tensor<?x2xf32, #bmc.dims<"B">> {
  %three = bmc.constant 3.0 : tensor<?x2xf32, #bmc.dims<"B">>
  %y = bmc.mul %x, %three : tensor<?x2xf32, #bmc.dims<"B">>
  return %y : tensor<?x2xf32, #bmc.dims<"B">>
}

// FILE{LITERAL}: x: tensor<1x2xf64> = [[1, 0.5]]
// SHORT: error: {{.*}}.short: the header is longer than the file
// NONE: error: {{.*}}.none:
// TYPE: :[[#@LINE+1]]:{{.*}}error: type {{.*}} differs from that of 'double'
func.func @half(%y: tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "y"}) -> (tensor<?x2xf64, #bmc.dims<"B">> {bmc.name = "x"}) {
  %half = bmc.constant 0.5 : tensor<?x2xf64, #bmc.dims<"B">>
  %x = bmc.mul %y, %half : tensor<?x2xf64, #bmc.dims<"B">>
  return %x : tensor<?x2xf64, #bmc.dims<"B">>
}

// Random integers stay within the table: a larger one would be an error.
// RANGE: y: tensor<100x1xf64> = {{\[\[}}
// ZERO: i: tensor<100xf64> = [0, 0, 0,
func.func @pick(%i: tensor<100xi32> {bmc.name = "i"}, %w: tensor<3x1xf64>)
    -> (tensor<100x1xf64> {bmc.name = "y"}, tensor<100xf64> {bmc.name = "i"}) {
  %y = bmc.embedding %i, %w : tensor<100xi32>, tensor<3x1xf64> -> tensor<100x1xf64>
  %f = bmc.convert %i : tensor<100xi32> -> tensor<100xf64>
  return %y, %f : tensor<100x1xf64>, tensor<100xf64>
}
