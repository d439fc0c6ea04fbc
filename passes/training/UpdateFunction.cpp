//===- UpdateFunction.cpp - Clipping and the optimizer ----------*- C++ -*-===//
#include "ir/BmcOps.h"
#include "passes/training/Training.h"

using namespace mlir;
using namespace bmc;

namespace {
/// bmc.train by key. A missing key is reported once, where it is asked for.
class Settings {
public:
  Settings(DictionaryAttr dictionary, ModuleOp module)
      : dictionary(dictionary), module(module) {}

  StringRef text(StringRef key) {
    auto value = find<StringAttr>(key);
    return value ? value.getValue() : StringRef();
  }
  FloatAttr number(StringRef key) {
    auto value = find<FloatAttr>(key);
    return value ? value : Builder(module).getF64FloatAttr(0);
  }
  bool flag(StringRef key) {
    auto value = find<BoolAttr>(key);
    return value && value.getValue();
  }
  bool allFound() const { return complete; }

private:
  template <typename AttrT> AttrT find(StringRef key) {
    auto value = dictionary.getAs<AttrT>(key);
    if (!value) {
      module.emitError("train block has no valid '") << key << "'";
      complete = false;
    }
    return value;
  }

  DictionaryAttr dictionary;
  ModuleOp module;
  bool complete = true;
};

/// Builds @update argument by argument.
class UpdateBuilder {
public:
  UpdateBuilder(ModuleOp module, func::FuncOp train);

  /// Appends arguments for one tensor per parameter and says what they hold.
  SmallVector<Value> addGroup(StringRef group);
  /// Appends an f64 scalar argument.
  Value addScalar(StringRef name);
  void addResults(ValueRange values, StringRef group);
  void addResult(Value value, StringRef name);
  /// Ends the function and gives it its type.
  void finish();

  ImplicitLocOpBuilder &ops() { return builder; }

private:
  struct Parameter {
    FlatSymbolRefAttr name;
    Type type;
    Location loc;
  };
  DictionaryAttr describe(FlatSymbolRefAttr parameter, StringRef group);

  func::FuncOp function;
  Block *body;
  ImplicitLocOpBuilder builder;
  SmallVector<Parameter> parameters;
  SmallVector<DictionaryAttr> argumentAttributes, resultAttributes;
  SmallVector<Value> results;
};
} // namespace

UpdateBuilder::UpdateBuilder(ModuleOp module, func::FuncOp train)
    : builder(train.getLoc(), module.getContext()) {
  function = func::FuncOp::create(train.getLoc(), "update",
                                  builder.getFunctionType({}, {}));
  module.push_back(function);
  body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  for (BlockArgument argument : train.getArguments())
    if (auto name = train.getArgAttrOfType<FlatSymbolRefAttr>(
            argument.getArgNumber(), "bmc.parameter"))
      parameters.push_back({name, argument.getType(), argument.getLoc()});
}

DictionaryAttr UpdateBuilder::describe(FlatSymbolRefAttr parameter,
                                       StringRef group) {
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("bmc.parameter", parameter),
       builder.getNamedAttr("bmc.group", builder.getStringAttr(group))});
}

SmallVector<Value> UpdateBuilder::addGroup(StringRef group) {
  SmallVector<Value> values;
  for (const Parameter &parameter : parameters) {
    values.push_back(body->addArgument(parameter.type, parameter.loc));
    argumentAttributes.push_back(describe(parameter.name, group));
  }
  return values;
}

Value UpdateBuilder::addScalar(StringRef name) {
  argumentAttributes.push_back(builder.getDictionaryAttr(
      builder.getNamedAttr("bmc.name", builder.getStringAttr(name))));
  return body->addArgument(RankedTensorType::get({}, builder.getF64Type()),
                           builder.getLoc());
}

void UpdateBuilder::addResults(ValueRange values, StringRef group) {
  llvm::append_range(results, values);
  for (const Parameter &parameter : parameters)
    resultAttributes.push_back(describe(parameter.name, group));
}

void UpdateBuilder::addResult(Value value, StringRef name) {
  results.push_back(value);
  resultAttributes.push_back(builder.getDictionaryAttr(
      builder.getNamedAttr("bmc.name", builder.getStringAttr(name))));
}

