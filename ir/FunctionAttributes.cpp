//===- FunctionAttributes.cpp - What functions and their values carry -----===//
//
// The attributes through which phases, code generation and the runtime agree
// on what an argument or a result is. See "Functions" in README.md.
//
//===----------------------------------------------------------------------===//

#include "ir/BmcDialect.h"
#include "ir/CarriedState.h"
#include "ir/ops/Constraints.h"
#include "ir/optimizers/Rules.h"

#include "mlir/IR/SymbolTable.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;

namespace bmc {

static LogicalResult verifyName(const Constraints &require, Attribute value) {
  auto name = dyn_cast<StringAttr>(value);
  if (name && !name.empty())
    return success();
  return require.violated("argument_c1",
                          "bmc.name is no name, expected a non-empty string");
}

static LogicalResult verifyParameter(const Constraints &require,
                                     Attribute value) {
  if (isa<FlatSymbolRefAttr>(value))
    return success();
  return require.violated("argument_c2",
                          "bmc.parameter names no parameter, expected @symbol");
}

static LogicalResult verifyGroup(const Constraints &require, Attribute value) {
  auto group = dyn_cast<StringAttr>(value);
  if (group && (group == "param" || group == "grad" || group == kTouchedRows ||
                group == kCarriedState || group == kTrainingCarried ||
                group == kEvaluationCarried || isUpdateState(group.getValue())))
    return success();
  return require.violated("argument_c3",
                          "bmc.group is no group of tensors, expected param, "
                          "grad, touched, carried or a state of an optimizer");
}

static LogicalResult verifyValueAttribute(Operation *op,
                                          NamedAttribute attribute) {
  Constraints require(op->getLoc());
  StringRef name = attribute.getName();
  if (name == "bmc.name")
    return verifyName(require, attribute.getValue());
  if (name == "bmc.parameter")
    return verifyParameter(require, attribute.getValue());
  if (name == "bmc.group")
    return verifyGroup(require, attribute.getValue());
  return success();
}

LogicalResult BmcDialect::verifyRegionArgAttribute(Operation *op, unsigned,
                                                   unsigned,
                                                   NamedAttribute attribute) {
  return verifyValueAttribute(op, attribute);
}

LogicalResult
BmcDialect::verifyRegionResultAttribute(Operation *op, unsigned, unsigned,
                                        NamedAttribute attribute) {
  return verifyValueAttribute(op, attribute);
}

LogicalResult BmcDialect::verifyOperationAttribute(Operation *op,
                                                   NamedAttribute attribute) {
  if (attribute.getName() != "bmc.kernel")
    return success();
  auto symbol = dyn_cast<SymbolOpInterface>(op);
  if (symbol && symbol.isPrivate() && isa<UnitAttr>(attribute.getValue()))
    return success();
  return Constraints(op->getLoc())
      .violated("function_c1",
                "bmc.kernel is out of place, expected it without "
                "a value on a private function");
}

} // namespace bmc
