//===- BmcDialect.cpp - Registration of the bmc dialect -------------------===//

#include "ir/BmcDialect.h"
#include "ir/BmcOps.h"
#include "ir/Shape.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

/// An f64 attribute without its type: "0.02".
static mlir::ParseResult parseNumber(mlir::AsmParser &parser,
                                     mlir::FloatAttr &number) {
  double value;
  if (parser.parseFloat(value))
    return mlir::failure();
  number = parser.getBuilder().getF64FloatAttr(value);
  return mlir::success();
}

static void printNumber(mlir::AsmPrinter &printer, mlir::FloatAttr number) {
  printer.printFloat(number.getValue());
}

/// "0.02, -2.0, 2.0"; limits of zero are left out.
static mlir::ParseResult parseNumberAndLimits(mlir::AsmParser &parser,
                                              mlir::FloatAttr &number,
                                              mlir::FloatAttr &low,
                                              mlir::FloatAttr &high) {
  low = high = parser.getBuilder().getF64FloatAttr(0);
  if (parseNumber(parser, number) || failed(parser.parseOptionalComma()))
    return mlir::success(number != nullptr);
  if (parseNumber(parser, low) || parser.parseComma())
    return mlir::failure();
  return parseNumber(parser, high);
}

static void printNumberAndLimits(mlir::AsmPrinter &printer,
                                 mlir::FloatAttr number, mlir::FloatAttr low,
                                 mlir::FloatAttr high) {
  printNumber(printer, number);
  if (low.getValue().isZero() && high.getValue().isZero())
    return;
  printer << ", ";
  printNumber(printer, low);
  printer << ", ";
  printNumber(printer, high);
}

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

/// Folded values are f64 attributes whatever the tensor's type: the value is
/// rounded only where it meets other elements.
Operation *BmcDialect::materializeConstant(OpBuilder &builder, Attribute value,
                                           Type type, Location loc) {
  auto number = dyn_cast<FloatAttr>(value);
  if (!number || !number.getType().isF64() || !isModelTensor(type))
    return nullptr;
  return ConstantOp::create(builder, loc, type, number);
}

LogicalResult
DimsAttr::verifyEncoding(ArrayRef<int64_t> shape, Type elementType,
                         function_ref<InFlightDiagnostic()> emitError) const {
  if (getNames().empty())
    return emitError() << "expected at least one name, found none; a tensor "
                          "of static shape has no #bmc.dims";
  if (llvm::any_of(getNames(), [](StringAttr name) { return name.empty(); }))
    return emitError() << "expected a name for every run-time extent, found "
                          "an empty string";
  size_t dynamic = llvm::count_if(shape, ShapedType::isDynamic);
  if (dynamic == getNames().size())
    return success();
  return emitError() << "expected one name per run-time extent, found "
                     << getNames().size() << " names for " << dynamic
                     << " extents";
}

} // namespace bmc
