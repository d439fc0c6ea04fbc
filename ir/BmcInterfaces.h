//===- BmcInterfaces.h - Contracts that passes rely on ----------*- C++ -*-===//
#ifndef BMC_IR_BMCINTERFACES_H
#define BMC_IR_BMCINTERFACES_H

#include "ir/Cost.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

/// BmcInterfaces.td says what each of these means.
namespace bmc::OpTrait {
#define BMC_TRAIT(Name)                                                        \
  template <typename ConcreteType>                                             \
  class Name : public mlir::OpTrait::TraitBase<ConcreteType, Name> {};
BMC_TRAIT(Free)
BMC_TRAIT(Kinked)
BMC_TRAIT(Linear)
BMC_TRAIT(MovesElements)
BMC_TRAIT(NeedsPosition)
BMC_TRAIT(NonDifferentiable)
BMC_TRAIT(Partial)
BMC_TRAIT(Pointwise)
BMC_TRAIT(ReadsElsewhere)
BMC_TRAIT(ReadsSlices)
BMC_TRAIT(View)
#undef BMC_TRAIT

/// See Bmc_CostPerElement in BmcInterfaces.td.
template <int operations> struct CostPerElement {
  template <typename ConcreteType>
  class Impl : public mlir::OpTrait::TraitBase<ConcreteType, Impl> {
  public:
    OpCost getCost() {
      return {{},
              Amount::elements(this->getOperation()->getResult(0)) *
                  Amount(operations)};
    }
  };
};
} // namespace bmc::OpTrait

#include "ir/BmcInterfaces.h.inc"

#endif // BMC_IR_BMCINTERFACES_H
