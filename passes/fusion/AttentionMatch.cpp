//===- AttentionMatch.cpp - Attention in any way of writing it ------------===//

#include "passes/fusion/AttentionMatch.h"

#include "ir/Shape.h"
#include "passes/fusion/CausalMask.h"
#include "passes/fusion/Matchers.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"

#include <cmath>

using namespace mlir;

namespace bmc {

namespace {

/// Follows one softmax up to its scores and down to its values. Every step
/// returns false after setting the reason.
class Matcher {
public:
  explicit Matcher(SoftmaxOp softmax) : softmax(softmax) {}

  AttentionCandidate run();

private:
  bool followToOutput();
  bool followToScores();
  bool takeScoreOp(Value &value);
  bool takeCausal(double fill);
  bool takeHiding(const ScoreStep &step);
  bool takeBias(const ScoreStep &step);
  bool takeSoftcap(Operation *tanh);
  bool isUsedHereOnly(Value value);
  bool checkZeroedRows();
  bool separateMasks();
  bool leavesOwnKeys(const ScoreTerm &term);
  bool mayMove(const ScoreTerm &term, const ScoreMask &mask);
  void moveParts(const ScoreMask &mask, SmallVectorImpl<ScoreTerm> &rest);
  bool checkOperands();
  bool chooseBatch();
  bool reject(Operation *op, const Twine &text) {
    candidate.culprit = op;
    candidate.reason = text.str();
    return false;
  }

