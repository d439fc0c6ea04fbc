//===- BmcDialect.cpp - Registration of the bmc dialect -------------------===//

#include "ir/BmcDialect.h"
#include "ir/BmcOps.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

#include "ir/BmcDialect.cpp.inc"
#include "ir/BmcEnums.cpp.inc"
#include "ir/BmcInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "ir/BmcAttrs.cpp.inc"

using namespace mlir;

namespace bmc {

void BmcDialect::initialize() {
  registerAttributes();
  registerOps();
}

void BmcDialect::registerAttributes() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "ir/BmcAttrs.cpp.inc"
      >();
}

LogicalResult
DimsAttr::verifyEncoding(ArrayRef<int64_t> shape, Type elementType,
                         function_ref<InFlightDiagnostic()> emitError) const {
  size_t dynamic = llvm::count_if(shape, ShapedType::isDynamic);
  if (dynamic == getNames().size())
    return success();
  return emitError() << "expected one name per run-time extent, found "
                     << getNames().size() << " names for " << dynamic
                     << " extents";
}

} // namespace bmc
