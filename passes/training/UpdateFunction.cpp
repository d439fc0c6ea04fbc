//===- UpdateFunction.cpp - Clipping and the optimizer ----------*- C++ -*-===//
#include "ir/BmcOps.h"
#include "ir/optimizers/Rules.h"
#include "passes/training/Muon.h"
#include "passes/training/Training.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace bmc;

namespace {
/// Parameters that are trained alike: an entry of bmc.train's groups.
struct ParameterGroup {
  StringAttr optimizer;
  DictionaryAttr numbers;
  SmallVector<unsigned> members; ///< in UpdateBuilder::parameters
};

/// Builds @update argument by argument.
class UpdateBuilder {
public:
  UpdateBuilder(ModuleOp module, func::FuncOp train,
                SmallVector<ParameterGroup> groups);

  bool isEmpty() const { return parameters.empty(); }
  /// Fails with an error if a group has no valid optimizer.
  LogicalResult build(FloatAttr maxNorm);

private:
  struct Parameter {
    FlatSymbolRefAttr name;
    Type type;
    Location loc;
  };
  DictionaryAttr describe(unsigned parameter, StringRef group);
  /// Appends arguments for one tensor of each of these parameters.
  void addState(StringRef group, ArrayRef<unsigned> members);
  /// Appends an f64 scalar argument.
  Value addScalar(StringRef name);
  SmallVector<Value> valuesOf(StringRef group, ArrayRef<unsigned> members);
  void updateGroup(const ParameterGroup &group, const UpdateFormula &formula);
  void updateMatrices(const ParameterGroup &group);
  void finish();

  func::FuncOp function;
  Block *body;
  ImplicitLocOpBuilder builder;
  SmallVector<ParameterGroup> groups;
  SmallVector<Parameter> parameters; ///< those of a group side by side
  SmallVector<DictionaryAttr> argumentAttributes;
  Value lr, step, norm, scale, muProduct;
  /// Old and new values by state and number of the parameter.
  using StateKey = std::pair<StringAttr, unsigned>;
  DenseMap<StateKey, Value> olds;
  llvm::MapVector<StateKey, Value> news;
};
} // namespace

/// The parameters of @train that are not frozen, group by group: so the memory
/// plan lays them out, and an update walks over the whole of a group.
UpdateBuilder::UpdateBuilder(ModuleOp module, func::FuncOp train,
                             SmallVector<ParameterGroup> given)
    : builder(train.getLoc(), module.getContext()), groups(std::move(given)) {
  function = func::FuncOp::create(train.getLoc(), "update",
                                  builder.getFunctionType({}, {}));
  module.push_back(function);
  body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  SymbolTable symbols(module);
  for (auto [number, group] : llvm::enumerate(groups))
    for (BlockArgument argument : train.getArguments()) {
      auto name = train.getArgAttrOfType<FlatSymbolRefAttr>(
          argument.getArgNumber(), "bmc.parameter");
      auto parameter =
          name ? symbols.lookup<ParameterOp>(name.getAttr()) : ParameterOp();
      if (!parameter || parameter.getFrozen() ||
          parameter.getGroup().value_or(0) != number)
        continue;
      group.members.push_back(parameters.size());
      parameters.push_back({name, argument.getType(), argument.getLoc()});
    }
}

DictionaryAttr UpdateBuilder::describe(unsigned parameter, StringRef group) {
  return builder.getDictionaryAttr(
      {builder.getNamedAttr("bmc.parameter", parameters[parameter].name),
       builder.getNamedAttr("bmc.group", builder.getStringAttr(group))});
}

void UpdateBuilder::addState(StringRef group, ArrayRef<unsigned> members) {
  StringAttr name = builder.getStringAttr(group);
  for (unsigned member : members) {
    olds[{name, member}] =
        body->addArgument(parameters[member].type, parameters[member].loc);
    argumentAttributes.push_back(describe(member, group));
  }
}

Value UpdateBuilder::addScalar(StringRef name) {
  argumentAttributes.push_back(builder.getDictionaryAttr(
      builder.getNamedAttr("bmc.name", builder.getStringAttr(name))));
  return body->addArgument(RankedTensorType::get({}, builder.getF64Type()),
                           builder.getLoc());
}

