//===- BatchNormKernels.cpp - Batch norm and its gradients ----------------===//
//
// A task owns some channels: what it reads of a channel stays in its cache from
// one walk to the next. Sums of runs are joined in f64; the mean, which is
// rounded, is corrected by the mean of what is left of x.
//
// A unit is one channel, its lanes are elements of a plane. Where a plane is a
// single element, a unit is some vectors of channels and they are its lanes.
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

/// Units that share out the channels, where these are lanes, before a unit
/// takes more than a vector.
static constexpr int64_t kUnitsOfColumns = 4;

namespace {

class BatchNormEmitter {
public:
  BatchNormEmitter(CpuKernel &kernel, Operation *op, Value x)
      : kernel(kernel), b(kernel.builder), op(op), result(op->getResult(0)),
        type(getElementTypeOrSelf(x.getType())),
        extents(getExtents(x.getType())), channels(extents[1].size),
        inner(kernel.product(ArrayRef(extents).drop_front(2))),
        mostInner(boundedElements(
            ArrayRef(extents).drop_front(2),
            [&](StringAttr dim) { return kernel.boundOf(dim); })),
        mostImages(boundedElements(
            ArrayRef(extents).take_front(1),
            [&](StringAttr dim) { return kernel.boundOf(dim); })),
        outputs(findResultOutputs(kernel.function, result)),
        isFlat(onlyKeepsElementNumbers()),
        inColumns(isFlat && llvm::all_of(ArrayRef(extents).drop_front(2),
                                         [](const Extent &extent) {
                                           return extent == Extent::fixed(1);
                                         })),
        lanes(b.lanes(type) * (inColumns ? vectorsOfUnit() : 1)) {}

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
  /// A number of each channel of a unit.
  Value number(Value tensor, Value channel) {
    return inColumns ? load(tensor, channel, channelMask)
                     : b.load(type, pointerTo(tensor, channel));
  }
  /// The same as f64.
  Value wideNumber(Value tensor, Value channel) {
    return b.convertFloat(number(tensor, channel), b.getF64Type());
  }
  /// An f64 for each channel of a unit.
  Value wide(double value) {
    Type f64 = b.getF64Type();
    return b.constant(value, inColumns ? VectorType::get(lanes, f64) : f64);
  }
  /// The values of a channel but one, at least 1.
  Value otherValues() { return b.maxf(b.subf(count, wide(1)), wide(1)); }
  Value inverseRoot(Value variance, const APFloat &eps) {
    Value sum = b.addf(variance, wide(eps.convertToDouble()));
    return b.divf(wide(1), b.sqrt(sum));
  }
  /// A number of each channel, in all lanes that are the channel's.
  Value inLanes(Value number) {
    Value narrow = b.convertFloat(number, type);
    return inColumns ? narrow : b.splat(narrow, lanes);
  }

  bool onlyKeepsElementNumbers() const;
  int64_t vectorsOfUnit() const;
  void forEachUnit(function_ref<void(Value)> body);
  SmallVector<Value> sums(Value channel, unsigned count, Point terms);
  SmallVector<Value> columnSums(Value channel, unsigned count, Point terms);
  void store(Value channel, function_ref<Value(Value, Value)> value);
  void storeNumber(Value result, Value channel, Value wide);

