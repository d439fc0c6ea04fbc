//===- InjectFailure.cpp - A pass that fails, to test the reproducer ------===//

#include "passes/Passes.h"

#include "llvm/Support/ErrorHandling.h"

namespace bmc {
#define GEN_PASS_DEF_INJECTFAILURE
#include "passes/Passes.h.inc"
} // namespace bmc

namespace {

struct InjectFailure : bmc::impl::InjectFailureBase<InjectFailure> {
  using InjectFailureBase::InjectFailureBase;

  void runOnOperation() override {
    if (fatal)
      llvm::reportFatalInternalError("it was asked for by --inject-failure");
    emitError(mlir::UnknownLoc::get(&getContext()),
              "a failure was asked for by --inject-failure");
    signalPassFailure();
  }
};

} // namespace
