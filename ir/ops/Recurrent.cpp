//===- Recurrent.cpp - Steps along a sequence -----------------------------===//

#include "ir/BmcOps.h"
#include "ir/RecurrentCell.h"
#include "ir/ops/Constraints.h"

#include "mlir/IR/TypeUtilities.h"

using namespace mlir;

namespace bmc {

/// `type` with `columns` as its last extent.
static RankedTensorType withLast(Type type, int64_t columns) {
  Extents extents = leadingExtents(type);
  extents.push_back(Extent::fixed(columns));
  return makeTensorType(extents, getElementTypeOrSelf(type));
}

namespace {

/// The checks that recurrent and its gradient share; `sizes` is [B, S, n * H].
struct RecurrentChecks {
  Constraints require;
  std::string op;
  Named sequence, weight;

  std::string label(int number) const {
    return op + "_c" + std::to_string(number);
  }
  int64_t hidden() const { return weight.last().size; }
  RankedTensorType stateType() const {
    return makeTensorType({sequence.extents()[0], Extent::fixed(hidden())},
                          sequence.element());
  }

  LogicalResult ranks(int number) const {
    if (failed(require.rank(label(number), sequence, 3)) ||
        failed(require.rank(label(number), weight, 2)))
      return failure();
    return require.isStatic(label(number), weight, weight.last());
  }
  /// `sequence` has `parts` * H columns, weight is [gates * H, H].
  LogicalResult columns(int number, int64_t parts, int64_t gates) const {
    if (failed(
            require.extents(label(number), weight,
                            {Extent::fixed(gates * hidden()), weight.last()})))
      return failure();
    return require.sameExtents(
        label(number), "columns of " + sequence.name.str(), {sequence.last()},
        "those of weight", {Extent::fixed(parts * hidden())});
  }
  /// An operand that may be absent is [B, H] with the elements of the others.
  LogicalResult state(int number, int elements, StringRef name,
                      Value value) const {
    if (!value)
      return success();
    Named operand(name, value);
    if (failed(require.sameElements(label(elements), {sequence, operand})))
      return failure();
    return require.extents(label(number), operand, getExtents(stateType()));
  }
  LogicalResult lengths(int number, Value value) const {
    if (!value)
      return success();
    return require.extents(label(number), {"lengths", value},
                           {sequence.extents()[0]});
  }
  LogicalResult lstmOnly(int number, StringRef name, Value value,
                         RecurrentCell cell) const {
    if (!value || cell == RecurrentCell::Lstm)
      return success();
    return require.violated(label(number), name +
                                               " belongs to the lstm, not to " +
                                               stringifyRecurrentCell(cell));
  }
};

} // namespace

LogicalResult RecurrentOp::inferReturnTypes(MLIRContext *context,
                                            std::optional<Location> location,
                                            Adaptor adaptor,
                                            SmallVectorImpl<Type> &types) {
  RecurrentCell cell = adaptor.getCell();
  RecurrentChecks checks{Constraints(location),
                         "recurrent",
                         {"x", adaptor.getX()},
                         {"weight", adaptor.getWeight()}};
  int64_t gates = recurrentGates(cell);
  if (failed(checks.ranks(1)) || failed(checks.columns(2, gates, gates)) ||
      failed(checks.require.sameElements("recurrent_c4",
                                         {checks.sequence, checks.weight})))
    return failure();
  if (Value bias = adaptor.getBias()) {
    Named named("bias", bias);
    Extent columns = Extent::fixed(gates * checks.hidden());
    if (failed(checks.require.sameElements("recurrent_c4",
                                           {checks.sequence, named})) ||
        failed(checks.require.extents("recurrent_c3", named, {columns})))
      return failure();
  }
  if (failed(checks.state(3, 4, "h0", adaptor.getH0())) ||
      failed(checks.state(3, 4, "c0", adaptor.getC0())) ||
      failed(checks.state(3, 4, "mask", adaptor.getMask())) ||
      failed(checks.lengths(3, adaptor.getLengths())) ||
      failed(checks.lstmOnly(5, "c0", adaptor.getC0(), cell)))
    return failure();
  Type x = checks.sequence.type;
  types.append({withLast(x, checks.hidden()), checks.stateType()});
  if (cell == RecurrentCell::Lstm)
    types.push_back(checks.stateType());
  types.push_back(withLast(x, recurrentSaved(cell) * checks.hidden()));
  return success();
}

LogicalResult RecurrentBackwardOp::inferReturnTypes(
    MLIRContext *context, std::optional<Location> location, Adaptor adaptor,
    SmallVectorImpl<Type> &types) {
  RecurrentCell cell = adaptor.getCell();
  RecurrentChecks checks{Constraints(location),
                         "recurrent_backward",
                         {"saved", adaptor.getSaved()},
                         {"weight", adaptor.getWeight()}};
  int64_t gates = recurrentGates(cell);
  if (failed(checks.ranks(1)) ||
      failed(checks.columns(1, recurrentSaved(cell), gates)) ||
      failed(checks.require.sameElements("recurrent_backward_c3",
                                         {checks.sequence, checks.weight})))
    return failure();
  Type saved = checks.sequence.type;
  if (adaptor.getDy() && failed(checks.require.type(
                             "recurrent_backward_c2", {"dy", adaptor.getDy()},
                             withLast(saved, checks.hidden()))))
    return failure();
  if (failed(checks.state(2, 3, "dhn", adaptor.getDhn())) ||
      failed(checks.state(2, 3, "dcn", adaptor.getDcn())) ||
      failed(checks.state(2, 3, "mask", adaptor.getMask())) ||
      failed(checks.lengths(2, adaptor.getLengths())) ||
      failed(checks.lstmOnly(4, "dcn", adaptor.getDcn(), cell)))
    return failure();
  types.append({withLast(saved, gates * checks.hidden()), checks.stateType()});
  if (cell == RecurrentCell::Lstm)
    types.push_back(checks.stateType());
  return success();
}

} // namespace bmc
