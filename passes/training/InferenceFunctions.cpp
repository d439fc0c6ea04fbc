//===- InferenceFunctions.cpp - eval, predict, generate ---------*- C++ -*-===//
#include "ir/BmcOps.h"
#include "ir/Shape.h"
#include "ir/optimizers/Rules.h"
#include "passes/training/FillSize.h"
#include "passes/training/Training.h"

#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace bmc;

/// Lets the parameters that are trained be their averages.
static void readAverages(ModuleOp module, func::FuncOp function) {
  SymbolTable symbols(module);
  auto average = StringAttr::get(module.getContext(), kAverageState);
  for (unsigned i = 0; i < function.getNumArguments(); ++i) {
    auto name =
        function.getArgAttrOfType<FlatSymbolRefAttr>(i, "bmc.parameter");
    auto parameter =
        name ? symbols.lookup<ParameterOp>(name.getAttr()) : ParameterOp();
    if (parameter && !parameter.getFrozen())
      function.setArgAttr(i, "bmc.group", average);
  }
}

/// New values of the state, which a step keeps, are no results any more.
static void dropUpdates(func::FuncOp function) {
  Operation *terminator = function.front().getTerminator();
  SmallVector<Value> results;
  SmallVector<DictionaryAttr> attributes;
  for (auto [i, value] : llvm::enumerate(terminator->getOperands())) {
    if (function.getResultAttr(i, "bmc.parameter"))
      continue;
    results.push_back(value);
    attributes.push_back(function.getResultAttrDict(i));
  }
  terminator->setOperands(results);
  function.setFunctionType(FunctionType::get(function.getContext(),
                                             function.getArgumentTypes(),
                                             TypeRange(ValueRange(results))));
  function.setAllResultAttrs(attributes);
}

func::FuncOp bmc::addInference(ModuleOp module, func::FuncOp source,
                               StringRef name) {
  func::FuncOp function = source.clone();
  function.setName(name);
  module.push_back(function);
  dropUpdates(function);
  removeDropout(function);
  chooseMode(function, /*training=*/false);
  if (keepsAverages(module->getAttrOfType<DictionaryAttr>("bmc.train")))
    readAverages(module, function);
  return function;
}

void bmc::chooseMode(func::FuncOp function, bool training) {
  function.walk([&](ByModeOp op) {
    op.getY().replaceAllUsesWith(training ? op.getTraining()
                                          : op.getEvaluation());
    op.erase();
  });
  IRRewriter rewriter(function.getContext());
  (void)runRegionDCE(rewriter, function->getRegions());
}

/// The type of the output without its position axis, or an error.
static FailureOr<RankedTensorType> rowType(func::FuncOp generate) {
  auto type = cast<RankedTensorType>(generate.getResultTypes().front());
  Extents extents = getExtents(type);
  if (extents.size() != 3)
    return generate.emitError("generate needs an output of shape [batch, "
                              "position, vocabulary], got ")
           << formatExtents(extents);
  return makeTensorType({extents[0], extents[2]}, type.getElementType());
}

/// A text that is generated is a row alone: segment 1, positions from 0 on.
static void dropPacking(func::FuncOp generate) {
  OpBuilder builder = OpBuilder::atBlockBegin(&generate.front());
  llvm::BitVector dropped(generate.getNumArguments());
  for (unsigned i = 0; i < generate.getNumArguments(); ++i) {
    auto field = generate.getArgAttrOfType<StringAttr>(i, "bmc.alone");
    if (!field)
      continue;
    Value argument = generate.getArgument(i);
    auto type = cast<RankedTensorType>(argument.getType());
    Location loc = argument.getLoc();
    Value alone;
    if (field.getValue() == "positions") {
      auto row = makeTensorType({getExtents(type)[1]}, type.getElementType());
      alone = BroadcastOp::create(builder, loc, type,
                                  ArangeOp::create(builder, loc, row),
                                  builder.getDenseI64ArrayAttr({1}));
    } else {
      alone =
          ConstantOp::create(builder, loc, type, builder.getF64FloatAttr(1));
    }
    argument.replaceAllUsesWith(alone);
    dropped.set(i);
  }
  (void)generate.eraseArguments(dropped);
}

/// Calls the input that is generated `tokens`. All others are sources, which
/// are padded: their run-time sizes are at their bounds, so that what is kept
/// of each has a place of one size.
static void nameTokens(ModuleOp module, func::FuncOp generate,
                       StringAttr input) {
  llvm::SetVector<StringAttr> sizes;
  for (unsigned i = 0; i < generate.getNumArguments(); ++i) {
    auto name = generate.getArgAttrOfType<StringAttr>(i, "bmc.name");
    if (!name)
      continue;
    if (name == input) {
      generate.setArgAttr(i, "bmc.name",
                          StringAttr::get(module.getContext(), "tokens"));
      continue;
    }
    for (const Extent &extent :
         ArrayRef(getExtents(generate.getArgument(i).getType())).drop_front())
      if (!extent.isStatic())
        sizes.insert(extent.name);
  }
  for (StringAttr size : sizes) {
    auto dim = module.lookupSymbol<DimOp>(size.getValue());
    fillSize(generate, size, Extent::fixed(static_cast<int64_t>(dim.getMax())));
  }
}

LogicalResult bmc::addGenerate(ModuleOp module, func::FuncOp predict) {
  func::FuncOp generate = predict.clone();
  generate.setName("generate");
  module.push_back(generate);
  dropPacking(generate);
  if (auto input = module->getAttrOfType<StringAttr>("bmc.generate"))
    nameTokens(module, generate, input);
  FailureOr<RankedTensorType> type = rowType(generate);
  if (failed(type))
    return failure();

  OpBuilder builder(generate.getContext());
  Location loc = generate.getLoc();
  auto named = [&](StringRef name) {
    return builder.getDictionaryAttr(
        builder.getNamedAttr("bmc.name", builder.getStringAttr(name)));
  };
  auto indexType = RankedTensorType::get({}, builder.getI32Type());
  unsigned position = generate.getNumArguments();
  if (failed(
          generate.insertArgument(position, indexType, named("position"), loc)))
    return failure();

  Operation *terminator = generate.front().getTerminator();
  builder.setInsertionPoint(terminator);
  Value logits = SelectRowOp::create(
      builder, terminator->getOperand(0).getLoc(), terminator->getOperand(0),
      generate.getArgument(position), /*axis=*/1);
  terminator->setOperands(logits);
  generate.setFunctionType(
      builder.getFunctionType(generate.getArgumentTypes(), {*type}));
  generate.setResultAttrs(0, named("logits"));
  return success();
}
