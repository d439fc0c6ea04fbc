//===- Optimizer.cpp - Parameter updates ----------------------------------===//

#include "ir/BmcOps.h"
#include "ir/ops/Constraints.h"

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

/// One list that runs parallel to the parameters.
struct StateList {
  StringRef name;
  ValueRange values;
};

/// optimizer_c1 and optimizer_c2.
static LogicalResult checkLists(const Constraints &require,
                                ValueRange parameters,
                                ArrayRef<StateList> lists) {
  for (Value parameter : parameters)
    if (!cast<RankedTensorType>(parameter.getType()).hasStaticShape())
      return require.violated(
          "optimizer_c1", "a parameter has run-time sizes " +
                              formatExtents(getExtents(parameter.getType())) +
                              ", expected constant sizes");
  for (const StateList &list : lists) {
    if (list.values.size() != parameters.size())
      return require.violated(
          "optimizer_c2", list.name + " has " + Twine(list.values.size()) +
                              " entries, expected " + Twine(parameters.size()));
    for (auto [value, parameter] : llvm::zip_equal(list.values, parameters))
      if (failed(require.type("optimizer_c2", {list.name, value},
                              parameter.getType())))
        return failure();
  }
  return success();
}

LogicalResult SgdOp::verify() {
  Constraints require(getLoc());
  bool hasMomentum = getMomentum().isNonZero();
  if (getMomenta().empty() == (hasMomentum && !getParameters().empty()))
    return require.violated("sgd_c1",
                            "there are " + Twine(getMomenta().size()) +
                                " momenta and momentum is " +
                                formatNumber(getMomentum().convertToDouble()) +
                                ", expected momenta exactly if "
                                "momentum is not 0");
  SmallVector<StateList> lists{{"gradients", getGradients()},
                               {"new_parameters", getNewParameters()}};
  if (hasMomentum)
    lists.append({{"momenta", getMomenta()}, {"new_momenta", getNewMomenta()}});
  else if (!getNewMomenta().empty())
    return require.violated("sgd_c1",
                            "there are new momenta but momentum is 0");
  return checkLists(require, getParameters(), lists);
}

LogicalResult AdamOp::verify() {
  Constraints require(getLoc());
  double beta1 = getBeta1().convertToDouble();
  double beta2 = getBeta2().convertToDouble();
  double eps = getEps().convertToDouble();
  if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && eps >= 0))
    return require.violated("adam_c1", "beta1 is " + formatNumber(beta1) +
                                           ", beta2 is " + formatNumber(beta2) +
                                           " and eps is " + formatNumber(eps) +
                                           ", expected betas in [0, 1) and eps "
                                           "of at least 0");
  return checkLists(require, getParameters(),
                    {{"gradients", getGradients()},
                     {"exp_avg", getExpAvgs()},
                     {"exp_avg_sq", getExpAvgSqs()},
                     {"new_parameters", getNewParameters()},
                     {"new_exp_avg", getNewExpAvgs()},
                     {"new_exp_avg_sq", getNewExpAvgSqs()}});
}

} // namespace bmc
