//===- KernelGroups.cpp - Which ops form a kernel together ----------------===//

#include "passes/schedule/KernelGroups.h"
#include "ir/BmcOps.h"
#include "ir/KernelKind.h"
#include "ir/optimizers/Rules.h"

using namespace mlir;

namespace bmc {

/// Ops that a kernel stores or evaluates for good. More would not run faster,
/// and code generation takes time that grows faster than a kernel.
static constexpr size_t kMaxMembers = 64;
/// Ops behind a member that a kernel evaluates on the way, by whatever operand
/// they are reached.
static constexpr size_t kMaxFloats = 32;

KernelGroups::KernelGroups(func::FuncOp function) {
  for (Operation &op : function.getBody().front()) {
    if (isView(&op) || isFree(&op))
      continue;
    if (op.hasTrait<mlir::OpTrait::IsTerminator>()) {
      for (Value value : op.getOperands())
        materialize(value);
      continue;
    }
    if (joinConcat(&op))
      continue;
    if (!isPointwise(&op))
      addAnchor(&op);
    else if (!joinAsEpilogue(&op) && isRecomputedTooOften(&op))
      placeFloat(&op);
  }
}

const KernelGroup *KernelGroups::producer(Value value) const {
  auto *op = value.getDefiningOp();
  if (!op)
    return nullptr;
  auto it = groupOf.find(op);
  return it == groupOf.end() ? nullptr : &ordered[it->second];
}

bool KernelGroups::isStoredBefore(Value value, const KernelGroup &group) const {
  value = viewRoot(value);
  if (!value.getDefiningOp())
    return true;
  const KernelGroup *producer = this->producer(value);
  return producer && producer < &group;
}

bool KernelGroups::isStored(Value value) const {
  value = viewRoot(value);
  return !value.getDefiningOp() || producer(value);
}

/// Calls `visit` for each op that `op` reads, and for what that one reads if
/// `visit` says so; each once, since values may be used many times on the way.
static void walkBehind(Operation *op,
                       llvm::function_ref<bool(Operation *)> visit) {
  SmallVector<Operation *> open{op};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!open.empty())
    for (Value operand : open.pop_back_val()->getOperands())
      if (Operation *producer = operand.getDefiningOp();
          producer && seen.insert(producer).second && visit(producer))
        open.push_back(producer);
}

/// Index of the last group whose results the op reads, directly or through
/// floating ops; -1 if only arguments.
int KernelGroups::newestGroupNeeded(Operation *op) const {
  int newest = -1;
  walkBehind(op, [&](Operation *producer) {
    auto it = groupOf.find(producer);
    if (it != groupOf.end())
      newest = std::max(newest, it->second);
    return it == groupOf.end();
  });
  return newest;
}

/// A chain of floats is evaluated once per use; beyond two users of an op that
/// is not free a store is cheaper.
bool KernelGroups::isRecomputedTooOften(Operation *op) const {
  if (llvm::range_size(op->getUsers()) > 2)
    return true;
  // Transposes and gathers read memory out of order: once is enough.
  if (isa<TransposeOp>(op))
    return !op->hasOneUse();
  size_t floats = 1;
  walkBehind(op, [&](Operation *producer) {
    bool isFloat = isPointwise(producer) && !groupOf.contains(producer);
    floats += isFloat && !isFree(producer);
    return isFloat && floats < kMaxFloats;
  });
  return floats >= kMaxFloats;
}

/// Puts in memory what a floating chain reads through views or across rows, so
/// that a kernel created from now on can evaluate the rest itself.
void KernelGroups::materializeBehind(Operation *op) {
  walkBehind(op, [&](Operation *next) {
    if (isStored(next->getResult(0)))
      return false;
    bool isMoved = isView(next) || isa<TransposeOp>(next);
    if (isMoved)
      materialize(next->getResult(0));
    return !isMoved;
  });
}

/// True if a kernel can evaluate the op where it stands: nothing it reads has
/// to be stored first.
bool KernelGroups::isReady(Operation *op) const {
  bool ready = true;
  walkBehind(op, [&](Operation *producer) {
    if (isStored(producer->getResult(0)))
      return false;
    ready &= !isView(producer);
    return ready;
  });
  return ready;
}

void KernelGroups::addAnchor(Operation *op) {
  for (Value operand : op->getOperands()) {
    auto *producer = operand.getDefiningOp();
    if (!producer || isStored(operand))
      continue;
    auto slice = dyn_cast<SliceOp>(producer);
    if (takesPrologue(op) && isPointwise(producer) &&
        !isa<TransposeOp>(producer))
      materializeBehind(producer);
    else if (slice && readsSlices(op) &&
             static_cast<int64_t>(slice.getAxis()) + 1 ==
                 slice.getType().getRank())
      materialize(slice.getX());
    else
      materialize(operand);
  }
  groupOf[op] = ordered.size();
  ordered.push_back({op, {op}});
}

