// Bad inputs are reported where they are and never crash.
// RUN: not bmc-eval %s --function=size_of_two 2>&1 | FileCheck %s --check-prefix=TWO
// RUN: not bmc-eval %s --function=bound --set=x=[1,2,3] 2>&1 | FileCheck %s --check-prefix=BOUND
// RUN: not bmc-eval %s --function=bound --set=x=[] 2>&1 | FileCheck %s --check-prefix=EMPTY
// RUN: not bmc-eval %s --function=bound --set=x=[[1]] 2>&1 | FileCheck %s --check-prefix=RANK
// RUN: not bmc-eval %s --function=bound --set=x=[1,[2]] 2>&1 | FileCheck %s --check-prefix=RAGGED
// RUN: not bmc-eval %s --function=bound --set=x=1, 2>&1 | FileCheck %s --check-prefix=JSON
// RUN: not bmc-eval %s --function=bound 2>&1 | FileCheck %s --check-prefix=MISSING
// RUN: not bmc-eval %s --function=integer --set=i=1.5 2>&1 | FileCheck %s --check-prefix=WHOLE
// RUN: not bmc-eval %s --function=integer 2>&1 | FileCheck %s --check-prefix=VALUE
// RUN: not bmc-eval %s --function=embedding 2>&1 | FileCheck %s --check-prefix=INDEX
// RUN: not bmc-eval %s --function=class 2>&1 | FileCheck %s --check-prefix=CLASS
// RUN: not bmc-eval %s --function=unbound 2>&1 | FileCheck %s --check-prefix=UNBOUND
// RUN: not bmc-eval %s --function=recursive 2>&1 | FileCheck %s --check-prefix=DEEP
// RUN: not bmc-eval %s --function=large 2>&1 | FileCheck %s --check-prefix=LARGE
// RUN: not bmc-eval %s --function=foreign 2>&1 | FileCheck %s --check-prefix=FOREIGN
// RUN: not bmc-eval %s --function=external 2>&1 | FileCheck %s --check-prefix=EXTERNAL
// RUN: not bmc-eval %s --function=absent 2>&1 | FileCheck %s --check-prefix=ABSENT
// RUN: not bmc-eval %s --function=bound --dims=B=x 2>&1 | FileCheck %s --check-prefix=DIMS

bmc.dim @B max 2

// TWO: :[[#@LINE+1]]:{{.*}}error: run-time size B is 1 in one input and 2 in another
func.func @size_of_two(
    %x: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[1.0]> : tensor<1xf64>},
    %y: tensor<?xf64, #bmc.dims<"B">> {bmc.value = dense<[1.0, 2.0]> : tensor<2xf64>}) {
  return
}

// BOUND: :[[#@LINE+6]]:{{.*}}error: run-time size B is 3, expected at least 1 and at most 2
// EMPTY: :[[#@LINE+5]]:{{.*}}error: run-time size B is 0, expected at least 1 and at most 2
// RANK: :[[#@LINE+4]]:{{.*}}error: input 0 is 'tensor<1x1xf64>', expected 'tensor<?xf64, #bmc.dims<"B">>'
// RAGGED: :[[#@LINE+3]]:{{.*}}error: value of 'x': expected a number or nested arrays of equal lengths
// JSON: :[[#@LINE+2]]:{{.*}}error: value of 'x':
// MISSING: :[[#@LINE+1]]:{{.*}}error: input 'x' has no value; --random-seed would fill it
func.func @bound(%x: tensor<?xf64, #bmc.dims<"B">> {bmc.name = "x"}) {
  return
}

// WHOLE: :[[#@LINE+2]]:{{.*}}error: value of 'i': expected whole numbers
// VALUE: :[[#@LINE+1]]:{{.*}}error: bmc.value of input 'i' has type 'tensor<f64>', expected elements of 'i32'
func.func @integer(%i: tensor<i32> {bmc.name = "i", bmc.value = dense<1.0> : tensor<f64>}) {
  return
}

func.func @embedding(%i: tensor<2xi32> {bmc.value = dense<[0, 3]> : tensor<2xi32>},
                     %w: tensor<3x1xf64> {bmc.value = dense<0.0> : tensor<3x1xf64>}) -> tensor<2x1xf64> {
  // INDEX: :[[#@LINE+1]]:{{.*}}error: index 3 is outside [0, 3)
  %r = bmc.embedding %i, %w : tensor<2xi32>, tensor<3x1xf64> -> tensor<2x1xf64>
  return %r : tensor<2x1xf64>
}

func.func @class(%x: tensor<1x3xf64> {bmc.value = dense<0.0> : tensor<1x3xf64>},
                 %t: tensor<1xi32> {bmc.value = dense<7> : tensor<1xi32>}) -> tensor<f64> {
  // CLASS: :[[#@LINE+1]]:{{.*}}error: index 7 is outside [0, 3)
  %r = bmc.cross_entropy %x, %t : tensor<1x3xf64>, tensor<1xi32> -> tensor<f64>
  return %r : tensor<f64>
}

func.func @unbound() {
  // UNBOUND: :[[#@LINE+1]]:{{.*}}error: run-time size "B" has no value
  %r = bmc.constant 1.0 : tensor<?xf64, #bmc.dims<"B">>
  return
}

func.func @recursive() {
  // DEEP: :[[#@LINE+1]]:{{.*}}error: calls nest deeper than 64
  call @recursive() : () -> ()
  return
}

func.func @large() {
  // LARGE: :[[#@LINE+1]]:{{.*}}error: 'tensor<65536x65536xf64>' is too large to evaluate
  %r = bmc.constant 1.0 : tensor<65536x65536xf64>
  return
}

func.func @foreign() {
  // FOREIGN: :[[#@LINE+1]]:{{.*}}error: no reference evaluation for 'func.constant'
  %r = func.constant @foreign : () -> ()
  return
}

// EXTERNAL: :[[#@LINE+1]]:{{.*}}error: expected a function with a body
func.func private @external()

// RUN: not bmc-eval -split-input-file - < /dev/null 2>&1 | FileCheck %s --check-prefix=NOTHING
// NOTHING: error: the program is empty

// ABSENT: error: there is no function 'absent'
// DIMS: error: --dims=B=x: expected NAME=N with N at least 1
