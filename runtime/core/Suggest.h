//===- Suggest.h - "did you mean" -------------------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_CORE_SUGGEST_H
#define BMC_RUNTIME_CORE_SUGGEST_H

#include <span>
#include <string>
#include <string_view>

namespace bmc {

/// "; did you mean 'NEAREST'?" if a candidate is close enough to `word` to be
/// a typo of it, else "".
std::string suggestion(std::string_view word,
                       std::span<const std::string_view> candidates);

} // namespace bmc

#endif // BMC_RUNTIME_CORE_SUGGEST_H
