//===- Normalizer.h - Texts before they become words ------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TOKENIZER_NORMALIZER_H
#define BMC_RUNTIME_TOKENIZER_NORMALIZER_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"

#include <string>
#include <string_view>
#include <vector>

namespace bmc {

/// What is done to a text, step by step.
class Normalizer {
public:
  struct Step {
    enum class Kind { Nfc, Nfd, Nfkc, Nfkd };
    Kind kind;
  };

  bool empty() const { return steps.empty(); }
  void add(const Step &step) { steps.push_back(step); }
  /// Of a text that is UTF-8.
  std::string apply(std::string_view text) const;
  Json toJson() const;

private:
  std::vector<Step> steps;
};

/// `normalizer` of tokenizer.json; BadInput for what is not supported.
Status readNormalizer(const Json &value, Normalizer &out);

} // namespace bmc

#endif // BMC_RUNTIME_TOKENIZER_NORMALIZER_H
