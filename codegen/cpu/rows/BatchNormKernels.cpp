//===- BatchNormKernels.cpp - Batch norm and its gradients ----------------===//
//
// A task owns some channels: what it reads of a channel stays in its cache from
// one walk to the next. Sums of runs are joined in f64; the mean, which is
// rounded, is corrected by the mean of what is left of x.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/builder/Anchor.h"
#include "codegen/common/points/PointEmitter.h"
#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/rows/Columns.h"
#include "ir/BmcOps.h"

#include "mlir/Dialect/Arith/IR/Arith.h"

using namespace mlir;

namespace bmc {

namespace {

class BatchNormEmitter {
public:
  BatchNormEmitter(CpuKernel &kernel, Operation *op, Value x)
      : kernel(kernel), b(kernel.builder), op(op), result(op->getResult(0)),
        type(getElementTypeOrSelf(x.getType())), lanes(b.lanes(type)),
        extents(getExtents(x.getType())), channels(extents[1].size),
        inner(kernel.product(ArrayRef(extents).drop_front(2))),
        mostInner(boundedElements(
            ArrayRef(extents).drop_front(2),
            [&](StringAttr dim) { return kernel.boundOf(dim); })),
        outputs(findResultOutputs(kernel.function, result)) {}

  void forward(BatchNormOp op);
  void backward(BatchNormBackwardOp op);

private:
  using Point = function_ref<SmallVector<Value>(Value at, Value mask)>;

  Value load(Value tensor, Value at, Value mask) {
    return b.loadVector(type, lanes, pointerTo(tensor, at), mask);
  }
  Value pointerTo(Value tensor, Value at) {
    return b.pointer(kernel.input(tensor), at, type);
  }
  /// A number of a channel, as f64.
  Value number(Value tensor, Value channel) {
    return b.convertFloat(b.load(type, pointerTo(tensor, channel)), f64());
  }
  Type f64() { return b.getF64Type(); }
  /// The values of a channel but one, at least 1.
  Value otherValues() {
    Value one = b.constant(1, f64());
    return b.maxf(b.subf(count, one), one);
  }
  Value splat(Value wide) { return b.splat(b.convertFloat(wide, type), lanes); }

  void forEachChannel(function_ref<void(Value)> body);
  SmallVector<Value> sums(Value channel, unsigned count, Point terms);
  void store(Value channel, function_ref<Value(Value, Value)> value);
  void storeNumber(Value result, Value channel, Value wide);

