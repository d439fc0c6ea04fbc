//===- ConvertPrecision.cpp - One float type for all ------------*- C++ -*-===//
#include "ir/Shape.h"
#include "passes/Passes.h"

#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;

namespace bmc {
#define GEN_PASS_DEF_CONVERTPRECISION
#include "passes/Passes.h.inc"
} // namespace bmc

using namespace bmc;

static FailureOr<FloatType> parsePrecision(ModuleOp module, StringRef name) {
  if (name == "f32")
    return FloatType(Float32Type::get(module.getContext()));
  if (name == "f64")
    return FloatType(Float64Type::get(module.getContext()));
  return module.emitError("unknown precision '")
         << name << "', expected f32 or f64";
}

/// Element types named by attributes: a parameter's type, one_hot's element
/// type, function types. Numbers given as attributes are f64 and stay so.
static void convertTypes(ModuleOp module, FloatType to) {
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](RankedTensorType type) -> std::optional<Type> {
    if (!isa<FloatType>(type.getElementType()))
      return std::nullopt;
    return RankedTensorType::get(type.getShape(), to, type.getEncoding());
  });
  replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true,
                                        /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
  module.walk([&](OneHotOp op) { op.setElementType(to); });
}

static void removeIdentityConversions(ModuleOp module) {
  module.walk([](ConvertOp op) {
    if (op.getX().getType() != op.getY().getType())
      return;
    op.getY().replaceAllUsesWith(op.getX());
    op.erase();
  });
}

namespace {
struct ConvertPrecision : bmc::impl::ConvertPrecisionBase<ConvertPrecision> {
  using ConvertPrecisionBase::ConvertPrecisionBase;

  void runOnOperation() override {
    FailureOr<FloatType> type = parsePrecision(getOperation(), to);
    if (failed(type))
      return signalPassFailure();
    convertTypes(getOperation(), *type);
    removeIdentityConversions(getOperation());
  }
};
} // namespace
