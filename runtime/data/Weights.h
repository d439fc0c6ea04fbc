//===- Weights.h - Parameters from files of other writers -------*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_WEIGHTS_H
#define BMC_RUNTIME_DATA_WEIGHTS_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/core/Tensor.h"

#include <map>
#include <span>
#include <string>

namespace bmc {

/// Other names of tied parameters, as PyTorch lists them: alias -> parameter.
using ParameterAliases = std::map<std::string, std::string>;

/// The key `aliases` of a program's configuration.
ParameterAliases readAliases(const Json &config);

/// Loads every parameter from a safetensors file. A tied weight may have any of
/// its names, or several if they are equal; names may share a prefix that
/// wrappers add (module., _orig_mod., model.); a name that safetensors'
/// save_model left out is found through its metadata. Otherwise names and
/// shapes must match exactly, in both directions. Everything is checked before
/// the first byte is written to memory.
Status loadParameters(const std::string &path,
                      std::span<const TensorView> parameters,
                      const ParameterAliases &aliases);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_WEIGHTS_H
