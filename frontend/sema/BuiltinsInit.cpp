//===- BuiltinsInit.cpp - Initial values of parameters --------------------===//

#include "frontend/sema/Builtins.h"

#include "llvm/ADT/StringSwitch.h"

#include <cmath>

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

template <InitSpec::Kind Kind> static Value init(BuiltinCall &call) {
  auto a = call.number(0), b = call.number(1);
  if (!a || !b)
    return Value::error();
  bool isNormal = Kind == InitSpec::Kind::Normal;
  if (isNormal ? *b < 0 : *b < *a) {
    call.error(1, DiagId::BadValue,
               isNormal ? "'std' must not be negative"
                        : "'high' must not be below 'low'");
    return Value::error();
  }
  return Value::fromInit({Kind, *a, *b});
}

/// torch.nn.init.trunc_normal_. Numbers outside of [a, b] are drawn again, so
/// some of them have to be inside.
static Value truncNormal(BuiltinCall &call) {
  auto mean = call.number(0), std = call.number(1), a = call.number(2),
       b = call.number(3);
  if (!mean || !std || !a || !b)
    return Value::error();
  auto below = [&](double x) {
    return 0.5 * std::erfc((*mean - x) / (*std * std::sqrt(2.0)));
  };
  std::string problem = *std <= 0  ? "'std' must be above 0"
                        : *b <= *a ? "'b' must be above 'a'"
                        : below(*b) - below(*a) < 0.01
                            ? "less than 1 % of normal(mean, std) is from 'a' "
                              "to 'b'"
                            : "";
  if (!problem.empty()) {
    call.error(*std <= 0 ? 1 : 3, DiagId::BadValue, problem);
    return Value::error();
  }
  InitSpec init{InitSpec::Kind::TruncNormal, *mean, *std};
  init.low = *a;
  init.high = *b;
  return Value::fromInit(init);
}

static Value orthogonal(BuiltinCall &call) {
  auto gain = call.number(0);
  return gain ? Value::fromInit({InitSpec::Kind::Orthogonal, *gain, 0})
              : Value::error();
}

static Value sparse(BuiltinCall &call) {
  call.error(0, DiagId::BadParameter,
             "sparse initial values are not supported: weights and updates are "
             "dense")
      .help("normal(0, 0.01) has the same width");
  return Value::error();
}

static Value constantInit(BuiltinCall &call) {
  auto value = call.number(0);
  return value ? Value::fromInit({InitSpec::Kind::Constant, *value, 0})
               : Value::error();
}

/// zeros(): how a parameter starts; zeros(B, 8): a tensor
template <int Number> static Value filled(BuiltinCall &call) {
  if (!call.listed(0).empty()) {
    auto type = call.newType(0);
    return type ? call.evaluator.splat(Number, *type, call.range)
                : Value::error();
  }
  return Value::fromInit({InitSpec::Kind::Constant, double(Number), 0});
}

/// A distribution whose width follows from the sizes of the parameter.
static Value scaled(InitSpec::Kind kind, double gain, InitSpec::Fan fan) {
  InitSpec init{kind, gain, 0};
  init.fan = fan;
  return Value::fromInit(init);
}

/// torch.nn.init.xavier_uniform_ and xavier_normal_: variance
/// gain^2 2 / (fan_in + fan_out).
template <InitSpec::Kind Kind> static Value xavier(BuiltinCall &call) {
  auto gain = call.number(0);
  return gain ? scaled(Kind, *gain, InitSpec::Fan::Mean) : Value::error();
}

/// torch.nn.init.calculate_gain
static double gainOf(StringRef nonlinearity, double slope) {
  return StringSwitch<double>(nonlinearity)
      .Case("tanh", 5.0 / 3)
      .Case("relu", std::sqrt(2.0))
      .Case("leaky_relu", std::sqrt(2.0 / (1 + slope * slope)))
      .Case("selu", 0.75)
      .Default(1.0);
}

/// torch.nn.init.kaiming_uniform_ and kaiming_normal_: variance gain^2 / fan.
template <InitSpec::Kind Kind> static Value kaiming(BuiltinCall &call) {
  auto slope = call.number(0);
  auto mode = call.choice(1, {"fan_in", "fan_out"});
  auto nonlinearity = call.choice(
      2, {"leaky_relu", "relu", "tanh", "selu", "sigmoid", "linear"});
  if (!slope || !mode || !nonlinearity)
    return Value::error();
  return scaled(Kind, gainOf(*nonlinearity, *slope),
                *mode == "fan_in" ? InitSpec::Fan::In : InitSpec::Fan::Out);
}

