//===- ScanKernels.cpp - Running sums and products ------------------------===//
//
// Lines along the last axis are walked one by one, others in vectors of
// neighbours. No line is cut, so the thread count never shows.
//
//===----------------------------------------------------------------------===//

#include "codegen/common/rows/Scan.h"
#include "codegen/cpu/builder/CpuKernel.h"
#include "codegen/cpu/rows/Columns.h"

using namespace mlir;

namespace bmc {

/// Vectors of lines that make one task.
static int64_t unitsPerTask(const Extent &extent, unsigned lanes) {
  int64_t length = extent.isStatic() ? extent.size : 256;
  return std::max<int64_t>(1, kStreamChunk / (length * lanes));
}

LogicalResult generateScan(CpuKernel &kernel, Operation *anchor) {
  CpuBuilder &b = kernel.builder;
  Scan scan(kernel, anchor);
  unsigned lanes = scan.behind.empty() ? 1 : b.lanes(scan.type);
  Value width = kernel.product(scan.behind);
  Value blocks = b.ceilDiv(width, lanes);
  Value units = b.mul(kernel.product(scan.before), blocks);
  int64_t perTask = unitsPerTask(scan.extent, lanes);
  b.parallel(b.ceilDiv(units, perTask), [&](Value task) {
    Value begin = b.mul(task, perTask);
    Value end = b.min(b.add(begin, perTask), units);
    b.loop(begin, end, 1, [&](Value unit) {
      Value col = b.mul(b.rem(unit, blocks), lanes);
      Value mask = lanes == 1 ? Value() : b.maskFirst(b.sub(width, col), lanes);
      scan.emitLines(b.div(unit, blocks), col, lanes, mask);
    });
  });
  return success();
}

} // namespace bmc
