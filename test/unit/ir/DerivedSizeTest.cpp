//===- DerivedSizeTest.cpp - Run-time sizes computed from others ----------===//
#include "ir/DerivedSize.h"
#include "ir/BmcDialect.h"
#include "ir/Shape.h"

#include "mlir/IR/Builders.h"

#include <gtest/gtest.h>

using namespace mlir;
using namespace bmc;

namespace {

std::string nameOf(StringRef base, int64_t factor, int64_t offset,
                   int64_t divisor) {
  return DerivedSize{base.str(), factor, offset, divisor}.simplified()->name();
}

TEST(DerivedSize, NamesAreFormulas) {
  EXPECT_EQ(nameOf("S", 1, 0, 1), "S");
  EXPECT_EQ(nameOf("S", 1, -2, 1), "S-2");
  EXPECT_EQ(nameOf("S", 1, 0, 2), "S/2");
  EXPECT_EQ(nameOf("S", 1, 1, 2), "(S+1)/2");
  EXPECT_EQ(nameOf("S", 2, 0, 1), "2*S");
  EXPECT_EQ(nameOf("S", 3, 1, 2), "(3*S+1)/2");
  EXPECT_EQ(nameOf("S", 3, 0, 2), "(3*S)/2");
}

TEST(DerivedSize, EqualSizesHaveOneName) {
  EXPECT_EQ(nameOf("S-2", 1, 2, 1), "S");
  EXPECT_EQ(nameOf("S/2", 1, 0, 2), "S/4");
  EXPECT_EQ(nameOf("S/2", 1, 1, 1), "(S+2)/2");
  EXPECT_EQ(nameOf("2*S+1", 1, 0, 2), "S");
  EXPECT_EQ(nameOf("S", 4, 3, 2), "2*S+1");
  // What rounding has lost does not come back.
  EXPECT_EQ(nameOf("S/2", 2, 0, 1), "2*(S/2)");
  EXPECT_EQ(nameOf("2*(S/2)", 1, 1, 2), "S/2");
  EXPECT_EQ(nameOf("2*(S/2)", 1, -2, 1), "2*(S/2)-2");
  EXPECT_EQ(nameOf("3*((S+1)/2)+1", 1, 0, 2), "(3*((S+1)/2)+1)/2");
}

TEST(DerivedSize, NamesAreReadBack) {
  for (StringRef name : {"S-2", "S/2", "(S+1)/2", "2*S", "(3*S+1)/2", "(3*S)/2",
                         "2*(S/2)", "2*(S/2)-2", "(3*((S+1)/2)+1)/2"}) {
    std::optional<DerivedSize> size = DerivedSize::parse(name);
    ASSERT_TRUE(size) << name.str();
    EXPECT_EQ(size->simplified()->name(), name);
    EXPECT_EQ(declaredBase(name), "S");
    EXPECT_EQ(withBase(withBase(name, "T"), "S"), name);
  }
  for (StringRef name : {"", "S", "batch_2", "(S)", "S-x", "S/0", "0*S", "-2"})
    EXPECT_FALSE(DerivedSize::parse(name)) << name.str();
}

/// Names are joined so that values stay what they are, step by step.
TEST(DerivedSize, JoinedSizesHaveTheSameValues) {
  for (int64_t factor : {1, 2, 3})
    for (int64_t divisor : {1, 2, 3, 4})
      for (int64_t offset : {-3, -1, 0, 2, 5}) {
        DerivedSize first{"S", factor, offset, divisor};
        DerivedSize second{first.simplified()->name(), divisor, offset, factor};
        std::string name = second.simplified()->name();
        for (int64_t value = 1; value < 30; ++value)
          EXPECT_EQ(sizeAt(name, value), second.at(*first.at(value)))
              << name << " at " << value;
      }
}

TEST(DerivedSize, LeastBaseIsTheLeast) {
  for (StringRef name : {"S-2", "S/2", "(S+1)/2", "2*S", "(3*S-4)/2", "S+9"}) {
    DerivedSize size = *DerivedSize::parse(name);
    for (int64_t least : {1, 2, 5}) {
      int64_t base = size.leastBase(least);
      EXPECT_GE(size.at(base), least) << name.str();
      if (base > 1)
        EXPECT_LT(size.at(base - 1), least) << name.str();
    }
  }
}

TEST(DerivedSize, NumbersOutOfRangeAreNone) {
  DerivedSize large{"S", int64_t{1} << 40, 0, 1};
  EXPECT_FALSE(large.at(int64_t{1} << 40));
  DerivedSize product{large.name(), int64_t{1} << 40, 0, 1};
  EXPECT_FALSE(product.simplified());
  EXPECT_FALSE(sizeAt(large.name(), int64_t{1} << 40));
}

TEST(DerivedSize, ExtentsAreDerivedAndSubstituted) {
  MLIRContext context;
  context.getOrLoadDialect<BmcDialect>();
  auto name = [&](StringRef text) { return StringAttr::get(&context, text); };
  EXPECT_EQ(derivedExtent(Extent::fixed(7), 1, 1, 2), Extent::fixed(4));
  EXPECT_FALSE(derivedExtent(Extent::fixed(2), 1, -2, 1));
  Extent half = *derivedExtent(Extent::named(name("S")), 1, 0, 2);
  EXPECT_EQ(half, Extent::named(name("S/2")));
  EXPECT_EQ(substitute(half, name("S"), Extent::fixed(9)), Extent::fixed(4));
  EXPECT_EQ(substitute(half, name("S"), Extent::named(name("T"))),
            Extent::named(name("T/2")));
  EXPECT_EQ(substitute(half, name("B"), Extent::fixed(9)), half);
}

TEST(DerivedSize, DifferencesAreNumbersOrNone) {
  MLIRContext context;
  context.getOrLoadDialect<BmcDialect>();
  auto named = [&](StringRef text) {
    return Extent::named(StringAttr::get(&context, text));
  };
  EXPECT_EQ(difference(Extent::fixed(3), Extent::fixed(5)), -2);
  EXPECT_EQ(difference(named("S"), named("S")), 0);
  EXPECT_EQ(difference(named("S"), named("S-1")), 1);
  EXPECT_EQ(difference(named("S-1"), named("S+2")), -3);
  EXPECT_EQ(difference(named("(S+1)/2"), named("(S-3)/2")), 2);
  EXPECT_FALSE(difference(named("S"), named("T")));
  EXPECT_FALSE(difference(named("S"), Extent::fixed(5)));
  EXPECT_FALSE(difference(named("2*S"), named("S")));
  EXPECT_FALSE(difference(named("(S+1)/2"), named("S/2")));
}

} // namespace
