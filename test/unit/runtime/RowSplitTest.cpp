//===- RowSplitTest.cpp - Which rows are for training ---------------------===//
#include "runtime/data/RowSplit.h"

#include "DataProgram.h"
#include "TempFolder.h"
#include "runtime/data/Dataset.h"
#include "runtime/data/RowSampler.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <random>
#include <set>
#include <span>

using namespace bmc;

namespace {

using Rows = std::vector<int64_t>;
using By = SplitRule::By;

/// Keys of `rows` rows, of which there are `kinds`.
Rows makeKeys(int64_t rows, int64_t kinds) {
  Rows keys;
  for (int64_t row = 0; row < rows; ++row)
    keys.push_back(row * row % 97 % kinds);
  return keys;
}

/// Both parts have all rows once.
void expectParts(const Rows &train, const Rows &val, int64_t rows) {
  EXPECT_TRUE(std::ranges::is_sorted(train) && std::ranges::is_sorted(val));
  std::set<int64_t> all(train.begin(), train.end());
  all.insert(val.begin(), val.end());
  EXPECT_EQ(all.size(), train.size() + val.size());
  EXPECT_EQ(static_cast<int64_t>(all.size()), rows);
}

TEST(RowSplit, GroupsStayTogether) {
  for (uint64_t seed = 1; seed < 50; ++seed) {
    Rows keys = makeKeys(300, 20), train, val;
    splitRows({.by = By::Group, .shares = {0.8, 0.2}}, seed, 300, keys, train,
              val);
    expectParts(train, val, 300);
    std::set<int64_t> groups;
    for (int64_t row : train)
      groups.insert(keys[static_cast<size_t>(row)]);
    for (int64_t row : val)
      EXPECT_FALSE(groups.contains(keys[static_cast<size_t>(row)]));
    EXPECT_NEAR(static_cast<double>(val.size()), 60, 25);
  }
}

TEST(RowSplit, ClassesHaveTheSameShare) {
  Rows keys(1000), train, val;
  for (size_t row = 0; row < 1000; ++row)
    keys[row] = row < 900 ? 0 : row < 980 ? 1 : 2;
  splitRows({.by = By::Stratify, .shares = {0.75, 0.25}}, 3, 1000, keys, train,
            val);
  expectParts(train, val, 1000);
  std::map<int64_t, int> counts;
  for (int64_t row : val)
    ++counts[keys[static_cast<size_t>(row)]];
  EXPECT_NEAR(counts[0], 225, 1);
  EXPECT_NEAR(counts[1], 20, 1);
  EXPECT_NEAR(counts[2], 5, 1);
}

TEST(RowSplit, TrainingComesFirst) {
  Rows keys = makeKeys(100, 30), train, val;
  splitRows({.by = By::Time, .shares = {0.7, 0.3}}, 1, 100, keys, train, val);
  expectParts(train, val, 100);
  int64_t last = -1, first = 1000;
  for (int64_t row : train)
    last = std::max(last, keys[static_cast<size_t>(row)]);
  for (int64_t row : val)
    first = std::min(first, keys[static_cast<size_t>(row)]);
  EXPECT_LT(last, first); // no time is on both sides
}

// Each row is for validation in one fold, and the folds are of one size.
TEST(RowSplit, FoldsAreParts) {
  for (By by : {By::Chance, By::Stratify, By::Group})
    for (int64_t folds : {2, 5, 7}) {
      Rows keys = makeKeys(210, 70), seen;
      for (int64_t fold = 1; fold <= folds; ++fold) {
        Rows train, val;
        splitRows({.by = by, .fold = fold, .folds = folds}, 5, 210, keys, train,
                  val);
        expectParts(train, val, 210);
        EXPECT_NEAR(static_cast<double>(val.size()),
                    210.0 / static_cast<double>(folds), 6);
        seen.insert(seen.end(), val.begin(), val.end());
      }
      std::ranges::sort(seen);
      expectParts(seen, {}, 210);
    }
  int64_t fold = 0, folds = 0;
  EXPECT_TRUE(parseFold("2/5", fold, folds).ok());
  EXPECT_EQ(fold, 2);
  EXPECT_EQ(folds, 5);
  for (const char *text : {"", "2", "0/5", "6/5", "1/1", "2/5x", "a/5", "2/"})
    EXPECT_EQ(parseFold(text, fold, folds).code(), Code::Usage) << text;
}

// Each fold is the time behind that which is trained on.
TEST(RowSplit, FoldsOfTimeGoForward) {
  Rows keys = makeKeys(210, 70);
  int64_t seen = 0;
  for (int64_t fold = 1; fold <= 4; ++fold) {
    Rows train, val;
    splitRows({.by = By::Time, .fold = fold, .folds = 4}, 5, 210, keys, train,
              val);
    auto keyOf = [&](int64_t row) { return keys[static_cast<size_t>(row)]; };
    EXPECT_LT(keyOf(std::ranges::max(train, {}, keyOf)),
              keyOf(std::ranges::min(val, {}, keyOf)));
    EXPECT_NEAR(static_cast<double>(train.size()), 42.0 * fold, 6);
    EXPECT_NEAR(static_cast<double>(val.size()), 42, 6);
    EXPECT_GE(static_cast<int64_t>(train.size()), seen);
    seen = static_cast<int64_t>(train.size() + val.size());
  }
  EXPECT_EQ(seen, 210);
}

TEST(RowSampler, DrawsByWeight) {
  std::vector<double> weights{1, 0, 3, 100, 4};
  Rows rows{0, 1, 2, 4};
  RowSampler sampler;
  ASSERT_TRUE(sampler.open(weights, rows, 9).ok());
  std::map<int64_t, int> counts;
  for (int64_t draw = 0; draw < 80000; ++draw)
    ++counts[sampler.draw(draw)];
  EXPECT_NEAR(counts[0], 10000, 400);
  EXPECT_EQ(counts[1], 0);
  EXPECT_NEAR(counts[2], 30000, 600);
  EXPECT_EQ(counts[3], 0);
  EXPECT_NEAR(counts[4], 40000, 600);
  EXPECT_EQ(RowSampler().open(weights, Rows{1}, 9).code(), Code::BadInput);
  EXPECT_EQ(balancedWeights(Rows{0, 0, 1, 2}, Rows{0, 1, 2}),
            (std::vector<double>{0.5, 0.5, 1, 0}));
}

//===----------------------------------------------------------------------===//
// Tables
//===----------------------------------------------------------------------===//

class TableSplitTest : public testing::Test {
protected:
  TableSplitTest() {
    DataProgram::describe(inputs, inputs.table, 3);
    config = Json{{"data",
                   {{"kind", "csv"},
                    {"split", {{"train", 0.8}, {"val", 0.2}}},
                    {"columns",
                     {{{"name", "x"}, {"type", "f32"}},
                      {{"name", "kind"}, {"type", "category"}, {"size", 3}},
                      {{"name", "n"}, {"type", "i32"}}}},
                    {"bindings",
                     {{{"field", {"x", "x"}}, {"input", "x"}},
                      {{"field", "kind"}, {"input", "label"}},
                      {{"field", "n"}, {"input", "y"}}}}}}};
  }
  Status open(const std::string &path) {
    options.path = path;
    return openDataset(config, inputs.program, options, data);
  }
  /// x, kind, n = 0, 1, .., and a user, a date, a part and a weight.
  static std::string table(int count, int first = 0) {
    std::string text = "x,kind,n,user,day,part,w\n";
    for (int i = first; i < first + count; ++i)
      text +=
          fmt::format("{},{},{},u{},2024-{:02}-{:02},{},{}\n", i * 0.5,
                      i % 10 == 0 ? "rare" : "often", i, i % 7, 1 + i * 7 % 12,
                      1 + i % 28, i % 3 ? "fit" : "hold", i % 4);
    return text;
  }
  std::set<int64_t> rowsOf(Split split) {
    std::set<int64_t> rows;
    EXPECT_TRUE(data->evalBatch(split, 0, 0, 1000, batch).ok());
    for (int64_t i = 0; i < batch.rows; ++i)
      rows.insert(static_cast<int64_t>(batch.tensors[2].as<double>()[i]));
    return rows;
  }

