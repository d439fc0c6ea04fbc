//===- RowProbe.cpp - Compares functions on chosen rows -------------------===//

#include "ir/Shape.h"
#include "ir/reference/Eval.h"
#include "passes/fusion/Matchers.h"
#include "passes/fusion/RowFunction.h"

#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>
#include <random>

using namespace mlir;

namespace bmc {

/// Columns if the last axis is known only at run time.
constexpr int64_t kProbeColumns = 7;
/// Longer rows than this are not evaluated.
constexpr int64_t kMaxColumns = 1 << 16;

/// Uniform in [-2, 2); the same numbers on every machine.
static double draw(std::mt19937_64 &random) {
  return std::ldexp(static_cast<double>(random() >> 11), -51) - 2;
}

/// x = offset + scale u: tiny rows show an eps, rows far from 0 show
/// cancellation, wide ones overflow.
struct RowKind {
  double offset, scale;
};
constexpr RowKind kUsualRows[] = {{0, 1},    {3, 0.5}, {0, 1e-3},
                                  {0, 1e-6}, {0.5, 0}, {0, 10}};
constexpr RowKind kExtremeRows[] = {{3e4, 1}, {0, 450}, {-900, 1}, {0, 1e4}};

static void appendRow(std::vector<double> &points, RowKind kind,
                      int64_t columns, std::mt19937_64 &random) {
  for (int64_t i = 0; i < columns; ++i)
    points.push_back(kind.offset + kind.scale * draw(random));
}

/// Points for functions of one element: a grid, and the surroundings of every
/// constant, where a formula may switch.
static std::vector<double> getUsualPoints(ArrayRef<double> constants) {
  std::vector<double> points = {0, 1e-30, -1e-30, 1e-10, -1e-10, 1e-4, -1e-4};
  for (int i = -96; i <= 96; ++i)
    points.push_back(i * 0.1273);
  for (double constant : constants)
    for (double factor : {1.0, 0.999, 1.001, 2.0})
      if (std::abs(constant) < 100)
        llvm::append_range(points, std::initializer_list<double>{
                                       constant * factor, -constant * factor});
  return points;
}

static std::vector<double> getExtremePoints() {
  std::vector<double> points;
  for (double size : {20., 50., 100., 800., 1e3, 1e4, 1e6, 1e10, 1e20, 1e30})
    llvm::append_range(points, std::initializer_list<double>{size, -size});
  return points;
}

RowProbe::RowProbe(const RowFunction &function) : function(function) {
  std::mt19937_64 random(20);
  if (function.isPointwise) {
    points = getUsualPoints(function.constants);
    numUsual = points.size();
    llvm::append_range(points, getExtremePoints());
    rows = 1;
    columns = points.size();
  } else {
    Extent last = getExtents(function.source.getType()).back();
    columns = last.isStatic() ? last.size : kProbeColumns;
    if (columns > kMaxColumns)
      return;
    for (RowKind kind : kUsualRows)
      appendRow(points, kind, columns, random);
    numUsual = points.size();
    for (RowKind kind : kExtremeRows)
      appendRow(points, kind, columns, random);
    rows = points.size() / columns;
  }
  values = evaluate([&](OpBuilder &builder, ArrayRef<Value> arguments) {
    return cloneGroup(builder, arguments);
  });
}

/// [rows, columns], [rows, 1] or [rows], in f64 where the model has floats.
RankedTensorType RowProbe::getProbeType(Value value) const {
  Value source = function.source;
  SmallVector<int64_t> shape = {rows};
  if (getRank(value) == getRank(source)) {
    bool isRow = getExtents(value.getType()).back() ==
                 getExtents(source.getType()).back();
    shape.push_back(isRow ? columns : 1);
  }
  Type element = cast<RankedTensorType>(value.getType()).getElementType();
  if (isa<FloatType>(element))
    element = Float64Type::get(value.getContext());
  return RankedTensorType::get(shape, element);
}

/// An operand that is no result of the group: a constant or a repeated vector.
Value RowProbe::cloneOperand(OpBuilder &builder, Value operand,
                             ArrayRef<Value> vectors) const {
  Location loc = operand.getLoc();
  RankedTensorType type = getProbeType(operand);
  if (std::optional<double> constant = getSplat(operand))
    return makeSplat(builder, loc, type, *constant);
  Value vector = operand.getDefiningOp()->getOperand(0);
  const auto *place = llvm::find(function.vectors, vector);
  return BroadcastOp::create(builder, loc, type,
                             vectors[place - function.vectors.begin()],
                             ArrayRef<int64_t>{1});
}

/// The group on rows; its axes are those of the probe.
Value RowProbe::cloneGroup(OpBuilder &builder,
                           ArrayRef<Value> arguments) const {
  IRMapping mapping;
  mapping.map(function.source, arguments.front());
  for (Operation *op : function.ops) {
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          mapping.contains(operand)
              ? mapping.lookup(operand)
              : cloneOperand(builder, operand, arguments.drop_front()));
    OperationState state(op->getLoc(), op->getName().getStringRef(), operands,
                         getProbeType(op->getResult(0)), op->getAttrs());
    Operation *clone = builder.create(state);
    if (auto broadcast = dyn_cast<BroadcastOp>(clone))
      broadcast.setAxes(
          llvm::to_vector(llvm::seq<int64_t>(0, getRank(operands.front()))));
    else if (clone->hasAttr("axes"))
      clone->setAttr("axes", builder.getDenseI64ArrayAttr({1}));
    mapping.map(op->getResult(0), clone->getResult(0));
  }
  return mapping.lookup(function.root);
}

