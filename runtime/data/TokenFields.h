//===- TokenFields.h - Inputs that take tokens of sequences -----*- C++ -*-===//
#ifndef BMC_RUNTIME_DATA_TOKENFIELDS_H
#define BMC_RUNTIME_DATA_TOKENFIELDS_H

#include "runtime/data/Binding.h"

#include <algorithm>

namespace bmc {

/// What a target is that counts in no loss.
constexpr int32_t kNoTarget = -1;

/// A field of a kind of data, and what its table calls it.
template <typename Field> struct TokenField {
  std::string_view name;
  Field field;
  bool isLength = false; ///< a number a row, [batch], not [batch, length]
};

/// Reads the bindings of data of this kind, and which of the known fields each
/// input takes. An error for a field that there is not, and for an input of
/// another shape or of no integers.
template <typename Field, size_t count>
Status bindTokenFields(const DatasetSource &source, std::string_view kind,
                       const TokenField<Field> (&known)[count],
                       std::vector<Binding> &bindings,
                       std::vector<Field> &fields) {
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  for (const Binding &binding : bindings) {
    const BmrtTensor &input = *binding.input;
    const auto *found = std::ranges::find(known, binding.fields.front(),
                                          &TokenField<Field>::name);
    if (found == std::end(known))
      return badInput("data.bindings: {} have no field '{}'", kind,
                      binding.fields.front());
    fields.push_back(found->field);
    if (isFloat(input.dtype) || input.rank != (found->isLength ? 1u : 2u))
      return badInput("input '{}' is bound to {}, expected integers of shape "
                      "[batch, length], or [batch] for lengths",
                      input.name, kind);
  }
  return {};
}

} // namespace bmc

#endif // BMC_RUNTIME_DATA_TOKENFIELDS_H
