//===- Rules.h - The optimizers ---------------------------------*- C++ -*-===//
//
// One row per optimizer: its name and options as users write them, which are
// torch.optim's, and its formula. The language, bmc.update, its reference, its
// kernels on all targets and its cost all go by this table.
//
//===----------------------------------------------------------------------===//
#ifndef BMC_IR_OPTIMIZERS_RULES_H
#define BMC_IR_OPTIMIZERS_RULES_H

#include "ir/optimizers/Formula.h"

#include "llvm/ADT/STLFunctionalExtras.h"

#include <optional>

namespace bmc {

/// A number that an optimizer takes.
struct UpdateOption {
  enum class Kind {
    Number,
    Whole,
    Flag,         ///< true or false, kept as 1 or 0
    Betas,        ///< two numbers, kept as beta1 and beta2
    Coefficients, ///< three numbers, kept as ns_a, ns_b and ns_c
    Choice,       ///< the number of one of `choices`
    Derived,      ///< nothing that users write
  };
  llvm::StringRef name;
  Kind kind = Kind::Number;
  double initial = 0, second = 0, third = 0; ///< of several numbers
  /// least <= value <= most, or < most.
  double least = 0, most = 1e30;
  bool isBelowMost = false;
  llvm::ArrayRef<llvm::StringLiteral> choices = {};

  /// Under which names its numbers are kept.
  llvm::SmallVector<llvm::StringRef, 3> numbers() const;
  bool contains(double value) const {
    return value >= least && (isBelowMost ? value < most : value <= most);
  }
};

/// The numbers of one optimizer: the value of each by name.
using UpdateNumbers =
    llvm::function_ref<std::optional<double>(llvm::StringRef)>;

/// Which parameters an optimizer trains; others are left to another one.
enum class UpdateScope {
  All,
  Matrices, ///< that are no tables
  Rows,     ///< sparse tables
};

/// What a rule's formula is written with.
class UpdateContext;

struct UpdateRule {
  llvm::StringRef name; ///< as in the language: "AdamW"
  double rate;          ///< learning rate if none is given
  llvm::ArrayRef<UpdateOption> options;
  void (*build)(UpdateContext &);
  /// What users read about it (frontend/reference/Reference.h).
  llvm::StringRef reference;
  UpdateScope scope = UpdateScope::All;
  /// Users cannot name it: part of another optimizer.
  bool isInternal = false;
};

llvm::ArrayRef<UpdateRule> updateRules();
/// Null if there is none.
const UpdateRule *findUpdateRule(llvm::StringRef name);

/// Options of every rule, which train sets: `maximize`, and what applies to a
/// group of parameters.
llvm::ArrayRef<UpdateOption> commonUpdateOptions();

/// The option that keeps a number of this name ("beta2": betas), of the rule or
/// common; null if there is none.
const UpdateOption *findUpdateNumber(const UpdateRule &rule,
                                     llvm::StringRef name);

/// The value that a number has if none is given.
double initialNumber(const UpdateOption &option, llvm::StringRef name);

/// The optimizer whose directions passes/training makes of whole matrices. Its
/// formula takes a direction where others take a gradient.
constexpr llvm::StringLiteral kMuon = "Muon";
/// Its momentum: the formula of a buffer, which stands where others have the
/// parameter.
constexpr llvm::StringLiteral kMuonMomentum = "MuonMomentum";
/// The name of that buffer.
constexpr llvm::StringLiteral kMomentumState = "momentum_buffer";

/// The formula of an average, which stands where others have the parameter, of
/// what stands where others have the gradient.
constexpr llvm::StringLiteral kAverage = "Average";

UpdateFormula buildFormula(const UpdateRule &rule, UpdateNumbers numbers);

/// Whether some rule keeps a state of this name.
bool isUpdateState(llvm::StringRef name);

/// The tensor beside a gradient that says which of its rows it has: 1 or 0.
constexpr llvm::StringLiteral kTouchedRows = "touched";

/// The state that holds averages of the parameter.
constexpr llvm::StringLiteral kAverageState = "ema";

} // namespace bmc

#endif // BMC_IR_OPTIMIZERS_RULES_H
