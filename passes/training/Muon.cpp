//===- Muon.cpp - Directions of whole matrices ----------------------------===//

#include "passes/training/Muon.h"

#include "ir/optimizers/Rules.h"

#include <cmath>

using namespace mlir;

namespace bmc {

MuonSettings::MuonSettings(DictionaryAttr numbers)
    : nesterov(false), averages(false), numbers(numbers) {
  nesterov = number("nesterov") != 0;
  averages = number(kAverageState) != 0;
}

double MuonSettings::number(StringRef name) const {
  if (auto value = numbers.getAs<FloatAttr>(name))
    return value.getValueAsDouble();
  return initialNumber(*findUpdateNumber(*findUpdateRule(kMuon), name), name);
}

Value MuonSettings::prepareGradient(Primitives &f, Value gradient,
                                    Value scale) const {
  auto type = RankedTensorType::get({}, getElementTypeOrSelf(gradient));
  if (type != scale.getType())
    scale = f.make<ConvertOp>(type, scale);
  Value g = f.mul(gradient, f.everywhere(scale, gradient));
  if (double limit = number("clip_value")) {
    g = f.make<MaximumOp>(g, f.fill(-limit, g));
    g = f.make<MinimumOp>(g, f.fill(limit, g));
  }
  return number("maximize") != 0 ? f.make<NegOp>(g) : g;
}

Value MuonSettings::lookAhead(Primitives &f, Value gradient,
                              Value average) const {
  double momentum = number("momentum");
  return f.add(f.scale(gradient, 1 - momentum), f.scale(average, momentum));
}

Value MuonSettings::orthogonalize(Primitives &f, Value x) const {
  auto type = cast<RankedTensorType>(x.getType());
  bool isTall = type.getDimSize(0) > type.getDimSize(1);
  auto transpose = [&](Value y) {
    return f.make<TransposeOp>(y, ArrayRef<int64_t>{1, 0});
  };
  if (isTall)
    x = transpose(x);
  Value norm = f.make<SqrtOp>(f.sumAll(f.mul(x, x)));
  norm = f.make<MaximumOp>(norm, f.fill(number("eps"), norm));
  x = f.div(x, f.everywhere(norm, x));
  double a = number("ns_a"), b = number("ns_b"), c = number("ns_c");
  for (int step = 0; step < number("ns_steps"); ++step) {
    Value gram = f.matmul(x, x, false, true);
    Value factor = f.add(f.scale(gram, b), f.scale(f.matmul(gram, gram), c));
    x = f.add(f.scale(x, a), f.matmul(factor, x));
  }
  return isTall ? transpose(x) : x;
}

DictionaryAttr MuonSettings::ofMomentum(Builder &builder) const {
  return builder.getDictionaryAttr(builder.getNamedAttr(
      "momentum", builder.getF64FloatAttr(number("momentum"))));
}

DictionaryAttr MuonSettings::ofStep(Builder &builder, Type matrix) const {
  auto type = cast<RankedTensorType>(matrix);
  double rows = type.getDimSize(0), columns = type.getDimSize(1);
  int adjustment = int(number("adjust_lr_fn"));
  double factor = adjustment == 0   ? std::sqrt(std::max(1.0, rows / columns))
                  : adjustment == 1 ? 0.2 * std::sqrt(std::max(rows, columns))
                                    : std::sqrt(rows / columns);
  SmallVector<NamedAttribute> entries;
  auto set = [&](StringRef name, double value) {
    entries.push_back(
        builder.getNamedAttr(name, builder.getF64FloatAttr(value)));
  };
  set("shape_factor", factor);
  for (StringRef name : {StringRef("weight_decay"), StringRef("lr_scale"),
                         StringRef(kAverageState)})
    set(name, number(name));
  return builder.getDictionaryAttr(entries);
}

} // namespace bmc