bool resolveInit(InitSpec &init, const TensorType &type) {
  if (init.kind == InitSpec::Kind::Orthogonal)
    return type.rank() >= 2;
  if (init.fan == InitSpec::Fan::None)
    return true;
  if (type.rank() < 2)
    return false;
  // Everything behind the first two axes is the field that a feature sees.
  double field = 1;
  for (const Size &size : ArrayRef(type.shape).drop_front(2))
    field *= size.value;
  double in = type.shape[1].value * field, out = type.shape[0].value * field;
  double fan = init.fan == InitSpec::Fan::In    ? in
               : init.fan == InitSpec::Fan::Out ? out
                                                : (in + out) / 2;
  double deviation = init.a / std::sqrt(fan);
  if (init.kind == InitSpec::Kind::Normal) {
    init.a = 0;
    init.b = deviation;
  } else {
    init.b = std::sqrt(3.0) * deviation;
    init.a = -init.b;
  }
  init.fan = InitSpec::Fan::None;
  return true;
}

static constexpr StringRef kKaiming =
    "a=0, mode=\"fan_in\", nonlinearity=\"leaky_relu\"";

ArrayRef<Builtin> initBuiltins() {
  static const Builtin rows[] = {
      {"constant", "value", constantInit,
       "The same number everywhere.\n"
       "torch: init.constant_\n"
       "try: w = parameter(f32[8], init = constant(0.5)); x * w"},
      {"zeros", "*sizes", filled<0>,
       "0 everywhere: with sizes, or a type, a tensor, zeros(B, 8).\n"
       "torch: torch.zeros: without sizes init.zeros_\n"
       "try: fc = Linear(8, 4, bias_init = zeros()); fc(x)"},
      {"ones", "*sizes", filled<1>,
       "1 everywhere: with sizes, or a type, a tensor, ones(B, 8).\n"
       "torch: torch.ones: without sizes init.ones_\n"
       "try: gain = parameter(f32[8], init = ones()); x * gain"},
      {"normal", "mean=0, std=1", init<InitSpec::Kind::Normal>,
       "Normal numbers.\n"
       "torch: init.normal_\n"
       "try: fc = Linear(8, 4, init = normal(0, 0.02)); fc(x)"},
      {"uniform", "low=0, high=1", init<InitSpec::Kind::Uniform>,
       "Numbers evenly from low to high.\n"
       "torch: init.uniform_\n"
       "try: fc = Linear(8, 4, init = uniform(-0.1, 0.1)); fc(x)"},
      {"trunc_normal", "mean=0, std=1, a=-2, b=2", truncNormal,
       "Normal numbers, of which those outside of [a, b] are drawn again.\n"
       "torch: init.trunc_normal_\n"
       "try: fc = Linear(8, 4, init = trunc_normal(0, 0.02)); fc(x)"},
      {"orthogonal", "gain=1", orthogonal,
       "A matrix whose rows, or columns if those are fewer, are orthogonal and "
       "of length gain.\n"
       "torch: init.orthogonal_\n"
       "try: fc = Linear(8, 4, init = orthogonal()); fc(x)"},
      {"sparse", "sparsity=0.1, std=0.01", sparse,
       "Part of no model: weights are dense."},
      {"xavier_uniform", "gain=1", xavier<InitSpec::Kind::Uniform>,
       "Even numbers of variance gain^2 * 2/(fan_in + fan_out).\n"
       "torch: init.xavier_uniform_\n"
       "try: fc = Linear(8, 4, init = xavier_uniform()); fc(x)"},
      {"xavier_normal", "gain=1", xavier<InitSpec::Kind::Normal>,
       "Normal numbers of variance gain^2 * 2/(fan_in + fan_out).\n"
       "torch: init.xavier_normal_\n"
       "try: fc = Linear(8, 4, init = xavier_normal()); fc(x)"},
      {"kaiming_uniform", kKaiming, kaiming<InitSpec::Kind::Uniform>,
       "Even numbers of variance gain^2 / fan, of which nonlinearity and its "
       "slope a say the gain. mode: \"fan_in\", \"fan_out\".\n"
       "torch: init.kaiming_uniform_\n"
       "try: fc = Linear(8, 4, init = kaiming_uniform(nonlinearity = "
       "\"relu\")); fc(x)"},
      {"kaiming_normal", kKaiming, kaiming<InitSpec::Kind::Normal>,
       "Normal numbers of variance gain^2 / fan, of which nonlinearity and its "
       "slope a say the gain. mode: \"fan_in\", \"fan_out\".\n"
       "torch: init.kaiming_normal_\n"
       "try: fc = Linear(8, 4, init = kaiming_normal(nonlinearity = "
       "\"relu\")); fc(x)"},
  };
  return rows;
}

} // namespace bmc
