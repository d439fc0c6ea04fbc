//===- Index.cpp - x[2], x[:, 0:4], x[.., -1], layers[1:] -----------------===//

#include "frontend/sema/Evaluator.h"

using namespace llvm;
using namespace bmc::ast;

namespace bmc {

Value Evaluator::evalIndex(const IndexExpr &expr) {
  Value base = eval(*expr.base);
  if (base.isError())
    return base;
  bool isOne = expr.items.size() == 1 &&
               expr.items.front().kind == IndexItem::Kind::Single;
  if (base.pair && isOne)
    return indexList(*base.pair, expr);
  if (base.isTensor())
    return TensorIndex(*this, base, expr).evaluate();
  if (base.isSequence())
    return indexList(base, expr);
  error(expr.base->range, DiagId::BadOperand,
        "only lists and tensors can be indexed, got " +
            describe(base, program));
  return Value::error();
}

static constexpr StringLiteral kTensorIndexHelp =
    "x[indices] takes rows of an x of compile-time sizes, gather(x, dim, "
    "indices) elements of each row, such as gather(x, 1, k[:, none])[:, 0] "
    "one, "
    "where(condition, a, b) chooses elements";

/// One position of an axis or list of `count`; negative ones from the end.
std::optional<int64_t> Evaluator::toPosition(const Value &index,
                                             SourceRange range, int64_t count) {
  if (index.isError())
    return std::nullopt;
  if (index.isInteger() && index.integer >= -count && index.integer < count)
    return index.integer + (index.integer < 0 ? count : 0);
  auto report =
      error(range, DiagId::BadIndex,
            "index must be an integer from " + Twine(-count) + " to " +
                Twine(count - 1) + ", got " + describe(index, program));
  if (index.isTensor())
    report.help(kTensorIndexHelp);
  return std::nullopt;
}

bool Evaluator::stayBelow(const Value &indices, SourceRange range,
                          int64_t extent, const Twine &what, const Twine &there,
                          bool mayBeNegative) {
  const IntegerValues &values = nodeOf(indices).values;
  bool isHigh = values.most >= extent;
  if (!isHigh && (mayBeNegative || values.least >= 0))
    return true;
  std::string last = std::to_string(extent - 1);
  bool isUnknown = values.most == INT32_MAX || values.least < 0;
  error(range, DiagId::IndexOutOfTable,
        what + (isHigh ? " reach " + Twine(values.most) + ", but " + there
                       : " may be " + Twine(values.least) +
                             ", and none below 0 has a place"))
      .help(isUnknown ? "clamp(x, 0, " + last + ") or x % " +
                            std::to_string(extent) + " keeps them inside"
                      : "");
  return false;
}

Value Evaluator::rowsAt(const Value &indices, const Value &table,
                        SourceRange range) {
  TensorType type{ElementType::F32, typeOf(indices).shape};
  type.shape.push_back(typeOf(table).shape[1]);
  return addNode(OpKind::Embedding, {indices, table}, type, range);
}

std::optional<RangeBounds> Evaluator::evalBounds(const IndexItem &item,
                                                 int64_t end) {
  auto bound = [&](const ExprPtr &expr, int64_t fallback, StringRef what) {
    return expr ? evalInteger(*expr, what) : std::optional<int64_t>(fallback);
  };
  std::optional<int64_t> start = bound(item.start, 0, "the start of a range");
  std::optional<int64_t> stop = bound(item.stop, end, "the end of a range");
  std::optional<int64_t> step = bound(item.step, 1, "the step of a range");
  if (!start || !stop || !step)
    return std::nullopt;
  return RangeBounds{*start, *stop, *step};
}

/// The range of an item on an axis or list of `count`.
std::optional<PositionRange>
Evaluator::evalRange(const IndexItem &item, int64_t count, bool mayBeEmpty) {
  std::optional<RangeBounds> bounds = evalBounds(item, count);
  if (!bounds)
    return std::nullopt;
  auto [start, stop, step] = *bounds;
  int64_t first = start + (start < 0 ? count : 0);
  int64_t end = stop + (stop < 0 ? count : 0);
  if (step < 1) {
    error(item.range, DiagId::BadIndex,
          "the step of a range is at least 1, got " + Twine(step))
        .help("flip(x, dim) turns an axis around");
    return std::nullopt;
  }
  if (first < 0 || end > count || first > end ||
      (first == end && !mayBeEmpty)) {
    error(item.range, DiagId::BadIndex,
          "range " + Twine(start) + ":" + Twine(stop) +
              " takes nothing or lies outside of " + Twine(count) +
              " positions");
    return std::nullopt;
  }
  return PositionRange{first, llvm::divideCeilSigned(end - first, step), step};
}

Value Evaluator::indexList(const Value &base, const IndexExpr &expr) {
  const IndexItem &item = expr.items.front();
  int64_t count = base.elements().size();
  if (expr.items.size() == 1 && item.kind == IndexItem::Kind::Single) {
    std::optional<int64_t> position =
        toPosition(eval(*item.start), item.range, count);
    return position ? base.elements()[*position] : Value::error();
  }
  if (expr.items.size() != 1 || item.kind != IndexItem::Kind::Range) {
    error(expr.range, DiagId::BadIndex,
          "a list has one index or range, such as [0] or [1:]");
    return Value::error();
  }
  std::optional<PositionRange> range =
      evalRange(item, count, /*mayBeEmpty=*/true);
  if (!range)
    return Value::error();
  std::vector<Value> values;
  for (int64_t i = 0; i < range->count; ++i)
    values.push_back(base.elements()[range->first + i * range->step]);
  return Value::fromSequence(std::move(values));
}

//===----------------------------------------------------------------------===//
// Tensors
//===----------------------------------------------------------------------===//

Value TensorIndex::evaluate() {
  if (!findEllipsis())
    return Value::error();
  const Shape shape = evaluator.typeOf(x).shape;
  for (const IndexItem &item : expr.items) {
    bool ok = true;
    switch (item.kind) {
    case IndexItem::Kind::Ellipsis:
      keep(shape, skipped);
      break;
    case IndexItem::Kind::NewAxis:
      result.push_back(Size{1, nullptr, ""});
      break;
    case IndexItem::Kind::Single:
      ok = takePosition(item);
      break;
    case IndexItem::Kind::Range:
      ok = takeRange(item);
      break;
    }
    if (!ok)
      return Value::error();
  }
  keep(shape, shape.size() - consumed);
  return evaluator.reshape(x, result, expr.range);
}

/// How many axes `..` stands for.
bool TensorIndex::findEllipsis() {
  int64_t named = 0, ellipses = 0;
  for (const IndexItem &item : expr.items) {
    named += item.kind == IndexItem::Kind::Single ||
             item.kind == IndexItem::Kind::Range;
    ellipses += item.kind == IndexItem::Kind::Ellipsis;
  }
  int64_t rank = evaluator.typeOf(x).rank();
  skipped = ellipses ? rank - named : 0;
  if (named <= rank && ellipses <= 1)
    return true;
  evaluator.error(expr.range, DiagId::BadIndex,
                  ellipses > 1 ? Twine("'..' can stand only once in an index")
                               : "an index of " + Twine(named) + " axes into " +
                                     format(evaluator.typeOf(x)));
  return false;
}

/// Takes the next `count` axes as they are.
void TensorIndex::keep(const Shape &shape, int64_t count) {
  for (int64_t i = 0; i < count; ++i)
    result.push_back(shape[consumed + i]);
  consumed += count;
  axis += count;
}

/// x[[2, 0]]: positions in any order, each as often as it is named.
bool TensorIndex::takePositions(const Value &indices, const IndexItem &item) {
  int64_t count = evaluator.typeOf(x).shape[axis].value;
  std::vector<Value> parts;
  for (const Value &index : indices.elements()) {
    auto position = evaluator.toPosition(index, item.range, count);
    if (!position)
      return false;
    parts.push_back(evaluator.slice(x, axis, *position, 1, expr.range));
    if (parts.back().isError())
      return false;
  }
  if (parts.empty()) {
    evaluator.error(item.range, DiagId::BadIndex, "a list of no positions");
    return false;
  }
  x = parts.size() == 1 ? parts[0] : evaluator.concat(parts, axis, expr.range);
  result.push_back(evaluator.typeOf(x).shape[axis]);
  ++axis;
  return !x.isError();
}

/// x[indices]: rows of the first axis by run-time numbers.
bool TensorIndex::takeRows(const Value &indices, const IndexItem &item) {
  const TensorType type = evaluator.typeOf(x);
  const Size rows = type.shape[0];
  if (!evaluator.stayBelow(indices, item.range, rows.value, "indices",
                           "the axis has only " + format(rows) + " positions",
                           /*mayBeNegative=*/false))
    return false;
  if (type.rank() != 2)
    x = evaluator.reshape(x, {rows, std::nullopt}, expr.range);
  if (!x.isError())
    x = evaluator.rowsAt(indices, x, expr.range);
  if (x.isError())
    return false;
  const Shape &taken = evaluator.typeOf(indices).shape;
  SmallVector<std::optional<Size>> sizes(taken.begin(), taken.end());
  sizes.append(type.shape.begin() + 1, type.shape.end());
  x = evaluator.reshape(x, sizes, expr.range);
  result.append(taken.begin(), taken.end());
  axis = taken.size();
  return !x.isError();
}

/// Whether a tensor of indices takes rows of this operand: of floats, by its
/// first axis, whose other axes have sizes known when compiling.
bool TensorIndex::hasRows(const Value &indices) const {
  const TensorType &type = evaluator.typeOf(x);
  return indices.isTensor() && type.isFloat() && consumed == 1 &&
         result.empty() &&
         evaluator.typeOf(indices).element == ElementType::I32 &&
         all_of(type.shape, [](const Size &size) { return size.isStatic(); });
}

/// Whether a tensor of indices, of sizes known when compiling, takes positions
/// of this axis of floats.
bool TensorIndex::isIndexed(const Value &indices) const {
  return indices.isTensor() && evaluator.typeOf(x).isFloat() &&
         evaluator.typeOf(indices).element == ElementType::I32 &&
         all_of(evaluator.typeOf(indices).shape,
                [](const Size &size) { return size.isStatic(); });
}

/// x[:, indices]: positions of any axis by a tensor, the same for all others.
bool TensorIndex::takeIndexed(const Value &indices, const IndexItem &item) {
  const Size size = evaluator.typeOf(x).shape[axis];
  if (!evaluator.stayBelow(indices, item.range, size.value, "indices",
                           "the axis has only " + format(size) + " positions",
                           /*mayBeNegative=*/false))
    return false;
  Value index = evaluator.reshape(indices, {std::nullopt}, expr.range);
  x = evaluator.axisToLast(x, axis, expr.range);
  if (index.isError() || x.isError())
    return false;
  TensorType taken = evaluator.typeOf(x);
  taken.shape.back() = evaluator.typeOf(index).shape.front();
  index = evaluator.broadcastTo(index, taken.shape, expr.range);
  if (index.isError())
    return false;
  x = evaluator.addNode(OpKind::Gather, {x, index}, taken, expr.range);
  x = evaluator.lastToAxis(x, axis, expr.range);
  if (x.isError())
    return false;
  ArrayRef<Size> places = evaluator.typeOf(indices).shape;
  result.append(places.begin(), places.end());
  ++axis; // of one size until the final reshape
  return true;
}

bool TensorIndex::takePosition(const IndexItem &item) {
  const Size size = evaluator.typeOf(x).shape[axis];
  ++consumed;
  if (size.isStatic()) {
    Value index = evaluator.eval(*item.start);
    if (index.isSequence())
      return takePositions(index, item);
    if (hasRows(index))
      return takeRows(index, item);
    if (isIndexed(index))
      return takeIndexed(index, item);
    std::optional<int64_t> position =
        evaluator.toPosition(index, item.range, size.value);
    if (!position)
      return false;
    x = evaluator.slice(x, axis, *position, 1, expr.range);
    ++axis; // dropped by the final reshape
    return !x.isError();
  }
  Value index = evaluator.eval(*item.start);
  if (index.isError())
    return false;
  if (!index.isInteger()) {
    evaluator
        .error(item.range, DiagId::BadIndex,
               "an index must be an integer, got " +
                   describe(index, evaluator.program))
        .help(index.isTensor() ? kTensorIndexHelp : "");
    return false;
  }
  int64_t position = index.integer;
  if (position == 0 || position == -1) {
    x = evaluator.selectEnd(x, axis, position == -1, expr.range);
    return !x.isError();
  }
  bool fromEnd = position < 0;
  x = evaluator.part(x, axis, fromEnd ? ~position : position, 1, fromEnd,
                     item.range);
  ++axis; // dropped by the final reshape
  return !x.isError();
}

/// Where both ends are counted from one side, the number of positions is known;
/// else it is that of the axis, less what is left out.
bool TensorIndex::takeRuntimeRange(const IndexItem &item, const Size &size) {
  std::optional<RangeBounds> bounds = evaluator.evalBounds(item, 0);
  if (!bounds)
    return false;
  // Beyond that nothing exists.
  int64_t start = std::clamp(bounds->start, -kMaxElements, kMaxElements);
  int64_t stop = std::clamp(bounds->stop, -kMaxElements, kMaxElements);
  auto refuse = [&](const Twine &why) {
    evaluator
        .error(item.range, DiagId::RuntimeFeatureSize,
               "of the run-time axis " + size.dim->name + " " + why)
        .note(size.dim->range, "'" + size.dim->name + "' is declared here");
    return false;
  };
  bool endsFromEnd = !item.stop || stop < 0;
  int64_t count = stop - start;
  if (bounds->step != 1)
    return refuse("only neighbours can be taken, in steps of 1");
  if (start < 0 && !endsFromEnd)
    return refuse("a range counts both of its ends from the same side");
  if (start >= 0 && endsFromEnd)
    x = evaluator.crop(x, axis, start, -stop, item.range);
  else if (count < 1)
    return refuse("the range takes nothing");
  else
    x = evaluator.part(x, axis, endsFromEnd ? -stop : start, count, endsFromEnd,
                       item.range);
  return !x.isError();
}

bool TensorIndex::takeRange(const IndexItem &item) {
  const Size size = evaluator.typeOf(x).shape[axis];
  ++consumed;
  bool isWhole = !item.start && !item.stop && !item.step;
  if (isWhole) {
    result.push_back(size);
    ++axis;
    return true;
  }
  if (!size.isStatic()) {
    if (!takeRuntimeRange(item, size))
      return false;
  } else {
    std::optional<PositionRange> range =
        evaluator.evalRange(item, size.value, /*mayBeEmpty=*/false);
    if (!range)
      return false;
    x = evaluator.stridedSlice(x, axis, *range, expr.range);
    if (x.isError())
      return false;
  }
  result.push_back(evaluator.typeOf(x).shape[axis]);
  ++axis;
  return true;
}

/// Element `offset` of each block of `size` elements of an axis that is made of
/// such blocks.
Value Evaluator::ofBlocks(const Value &x, unsigned axis, int64_t size,
                          int64_t offset, SourceRange source) {
  Shape shape = typeOf(x).shape;
  SmallVector<std::optional<Size>> joined(shape.begin(), shape.end());
  joined[axis] = Size{shape[axis].value / size, nullptr, ""};
  SmallVector<std::optional<Size>> cut = joined;
  cut.insert(cut.begin() + axis + 1, Size{size, nullptr, ""});
  Value taken = reshape(x, cut, source);
  taken = taken.isError() ? taken : slice(taken, axis + 1, offset, 1, source);
  return taken.isError() ? taken : reshape(taken, joined, source);
}

/// Every step-th position: blocks of `step` positions of which the first stays;
/// the last block may be incomplete and is taken by itself.
Value Evaluator::stridedSlice(const Value &x, unsigned axis,
                              PositionRange range, SourceRange source) {
  if (range.step == 1)
    return slice(x, axis, range.first, range.count, source);
  Shape shape = typeOf(x).shape;
  int64_t extent = shape[axis].value;
  // Of whole blocks one element each, as in x[.., 1::2].
  if (extent % range.step == 0) {
    Value taken =
        ofBlocks(x, axis, range.step, range.first % range.step, source);
    return taken.isError() ? taken
                           : slice(taken, axis, range.first / range.step,
                                   range.count, source);
  }
  bool isComplete = range.first + range.count * range.step <= extent;
  int64_t blocks = range.count - !isComplete;
  SmallVector<Value, 2> parts;
  if (blocks) {
    Value taken = slice(x, axis, range.first, blocks * range.step, source);
    parts.push_back(
        taken.isError() ? taken : ofBlocks(taken, axis, range.step, 0, source));
  }
  if (!isComplete)
    parts.push_back(
        slice(x, axis, range.first + blocks * range.step, 1, source));
  if (any_of(parts, [](const Value &part) { return part.isError(); }))
    return Value::error();
  return parts.size() == 1 ? parts[0] : concat(parts, axis, source);
}

} // namespace bmc
