//===- Inputs.cpp - Where a function's inputs come from -------------------===//

#include "tools/bmc-eval/Inputs.h"
#include "ir/BmcOps.h"
#include "ir/DerivedSize.h"
#include "ir/Shape.h"
#include "ir/reference/Math.h"
#include "tools/bmc-eval/Names.h"

#include "llvm/Support/JSON.h"
#include "llvm/Support/xxhash.h"

#include <cmath>
#include <numbers>

using namespace mlir;
using bmc::reference::DimValues;
using bmc::reference::Tensor;

namespace bmc {

double randomNormal(uint64_t seed, StringRef name, uint64_t index) {
  auto stream = static_cast<uint32_t>(llvm::xxh3_64bits(name));
  uint32_t first = reference::philoxWord(seed, 0, stream, index * 2);
  uint32_t second = reference::philoxWord(seed, 0, stream, index * 2 + 1);
  // (0, 1]: zero has no logarithm.
  double radius = std::sqrt(-2 * std::log((first + 1.0) * 0x1p-32));
  return radius * std::cos(2 * std::numbers::pi * (second * 0x1p-32));
}

/// Reads nested arrays of numbers; "nan", "inf" and "-inf" are strings.
static LogicalResult flatten(const llvm::json::Value &json, size_t depth,
                             SmallVectorImpl<int64_t> &shape,
                             SmallVectorImpl<double> &values) {
  const llvm::json::Array *array = json.getAsArray();
  if (!array) {
    double value;
    if (std::optional<StringRef> text = json.getAsString()) {
      if (text->getAsDouble(value))
        return failure();
    } else if (std::optional<double> number = json.getAsNumber()) {
      value = *number;
    } else {
      return failure();
    }
    values.push_back(value);
    return success(depth == shape.size());
  }
  if (values.empty() && depth == shape.size())
    shape.push_back(array->size());
  if (depth >= shape.size() ||
      shape[depth] != static_cast<int64_t>(array->size()))
    return failure();
  for (const llvm::json::Value &element : *array)
    if (failed(flatten(element, depth + 1, shape, values)))
      return failure();
  return success();
}

static void setNumber(Tensor &tensor, int64_t i, double value) {
  if (tensor.isFloat())
    tensor.floats()[i] = reference::roundTo(value, tensor.getElementType());
  else
    tensor.ints()[i] = static_cast<int64_t>(value);
}

static FailureOr<Tensor> parseLiteral(func::FuncOp func, StringRef name,
                                      StringRef text, Type elementType) {
  SmallVector<int64_t> shape;
  SmallVector<double> values;
  llvm::Expected<llvm::json::Value> json = llvm::json::parse(text);
  if (!json)
    return func.emitError()
           << "value of '" << name << "': " << llvm::toString(json.takeError());
  if (failed(flatten(*json, 0, shape, values)))
    return func.emitError()
           << "value of '" << name
           << "': expected a number or nested arrays of equal lengths";
  Tensor tensor(shape, elementType);
  for (auto [i, value] : llvm::enumerate(values)) {
    if (!tensor.isFloat() &&
        !(std::trunc(value) == value && std::abs(value) < 0x1p63))
      return func.emitError()
             << "value of '" << name << "': expected whole numbers";
    setNumber(tensor, i, value);
  }
  return tensor;
}

/// The value in another element type of the same kind.
static FailureOr<Tensor> convert(func::FuncOp func, StringRef name,
                                 const Tensor &from, Type elementType) {
  Tensor to(from.getShape(), elementType);
  if (from.isFloat() != to.isFloat())
    return func.emitError()
           << "input '" << name << "' is " << from.getElementType()
           << " in the file, expected " << elementType;
  for (int64_t i = 0; i < to.getNumElements(); ++i)
    if (to.isFloat())
      setNumber(to, i, from.floats()[i]);
    else
      to.ints()[i] = from.ints()[i];
  return to;
}

static FailureOr<Tensor> fromAttribute(func::FuncOp func, StringRef name,
                                       DenseElementsAttr attribute,
                                       Type elementType) {
  if (attribute.getElementType() != elementType)
    return func.emitError()
           << "bmc.value of input '" << name << "' has type "
           << attribute.getType() << ", expected elements of " << elementType;
  Tensor tensor(attribute.getType().getShape(), attribute.getElementType());
  if (tensor.isFloat())
    for (auto [i, value] : llvm::enumerate(attribute.getValues<APFloat>())) {
      llvm::APFloat wide = value;
      bool losesInfo;
      wide.convert(llvm::APFloat::IEEEdouble(),
                   llvm::APFloat::rmNearestTiesToEven, &losesInfo);
      tensor.floats()[i] = wide.convertToDouble();
    }
  else
    for (auto [i, value] : llvm::enumerate(attribute.getValues<APInt>()))
      tensor.ints()[i] = tensor.getElementType().isInteger(1)
                             ? value.getZExtValue()
                             : value.getSExtValue();
  return tensor;
}

/// Takes run-time sizes from an input that is given.
static void learnDims(const Tensor &tensor, RankedTensorType type,
                      DimValues &dims) {
  if (tensor.getRank() != type.getRank())
    return; // Frame::bind reports it.
  for (auto [value, extent] :
       llvm::zip_equal(tensor.getShape(), getExtents(type)))
    if (!extent.isStatic())
      dims[extent.name.getValue()] = value;
}

/// Gives the run-time size a value if it has none; if its name says that it is
/// computed from another, that one gets a value of `least` or more.
static int64_t chooseDim(func::FuncOp func, StringRef name, int64_t least,
                         DimValues &dims) {
  if (auto known = dims.find(name); known != dims.end())
    return known->second;
  int64_t value = std::max<int64_t>(dims.size() + 2, least);
  if (auto derived = DerivedSize::parse(name))
    value = *derived->at(
        chooseDim(func, derived->base, derived->leastBase(), dims));
  else if (auto dim = SymbolTable::lookupNearestSymbolFrom<DimOp>(
               func, StringAttr::get(func.getContext(), name)))
    value = std::min<int64_t>(value, dim.getMax());
  dims[name] = value;
  return value;
}

/// Gives a value to every run-time size of `type` that has none.
static void chooseDims(func::FuncOp func, RankedTensorType type,
                       DimValues &dims) {
  for (const Extent &extent : getExtents(type))
    if (!extent.isStatic())
      chooseDim(func, extent.name, 1, dims);
}

/// Values an optimizer accepts: averages of squares are not negative, a step is
/// 1 or more, a product of momenta is below 1.
static double makePlausible(StringRef name, double value) {
  if (name == "step")
    return 1 + std::floor(std::abs(value));
  if (name == "lr")
    return std::abs(value) * 1e-2;
  if (name == "mu_product")
    return std::abs(value) / (1 + std::abs(value));
  constexpr StringRef squares[] = {".exp_avg_sq", ".max_exp_avg_sq",
                                   ".sum",        ".square_avg",
                                   ".acc_delta",  ".exp_inf"};
  bool isSquare = llvm::any_of(
      squares, [&](StringRef state) { return name.ends_with(state); });
  return isSquare ? value * value : value;
}

/// Random integers that nothing bounds: any seed, or few different values.
static int64_t getDefaultRange(Type type) {
  if (type.isInteger(1))
    return 2;
  return type.isInteger(64) ? int64_t{1} << 31 : 10;
}

static FailureOr<Tensor> makeRandom(func::FuncOp func, BlockArgument argument,
                                    StringRef name,
                                    const InputSources &sources) {
  auto type = cast<RankedTensorType>(argument.getType());
  SmallVector<int64_t> shape;
  for (const Extent &extent : getExtents(type))
    shape.push_back(extent.isStatic()
                        ? extent.size
                        : sources.dims.lookup(extent.name.getValue()));
  if (!reference::countElements(shape))
    return func.emitError() << "input '" << name << "' is too large";
  Tensor tensor(shape, type.getElementType());
  int64_t range = sources.intRanges.lookup(name);
  if (range == 0)
    range = findIndexRange(argument, sources.dims)
                .value_or(getDefaultRange(type.getElementType()));
  auto stream = static_cast<uint32_t>(llvm::xxh3_64bits(name));
  for (int64_t i = 0; i < tensor.getNumElements(); ++i)
    setNumber(tensor, i,
              tensor.isFloat()
                  ? makePlausible(name, randomNormal(*sources.seed, name, i))
                  : reference::philoxWord(*sources.seed, 0, stream, i) % range);
  return tensor;
}

/// The input if it is given; nullopt if not.
static FailureOr<std::optional<Tensor>> findGiven(func::FuncOp func, unsigned i,
                                                  StringRef name,
                                                  RankedTensorType type,
                                                  const InputSources &sources) {
  FailureOr<Tensor> tensor;
  if (auto it = sources.literals.find(name); it != sources.literals.end())
    tensor = parseLiteral(func, name, it->second, type.getElementType());
  else if (auto it = sources.files.find(name); it != sources.files.end())
    tensor = convert(func, name, it->second, type.getElementType());
  else if (auto value =
               func.getArgAttrOfType<DenseElementsAttr>(i, "bmc.value"))
    tensor = fromAttribute(func, name, value, type.getElementType());
  else
    return std::optional<Tensor>();
  if (failed(tensor))
    return failure();
  return std::optional<Tensor>(std::move(*tensor));
}

FailureOr<SmallVector<Tensor>> makeInputs(func::FuncOp func,
                                          InputSources &sources) {
  if (func.isExternal())
    return func.emitError() << "expected a function with a body";
  SmallVector<std::optional<Tensor>> given;
  for (BlockArgument argument : func.getArguments()) {
    unsigned i = argument.getArgNumber();
    auto type = dyn_cast<RankedTensorType>(argument.getType());
    if (!type || !type.getElementType().isIntOrFloat())
      return func.emitError() << "input " << i << " is " << argument.getType()
                              << ", expected a ranked tensor of numbers";
    auto tensor = findGiven(func, i, getInputName(func, i), type, sources);
    if (failed(tensor))
      return failure();
    if (*tensor)
      learnDims(**tensor, type, sources.dims);
    else if (!sources.seed)
      return func.emitError() << "input '" << getInputName(func, i)
                              << "' has no value; --random-seed would fill it";
    given.push_back(std::move(*tensor));
  }
  SmallVector<Tensor> inputs;
  for (auto [argument, tensor] : llvm::zip_equal(func.getArguments(), given)) {
    if (!tensor) {
      chooseDims(func, cast<RankedTensorType>(argument.getType()),
                 sources.dims);
      auto random = makeRandom(
          func, argument, getInputName(func, argument.getArgNumber()), sources);
      if (failed(random))
        return failure();
      tensor = std::move(*random);
    }
    inputs.push_back(std::move(*tensor));
  }
  return inputs;
}

} // namespace bmc
