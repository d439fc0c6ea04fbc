//===- PointEmitter.cpp - Element-wise ops at one point -------------------===//

#include "codegen/common/points/PointEmitter.h"
#include "codegen/common/points/PointRandom.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <limits>

using namespace mlir;

namespace bmc {

PointEmitter::PointEmitter(Kernel &kernel, ArrayRef<Extent> space, Value row,
                           Value col, unsigned lanes, Value mask)
    : kernel(kernel), builder(kernel.builder), space(space), row(row), col(col),
      lanes(lanes), mask(mask) {}

bool keepsElementNumber(Operation *op) {
  if (auto broadcast = dyn_cast<BroadcastOp>(op))
    return cast<RankedTensorType>(broadcast.getX().getType()).getRank() == 0;
  return !op->hasTrait<bmc::OpTrait::NeedsPosition>();
}

void PointEmitter::bind(Value value, Value vector) { values[value] = vector; }

Value PointEmitter::emit(Value value) {
  Coordinates at;
  at.col = col;
  if (cast<RankedTensorType>(value.getType()).getRank() != 0)
    at.vectorAxis = space.size() - 1;
  return splatIf(emitAt(value, at), Coordinates{true, col, {}, 0});
}

Value PointEmitter::splatIf(Value scalar, const Coordinates &at) {
  if (!isVector(at) || isa<VectorType>(scalar.getType()))
    return scalar;
  return builder.splat(scalar, lanes);
}

Value PointEmitter::emitAt(Value value, const Coordinates &at) {
  if (Value bound = values.lookup(value); bound && at.onRows && at.col == col)
    return bound;
  auto *op = value.getDefiningOp();
  if (!op)
    return loadArgument(value, at);
  Value result = emitShape(op, at);
  if (!result) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(splatIf(emitAt(operand, at), at));
    result = emitElementwise(builder, op, operands);
  }
  assert(result && "isPointwise admits an op that PointEmitter lacks");
  if (at.onRows && at.col == col)
    values[value] = result;
  return result;
}

/// Ops whose result depends on where the point is.
Value PointEmitter::emitShape(Operation *op, const Coordinates &at) {
  bool acrossRows = !at.onRows && isVector(at) &&
                    at.vectorAxis + 1 < static_cast<int>(at.axes.size());
  if (acrossRows && isa<EmbeddingOp, OneHotOp, CausalMaskOp>(op))
    return emitPerLane(op, at);
  if (isa<FlipOp, GatherOp, PadOp>(op) && takesLanesApart(op, at))
    return emitPerLane(op, expand(at, getExtents(op->getResult(0).getType())));
  return llvm::TypeSwitch<Operation *, Value>(op)
      .Case<BroadcastOp>([&](auto) { return emitBroadcast(op, at); })
      .Case<TransposeOp>([&](auto) { return emitTranspose(op, at); })
      .Case<SliceOp, SelectRowOp>([&](auto) { return emitSlice(op, at); })
      .Case<PadOp>([&](auto) { return emitPad(op, at); })
      .Case<FlipOp>([&](auto) { return emitFlip(op, at); })
      .Case<GatherOp>([&](auto) { return emitGather(op, at); })
      .Case<EmbeddingOp>([&](auto) { return emitEmbedding(op, at); })
      .Case<DropoutOp>([&](auto) { return emitDropout(op, at); })
      .Case<UniformOp>([&](auto) { return emitUniform(op, at); })
      .Case<ConstantOp, SizeOp, ArangeOp, OneHotOp, CausalMaskOp>(
          [&](auto) { return emitLookupFree(op, at); })
      .Default(Value());
}

//===----------------------------------------------------------------------===//
// Coordinates
//===----------------------------------------------------------------------===//

