//===- ScanKernels.cpp - Running sums and products ------------------------===//

#include "codegen/common/rows/Scan.h"
#include "codegen/nvptx/builder/GpuKernel.h"

using namespace mlir;

namespace bmc {

static constexpr int64_t kThreads = 128;

/// A thread per line.
LogicalResult generateScan(GpuKernel &kernel, Operation *anchor) {
  GpuBuilder &b = kernel.builder;
  Scan scan(kernel, anchor);
  Extents lines = scan.before;
  lines.append(scan.behind);
  if (lines.empty())
    lines.push_back(Extent::fixed(1));
  kernel.forEachElement(lines, kThreads, [&](Value line) {
    Value width = kernel.product(scan.behind);
    scan.emitLines(b.div(line, width), b.rem(line, width), /*lanes=*/1);
  });
  return success();
}

} // namespace bmc
