//===- Formula.cpp - An optimizer's update as a formula -------------------===//

#include "ir/optimizers/Formula.h"

#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <optional>

using namespace llvm;

namespace bmc {

double evaluateTerm(TermKind kind, ArrayRef<double> x) {
  switch (kind) {
  case TermKind::Add:
    return x[0] + x[1];
  case TermKind::Subtract:
    return x[0] - x[1];
  case TermKind::Multiply:
    return x[0] * x[1];
  case TermKind::Divide:
    return x[0] / x[1];
  case TermKind::Power:
    return std::pow(x[0], x[1]);
  case TermKind::Maximum:
    return std::max(x[0], x[1]);
  case TermKind::Minimum:
    return std::min(x[0], x[1]);
  case TermKind::SquareRoot:
    return std::sqrt(x[0]);
  case TermKind::Absolute:
    return std::abs(x[0]);
  case TermKind::Sign:
    return (x[0] > 0) - (x[0] < 0);
  case TermKind::Select:
    return x[0] <= x[1] ? x[2] : x[3];
  default:
    return NAN; // a leaf has no operands
  }
}

double UpdateFormula::countOperations() const {
  // The gradient is multiplied by the scale.
  return 1 + count_if(terms, [](const TermNode &term) {
           return !term.isUniform && !term.operands.empty() &&
                  term.kind != TermKind::Select;
         });
}

namespace {
/// What a term is where the gradient is zero: a number, or the value of another
/// term.
struct Substituted {
  std::optional<double> number;
  int same;
};
} // namespace

static Substituted substitute(const TermNode &term, int index,
                              ArrayRef<Substituted> terms) {
  if (term.kind == TermKind::Gradient)
    return {0.0, index};
  if (term.kind == TermKind::Constant)
    return {term.number, index};
  auto x = map_to_vector(term.operands, [&](int i) { return terms[i]; });
  auto isZero = [&](unsigned i) { return x[i].number == 0.0; };
  if (!x.empty() && all_of(x, [](auto &value) { return value.number; })) {
    auto numbers = map_to_vector(x, [](auto &value) { return *value.number; });
    return {evaluateTerm(term.kind, numbers), index};
  }
  switch (term.kind) {
  case TermKind::Add:
    return isZero(0) ? x[1] : isZero(1) ? x[0] : Substituted{{}, index};
  case TermKind::Subtract:
    return isZero(1) ? x[0] : Substituted{{}, index};
  case TermKind::Multiply:
    return isZero(0) || isZero(1) ? Substituted{0.0, index}
                                  : Substituted{{}, index};
  case TermKind::Divide:
    return isZero(0) ? Substituted{0.0, index} : Substituted{{}, index};
  default:
    return {{}, index};
  }
}

bool UpdateFormula::keepsUntouched() const {
  SmallVector<Substituted> values;
  for (auto [i, term] : enumerate(terms))
    values.push_back(substitute(term, i, values));
  auto leaf = [&](int index) -> const TermNode & {
    return terms[values[index].same];
  };
  bool keeps = leaf(newParameter).kind == TermKind::Parameter;
  for (auto [s, index] : enumerate(newStates))
    keeps &= leaf(index).kind == TermKind::State &&
             leaf(index).state == static_cast<int>(s);
  return keeps;
}

Term FormulaBuilder::add(TermNode node) {
  formula.terms.push_back(std::move(node));
  return {this, static_cast<int>(formula.terms.size()) - 1};
}

Term FormulaBuilder::constant(double value) {
  TermNode node{TermKind::Constant};
  node.number = value;
  return add(std::move(node));
}

Term FormulaBuilder::leaf(TermKind kind) {
  TermNode node{kind};
  node.isUniform = kind != TermKind::Parameter && kind != TermKind::Gradient;
  formula.readsMuProduct |= kind == TermKind::MuProduct;
  return add(std::move(node));
}

Term FormulaBuilder::make(TermKind kind, ArrayRef<Term> operands) {
  TermNode node{kind};
  SmallVector<double> numbers;
  for (Term operand : operands) {
    const TermNode &value = formula.terms[operand.index];
    node.operands.push_back(operand.index);
    node.isUniform &= value.isUniform;
    if (value.kind == TermKind::Constant)
      numbers.push_back(value.number);
  }
  if (numbers.size() == operands.size())
    return constant(evaluateTerm(kind, numbers));
  if (kind == TermKind::Multiply)
    for (int side : {0, 1}) {
      const TermNode &factor = formula.terms[operands[side].index];
      if (factor.kind == TermKind::Constant && factor.number == 1)
        return operands[1 - side];
    }
  return add(std::move(node));
}

int FormulaBuilder::findState(StringRef name) {
  auto it = find(formula.states, name);
  if (it != formula.states.end())
    return it - formula.states.begin();
  formula.states.push_back(name.str());
  formula.newStates.push_back(-1);
  return formula.states.size() - 1;
}

Term FormulaBuilder::state(StringRef name) {
  TermNode node{TermKind::State};
  node.state = findState(name);
  node.isUniform = false;
  return add(std::move(node));
}

void FormulaBuilder::setState(StringRef name, Term value) {
  formula.newStates[findState(name)] = value.index;
}

/// Drops the terms that no result needs.
UpdateFormula FormulaBuilder::finish() {
  std::vector<bool> needed(formula.terms.size());
  needed[formula.newParameter] = true;
  for (int state : formula.newStates)
    needed[state] = true;
  for (int i = formula.terms.size() - 1; i >= 0; --i)
    if (needed[i])
      for (int operand : formula.terms[i].operands)
        needed[operand] = true;
  UpdateFormula result = formula;
  result.terms.clear();
  std::vector<int> places(formula.terms.size(), -1);
  for (auto [i, term] : enumerate(formula.terms)) {
    if (!needed[i])
      continue;
    places[i] = result.terms.size();
    for (int &operand : term.operands)
      operand = places[operand];
    result.terms.push_back(std::move(term));
  }
  result.newParameter = places[formula.newParameter];
  for (int &state : result.newStates)
    state = places[state];
  return result;
}

Term operator+(Term a, Term b) {
  return a.builder->make(TermKind::Add, {a, b});
}
Term operator-(Term a, Term b) {
  return a.builder->make(TermKind::Subtract, {a, b});
}
Term operator*(Term a, Term b) {
  return a.builder->make(TermKind::Multiply, {a, b});
}
Term operator/(Term a, Term b) {
  return a.builder->make(TermKind::Divide, {a, b});
}
Term operator+(Term a, double b) { return a + a.builder->constant(b); }
Term operator-(Term a, double b) { return a - a.builder->constant(b); }
Term operator-(double a, Term b) { return b.builder->constant(a) - b; }
Term operator*(double a, Term b) { return b.builder->constant(a) * b; }
Term operator/(double a, Term b) { return b.builder->constant(a) / b; }
Term operator-(Term a) { return -1.0 * a; }
Term max(Term a, Term b) { return a.builder->make(TermKind::Maximum, {a, b}); }
Term min(Term a, Term b) { return a.builder->make(TermKind::Minimum, {a, b}); }
Term sqrt(Term a) { return a.builder->make(TermKind::SquareRoot, {a}); }
Term abs(Term a) { return a.builder->make(TermKind::Absolute, {a}); }
Term sign(Term a) { return a.builder->make(TermKind::Sign, {a}); }
Term pow(double a, Term b) {
  return b.builder->make(TermKind::Power, {b.builder->constant(a), b});
}
Term select(Term a, double b, Term c, Term d) {
  return a.builder->make(TermKind::Select, {a, a.builder->constant(b), c, d});
}

} // namespace bmc
