//===- Order.td - Positions by size ----------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_ORDER_TD
#define BMC_IR_OPS_ORDER_TD

include "ir/ops/Base.td"

def Bmc_ArgmaxOp : Bmc_InferredOp<"argmax", [Bmc_HasCost, Bmc_RowWiseOp, Bmc_NonDifferentiable]> {
  let summary = "y = position of the largest x on the last axis, the first of equals; NaN is larger than all";
  let description = [{
    x [.., N], y [..].
    Constraints: (argmax_c1) rank >= 1; (argmax_c2) a static N fits in i32.
  }];
  let arguments = (ins Bmc_FloatTensor:$x);
  let results = (outs Bmc_IntTensor:$y);
  let assemblyFormat = "$x attr-dict `:` type($x) `->` type($y)";
}

def Bmc_ArgsortOp : Bmc_InferredOp<"argsort", [Bmc_HasCost, Bmc_RowWiseOp, Bmc_NonDifferentiable]> {
  let summary = "y = positions on the last axis in the order of x, equals as they stand; NaN is larger than all";
  let description = [{
    x [.., N], y [.., N], or [.., count] for the first `count` of them. The
    order is ascending, or `descending`.
    Constraints: (argsort_c1) rank >= 1; (argsort_c2) a static N fits in i32;
    (argsort_c3) 1 <= count <= N, and N is static if there is a count.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, OptionalAttr<I64Attr>:$count, UnitAttr:$descending);
  let results = (outs Bmc_IntTensor:$y);
  let assemblyFormat = "$x (`first` $count^)? (`descending` $descending^)? attr-dict `:` type($x) `->` type($y)";
}

#endif // BMC_IR_OPS_ORDER_TD