SmallVector<Value> UpdateBuilder::valuesOf(StringRef group,
                                           ArrayRef<unsigned> members) {
  StringAttr name = builder.getStringAttr(group);
  return llvm::map_to_vector(
      members, [&](unsigned member) { return olds.lookup({name, member}); });
}

void UpdateBuilder::updateGroup(const ParameterGroup &group,
                                const UpdateFormula &formula) {
  SmallVector<Value> values = valuesOf("param", group.members);
  SmallVector<Value> gradients = valuesOf("grad", group.members);
  SmallVector<Value> states;
  for (StringRef state : formula.states)
    llvm::append_range(states, valuesOf(state, group.members));
  auto op = UpdateOp::create(builder, TypeRange(ValueRange(values)),
                             TypeRange(ValueRange(states)), values, gradients,
                             states, lr, step, norm, scale,
                             formula.readsMuProduct ? muProduct : Value(),
                             group.optimizer, group.numbers);
  auto keep = [&](StringRef state, ValueRange results) {
    for (auto [member, result] : llvm::zip_equal(group.members, results))
      news[{builder.getStringAttr(state), member}] = result;
  };
  keep("param", op.getNewParameters());
  for (auto [i, state] : llvm::enumerate(formula.states))
    keep(state, op.getNewState(i));
}

/// Muon takes each matrix by itself: its momentum, the direction of that, a
/// step in this direction.
void UpdateBuilder::updateMatrices(const ParameterGroup &group) {
  MuonSettings settings(group.numbers);
  ImplicitLocOpBuilder &b = builder;
  StringAttr momenta = b.getStringAttr(kMomentumState);
  Value one = ConstantOp::create(b, scale.getType(), b.getF64FloatAttr(1));
  auto update = [&](StringRef rule, DictionaryAttr numbers, Value value,
                    Value gradient, ValueRange states) {
    return UpdateOp::create(b, TypeRange(value.getType()), TypeRange(states),
                            value, gradient, states, lr, step, norm, one,
                            Value(), b.getStringAttr(rule), numbers);
  };
  for (unsigned member : group.members) {
    Primitives f(b, parameters[member].loc);
    auto old = [&](StringRef state) { return valuesOf(state, member).front(); };
    Value gradient = settings.prepareGradient(f, old("grad"), scale);
    auto momentum = update(kMuonMomentum, settings.ofMomentum(b),
                           old(kMomentumState), gradient, {});
    Value m = momentum.getNewParameters().front();
    news[{momenta, member}] = m;
    Value direction = settings.orthogonalize(
        f, settings.nesterov ? settings.lookAhead(f, gradient, m) : m);
    SmallVector<Value> averages;
    if (settings.averages)
      averages = valuesOf(kAverageState, member);
    auto result = update(kMuon, settings.ofStep(b, parameters[member].type),
                         old("param"), direction, averages);
    news[{b.getStringAttr("param"), member}] =
        result.getNewParameters().front();
    if (settings.averages)
      news[{b.getStringAttr(kAverageState), member}] =
          result.getNewStates().front();
  }
}

/// The factor on all gradients: 1 without clipping.
static Value buildScale(ImplicitLocOpBuilder &b, Value norm,
                        FloatAttr maxNorm) {
  auto type = norm.getType();
  if (maxNorm && maxNorm.getValueAsDouble() > 0)
    return ClipCoefficientOp::create(b, type, norm, maxNorm);
  return ConstantOp::create(b, type, b.getF64FloatAttr(1));
}

static std::optional<UpdateFormula> formulaOf(const ParameterGroup &group) {
  const UpdateRule *rule = findUpdateRule(group.optimizer.getValue());
  if (!rule || rule->isInternal)
    return std::nullopt;
  return buildFormula(*rule, [&](StringRef name) -> std::optional<double> {
    if (auto number = group.numbers.getAs<FloatAttr>(name))
      return number.getValueAsDouble();
    return std::nullopt;
  });
}

