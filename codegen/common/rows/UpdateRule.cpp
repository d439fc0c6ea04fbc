//===- UpdateRule.cpp - What an optimizer does to its groups --------------===//

#include "codegen/common/rows/UpdateRule.h"
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
    bytes +=
        llvm::alignTo(type.getNumElements() * elementBytes, kTensorAlignment);
  }
  return bytes / elementBytes;
}

int64_t updatedElements(Operation *optimizer) {
  if (auto adam = dyn_cast<AdamOp>(optimizer))
    return groupElements(adam.getParameters());
  return groupElements(cast<SgdOp>(optimizer).getParameters());
}

GroupAccess::GroupAccess(Kernel &kernel, Value first, unsigned lanes)
    : kernel(kernel), b(kernel.builder),
      type(getElementTypeOrSelf(first.getType())), lanes(lanes) {}

Value GroupAccess::base(Value argument) {
  return kernel.input(cast<BlockArgument>(argument).getArgNumber());
}

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

namespace {

class Adam : public UpdateRule {
public:
  Adam(GroupAccess &access, AdamOp op)
      : UpdateRule(access, op), op(op), p(u.base(op.getParameters().front())),
        g(u.base(op.getGradients().front())),
        m(u.base(op.getExpAvgs().front())),
        v(u.base(op.getExpAvgSqs().front())),
        decay(op.getWeightDecay().convertToDouble()) {
    KernelBuilder &b = u.b;
    Value lr = u.scalar(op.getLr()), step = u.scalar(op.getStep());
    auto correction = [&](const APFloat &beta) {
      Value power =
          math::PowFOp::create(b, u.f64(beta.convertToDouble()), step);
      return b.subf(u.f64(1.0), power);
    };
    scale = u.splat(u.scalar(op.getScale()));
    stepSize = u.splat(b.divf(lr, correction(op.getBeta1())));
    rootCorrection =
        u.splat(b.divf(u.f64(1.0), b.sqrt(correction(op.getBeta2()))));
    shrink = u.splat(b.subf(u.f64(1.0), b.mulf(lr, u.f64(decay))));
  }

  void apply(Value element, Value mask) override {
    KernelBuilder &b = u.b;
    double beta1 = op.getBeta1().convertToDouble();
    double beta2 = op.getBeta2().convertToDouble();
    Value old = u.load(p, element, mask);
    Value grad = b.mulf(u.load(g, element, mask), scale);
    if (decay != 0.0 && !op.getDecoupled())
      grad = b.fma(u.number(decay), old, grad);
    if (decay != 0.0 && op.getDecoupled())
      old = b.mulf(old, shrink);
    Value newM = b.fma(u.number(beta1), u.load(m, element, mask),
                       b.mulf(u.number(1.0 - beta1), grad));
    Value newV = b.fma(u.number(beta2), u.load(v, element, mask),
                       b.mulf(u.number(1.0 - beta2), b.mulf(grad, grad)));
    Value root = b.fma(b.sqrt(newV), rootCorrection,
                       u.number(op.getEps().convertToDouble()));
    Value updated = b.subf(old, b.divf(b.mulf(stepSize, newM), root));
    u.store(newM, m, element, mask);
    u.store(newV, v, element, mask);
    u.store(updated, p, element, mask);
  }

private:
  AdamOp op;
  Value p, g, m, v; ///< addresses of the groups
  double decay;
  Value scale, stepSize, rootCorrection, shrink;
};

class Sgd : public UpdateRule {
public:
  Sgd(GroupAccess &access, SgdOp op)
      : UpdateRule(access, op), op(op), p(u.base(op.getParameters().front())),
        g(u.base(op.getGradients().front())),
        momentum(op.getMomentum().convertToDouble()) {
    KernelBuilder &b = u.b;
    if (momentum != 0.0)
      m = u.base(op.getMomenta().front());
    scale = u.splat(u.scalar(op.getScale()));
    lr = u.splat(u.scalar(op.getLr()));
    // The first step takes the gradient as it is, whatever the dampening and
    // the buffer.
    Value first = arith::CmpFOp::create(b, arith::CmpFPredicate::OLE,
                                        u.scalar(op.getStep()), u.f64(1.0));
    double dampening = op.getDampening().convertToDouble();
    keep = u.splat(b.select(first, u.f64(1.0), u.f64(1.0 - dampening)));
    hold = u.splat(b.select(first, u.f64(0.0), u.f64(momentum)));
  }

  void apply(Value element, Value mask) override {
    KernelBuilder &b = u.b;
    double decay = op.getWeightDecay().convertToDouble();
    Value old = u.load(p, element, mask);
    Value grad = b.mulf(u.load(g, element, mask), scale);
    if (decay != 0.0)
      grad = b.fma(u.number(decay), old, grad);
    Value direction = grad;
    if (m) {
      Value newM = b.fma(hold, u.load(m, element, mask), b.mulf(keep, grad));
      u.store(newM, m, element, mask);
      direction =
          op.getNesterov() ? b.fma(u.number(momentum), newM, grad) : newM;
    }
    u.store(b.subf(old, b.mulf(lr, direction)), p, element, mask);
  }

private:
  SgdOp op;
  Value p, g, m; ///< addresses of the groups; m is null without momentum
  double momentum;
  Value scale, lr, keep, hold;
};

} // namespace

std::unique_ptr<UpdateRule> UpdateRule::create(GroupAccess &access,
                                               Operation *optimizer) {
  if (auto adam = dyn_cast<AdamOp>(optimizer))
    return std::make_unique<Adam>(access, adam);
  return std::make_unique<Sgd>(access, cast<SgdOp>(optimizer));
}

Value UpdateRule::isEnabled() {
  Value norm =
      u.scalar(isa<AdamOp>(optimizer) ? cast<AdamOp>(optimizer).getNorm()
                                      : cast<SgdOp>(optimizer).getNorm());
  return arith::CmpFOp::create(u.b, arith::CmpFPredicate::OLE, norm,
                               u.f64(std::numeric_limits<double>::max()));
}

} // namespace bmc
