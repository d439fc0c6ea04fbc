//===- NonFinite.cpp - Which kernel made the first NaN? ---------*- C++ -*-===//
#include "runtime/core/Program.h"

#include <cmath>

using namespace bmc;

namespace {

/// Scans tensors in the order they come to life and keeps the first find.
class Search {
public:
  explicit Search(NonFinite &found) : found(found) {}

  /// Whether this tensor settles the question.
  bool scan(const TensorView &tensor, NonFinite::Source source,
            const char *kernel = "", const char *location = "") {
    if (!isFloat(tensor.dtype))
      return false;
    int64_t count = tensor.shape.elements();
    for (int64_t i = 0; i < count; ++i) {
      double value = loadElement(tensor.dtype, tensor.data, i);
      if (std::isfinite(value))
        continue;
      bool maskLike = std::isinf(value) && value < 0;
      if (maskLike && found.source != NonFinite::Source::None)
        continue;
      found = {source, location, kernel, tensor.name, i, value};
      if (!maskLike)
        return true;
    }
    return false;
  }

private:
  NonFinite &found;
};

} // namespace

Status Program::findNonFinite(const BmrtFunction &function,
                              std::span<const TensorView> inputs,
                              NonFinite &found) {
  found = {};
  Search search(found);
  std::vector<int64_t> dims;
  BMRT_TRY(begin(function, inputs, dims));

  bool settled = false;
  TensorView view;
  for (uint32_t i = 0; i < function.numInputs && !settled; ++i) {
    BMRT_TRY(fetch(function.inputs[i], dims, view));
    settled = search.scan(view, NonFinite::Source::Input);
  }
  BMRT_TRY(fetchState());
  for (const TensorView &parameter : states(kBmrtParameter))
    settled = settled || search.scan(parameter, NonFinite::Source::Parameter);
  stateToFetch = !device->usesHostMemory();
  for (uint32_t i = 0; i < function.numLaunches && !settled; ++i) {
    const BmrtLaunch &launch = function.launches[i];
    BMRT_TRY(device->runLaunch(function, i, dims));
    uint32_t outputs = launch.outputs ? launch.numOutputs : 0;
    for (uint32_t j = 0; j < outputs && !settled; ++j) {
      BMRT_TRY(fetch(launch.outputs[j], dims, view));
      settled = search.scan(view, NonFinite::Source::Launch, launch.name,
                            launch.locations[j]);
    }
  }
  return {};
}

std::string NonFinite::describe() const {
  const char *what = std::isnan(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
  switch (source) {
  case Source::None:
    return "no NaN or Inf found";
  case Source::Input:
    return fmt::format("{} in input '{}' (element {})", what, tensor, element);
  case Source::Parameter:
    return fmt::format("{} in parameter '{}' (element {})", what, tensor,
                       element);
  case Source::Launch:
    break;
  }
  // Values between two operations have no name of their own.
  std::string where = tensor.empty() ? "a value" : fmt::format("'{}'", tensor);
  return fmt::format("{} first appears in {} (element {}), computed at {}",
                     what, where, element, location);
}
