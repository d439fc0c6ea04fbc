//===- BmcInterfaces.h - Contracts that passes rely on ----------*- C++ -*-===//
#ifndef BMC_IR_BMCINTERFACES_H
#define BMC_IR_BMCINTERFACES_H

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
} // namespace bmc::OpTrait

#include "ir/BmcInterfaces.h.inc"

#endif // BMC_IR_BMCINTERFACES_H
