//===- Reduce.td - Reductions over axes ------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_REDUCE_TD
#define BMC_IR_OPS_REDUCE_TD

include "ir/ops/Base.td"

class Bmc_ReduceOp<string mnemonic, string formula, list<Trait> traits = [],
                   TypeConstraint tensor = Bmc_FloatTensor>
    : Bmc_InferredOp<mnemonic, !listconcat([Bmc_HasCost, Bmc_ReductionOp, Bmc_EpilogueOp], traits)> {
  let summary = formula;
  let description = [{
    `axes` disappear. Of i32 the result is the nearest i32 there is; bmc-typed
    leaves only floats. Constraints: (reduce_c1) axes strictly increasing and in range.
  }];
  let arguments = (ins tensor:$x, DenseI64ArrayAttr:$axes);
  let results = (outs tensor:$y);
  let assemblyFormat = "$x `,` $axes attr-dict `:` type($x) `->` type($y)";
}

def Bmc_SumOp : Bmc_ReduceOp<"sum", "y = sum of x over axes",
    [Bmc_Linear, DeclareOpInterfaceMethods<Bmc_RowSumOp>], Bmc_NumberTensor>;
def Bmc_MeanOp : Bmc_ReduceOp<"mean", "y = sum of x over axes / number of summed elements", [Bmc_Linear]>;
def Bmc_MaxOp : Bmc_ReduceOp<"max", "y = largest x over axes", [], Bmc_NumberTensor>;

#endif // BMC_IR_OPS_REDUCE_TD