  TempFolder folder;
  DataProgram inputs;
  DataOptions options;
  Json config;
  std::unique_ptr<Dataset> data;
  Batch batch;
};

TEST_F(TableSplitTest, ByAColumnOfTheFile) {
  std::string path = folder.file("t.csv", table(70));
  Json &split = config["data"]["split"];
  split.update({{"by", "group"}, {"column", "user"}});
  ASSERT_OK(open(path));
  std::set<int64_t> train = rowsOf(Split::Train), val = rowsOf(Split::Val);
  EXPECT_EQ(train.size() + val.size(), 70u);
  for (int64_t row : val)
    for (int64_t other = row % 7; other < 70; other += 7)
      EXPECT_TRUE(val.contains(other));
  split.update({{"by", "time"}, {"column", "day"}});
  ASSERT_OK(open(path));
  EXPECT_EQ(rowsOf(Split::Train).size(), 56u);
  for (int64_t row : rowsOf(Split::Val))
    EXPECT_GE(1 + row * 7 % 12, 10);
  split.update({{"by", "given"},
                {"column", "part"},
                {"train_value", "fit"},
                {"val_value", "hold"}});
  ASSERT_OK(open(path));
  for (int64_t row : rowsOf(Split::Val))
    EXPECT_EQ(row % 3, 0);
  EXPECT_EQ(rowsOf(Split::Train).size(), 46u);
  split["train_value"] = "other";
  EXPECT_ERROR(open(path), Code::BadInput,
               "found 0 rows for training and 24 for validation");
  split["column"] = "parts";
  EXPECT_ERROR(open(path), Code::BadInput, "did you mean 'part'?");
  options.function = "eval";
  ASSERT_OK(open(path)); // a table for evaluation alone
  EXPECT_EQ(rowsOf(Split::Val).size(), 70u);
  split.update({{"by", "time"}, {"column", "user"}});
  EXPECT_ERROR(open(path), Code::BadInput,
               "t.csv:2:10: column 'user': found 'u0', expected a date or a "
               "number");
}

TEST_F(TableSplitTest, BySeparateFiles) {
  std::string path = folder.file("t.csv", table(10));
  folder.file("v.csv", table(5, 10));
  config["data"]["split"] = {
      {"train", 0.9}, {"val", 0.1}, {"by", "given"}, {"val_file", "v.csv"}};
  ASSERT_OK(open(path));
  EXPECT_EQ(rowsOf(Split::Train).size(), 10u);
  EXPECT_EQ(rowsOf(Split::Val), (std::set<int64_t>{10, 11, 12, 13, 14}));
  folder.file("v.csv", "x,kind,n\n1,often,a\n");
  EXPECT_ERROR(open(path), Code::BadInput, "v.csv:2:9: column 'n': found 'a'");
  options.function = "eval";
  options.readsSplitFile = false;
  ASSERT_OK(open(path));
  EXPECT_EQ(rowsOf(Split::Val).size(), 10u);
}

TEST_F(TableSplitTest, OfSeveralFiles) {
  folder.file("b.csv", "n;kind;x;w\n5;rare;1,5;1\n6;often;2;1\n");
  std::string path = folder.file("a.csv", table(3));
  options.function = "eval";
  ASSERT_OK(open(path.substr(0, path.size() - 5) + "*.csv"));
  EXPECT_EQ(rowsOf(Split::All), (std::set<int64_t>{0, 1, 2, 5, 6}));
  EXPECT_EQ(batch.tensors[0].as<float>()[6], 1.5f);
  EXPECT_ERROR(open(path.substr(0, path.size() - 5) + "{b,c}*.txt"),
               Code::BadInput, "no file matches");
}

TEST_F(TableSplitTest, DrawsRowsByClassOrWeight) {
  std::string path = folder.file("t.csv", table(100));
  config["data"]["sample"] = {{"balance", "kind"}};
  ASSERT_OK(open(path));
  EXPECT_EQ(data->rows(Split::Train), 80);
  int rare = 0;
  for (int64_t cursor = 0; cursor < 100; ++cursor) {
    ASSERT_OK(data->trainBatch(cursor, 40, batch));
    for (int64_t i = 0; i < 40; ++i)
      rare += batch.tensors[1].as<int32_t>()[i] == 1;
  }
  EXPECT_NEAR(rare, 2000, 130);
  config["data"]["sample"] = {{"weight", "w"}};
  ASSERT_OK(open(path));
  for (int64_t cursor = 0; cursor < 20; ++cursor) {
    ASSERT_OK(data->trainBatch(cursor, 40, batch));
    for (int64_t i = 0; i < 40; ++i)
      EXPECT_NE(static_cast<int64_t>(batch.tensors[2].as<double>()[i]) % 4, 0);
  }
  std::string bad = folder.file("bad.csv", "x,kind,n,w\n1,a,1,1\n1,a,1,-2\n");
  EXPECT_ERROR(open(bad), Code::BadInput,
               "bad.csv:3:7: column 'w': found '-2', expected a weight");
}

// With their weights both classes count alike, and a row 1 on average.
TEST_F(TableSplitTest, WeighsClasses) {
  BmrtTensor withWeights[4] = {inputs.table[0], inputs.table[1],
                               inputs.table[2],
                               DataProgram::input("wt", kBmrtF32, {-1})};
  DataProgram::describe(inputs, withWeights, 4);
  config["data"]["bindings"].push_back(
      {{"field", "kind"}, {"input", "wt"}, {"weight", true}});
  ASSERT_OK(open(folder.file("t.csv", table(200))));
  ASSERT_OK(data->evalBatch(Split::Train, 0, 0, 200, batch));
  double sums[2] = {0, 0};
  for (int64_t i = 0; i < batch.rows; ++i)
    sums[batch.tensors[1].as<int32_t>()[i]] += batch.tensors[3].as<float>()[i];
  EXPECT_NEAR(sums[0], 80, 1e-3);
  EXPECT_NEAR(sums[1], 80, 1e-3);
  Json identity = data->identity();
  options.identity = &identity;
  options.function = "eval";
  float before = batch.tensors[3].as<float>()[0];
  int32_t first = batch.tensors[1].as<int32_t>()[0];
  ASSERT_OK(open(folder.file("u.csv", "x,kind,n\n1,rare,1\n1,often,1\n")));
  ASSERT_OK(data->evalBatch(Split::All, 0, 0, 8, batch));
  EXPECT_EQ(batch.tensors[3].as<float>()[first == 1 ? 0 : 1], before);
}

/// Inputs of all that follows from a seed.
struct MixedProgram : DataProgram {
  BmrtTensor all[6] = {input("x", kBmrtF32, {-1, 2}),
                       input("label", kBmrtI32, {-1}),
                       input("y", kBmrtF64, {-1}),
                       input("kind_one_hot", kBmrtF32, {-1, 3}),
                       input("said", kBmrtI32, {-1, 4}),
                       input("said_targets", kBmrtI32, {-1, 4})};
  MixedProgram() { describe(*this, all, 6); }
};

/// Draws numbers below bounds.
struct Draws {
  std::mt19937 random;
  uint32_t below(uint32_t bound) { return random() % bound; }
};

/// Changes a table's configuration by chance: how it is split and sampled, what
/// becomes of numbers, and what changes from epoch to epoch.
void randomize(Draws &draws, Json &section, DataOptions &options) {
  const char *rules[] = {"chance", "group", "stratify", "time", "given"};
  const char *columns[] = {"", "user", "kind", "day", "part"};
  uint32_t rule = draws.below(5);
  section["split"] = {{"train", 0.7},         {"val", 0.3},
                      {"by", rules[rule]},    {"column", columns[rule]},
                      {"train_value", "fit"}, {"val_value", "hold"}};
  if (uint32_t sample = draws.below(3))
    section["sample"] = {
        {sample == 1 ? "balance" : "weight", sample == 1 ? "kind" : "w"}};
  if (draws.below(2))
    section["columns"][0].update(
        {{"missing", "mean"}, {"normalize", "standard"}});
  const char *noise[] = {"mixup", "masking", "word_dropout"};
  for (const char *name : {noise[0], noise[1 + draws.below(2)]})
    if (draws.below(2))
      section[name] = 0.5;
  section["mask_token"] = 12;
  section["bucket"] = draws.below(2) == 0;
  options.seed = draws.random();
  if (rule < 4 && draws.below(2)) {
    options.folds = 2 + draws.below(4);
    options.fold = 1 + draws.below(static_cast<uint32_t>(options.folds));
  }
}

// Whatever a table is, a batch follows from its number alone: it is the same in
// any order of asking, and from a data set that was opened anew.
TEST_F(TableSplitTest, BatchesDependOnTheirNumberAlone) {
  Draws draws{std::mt19937(11)};
  MixedProgram mixed;
  Json &section = config["data"];
  section.update({{"tokenizer", "words"}, {"vocab_size", 12}});
  section["columns"].push_back(
      {{"name", "user"}, {"type", "text"}, {"size", 4}});
  using Bound = std::array<const char *, 3>;
  for (auto [field, input, flag] :
       {Bound{"kind", "kind_one_hot", "one_hot"}, Bound{"user", "said", "text"},
        Bound{"user", "said_targets", "targets"}})
    section["bindings"].push_back(
        {{"field", field}, {"input", input}, {flag, true}});
  const Json good = config;
  int mixes = 0, hides = 0;
  for (int round = 0; round < 300; ++round) {
    config = good;
    options = {};
    randomize(draws, config["data"], options);
    options.path =
        folder.file("t.csv", table(60 + static_cast<int>(draws.below(60))));
    ASSERT_OK(openDataset(config, mixed.program, options, data));
    int64_t count = 1 + draws.below(20);
    std::vector<Batch> seen(12);
    for (size_t cursor = 0; cursor < seen.size(); ++cursor)
      ASSERT_OK(
          data->trainBatch(static_cast<int64_t>(cursor), count, seen[cursor]));
    Json identity = data->identity();
    options.identity = &identity;
    ASSERT_OK(openDataset(config, mixed.program, options, data));
    EXPECT_EQ(dumpJson(data->identity()), dumpJson(identity));
    for (int i = 0; i < 12; ++i) {
      size_t cursor = draws.below(12);
      ASSERT_OK(data->trainBatch(static_cast<int64_t>(cursor), count, batch));
      for (size_t input = 0; input < 6; ++input)
        ASSERT_EQ(batch.tensors[input].storage,
                  seen[cursor].tensors[input].storage)
            << round << ' ' << input << ' ' << config.dump();
    }
    // What should change rows does.
    std::span<const float> mix(seen[0].tensors[3].as<float>(), 3 * count);
    std::span<const int32_t> said(seen[0].tensors[4].as<int32_t>(), 4 * count);
    mixes += std::ranges::any_of(
        mix, [](float share) { return share > 0 && share < 1; });
    hides += std::ranges::count(said, 12) > 0;
  }
  EXPECT_GT(mixes, 60);
  EXPECT_GT(hides, 60);
}

} // namespace
