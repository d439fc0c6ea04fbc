//===- BmcInterfaces.h - Contracts that passes rely on ----------*- C++ -*-===//
#ifndef BMC_IR_BMCINTERFACES_H
#define BMC_IR_BMCINTERFACES_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/OpDefinition.h"

namespace bmc::OpTrait {
/// See Bmc_NonDifferentiable in BmcInterfaces.td.
template <typename ConcreteType>
class NonDifferentiable
    : public mlir::OpTrait::TraitBase<ConcreteType, NonDifferentiable> {};

/// See Bmc_Partial in BmcInterfaces.td.
template <typename ConcreteType>
class Partial : public mlir::OpTrait::TraitBase<ConcreteType, Partial> {};

/// See Bmc_Linear in BmcInterfaces.td.
template <typename ConcreteType>
class Linear : public mlir::OpTrait::TraitBase<ConcreteType, Linear> {};
} // namespace bmc::OpTrait

#include "ir/BmcInterfaces.h.inc"

#endif // BMC_IR_BMCINTERFACES_H
