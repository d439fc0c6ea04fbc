//===- KernelDims.cpp - The run-time sizes a kernel depends on ------------===//

#include "ir/KernelDims.h"
#include "ir/BmcOps.h"
#include "ir/Shape.h"

#include "llvm/ADT/DenseSet.h"

using namespace mlir;

namespace bmc {

llvm::SmallVector<StringAttr> kernelDims(func::FuncOp kernel) {
  llvm::DenseSet<StringAttr> used;
  auto visit = [&](Type type) {
    for (const Extent &extent : getExtents(type))
      if (!extent.isStatic())
        used.insert(extent.name);
  };
  for (Type type : kernel.getArgumentTypes())
    visit(type);
  kernel.walk([&](Operation *op) {
    for (Type type : op->getResultTypes())
      visit(type);
    if (auto size = dyn_cast<SizeOp>(op))
      for (Attribute name : size.getDims())
        used.insert(cast<StringAttr>(name));
  });
  llvm::SmallVector<StringAttr> ordered;
  for (auto dim : kernel->getParentOfType<ModuleOp>().getOps<DimOp>())
    if (used.contains(dim.getSymNameAttr()))
      ordered.push_back(dim.getSymNameAttr());
  return ordered;
}

unsigned kernelStreams(func::FuncOp kernel) {
  unsigned count = 0;
  kernel.walk([&](RandomOp random) { count += random.getByLaunch(); });
  return count;
}

} // namespace bmc
