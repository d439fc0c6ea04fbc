//===- RunForms.h - Forms of instructions on many operands ------*- C++ -*-===//
#ifndef BMC_TEST_UNIT_CUDAEMULATOR_RUNFORMS_H
#define BMC_TEST_UNIT_CUDAEMULATOR_RUNFORMS_H

#include "test/unit/cuda-emulator/Emulated.h"
#include "test/unit/cuda-emulator/Forms.h"

#include <map>

namespace bmc::cuda {

/// Operands each form is tried on, and its results, 64 bits each.
constexpr unsigned kTuples = 4096;

/// The results of every form by its text, run on a device of compute capability
/// 9.0 or more. Forms with operands of the same kinds share a module and their
/// operands.
std::map<std::string, std::vector<uint64_t>>
runForms(Emulated &device, const std::vector<Form> &forms);

} // namespace bmc::cuda

#endif // BMC_TEST_UNIT_CUDAEMULATOR_RUNFORMS_H
