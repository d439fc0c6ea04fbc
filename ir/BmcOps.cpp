//===- BmcOps.cpp - Generated op definitions ------------------------------===//

#include "ir/BmcOps.h"
#include "ir/Shape.h"

#include "mlir/IR/OpImplementation.h"

#define GET_OP_CLASSES
#include "ir/BmcOps.cpp.inc"

void bmc::BmcDialect::registerOps() {
  addOperations<
#define GET_OP_LIST
#include "ir/BmcOps.cpp.inc"
      >();
}
