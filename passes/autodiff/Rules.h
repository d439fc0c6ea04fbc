//===- Rules.h - Derivative rules, one per op -------------------*- C++ -*-===//
//
// Throughout, `dX` is the gradient of X: the derivative of the loss by X, of
// X's type. A rule says what each operand of one op receives when the gradients
// of its results are known. Rules are data: tables in Rules<Family>.cpp, each
// with its formula; Differentiate.cpp is the walk that applies them.
//
// To add an op: add its row to the table of its family, or give it the trait
// NonDifferentiable. DerivativeCompletenessTest fails if neither is done.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_PASSES_AUTODIFF_RULES_H
#define BMC_PASSES_AUTODIFF_RULES_H

#include "passes/autodiff/Formula.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

#include <functional>

namespace bmc {

/// What a reverse walk knows at one op: forward values and gradients so far.
class Reverse {
public:
  /// Gradients are kept only of values in `active` (those a parameter reaches).
  Reverse(mlir::ImplicitLocOpBuilder &builder,
          const llvm::DenseSet<mlir::Value> &active)
      : builder(builder), active(active) {}

  mlir::ImplicitLocOpBuilder &ops() { return builder; }

  /// A forward value, to compute with.
  Formula operator()(mlir::Value x) { return {builder, x}; }

  /// dX, or null if x has not been found to influence the loss.
  Formula d(mlir::Value x) {
    mlir::Value dx = gradients.lookup(x);
    return dx ? Formula(builder, dx) : Formula();
  }
  /// dX, or zeros.
  Formula dOrZero(mlir::Value x) {
    Formula dx = d(x);
    return dx ? dx : (*this)(x).filled(0);
  }

  /// dX += contribution. Contributions of k uses are added in the order in
  /// which the walk meets the uses, last use first, so the sum never depends
  /// on anything but the program. Ignored if x is null (an absent operand), if
  /// x depends on no parameter, or if the contribution is null.
  void add(mlir::Value x, Formula contribution);
  void add(mlir::Value x, mlir::Value contribution) {
    add(x, Formula(builder, contribution));
  }

private:
  mlir::ImplicitLocOpBuilder &builder;
  const llvm::DenseSet<mlir::Value> &active;
  llvm::DenseMap<mlir::Value, mlir::Value> gradients;
};

struct Rule {
  std::function<void(mlir::Operation *, Reverse &)> apply;
  /// The last so many results are saved values, for whose gradients the rule
  /// has no term.
  unsigned savedResults;
};

class RuleTable {
public:
  /// `rule(op, reverse)` for ops of type OpT. At least one result before the
  /// `savedResults` last has a gradient when it is called.
  template <typename OpT, typename Fn>
  void add(Fn rule, unsigned savedResults = 0) {
    rules[OpT::getOperationName()] = {[rule](mlir::Operation *op, Reverse &r) {
                                        rule(mlir::cast<OpT>(op), r);
                                      },
                                      savedResults};
  }

  /// y = f(x): `rule(dy, x, y)` returns dx.
  template <typename OpT, typename Fn> void unary(Fn rule) {
    add<OpT>([rule](OpT op, Reverse &r) {
      r.add(op.getX(), rule(r.d(op.getY()), r(op.getX()), r(op.getY())));
    });
  }

  /// y = f(a, b): `rule(dy, a, b, y)` returns {da, db}.
  template <typename OpT, typename Fn> void binary(Fn rule) {
    add<OpT>([rule](OpT op, Reverse &r) {
      auto [da, db] =
          rule(r.d(op.getY()), r(op.getA()), r(op.getB()), r(op.getY()));
      r.add(op.getA(), da);
      r.add(op.getB(), db);
    });
  }

  const Rule *lookup(mlir::StringRef opName) const {
    auto found = rules.find(opName);
    return found == rules.end() ? nullptr : &found->second;
  }

  /// The names of all ops that have a rule.
  auto names() const { return rules.keys(); }

private:
  llvm::StringMap<Rule> rules;
};

/// All rules, by op name. Built on first use, immutable afterwards.
const RuleTable &derivativeRules();

void addElementwiseRules(RuleTable &rules);
void addSelectionRules(RuleTable &rules);
void addShapeRules(RuleTable &rules);
void addMatmulRules(RuleTable &rules);
void addConvolutionRules(RuleTable &rules);
void addReduceRules(RuleTable &rules);
void addScanRules(RuleTable &rules);
void addNormRules(RuleTable &rules);
void addBlockRules(RuleTable &rules);
void addRecurrentRules(RuleTable &rules);
void addLossRules(RuleTable &rules);

} // namespace bmc

#endif // BMC_PASSES_AUTODIFF_RULES_H
