//===- CarryState.cpp - Recurrent state from batch to batch -----*- C++ -*-===//
//
// With `carry_state` the rows of a batch go on where those of the batch before
// ended, and so do recurrent layers: each starts with the state that it left.
// That state is a number as the data is, no gradient passes through it
// (truncated back-propagation through time), so that a layer takes it after
// gradients are there.
//
//===----------------------------------------------------------------------===//
#include "ir/BmcOps.h"
#include "ir/CarriedState.h"
#include "ir/Shape.h"
#include "passes/fusion/Matchers.h"
#include "passes/training/Training.h"

using namespace mlir;
using namespace bmc;

namespace {

class StateCarrier {
public:
  StateCarrier(ModuleOp module, func::FuncOp function, StringRef group)
      : module(module), function(function), group(group),
        builder(module.getContext()) {}

  LogicalResult carryAll();

private:
  LogicalResult check(RecurrentOp layer) const;
  void carry(RecurrentOp layer);
  Value carry(const std::string &name, RecurrentOp layer, Value last);
  void declare(StringRef name, Type type, Location loc);
  Value goesOn(Type type, Location loc);

  ModuleOp module;
  func::FuncOp function;
  StringRef group;
  OpBuilder builder;
  unsigned layers = 0;
};

} // namespace

/// Every layer that starts with nothing. One that the model gives a state of
/// its own keeps it.
LogicalResult StateCarrier::carryAll() {
  SmallVector<RecurrentOp> all;
  function.walk([&](RecurrentOp layer) {
    if (!layer.getH0() && !layer.getC0())
      all.push_back(layer);
  });
  if (all.empty())
    return emitError(function.getLoc(),
                     "carry_state needs a recurrent layer that is given no "
                     "state, and the model has none");
  for (RecurrentOp layer : all) {
    if (failed(check(layer)))
      return failure();
    carry(layer);
  }
  return success();
}

LogicalResult StateCarrier::check(RecurrentOp layer) const {
  if (layer.getReverse())
    return layer.emitError(
        "carry_state: this layer also walks backwards, from "
        "the end of a window: it has no state to go on from");
  auto batch = module->getAttrOfType<StringAttr>("bmc.batch");
  if (getExtents(layer.getHn().getType()).front() != Extent::named(batch))
    return layer.emitError("carry_state: the rows of this layer are ")
           << formatExtents(getExtents(layer.getHn().getType()))
           << ", not those of a batch, so that none goes on in the next";
  return success();
}

void StateCarrier::carry(RecurrentOp layer) {
  builder.setInsertionPoint(layer);
  // No member of a model is called so.
  std::string name = "carried:" + std::to_string(layers++);
  layer.getH0Mutable().assign(carry(name + ".h", layer, layer.getHn()));
  if (layer.getCn())
    layer.getC0Mutable().assign(carry(name + ".c", layer, layer.getCn()));
}

/// The state before the layer; `last` becomes that of the next batch.
Value StateCarrier::carry(const std::string &name, RecurrentOp layer,
                          Value last) {
  Location loc = layer.getLoc();
  Type type = last.getType();
  declare(name, type, loc);
  auto attributes = builder.getDictionaryAttr(
      {builder.getNamedAttr("bmc.parameter",
                            FlatSymbolRefAttr::get(builder.getContext(), name)),
       builder.getNamedAttr("bmc.group", builder.getStringAttr(group))});
  unsigned place = endOfParameters(function);
  (void)function.insertArgument(place, type, attributes, loc);
  Operation *terminator = function.front().getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), last);
  (void)function.insertResult(function.getNumResults(), type, attributes);
  return SelectOp::create(builder, loc, goesOn(type, loc),
                          function.getArgument(place),
                          makeSplat(builder, loc, type, 0));
}

/// Training and evaluation have tensors of their own, of one parameter.
void StateCarrier::declare(StringRef name, Type type, Location loc) {
  if (module.lookupSymbol(name))
    return;
  Extents bounds = getExtents(type);
  for (Extent &extent : bounds)
    if (!extent.isStatic())
      extent = Extent::fixed(module.lookupSymbol<DimOp>(extent.name).getMax());
  OpBuilder::InsertionGuard guard(builder);
  for (auto parameter : module.getOps<ParameterOp>())
    builder.setInsertionPointAfter(parameter);
  auto zero = InitAttr::get(builder.getContext(), InitKind::Constant, 0, 0);
  ParameterOp::create(builder, loc, name,
                      makeTensorType(bounds, getElementTypeOrSelf(type)), zero,
                      /*group=*/nullptr, /*frozen=*/false, /*sparse=*/false,
                      /*carried=*/true);
}

/// Whether the batch goes on, for each element.
Value StateCarrier::goesOn(Type type, Location loc) {
  auto isCarry = [&](unsigned i) {
    auto name = function.getArgAttrOfType<StringAttr>(i, "bmc.name");
    return name && name.getValue() == kCarryInput;
  };
  unsigned end = function.getNumArguments();
  auto scalar = RankedTensorType::get({}, builder.getF64Type());
  if (!isCarry(end - 1)) {
    (void)function.insertArgument(
        end, scalar,
        builder.getDictionaryAttr(builder.getNamedAttr(
            "bmc.name", builder.getStringAttr(kCarryInput))),
        function.getLoc());
    ++end;
  }
  Value zero = makeSplat(builder, loc, scalar, 0);
  Value isOne = CompareOp::create(builder, loc, Predicate::GT,
                                  function.getArgument(end - 1), zero);
  return BroadcastOp::create(
      builder, loc, makeTensorType(getExtents(type), builder.getI1Type()),
      isOne, ArrayRef<int64_t>());
}

LogicalResult bmc::carryState(ModuleOp module, func::FuncOp function,
                              StringRef group) {
  return StateCarrier(module, function, group).carryAll();
}