/// dq, dk and dv written side by side by the attention kernel itself.
bool KernelGroups::joinConcat(Operation *op) {
  auto concat = dyn_cast<ConcatOp>(op);
  if (!concat ||
      static_cast<int64_t>(concat.getAxis()) + 1 != concat.getType().getRank())
    return false;
  auto *source = concat.getInputs().front().getDefiningOp();
  if (!isa_and_nonnull<AttentionBackwardOp>(source))
    return false;
  auto gradients = source->getResults().take_front(3);
  if (concat.getInputs() != gradients ||
      !llvm::all_of(gradients, [](Value result) { return result.hasOneUse(); }))
    return false;
  int group = groupOf.lookup(source);
  groupOf[op] = group;
  ordered[group].members.push_back(op);
  return true;
}

static bool readsAccumulator(Operation *op) {
  auto function = op->getParentOfType<func::FuncOp>();
  return llvm::any_of(op->getOperands(), [&](Value operand) {
    auto argument = dyn_cast<BlockArgument>(operand);
    if (!argument)
      return false;
    auto group = function.getArgAttrOfType<StringAttr>(argument.getArgNumber(),
                                                       "bmc.group");
    return group && group != "param" && group != kAverageState;
  });
}

bool KernelGroups::joinAsEpilogue(Operation *op) {
  int newest = newestGroupNeeded(op);
  // A gradient that is accumulated is overwritten in place; an anchor that
  // uses its output as an accumulator would destroy it first.
  if (newest < 0 || readsAccumulator(op) || !isReady(op))
    return false;
  KernelGroup &group = ordered[newest];
  if (group.members.size() >= kMaxMembers)
    return false;
  Operation *last = group.anchor ? group.anchor : group.members.front();
  if (group.anchor && !takesEpilogue(group.anchor))
    return false;
  auto type = cast<RankedTensorType>(last->getResult(0).getType());
  auto own = cast<RankedTensorType>(op->getResult(0).getType());
  if (type.getShape() != own.getShape() ||
      type.getEncoding() != own.getEncoding())
    return false;
  // Only reads at the same point work on values that are not stored yet.
  bool direct = false;
  for (Value operand : op->getOperands()) {
    auto *producer = operand.getDefiningOp();
    if (!producer)
      continue;
    auto it = groupOf.find(producer);
    bool member = it != groupOf.end() && it->second == newest;
    if (member && op->hasTrait<bmc::OpTrait::ReadsElsewhere>())
      return false;
    bool alone = newest + 1 == static_cast<int>(ordered.size());
    direct |= member && (alone || operand.hasOneUse());
    if (!member && !isIndependentOf(newest, producer))
      return false;
  }
  if (!direct)
    return false;
  groupOf[op] = newest;
  group.members.push_back(op);
  return true;
}

/// True if evaluating `op` reads no result of the group.
bool KernelGroups::isIndependentOf(int group, Operation *op) const {
  bool independent = true;
  auto check = [&](Operation *producer) {
    if (isView(producer))
      producer = viewRoot(producer->getResult(0)).getDefiningOp();
    else if (!groupOf.contains(producer))
      return independent;
    // A view of what is not stored yet may need anything.
    if (producer)
      independent &=
          groupOf.contains(producer) && groupOf.lookup(producer) != group;
    return false;
  };
  if (check(op))
    walkBehind(op, check);
  return independent;
}

void KernelGroups::materialize(Value value) {
  value = viewRoot(value);
  if (auto *op = value.getDefiningOp(); op && !groupOf.contains(op))
    placeFloat(op);
}

/// Stores a floating op: in an existing group of the same extents that already
/// reads one of its operands, else in a group of its own.
void KernelGroups::placeFloat(Operation *op) {
  materializeBehind(op);
  if (shareGroup(op))
    return;
  groupOf[op] = ordered.size();
  ordered.push_back({nullptr, {op}});
}

bool KernelGroups::shareGroup(Operation *op) {
  if (isFree(op) || op->hasTrait<bmc::OpTrait::ReadsElsewhere>() ||
      readsAccumulator(op))
    return false;
  int oldest = newestGroupNeeded(op);
  auto own = cast<RankedTensorType>(op->getResult(0).getType());
  for (int i = ordered.size() - 1; i > oldest; --i) {
    KernelGroup &group = ordered[i];
    if (group.members.size() >= kMaxMembers ||
        (group.anchor && !takesEpilogue(group.anchor)))
      continue;
    auto type =
        cast<RankedTensorType>(group.members.front()->getResult(0).getType());
    if (type.getShape() != own.getShape() ||
        type.getEncoding() != own.getEncoding())
      continue;
    bool shares = llvm::any_of(group.members, [&](Operation *member) {
      if (member == group.anchor)
        return false;
      return llvm::any_of(member->getOperands(), [&](Value operand) {
        if (llvm::is_contained(op->getOperands(), operand))
          return true;
        // One level of floating producers, e.g. gelu_grad(u) beside gelu(u).
        auto *producer = operand.getDefiningOp();
        return producer && isPointwise(producer) &&
               !groupOf.contains(producer) &&
               llvm::any_of(producer->getOperands(), [&](Value inner) {
                 return llvm::is_contained(op->getOperands(), inner);
               });
      });
    });
    if (!shares)
      continue;
    groupOf[op] = i;
    group.members.push_back(op);
    return true;
  }
  return false;
}

} // namespace bmc
