// RUN: bmc-opt %s --bmc-convert-precision=to=f16 -verify-diagnostics

// expected-error@+1 {{unknown precision 'f16', expected f32 or f64}}
module {
}
