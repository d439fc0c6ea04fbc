//===- UpdateFunction.cpp - Clipping and the optimizer ----------*- C++ -*-===//
#include "ir/BmcOps.h"
#include "passes/training/Groups.h"
#include "passes/training/Muon.h"
#include "passes/training/Training.h"

#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace bmc;

namespace {
/// A group with what it trains, as numbers in UpdateBuilder::parameters.
struct TrainedGroup : ParameterGroup {
  SmallVector<unsigned> members;
  SmallVector<unsigned> tables; ///< trained by rows
};

/// Builds @update argument by argument.
class UpdateBuilder {
public:
  UpdateBuilder(ModuleOp module, func::FuncOp train,
                ArrayRef<ParameterGroup> groups);

  bool isEmpty() const { return parameters.empty(); }
  void build(FloatAttr maxNorm);

private:
  struct Parameter {
    FlatSymbolRefAttr name;
    Type type;
    Location loc;
  };
  DictionaryAttr describe(unsigned parameter, StringRef group);
  /// Appends arguments for one tensor of each of these parameters.
  void addState(StringRef group, ArrayRef<unsigned> members);
  void addStates();
  void addScalars();
  /// Appends an f64 scalar argument.
  Value addScalar(StringRef name);
  SmallVector<Value> valuesOf(StringRef group, ArrayRef<unsigned> members);
  SmallVector<unsigned> allOf(SmallVector<unsigned> TrainedGroup::*list) const;
  Value buildNorm();
  void keep(StringRef state, ArrayRef<unsigned> members, ValueRange values);
  UpdateOp update(const ParameterGroup &group, ArrayRef<unsigned> members,
                  Value touched);
  void updateTable(const ParameterGroup &group, unsigned table);
  void updateMatrices(const TrainedGroup &group);
  void finish();