PointEmitter::Coordinates PointEmitter::expand(const Coordinates &at,
                                               ArrayRef<Extent> extents) {
  if (!at.onRows)
    return at;
  if (leading.empty() && space.size() > 1) {
    leading.resize(space.size() - 1);
    Value rest = row;
    for (int axis = space.size() - 2; axis > 0; --axis) {
      Value extent = kernel.extent(space[axis]);
      leading[axis] = builder.rem(rest, extent);
      rest = builder.div(rest, extent);
    }
    leading[0] = rest;
  }
  Coordinates result;
  result.onRows = false;
  result.axes = leading;
  result.axes.push_back(at.col);
  result.vectorAxis = at.vectorAxis;
  return result;
}

Value PointEmitter::linearIndex(const Coordinates &at,
                                ArrayRef<Extent> extents) {
  if (extents.empty())
    return builder.index(0);
  if (at.onRows)
    return builder.add(builder.mul(row, kernel.extent(extents.back())), at.col);
  Value result = at.axes.front();
  for (size_t axis = 1; axis < extents.size(); ++axis)
    result = builder.add(builder.mul(result, kernel.extent(extents[axis])),
                         at.axes[axis]);
  return result;
}

Value PointEmitter::lanePositions(Value first, bool runs, Value stride) {
  if (!runs || lanes == 1)
    return first;
  SmallVector<int64_t> numbers;
  for (unsigned lane = 0; lane < lanes; ++lane)
    numbers.push_back(lane);
  auto type = VectorType::get(lanes, builder.getI64Type());
  Value iota = arith::ConstantOp::create(
      builder, DenseIntElementsAttr::get(type, numbers));
  if (stride)
    iota = builder.mul(iota, builder.splat(stride, lanes));
  return arith::AddIOp::create(builder, builder.splat(first, lanes), iota);
}

//===----------------------------------------------------------------------===//
// Loads
//===----------------------------------------------------------------------===//

Value PointEmitter::loadArgument(Value argument, const Coordinates &at) {
  Type elementType = getElementTypeOrSelf(argument.getType());
  Value base = kernel.input(argument);
  Extents extents = getExtents(argument.getType());
  Value offset = linearIndex(at, extents);
  if (!isVector(at))
    return builder.load(elementType,
                        builder.pointer(base, offset, elementType));
  if (at.onRows || at.vectorAxis + 1 == static_cast<int>(extents.size()))
    return builder.loadVector(elementType, lanes,
                              builder.pointer(base, offset, elementType), mask);
  Value stride =
      kernel.product(ArrayRef(extents).drop_front(at.vectorAxis + 1));
  return gather(elementType, base, offset, stride);
}

/// `step` if the lane exists, else 0.
Value PointEmitter::existing(Value step, unsigned lane) {
  if (!mask)
    return step;
  Value exists = vector::ExtractOp::create(builder, mask, lane);
  return builder.select(exists, step, builder.index(0));
}

/// Lane by lane; lanes that do not exist repeat the first.
Value PointEmitter::gather(Type elementType, Value base, Value offset,
                           Value stride) {
  Value first =
      builder.load(elementType, builder.pointer(base, offset, elementType));
  Value result = builder.splat(first, lanes);
  for (unsigned lane = 1; lane < lanes; ++lane) {
    Value step = existing(builder.mul(stride, lane), lane);
    Value at = builder.pointer(base, builder.add(offset, step), elementType);
    result = vector::InsertOp::create(builder, builder.load(elementType, at),
                                      result, lane);
  }
  return result;
}

//===----------------------------------------------------------------------===//
// Ops that depend on the point
//===----------------------------------------------------------------------===//

Value PointEmitter::emitBroadcast(Operation *op, const Coordinates &at) {
  auto broadcast = cast<BroadcastOp>(op);
  Extents source = getExtents(broadcast.getX().getType());
  Coordinates inner;
  inner.onRows = false;
  if (!source.empty()) {
    Coordinates outer = expand(at, getExtents(broadcast.getType()));
    for (auto [k, axis] : llvm::enumerate(broadcast.getAxes())) {
      bool repeats = source[k] == Extent::fixed(1) &&
                     getExtents(broadcast.getType())[axis] != source[k];
      inner.axes.push_back(repeats ? builder.index(0) : outer.axes[axis]);
      if (axis == outer.vectorAxis && !repeats)
        inner.vectorAxis = k;
    }
  }
  return splatIf(emitAt(broadcast.getX(), inner), at);
}