LogicalResult UpdateBuilder::build(FloatAttr maxNorm) {
  SmallVector<UpdateFormula> formulas;
  llvm::MapVector<StringRef, SmallVector<unsigned>> states;
  for (const ParameterGroup &group : groups) {
    auto formula = formulaOf(group);
    if (!formula)
      return function.emitError("unknown optimizer ") << group.optimizer;
    formulas.push_back(std::move(*formula));
  }
  for (auto [group, formula] : llvm::zip_equal(groups, formulas)) {
    for (StringRef state : formula.states)
      llvm::append_range(states[state], group.members);
    if (group.optimizer == kMuon)
      llvm::append_range(states[kMomentumState], group.members);
  }
  auto all = llvm::to_vector(llvm::seq<unsigned>(0, parameters.size()));
  addState("param", all);
  addState("grad", all);
  for (auto &[state, members] : states)
    addState(state, members);
  lr = addScalar("lr");
  step = addScalar("step");
  if (llvm::any_of(formulas, [](auto &f) { return f.readsMuProduct; }))
    muProduct = addScalar("mu_product");
  norm = GlobalNormOp::create(builder, step.getType(), valuesOf("grad", all));
  scale = buildScale(builder, norm, maxNorm);
  for (auto [group, formula] : llvm::zip_equal(groups, formulas))
    if (group.optimizer == kMuon)
      updateMatrices(group);
    else if (!group.members.empty())
      updateGroup(group, formula);
  finish();
  return success();
}

/// Returns the new values, state by state, then the norm.
void UpdateBuilder::finish() {
  SmallVector<Value> results;
  SmallVector<DictionaryAttr> attributes;
  for (BlockArgument argument : body->getArguments()) {
    DictionaryAttr own = argumentAttributes[argument.getArgNumber()];
    auto state = own.getAs<StringAttr>("bmc.group");
    auto name = own.getAs<FlatSymbolRefAttr>("bmc.parameter");
    auto it = llvm::find_if(parameters, [&](const Parameter &parameter) {
      return parameter.name == name;
    });
    auto entry = news.find({state, unsigned(it - parameters.begin())});
    if (entry == news.end())
      continue;
    results.push_back(entry->second);
    attributes.push_back(own);
  }
  results.push_back(norm);
  attributes.push_back(builder.getDictionaryAttr(
      builder.getNamedAttr("bmc.name", builder.getStringAttr("grad_norm"))));
  func::ReturnOp::create(builder, results);
  function.setFunctionType(
      builder.getFunctionType(body->getArgumentTypes(), TypeRange(results)));
  function.setAllArgAttrs(argumentAttributes);
  function.setAllResultAttrs(attributes);
}

/// The groups of bmc.train, or an error.
static FailureOr<SmallVector<ParameterGroup>>
readGroups(ModuleOp module, DictionaryAttr settings) {
  SmallVector<ParameterGroup> groups;
  auto list = settings.getAs<ArrayAttr>("groups");
  for (Attribute entry : list ? list.getValue() : ArrayRef<Attribute>()) {
    auto group = dyn_cast<DictionaryAttr>(entry);
    auto optimizer =
        group ? group.getAs<StringAttr>("optimizer") : StringAttr();
    auto numbers =
        group ? group.getAs<DictionaryAttr>("numbers") : DictionaryAttr();
    if (!optimizer || !numbers)
      return module.emitError("a group of the train block has no optimizer or "
                              "no numbers");
    groups.push_back({optimizer, numbers, {}});
  }
  if (groups.empty())
    return module.emitError("train block has no groups");
  return groups;
}

bool bmc::keepsAverages(DictionaryAttr settings) {
  auto groups = settings ? settings.getAs<ArrayAttr>("groups") : ArrayAttr();
  return groups && llvm::any_of(groups, [](Attribute entry) {
           auto group = dyn_cast<DictionaryAttr>(entry);
           auto numbers = group ? group.getAs<DictionaryAttr>("numbers")
                                : DictionaryAttr();
           auto decay =
               numbers ? numbers.getAs<FloatAttr>(kAverageState) : FloatAttr();
           return decay && decay.getValueAsDouble() != 0;
         });
}

LogicalResult bmc::addUpdate(ModuleOp module, func::FuncOp train,
                             DictionaryAttr settings) {
  auto groups = readGroups(module, settings);
  if (failed(groups))
    return failure();
  UpdateBuilder update(module, train, std::move(*groups));
  if (update.isEmpty())
    return module.emitError("the model has nothing to train, expected at "
                            "least one parameter");
  return update.build(settings.getAs<FloatAttr>("clip_grad_norm"));
}
