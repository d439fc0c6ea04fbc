//===- PatchWeights.cpp - Weights as a product with patches reads them ----===//

#include "codegen/cpu/windows/PatchProduct.h"
#include "ir/BmcOps.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;

namespace bmc {

int64_t PatchProductPlan::packedPanel(const PatchPhase &phase) const {
  // Packing writes whole squares of lanes x lanes.
  auto depth = channels * static_cast<int64_t>(phase.taps.size());
  return static_cast<int64_t>(llvm::alignTo(depth, tile.lanes)) *
         tile.columns();
}

int64_t PatchProductPlan::packedOffset(size_t phase) const {
  int64_t offset = 0;
  for (const PatchPhase &before : llvm::ArrayRef(phases).take_front(phase))
    offset += panels() * packedPanel(before);
  return offset;
}

int64_t PatchProductPlan::packedGroup() const {
  return packedOffset(phases.size());
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
      if (isForward)
        packFilters(from, to, panel);
      else
        packChannels(from, to, panel);
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
    block.target = pointer(to, b.mul(panel, plan.packedPanel(plan.phases[0])));
    block.width = plan.tile.columns();
    emitPack(b, block);
  }

  /// Channels side by side, for each filter and tap of each phase.
  void packChannels(Value from, Value to, Value panel) {
    int64_t filterElements = windows.groupChannels() * windows.kernel();
    b.loop(b.index(0), b.index(windows.groupFilters()), 1, [&](Value filter) {
      for (int64_t at = 0; at < plan.tile.columns(); at += lanes) {
        Value channel = b.add(b.mul(panel, plan.tile.columns()), at);
        Value existing = b.sub(b.index(plan.planes), channel);
        b.ifThen(b.less(b.index(0), existing), [&] {
          Value line = pointer(from, b.add(b.mul(filter, filterElements),
                                           b.mul(channel, windows.kernel())));
          for (int64_t place = 0; place < windows.kernel(); place += lanes) {
            int64_t count = std::min(lanes, windows.kernel() - place);
            storeTaps(tapVectors(line, place, count, existing), place, to,
                      panel, filter, at);
          }
        });
      }
    });
  }

  /// For `count` places of the kernel the weights of a vector of channels, of
  /// which `existing` do; those that do not repeat the last one.
  SmallVector<Value> tapVectors(Value line, int64_t place, int64_t count,
                                Value existing) {
    if (windows.kernel() == 1)
      return {
          b.loadVector(type, lanes, line,
                       b.maskFirst(b.min(existing, b.index(lanes)), lanes))};
    Value mask;
    if (count < lanes)
      mask = b.maskFirst(b.index(count), lanes);
    SmallVector<Value> rows;
    for (int64_t lane = 0; lane < lanes; ++lane) {
      Value channel = b.min(b.index(lane), b.sub(existing, b.index(1)));
      Value from = b.add(b.mul(channel, windows.kernel()), place);
      rows.push_back(b.loadVector(type, lanes, pointer(line, from), mask));
    }
    rows = transposeVectors(b, rows);
    rows.resize(count);
    return rows;
  }

  void storeTaps(ArrayRef<Value> vectors, int64_t place, Value to, Value panel,
                 Value filter, int64_t at) {
    for (auto [number, phase] : llvm::enumerate(plan.phases))
      for (auto [i, tap] : llvm::enumerate(phase.taps)) {
        int64_t vector = tap.place - place;
        if (vector < 0 || vector >= static_cast<int64_t>(vectors.size()))
          continue;
        Value row = b.add(b.mul(filter, phase.taps.size()), i);
        Value offset = b.add(b.mul(panel, plan.packedPanel(phase)),
                             b.mul(row, plan.tile.columns()));
        b.storeVector(
            vectors[vector],
            pointer(to, b.add(offset, plan.packedOffset(number) + at)));
      }
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
