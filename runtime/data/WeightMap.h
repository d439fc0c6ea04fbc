//===- WeightMap.h - Some parameters from a file of weights -----*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_WEIGHTMAP_H
#define BMC_RUNTIME_DATA_WEIGHTMAP_H

#include "runtime/data/Weights.h"

#include <vector>

namespace bmc {

/// Which tensors of a file fill which parameters: a pattern of names in the
/// file and one of names in the model. A * stands for any characters, the first
/// of one pattern for the same as the first of the other, and so on.
struct WeightRule {
  std::string file, model;
};

/// "encoder.*=backbone.*"; usage error for anything else.
Status parseWeightRule(const std::string &text, WeightRule &rule);

/// What became of the parameters and of the tensors of the file.
struct WeightReport {
  size_t taken = 0;
  std::vector<std::string> missing;  ///< parameters that keep their values
  std::vector<std::string> leftOver; ///< tensors that nobody took

  /// One line for the user.
  std::string describe() const;
};

/// Loads the parameters that the rules name; the first rule that names one
/// decides. Bad input if a rule names no tensor or no parameter, if two tensors
/// are meant for one parameter, or if shapes differ. Everything is checked
/// before the first byte is written to memory.
Status loadMappedParameters(const std::string &path,
                            std::span<const TensorView> parameters,
                            const ParameterAliases &aliases,
                            std::span<const WeightRule> rules,
                            WeightReport &report);

} // namespace bmc

#endif // BMC_RUNTIME_DATA_WEIGHTMAP_H