  CpuKernel &kernel;
  CpuBuilder &b;
  Operation *op;
  Value result;
  Type type;
  unsigned lanes;
  Extents extents;
  int64_t channels;
  Value inner; ///< elements of a plane
  int64_t mostInner;
  ResultOutputs outputs;
  Value images, count; ///< elements of a channel, as f64
};

void BatchNormEmitter::forEachChannel(function_ref<void(Value)> body) {
  images = kernel.extent(extents[0]);
  count = arith::SIToFPOp::create(b, f64(), b.mul(images, inner));
  int64_t perTask = std::max<int64_t>(1, kStreamChunk / 16 / mostInner);
  b.parallel(b.index(llvm::divideCeil(channels, perTask)), [&](Value task) {
    Value begin = b.mul(task, perTask);
    Value end = b.min(b.add(begin, perTask), b.index(channels));
    b.loop(begin, end, 1, body);
  });
}

/// Sums over the elements of a channel of what `terms` gives, as f64.
SmallVector<Value> BatchNormEmitter::sums(Value channel, unsigned count,
                                          Point terms) {
  auto narrow = VectorType::get(lanes, type);
  auto wide = VectorType::get(lanes, f64());
  SmallVector<Value> zeros(count, b.zero(narrow));
  SmallVector<Value> wideZeros(count, b.zero(wide));
  int64_t block = kSumBlock * lanes;
  auto sumRun = [&](Value first, Value begin, Value end, ValueRange carried) {
    SmallVector<Value> run = forEachVector(
        b, begin, end, lanes, zeros,
        [&](Value at, Value mask, ValueRange inner) {
          SmallVector<Value> next = terms(b.add(first, at), mask);
          for (auto [sum, before] : llvm::zip_equal(next, inner)) {
            // Lanes that do not exist count nothing, whatever they gave.
            if (mask)
              sum = arith::SelectOp::create(b, mask, sum, b.zero(narrow));
            sum = b.addf(before, sum);
          }
          return next;
        });
    for (auto [sum, before] : llvm::zip_equal(run, carried))
      sum = b.addf(before, b.convertFloat(sum, f64()));
    return run;
  };
  SmallVector<Value> total = b.loop(
      b.index(0), images, 1, wideZeros, [&](Value image, ValueRange carried) {
        Value plane = b.add(b.mul(image, channels), channel);
        Value first = b.mul(plane, inner);
        if (mostInner <= block)
          return sumRun(first, b.index(0), inner, carried);
        return b.loop(b.index(0), inner, block, carried,
                      [&](Value begin, ValueRange outer) {
                        Value end = b.min(b.add(begin, block), inner);
                        return sumRun(first, begin, end, outer);
                      });
      });
  return llvm::map_to_vector(total,
                             [&](Value sum) { return b.reduceAdd(sum); });
}

/// Stores what the kernel makes of the first result, a channel at a time.
void BatchNormEmitter::store(Value channel,
                             function_ref<Value(Value, Value)> value) {
  if (outputs.outputs.empty())
    return;
  Block &body = kernel.function.getBody().front();
  bool flat = llvm::all_of(body.without_terminator(), [&](Operation &other) {
    return &other == op || keepsElementNumber(&other);
  });
  Value width = kernel.extent(extents.back());
  Value rows = kernel.product(ArrayRef(extents).drop_front(2).drop_back());
  b.loop(b.index(0), images, 1, [&](Value image) {
    Value plane = b.add(b.mul(image, channels), channel);
    auto storeRow = [&](Value row, Value length) {
      Value first = b.mul(row, width);
      forEachVector(b, b.index(0), length, lanes, [&](Value at, Value mask) {
        storeResultOutputs(kernel, outputs, result,
                           value(b.add(first, at), mask), row, at, mask);
      });
    };
    // As one row of all its elements.
    if (flat)
      return storeRow(b.mul(plane, rows), inner);
    b.loop(b.index(0), rows, 1,
           [&](Value row) { storeRow(b.add(b.mul(plane, rows), row), width); });
  });
}

void BatchNormEmitter::storeNumber(Value value, Value channel, Value wide) {
  if (Value output = kernel.outputFor(value))
    b.store(b.convertFloat(wide, type), b.pointer(output, channel, type));
}

static Value inverseRoot(CpuBuilder &b, Value variance, const APFloat &eps) {
  Type f64 = b.getF64Type();
  Value sum = b.addf(variance, b.constant(eps.convertToDouble(), f64));
  return b.divf(b.constant(1, f64), b.sqrt(sum));
}

void BatchNormEmitter::forward(BatchNormOp op) {
  forEachChannel([&](Value channel) {
    Value x = op.getX();
    Value sum = sums(channel, 1, [&](Value at, Value mask) {
      return SmallVector<Value>{load(x, at, mask)};
    })[0];
    Value mean = b.convertFloat(b.divf(sum, count), type);
    Value meanLanes = b.splat(mean, lanes);
    auto centred = [&](Value at, Value mask) {
      return b.subf(load(x, at, mask), meanLanes);
    };
    SmallVector<Value> moments =
        sums(channel, 2, [&](Value at, Value mask) -> SmallVector<Value> {
          Value c = centred(at, mask);
          return {c, b.mulf(c, c)};
        });
    Value lacks = b.divf(moments[0], count);
    Value variance =
        b.divf(b.subf(moments[1], b.mulf(lacks, moments[0])), count);
    variance = arith::MaximumFOp::create(b, variance, b.zero(f64()));
    storeNumber(op.getMean(), channel,
                b.addf(b.convertFloat(mean, f64()), lacks));
    storeNumber(op.getVar(), channel,
                b.mulf(variance, b.divf(count, otherValues())));
    Value factor = inverseRoot(b, variance, op.getEps());
    if (op.getWeight())
      factor = b.mulf(factor, number(op.getWeight(), channel));
    Value shift = b.subf(b.zero(f64()), b.mulf(lacks, factor));
    if (op.getBias())
      shift = b.addf(shift, number(op.getBias(), channel));
    Value factorLanes = splat(factor), shiftLanes = splat(shift);
    store(channel, [&](Value at, Value mask) {
      return b.fma(centred(at, mask), factorLanes, shiftLanes);
    });
  });
}

void BatchNormEmitter::backward(BatchNormBackwardOp op) {
  forEachChannel([&](Value channel) {
    Value mean = b.load(type, pointerTo(op.getMean(), channel));
    Value meanLanes = b.splat(mean, lanes);
    auto centred = [&](Value at, Value mask) {
      return b.subf(load(op.getX(), at, mask), meanLanes);
    };
    SmallVector<Value> moments =
        sums(channel, 3, [&](Value at, Value mask) -> SmallVector<Value> {
          Value dy = load(op.getDy(), at, mask), c = centred(at, mask);
          return {dy, b.mulf(dy, c), c};
        });
    Value variance =
        b.mulf(number(op.getVar(), channel), b.divf(otherValues(), count));
    Value rstd = inverseRoot(b, variance, op.getEps());
    Value lacks = b.divf(moments[2], count);
    Value dbias = moments[0];
    Value dweight = b.mulf(b.subf(moments[1], b.mulf(lacks, dbias)), rstd);
    storeNumber(op.getDweight(), channel, dweight);
    storeNumber(op.getDbias(), channel, dbias);
    // dx = factor dy + slope c + shift
    Value factor = rstd;
    if (op.getWeight())
      factor = b.mulf(factor, number(op.getWeight(), channel));
    Value share = b.divf(factor, count);
    Value slope = b.subf(b.zero(f64()), b.mulf(share, b.mulf(rstd, dweight)));
    Value shift = b.subf(b.zero(f64()), b.mulf(share, dbias));
    shift = b.subf(shift, b.mulf(slope, lacks));
    Value factorLanes = splat(factor), slopeLanes = splat(slope);
    Value shiftLanes = splat(shift);
    store(channel, [&](Value at, Value mask) {
      Value dx = b.fma(centred(at, mask), slopeLanes, shiftLanes);
      return b.fma(load(op.getDy(), at, mask), factorLanes, dx);
    });
  });
}

} // namespace

LogicalResult generateBatchNorm(CpuKernel &kernel, Operation *anchor) {
  if (auto op = dyn_cast<BatchNormOp>(anchor)) {
    BatchNormEmitter(kernel, op, op.getX()).forward(op);
    return success();
  }
  auto op = cast<BatchNormBackwardOp>(anchor);
  BatchNormEmitter(kernel, op, op.getX()).backward(op);
  return success();
}

} // namespace bmc
