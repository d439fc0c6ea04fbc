// Fails without naming a place.
// RUN: not bmc-opt %s --bmc-inject-failure 2>&1 | FileCheck %s
// CHECK: error:
module {}