void UpdateBuilder::finish() {
  func::ReturnOp::create(builder, results);
  function.setFunctionType(
      builder.getFunctionType(body->getArgumentTypes(), TypeRange(results)));
  function.setAllArgAttrs(argumentAttributes);
  function.setAllResultAttrs(resultAttributes);
}

/// The factor on all gradients: 1 without clipping.
static Value buildScale(UpdateBuilder &update, Value norm, FloatAttr maxNorm) {
  ImplicitLocOpBuilder &b = update.ops();
  auto type = norm.getType();
  if (maxNorm.getValueAsDouble() > 0)
    return ClipCoefficientOp::create(b, type, norm, maxNorm);
  return ConstantOp::create(b, type, b.getF64FloatAttr(1));
}

namespace {
/// What both optimizers read besides their own state.
struct Common {
  SmallVector<Value> parameters, gradients;
  Value lr, step, norm, scale;
};
} // namespace

/// Scalars come after the optimizer's state, as the argument order wants it.
static void addScalars(UpdateBuilder &update, Settings &settings, Common &c) {
  c.lr = update.addScalar("lr");
  c.step = update.addScalar("step");
  c.norm = GlobalNormOp::create(update.ops(), c.step.getType(), c.gradients);
  c.scale = buildScale(update, c.norm, settings.number("clip_grad_norm"));
}

static void buildSgd(UpdateBuilder &update, Settings &settings, Common c) {
  FloatAttr momentum = settings.number("momentum");
  SmallVector<Value> momenta;
  bool hasMomentum = !momentum.getValue().isZero();
  if (hasMomentum)
    momenta = update.addGroup("momentum_buffer");
  addScalars(update, settings, c);
  Builder &b = update.ops();
  auto op = SgdOp::create(
      update.ops(), TypeRange(c.parameters), TypeRange(momenta), c.parameters,
      c.gradients, momenta, c.lr, c.step, c.norm, c.scale, momentum,
      settings.number("dampening"), settings.number("weight_decay"),
      settings.flag("nesterov") ? b.getUnitAttr() : UnitAttr());
  update.addResults(op.getNewParameters(), "param");
  if (hasMomentum)
    update.addResults(op.getNewMomenta(), "momentum_buffer");
  update.addResult(c.norm, "grad_norm");
}

static void buildAdam(UpdateBuilder &update, Settings &settings, Common c) {
  SmallVector<Value> averages = update.addGroup("exp_avg");
  SmallVector<Value> squares = update.addGroup("exp_avg_sq");
  addScalars(update, settings, c);
  Builder &b = update.ops();
  TypeRange types(c.parameters);
  auto op = AdamOp::create(
      update.ops(), types, types, types, c.parameters, c.gradients, averages,
      squares, c.lr, c.step, c.norm, c.scale, settings.number("beta1"),
      settings.number("beta2"), settings.number("eps"),
      settings.number("weight_decay"),
      settings.flag("decoupled") ? b.getUnitAttr() : UnitAttr());
  update.addResults(op.getNewParameters(), "param");
  update.addResults(op.getNewExpAvgs(), "exp_avg");
  update.addResults(op.getNewExpAvgSqs(), "exp_avg_sq");
  update.addResult(c.norm, "grad_norm");
}

LogicalResult bmc::addUpdate(ModuleOp module, func::FuncOp train,
                             DictionaryAttr dictionary) {
  Settings settings(dictionary, module);
  StringRef optimizer = settings.text("optimizer");
  if (!settings.allFound())
    return failure();
  if (optimizer != "sgd" && optimizer != "adam")
    return module.emitError("unknown optimizer '")
           << optimizer << "', expected sgd or adam";
  UpdateBuilder update(module, train);
  Common common;
  common.parameters = update.addGroup("param");
  if (common.parameters.empty())
    return module.emitError("the model has nothing to train, expected at "
                            "least one parameter");
  common.gradients = update.addGroup("grad");
  if (optimizer == "sgd")
    buildSgd(update, settings, common);
  else
    buildAdam(update, settings, common);
  update.finish();
  return success(settings.allFound());
}
