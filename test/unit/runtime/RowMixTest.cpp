//===- RowMixTest.cpp - Rows that are mixed with others -------------------===//
#include "runtime/data/RowMix.h"

#include "DataProgram.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"

#include <algorithm>
#include <set>

using namespace bmc;

namespace {

TEST(RowMix, SharesAreBetaDistributed) {
  std::vector<int64_t> train = {4, 7, 9};
  for (double alpha : {0.2, 1.0, 3.0}) {
    constexpr int64_t kRows = 40000;
    double sum = 0, squares = 0;
    std::multiset<int64_t> partners;
    for (int64_t row = 0; row < kRows; ++row) {
      RowMix mix = mixOf(alpha, row, {5, 3}, train);
      ASSERT_TRUE(mix.share >= 0 && mix.share <= 1);
      sum += mix.share;
      squares += (mix.share - 0.5) * (mix.share - 0.5);
      partners.insert(mix.partner);
    }
    EXPECT_NEAR(sum / kRows, 0.5, 0.01);
    EXPECT_NEAR(squares / kRows, 1 / (4 * (2 * alpha + 1)), 0.003) << alpha;
    for (int64_t partner : train)
      EXPECT_NEAR(static_cast<double>(partners.count(partner)), kRows / 3.0,
                  400);
  }
  EXPECT_EQ(mixOf(1e-4, 0, {5, 3}, train).share,
            mixOf(1e-4, 0, {5, 3}, train).share);
}

TEST(RowMix, FloatsOfTrainingRowsAreMixed) {
  TempFolder folder;
  std::string text = "x0,x1,kind,y\n";
  std::set<double> written;
  for (int i = 0; i < 60; ++i) {
    text += fmt::format("{},{},{},{}\n", i, i * 2, i % 3, i * 3);
    written.insert(i);
  }
  Json config{{"data",
               {{"kind", "csv"},
                {"path", ""},
                {"mixup", 0.5},
                {"split", {{"train", 0.5}, {"val", 0.5}}},
                {"columns",
                 {{{"name", "x0"}, {"type", "f32"}},
                  {{"name", "x1"}, {"type", "f32"}},
                  {{"name", "kind"}, {"type", "i32"}},
                  {{"name", "y"}, {"type", "f32"}}}},
                {"bindings",
                 {{{"field", {"x0", "x1"}}, {"input", "x"}},
                  {{"field", "kind"}, {"input", "label"}},
                  {{"field", "y"}, {"input", "y"}}}}}}};
  DataProgram inputs;
  DataProgram::describe(inputs, inputs.table, 3);
  DataOptions options;
  options.path = folder.file("t.csv", text);
  std::unique_ptr<Dataset> data, again;
  ASSERT_OK(openDataset(config, inputs.program, options, data));
  ASSERT_OK(openDataset(config, inputs.program, options, again));
  Batch batch, same;
  int mixed = 0;
  for (int64_t cursor : {3, 0, 7}) {
    ASSERT_OK(data->trainBatch(cursor, 10, batch));
    ASSERT_OK(again->trainBatch(cursor, 10, same));
    for (size_t input = 0; input < 3; ++input)
      EXPECT_EQ(batch.tensors[input].storage, same.tensors[input].storage);
    for (int64_t row = 0; row < 10; ++row) {
      float x = batch.tensors[0].as<float>()[2 * row];
      EXPECT_NEAR(batch.tensors[0].as<float>()[2 * row + 1], 2 * x, 1e-4);
      EXPECT_NEAR(batch.tensors[2].as<double>()[row], 3.0 * x, 1e-4);
      EXPECT_LT(batch.tensors[1].as<int32_t>()[row], 3);
      mixed += !written.contains(x);
    }
  }
  EXPECT_GT(mixed, 15);
  ASSERT_OK(data->evalBatch(Split::Val, 0, 0, 30, batch));
  for (int64_t row = 0; row < 30; ++row)
    EXPECT_TRUE(written.contains(batch.tensors[0].as<float>()[2 * row]));
}

} // namespace
