//===- RowSampler.h - Rows drawn by their weights ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_ROWSAMPLER_H
#define BMC_RUNTIME_DATA_ROWSAMPLER_H

#include "runtime/core/Status.h"

#include <cstdint>
#include <span>
#include <vector>

namespace bmc {

/// Draws rows with replacement. What is drawn follows from the seed and the
/// number of the draw alone.
class RowSampler {
public:
  /// `weights` has one for each row of the table, none below 0.
  Status open(std::span<const double> weights, std::span<const int64_t> rows,
              uint64_t seed);
  /// The row of draw number `draw`.
  int64_t draw(int64_t draw) const;

private:
  std::vector<int64_t> rows;
  std::vector<double> ends; ///< sums of the weights up to each row
  uint64_t seed = 0;
};

/// Weights that make each class as likely as every other among `rows`: 1 over
/// the rows of it. `keys` has the class of each row of the table.
std::vector<double> balancedWeights(std::span<const int64_t> keys,
                                    std::span<const int64_t> rows);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_ROWSAMPLER_H
