//===- Optimizer.cpp - Parameter updates ----------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"
#include "ir/optimizers/Rules.h"

using namespace mlir;

namespace bmc {

LogicalResult GlobalNormOp::verify() {
  if (!getInputs().empty())
    return success();
  return Constraints(getLoc()).violated("global_norm_c1",
                                        "there are no inputs, expected one");
}

LogicalResult ClipCoefficientOp::verify() {
  double limit = getMaxNorm().convertToDouble();
  if (limit >= 0)
    return success();
  return Constraints(getLoc()).violated("clip_coefficient_c1",
                                        "max_norm is " + formatNumber(limit) +
                                            ", expected at least 0");
}

LogicalResult RowsNormOp::verify() {
  Constraints require(getLoc());
  Named x("x", getX()), touched("touched", getTouched());
  if (failed(require.rank("rows_norm_c1", x, 2)))
    return failure();
  for (Extent extent : x.extents())
    if (failed(require.isStatic("rows_norm_c1", x, extent)))
      return failure();
  return require.sameExtents("rows_norm_c2", "extents of touched",
                             touched.extents(), "rows of x", x.leading());
}

/// One list that runs parallel to the parameters.
struct StateList {
  StringRef name;
  ValueRange values;
};

/// update_c1 and update_c2.
static LogicalResult checkLists(const Constraints &require,
                                ValueRange parameters,
                                ArrayRef<StateList> lists) {
  for (Value parameter : parameters)
    if (!cast<RankedTensorType>(parameter.getType()).hasStaticShape())
      return require.violated(
          "update_c1", "a parameter has run-time sizes " +
                           formatExtents(getExtents(parameter.getType())) +
                           ", expected constant sizes");
  for (const StateList &list : lists) {
    if (list.values.size() != parameters.size())
      return require.violated(
          "update_c2", list.name + " has " + Twine(list.values.size()) +
                           " entries, expected " + Twine(parameters.size()));
    for (auto [value, parameter] : llvm::zip_equal(list.values, parameters))
      if (failed(require.type("update_c2", {list.name, value},
                              parameter.getType())))
        return failure();
  }
  return success();
}

/// update_c3: the rule; null after a report.
static const UpdateRule *checkRule(const Constraints &require, UpdateOp op) {
  const UpdateRule *rule = findUpdateRule(op.getRule());
  if (!rule) {
    (void)require.violated("update_c3",
                           "there is no optimizer '" + op.getRule() + "'");
    return nullptr;
  }
  for (NamedAttribute entry : op.getNumbers()) {
    StringRef name = entry.getName();
    auto number = dyn_cast<FloatAttr>(entry.getValue());
    const UpdateOption *option = findUpdateNumber(*rule, name);
    if (!option || !number || !number.getType().isF64()) {
      (void)require.violated("update_c3",
                             op.getRule() + " has no number '" + name + "'");
      return nullptr;
    }
    double value = number.getValueAsDouble();
    if (!option->contains(value)) {
      (void)require.violated(
          "update_c3", name + " is " + formatNumber(value) + ", expected " +
                           formatNumber(option->least) + " to " +
                           (option->isBelowMost ? "below " : "") +
                           formatNumber(option->most));
      return nullptr;
    }
  }
  return rule;
}

/// update_c6
static LogicalResult checkTouched(const Constraints &require, UpdateOp op) {
  if (!op.getTouched())
    return success();
  StringRef label = "update_c6";
  if (op.getParameters().size() != 1)
    return require.violated(label,
                            "there are " + Twine(op.getParameters().size()) +
                                " parameters beside touched, expected 1");
  Named parameter("the parameter", op.getParameters().front());
  Named touched("touched", op.getTouched());
  if (failed(require.rank(label, parameter, 2)))
    return failure();
  return require.sameExtents(label, "extents of touched", touched.extents(),
                             "rows of the parameter", parameter.leading());
}

LogicalResult UpdateOp::verify() {
  Constraints require(getLoc());
  if (!checkRule(require, *this))
    return failure();
  UpdateFormula formula = getFormula();
  size_t count = formula.states.size() * getParameters().size();
  for (ValueRange list : {ValueRange(getStates()), ValueRange(getNewStates())})
    if (list.size() != count)
      return require.violated(
          "update_c4", "there are " + Twine(list.size()) +
                           " states, expected " + Twine(formula.states.size()) +
                           " per parameter: " +
                           (count ? llvm::join(formula.states, ", ") : "none"));
  if (bool(getMuProduct()) != formula.readsMuProduct)
    return require.violated("update_c5",
                            formula.readsMuProduct
                                ? "mu_product is missing"
                                : "mu_product is not read by " + getRule());
  SmallVector<StateList> lists{{"gradients", getGradients()},
                               {"new_parameters", getNewParameters()}};
  for (unsigned i = 0; i < formula.states.size(); ++i) {
    lists.push_back({formula.states[i], getState(i)});
    lists.push_back({formula.states[i], getNewState(i)});
  }
  if (failed(checkLists(require, getParameters(), lists)))
    return failure();
  return checkTouched(require, *this);
}

UpdateFormula UpdateOp::getFormula() {
  return buildFormula(*findUpdateRule(getRule()),
                      [&](StringRef name) -> std::optional<double> {
                        if (auto number = getNumbers().getAs<FloatAttr>(name))
                          return number.getValueAsDouble();
                        return std::nullopt;
                      });
}

ValueRange UpdateOp::getState(unsigned index) {
  size_t count = getParameters().size();
  return ValueRange(getStates()).slice(index * count, count);
}

ValueRange UpdateOp::getNewState(unsigned index) {
  size_t count = getParameters().size();
  return ValueRange(getNewStates()).slice(index * count, count);
}

} // namespace bmc