Value PointEmitter::emitTranspose(Operation *op, const Coordinates &at) {
  auto transpose = cast<TransposeOp>(op);
  Coordinates outer = expand(at, getExtents(transpose.getType()));
  Coordinates inner;
  inner.onRows = false;
  inner.axes.resize(outer.axes.size());
  for (auto [to, from] : llvm::enumerate(transpose.getPermutation())) {
    inner.axes[from] = outer.axes[to];
    if (static_cast<int>(to) == outer.vectorAxis)
      inner.vectorAxis = from;
  }
  return emitAt(transpose.getX(), inner);
}

Value PointEmitter::emitSlice(Operation *op, const Coordinates &at) {
  if (auto slice = dyn_cast<SliceOp>(op)) {
    Extents extents = getExtents(slice.getX().getType());
    int64_t axis = slice.getAxis();
    Coordinates inner = at;
    if (at.onRows && axis + 1 == static_cast<int64_t>(extents.size())) {
      inner.col = builder.add(at.col, slice.getOffset());
      return emitAt(slice.getX(), inner);
    }
    inner = expand(at, getExtents(slice.getType()));
    inner.axes[axis] = builder.add(inner.axes[axis], slice.getOffset());
    return emitAt(slice.getX(), inner);
  }
  auto select = cast<SelectRowOp>(op);
  Coordinates scalar;
  scalar.onRows = false;
  Value index = arith::ExtSIOp::create(builder, builder.getI64Type(),
                                       emitAt(select.getIndex(), scalar));
  Coordinates inner = expand(at, getExtents(select.getType()));
  int64_t axis = select.getAxis();
  if (select.getFromEnd()) {
    Value extent = kernel.extent(getExtents(select.getX().getType())[axis]);
    index = builder.sub(builder.sub(extent, builder.index(1)), index);
  }
  inner.axes.insert(inner.axes.begin() + axis, index);
  if (inner.vectorAxis >= axis)
    ++inner.vectorAxis;
  return emitAt(select.getX(), inner);
}

/// Lanes that lie on different rows, as behind a transpose, one by one.
Value PointEmitter::emitPerLane(Operation *op, const Coordinates &at) {
  Value result;
  for (unsigned lane = 0; lane < lanes; ++lane) {
    Coordinates inner = at;
    inner.vectorAxis = -1;
    Value &position = inner.axes[at.vectorAxis];
    position = builder.add(position, existing(builder.index(lane), lane));
    Value scalar = emitShape(op, inner);
    result = result ? vector::InsertOp::create(builder, scalar, result, lane)
                    : builder.splat(scalar, lanes);
  }
  return result;
}

/// Whether neighbouring lanes of the result are no neighbours in the operand.
bool PointEmitter::takesLanesApart(Operation *op, const Coordinates &at) {
  if (!isVector(at))
    return false;
  auto along = dyn_cast<AlongAxisOp>(op);
  if (auto pad = dyn_cast<PadOp>(op); pad && pad.isCrop())
    return false;
  return !along || along.getAxis() == at.vectorAxis;
}

Value PointEmitter::keepInside(Value &position, Value extent) {
  // A negative number is a large one without a sign.
  Value exists = arith::CmpIOp::create(builder, arith::CmpIPredicate::ult,
                                       position, extent);
  position = builder.select(exists, position, builder.index(0));
  return exists;
}

