//===- UpdateEmitter.cpp - Updates as code
//---------------------------------===//

#include "codegen/common/rows/UpdateEmitter.h"
#include "ir/Alignment.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;

namespace bmc {

int64_t groupElements(ValueRange tensors) {
  int64_t bytes = 0;
  int64_t elementBytes = 4;
  for (Value tensor : tensors) {
    auto type = cast<RankedTensorType>(tensor.getType());
    elementBytes = type.getElementTypeBitWidth() / 8;
    bytes = llvm::alignTo(bytes, kTensorAlignment) +
            type.getNumElements() * elementBytes;
  }
  return bytes / elementBytes;
}

GroupAccess::GroupAccess(Kernel &kernel, Value first, unsigned lanes)
    : kernel(kernel), b(kernel.builder),
      type(getElementTypeOrSelf(first.getType())), lanes(lanes) {}

Value GroupAccess::base(Value argument) { return kernel.input(argument); }

Value GroupAccess::scalar(Value argument) {
  return b.load(b.getF64Type(), base(argument));
}

Value GroupAccess::splat(Value f64) {
  return b.splat(b.convertFloat(f64, type), lanes);
}

Value GroupAccess::f64(double value) {
  return b.constant(value, b.getF64Type());
}

Value GroupAccess::number(double value) {
  Type wide = lanes == 1 ? type : Type(VectorType::get(lanes, type));
  return b.constant(value, wide);
}

Value GroupAccess::load(Value base, Value element, Value mask) {
  Value pointer = b.pointer(base, element, type);
  if (lanes == 1)
    return b.load(type, pointer);
  return b.loadVector(type, lanes, pointer, mask);
}

void GroupAccess::store(Value value, Value base, Value element, Value mask) {
  Value pointer = b.pointer(base, element, type);
  if (lanes == 1)
    return b.store(value, pointer);
  b.storeVector(value, pointer, mask);
}

TouchedRows::TouchedRows(Kernel &kernel, Value argument)
    : b(kernel.builder), marks(kernel.input(argument)) {}

Value TouchedRows::contains(Value row) {
  Type i32 = b.getI32Type();
  Value mark = b.load(i32, b.pointer(marks, row, i32));
  return arith::CmpIOp::create(b, arith::CmpIPredicate::ne, mark,
                               arith::ConstantIntOp::create(b, i32, 0));
}

UpdateEmitter::UpdateEmitter(GroupAccess &access, UpdateOp op)
    : u(access), op(op), formula(op.getFormula()),
      uniform(formula.terms.size()), splats(formula.terms.size()),
      choices(formula.terms.size()), uses(formula.terms.size()) {
  scale = u.splat(u.scalar(op.getScale()));
  for (auto [i, term] : llvm::enumerate(formula.terms)) {
    if (term.isUniform)
      emitUniform(i);
    bool isChoice = term.kind == TermKind::Select && !term.isUniform;
    if (isChoice)
      choices[i] = arith::CmpFOp::create(u.b, arith::CmpFPredicate::OLE,
                                         uniform[term.operands[0]],
                                         uniform[term.operands[1]]);
    auto inLanes = ArrayRef(term.operands).drop_front(isChoice ? 2 : 0);
    for (int operand : inLanes) {
      ++uses[operand];
      bool isNeeded = formula.terms[operand].isUniform && !term.isUniform;
      if (isNeeded && !splats[operand])
        splats[operand] = u.splat(uniform[operand]);
    }
  }
}

/// A term of the scalars of the step, in f64.
void UpdateEmitter::emitUniform(int index) {
  const TermNode &term = formula.terms[index];
  SmallVector<Value> operands;
  for (int operand : term.operands)
    operands.push_back(uniform[operand]);
  Value &value = uniform[index];
  switch (term.kind) {
  case TermKind::Constant:
    value = u.f64(term.number);
    return;
  case TermKind::Rate:
    value = u.scalar(op.getLr());
    return;
  case TermKind::Step:
    value = u.scalar(op.getStep());
    return;
  case TermKind::MuProduct:
    value = u.scalar(op.getMuProduct());
    return;
  case TermKind::Select: {
    Value first = arith::CmpFOp::create(u.b, arith::CmpFPredicate::OLE,
                                        operands[0], operands[1]);
    value = u.b.select(first, operands[2], operands[3]);
    return;
  }
  default:
    value = operation(term.kind, operands);
  }
}

Value UpdateEmitter::emitLeaf(const TermNode &term, Value element, Value mask) {
  if (term.kind == TermKind::Parameter)
    return u.load(u.base(op.getParameters().front()), element, mask);
  if (term.kind == TermKind::State)
    return u.load(u.base(op.getState(term.state).front()), element, mask);
  Value gradient = u.load(u.base(op.getGradients().front()), element, mask);
  return u.b.mulf(gradient, scale);
}

/// An operation on f64 scalars or on all lanes.
Value UpdateEmitter::operation(TermKind kind, ArrayRef<Value> x) {
  KernelBuilder &b = u.b;
  switch (kind) {
  case TermKind::Add:
    return b.addf(x[0], x[1]);
  case TermKind::Subtract:
    return b.subf(x[0], x[1]);
  case TermKind::Multiply:
    return b.mulf(x[0], x[1]);
  case TermKind::Divide:
    return b.divf(x[0], x[1]);
  case TermKind::Power:
    return math::PowFOp::create(b, x[0], x[1]);
  case TermKind::Maximum:
    return b.maxf(x[0], x[1]);
  case TermKind::Minimum:
    return arith::MinimumFOp::create(b, x[0], x[1]);
  case TermKind::SquareRoot:
    return b.sqrt(x[0]);
  case TermKind::Absolute:
    return math::AbsFOp::create(b, x[0]);
  case TermKind::Sign: {
    Value zero = b.zero(x[0].getType()), one = b.constant(1, x[0].getType());
    auto isBelow = [&](Value low, Value high) -> Value {
      Value holds =
          arith::CmpFOp::create(b, arith::CmpFPredicate::OLT, low, high);
      return arith::SelectOp::create(b, holds, one, zero);
    };
    return b.subf(isBelow(zero, x[0]), isBelow(x[0], zero));
  }
  default:
    llvm_unreachable("a leaf or a choice");
  }
}

/// a b + c in one rounding where the target can and the product serves nothing
/// else.
Value UpdateEmitter::emitSum(const TermNode &term, ArrayRef<Value> values) {
  for (int side : {0, 1}) {
    int product = term.operands[side];
    const TermNode &factors = formula.terms[product];
    if (factors.kind != TermKind::Multiply || factors.isUniform ||
        uses[product] != 1)
      continue;
    return u.b.fma(values[factors.operands[0]], values[factors.operands[1]],
                   values[term.operands[1 - side]]);
  }
  return u.b.addf(values[term.operands[0]], values[term.operands[1]]);
}

void UpdateEmitter::apply(Value element, Value mask) {
  SmallVector<Value> values = splats;
  for (auto [i, term] : llvm::enumerate(formula.terms)) {
    if (term.isUniform)
      continue;
    SmallVector<Value> operands;
    for (int operand : term.operands)
      operands.push_back(values[operand]);
    if (operands.empty())
      values[i] = emitLeaf(term, element, mask);
    else if (term.kind == TermKind::Select)
      values[i] = u.b.select(choices[i], operands[2], operands[3]);
    else if (term.kind == TermKind::Add)
      values[i] = emitSum(term, values);
    else
      values[i] = operation(term.kind, operands);
  }
  for (auto [s, index] : llvm::enumerate(formula.newStates))
    u.store(values[index], u.base(op.getState(s).front()), element, mask);
  u.store(values[formula.newParameter], u.base(op.getParameters().front()),
          element, mask);
}

Value UpdateEmitter::isEnabled() {
  return arith::CmpFOp::create(u.b, arith::CmpFPredicate::OLE,
                               u.scalar(op.getNorm()),
                               u.f64(std::numeric_limits<double>::max()));
}

} // namespace bmc
