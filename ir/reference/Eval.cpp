//===- Eval.cpp - Runs a function on the reference rules ------------------===//

#include "ir/reference/Eval.h"
#include "ir/DerivedSize.h"
#include "ir/Shape.h"
#include "ir/reference/Rules.h"

using namespace mlir;

namespace bmc::reference {

/// Nested calls beyond this are taken for endless recursion.
static constexpr unsigned kMaxDepth = 64;

Frame::Frame(func::FuncOp func, const EvalOptions &options, unsigned depth)
    : func(func), options(options), depth(depth) {}

const Tensor *Frame::find(Value value) const {
  return value ? &values.at(value) : nullptr;
}

SmallVector<const Tensor *> Frame::all(ValueRange range) const {
  return llvm::map_to_vector(range, [&](Value value) { return find(value); });
}

std::optional<int64_t> Frame::getDim(StringRef name) const {
  for (const DimValues *dims : {&boundByInputs, &options.dims})
    if (auto it = dims->find(name); it != dims->end())
      return it->second;
  std::optional<DerivedSize> derived = DerivedSize::parse(name);
  std::optional<int64_t> base = derived ? getDim(derived->base) : std::nullopt;
  return base ? derived->at(*base) : std::nullopt;
}

LogicalResult Frame::bindExtent(int64_t value, StringRef name) {
  auto [it, inserted] = boundByInputs.try_emplace(name, value);
  if (!inserted && it->second != value)
    return func.emitError() << "run-time size " << name << " is " << it->second
                            << " in one input and " << value << " in another";
  auto dim = SymbolTable::lookupNearestSymbolFrom<DimOp>(
      func, StringAttr::get(func.getContext(), name));
  if (value < 1 || (dim && value > static_cast<int64_t>(dim.getMax())))
    return func.emitError()
           << "run-time size " << name << " is " << value
           << ", expected at least 1"
           << (dim ? " and at most " + std::to_string(dim.getMax()) : "");
  return success();
}

/// Whether a tensor of extents `shape` can be of `type`, names not considered.
static bool fits(ArrayRef<int64_t> shape, RankedTensorType type) {
  return shape.size() == type.getShape().size() &&
         llvm::all_of(llvm::zip(shape, type.getShape()), [](auto pair) {
           auto [actual, expected] = pair;
           return ShapedType::isDynamic(expected) || actual == expected;
         });
}

LogicalResult Frame::bind(ArrayRef<Tensor> inputs) {
  if (func.isExternal() || !func.getBody().hasOneBlock())
    return func.emitError() << "expected a function with one block";
  if (inputs.size() != func.getNumArguments())
    return func.emitError() << "got " << inputs.size() << " inputs, expected "
                            << func.getNumArguments();
  for (auto [i, argument] : llvm::enumerate(func.getArguments())) {
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type)
      return func.emitError() << "input " << i << " is " << argument.getType()
                              << ", expected a ranked tensor";
    const Tensor &input = inputs[i];
    if (!fits(input.getShape(), type) ||
        input.getElementType() != type.getElementType())
      return func.emitError()
             << "input " << i << " is "
             << RankedTensorType::get(input.getShape(), input.getElementType())
             << ", expected " << type;
    for (auto [value, extent] :
         llvm::zip_equal(input.getShape(), getExtents(type)))
      if (!extent.isStatic() && failed(bindExtent(value, extent.name)))
        return failure();
    values[argument] = input;
  }
  return success();
}

LogicalResult Frame::allocate(Value result) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || !type.getElementType().isIntOrFloat())
    return emitError(result.getLoc())
           << "expected a ranked tensor of numbers, found " << result.getType();
  SmallVector<int64_t> shape;
  for (const Extent &extent : getExtents(type)) {
    std::optional<int64_t> size =
        extent.isStatic() ? extent.size : getDim(extent.name);
    if (!size)
      return emitError(result.getLoc())
             << "run-time size " << extent.name << " has no value";
    if (*size < 1)
      return emitError(result.getLoc())
             << "run-time size " << extent.name << " is " << *size
             << ", expected at least 1";
    shape.push_back(*size);
  }
  if (!countElements(shape))
    return emitError(result.getLoc())
           << type << " is too large to evaluate, expected at most "
           << kMaxElements << " elements";
  values[result] = Tensor(shape, type.getElementType());
  return success();
}

LogicalResult Frame::evaluate(Operation &op) {
  const Rule *rule = lookup(op.getName());
  if (!rule)
    return op.emitError() << "no reference evaluation for '" << op.getName()
                          << "'";
  for (Value result : op.getResults())
    if (failed(allocate(result)))
      return failure();
  if (failed((*rule)(&op, *this)))
    return failure();
  if (!options.exact)
    for (Value result : op.getResults())
      values.at(result).roundToElementType();
  return success();
}

LogicalResult Frame::run() {
  for (Operation &op : func.getBody().front().without_terminator())
    if (failed(evaluate(op)))
      return failure();
  return success();
}

SmallVector<Tensor> Frame::getResults() {
  Operation *terminator = func.getBody().front().getTerminator();
  return llvm::map_to_vector(terminator->getOperands(),
                             [&](Value value) { return values.at(value); });
}

std::optional<int64_t> Frame::getStream(uint64_t i) const {
  if (i >= streams.size())
    return std::nullopt;
  return streams[i];
}

LogicalResult Frame::call(Operation *call, func::FuncOp callee,
                          ArrayRef<int64_t> streams) {
  if (depth == kMaxDepth)
    return call->emitError() << "calls nest deeper than " << kMaxDepth;
  EvalOptions inner = options;
  for (const auto &[name, value] : boundByInputs)
    inner.dims[name] = value;
  SmallVector<Tensor> inputs = llvm::map_to_vector(
      call->getOperands(), [&](Value value) { return values.at(value); });
  Frame frame(callee, inner, depth + 1);
  frame.streams.assign(streams.begin(), streams.end());
  if (failed(frame.bind(inputs)) || failed(frame.run()))
    return failure();
  SmallVector<Tensor> results = frame.getResults();
  if (results.size() != call->getNumResults())
    return call->emitError() << "callee returns " << results.size()
                             << " values, expected " << call->getNumResults();
  for (auto [result, tensor] : llvm::zip_equal(call->getResults(), results)) {
    if (tensor.getShape() != values.at(result).getShape())
      return call->emitError() << "callee returns a tensor of another shape";
    values[result] = std::move(tensor);
  }
  return success();
}

FailureOr<SmallVector<Tensor>> evaluate(func::FuncOp func,
                                        ArrayRef<Tensor> inputs,
                                        const EvalOptions &options) {
  Frame frame(func, options);
  if (failed(frame.bind(inputs)) || failed(frame.run()))
    return failure();
  return frame.getResults();
}

} // namespace bmc::reference
