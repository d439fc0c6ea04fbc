//===- LossTotals.cpp - Losses of batches that add up ---------------------===//
#include "runtime/train/LossTotals.h"

namespace bmc {

void LossTotals::clear() {
  allRows = 0;
  totals.clear();
}

Status LossTotals::add(std::span<const TensorView> data, int64_t rows) {
  addRows(rows);
  if (!function)
    return {};
  BMRT_TRY(program.call(*function, data, parts));
  if (totals.empty())
    for (const HostTensor &part : parts)
      totals.emplace_back(part.name, kBmrtF64, part.shape);
  for (size_t i = 0; i < parts.size(); ++i)
    for (int64_t j = 0; j < totals[i].shape.elements(); ++j)
      totals[i].as<double>()[j] += parts[i].element(j);
  return {};
}

void LossTotals::append(std::vector<TensorView> &inputs, int64_t rows) {
  share.as<double>()[0] =
      static_cast<double>(rows) / static_cast<double>(allRows);
  inputs.push_back(share.view());
  for (const HostTensor &total : totals)
    inputs.push_back(total.view());
}

bool LossTotals::countNothing() const {
  for (const HostTensor &total : totals)
    for (int64_t j = 0; j < total.shape.elements(); ++j)
      if (total.element(j) != 0)
        return false;
  return !totals.empty();
}

} // namespace bmc
