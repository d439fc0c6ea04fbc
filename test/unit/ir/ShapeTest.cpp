//===- ShapeTest.cpp - Named run-time sizes in tensor types ---------------===//
#include "ir/Shape.h"
#include "ir/BmcDialect.h"

#include "mlir/IR/Builders.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace bmc;

namespace {

class Shape : public ::testing::Test {
protected:
  void SetUp() override { context.getOrLoadDialect<BmcDialect>(); }

  Extent named(StringRef name) {
    return Extent::named(StringAttr::get(&context, name));
  }
  Type f32() { return Float32Type::get(&context); }

  MLIRContext context;
};

TEST_F(Shape, ExtentsSurviveTheType) {
  Extents extents{named("B"), Extent::fixed(4), named("S"), Extent::fixed(8)};
  RankedTensorType type = makeTensorType(extents, f32());
  EXPECT_EQ(getExtents(type), extents);
  EXPECT_EQ(formatExtents(extents), "[B, 4, S, 8]");
  EXPECT_EQ(leadingExtents(type),
            (Extents{named("B"), Extent::fixed(4), named("S")}));
}

TEST_F(Shape, StaticTensorsHaveNoEncoding) {
  RankedTensorType type =
      makeTensorType({Extent::fixed(2), Extent::fixed(3)}, f32());
  EXPECT_FALSE(type.getEncoding());
  EXPECT_EQ(type, RankedTensorType::get({2, 3}, f32()));
}

TEST_F(Shape, NamesDistinguishTypes) {
  EXPECT_NE(makeTensorType({named("B")}, f32()),
            makeTensorType({named("S")}, f32()));
  EXPECT_EQ(makeTensorType({named("B")}, f32()),
            makeTensorType({named("B")}, f32()));
}

TEST_F(Shape, OtherElementsKeepTheNames) {
  Type f64 = Float64Type::get(&context);
  RankedTensorType type = makeTensorType({named("B"), named("S")}, f32());
  EXPECT_EQ(withElementType(type, f64),
            makeTensorType({named("B"), named("S")}, f64));
}

TEST_F(Shape, ProductsOverflowToNothing) {
  Extent large = Extent::fixed(int64_t(1) << 32);
  EXPECT_EQ(staticProduct({Extent::fixed(6), named("B"), Extent::fixed(7)}),
            42);
  EXPECT_EQ(staticProduct({}), 1);
  EXPECT_EQ(staticProduct({large, large}), std::nullopt);
}

TEST_F(Shape, ModelTensors) {
  Extent limit = Extent::fixed((int64_t(1) << 60) - 1);
  EXPECT_TRUE(isModelTensor(makeTensorType({}, f32())));
  EXPECT_TRUE(isModelTensor(makeTensorType({named("B"), limit}, f32())));
  EXPECT_FALSE(isModelTensor(f32()));
  EXPECT_FALSE(isModelTensor(UnrankedTensorType::get(f32())));
  EXPECT_FALSE(
      isModelTensor(RankedTensorType::get({ShapedType::kDynamic}, f32())));
  EXPECT_FALSE(isModelTensor(makeTensorType({Extent::fixed(0)}, f32())));
  // One element more than 2^63 bytes hold.
  EXPECT_FALSE(
      isModelTensor(makeTensorType({Extent::fixed(int64_t(1) << 60)}, f32())));
}

} // namespace
