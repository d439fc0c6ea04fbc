//===- RowMix.h - Rows that are mixed with others ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ROWMIX_H
#define BMC_RUNTIME_DATA_ROWMIX_H

#include "runtime/core/Tensor.h"
#include "runtime/data/RowDataset.h"

#include <span>

namespace bmc {

/// What a row is mixed with, and its own share (Zhang et al., "mixup", 2018).
struct RowMix {
  int64_t partner = 0;
  double share = 1;
};

/// The mix of a row of `train` on an occasion; shares are drawn from
/// Beta(alpha, alpha).
RowMix mixOf(double alpha, int64_t row, const Occasion &occasion,
             std::span<const int64_t> train);

/// Floats of `to` become share * to + (1 - share) * other.
void blend(BmrtDType dtype, double share, std::span<const char> other,
           std::span<char> to);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWMIX_H
