//===- StandardInput.h - Standard input as a file ---------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_STANDARDINPUT_H
#define BMC_RUNTIME_CORE_STANDARDINPUT_H

#include "runtime/core/Status.h"

namespace bmc {

/// Opens a file of all that standard input holds, which can be read at any
/// position; `descriptor` belongs to the caller. The first call reads it to its
/// end into memory, later ones show the same. Resource error if memory does
/// not hold it.
Status openStandardInput(int &descriptor);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_STANDARDINPUT_H
