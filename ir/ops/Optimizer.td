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

def Bmc_ClipCoefficientOp : Bmc_Op<"clip_coefficient", [Pure, Bmc_CostPerElement<3>, Elementwise, Bmc_NonDifferentiable]> {
  let summary = "y = min(1, max_norm / (norm + 1e-6)), torch.nn.utils.clip_grad_norm_; 1 if max_norm = 0";
  let description = [{ Constraints: (clip_coefficient_c1) max_norm >= 0. }];
  let hasVerifier = 1;
  let arguments = (ins 0DTensorOf<[F64]>:$norm, F64Attr:$max_norm);
  let results = (outs 0DTensorOf<[F64]>:$y);
  let assemblyFormat = "$norm `max_norm` $max_norm attr-dict `:` type($norm) `->` type($y)";
}

/// One op updates every parameter, in place once planned: `gradients` are
/// multiplied by the scalar `scale`; if `norm` is not finite nothing changes.
class Bmc_OptimizerOp<string mnemonic, list<Trait> traits = []>
    : Bmc_Op<mnemonic, !listconcat([Pure, Bmc_HasCost, AttrSizedOperandSegments, AttrSizedResultSegments,
                                    Bmc_NonDifferentiable], traits)> {
  let hasVerifier = 1;
}

def Bmc_SgdOp : Bmc_OptimizerOp<"sgd"> {
  let summary = "g = scale grad + weight_decay p; m' = momentum m + (1 - dampening) g (m' = g at step 1); p' = p - lr (nesterov ? g + momentum m' : m')";
  let description = [{ torch.optim.SGD. `momenta` is empty if momentum = 0. lr and step are f64[].
    Constraints: (optimizer_c1) parameters have static shape; (optimizer_c2) every
    list has one entry per parameter of the parameter's type, results included;
    (sgd_c1) momenta are present exactly if momentum != 0. }];
  let arguments = (ins Variadic<Bmc_FloatTensor>:$parameters, Variadic<Bmc_FloatTensor>:$gradients,
                       Variadic<Bmc_FloatTensor>:$momenta, 0DTensorOf<[F64]>:$lr, 0DTensorOf<[F64]>:$step,
                       0DTensorOf<[F64]>:$norm, 0DTensorOf<[F64]>:$scale,
                       F64Attr:$momentum, F64Attr:$dampening, F64Attr:$weight_decay, UnitAttr:$nesterov);
  let results = (outs Variadic<Bmc_FloatTensor>:$new_parameters, Variadic<Bmc_FloatTensor>:$new_momenta);
  let assemblyFormat = "`(` $parameters `)` `gradients` `(` $gradients `)` `momenta` `(` $momenta `)` `lr` $lr `step` $step `norm` $norm `scale` $scale attr-dict `:` type(operands) `->` `(` type($new_parameters) `)` (`momenta` `(` type($new_momenta)^ `)`)?";
}

def Bmc_AdamOp : Bmc_OptimizerOp<"adam"> {
  let summary = "Adam (coupled decay) and AdamW (decoupled) of torch.optim";
  let description = [{
    g = scale grad (+ weight_decay p if not decoupled); p1 = p (1 - lr weight_decay) if decoupled, else p;
    m' = beta1 m + (1 - beta1) g; v' = beta2 v + (1 - beta2) g^2;
    p' = p1 - lr / (1 - beta1^step) m' / (sqrt(v') / sqrt(1 - beta2^step) + eps).
    lr and step are f64[]. Source: Kingma and Ba 2014; Loshchilov and Hutter 2017; torch/optim.
    Constraints: (optimizer_c1), (optimizer_c2) as for sgd; (adam_c1) betas are in
    [0, 1) and eps >= 0.
  }];
  let arguments = (ins Variadic<Bmc_FloatTensor>:$parameters, Variadic<Bmc_FloatTensor>:$gradients,
                       Variadic<Bmc_FloatTensor>:$exp_avgs, Variadic<Bmc_FloatTensor>:$exp_avg_sqs,
                       0DTensorOf<[F64]>:$lr, 0DTensorOf<[F64]>:$step,
                       0DTensorOf<[F64]>:$norm, 0DTensorOf<[F64]>:$scale,
                       F64Attr:$beta1, F64Attr:$beta2, F64Attr:$eps, F64Attr:$weight_decay, UnitAttr:$decoupled);
  let results = (outs Variadic<Bmc_FloatTensor>:$new_parameters, Variadic<Bmc_FloatTensor>:$new_exp_avgs,
                      Variadic<Bmc_FloatTensor>:$new_exp_avg_sqs);
  let assemblyFormat = "`(` $parameters `)` `gradients` `(` $gradients `)` `exp_avg` `(` $exp_avgs `)` `exp_avg_sq` `(` $exp_avg_sqs `)` `lr` $lr `step` $step `norm` $norm `scale` $scale attr-dict `:` type(operands) `->` `(` type($new_parameters) `)` `(` type($new_exp_avgs) `)` `(` type($new_exp_avg_sqs) `)`";
}

#endif // BMC_IR_OPS_OPTIMIZER_TD
