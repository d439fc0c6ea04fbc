//===- PatchWeights.cpp - Weights as a product with patches reads them ----===//

#include "codegen/cpu/windows/PatchProduct.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

int64_t PatchProductPlan::packedPanel(int64_t sum) const {
  if (isTransformed())
    return channels * tile.columns();
  // Packing writes whole squares of lanes x lanes.
  auto depth = channels * static_cast<int64_t>(phases[sum].taps.size());
  return static_cast<int64_t>(llvm::alignTo(depth, tile.lanes)) *
         tile.columns();
}

int64_t PatchProductPlan::packedOffset(int64_t sum) const {
  int64_t offset = 0;
  for (int64_t before = 0; before < sum; ++before)
    offset += panels() * packedPanel(before);
  return offset;
}

int64_t PatchProductPlan::packedGroup() const {
  return packedOffset(numSums());
}

namespace {

class WeightPacker {
public:
  WeightPacker(CpuKernel &kernel, Operation *op, const PatchProductPlan &plan)
      : b(kernel.builder), windows(boundedWindows(op)), plan(plan),
        type(getElementTypeOrSelf(op->getResult(0).getType())),
        lanes(plan.tile.lanes),
        weight(weightPlanes(kernel, windows, kernel.input(op->getOperand(1)),
                            type)),
        packed(kernel.scratch()) {}

  void emit(bool isForward) {
    b.parallel(b.index(windows.groups * plan.panels()), [&](Value task) {
      Value panel = b.rem(task, b.index(plan.panels()));
      Value group = b.div(task, b.index(plan.panels()));
      Value to = pointer(packed, b.mul(group, plan.packedGroup()));
      Value from = weight.at(b, group, b.index(0), b.index(0));
      if (isForward && !plan.isTransformed())
        return packFilters(from, to, panel);
      int64_t filter = windows.groupChannels() * windows.kernel();
      forEachVector(from, panel, isForward ? windows.kernel() : filter,
                    isForward ? filter : windows.kernel(),
                    [&](const PanelVector &at) {
                      if (plan.isTransformed())
                        storePoints(at, to, isForward);
                      else
                        storePhases(at, to);
                    });
    });
  }

private:
  Value pointer(Value base, Value index) {
    return b.pointer(base, index, type);
  }

  /// Filters side by side: a filter's channels and taps lie in the order of d.
  void packFilters(Value from, Value to, Value panel) {
    int64_t depth = windows.groupChannels() * windows.kernel();
    Value first = b.mul(panel, plan.tile.columns());
    PackBlock block;
    block.elementType = type;
    block.lanes = lanes;
    block.source = pointer(from, b.mul(first, depth));
    block.stride = b.index(depth);
    block.transposed = true;
    block.depth = b.index(depth);
    block.staticDepth = depth;
    block.columns = b.sub(b.index(plan.planes), first);
    if (plan.planes % plan.tile.columns() == 0)
      block.staticColumns = plan.tile.columns();
    block.target = pointer(to, b.mul(panel, plan.packedPanel(0)));
    block.width = plan.tile.columns();
    emitPack(b, block);
  }

  /// A vector of a panel's planes, with one of the channels summed over.
  struct PanelVector {
    Value line; ///< weights of the first plane
    int64_t planeStride;
    Value existing; ///< planes from the first on, at least 1
    Value channel;
    int64_t at; ///< in the panel
    Value panel;
  };

  /// The strides are between weights of channels and of planes.
  void forEachVector(Value from, Value panel, int64_t channelStride,
                     int64_t planeStride,
                     function_ref<void(const PanelVector &)> body) {
    b.loop(b.index(0), b.index(plan.channels), 1, [&](Value channel) {
      Value weights = pointer(from, b.mul(channel, channelStride));
      for (int64_t at = 0; at < plan.tile.columns(); at += lanes) {
        Value plane = b.add(b.mul(panel, plan.tile.columns()), at);
        Value existing = b.sub(b.index(plan.planes), plane);
        b.ifThen(b.less(b.index(0), existing), [&] {
          body({pointer(weights, b.mul(plane, planeStride)), planeStride,
                existing, channel, at, panel});
        });
      }
    });
  }

  /// For `count` places of the kernel the weights of a vector of planes; those
  /// that do not exist repeat the last one.
  SmallVector<Value> tapVectors(const PanelVector &at, int64_t place,
                                int64_t count) {
    if (at.planeStride == 1)
      return {
          b.loadVector(type, lanes, at.line,
                       b.maskFirst(b.min(at.existing, b.index(lanes)), lanes))};
    Value mask;
    if (count < lanes)
      mask = b.maskFirst(b.index(count), lanes);
    SmallVector<Value> rows;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      Value plane = b.min(b.index(lane), b.sub(at.existing, b.index(1)));
      Value from = b.add(b.mul(plane, at.planeStride), place);
      rows.push_back(b.loadVector(type, lanes, pointer(at.line, from), mask));
    }
    rows = transposeVectors(b, rows);
    rows.resize(count);
    return rows;
  }

  SmallVector<Value> allTaps(const PanelVector &at) {
    SmallVector<Value> taps;
    for (int64_t place = 0; place < windows.kernel(); place += lanes)
      llvm::append_range(
          taps,
          tapVectors(at, place, std::min(lanes, windows.kernel() - place)));
    return taps;
  }

  void storeRow(const PanelVector &at, Value to, int64_t sum, Value row,
                Value vector) {
    Value offset = b.add(b.mul(at.panel, plan.packedPanel(sum)),
                         b.mul(row, plan.tile.columns()));
    b.storeVector(vector,
                  pointer(to, b.add(offset, plan.packedOffset(sum) + at.at)));
  }

  void storePhases(const PanelVector &at, Value to) {
    SmallVector<Value> taps = allTaps(at);
    for (auto [number, phase] : llvm::enumerate(plan.phases))
      for (auto [i, tap] : llvm::enumerate(phase.taps))
        storeRow(at, to, number, b.add(b.mul(at.channel, phase.taps.size()), i),
                 taps[tap.place]);
  }

  /// A gradient meets its inputs with the last tap first.
  void storePoints(const PanelVector &at, Value to, bool isForward) {
    SmallVector<Value> taps = allTaps(at);
    if (!isForward)
      std::reverse(taps.begin(), taps.end());
    for (auto [number, point] :
         llvm::enumerate(transformWeights(b, plan.points, taps)))
      storeRow(at, to, number, at.channel, point);
  }

  CpuBuilder &b;
  Windows windows;
  const PatchProductPlan &plan;
  Type type;
  int64_t lanes;
  Planes weight;
  Value packed;
};

} // namespace

void emitPatchWeights(CpuKernel &kernel, Operation *op,
                      const PatchProductPlan &plan) {
  WeightPacker(kernel, op, plan).emit(isa<ConvOp>(op));
}

} // namespace bmc
