//===- InitialValues.h - What parameters start from -------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_INITIALVALUES_H
#define BMC_RUNTIME_CORE_INITIALVALUES_H

#include "runtime/abi/Abi.h"
#include "runtime/core/Rng.h"

namespace bmc {

/// Writes the initial values of a parameter (BmrtInitKind) to `data`, on the
/// pool; the same bits at any number of threads.
void fillParameter(const BmrtState &state, char *data, const Rng &rng);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_INITIALVALUES_H
