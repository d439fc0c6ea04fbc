//===- Scan.td - Running sums and products ---------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_SCAN_TD
#define BMC_IR_OPS_SCAN_TD

include "ir/ops/Base.td"

def Bmc_CumsumOp : Bmc_Op<"cumsum", [Pure, Bmc_CostPerElement<1>, SameOperandsAndResultType, Bmc_AlongAxisOp]> {
  let summary = "y[i] = sum of x[j] over j <= i (reverse: j >= i) along an axis";
  let description = [{ Constraints: (cumsum_c1) axis in range. }];
  let arguments = (ins Bmc_FloatTensor:$x, I64Attr:$axis, UnitAttr:$reverse);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `axis` $axis (`reverse` $reverse^)? attr-dict `:` type($x)";
  let hasVerifier = 1;
}

def Bmc_CumprodOp : Bmc_Op<"cumprod", [Pure, Bmc_CostPerElement<1>, SameOperandsAndResultType, Bmc_AlongAxisOp]> {
  let summary = "y[i] = product of x[j] over j <= i along an axis";
  let description = [{ Constraints: (cumprod_c1) axis in range. }];
  let arguments = (ins Bmc_FloatTensor:$x, I64Attr:$axis);
  let results = (outs Bmc_FloatTensor:$y);
  let assemblyFormat = "$x `axis` $axis attr-dict `:` type($x)";
  let hasVerifier = 1;
}

def Bmc_CumprodBackwardOp : Bmc_Op<"cumprod_backward", [Pure, Bmc_CostPerElement<4>, SameOperandsAndResultType,
                                                      Bmc_AlongAxisOp, Bmc_NonDifferentiable]> {
  let summary = "gradient of cumprod: dx[i] = p[i] g[i], p[i] = product of x[j] over j < i, g[i] = dy[i] + x[i + 1] g[i + 1]";
  let description = [{
    Nothing is divided by x, which may be 0.
    Constraints: (cumprod_backward_c1) axis in range.
  }];
  let arguments = (ins Bmc_FloatTensor:$dy, Bmc_FloatTensor:$x, I64Attr:$axis);
  let results = (outs Bmc_FloatTensor:$dx);
  let assemblyFormat = "$dy `,` $x `axis` $axis attr-dict `:` type($x)";
  let hasVerifier = 1;
}

#endif // BMC_IR_OPS_SCAN_TD
