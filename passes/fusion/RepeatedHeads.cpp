//===- RepeatedHeads.cpp - Keys that a group of heads shares --------------===//

#include "passes/fusion/RepeatedHeads.h"

#include "ir/Shape.h"
#include "passes/cleanup/Views.h"

#include "llvm/ADT/STLExtras.h"

using namespace mlir;

namespace bmc {

/// The only axis along which the broadcast repeats, if it has a static extent.
static std::optional<int64_t> getRepeatedAxis(BroadcastOp broadcast) {
  Extents source = getExtents(broadcast.getX().getType());
  Extents before(getExtents(broadcast.getType()).size(), Extent::fixed(1));
  for (auto [axis, extent] : llvm::zip_equal(broadcast.getAxes(), source))
    before[axis] = extent;
  std::optional<int64_t> repeated;
  for (auto [axis, extent] : llvm::enumerate(getExtents(broadcast.getType()))) {
    if (extent == before[axis])
      continue;
    if (repeated || !extent.isStatic())
      return std::nullopt;
    repeated = axis;
  }
  return repeated;
}

/// Number of the factor that ViewMap makes of an axis of `type`.
static unsigned getFactor(Type type, int64_t axis) {
  return llvm::count_if(
      ArrayRef(getExtents(type)).take_front(axis),
      [](const Extent &extent) { return extent != Extent::fixed(1); });
}

std::optional<RepeatedHeads> matchRepeatedHeads(Value value, int64_t headSize) {
  RepeatedHeads heads;
  Operation *op = value.getDefiningOp();
  while (isa_and_nonnull<ReshapeOp, TransposeOp>(op)) {
    heads.views.push_back(op);
    op = op->getOperand(0).getDefiningOp();
  }
  std::reverse(heads.views.begin(), heads.views.end());
  heads.broadcast = dyn_cast_or_null<BroadcastOp>(op);
  if (!heads.broadcast)
    return std::nullopt;
  std::optional<int64_t> axis = getRepeatedAxis(heads.broadcast);
  if (!axis)
    return std::nullopt;
  Type type = heads.broadcast.getType();
  heads.axis = *axis;
  heads.group = getExtents(type)[*axis].size;
  unsigned factor = getFactor(type, *axis);
  ViewMap map(type);
  for (Operation *view : heads.views)
    if (failed(map.append(view)) || map.getSize({factor}) != heads.group)
      return std::nullopt;
  // What lies within the repetition has to be the columns of one head.
  ArrayRef<unsigned> columns = map.getResultAxes().back();
  const unsigned *place = llvm::find(columns, factor);
  if (place == columns.end() ||
      map.getSize(ArrayRef(place + 1, columns.end())) != headSize)
    return std::nullopt;
  return heads;
}

Value RepeatedHeads::build(OpBuilder &builder) {
  Type type = broadcast.getType();
  unsigned factor = getFactor(type, axis);
  ViewMap map(type);
  Type element = getElementTypeOrSelf(type);
  Extents extents = getExtents(type);
  extents[axis] = Extent::fixed(1);
  Value value =
      ReshapeOp::create(builder, broadcast.getLoc(),
                        makeTensorType(extents, element), broadcast.getX());
  for (Operation *view : views) {
    LogicalResult appended = map.append(view);
    assert(succeeded(appended) && "matched before");
    (void)appended;
    if (auto transpose = dyn_cast<TransposeOp>(view)) {
      value = TransposeOp::create(builder, view->getLoc(), value,
                                  transpose.getPermutation());
      continue;
    }
    extents = getExtents(view->getResult(0).getType());
    for (auto [place, factors] : llvm::enumerate(map.getResultAxes()))
      if (llvm::is_contained(factors, factor))
        extents[place].size /= group;
    value = ReshapeOp::create(builder, view->getLoc(),
                              makeTensorType(extents, element), value);
  }
  return value;
}

} // namespace bmc