/// Where x has no element its first is read, and 0 taken.
Value PointEmitter::emitPad(Operation *op, const Coordinates &at) {
  auto pad = cast<PadOp>(op);
  int64_t axis = pad.getAxis();
  Coordinates inner = expand(at, getExtents(pad.getType()));
  Value &position = inner.axes[axis];
  Value count = kernel.extent(getExtents(pad.getX().getType())[axis]);
  if (pad.getFromEnd()) {
    Value length = kernel.extent(getExtents(pad.getType())[axis]);
    position = builder.add(position, builder.sub(count, length));
    position = builder.add(position, pad.getShift());
  } else {
    position = builder.add(position, -pad.getShift());
  }
  if (pad.isCrop())
    return emitAt(pad.getX(), inner);
  Value exists = keepInside(position, count);
  Value x = splatIf(emitAt(pad.getX(), inner), at);
  Value zero = arith::ConstantOp::create(
      builder, cast<TypedAttr>(builder.getZeroAttr(x.getType())));
  return builder.select(exists, x, zero);
}

Value PointEmitter::emitFlip(Operation *op, const Coordinates &at) {
  auto flip = cast<FlipOp>(op);
  Extents extents = getExtents(flip.getType());
  Coordinates inner = expand(at, extents);
  Value &position = inner.axes[flip.getAxis()];
  Value last = builder.add(kernel.extent(extents[flip.getAxis()]), -1);
  position = builder.sub(last, position);
  return emitAt(flip.getX(), inner);
}

/// One element; an index outside the axis reads the first, and gives NaN.
Value PointEmitter::emitGather(Operation *op, const Coordinates &at) {
  auto gather = cast<GatherOp>(op);
  Coordinates inner = expand(at, getExtents(gather.getType()));
  Value index = arith::ExtSIOp::create(builder, builder.getI64Type(),
                                       emitAt(gather.getIndices(), inner));
  Value extent = kernel.extent(getExtents(gather.getX().getType()).back());
  Value exists = keepInside(index, extent);
  inner.axes.back() = index;
  Value x = emitAt(gather.getX(), inner);
  Value nan =
      builder.constant(std::numeric_limits<double>::quiet_NaN(), x.getType());
  return builder.select(exists, x, nan);
}

Value PointEmitter::emitEmbedding(Operation *op, const Coordinates &at) {
  auto embedding = cast<EmbeddingOp>(op);
  Coordinates outer = expand(at, getExtents(embedding.getType()));
  Coordinates forIndex;
  forIndex.onRows = false;
  forIndex.axes.assign(outer.axes.begin(), outer.axes.end() - 1);
  Value index;
  if (auto argument = dyn_cast<BlockArgument>(embedding.getIndices());
      argument && at.onRows) {
    // The row number of the space is the element number of the indices.
    Type i32 = builder.getI32Type();
    Value base = kernel.input(argument.getArgNumber());
    index = builder.load(i32, builder.pointer(base, row, i32));
  } else {
    index = emitAt(embedding.getIndices(), forIndex);
  }
  index = arith::ExtSIOp::create(builder, builder.getI64Type(), index);
  Coordinates inWeight;
  inWeight.onRows = false;
  inWeight.axes = {index, outer.axes.back()};
  inWeight.vectorAxis = outer.vectorAxis < 0 ? -1 : 1;
  return emitAt(embedding.getWeight(), inWeight);
}

/// start + step * position
Value PointEmitter::emitArange(Operation *op, Value position) {
  auto arange = cast<ArangeOp>(op);
  auto filled = [&](int64_t number) -> Value {
    Type type = position.getType();
    TypedAttr attribute = builder.getI32IntegerAttr(number);
    if (auto vector = dyn_cast<VectorType>(type))
      attribute = DenseElementsAttr::get(vector, Attribute(attribute));
    return arith::ConstantOp::create(builder, attribute);
  };
  if (arange.counts())
    return position;
  Value offset = arith::MulIOp::create(builder, position,
                                       filled(arange.getStepAttr().getInt()));
  return arith::AddIOp::create(builder, offset,
                               filled(arange.getStartAttr().getInt()));
}

