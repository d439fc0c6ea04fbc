//===- Cost.cpp - What an op must do at least -----------------------------===//

#include "ir/Cost.h"

#include <algorithm>
#include <cassert>

using namespace mlir;

namespace bmc {

/// Equal sets of dims are equal lists.
static void orderDims(CostTerm &term) {
  llvm::sort(term.dims, [](StringAttr a, StringAttr b) {
    return a.getValue() < b.getValue();
  });
}

Amount::Amount(double constant) {
  if (constant != 0)
    sum.push_back({constant});
}

Amount Amount::elements(ArrayRef<Extent> extents) {
  CostTerm term{1};
  for (const Extent &extent : extents) {
    if (extent.isStatic())
      term.factor *= static_cast<double>(extent.size);
    else
      term.dims.push_back(extent.name);
  }
  orderDims(term);
  Amount amount;
  amount.sum.push_back(std::move(term));
  return amount;
}

Amount Amount::elements(Type type) { return elements(getExtents(type)); }

Amount Amount::atMost(double most) const {
  Amount limited = *this;
  for (CostTerm &term : limited.sum)
    term.most = std::min(term.most, most);
  return limited;
}

Amount &Amount::operator+=(const Amount &other) {
  for (const CostTerm &term : other.sum) {
    CostTerm *same = llvm::find_if(sum, [&](const CostTerm &mine) {
      return mine.dims == term.dims && mine.most == CostTerm::kUnbounded &&
             term.most == CostTerm::kUnbounded;
    });
    if (same == sum.end())
      sum.push_back(term);
    else
      same->factor += term.factor;
  }
  return *this;
}

Amount Amount::operator*(const Amount &other) const {
  Amount result;
  for (const CostTerm &a : sum)
    for (const CostTerm &b : other.sum) {
      assert(b.most == CostTerm::kUnbounded &&
             (a.most == CostTerm::kUnbounded || b.dims.empty()) &&
             "a limited term is multiplied by constants only");
      Amount product;
      CostTerm &term = product.sum.emplace_back(
          CostTerm{a.factor * b.factor, a.dims, a.most * b.factor});
      term.dims.append(b.dims.begin(), b.dims.end());
      orderDims(term);
      result += product;
    }
  return result;
}

bool Amount::operator==(const Amount &other) const {
  return llvm::equal(sum, other.sum, [](const CostTerm &a, const CostTerm &b) {
    return a.factor == b.factor && a.dims == b.dims && a.most == b.most;
  });
}

double Amount::at(function_ref<int64_t(StringAttr)> valueOf) const {
  double total = 0;
  for (const CostTerm &term : sum) {
    double value = term.factor;
    for (StringAttr dim : term.dims)
      value *= static_cast<double>(valueOf(dim));
    total += std::min(value, term.most);
  }
  return total;
}

} // namespace bmc