/// Inputs of the probe function: the points, and vectors around 1.
static SmallVector<reference::Tensor> makeInputs(FunctionType type,
                                                 ArrayRef<double> points) {
  std::mt19937_64 random(21);
  SmallVector<reference::Tensor> inputs;
  for (Type input : type.getInputs()) {
    auto tensor = cast<RankedTensorType>(input);
    inputs.emplace_back(tensor.getShape(), tensor.getElementType());
    for (double &value : inputs.back().floats())
      value = 1 + 0.4 * draw(random);
  }
  llvm::copy(points, inputs.front().floats().begin());
  return inputs;
}

std::optional<std::vector<double>> RowProbe::evaluate(Build build) const {
  MLIRContext *context = function.source.getContext();
  Type f64 = Float64Type::get(context);
  Type points2d = RankedTensorType::get({rows, columns}, f64);
  SmallVector<Type> types(1 + function.vectors.size(),
                          RankedTensorType::get({columns}, f64));
  types.front() = points2d;
  auto signature = FunctionType::get(context, types, {points2d});
  Location loc = UnknownLoc::get(context);
  OwningOpRef<func::FuncOp> probe =
      func::FuncOp::create(loc, "probe", signature);
  OpBuilder builder = OpBuilder::atBlockBegin(probe->addEntryBlock());
  SmallVector<Value> arguments(probe->getArguments());
  Value root = build(builder, arguments);
  if (!root || root.getType() != points2d)
    return std::nullopt;
  func::ReturnOp::create(builder, loc, root);
  // What cannot be evaluated is not recognised; that is no error of the user.
  ScopedDiagnosticHandler silence(context,
                                  [](Diagnostic &) { return success(); });
  FailureOr<SmallVector<reference::Tensor>> results =
      reference::evaluate(*probe, makeInputs(signature, points));
  if (failed(results))
    return std::nullopt;
  return std::vector<double>(results->front().floats().begin(),
                             results->front().floats().end());
}

static double getDifference(double actual, double expected) {
  if (actual == expected || (std::isnan(actual) && std::isnan(expected)))
    return 0;
  double difference =
      std::abs(actual - expected) / std::max(1.0, std::abs(expected));
  return std::isnan(difference) ? INFINITY : difference;
}

std::optional<Deviation> RowProbe::compare(RowBuilder builder) const {
  if (!values)
    return std::nullopt;
  std::optional<std::vector<double>> others =
      evaluate([&](OpBuilder &b, ArrayRef<Value> arguments) {
        return builder(b, function.root.getLoc(), arguments.front(),
                       arguments.drop_front());
      });
  if (!others)
    return std::nullopt;
  Deviation deviation;
  for (size_t i = 0; i < points.size(); ++i) {
    double &largest = i < numUsual ? deviation.usual : deviation.extreme;
    largest = std::max(largest, getDifference((*values)[i], (*others)[i]));
  }
  return deviation;
}

} // namespace bmc
