//===- Recurrent.td - Steps along a sequence -------------------*- tablegen -*-===//
#ifndef BMC_IR_OPS_RECURRENT_TD
#define BMC_IR_OPS_RECURRENT_TD

include "ir/ops/Base.td"

def Bmc_RecurrentOp : Bmc_InferredOp<"recurrent", [Bmc_HasCost, AttrSizedOperandSegments]> {
  let summary = "h_t = cell(x_t, (mask h_(t-1)) weight^T + bias) along a sequence";
  let description = [{
    One layer and direction of torch.nn's RNN, LSTM or GRU. x [B, S, G*H] is what
    the input adds to each gate (its product and bias), weight [G*H, H], bias
    [G*H], h0, c0 and mask [B, H], lengths i32 [B]; what is absent is 0, the mask
    1 and the lengths S. With u = (mask h) weight^T + bias and s = sigmoid:

      rnn_tanh, rnn_relu  h' = tanh(x + u) or relu(x + u)                 G = 1
      lstm                i, f, g, o = s, s, tanh, s (x + u)              G = 4
                          c' = f c + i g; h' = o tanh c'
      gru                 r, z = s(x_r + u_r), s(x_z + u_z)               G = 3
                          n = tanh(x_n + r u_n); h' = (1 - z) n + z h

    y [B, S, H] are the h'; hn and, of the lstm, cn [B, H] the last states. `reverse` walks from
    the last step to the first. Steps from a row's length on change no state, and
    y is 0 there. `saved` [B, S, P*H] is for the backward pass, and 0 there too:
    (h', h) for the rnn, (i, f, g, o, c, h) for the lstm, (r, z, n, u_n, h) for
    the gru.

    Constraints: (recurrent_c1) x rank 3, weight rank 2, H static; (recurrent_c2)
    weight is [G*H, H] and x has G*H columns; (recurrent_c3) bias, h0, c0, mask
    and lengths as above; (recurrent_c4) one element type; (recurrent_c5) c0 with
    the lstm only.
  }];
  let arguments = (ins Bmc_FloatTensor:$x, Bmc_FloatTensor:$weight, Optional<Bmc_FloatTensor>:$bias,
                       Optional<Bmc_FloatTensor>:$h0, Optional<Bmc_FloatTensor>:$c0,
                       Optional<Bmc_FloatTensor>:$mask, Optional<Bmc_IntTensor>:$lengths,
                       Bmc_RecurrentCell:$cell, UnitAttr:$reverse);
  let results = (outs Bmc_FloatTensor:$y, Bmc_FloatTensor:$hn, Optional<Bmc_FloatTensor>:$cn,
                      Bmc_FloatTensor:$saved);
  let assemblyFormat = "$cell (`reverse` $reverse^)? $x `,` $weight (`bias` $bias^)? (`h0` $h0^)? (`c0` $c0^)? (`mask` $mask^)? (`lengths` $lengths^)? attr-dict `:` functional-type(operands, results)";
  let hasFolder = 1;
}

def Bmc_RecurrentBackwardOp : Bmc_InferredOp<"recurrent_backward",
    [Bmc_HasCost, Bmc_NonDifferentiable, AttrSizedOperandSegments]> {
  let summary = "gradients of recurrent by x, h0 and c0";
  let description = [{
    Walks the steps back. dh' = dy_t + what the step after passes on; the gradients
    of the gates follow from dh' and what recurrent saved; with du that of u,

      dh = mask (du weight) (+ z dh' for the gru)

    dx [B, S, G*H] is 0 from a row's length on. du = dx but for the gru's n, where
    it is r dx. dy, dhn and dcn are 0 where absent.

    Constraints: (recurrent_backward_c1) saved is [B, S, P*H], weight [G*H, H];
    (recurrent_backward_c2) dy [B, S, H], dhn, dcn and mask [B, H], lengths [B];
    (recurrent_backward_c3) one element type; (recurrent_backward_c4) dcn with the
    lstm only.
  }];
  let arguments = (ins Bmc_FloatTensor:$saved, Bmc_FloatTensor:$weight, Optional<Bmc_FloatTensor>:$dy,
                       Optional<Bmc_FloatTensor>:$dhn, Optional<Bmc_FloatTensor>:$dcn,
                       Optional<Bmc_FloatTensor>:$mask, Optional<Bmc_IntTensor>:$lengths,
                       Bmc_RecurrentCell:$cell, UnitAttr:$reverse);
  let results = (outs Bmc_FloatTensor:$dx, Bmc_FloatTensor:$dh0, Optional<Bmc_FloatTensor>:$dc0);
  let assemblyFormat = "$cell (`reverse` $reverse^)? $saved `,` $weight (`dy` $dy^)? (`dhn` $dhn^)? (`dcn` $dcn^)? (`mask` $mask^)? (`lengths` $lengths^)? attr-dict `:` functional-type(operands, results)";
}

#endif // BMC_IR_OPS_RECURRENT_TD
