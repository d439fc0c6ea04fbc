//===- Rules.h - The table of evaluation rules ------------------*- C++ -*-===//
#ifndef BMC_IR_REFERENCE_RULES_H
#define BMC_IR_REFERENCE_RULES_H

#include "ir/BmcOps.h"
#include "ir/reference/Eval.h"

#include <type_traits>

namespace bmc::reference {

/// From op name to rule.
class RuleTable {
public:
  /// Adds `fn(OpT, Frame &)`. It returns void if it cannot fail and
  /// LogicalResult, having emitted an error, if it can.
  template <typename OpT, typename Fn> void add(Fn fn) {
    rules[OpT::getOperationName()] = [fn](mlir::Operation *op, Frame &frame) {
      using Result = std::invoke_result_t<Fn, OpT, Frame &>;
      if constexpr (std::is_void_v<Result>) {
        fn(mlir::cast<OpT>(op), frame);
        return mlir::success();
      } else {
        return fn(mlir::cast<OpT>(op), frame);
      }
    };
  }

  const Rule *lookup(llvm::StringRef name) const {
    auto it = rules.find(name);
    return it == rules.end() ? nullptr : &it->second;
  }

private:
  llvm::StringMap<Rule> rules;
};

void addProgramRules(RuleTable &rules);
void addElementwiseRules(RuleTable &rules);
void addShapeRules(RuleTable &rules);
void addMatmulRules(RuleTable &rules);
void addReduceRules(RuleTable &rules);
void addNormRules(RuleTable &rules);
void addAttentionRules(RuleTable &rules);
void addFeedForwardRules(RuleTable &rules);
void addEmbeddingRules(RuleTable &rules);
void addRandomRules(RuleTable &rules);
void addLossRules(RuleTable &rules);
void addOptimizerRules(RuleTable &rules);

/// Emits "... index 9 is outside [0, 5)" at `op` unless it is inside.
mlir::LogicalResult checkIndex(mlir::Operation *op, int64_t index,
                               int64_t extent);

/// Dot product.
double dot(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b);

/// ln sum e^x of a row, shifted by its maximum so that nothing overflows.
double logSumExp(llvm::ArrayRef<double> x);

/// y = e^(x - max x) / sum e^(x - max x).
void softmax(llvm::ArrayRef<double> x, llvm::MutableArrayRef<double> y);

/// y += a x.
void addScaled(llvm::MutableArrayRef<double> y, double a,
               llvm::ArrayRef<double> x);

} // namespace bmc::reference

#endif // BMC_IR_REFERENCE_RULES_H
