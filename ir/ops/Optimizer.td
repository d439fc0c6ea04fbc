//===- Optimizer.td - Parameter updates ------------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_OPTIMIZER_TD
#define BMC_IR_OPS_OPTIMIZER_TD

include "ir/ops/Base.td"

def Bmc_GlobalNormOp : Bmc_Op<"global_norm", [Pure, Bmc_HasCost, Bmc_NonDifferentiable]> {
  let summary = "norm = sqrt(sum of squares of all elements of all inputs), in f64";
  let description = [{ Constraints: (global_norm_c1) at least one input. }];
  let hasVerifier = 1;
  let arguments = (ins Variadic<Bmc_FloatTensor>:$inputs);
  let results = (outs 0DTensorOf<[F64]>:$norm);
  let assemblyFormat = "$inputs attr-dict `:` type($inputs) `->` type($norm)";
}

def Bmc_RowsNormOp : Bmc_TypedOp<"rows_norm", [Bmc_HasPartialCost, Bmc_NonDifferentiable]> {
  let summary = "norm = sqrt(sum of squares of the rows n of x with touched[n] != 0), in f64";
  let description = [{ Constraints: (rows_norm_c1) x is static [N, D]; (rows_norm_c2) touched is [N]. }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_IntTensor:$touched);
  let results = (outs 0DTensorOf<[F64]>:$norm);
  let assemblyFormat = "$x `touched` $touched attr-dict `:` type($x) `,` type($touched) `->` type($norm)";
}

def Bmc_ClipCoefficientOp : Bmc_Op<"clip_coefficient", [Pure, Bmc_CostPerElement<3>, Elementwise, Bmc_NonDifferentiable]> {
  let summary = "y = min(1, max_norm / (norm + 1e-6)), torch.nn.utils.clip_grad_norm_; 1 if max_norm = 0";
  let description = [{ Constraints: (clip_coefficient_c1) max_norm >= 0. }];
  let hasVerifier = 1;
  let arguments = (ins 0DTensorOf<[F64]>:$norm, F64Attr:$max_norm);
  let results = (outs 0DTensorOf<[F64]>:$y);
  let assemblyFormat = "$norm `max_norm` $max_norm attr-dict `:` type($norm) `->` type($y)";
}

def Bmc_UpdateOp : Bmc_Op<"update", [Pure, Bmc_HasPartialCost, AttrSizedOperandSegments, AttrSizedResultSegments,
                                     Bmc_NonDifferentiable]> {
  let summary = "parameters and states after one step of an optimizer: `rule`, a pointwise formula of ir/optimizers/Rules.cpp";
  let description = [{
    One op updates many parameters, in place once planned. The rule reads gradients multiplied by `scale`; if `norm` is
    not finite nothing changes. `numbers` are the rule's options by name. `states` are one list per state of the rule,
    one after the other. lr, step, norm, scale and mu_product are f64[]; mu_product is there for rules that read it.
    With `touched` the one parameter [N, D] is a table, and only its rows n with touched[n] != 0 change.
    Constraints: (update_c1) parameters have static shape; (update_c2) every list has one entry per parameter of the
    parameter's type, results included; (update_c3) `rule` is one of ir/optimizers and `numbers` are numbers it has;
    (update_c4) there is one list of states for each of the rule's; (update_c5) mu_product is there exactly if the rule
    reads it; (update_c6) with touched [N] there is one parameter, [N, D].
  }];
  let hasVerifier = 1;
  let arguments = (ins Variadic<Bmc_FloatTensor>:$parameters, Variadic<Bmc_FloatTensor>:$gradients,
                       Variadic<Bmc_FloatTensor>:$states, 0DTensorOf<[F64]>:$lr, 0DTensorOf<[F64]>:$step,
                       0DTensorOf<[F64]>:$norm, 0DTensorOf<[F64]>:$scale, Optional<0DTensorOf<[F64]>>:$mu_product, Optional<Bmc_IntTensor>:$touched,
                       StrAttr:$rule, DictionaryAttr:$numbers);
  let results = (outs Variadic<Bmc_FloatTensor>:$new_parameters, Variadic<Bmc_FloatTensor>:$new_states);
  let assemblyFormat = "$rule $numbers `parameters` `(` $parameters `)` `gradients` `(` $gradients `)` `states` `(` $states `)` `lr` $lr `step` $step `norm` $norm `scale` $scale (`mu_product` $mu_product^)? (`touched` $touched^)? attr-dict `:` type(operands) `->` `(` type($new_parameters) `)` (`states` `(` type($new_states)^ `)`)?";
  let extraClassDeclaration = [{
    /// The rule with these numbers. The op must have been verified.
    UpdateFormula getFormula();
    /// The old and new values of state number `index` of the rule.
    ::mlir::ValueRange getState(unsigned index);
    ::mlir::ValueRange getNewState(unsigned index);
  }];
}

#endif // BMC_IR_OPS_OPTIMIZER_TD
