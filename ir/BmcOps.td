//===- BmcOps.td - All ops of the bmc dialect ------------------*- tablegen -*-===//
#ifndef BMC_IR_BMCOPS_TD
#define BMC_IR_BMCOPS_TD

include "ir/ops/Program.td"
include "ir/ops/Elementwise.td"
include "ir/ops/Shape.td"
include "ir/ops/Matmul.td"
include "ir/ops/Convolution.td"
include "ir/ops/Reduce.td"
include "ir/ops/Order.td"
include "ir/ops/Scan.td"
include "ir/ops/Norm.td"
include "ir/ops/Attention.td"
include "ir/ops/FeedForward.td"
include "ir/ops/Recurrent.td"
include "ir/ops/Embedding.td"
include "ir/ops/Random.td"
include "ir/ops/Loss.td"
include "ir/ops/Optimizer.td"

#endif // BMC_IR_BMCOPS_TD
