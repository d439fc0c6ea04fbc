//===- LoadModule.h - PTX to functions --------------------------*- C++ -*-===//
#ifndef EMULATOR_DEVICE_LOADMODULE_H
#define EMULATOR_DEVICE_LOADMODULE_H

#include "tools/cuda-emulator/device/Driver.h"

namespace emulator {

/// Parses and decodes all kernels and allocates the variables. On failure the
/// log says why and `module` is empty.
Result loadModule(Driver &driver, const char *image,
                  std::unique_ptr<bmc::cuda::ModuleObject> &module,
                  std::string &log);
void unloadModule(Driver &driver, bmc::cuda::ModuleObject &module);

} // namespace emulator

#endif // EMULATOR_DEVICE_LOADMODULE_H
