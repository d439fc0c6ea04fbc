//===- Forms.h - Forms of instructions --------------------------*- C++ -*-===//
#ifndef BMC_TEST_UNIT_CUDAEMULATOR_FORMS_H
#define BMC_TEST_UNIT_CUDAEMULATOR_FORMS_H

#include "test/unit/cuda-emulator/Operands.h"

namespace bmc::cuda {

/// An instruction with its modifiers, or a few that belong together.
struct Form {
  /// PTX with $0 for the result, $1.. for operands; or the mnemonic alone,
  /// which takes them all in order.
  std::string text;
  Kind result;
  std::string operands; ///< a Kind each
  /// The bits of a NaN are nobody's promise: all of them are one.
  bool anyNaN = false;
};

/// Every form whose result PTX says to the bit, for sm_90.
std::vector<Form> exactForms();

} // namespace bmc::cuda

#endif // BMC_TEST_UNIT_CUDAEMULATOR_FORMS_H
