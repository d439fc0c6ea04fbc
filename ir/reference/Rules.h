//===- Rules.h - The table of evaluation rules ------------------*- C++ -*-===//
#ifndef BMC_IR_REFERENCE_RULES_H
#define BMC_IR_REFERENCE_RULES_H

#include "ir/BmcOps.h"
#include "ir/reference/Eval.h"

#include <cmath>
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
void addConvolutionRules(RuleTable &rules);
void addReduceRules(RuleTable &rules);
void addOrderRules(RuleTable &rules);
void addScanRules(RuleTable &rules);
void addNormRules(RuleTable &rules);
void addAttentionRules(RuleTable &rules);
void addFeedForwardRules(RuleTable &rules);
void addRecurrentRules(RuleTable &rules);
void addEmbeddingRules(RuleTable &rules);
void addRandomRules(RuleTable &rules);
void addLossRules(RuleTable &rules);
void addOptimizerRules(RuleTable &rules);

/// Emits "... index 9 is outside [0, 5)" at `op` unless it is inside.
mlir::LogicalResult checkIndex(mlir::Operation *op, int64_t index,
                               int64_t extent);

/// The random words of an op's elements.
class RandomWords {
public:
  /// Fails, with an error at the op, if the launch has no such stream.
  static mlir::FailureOr<RandomWords> create(RandomOp op, mlir::Value rng,
                                             Frame &frame);
  uint32_t operator[](int64_t i) const;

private:
  uint64_t seed;
  uint32_t draw, stream;
};

/// What dropout with probability `p` does to element i of its tensor.
struct DropoutMask {
  RandomWords words;
  double p;
  double apply(double x, int64_t i) const;
};

/// Dot product.
double dot(llvm::ArrayRef<double> a, llvm::ArrayRef<double> b);

/// ln of a sum of exponentials in two parts. Their sum would lose the second
/// where the first is large.
struct LogSum {
  double largest, logSum;
  /// x minus the whole.
  double below(double x) const { return x - largest - logSum; }
};

/// ln sum e^x, as the largest x and ln sum e^(x - largest).
LogSum logSumExp(llvm::ArrayRef<double> x);

/// y = e^(x - max x) / sum e^(x - max x).
void softmax(llvm::ArrayRef<double> x, llvm::MutableArrayRef<double> y);

/// A sum as exact as if each number were added with twice the digits.
/// Source: Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation
/// endlicher Summen, 1974.
class ExactSum {
public:
  void add(double x) {
    double next = sum + x;
    lost += std::abs(sum) >= std::abs(x) ? (sum - next) + x : (x - next) + sum;
    sum = next;
  }
  /// Infinite and NaN sums have lost nothing.
  double value() const { return std::isfinite(sum) ? sum + lost : sum; }

private:
  double sum = 0, lost = 0;
};

/// y += a x.
void addScaled(llvm::MutableArrayRef<double> y, double a,
               llvm::ArrayRef<double> x);

} // namespace bmc::reference

#endif // BMC_IR_REFERENCE_RULES_H
