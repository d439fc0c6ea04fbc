//===- Cases.h - Single instructions against literals -----------*- C++ -*-===//
#ifndef BMC_TEST_UNIT_CUDAEMULATOR_CASES_H
#define BMC_TEST_UNIT_CUDAEMULATOR_CASES_H

#include <cstdint>
#include <vector>

namespace bmc::cuda {

/// Instructions that leave their result in %p0, %h0, %r0 or %d1.
struct Case {
  char result; ///< 'p', 'h', 'r', 'd'
  const char *ptx;
  uint64_t bits;
};

/// Runs all in one kernel of one thread, then again as one lane of several that
/// are active, so that both forms of each loop are seen.
void expectBits(const std::vector<Case> &cases);

} // namespace bmc::cuda

#endif // BMC_TEST_UNIT_CUDAEMULATOR_CASES_H
