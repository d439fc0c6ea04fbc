//===- RowDataset.cpp - A data set of numbered rows -------------*- C++ -*-===//
//
// Which rows are for training follows from the seed; epoch e visits them in the
// order of a permutation keyed by (seed, e), and epochs follow each other
// without a gap.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/RowDataset.h"

#include "runtime/core/Parallel.h"
#include "runtime/core/Rng.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <numeric>

using namespace bmc;

namespace {

class RowDataset : public Dataset {
public:
  Status open(const DatasetSource &source, std::unique_ptr<RowSource> rows);

  int64_t rows(Split split) const override {
    return static_cast<int64_t>(rowsOf(split).size());
  }
  int64_t unitsPerRow() const override { return 1; }
  const char *unit() const override { return "rows"; }
  Status trainBatch(int64_t cursor, int64_t count, Batch &batch) override;
  Status evalBatch(Split split, int64_t index, int64_t count, int64_t rowCount,
                   Batch &batch) override;
  Json identity() const override { return table->identity(); }
  const Vocabulary &vocabulary() const override { return none; }
  const std::string &path() const override { return file; }

private:
  const std::vector<int64_t> &rowsOf(Split split) const;
  const std::vector<int64_t> &orderOf(int64_t epoch);
  void resize(int64_t rowCount, Batch &batch) const;
  /// A row of the table; training sees it in an epoch.
  struct Pick {
    int64_t row;
    int64_t epoch = -1;
  };
  Status fill(const std::vector<Pick> &from, Batch &batch) const;
  void copyRow(const Pick &from, int64_t to, Batch &batch) const;

  std::string file;
  std::unique_ptr<RowSource> table;
  uint64_t seed = 0;
  std::vector<int64_t> train, val, all;
  std::vector<int64_t> order; ///< `train` as epoch `orderEpoch` visits it
  int64_t orderEpoch = -1;
  Vocabulary none;
};

/// Fisher-Yates; the result depends on the generator only.
void shuffle(std::vector<int64_t> &items, const Rng &rng) {
  for (size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[rng.below(i, i)]);
}

Status RowDataset::open(const DatasetSource &source,
                        std::unique_ptr<RowSource> rows) {
  file = source.path;
  seed = source.options.seed;
  SplitShares shares;
  BMRT_TRY(readSplit(source.data, shares));
  table = std::move(rows);
  all.resize(static_cast<size_t>(table->rows()));
  std::iota(all.begin(), all.end(), 0);
  std::vector<int64_t> mixed = all;
  shuffle(mixed, Rng(seed, kSplitStream));
  SplitCounts counts = countSplit(shares, table->rows());
  train.assign(mixed.begin(), mixed.begin() + counts.train);
  val.assign(mixed.begin() + counts.train,
             mixed.begin() + counts.train + counts.val);
  std::ranges::sort(train);
  std::ranges::sort(val);
  bool isTraining = source.options.function == "train";
  if (isTraining && (train.empty() || (shares.val > 0 && val.empty())))
    return badInput("{}: too few rows ({}) for a split into train = {} "
                    "and val = {}",
                    file, table->rows(), shares.train, shares.val);
  return table->fit(train);
}

const std::vector<int64_t> &RowDataset::rowsOf(Split split) const {
  switch (split) {
  case Split::Train:
    return train;
  case Split::Val:
    return val;
  case Split::All:
    break;
  }
  return all;
}

const std::vector<int64_t> &RowDataset::orderOf(int64_t epoch) {
  if (epoch != orderEpoch) {
    order = train;
    shuffle(order, Rng(seed, kShuffleStream, static_cast<uint32_t>(epoch)));
    orderEpoch = epoch;
  }
  return order;
}

void RowDataset::resize(int64_t rowCount, Batch &batch) const {
  batch.rows = rowCount;
  std::vector<const BmrtTensor *> inputs = table->inputs();
  batch.tensors.resize(inputs.size());
  for (size_t i = 0; i < batch.tensors.size(); ++i) {
    const BmrtTensor &input = *inputs[i];
    Shape shape{rowCount};
    for (uint32_t axis = 1; axis < input.rank; ++axis)
      shape.push(input.extents[axis]);
    batch.tensors[i].name = input.name;
    batch.tensors[i].dtype = input.dtype;
    batch.tensors[i].reshape(shape);
  }
}

void RowDataset::copyRow(const Pick &from, int64_t to, Batch &batch) const {
  Occasion occasion{seed, from.epoch};
  for (size_t i = 0; i < batch.tensors.size(); ++i) {
    HostTensor &tensor = batch.tensors[i];
    size_t bytes = tensor.storage.size() / static_cast<size_t>(batch.rows);
    table->copyRow(from.row, i,
                   tensor.storage.data() + static_cast<size_t>(to) * bytes,
                   from.epoch < 0 ? nullptr : &occasion);
  }
}

/// Makes a batch of these rows.
Status RowDataset::fill(const std::vector<Pick> &from, Batch &batch) const {
  auto count = static_cast<int64_t>(from.size());
  resize(count, batch);
  batch.names.clear();
  for (const Pick &pick : from)
    if (std::string name = table->rowName(pick.row); !name.empty())
      batch.names.push_back(std::move(name));
  auto copy = [&](int64_t row) {
    copyRow(from[static_cast<size_t>(row)], row, batch);
    return Status();
  };
  if (table->isCostly())
    return parallelTry(count, copy);
  for (int64_t row = 0; row < count; ++row)
    BMRT_TRY(copy(row));
  return {};
}

Status RowDataset::trainBatch(int64_t cursor, int64_t count, Batch &batch) {
  auto total = static_cast<int64_t>(train.size());
  if (total == 0)
    return badInput("{}: split 'train' has no rows", file);
  std::vector<Pick> from;
  for (int64_t row = 0; row < count; ++row) {
    int64_t position = cursor * count + row;
    int64_t epoch = position / total;
    from.push_back(
        {orderOf(epoch)[static_cast<size_t>(position % total)], epoch});
  }
  return fill(from, batch);
}

/// Where part `part` of `parts` nearly equal ones of `available` rows begins.
static int64_t startOfPart(int64_t part, int64_t parts, int64_t available) {
  return static_cast<int64_t>(static_cast<__int128>(part) * available / parts);
}

Status RowDataset::evalBatch(Split split, int64_t index, int64_t count,
                             int64_t rowCount, Batch &batch) {
  const std::vector<int64_t> &chosen = rowsOf(split);
  auto available = static_cast<int64_t>(chosen.size());
  int64_t wanted = evaluatedRows(available, count, rowCount);
  int64_t first = std::min(index * rowCount, wanted);
  int64_t end = std::min(first + rowCount, wanted);
  std::vector<Pick> from;
  Rng rng(seed, kEvalStream);
  for (int64_t part = first; part < end; ++part) {
    int64_t begin = startOfPart(part, wanted, available);
    int64_t size = startOfPart(part + 1, wanted, available) - begin;
    auto offset = static_cast<int64_t>(
        rng.below(static_cast<uint64_t>(part), static_cast<uint64_t>(size)));
    from.push_back({chosen[static_cast<size_t>(begin + offset)]});
  }
  return fill(from, batch);
}

} // namespace

Status bmc::makeRowDataset(const DatasetSource &source,
                           std::unique_ptr<RowSource> rows,
                           std::unique_ptr<Dataset> &out) {
  auto dataset = std::make_unique<RowDataset>();
  BMRT_TRY(dataset->open(source, std::move(rows)));
  out = std::move(dataset);
  return {};
}