/// Constants, positions and masks: nothing is loaded.
Value PointEmitter::emitLookupFree(Operation *op, const Coordinates &at) {
  Type elementType = getElementTypeOrSelf(op->getResult(0).getType());
  if (auto constant = dyn_cast<ConstantOp>(op)) {
    double number = constant.getValue().convertToDouble();
    if (isa<FloatType>(elementType))
      return splatIf(builder.constant(number, elementType), at);
    Value integer = arith::ConstantOp::create(
        builder, builder.getIntegerAttr(elementType, std::llround(number)));
    return splatIf(integer, at);
  }
  if (auto size = dyn_cast<SizeOp>(op)) {
    Value count = builder.index(size.getFactor());
    for (Attribute name : size.getDims())
      count = builder.mul(count,
                          kernel.extent(Extent::named(cast<StringAttr>(name))));
    return arith::SIToFPOp::create(builder, elementType, count);
  }
  Coordinates outer = expand(at, getExtents(op->getResult(0).getType()));
  bool runsLast = outer.vectorAxis + 1 == static_cast<int>(outer.axes.size());
  Value last = lanePositions(outer.axes.back(), runsLast);
  Type i32 = builder.getI32Type();
  if (auto vector = dyn_cast<VectorType>(last.getType()))
    i32 = vector.clone(i32);
  if (isa<ArangeOp>(op))
    return emitArange(op, arith::TruncIOp::create(builder, i32, last));
  if (auto oneHot = dyn_cast<OneHotOp>(op)) {
    Coordinates forIndex;
    forIndex.onRows = false;
    forIndex.axes.assign(outer.axes.begin(), outer.axes.end() - 1);
    Value index = emitAt(oneHot.getIndices(), forIndex);
    Value number = arith::TruncIOp::create(builder, i32, last);
    if (isa<VectorType>(i32))
      index = builder.splat(index, lanes);
    Value equal =
        arith::CmpIOp::create(builder, arith::CmpIPredicate::eq, index, number);
    Type type = isa<VectorType>(i32) ? Type(VectorType::get(lanes, elementType))
                                     : elementType;
    return arith::UIToFPOp::create(builder, type, equal);
  }
  auto causal = cast<CausalMaskOp>(op);
  Value x = splatIf(emitAt(causal.getX(), at), at);
  Value query = outer.axes[outer.axes.size() - 2];
  if (isa<VectorType>(last.getType()))
    query = builder.splat(query, lanes);
  Value visible =
      arith::CmpIOp::create(builder, arith::CmpIPredicate::sle, last, query);
  Value fill =
      builder.constant(causal.getFill().convertToDouble(), x.getType());
  return arith::SelectOp::create(builder, visible, x, fill);
}

/// The numbers of the elements, by which random words are found.
Value PointEmitter::elementNumber(const Coordinates &at,
                                  ArrayRef<Extent> extents) {
  Value stride = at.onRows || !isVector(at)
                     ? builder.index(1)
                     : kernel.product(extents.drop_front(at.vectorAxis + 1));
  return lanePositions(linearIndex(at, extents), at.vectorAxis >= 0, stride);
}

Value PointEmitter::emitDropout(Operation *op, const Coordinates &at) {
  auto dropout = cast<DropoutOp>(op);
  Value x = splatIf(emitAt(dropout.getX(), at), at);
  DropoutState state(kernel, dropout, dropout.getRng(),
                     dropout.getP().convertToDouble());
  Value element = elementNumber(at, getExtents(dropout.getType()));
  return state.apply(x, state.bits(element));
}

Value PointEmitter::emitUniform(Operation *op, const Coordinates &at) {
  auto uniform = cast<UniformOp>(op);
  RandomWords words(kernel, uniform, uniform.getRng());
  Value bits = words.bits(elementNumber(at, getExtents(uniform.getType())));
  Type type = uniform.getType().getElementType();
  if (auto vector = dyn_cast<VectorType>(bits.getType()))
    type = VectorType::get(vector.getShape(), type);
  return words.uniform(bits, type);
}

} // namespace bmc
