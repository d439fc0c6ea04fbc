//===- GeneratorsTest.cpp - Every anchor has code on every target ---------===//

#include "codegen/cpu/builder/KernelScratch.h"
#include "codegen/nvptx/builder/GpuScratch.h"
#include "ir/BmcDialect.h"
#include "ir/BmcOps.h"

#include "mlir/IR/MLIRContext.h"
#include "gtest/gtest.h"

using namespace mlir;
using namespace bmc;

/// An op that one target can compile and another cannot would be a program
/// that --target breaks.
TEST(GeneratorsTest, TargetsEmitTheSameAnchors) {
  MLIRContext context;
  context.loadDialect<BmcDialect>();
  unsigned anchors = 0;
  for (RegisteredOperationName op :
       context.getRegisteredOperationsByDialect("bmc")) {
    StringRef name = op.getStringRef();
    EXPECT_EQ(hasCpuGenerator(name), hasGpuGenerator(name)) << name.str();
    anchors += hasCpuGenerator(name);
  }
  EXPECT_GE(anchors, 20u);
}
