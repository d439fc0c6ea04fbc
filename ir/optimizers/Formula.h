//===- Formula.h - An optimizer's update as a formula -----------*- C++ -*-===//
//
// What an optimizer does to an element is written once (Rules.cpp), as terms
// over the parameter, its gradient, the optimizer's states and the scalars of
// the step. The reference evaluates the terms, code generation emits them for
// every target, costs count them. Terms know nothing of MLIR: the frontend
// reads the same table.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_OPTIMIZERS_FORMULA_H
#define BMC_IR_OPTIMIZERS_FORMULA_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <vector>

namespace bmc {

enum class TermKind : uint8_t {
  Constant,
  // Scalars of the step.
  Rate,
  Step,
  MuProduct, ///< NAdam's: see runtime/train/Schedule.h
  // An element: of the parameter, its scaled gradient, a state.
  Parameter,
  Gradient,
  State,
  // Of the operands.
  Add,
  Subtract,
  Multiply,
  Divide,
  Power,
  Maximum,
  Minimum,
  SquareRoot,
  Absolute,
  Sign,
  Select, ///< a <= b ? c : d
};

/// A term; operands are numbers of terms before it.
struct TermNode {
  TermKind kind;
  double number = 0; ///< Constant
  int state = -1;    ///< State: index in UpdateFormula::states
  llvm::SmallVector<int, 2> operands;
  /// The same for all elements: a function of the scalars only.
  bool isUniform = true;
};

/// The value of a term of kind Add or later.
double evaluateTerm(TermKind kind, llvm::ArrayRef<double> operands);

/// All terms of an update, each after its operands.
struct UpdateFormula {
  std::vector<TermNode> terms;
  int newParameter = -1;
  std::vector<std::string> states; ///< names, as in checkpoints
  std::vector<int> newStates;      ///< one per state
  bool readsMuProduct = false;

  /// Floating-point operations per element, one per term that is not uniform;
  /// choices count nothing.
  double countOperations() const;

  /// Whether parameter and states stay as they are where the gradient is zero,
  /// to the bit and at every step.
  bool keepsUntouched() const;
};

class FormulaBuilder;

/// A term under construction. Numbers convert to it.
struct Term {
  FormulaBuilder *builder;
  int index;
};
Term operator+(Term a, Term b);
Term operator-(Term a, Term b);
Term operator*(Term a, Term b);
Term operator/(Term a, Term b);
Term operator+(Term a, double b);
Term operator-(Term a, double b);
Term operator-(double a, Term b);
Term operator*(double a, Term b);
Term operator/(double a, Term b);
Term operator-(Term a);
Term max(Term a, Term b);
Term min(Term a, Term b);
Term sqrt(Term a);
Term abs(Term a);
Term sign(Term a);
Term pow(double a, Term b);
/// a <= b ? c : d
Term select(Term a, double b, Term c, Term d);

/// Collects the terms of one formula; what is constant is computed here.
class FormulaBuilder {
public:
  Term leaf(TermKind kind);
  Term constant(double value);
  Term make(TermKind kind, llvm::ArrayRef<Term> operands);
  /// The old value of a state, which exists from now on.
  Term state(llvm::StringRef name);
  void setState(llvm::StringRef name, Term value);
  void setParameter(Term value) { formula.newParameter = value.index; }
  UpdateFormula finish();

private:
  int findState(llvm::StringRef name);
  Term add(TermNode node);
  UpdateFormula formula;
};

} // namespace bmc

#endif // BMC_IR_OPTIMIZERS_FORMULA_H
