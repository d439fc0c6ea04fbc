//===- CountOps.cpp - A pass that bmc-opt loads at run time ---------------===//
//
// The smallest pass outside the compiler: it remarks how often each bmc op
// occurs. Built as a plugin, so that the way to add a pass without rebuilding
// the compiler is tested:
//
//   bmc-opt model.mlir --load-pass-plugin=lib/bmc-opt-example.so
//           --pass-pipeline='builtin.module(example-count-ops)'
//
//===----------------------------------------------------------------------===//

#include "ir/BmcOps.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/Pass.h"
#include "mlir/Tools/Plugins/PassPlugin.h"

#include <map>

using namespace mlir;

namespace {

struct CountOps : PassWrapper<CountOps, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(CountOps)

  StringRef getArgument() const override { return "example-count-ops"; }
  StringRef getDescription() const override {
    return "remark how often each bmc op occurs";
  }

  void runOnOperation() override {
    std::map<StringRef, int64_t> counts;
    getOperation().walk([&](Operation *op) {
      if (isa_and_nonnull<bmc::BmcDialect>(op->getDialect()))
        ++counts[op->getName().stripDialect()];
    });
    for (const auto &[name, count] : counts)
      emitRemark(getOperation().getLoc()) << name << " x " << count;
  }
};

} // namespace

extern "C" LLVM_ATTRIBUTE_WEAK PassPluginLibraryInfo mlirGetPassPluginInfo() {
  return {MLIR_PLUGIN_API_VERSION, "BmcOptExample", "1",
          [] { PassRegistration<CountOps>(); }};
}