  CpuKernel &kernel;
  CpuBuilder &b;
  Operation *op;
  Value result;
  Type type;
  Extents extents;
  int64_t channels;
  Value inner; ///< elements of a plane
  int64_t mostInner, mostImages;
  ResultOutputs outputs;
  bool isFlat;    ///< the kernel can be walked as one row of all elements
  bool inColumns; ///< lanes are channels
  unsigned lanes;
  Value images, count; ///< elements of a channel, as f64
  Value channelMask;   ///< of the unit, if lanes are channels; null: all exist
};

bool BatchNormEmitter::onlyKeepsElementNumbers() const {
  Block &body = kernel.function.getBody().front();
  return llvm::all_of(body.without_terminator(), [&](Operation &other) {
    return &other == op || keepsElementNumber(&other);
  });
}

/// As many vectors of channels as registers hold three sums of, if there are
/// enough units to share out.
int64_t BatchNormEmitter::vectorsOfUnit() const {
  int64_t vectors = llvm::divideCeil(channels, b.lanes(type));
  int64_t most = b.getTarget().vectorRegisters() / 8;
  return std::clamp<int64_t>(vectors / kUnitsOfColumns, 1, most);
}

/// Calls body(the first channel).
void BatchNormEmitter::forEachUnit(function_ref<void(Value)> body) {
  images = kernel.extent(extents[0]);
  Type f64 = b.getF64Type();
  count = arith::SIToFPOp::create(b, f64, b.mul(images, inner));
  if (inColumns)
    count = b.splat(count, lanes);
  int64_t size = inColumns ? lanes : 1;
  int64_t most = inColumns ? mostImages * lanes : 16 * mostInner;
  int64_t perTask = std::max<int64_t>(1, kStreamChunk / most) * size;
  b.parallel(b.index(llvm::divideCeil(channels, perTask)), [&](Value task) {
    Value begin = b.mul(task, perTask);
    Value end = b.min(b.add(begin, perTask), b.index(channels));
    b.loop(begin, end, size, [&](Value channel) {
      if (channels % size != 0)
        channelMask = b.maskFirst(b.sub(b.index(channels), channel), lanes);
      body(channel);
    });
  });
}

/// Sums over the images, of the vectors of channels of a unit.
SmallVector<Value> BatchNormEmitter::columnSums(Value channel, unsigned count,
                                                Point terms) {
  SmallVector<Value> zeros(count, b.zero(VectorType::get(lanes, type)));
  SmallVector<Value> wideZeros(count, wide(0));
  return b.loop(
      b.index(0), images, kSumBlock, wideZeros,
      [&](Value begin, ValueRange carried) {
        Value end = b.min(b.add(begin, kSumBlock), images);
        SmallVector<Value> run =
            b.loop(begin, end, 1, zeros, [&](Value image, ValueRange before) {
              Value at = b.add(b.mul(image, channels), channel);
              SmallVector<Value> next = terms(at, channelMask);
              for (auto [sum, other] : llvm::zip_equal(next, before))
                sum = b.addf(other, sum);
              return next;
            });
        for (auto [sum, before] : llvm::zip_equal(run, carried))
          sum = b.addf(before, b.convertFloat(sum, b.getF64Type()));
        return run;
      });
}

/// Sums over the elements of each channel of a unit of what `terms` gives, as
/// f64.
SmallVector<Value> BatchNormEmitter::sums(Value channel, unsigned count,
                                          Point terms) {
  if (inColumns)
    return columnSums(channel, count, terms);
  auto narrow = VectorType::get(lanes, type);
  auto wide = VectorType::get(lanes, b.getF64Type());
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
      sum = b.addf(before, b.convertFloat(sum, b.getF64Type()));
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

/// Stores what the kernel makes of the first result, a unit at a time.
void BatchNormEmitter::store(Value channel,
                             function_ref<Value(Value, Value)> value) {
  if (outputs.outputs.empty())
    return;
  Value width = kernel.extent(extents.back());
  Value rows = kernel.product(ArrayRef(extents).drop_front(2).drop_back());
  b.loop(b.index(0), images, 1, [&](Value image) {
    Value plane = b.add(b.mul(image, channels), channel);
    if (inColumns)
      return storeResultOutputs(kernel, outputs, result,
                                value(plane, channelMask), plane, b.index(0),
                                channelMask);
    auto storeRow = [&](Value row, Value length) {
      Value first = b.mul(row, width);
      forEachVector(b, b.index(0), length, lanes, [&](Value at, Value mask) {
        storeResultOutputs(kernel, outputs, result,
                           value(b.add(first, at), mask), row, at, mask);
      });
    };
    // As one row of all its elements.
    if (isFlat)
      return storeRow(b.mul(plane, rows), inner);
    b.loop(b.index(0), rows, 1,
           [&](Value row) { storeRow(b.add(b.mul(plane, rows), row), width); });
  });
}

void BatchNormEmitter::storeNumber(Value value, Value channel, Value wide) {
  Value output = kernel.outputFor(value);
  if (!output)
    return;
  Value narrow = b.convertFloat(wide, type);
  Value pointer = b.pointer(output, channel, type);
  if (inColumns)
    b.storeVector(narrow, pointer, channelMask);
  else
    b.store(narrow, pointer);
}

void BatchNormEmitter::forward(BatchNormOp op) {
  forEachUnit([&](Value channel) {
    Value x = op.getX();
    Value sum = sums(channel, 1, [&](Value at, Value mask) {
      return SmallVector<Value>{load(x, at, mask)};
    })[0];
    Value mean = b.convertFloat(b.divf(sum, count), type);
    Value meanLanes = inLanes(mean);
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
    variance = arith::MaximumFOp::create(b, variance, wide(0));
    storeNumber(op.getMean(), channel,
                b.addf(b.convertFloat(mean, b.getF64Type()), lacks));
    storeNumber(op.getVar(), channel,
                b.mulf(variance, b.divf(count, otherValues())));
    Value factor = inverseRoot(variance, op.getEps());
    if (op.getWeight())
      factor = b.mulf(factor, wideNumber(op.getWeight(), channel));
    Value shift = b.subf(wide(0), b.mulf(lacks, factor));
    if (op.getBias())
      shift = b.addf(shift, wideNumber(op.getBias(), channel));
    Value factorLanes = inLanes(factor), shiftLanes = inLanes(shift);
    store(channel, [&](Value at, Value mask) {
      return b.fma(centred(at, mask), factorLanes, shiftLanes);
    });
  });
}

void BatchNormEmitter::backward(BatchNormBackwardOp op) {
  forEachUnit([&](Value channel) {
    Value mean = number(op.getMean(), channel);
    Value meanLanes = inLanes(mean);
    auto centred = [&](Value at, Value mask) {
      return b.subf(load(op.getX(), at, mask), meanLanes);
    };
    SmallVector<Value> moments =
        sums(channel, 3, [&](Value at, Value mask) -> SmallVector<Value> {
          Value dy = load(op.getDy(), at, mask), c = centred(at, mask);
          return {dy, b.mulf(dy, c), c};
        });
    Value variance =
        b.mulf(wideNumber(op.getVar(), channel), b.divf(otherValues(), count));
    Value rstd = inverseRoot(variance, op.getEps());
    Value lacks = b.divf(moments[2], count);
    Value dbias = moments[0];
    Value dweight = b.mulf(b.subf(moments[1], b.mulf(lacks, dbias)), rstd);
    storeNumber(op.getDweight(), channel, dweight);
    storeNumber(op.getDbias(), channel, dbias);
    // dx = factor dy + slope c + shift
    Value factor = rstd;
    if (op.getWeight())
      factor = b.mulf(factor, wideNumber(op.getWeight(), channel));
    Value share = b.divf(factor, count);
    Value slope = b.subf(wide(0), b.mulf(share, b.mulf(rstd, dweight)));
    Value shift = b.subf(wide(0), b.mulf(share, dbias));
    shift = b.subf(shift, b.mulf(slope, lacks));
    Value factorLanes = inLanes(factor), slopeLanes = inLanes(slope);
    Value shiftLanes = inLanes(shift);
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