  func::FuncOp function;
  Block *body;
  ImplicitLocOpBuilder builder;
  SmallVector<TrainedGroup> groups;
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
                             ArrayRef<ParameterGroup> given)
    : builder(train.getLoc(), module.getContext()) {
  for (const ParameterGroup &group : given)
    groups.push_back({group, {}, {}});
  function = func::FuncOp::create(train.getLoc(), "update",
                                  builder.getFunctionType({}, {}));
  module.push_back(function);
  body = function.addEntryBlock();
  builder.setInsertionPointToStart(body);
  SymbolTable symbols(module);
  for (auto [number, group] : llvm::enumerate(groups))
    for (BlockArgument argument : train.getArguments()) {
      unsigned place = argument.getArgNumber();
      auto name =
          train.getArgAttrOfType<FlatSymbolRefAttr>(place, "bmc.parameter");
      auto state = train.getArgAttrOfType<StringAttr>(place, "bmc.group");
      auto parameter =
          name ? symbols.lookup<ParameterOp>(name.getAttr()) : ParameterOp();
      if (!parameter || parameter.getFrozen() || state != "param" ||
          parameter.getGroup().value_or(0) != number)
        continue;
      (parameter.getSparse() ? group.tables : group.members)
          .push_back(parameters.size());
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
    Type type = parameters[member].type;
    if (group == kTouchedRows)
      type =
          RankedTensorType::get(cast<RankedTensorType>(type).getShape().front(),
                                builder.getI32Type());
    olds[{name, member}] = body->addArgument(type, parameters[member].loc);
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

SmallVector<unsigned>
UpdateBuilder::allOf(SmallVector<unsigned> TrainedGroup::*list) const {
  SmallVector<unsigned> all;
  for (const TrainedGroup &group : groups)
    llvm::append_range(all, group.*list);
  return all;
}

void UpdateBuilder::keep(StringRef state, ArrayRef<unsigned> members,
                         ValueRange values) {
  for (auto [member, value] : llvm::zip_equal(members, values))
    news[{builder.getStringAttr(state), member}] = value;
}

UpdateOp UpdateBuilder::update(const ParameterGroup &group,
                               ArrayRef<unsigned> members, Value touched) {
  UpdateFormula formula = group.formula();
  SmallVector<Value> values = valuesOf("param", members);
  SmallVector<Value> states;
  for (StringRef state : formula.states)
    llvm::append_range(states, valuesOf(state, members));
  auto op = UpdateOp::create(
      builder, TypeRange(ValueRange(values)), TypeRange(ValueRange(states)),
      values, valuesOf("grad", members), states, lr, step, norm, scale,
      formula.readsMuProduct ? muProduct : Value(), touched, group.optimizer,
      group.numbers);
  keep("param", members, op.getNewParameters());
  for (auto [i, state] : llvm::enumerate(formula.states))
    keep(state, members, op.getNewState(i));
  return op;
}

/// Averages go on in rows that keep their values.
void UpdateBuilder::updateTable(const ParameterGroup &group, unsigned table) {
  Value touched = valuesOf(kTouchedRows, table).front();
  UpdateOp op = update(group.withoutAverages(), table, touched);
  double decay = group.averageDecay();
  if (decay == 0)
    return;
  Value one =
      ConstantOp::create(builder, scale.getType(), builder.getF64FloatAttr(1));
  Value average = valuesOf(kAverageState, table).front();
  auto numbers = builder.getDictionaryAttr(
      builder.getNamedAttr("decay", builder.getF64FloatAttr(decay)));
  auto next = UpdateOp::create(
      builder, TypeRange(average.getType()), TypeRange(), average,
      op.getNewParameters().front(), ValueRange(), lr, step, norm, one, Value(),
      Value(), builder.getStringAttr(kAverage), numbers);
  keep(kAverageState, table, next.getNewParameters());
}

/// Muon takes each matrix by itself: its momentum, the direction of that, a
/// step in this direction.
void UpdateBuilder::updateMatrices(const TrainedGroup &group) {
  MuonSettings settings(group.numbers);
  ImplicitLocOpBuilder &b = builder;
  StringAttr momenta = b.getStringAttr(kMomentumState);
  Value one = ConstantOp::create(b, scale.getType(), b.getF64FloatAttr(1));
  auto update = [&](StringRef rule, DictionaryAttr numbers, Value value,
                    Value gradient, ValueRange states) {
    return UpdateOp::create(b, TypeRange(value.getType()), TypeRange(states),
                            value, gradient, states, lr, step, norm, one,
                            Value(), Value(), b.getStringAttr(rule), numbers);
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

/// The norm of all gradients, of tables in the rows that they have.
Value UpdateBuilder::buildNorm() {
  Type f64 = step.getType();
  SmallVector<Value> norms;
  SmallVector<Value> gradients =
      valuesOf("grad", allOf(&TrainedGroup::members));
  if (!gradients.empty())
    norms.push_back(GlobalNormOp::create(builder, f64, gradients));
  for (unsigned table : allOf(&TrainedGroup::tables))
    norms.push_back(RowsNormOp::create(builder, f64,
                                       valuesOf("grad", table).front(),
                                       valuesOf(kTouchedRows, table).front()));
  if (norms.size() == 1)
    return norms.front();
  Value sum;
  for (Value part : norms) {
    Value square = MulOp::create(builder, f64, part, part);
    sum = sum ? AddOp::create(builder, f64, sum, square) : square;
  }
  return SqrtOp::create(builder, f64, sum);
}

void UpdateBuilder::addStates() {
  llvm::MapVector<StringRef, SmallVector<unsigned>> states;
  std::vector<UpdateFormula> formulas;
  for (const TrainedGroup &group : groups)
    formulas.push_back(group.formula());
  for (auto [group, formula] : llvm::zip_equal(groups, formulas))
    for (ArrayRef<unsigned> members : {group.members, group.tables}) {
      for (StringRef state : formula.states)
        llvm::append_range(states[state], members);
      if (group.optimizer == kMuon)
        llvm::append_range(states[kMomentumState], members);
    }
  auto all = llvm::to_vector(llvm::seq<unsigned>(0, parameters.size()));
  addState("param", all);
  addState("grad", all);
  addState(kTouchedRows, allOf(&TrainedGroup::tables));
  for (auto &[state, members] : states)
    addState(state, members);
}

void UpdateBuilder::addScalars() {
  lr = addScalar("lr");
  step = addScalar("step");
  if (llvm::any_of(groups, [](const TrainedGroup &group) {
        return group.formula().readsMuProduct;
      }))
    muProduct = addScalar("mu_product");
}

void UpdateBuilder::build(FloatAttr maxNorm) {
  addStates();
  addScalars();
  norm = buildNorm();
  scale = buildScale(builder, norm, maxNorm);
  for (const TrainedGroup &group : groups) {
    if (group.optimizer == kMuon)
      updateMatrices(group);
    else if (!group.members.empty())
      update(group, group.members, Value());
    for (unsigned table : group.tables)
      updateTable(group, table);
  }
  finish();
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

LogicalResult bmc::addUpdate(ModuleOp module, func::FuncOp train,
                             DictionaryAttr settings) {
  auto groups = readGroups(module, settings);
  if (failed(groups))
    return failure();
  UpdateBuilder update(module, train, *groups);
  if (update.isEmpty())
    return module.emitError("the model has nothing to train, expected at "
                            "least one parameter");
  update.build(settings.getAs<FloatAttr>("clip_grad_norm"));
  return success();
}
