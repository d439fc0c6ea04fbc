// RUN: not bmc-opt %s --bmc-decompose=ops=linear 2>&1 | FileCheck %s
// RUN: not bmc-opt %s --bmc-decompose=ops=atention 2>&1 | FileCheck %s --check-prefix=UNKNOWN

// CHECK: error: expected the name of a fused op, found 'linear'
// UNKNOWN: error: expected the name of a fused op, found 'atention'
module {}
