// RUN: bmc-opt %s --bmc-raise-rotary --verify-diagnostics | FileCheck %s
// RUN: bmc-opt %s --bmc-fused | FileCheck %s --check-prefix=FUSED
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-raise-rotary
// RUN: python3 %S/../Inputs/same-values.py %s --bmc-fused

#s = #bmc.dims<"S">
#bs = #bmc.dims<"B", "S">
!split = tensor<?x?x2x8xf32, #bs>
!heads = tensor<?x2x?x8xf32, #bs>
!part = tensor<?x?x2x4xf32, #bs>
!half = tensor<?x2x?x4xf32, #bs>
!turns = tensor<?x4xf32, #s>

// Heads first, as the library writes it: turned in the layout of the projection.
// CHECK-LABEL: func.func @heads_first
// CHECK: %[[X:.*]] = bmc.reshape %arg0 : {{.*}} -> tensor<?x?x2x2x4xf32
// CHECK: bmc.flip %[[X]] axis 3
// CHECK: bmc.arange from -1 step 2 : tensor<2xi32>
// CHECK-DAG: bmc.broadcast %arg1, [1, 4]
// CHECK-DAG: bmc.broadcast %arg2, [1, 4]
// CHECK: %[[Y:.*]] = bmc.reshape {{.*}} -> tensor<?x?x2x8xf32
// CHECK: %[[T:.*]] = bmc.transpose %[[Y]], [0, 2, 1, 3]
// CHECK: return %[[T]]
func.func @heads_first(%x: !split, %cos: !turns, %sin: !turns) -> !heads {
  %0 = bmc.slice %x axis 3 offset 0 size 4 : !split -> !part
  %low = bmc.transpose %0, [0, 2, 1, 3] : !part -> !half
  %1 = bmc.slice %x axis 3 offset 4 size 4 : !split -> !part
  %high = bmc.transpose %1, [0, 2, 1, 3] : !part -> !half
  %c = bmc.broadcast %cos, [2, 3] : !turns -> !half
  %s = bmc.broadcast %sin, [2, 3] : !turns -> !half
  %a = bmc.mul %low, %c : !half
  %b = bmc.mul %high, %s : !half
  %d = bmc.sub %a, %b : !half
  %e = bmc.mul %high, %c : !half
  %f = bmc.mul %s, %low : !half
  %g = bmc.add %f, %e : !half
  // expected-remark @below {{recognised: rotary positions}}
  %y = bmc.concat %d, %g axis 3 : !half, !half -> !heads
  return %y : !heads
}

// With a turned copy and angles for both halves, as other libraries have it.
// CHECK-LABEL: func.func @turned_copy
// CHECK: bmc.flip %{{.*}} axis 2 : tensor<?x?x2x4xf32
// CHECK-NOT: bmc.concat
func.func @turned_copy(%x: tensor<?x?x8xf32, #bs>, %cos: tensor<?x8xf32, #s>, %sin: tensor<?x8xf32, #s>) -> tensor<?x?x8xf32, #bs> {
  %low = bmc.slice %x axis 2 offset 0 size 4 : tensor<?x?x8xf32, #bs> -> tensor<?x?x4xf32, #bs>
  %high = bmc.slice %x axis 2 offset 4 size 4 : tensor<?x?x8xf32, #bs> -> tensor<?x?x4xf32, #bs>
  %n = bmc.neg %high : tensor<?x?x4xf32, #bs>
  %r = bmc.concat %n, %low axis 2 : tensor<?x?x4xf32, #bs>, tensor<?x?x4xf32, #bs> -> tensor<?x?x8xf32, #bs>
  %c = bmc.broadcast %cos, [1, 2] : tensor<?x8xf32, #s> -> tensor<?x?x8xf32, #bs>
  %s = bmc.broadcast %sin, [1, 2] : tensor<?x8xf32, #s> -> tensor<?x?x8xf32, #bs>
  %a = bmc.mul %r, %s : tensor<?x?x8xf32, #bs>
  %b = bmc.mul %x, %c : tensor<?x?x8xf32, #bs>
  // expected-remark @below {{recognised: rotary positions}}
  %y = bmc.add %a, %b : tensor<?x?x8xf32, #bs>
  return %y : tensor<?x?x8xf32, #bs>
}