  SoftmaxOp softmax;
  MatmulOp scores;
  /// Product of the factors between what is looked at and the softmax.
  double factorAbove = 1;
  std::optional<double> causalFill; ///< if it is finite
  AttentionMatch match;
  AttentionCandidate candidate;
};

} // namespace

/// Ops through which a near miss is still recognised as one.
static bool keepsScores(Operation *op) {
  return isUnaryElementwise(op) || isBinaryElementwise(op) ||
         movesElements(op) || isa<DropoutOp, SelectOp, CausalMaskOp>(op);
}

/// The product of which `value` is, possibly with a few ops in between, a
/// factor on the left.
static MatmulOp findProductBelow(Value value, unsigned depth = 3) {
  for (OpOperand &use : value.getUses()) {
    if (auto matmul = dyn_cast<MatmulOp>(use.getOwner());
        matmul && use.getOperandNumber() == 0)
      return matmul;
    if (depth > 0 && keepsScores(use.getOwner()))
      if (MatmulOp found =
              findProductBelow(use.getOwner()->getResult(0), depth - 1))
        return found;
  }
  return nullptr;
}

static MatmulOp findProductAbove(Value value, unsigned depth = 8) {
  Operation *op = value.getDefiningOp();
  if (auto matmul = dyn_cast_or_null<MatmulOp>(op))
    return matmul;
  if (!op || depth == 0 || !keepsScores(op))
    return nullptr;
  for (Value operand : op->getOperands())
    if (MatmulOp found = findProductAbove(operand, depth - 1))
      return found;
  return nullptr;
}

bool Matcher::followToOutput() {
  Value probabilities = softmax.getY();
  if (!probabilities.hasOneUse())
    return reject(softmax, "the probabilities are used more than once");
  Operation *user = *probabilities.user_begin();
  match.zeroed = matchZeroedRows(user, probabilities, softmax.getX());
  if (match.zeroed && user->hasOneUse())
    user = *user->user_begin();
  match.dropout = dyn_cast<DropoutOp>(user);
  if (match.dropout && user->hasOneUse())
    user = *user->user_begin();
  match.output = dyn_cast<MatmulOp>(user);
  if (!match.output)
    return reject(user, describe(user) + " between softmax and values");
  if (match.output.getTransposeA())
    return reject(user, "the probabilities are transposed");
  return true;
}

/// Whether a score of `fill` hides its key.
static std::optional<std::string> whyVisible(double fill) {
  if (fill <= kHiddenScore)
    return std::nullopt;
  std::string reason;
  llvm::raw_string_ostream(reason)
      << "hidden scores become " << llvm::format("%g", fill)
      << ", expected -inf or at most -1e9";
  return reason;
}

bool Matcher::takeCausal(double fill) {
  // A negative factor between mask and softmax would turn the fill around.
  if (auto reason = whyVisible(fill * factorAbove))
    return reject(softmax, *reason);
  // With a finite fill a row without visible keys is uniform over all keys,
  // which attention's causal mask never makes of it.
  if (std::isfinite(fill))
    causalFill = fill;
  match.causal = true;
  return true;
}

bool Matcher::takeHiding(const ScoreStep &step) {
  ScoreTerm term = step.term;
  term.fill *= factorAbove;
  if (auto reason = whyVisible(term.fill))
    return reject(softmax, *reason);
  match.terms.push_back(term);
  return true;
}

bool Matcher::takeBias(const ScoreStep &step) {
  ScoreTerm term = step.term;
  term.factor *= factorAbove;
  match.terms.push_back(term);
  return true;
}

/// c tanh(x s), c being what is collected so far, is a softcap of x s c.
bool Matcher::takeSoftcap(Operation *tanh) {
  if (!std::isfinite(factorAbove) || factorAbove == 0)
    return reject(tanh, "the bound of the scores is not finite");
  match.softcap = std::abs(factorAbove);
  return true;
}

/// Steps over one op between the product of q and k and the softmax.
bool Matcher::takeScoreOp(Value &value) {
  if (std::optional<Scaled> scaled = matchScale(value)) {
    factorAbove *= scaled->factor;
    value = scaled->value;
    return true;
  }
  Operation *op = value.getDefiningOp();
  if (match.softcap != 0)
    return reject(op, describe(op) + " between scores and their tanh");
  if (std::optional<CausalSelection> mask = matchCausalSelection(value)) {
    value = mask->visible;
    return takeCausal(mask->fill);
  }
  if (isa<TanhOp>(op)) {
    value = op->getOperand(0);
    return takeSoftcap(op);
  }
  if (auto add = dyn_cast<AddOp>(op))
    for (auto [x, mask] :
         {std::pair(add.getA(), add.getB()), std::pair(add.getB(), add.getA())})
      if (std::optional<double> fill = matchAdditiveCausalMask(mask)) {
        value = x;
        return takeCausal(*fill);
      }
  if (std::optional<ScoreStep> step = matchHiding(value)) {
    value = step->scores;
    return takeHiding(*step);
  }
  auto isScores = [](Value side) { return bool(findProductAbove(side)); };
  if (std::optional<ScoreStep> step = matchAddedBias(value, isScores)) {
    value = step->scores;
    return takeBias(*step);
  }
  return reject(op, describe(op) + " between scores and softmax");
}

/// The comparison that finds rows without keys may look at the scores too.
bool Matcher::isUsedHereOnly(Value value) {
  if (value.hasOneUse())
    return true;
  return value == softmax.getX() && match.zeroed && match.zeroed->threshold &&
         llvm::all_of(value.getUsers(), [&](Operation *user) {
           return user == softmax ||
                  user->getResult(0) == match.zeroed->condition;
         });
}

/// Rows are zero where no key is visible: attention's own rule, if the
/// condition is that of the outermost mask.
bool Matcher::checkZeroedRows() {
  if (!match.zeroed || match.zeroed->threshold)
    return true;
  auto isSame = [&](const ScoreTerm &term) {
    return term.condition.value &&
           term.condition.value == match.zeroed->condition &&
           term.hidesWhere == match.zeroed->hidesWhere;
  };
  if (match.terms.empty() || !isSame(match.terms.front()))
    return reject(softmax, "probabilities are set to zero elsewhere than "
                           "scores are hidden");
  return true;
}

/// Whether a term hides no key: numbers that are trained do not become as small
/// as what hides.
static bool leavesKeys(const ScoreTerm &term) {
  SmallVector<Value> open{term.added};
  while (!open.empty()) {
    Value value = open.pop_back_val();
    if (!value)
      return false;
    if (!isa<FloatType>(getElementTypeOrSelf(value)))
      continue; // where from, not what
    if (auto argument = dyn_cast<BlockArgument>(value)) {
      auto function =
          dyn_cast<func::FuncOp>(argument.getOwner()->getParentOp());
      if (!function ||
          !function.getArgAttr(argument.getArgNumber(), "bmc.parameter"))
        return false;
      continue;
    }
    Operation *op = value.getDefiningOp();
    if (!op->hasTrait<bmc::OpTrait::MovesElements>() && !isa<EmbeddingOp>(op))
      return false;
    llvm::append_range(open, op->getOperands());
  }
  return true;
}

bool Matcher::followToScores() {
  Value value = softmax.getX();
  while (true) {
    Operation *op = value.getDefiningOp();
    if (!isUsedHereOnly(value))
      return reject(op, "the scores are used more than once");
    scores = dyn_cast<MatmulOp>(op);
    if (scores)
      break;
    if (!takeScoreOp(value))
      return false;
    if (!value.getDefiningOp())
      return reject(softmax, "the scores are an input");
  }
  match.scale = factorAbove * getFactorBelowViews(scores.getA()) *
                getFactorBelowViews(scores.getB());
  if (!std::isfinite(match.scale))
    return reject(scores, "the scale is not finite");
  match.scores.type = scores.getType();
  return checkZeroedRows();
}

/// Whether a term leaves each query the key of its own position.
bool Matcher::leavesOwnKeys(const ScoreTerm &term) {
  if (leavesKeys(term))
    return true;
  std::optional<ScoreMask> mask = matchMask(term, match.scores);
  if (!mask)
    return term.added && leavesOwnKey(term.added, term.factor);
  return llvm::all_of(mask->parts, [&](const MaskPart &part) {
    return leavesOwnKey(part, match.scores);
  });
}

/// Whether a row is what the model makes of it without the keys that the mask
/// hides, also if it has no others.
bool Matcher::mayMove(const ScoreTerm &term, const ScoreMask &mask) {
  Extents extents = getExtents(match.scores.type);
  if (extents.back() == extents[extents.size() - 2] &&
      llvm::all_of(match.terms,
                   [&](const ScoreTerm &each) { return leavesOwnKeys(each); }))
    return true;
  if (match.zeroed && !term.added)
    return !match.zeroed->threshold || mask.fill <= *match.zeroed->threshold;
  return llvm::all_of(match.terms, [&](const ScoreTerm &each) {
    std::optional<ScoreMask> other = matchMask(each, match.scores);
    return !other || std::isinf(other->fill);
  });
}

/// Parts that attention has by itself; what remains goes to `rest`.
void Matcher::moveParts(const ScoreMask &mask,
                        SmallVectorImpl<ScoreTerm> &rest) {
  for (const MaskPart &part : mask.parts) {
    if (part.isCausal) {
      match.causal = true;
    } else if (part.segments && !match.segments) {
      match.segments = part.segments;
    } else {
      ScoreTerm term;
      term.condition = part.condition;
      term.hidesWhere = part.hidesWhere;
      term.fill = mask.fill;
      rest.push_back(term);
    }
  }
}

/// Takes causal masks and segments out of the terms.
bool Matcher::separateMasks() {
  if (causalFill && !match.zeroed &&
      !llvm::all_of(match.terms,
                    [&](const ScoreTerm &term) { return leavesOwnKeys(term); }))
    return reject(softmax, "a finite causal mask beside another mask");
  SmallVector<ScoreTerm> rest;
  for (const ScoreTerm &term : match.terms) {
    std::optional<ScoreMask> mask = matchMask(term, match.scores);
    bool isOurs = mask && llvm::any_of(mask->parts, [](const MaskPart &part) {
                    return part.isCausal || part.segments;
                  });
    if (isOurs && mayMove(term, *mask))
      moveParts(*mask, rest);
    else
      rest.push_back(term);
  }
  match.terms = rest;
  return true;
}

bool Matcher::checkOperands() {
  int64_t rank = getRank(scores.getA());
  match.q = scores.getA();
  match.k = scores.getB();
  match.v = match.output.getB();
  match.transposedQ = scores.getTransposeA();
  match.transposedK = !scores.getTransposeB();
  match.transposedV = match.output.getTransposeB();
  if (rank < 2 || getRank(match.k) != rank || getRank(match.v) != rank)
    return reject(scores, "keys or values are shared by the whole batch");
  auto sizeOf = [&](Value value, bool transposed) {
    return getExtents(value.getType())[rank - (transposed ? 2 : 1)];
  };
  Extent keySize = sizeOf(match.k, match.transposedK);
  Extent valueSize = sizeOf(match.v, match.transposedV);
  if (!keySize.isStatic() || !valueSize.isStatic())
    return reject(scores, "the head size is known only at run time");
  if (keySize != valueSize)
    return reject(match.output, "keys have head size " + Twine(keySize.size) +
                                    " and values " + Twine(valueSize.size));
  Extents extents = getExtents(scores.getType());
  if (match.causal && extents[rank - 2] != extents[rank - 1])
    return reject(scores, "a causal mask on unequal numbers of queries and "
                          "keys, " +
                              formatExtents(ArrayRef(extents).take_back(2)));
  return true;
}

/// Attention has one batch axis; leading axes of static extent can be heads.
bool Matcher::chooseBatch() {
  Extents leading = getExtents(scores.getType());
  leading.pop_back_n(2);
  if (leading.empty())
    return true;
  auto isRunTime = [](const Extent &extent) { return !extent.isStatic(); };
  if (llvm::count_if(leading, isRunTime) > 1)
    return reject(scores, "more than one batch axis of run-time size, " +
                              formatExtents(leading));
  auto *batch = llvm::find_if(leading, isRunTime);
  match.scores.batch = batch == leading.end() ? 0 : batch - leading.begin();
  if (match.dropout && match.scores.batch != 0)
    return reject(match.dropout, "dropout counts heads before batches, " +
                                     formatExtents(leading));
  for (auto [axis, extent] : llvm::enumerate(leading))
    if (static_cast<int64_t>(axis) != *match.scores.batch)
      match.numHeads *= extent.size;
  return true;
}

AttentionCandidate Matcher::run() {
  // A softmax that does not stand between two products is no near miss.
  if (!findProductAbove(softmax.getX()) || !findProductBelow(softmax.getY()))
    return candidate;
  if (followToOutput() && followToScores() && chooseBatch() &&
      separateMasks() && checkOperands())
    candidate.match = match;
  return candidate;
}

AttentionCandidate matchAttention(SoftmaxOp softmax) {
  return Matcher(softmax).run();
}

double getFactorBelowViews(Value value) {
  double factor = 1;
  while (Operation *op = value.getDefiningOp()) {
    if (movesElements(op)) {
      value = op->getOperand(0);
    } else if (std::optional<Scaled> scaled = matchScale(value)) {
      factor *= scaled->factor;
      value = scaled->value;
    } else {
      break;
    }
  }
  return factor;
}

Value withoutFactor(OpBuilder &builder, Value value) {
  if (getFactorBelowViews(value) == 1)
    return value;
  if (std::optional<Scaled> scaled = matchScale(value))
    return withoutFactor(builder, scaled->value);
  Operation *view = value.getDefiningOp();
  IRMapping mapping;
  mapping.map(view->getOperand(0), withoutFactor(builder, view->getOperand(0)));
  return builder.clone(*view, mapping)->getResult(0);
}

} // namespace bmc
