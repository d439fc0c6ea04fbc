//===- Matchers.cpp - Questions about values that fusions ask -------------===//

#include "passes/fusion/Matchers.h"

#include "ir/KernelKind.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/TypeSwitch.h"

#include <cmath>

using namespace mlir;

namespace bmc {

std::optional<double> getSplat(Value value) {
  Operation *op = value.getDefiningOp();
  while (op && movesElements(op))
    op = op->getOperand(0).getDefiningOp();
  if (auto constant = dyn_cast_or_null<ConstantOp>(op))
    return constant.getValue().convertToDouble();
  return std::nullopt;
}

Value makeSplat(OpBuilder &builder, Location loc, Type type, double value) {
  return ConstantOp::create(builder, loc, type, builder.getF64FloatAttr(value));
}

std::optional<Scaled> matchScale(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto mul = dyn_cast_or_null<MulOp>(op)) {
    for (auto [x, c] :
         {std::pair(mul.getA(), mul.getB()), std::pair(mul.getB(), mul.getA())})
      if (auto factor = getSplat(c); factor && std::isfinite(*factor))
        return Scaled{x, *factor};
  } else if (auto div = dyn_cast_or_null<DivOp>(op)) {
    auto divisor = getSplat(div.getB());
    if (divisor && std::isfinite(1 / *divisor))
      return Scaled{div.getA(), 1 / *divisor};
  } else if (auto neg = dyn_cast_or_null<NegOp>(op)) {
    return Scaled{neg.getX(), -1.0};
  }
  return std::nullopt;
}

int64_t getRank(Value value) {
  return cast<RankedTensorType>(value.getType()).getRank();
}

bool swapsLastTwoAxes(ArrayRef<int64_t> permutation) {
  int64_t rank = permutation.size();
  if (rank < 2)
    return false;
  for (int64_t i = 0; i < rank - 2; ++i)
    if (permutation[i] != i)
      return false;
  return permutation[rank - 2] == rank - 1;
}

static bool hasOneType(Operation *op) {
  return llvm::all_equal(
      llvm::concat<Type>(llvm::to_vector(op->getOperandTypes()),
                         llvm::to_vector(op->getResultTypes())));
}

bool isUnaryElementwise(Operation *op) {
  return isElementwise(op) && op->getNumOperands() == 1 && hasOneType(op);
}

bool isBinaryElementwise(Operation *op) {
  return isElementwise(op) && op->getNumOperands() == 2 && hasOneType(op);
}

bool movesElements(Operation *op) {
  return op->hasTrait<bmc::OpTrait::MovesElements>();
}

std::string describe(Operation *op) {
  if (isa<SelectOp>(op))
    return "where";
  std::string word = op->getName().stripDialect().str();
  llvm::replace(word, '_', ' ');
  return word;
}

std::optional<Activation> getActivation(Operation *op) {
  return llvm::TypeSwitch<Operation *, std::optional<Activation>>(op)
      .Case([](ReluOp) { return Activation::Relu; })
      .Case([](GeluOp gelu) {
        return gelu.getApproximate() == GeluKind::Tanh ? Activation::GeluTanh
                                                       : Activation::Gelu;
      })
      .Case([](SiluOp) { return Activation::Silu; })
      .Case([](TanhOp) { return Activation::Tanh; })
      .Case([](SigmoidOp) { return Activation::Sigmoid; })
      .Default([](Operation *) { return std::nullopt; });
}

std::string describeActivation(Activation activation) {
  std::string name = stringifyActivation(activation).str();
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

} // namespace bmc