// Angles that are no broadcast, and one for all features.
// CHECK-LABEL: func.func @any_angles
// CHECK: bmc.flip
// CHECK-NOT: bmc.concat
func.func @any_angles(%x: tensor<3x8xf32>, %cos: tensor<3x4xf32>, %turn: tensor<3xf32>) -> tensor<3x8xf32> {
  %low = bmc.slice %x axis 1 offset 0 size 4 : tensor<3x8xf32> -> tensor<3x4xf32>
  %high = bmc.slice %x axis 1 offset 4 size 4 : tensor<3x8xf32> -> tensor<3x4xf32>
  %sin = bmc.broadcast %turn, [0] : tensor<3xf32> -> tensor<3x4xf32>
  %a = bmc.mul %low, %cos : tensor<3x4xf32>
  %b = bmc.mul %high, %sin : tensor<3x4xf32>
  %d = bmc.sub %a, %b : tensor<3x4xf32>
  %e = bmc.mul %high, %cos : tensor<3x4xf32>
  %f = bmc.mul %low, %sin : tensor<3x4xf32>
  %g = bmc.add %e, %f : tensor<3x4xf32>
  // expected-remark @below {{recognised: rotary positions}}
  %y = bmc.concat %d, %g axis 1 : tensor<3x4xf32>, tensor<3x4xf32> -> tensor<3x8xf32>
  return %y : tensor<3x8xf32>
}

// Another sign, and the halves the other way round.
// CHECK-LABEL: func.func @other_turn
// CHECK: bmc.concat
// FUSED-LABEL: func.func @other_turn
// FUSED: bmc.concat
func.func @other_turn(%x: tensor<3x8xf32>, %cos: tensor<3x4xf32>, %sin: tensor<3x4xf32>) -> tensor<3x8xf32> {
  %low = bmc.slice %x axis 1 offset 0 size 4 : tensor<3x8xf32> -> tensor<3x4xf32>
  %high = bmc.slice %x axis 1 offset 4 size 4 : tensor<3x8xf32> -> tensor<3x4xf32>
  %a = bmc.mul %low, %cos : tensor<3x4xf32>
  %b = bmc.mul %high, %sin : tensor<3x4xf32>
  %d = bmc.add %a, %b : tensor<3x4xf32>
  %e = bmc.mul %high, %cos : tensor<3x4xf32>
  %f = bmc.mul %low, %sin : tensor<3x4xf32>
  %g = bmc.sub %e, %f : tensor<3x4xf32>
  %y = bmc.concat %d, %g axis 1 : tensor<3x4xf32>, tensor<3x4xf32> -> tensor<3x8xf32>
  return %y : tensor<3x8xf32>
}

// Neighbours that turn together, behind a transpose of heads (GPT-J).
// CHECK-LABEL: func.func @neighbours
// CHECK: %[[X:.*]] = bmc.reshape %arg0 :
// CHECK: bmc.flip %[[X]] axis 4 : tensor<?x?x2x4x2xf32
// CHECK-DAG: bmc.broadcast %arg1, [1, 3]
// CHECK-DAG: bmc.broadcast %arg2, [1, 3]
// CHECK: %[[T:.*]] = bmc.transpose {{.*}}, [0, 2, 1, 3, 4]
// CHECK: return %[[T]]
func.func @neighbours(%x: tensor<?x?x2x4x2xf32, #bs>, %cos: !turns, %sin: !turns) -> tensor<?x2x?x4x2xf32, #bs> {
  %0 = bmc.slice %x axis 4 offset 0 size 1 : tensor<?x?x2x4x2xf32, #bs> -> tensor<?x?x2x4x1xf32, #bs>
  %1 = bmc.transpose %0, [0, 2, 1, 3, 4] : tensor<?x?x2x4x1xf32, #bs> -> tensor<?x2x?x4x1xf32, #bs>
  %even = bmc.reshape %1 : tensor<?x2x?x4x1xf32, #bs> -> !half
  %2 = bmc.slice %x axis 4 offset 1 size 1 : tensor<?x?x2x4x2xf32, #bs> -> tensor<?x?x2x4x1xf32, #bs>
  %3 = bmc.transpose %2, [0, 2, 1, 3, 4] : tensor<?x?x2x4x1xf32, #bs> -> tensor<?x2x?x4x1xf32, #bs>
  %odd = bmc.reshape %3 : tensor<?x2x?x4x1xf32, #bs> -> !half
  %c = bmc.broadcast %cos, [2, 3] : !turns -> !half
  %s = bmc.broadcast %sin, [2, 3] : !turns -> !half
  %4 = bmc.mul %even, %c : !half
  %5 = bmc.mul %odd, %s : !half
  %6 = bmc.sub %4, %5 : !half
  %7 = bmc.mul %odd, %c : !half
  %8 = bmc.mul %even, %s : !half
  %9 = bmc.add %7, %8 : !half
  %10 = bmc.reshape %6 : !half -> tensor<?x2x?x4x1xf32, #bs>
  %11 = bmc.reshape %9 : !half -> tensor<?x2x?x4x1xf32, #bs>
  // expected-remark @below {{recognised: rotary positions}}
  %y = bmc.concat %10, %11 axis 4 : tensor<?x2x?x4x1xf32, #bs>, tensor<?x2x?x4x1xf32, #bs> -> tensor<?x2x?x4x2xf32, #bs>
  return %y : tensor<?x2x?x4x2xf32, #bs>
}
