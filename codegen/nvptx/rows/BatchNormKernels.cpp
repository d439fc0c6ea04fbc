//===- BatchNormKernels.cpp - Batch norm and its gradients ----------------===//
//
// A block owns a channel: it sums in f64, then writes what follows from the
// sums.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/nvptx/builder/GpuKernel.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 256;

namespace {

class BatchNormGrid {
public:
  BatchNormGrid(GpuKernel &kernel, Operation *op, Value x)
      : kernel(kernel), b(kernel.builder), result(op->getResult(0)),
        type(getElementTypeOrSelf(x.getType())),
        extents(getExtents(x.getType())), channels(extents[1].size),
        outputs(findResultOutputs(kernel.function, result)) {}

  void forward(BatchNormOp op);
  void backward(BatchNormBackwardOp op);

private:
  Type f64() { return b.getF64Type(); }
  /// The values of a channel but one, at least 1.
  Value otherValues() {
    Value one = b.constant(1, f64());
    return b.maxf(b.subf(count, one), one);
  }
  Value load(Value tensor, Value at) {
    Value base = kernel.input(tensor);
    return b.convertFloat(b.load(type, b.pointer(base, at, type)), f64());
  }

  void forEachChannel(function_ref<void()> body);
  SmallVector<Value> sums(unsigned count,
                          function_ref<SmallVector<Value>(Value)> terms);
  using Body = function_ref<SmallVector<Value>(Value at, ValueRange carried)>;
  SmallVector<Value> forEachElement(ValueRange carried, Body body);
  void store(function_ref<Value(Value)> value);
  void storeNumber(Value result, Value wide);
  Value inverseRoot(Value variance, const APFloat &eps);

  GpuKernel &kernel;
  GpuBuilder &b;
  Value result;
  Type type;
  Extents extents;
  int64_t channels;
  ResultOutputs outputs;
  Value channel, elements, count;
  Value inner; ///< elements of a plane
};

} // namespace

void BatchNormGrid::forEachChannel(function_ref<void()> body) {
  GridFactor blocks{{Extent::fixed(channels)}};
  kernel.grid(blocks, kThreads, [&](ArrayRef<Value> position) {
    channel = position[0];
    inner = kernel.product(ArrayRef(extents).drop_front(2));
    elements = b.mul(kernel.extent(extents[0]), inner);
    count = arith::SIToFPOp::create(b, f64(), elements);
    body();
  });
}

/// The thread's elements of the channel: body(where it lies, carried).
SmallVector<Value> BatchNormGrid::forEachElement(ValueRange carried,
                                                 Body body) {
  return b.loop(b.threadIndex(), elements, kThreads, carried,
                [&](Value element, ValueRange inside) {
                  Value image = b.div(element, inner);
                  Value plane = b.add(b.mul(image, channels), channel);
                  Value at = b.add(b.mul(plane, inner), b.rem(element, inner));
                  return body(at, inside);
                });
}

SmallVector<Value>
BatchNormGrid::sums(unsigned count,
                    function_ref<SmallVector<Value>(Value)> terms) {
  SmallVector<Value> zeros(count, b.zero(f64()));
  SmallVector<Value> own =
      forEachElement(zeros, [&](Value at, ValueRange carried) {
        SmallVector<Value> next = terms(at);
        for (auto [sum, before] : llvm::zip_equal(next, carried))
          sum = b.addf(before, sum);
        return next;
      });
  return llvm::map_to_vector(own, [&](Value sum) {
    return b.joinBlock(sum, kThreads, zeros[0],
                       [&](Value a, Value c) { return b.addf(a, c); });
  });
}

void BatchNormGrid::store(function_ref<Value(Value)> value) {
  if (outputs.outputs.empty())
    return;
  Value width = kernel.extent(extents.back());
  forEachElement({}, [&](Value at, ValueRange) -> SmallVector<Value> {
    storeResultOutputs(kernel, outputs, result, b.convertFloat(value(at), type),
                       b.div(at, width), b.rem(at, width));
    return {};
  });
}

void BatchNormGrid::storeNumber(Value value, Value wide) {
  Value output = kernel.outputFor(value);
  if (!output)
    return;
  b.once([&] {
    b.store(b.convertFloat(wide, type), b.pointer(output, channel, type));
  });
}

Value BatchNormGrid::inverseRoot(Value variance, const APFloat &eps) {
  Value sum = b.addf(variance, b.constant(eps.convertToDouble(), f64()));
  return b.divf(b.constant(1, f64()), b.sqrt(sum));
}

void BatchNormGrid::forward(BatchNormOp op) {
  forEachChannel([&] {
    auto x = [&](Value at) { return load(op.getX(), at); };
    Value mean = b.divf(
        sums(1, [&](Value at) { return SmallVector<Value>{x(at)}; })[0], count);
    auto centred = [&](Value at) { return b.subf(x(at), mean); };
    Value squares = sums(1, [&](Value at) {
      Value c = centred(at);
      return SmallVector<Value>{b.mulf(c, c)};
    })[0];
    Value variance = b.divf(squares, count);
    storeNumber(op.getMean(), mean);
    storeNumber(op.getVar(), b.mulf(variance, b.divf(count, otherValues())));
    Value factor = inverseRoot(variance, op.getEps());
    if (op.getWeight())
      factor = b.mulf(factor, load(op.getWeight(), channel));
    Value bias = op.getBias() ? load(op.getBias(), channel) : b.zero(f64());
    store([&](Value at) { return b.fma(centred(at), factor, bias); });
  });
}

void BatchNormGrid::backward(BatchNormBackwardOp op) {
  forEachChannel([&] {
    Value mean = load(op.getMean(), channel);
    auto dy = [&](Value at) { return load(op.getDy(), at); };
    auto centred = [&](Value at) { return b.subf(load(op.getX(), at), mean); };
    SmallVector<Value> moments = sums(3, [&](Value at) {
      Value gradient = dy(at), c = centred(at);
      return SmallVector<Value>{gradient, b.mulf(gradient, c), c};
    });
    Value variance =
        b.mulf(load(op.getVar(), channel), b.divf(otherValues(), count));
    Value rstd = inverseRoot(variance, op.getEps());
    // What the mean, which was rounded, lacks.
    Value lacks = b.divf(moments[2], count);
    Value dbias = moments[0];
    Value dweight = b.mulf(b.subf(moments[1], b.mulf(lacks, dbias)), rstd);
    storeNumber(op.getDweight(), dweight);
    storeNumber(op.getDbias(), dbias);
    Value factor = rstd;
    if (op.getWeight())
      factor = b.mulf(factor, load(op.getWeight(), channel));
    Value slope = b.divf(b.mulf(rstd, dweight), count);
    Value meanGradient = b.divf(dbias, count);
    store([&](Value at) {
      Value c = b.subf(centred(at), lacks);
      Value rest = b.subf(b.subf(dy(at), meanGradient), b.mulf(c, slope));
      return b.mulf(factor, rest);
    });
  });
}

LogicalResult generateBatchNorm(GpuKernel &kernel, Operation *anchor) {
  if (auto op = dyn_cast<BatchNormOp>(anchor)) {
    BatchNormGrid(kernel, op, op.getX()).forward(op);
    return success();
  }
  auto op = cast<BatchNormBackwardOp>(anchor);
  BatchNormGrid(kernel, op, op.getX()).backward(op);
  return success();
}

} // namespace bmc
