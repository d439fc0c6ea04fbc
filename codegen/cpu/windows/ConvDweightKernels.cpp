//===- ConvDweightKernels.cpp - The gradient of a convolution's weight ----===//

#include "codegen/common/points/ResultOutputs.h"
#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/cpu/rows/Columns.h"
#include "codegen/cpu/windows/ConvDweight.h"
#include "ir/ops/Windows.h"

using namespace mlir;

namespace bmc {

/// Multiply-adds that are worth a parallel task.
static constexpr int64_t kTaskProducts = int64_t{1} << 22;
static constexpr int64_t kChunkImages = 8;
/// Filters and channels of about a task.
static constexpr int64_t kTaskWidth = 64;

/// Images of a chunk: they decide how much scratch is needed, so they are the
/// same on all targets. More where filters and channels make enough tasks: each
/// chunk has a gradient of its own to store and add up.
static int64_t chunkImages(const Windows &windows) {
  double products = double(windows.filters) * double(windows.groupChannels()) *
                    double(windows.kernel()) * double(windows.outputs());
  int64_t blocks = windows.groups *
                   llvm::divideCeil(windows.groupFilters(), kTaskWidth) *
                   llvm::divideCeil(windows.groupChannels(), kTaskWidth);
  int64_t factor = std::clamp<int64_t>(blocks / 4, 1, 8);
  return std::max(kChunkImages * factor,
                  static_cast<int64_t>(kTaskProducts / products));
}

/// Whether the only chunk can be summed in the result's place.
static bool isOneChunk(ConvDweightOp op, DimBound bound) {
  int64_t images = boundedElements(getExtents(op.getX().getType())[0], bound);
  auto function = op->getParentOfType<func::FuncOp>();
  return images <= chunkImages(boundedWindows(op)) &&
         !findResultOutputs(function, op.getDweight()).hasEpilogue();
}

namespace {

/// Adds up the chunks and stores what the kernel makes of the sums.
class ChunkJoin {
public:
  ChunkJoin(CpuKernel &kernel, ConvDweightOp op, const DweightChunks &chunks)
      : kernel(kernel), b(kernel.builder), result(op.getDweight()),
        chunks(chunks), type(getElementTypeOrSelf(result.getType())),
        elements(staticProduct(getExtents(result.getType())).value()) {}

  void emit();

private:
  Value totalAt(Value element, unsigned wide, Value mask);

  CpuKernel &kernel;
  CpuBuilder &b;
  Value result;
  const DweightChunks &chunks;
  Type type;
  int64_t elements;
};

} // namespace

/// Of `wide` elements, in f64.
Value ChunkJoin::totalAt(Value element, unsigned wide, Value mask) {
  Type f64 = b.getF64Type();
  Type sums = wide == 1 ? f64 : Type(VectorType::get(wide, f64));
  Value total =
      b.loop(b.index(0), chunks.count, 1, b.zero(sums),
             [&](Value number, ValueRange carried) -> SmallVector<Value> {
               Value at = b.add(b.mul(number, elements), element);
               Value from = b.pointer(chunks.sums, at, type);
               Value part = wide == 1 ? b.load(type, from)
                                      : b.loadVector(type, wide, from, mask);
               return {b.addf(carried[0], b.convertFloat(part, f64))};
             })[0];
  return b.convertFloat(total, type);
}

void ChunkJoin::emit() {
  ResultOutputs outputs = findResultOutputs(kernel.function, result);
  int64_t last = getExtents(result.getType()).back().size;
  // Without an epilogue an element's number is all that matters.
  bool flat = !outputs.hasEpilogue();
  unsigned wide = flat ? b.lanes(type) : 1;
  int64_t perTask = kStreamChunk / 4;
  b.parallel(b.index(llvm::divideCeil(elements, perTask)), [&](Value part) {
    Value begin = b.mul(part, perTask);
    Value end = b.min(b.add(begin, perTask), b.index(elements));
    forEachVector(b, begin, end, wide, [&](Value at, Value mask) {
      Value value = totalAt(at, wide, mask);
      if (flat)
        return b.storeVector(
            value, b.pointer(kernel.output(*outputs.own), at, type), mask);
      storeResultOutputs(kernel, outputs, result, value,
                         b.div(at, b.index(last)), b.rem(at, b.index(last)));
    });
  });
}

int64_t convDweightScratchBytes(Operation *anchor, DimBound bound) {
  auto op = cast<ConvDweightOp>(anchor);
  if (isOneChunk(op, bound))
    return 0;
  Type type = op.getDweight().getType();
  int64_t images = boundedElements(getExtents(op.getX().getType())[0], bound);
  return llvm::divideCeil(images, chunkImages(boundedWindows(op))) *
         boundedElements(getExtents(type), bound) *
         getElementTypeOrSelf(type).getIntOrFloatBitWidth() / 8;
}

LogicalResult generateConvDweight(CpuKernel &kernel, Operation *anchor) {
  auto op = cast<ConvDweightOp>(anchor);
  bool isOne =
      isOneChunk(op, [&](StringAttr dim) { return kernel.boundOf(dim); });
  Value images = kernel.extent(getExtents(op.getX().getType())[0]);
  DweightChunks chunks;
  chunks.images = chunkImages(boundedWindows(op));
  chunks.count = isOne ? kernel.builder.index(1)
                       : kernel.builder.ceilDiv(images, chunks.images);
  chunks.sums = isOne ? kernel.outputFor(op.getDweight()) : kernel.scratch();
  if (!emitDweightProduct(kernel, op, chunks) &&
      !emitDweightStencil(kernel, op, chunks))
    return anchor->emitOpError("has windows that reach too far");
  if (!isOne)
    ChunkJoin(kernel, op, chunks).emit();
  return success();
}

} // namespace bmc
