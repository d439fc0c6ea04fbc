//===- Rules.cpp - The optimizers -----------------------------------------===//
//
// A formula says in the words of its source what happens to an element. States
// exist once they are read, under the names that torch.optim gives them.
//
//===----------------------------------------------------------------------===//

#include "ir/optimizers/Rules.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringSet.h"

using namespace llvm;

namespace bmc {

class UpdateContext {
public:
  UpdateContext(const UpdateRule &rule, UpdateNumbers numbers)
      : rule(rule), numbers(numbers), p(b.leaf(TermKind::Parameter)),
        g(b.leaf(TermKind::Gradient)), lr(b.leaf(TermKind::Rate)),
        step(b.leaf(TermKind::Step)) {}

  double number(StringRef name) const {
    if (auto value = numbers(name))
      return *value;
    return initialNumber(*findUpdateNumber(rule, name), name);
  }
  bool flag(StringRef name) const { return number(name) != 0; }
  Term old(StringRef state) { return b.state(state); }
  /// Keeps `value` as the new state.
  Term keep(StringRef state, Term value) {
    b.setState(state, value);
    return value;
  }
  /// The average of `value` so far, of weight `beta`, kept as a state.
  Term average(StringRef state, double beta, Term value) {
    return keep(state, beta * old(state) + (1 - beta) * value);
  }
  /// 1 - beta^step: what an average that began at zero lacks.
  Term correction(double beta) { return 1 - pow(beta, step); }
  /// Adds weight_decay p to the gradient, torch's coupled decay.
  void decayGradient() {
    if (double decay = number("weight_decay"))
      g = g + decay * p;
  }
  /// p (1 - lr weight_decay), the decay of AdamW.
  void decayParameter() {
    if (double decay = number("weight_decay"))
      p = p * (1 - decay * lr);
  }

private:
  const UpdateRule &rule;
  UpdateNumbers numbers;

public:
  FormulaBuilder b;
  Term p, g, lr, step; ///< a rule leaves the new parameter in p
};

//===----------------------------------------------------------------------===//
// Formulas
//===----------------------------------------------------------------------===//

/// torch.optim.SGD. The first step takes the gradient for the buffer.
static void sgd(UpdateContext &u) {
  u.decayGradient();
  Term direction = u.g;
  if (double momentum = u.number("momentum")) {
    Term next =
        momentum * u.old("momentum_buffer") + (1 - u.number("dampening")) * u.g;
    Term m = u.keep("momentum_buffer", select(u.step, 1, u.g, next));
    direction = u.flag("nesterov") ? u.g + momentum * m : m;
  }
  u.p = u.p - u.lr * direction;
}

static void adamWith(UpdateContext &u, bool isDecoupled) {
  double beta1 = u.number("beta1"), beta2 = u.number("beta2");
  isDecoupled ? u.decayParameter() : u.decayGradient();
  Term m = u.average("exp_avg", beta1, u.g);
  Term v = u.average("exp_avg_sq", beta2, u.g * u.g);
  if (u.flag("amsgrad"))
    v = u.keep("max_exp_avg_sq", max(u.old("max_exp_avg_sq"), v));
  Term root = sqrt(v) * (1 / sqrt(u.correction(beta2))) + u.number("eps");
  u.p = u.p - u.lr / u.correction(beta1) * m / root;
}

/// Kingma and Ba 2014; torch.optim.Adam.
static void adam(UpdateContext &u) {
  adamWith(u, u.flag("decoupled_weight_decay"));
}

/// Loshchilov and Hutter 2017; torch.optim.AdamW.
static void adamW(UpdateContext &u) { adamWith(u, true); }

/// Duchi, Hazan and Singer 2011; torch.optim.Adagrad.
static void adagrad(UpdateContext &u) {
  u.decayGradient();
  // What it starts from is added here, so that the state can start at zero.
  Term sum = u.keep("sum", u.old("sum") + u.g * u.g);
  if (double initial = u.number("initial_accumulator_value"))
    sum = sum + initial;
  Term rate = u.lr / (u.number("lr_decay") * (u.step - 1) + 1);
  u.p = u.p - rate * u.g / (sqrt(sum) + u.number("eps"));
}

/// torch.optim.SparseAdam: Adam for the rows that a batch names, with eps as
/// large at the first step as later.
static void sparseAdam(UpdateContext &u) {
  double beta1 = u.number("beta1"), beta2 = u.number("beta2");
  Term m = u.average("exp_avg", beta1, u.g);
  Term v = u.average("exp_avg_sq", beta2, u.g * u.g);
  Term rate = u.lr * sqrt(u.correction(beta2)) / u.correction(beta1);
  u.p = u.p - rate * m / (sqrt(v) + u.number("eps"));
}

/// Zeiler 2012; torch.optim.Adadelta.
static void adadelta(UpdateContext &u) {
  double rho = u.number("rho"), eps = u.number("eps");
  u.decayGradient();
  Term square = u.average("square_avg", rho, u.g * u.g);
  Term delta = sqrt(u.old("acc_delta") + eps) / sqrt(square + eps) * u.g;
  u.average("acc_delta", rho, delta * delta);
  u.p = u.p - u.lr * delta;
}

/// Hinton 2012; torch.optim.RMSprop.
static void rmsprop(UpdateContext &u) {
  double alpha = u.number("alpha");
  u.decayGradient();
  Term square = u.average("square_avg", alpha, u.g * u.g);
  if (u.flag("centered")) {
    Term mean = u.average("grad_avg", alpha, u.g);
    square = square - mean * mean;
  }
  Term direction = u.g / (sqrt(square) + u.number("eps"));
  if (double momentum = u.number("momentum"))
    direction = u.keep("momentum_buffer",
                       momentum * u.old("momentum_buffer") + direction);
  u.p = u.p - u.lr * direction;
}

/// Kingma and Ba 2014, section 7; torch.optim.Adamax.
static void adamax(UpdateContext &u) {
  double beta1 = u.number("beta1"), beta2 = u.number("beta2");
  u.decayGradient();
  Term m = u.average("exp_avg", beta1, u.g);
  Term largest = u.keep(
      "exp_inf", max(beta2 * u.old("exp_inf"), abs(u.g) + u.number("eps")));
  u.p = u.p - u.lr / u.correction(beta1) * m / largest;
}

/// Dozat 2016; torch.optim.NAdam. mu of step t is beta1 (1 - 0.96^(t decay) /
/// 2), and their product comes with the step.
static void nadam(UpdateContext &u) {
  double beta1 = u.number("beta1"), beta2 = u.number("beta2");
  double decay = u.number("momentum_decay");
  auto mu = [&](Term step) {
    return beta1 * (1 - 0.5 * pow(0.96, decay * step));
  };
  u.flag("decoupled_weight_decay") ? u.decayParameter() : u.decayGradient();
  Term m = u.average("exp_avg", beta1, u.g);
  Term v = u.average("exp_avg_sq", beta2, u.g * u.g);
  Term root = sqrt(v) * (1 / sqrt(u.correction(beta2))) + u.number("eps");
  Term product = u.b.leaf(TermKind::MuProduct);
  Term now = mu(u.step), next = mu(u.step + 1);
  Term ofGradient = u.lr * (1 - now) / (1 - product);
  Term ofAverage = u.lr * next / (1 - product * next);
  u.p = u.p - (ofGradient * u.g + ofAverage * m) / root;
}

/// Liu and others 2019; torch.optim.RAdam. Without enough steps behind it the
/// second moment is left out.
static void radam(UpdateContext &u) {
  double beta1 = u.number("beta1"), beta2 = u.number("beta2");
  u.flag("decoupled_weight_decay") ? u.decayParameter() : u.decayGradient();
  Term m = u.average("exp_avg", beta1, u.g);
  Term v = u.average("exp_avg_sq", beta2, u.g * u.g);
  double limit = 2 / (1 - beta2) - 1;
  Term rest = u.correction(beta2);
  Term length = limit - 2.0 * u.step * pow(beta2, u.step) / rest;
  Term rectified = sqrt((limit / ((limit - 4) * (limit - 2))) * (length - 4) *
                        (length - 2) / length * rest);
  Term rate = u.lr / u.correction(beta1);
  Term adapted = rate * rectified * m / (sqrt(v) + u.number("eps"));
  u.p = u.p - select(length, 5, rate * m, adapted);
}

/// Chen and others 2023, algorithm 2.
static void lion(UpdateContext &u) {
  double beta1 = u.number("beta1");
  Term direction = sign(beta1 * u.old("exp_avg") + (1 - beta1) * u.g);
  u.average("exp_avg", u.number("beta2"), u.g);
  u.decayParameter();
  u.p = u.p - u.lr * direction;
}

/// Jordan and others 2024; torch.optim.Muon, once the direction is known.
static void muon(UpdateContext &u) {
  u.decayParameter();
  u.p = u.p - u.number("shape_factor") * u.lr * u.g;
}

static void muonMomentum(UpdateContext &u) {
  double momentum = u.number("momentum");
  u.p = momentum * u.p + (1 - momentum) * u.g;
}

/// torch.optim.swa_utils.AveragedModel with get_ema_multi_avg_fn: the first
/// average is a copy.
static Term averaged(UpdateContext &u, double decay, Term before, Term value) {
  return select(u.step, 1, value, decay * before + (1 - decay) * value);
}

static void averageOf(UpdateContext &u) {
  u.p = averaged(u, u.number("decay"), u.p, u.g);
}

//===----------------------------------------------------------------------===//
// The table
//===----------------------------------------------------------------------===//

using Kind = UpdateOption::Kind;

static constexpr UpdateOption number(StringRef name, double initial) {
  return {name, Kind::Number, initial};
}
static constexpr UpdateOption share(StringRef name, double initial) {
  return {name, Kind::Number, initial, 0, 0, 0, 1, /*isBelowMost=*/true};
}
static constexpr UpdateOption flag(StringRef name, double initial = 0) {
  return {name, Kind::Flag, initial, 0, 0, 0, 1};
}
static constexpr UpdateOption betas(double beta1, double beta2) {
  return {"betas", Kind::Betas, beta1, beta2, 0, 0, 1, /*isBelowMost=*/true};
}

static constexpr UpdateOption kSgd[] = {
    share("momentum", 0),
    {"dampening", Kind::Number, 0, 0, 0, 0, 1},
    number("weight_decay", 0),
    flag("nesterov")};
static constexpr UpdateOption kAdam[] = {
    betas(0.9, 0.999), number("eps", 1e-8), number("weight_decay", 0),
    flag("amsgrad"), flag("decoupled_weight_decay")};
static constexpr UpdateOption kAdamW[] = {
    betas(0.9, 0.999), number("eps", 1e-8), number("weight_decay", 0.01),
    flag("amsgrad")};
static constexpr UpdateOption kAdagrad[] = {
    number("lr_decay", 0), number("weight_decay", 0),
    number("initial_accumulator_value", 0), number("eps", 1e-10)};
static constexpr UpdateOption kSparseAdam[] = {betas(0.9, 0.999),
                                               number("eps", 1e-8)};
static constexpr UpdateOption kAdadelta[] = {
    {"rho", Kind::Number, 0.9, 0, 0, 0, 1},
    number("eps", 1e-6),
    number("weight_decay", 0)};
static constexpr UpdateOption kRmsprop[] = {
    {"alpha", Kind::Number, 0.99, 0, 0, 0, 1},
    number("eps", 1e-8),
    number("weight_decay", 0),
    share("momentum", 0),
    flag("centered")};
static constexpr UpdateOption kAdamax[] = {
    betas(0.9, 0.999), number("eps", 1e-8), number("weight_decay", 0)};
static constexpr UpdateOption kNAdam[] = {
    betas(0.9, 0.999), number("eps", 1e-8), number("weight_decay", 0),
    number("momentum_decay", 4e-3), flag("decoupled_weight_decay")};
static constexpr UpdateOption kRAdam[] = {
    betas(0.9, 0.999), number("eps", 1e-8), number("weight_decay", 0),
    flag("decoupled_weight_decay")};
static constexpr UpdateOption kLion[] = {betas(0.9, 0.99),
                                         number("weight_decay", 0)};

static constexpr StringLiteral kRateAdjustments[] = {
    "original", "match_rms_adamw", "spectral_unclamped"};
static constexpr UpdateOption kMuonOptions[] = {
    number("weight_decay", 0.1),
    share("momentum", 0.95),
    flag("nesterov", 1),
    {"ns_coefficients", Kind::Coefficients, 3.4445, -4.775, 2.0315, -1e30},
    number("eps", 1e-7),
    {"ns_steps", Kind::Whole, 5, 0, 0, 1, 99},
    {"adjust_lr_fn", Kind::Choice, 0, 0, 0, 0, 2, false, kRateAdjustments},
    {"shape_factor", Kind::Derived, 1}};
static constexpr UpdateOption kMuonMomentumOptions[] = {
    share("momentum", 0.95)};

static constexpr UpdateOption kAverageOptions[] = {share("decay", 0)};

static const UpdateRule kRules[] = {
    {"SGD", 1e-3, kSgd, sgd,
     "Gradient descent, with momentum if it is not 0.\n"
     "torch: optim.SGD\n"
     "try: SGD(lr = 0.1, momentum = 0.9, nesterov = true)"},
    {"Adam", 1e-3, kAdam, adam,
     "Steps by the mean of gradients over the root of the mean of their "
     "squares (Kingma and Ba 2014).\n"
     "torch: optim.Adam\n"
     "try: Adam(lr = 1e-3, betas = (0.9, 0.95))"},
    {"AdamW", 1e-3, kAdamW, adamW,
     "Adam whose weight decay is apart from the gradient (Loshchilov and "
     "Hutter 2017).\n"
     "torch: optim.AdamW\n"
     "try: AdamW(lr = 3e-4, weight_decay = 0.1)"},
    {"Adagrad", 1e-2, kAdagrad, adagrad,
     "Steps over the root of the sum of squared gradients (Duchi, Hazan and "
     "Singer 2011).\n"
     "torch: optim.Adagrad\n"
     "try: Adagrad(lr = 0.05)"},
    {"Adadelta", 1.0, kAdadelta, adadelta,
     "Steps over the root of the mean of squared gradients, times that of "
     "squared steps (Zeiler 2012).\n"
     "torch: optim.Adadelta\n"
     "try: Adadelta(rho = 0.95)"},
    {"RMSprop", 1e-2, kRmsprop, rmsprop,
     "Steps over the root of the mean of squared gradients (Hinton 2012).\n"
     "torch: optim.RMSprop\n"
     "try: RMSprop(lr = 1e-3, momentum = 0.9, centered = true)"},
    {"Adamax", 2e-3, kAdamax, adamax,
     "Adam with the largest gradient in place of the root of the mean of "
     "squares (Kingma and Ba 2014).\n"
     "torch: optim.Adamax\n"
     "try: Adamax(lr = 2e-3)"},
    {"NAdam", 2e-3, kNAdam, nadam,
     "Adam with Nesterov's momentum (Dozat 2016).\n"
     "torch: optim.NAdam\n"
     "try: NAdam(lr = 2e-3)"},
    {"RAdam", 1e-3, kRAdam, radam,
     "Adam that leaves out the second moment until there are enough steps "
     "(Liu and others 2019).\n"
     "torch: optim.RAdam\n"
     "try: RAdam(lr = 1e-3)"},
    {"Lion", 1e-4, kLion, lion,
     "Steps by the sign of a mean of gradients (Chen and others 2023).\n"
     "torch: none\n"
     "try: Lion(lr = 1e-4, weight_decay = 0.1)"},
    {"SparseAdam", 1e-3, kSparseAdam, sparseAdam,
     "Adam for tables with sparse = true, of the rows that a batch names; "
     "all "
     "else goes to others, whose rate follows this one's.\n"
     "torch: optim.SparseAdam: others is our own\n"
     "try: SparseAdam(lr = 1e-3, others = Adam(lr = 1e-3))",
     UpdateScope::Rows},
    {kMuon, 1e-3, kMuonOptions, muon,
     "Matrices that are no tables of an Embedding step by the orthogonal "
     "factor of their momentum; all else goes to others, whose rate follows "
     "this one's (Jordan and others 2024).\n"
     "torch: optim.Muon: iterates in the type of the weights, torch in "
     "bfloat16; others is our own\n"
     "try: Muon(lr = 0.02, others = AdamW(lr = 1e-3))",
     UpdateScope::Matrices},
    {kMuonMomentum, 1e-3, kMuonMomentumOptions, muonMomentum, "",
     UpdateScope::All, /*isInternal=*/true},
    {kAverage, 1e-3, kAverageOptions, averageOf, "", UpdateScope::All,
     /*isInternal=*/true},
};

ArrayRef<UpdateRule> updateRules() { return kRules; }

ArrayRef<UpdateOption> commonUpdateOptions() {
  static constexpr UpdateOption rows[] = {
      flag("maximize"),
      {"lr_scale", Kind::Derived, 1},
      {"clip_value", Kind::Derived, 0},
      {kAverageState, Kind::Derived, 0, 0, 0, 0, 1, /*isBelowMost=*/true},
  };
  return rows;
}

SmallVector<StringRef, 3> UpdateOption::numbers() const {
  if (kind == Kind::Betas)
    return {"beta1", "beta2"};
  if (kind == Kind::Coefficients)
    return {"ns_a", "ns_b", "ns_c"};
  return {name};
}

const UpdateRule *findUpdateRule(StringRef name) {
  for (const UpdateRule &rule : updateRules())
    if (rule.name == name)
      return &rule;
  return nullptr;
}

const UpdateOption *findUpdateNumber(const UpdateRule &rule, StringRef name) {
  for (ArrayRef<UpdateOption> options : {rule.options, commonUpdateOptions()})
    for (const UpdateOption &option : options)
      if (is_contained(option.numbers(), name))
        return &option;
  return nullptr;
}

double initialNumber(const UpdateOption &option, StringRef name) {
  const double values[] = {option.initial, option.second, option.third};
  auto names = option.numbers();
  return values[find(names, name) - names.begin()];
}

UpdateFormula buildFormula(const UpdateRule &rule, UpdateNumbers numbers) {
  UpdateContext u(rule, numbers);
  // torch.nn.utils.clip_grad_value_
  if (double limit = u.number("clip_value"))
    u.g = min(max(u.g, u.b.constant(-limit)), u.b.constant(limit));
  if (u.flag("maximize"))
    u.g = -u.g;
  u.lr = u.number("lr_scale") * u.lr;
  rule.build(u);
  u.b.setParameter(u.p);
  if (double decay = u.number(kAverageState))
    u.keep(kAverageState, averaged(u, decay, u.old(kAverageState), u.p));
  return u.b.finish();
}

bool isUpdateState(StringRef name) {
  static const StringSet<> names = [] {
    StringSet<> all;
    // Flags and momenta are what states depend on.
    auto most = [](StringRef) { return std::optional<double>(0.5); };
    for (const UpdateRule &rule : updateRules())
      for (const std::string &state : buildFormula(rule, most).states)
        all.insert(state);
    return all;
  }();
  return names.contains(name);
}

} // namespace bmc
