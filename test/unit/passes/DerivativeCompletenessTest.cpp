//===- DerivativeCompletenessTest.cpp - No op without a rule ----*- C++ -*-===//
//
// A new op must say what its gradient is, or that it has none, and what it
// computes. Walking all registered ops finds the hole.
//
//===----------------------------------------------------------------------===//
#include "ir/reference/Eval.h"
#include "passes/autodiff/Rules.h"

#include <gtest/gtest.h>

using namespace mlir;

namespace {

class Completeness : public ::testing::Test {
protected:
  void SetUp() override { context.getOrLoadDialect<bmc::BmcDialect>(); }

  ArrayRef<RegisteredOperationName> ops() {
    return context.getRegisteredOperationsByDialect("bmc");
  }

  MLIRContext context;
};

/// Declarations in the module; nothing is computed.
bool isDeclaration(StringRef name) {
  return name == bmc::DimOp::getOperationName() ||
         name == bmc::ParameterOp::getOperationName();
}

TEST_F(Completeness, WalksTheWholeDialect) { EXPECT_GT(ops().size(), 60u); }

TEST_F(Completeness, EveryOpHasADerivativeOrIsDeclaredToHaveNone) {
  for (RegisteredOperationName op : ops()) {
    bool declared = op.hasTrait<bmc::OpTrait::NonDifferentiable>();
    bool hasRule = bmc::derivativeRules().lookup(op.getStringRef());
    EXPECT_FALSE(declared && hasRule)
        << op.getStringRef().str()
        << " has a derivative rule and is declared non-differentiable";
    EXPECT_TRUE(declared || hasRule)
        << op.getStringRef().str()
        << " needs a row in passes/autodiff/Rules*.cpp or the trait "
           "Bmc_NonDifferentiable";
  }
}

TEST_F(Completeness, EveryRuleBelongsToAnOp) {
  for (StringRef name : bmc::derivativeRules().names())
    EXPECT_TRUE(RegisteredOperationName::lookup(name, &context).has_value())
        << name.str() << " has a derivative rule but is not an op";
}

TEST_F(Completeness, EveryOpHasAReferenceEvaluation) {
  for (RegisteredOperationName op : ops()) {
    if (isDeclaration(op.getStringRef()))
      continue;
    EXPECT_NE(bmc::reference::lookup(op), nullptr)
        << op.getStringRef().str() << " needs a row in ir/reference";
  }
}

} // namespace
