//===- OptimizerKernels.cpp - Parameter updates in one pass ---------------===//
//
// The memory plan lays out parameters, gradients and moments alike, one block
// per group (passes/schedule/PlanMemory.cpp). So an update is one walk over the
// whole of the groups, from the first tensor's address on; the padding between
// tensors is zero and stays zero under every update rule.
//
//===----------------------------------------------------------------------===//

#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Rows.h"
#include "ir/Alignment.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "llvm/Support/MathExtras.h"

#include <limits>

using namespace mlir;

namespace bmc {

/// Elements from the first tensor of a group to the end of the last.
static int64_t groupElements(ValueRange tensors) {
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

namespace {

/// What both update rules need.
struct Update {
  CpuKernel &kernel;
  CpuBuilder &b;
  Type type;
  unsigned lanes;

  Update(CpuKernel &kernel, Value parameter)
      : kernel(kernel), b(kernel.builder),
        type(getElementTypeOrSelf(parameter.getType())), lanes(b.lanes(type)) {}

  Value base(Value argument) {
    return kernel.input(cast<BlockArgument>(argument).getArgNumber());
  }
  Value scalar(Value argument) {
    return b.load(b.getF64Type(), base(argument));
  }
  Value splat(Value f64) { return b.splat(b.convertFloat(f64, type), lanes); }
  Value f64(double value) { return b.constant(value, b.getF64Type()); }
  Value vec(double value) {
    return b.constant(value, VectorType::get(lanes, type));
  }
  Value load(Value base, Value col, Value mask) {
    return b.loadVector(type, lanes, b.pointer(base, col, type), mask);
  }
  void store(Value value, Value base, Value col, Value mask) {
    b.storeVector(value, b.pointer(base, col, type), mask);
  }

  /// Runs body over all elements of the groups if `norm` is finite.
  void forAll(int64_t elements, Value norm,
              function_ref<void(Value, Value)> body) {
    Value limit = f64(std::numeric_limits<double>::max());
    Value finite =
        arith::CmpFOp::create(b, arith::CmpFPredicate::OLE, norm, limit);
    // A parallel loop may not stand under a condition; zero chunks do as well.
    int64_t chunks = llvm::divideCeil(elements, kStreamChunk);
    Value count = b.select(finite, b.index(chunks), b.index(0));
    Value total = b.index(elements);
    b.parallel(count, [&](Value chunk) {
      Value begin = b.mul(chunk, kStreamChunk);
      Value end = b.min(b.add(begin, kStreamChunk), total);
      forEachVector(b, begin, end, lanes, body);
    });
  }
};

} // namespace

static LogicalResult generateAdam(CpuKernel &kernel, AdamOp op) {
  Update u(kernel, op.getParameters().front());
  CpuBuilder &b = u.b;
  Value p = u.base(op.getParameters().front());
  Value g = u.base(op.getGradients().front());
  Value m = u.base(op.getExpAvgs().front());
  Value v = u.base(op.getExpAvgSqs().front());
  double beta1 = op.getBeta1().convertToDouble();
  double beta2 = op.getBeta2().convertToDouble();
  double decay = op.getWeightDecay().convertToDouble();
  Value lr = u.scalar(op.getLr()), step = u.scalar(op.getStep());
  auto correction = [&](double beta) {
    Value power = math::PowFOp::create(b, u.f64(beta), step);
    return b.subf(u.f64(1.0), power);
  };
  Value scale = u.splat(u.scalar(op.getScale()));
  Value stepSize = u.splat(b.divf(lr, correction(beta1)));
  Value rootCorrection = u.splat(b.divf(u.f64(1.0), b.sqrt(correction(beta2))));
  Value shrink = u.splat(b.subf(u.f64(1.0), b.mulf(lr, u.f64(decay))));
  bool decoupled = op.getDecoupled();
  int64_t elements = groupElements(op.getParameters());
  u.forAll(elements, u.scalar(op.getNorm()), [&](Value col, Value mask) {
    Value old = u.load(p, col, mask);
    Value grad = b.mulf(u.load(g, col, mask), scale);
    if (decay != 0.0 && !decoupled)
      grad = b.fma(u.vec(decay), old, grad);
    if (decay != 0.0 && decoupled)
      old = b.mulf(old, shrink);
    Value newM = b.fma(u.vec(beta1), u.load(m, col, mask),
                       b.mulf(u.vec(1.0 - beta1), grad));
    Value newV = b.fma(u.vec(beta2), u.load(v, col, mask),
                       b.mulf(u.vec(1.0 - beta2), b.mulf(grad, grad)));
    Value root = b.fma(b.sqrt(newV), rootCorrection,
                       u.vec(op.getEps().convertToDouble()));
    Value updated = b.subf(old, b.divf(b.mulf(stepSize, newM), root));
    u.store(newM, m, col, mask);
    u.store(newV, v, col, mask);
    u.store(updated, p, col, mask);
  });
  return success();
}

static LogicalResult generateSgd(CpuKernel &kernel, SgdOp op) {
  Update u(kernel, op.getParameters().front());
  CpuBuilder &b = u.b;
  Value p = u.base(op.getParameters().front());
  Value g = u.base(op.getGradients().front());
  double momentum = op.getMomentum().convertToDouble();
  double decay = op.getWeightDecay().convertToDouble();
  Value m = momentum != 0.0 ? u.base(op.getMomenta().front()) : Value();
  Value scale = u.splat(u.scalar(op.getScale()));
  Value lr = u.splat(u.scalar(op.getLr()));
  // The first step takes the gradient as it is, whatever the dampening and
  // the buffer.
  Value first = arith::CmpFOp::create(b, arith::CmpFPredicate::OLE,
                                      u.scalar(op.getStep()), u.f64(1.0));
  double dampening = op.getDampening().convertToDouble();
  Value keep = u.splat(b.select(first, u.f64(1.0), u.f64(1.0 - dampening)));
  Value hold = u.splat(b.select(first, u.f64(0.0), u.f64(momentum)));
  int64_t elements = groupElements(op.getParameters());
  u.forAll(elements, u.scalar(op.getNorm()), [&](Value col, Value mask) {
    Value old = u.load(p, col, mask);
    Value grad = b.mulf(u.load(g, col, mask), scale);
    if (decay != 0.0)
      grad = b.fma(u.vec(decay), old, grad);
    Value direction = grad;
    if (m) {
      Value newM = b.fma(hold, u.load(m, col, mask), b.mulf(keep, grad));
      u.store(newM, m, col, mask);
      direction = op.getNesterov() ? b.fma(u.vec(momentum), newM, grad) : newM;
    }
    u.store(b.subf(old, b.mulf(lr, direction)), p, col, mask);
  });
  return success();
}

LogicalResult generateOptimizer(CpuKernel &kernel, Operation *anchor) {
  if (auto adam = dyn_cast<AdamOp>(anchor))
    return generateAdam(kernel, adam);
  return generateSgd(kernel, cast<SgdOp>(anchor));
}

//===----------------------------------------------------------------------===//
// Global norm
//===----------------------------------------------------------------------===//

int64_t globalNormScratchBytes(Operation *anchor, DimBound) {
  int64_t elements = groupElements(anchor->getOperands());
  return llvm::divideCeil(elements, kStreamChunk) * sizeof(double);
}

/// Squares are summed in f64: the norm of 100 M elements needs more than f32
/// keeps.
LogicalResult generateGlobalNorm(CpuKernel &kernel, Operation *anchor) {
  Update u(kernel, anchor->getOperand(0));
  CpuBuilder &b = u.b;
  Type f64 = b.getF64Type();
  Value base = u.base(anchor->getOperand(0));
  int64_t elements = groupElements(anchor->getOperands());
  Value total = b.index(elements);
  Value chunks = b.ceilDiv(total, kStreamChunk);
  auto wide = VectorType::get(u.lanes, f64);
  b.parallel(chunks, [&](Value chunk) {
    Value begin = b.mul(chunk, kStreamChunk);
    Value end = b.min(b.add(begin, kStreamChunk), total);
    SmallVector<Value> sum = forEachVector(
        b, begin, end, u.lanes, b.zero(wide),
        [&](Value col, Value mask, ValueRange carried) -> SmallVector<Value> {
          Value x = b.convertFloat(u.load(base, col, mask), f64);
          return {b.fma(x, x, carried[0])};
        });
    b.store(b.reduceAdd(sum[0]), b.pointer(kernel.scratch(), chunk, f64));
  });
  SmallVector<Value> squares =
      b.loop(b.index(0), chunks, 1, b.zero(f64),
             [&](Value chunk, ValueRange carried) -> SmallVector<Value> {
               Value part =
                   b.load(f64, b.pointer(kernel.scratch(), chunk, f64));
               return {b.addf(carried[0], part)};
             });
  b.store(b.sqrt(squares[0]), kernel.output(0));
  return success();
}

} // namespace bmc
