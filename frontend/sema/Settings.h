//===- Settings.h - Reading `key = value` blocks ----------------*- C++ -*-===//
#ifndef BMC_FRONTEND_SEMA_SETTINGS_H
#define BMC_FRONTEND_SEMA_SETTINGS_H

#include "frontend/sema/Evaluator.h"
#include "runtime/abi/TrainingRules.h"

namespace bmc {

/// Vocabularies above this are not what is meant; token ids are i32.
constexpr int64_t kMaxVocabulary = int64_t(1) << 24;

/// The settings of one block. Unknown and repeated keys are reported when it
/// is made; every getter leaves its target alone if the key is absent or its
/// value was reported.
class Settings {
public:
  Settings(Evaluator &evaluator, llvm::ArrayRef<ast::Setting> settings,
           const std::vector<std::string> &keys, const std::string &what);

  const ast::Expr *find(llvm::StringRef key) const;
  void readInteger(llvm::StringRef key, int64_t &target, IntegerRange range);
  /// minimum <= value <= maximum.
  void readNumber(llvm::StringRef key, double &target, double minimum,
                  double maximum);
  void readString(llvm::StringRef key, std::string &target);
  /// A string, or a list of strings.
  void readStrings(llvm::StringRef key, std::vector<std::string> &target);

private:
  Evaluator &evaluator;
  llvm::ArrayRef<ast::Setting> settings;
};

/// The value as an integer of the range; nullopt after a report.
std::optional<int64_t> readIntegerIn(Evaluator &evaluator,
                                     const ast::Expr &expr,
                                     const std::string &what,
                                     IntegerRange range);

/// Binds the arguments of SGD(..), cosine(..) and the like to their names.
std::optional<llvm::StringMap<const ast::Expr *>>
bindCall(Evaluator &evaluator, const ast::CallExpr &call,
         llvm::ArrayRef<Formal> formals);

/// A number in [minimum, maximum] (below maximum if `open`).
void readIn(Evaluator &evaluator, const ast::Expr *expr, llvm::StringRef name,
            double &target, double minimum, double maximum, bool open = false);

/// Reads an optimizer of parameters that another one does not train: its rate
/// follows that one's schedule. `what` it is, for messages.
void readFollower(Evaluator &evaluator, const ast::Expr &expr,
                  llvm::StringRef what, const OptimizerConfig &optimizer,
                  OptimizerConfig &follower);

} // namespace bmc

#endif // BMC_FRONTEND_SEMA_SETTINGS_H
