//===- Python.h - Text that is Python -----------------------------*- C++
//-*-===//
#ifndef BMC_FRONTEND_PYTHON_H
#define BMC_FRONTEND_PYTHON_H

#include "frontend/Diagnostics.h"

namespace bmc {

/// Whether `source` has a line that only Python has: `class Net(..)`, `def f(`,
/// `import torch`, `from torch import nn`. If so, reports one error for all of
/// it, with a note for each thing in it that is written otherwise here.
bool refusePython(llvm::StringRef source, DiagnosticEngine &diagnostics);

} // namespace bmc

#endif // BMC_FRONTEND_PYTHON_H
