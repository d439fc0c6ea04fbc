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
#include "runtime/data/RowMix.h"
#include "runtime/data/RowReport.h"
#include "runtime/data/RowSampler.h"
#include "runtime/data/RowSplit.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

using namespace bmc;

namespace {

/// Batches that rows are sorted among, where batches are of similar length.
constexpr int64_t kPoolBatches = 32;

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
  Json identity() const override;
  std::vector<std::string> badRows() const override { return table->badRows(); }
  std::vector<std::string> report() const override {
    return reportRows(*table, train, val);
  }
  std::vector<std::string> notes() const override { return table->notes(); }
  const Vocabulary &vocabulary() const override {
    const Vocabulary *known = table->vocabulary();
    return known ? *known : none;
  }
  const std::string &path() const override { return file; }

private:
  Status split(bool isTraining);
  void groupRows();
  const std::vector<int64_t> &rowsOf(Split split) const;
  const std::vector<int64_t> &orderOf(int64_t epoch);
  /// A row of the table; training sees it in an epoch.
  struct Pick {
    int64_t row;
    int64_t epoch = -1;
  };
  using Picks = std::vector<Pick>;
  Picks picksFrom(int64_t position, int64_t count);
  Picks pickBatch(int64_t cursor, int64_t count);
  void sortByLength(int64_t pool, int64_t count, Picks &picks) const;
  int64_t lengthOf(int64_t row) const;
  void resize(const Picks &from, Batch &batch) const;
  Status fill(const Picks &from, Batch &batch) const;
  void copyRow(const Pick &from, int64_t to, Batch &batch) const;

  const BmrtProgram *program = nullptr;
  std::string file;
  std::unique_ptr<RowSource> table;
  uint64_t seed = 0;
  SplitRule rule;
  std::optional<RowSampler> sampler; ///< of rows for training
  double mixup = 0;        ///< shape of the distribution of shares; 0: none
  bool isBucketed = false; ///< batches are of rows of similar length
  std::vector<int64_t> train, val, all;
  std::vector<int64_t> order; ///< `train` as epoch `orderEpoch` visits it
  int64_t orderEpoch = -1;
  Picks pool; ///< the batches that pool `poolNumber` has for `poolCount` rows
  int64_t poolNumber = -1, poolCount = 0;
  Vocabulary none;
};

Status RowDataset::open(const DatasetSource &source,
                        std::unique_ptr<RowSource> rows) {
  program = &source.program;
  file = source.path;
  seed = source.options.seed;
  BMRT_TRY(readSplitRule(source, rule));
  const Json *bucket = findMember(source.data, "bucket");
  isBucketed = bucket && *bucket == true;
  if (findMember(source.data, "mixup"))
    BMRT_TRY(getDouble(source.data, "mixup", mixup).withContext("data"));
  table = std::move(rows);
  all.resize(static_cast<size_t>(table->rows()));
  std::iota(all.begin(), all.end(), 0);
  BMRT_TRY(split(source.options.function == "train"));
  BMRT_TRY(table->fit(train));
  groupRows();
  std::vector<double> weights = table->drawWeights(train);
  if (weights.empty() || train.empty())
    return {};
  return sampler.emplace().open(weights, train, seed).withContext(file);
}

Status RowDataset::split(bool isTraining) {
  std::span<const int64_t> keys = table->splitKeys();
  bool needsKeys = rule.by != SplitRule::By::Chance;
  // A file that does not say so is evaluated as a whole.
  if (needsKeys && keys.empty())
    val = all;
  else
    splitRows(rule, seed, table->rows(), keys, train, val);
  bool needsVal =
      rule.shares.val > 0 || rule.folds > 0 || rule.by == SplitRule::By::Given;
  if (!isTraining || (!train.empty() && (!needsVal || !val.empty())))
    return {};
  if (rule.folds > 0)
    return badInput("{}: too few rows ({}) or groups of them for {} folds",
                    file, table->rows(), rule.folds);
  if (rule.by == SplitRule::By::Given)
    return badInput("{}: found {} rows for training and {} for validation, "
                    "expected some of each",
                    file, train.size(), val.size());
  return badInput("{}: too few rows ({}) for a split into train = {} and val = "
                  "{}{}",
                  file, table->rows(), rule.shares.train, rule.shares.val,
                  rule.by == SplitRule::By::Group ? " between groups" : "");
}

/// Rows that the table makes one of are of one split.
void RowDataset::groupRows() {
  std::vector<bool> isTaken(all.size());
  for (const std::vector<int64_t> *part : {&train, &val})
    for (int64_t row : *part)
      isTaken[static_cast<size_t>(row)] = true;
  std::vector<int64_t> neither;
  for (int64_t row : all)
    if (!isTaken[static_cast<size_t>(row)])
      neither.push_back(row);
  std::vector<int64_t> *parts[] = {&train, &val, &neither};
  table->group(parts);
  all.resize(static_cast<size_t>(table->rows()));
}

Json RowDataset::identity() const {
  Json identity = table->identity();
  if (rule.folds > 0)
    identity["fold"] = fmt::format("{}/{}", rule.fold, rule.folds);
  return identity;
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
    shuffleRows(order, Rng(seed, kShuffleStream, static_cast<uint32_t>(epoch)));
    orderEpoch = epoch;
  }
  return order;
}

/// The longest of all inputs.
int64_t RowDataset::lengthOf(int64_t row) const {
  int64_t length = 0;
  for (size_t input = 0; input < table->inputs().size(); ++input)
    length = std::max(length, table->rowLength(row, input));
  return length;
}

/// Makes room for rows, in run-time dims for the longest of them, and at least
/// for what windows over such an axis need.
void RowDataset::resize(const Picks &from, Batch &batch) const {
  batch.rows = static_cast<int64_t>(from.size());
  std::vector<const BmrtTensor *> inputs = table->inputs();
  batch.tensors.resize(inputs.size());
  std::map<int64_t, int64_t> lengths; // of dims
  for (size_t i = 0; i < inputs.size(); ++i)
    for (uint32_t axis = 1; axis < inputs[i]->rank; ++axis)
      if (int64_t extent = inputs[i]->extents[axis]; extent < 0)
        for (const Pick &pick : from) {
          int64_t &length = lengths[extent];
          length = std::max({length, program->dims[-1 - extent].least,
                             table->rowLength(pick.row, i)});
        }
  for (size_t i = 0; i < inputs.size(); ++i) {
    const BmrtTensor &input = *inputs[i];
    Shape shape{batch.rows};
    for (uint32_t axis = 1; axis < input.rank; ++axis)
      shape.push(input.extents[axis] < 0 ? lengths[input.extents[axis]]
                                         : input.extents[axis]);
    batch.tensors[i].name = input.name;
    batch.tensors[i].dtype = input.dtype;
    batch.tensors[i].reshape(shape);
  }
}

void RowDataset::copyRow(const Pick &from, int64_t to, Batch &batch) const {
  Occasion training{seed, from.epoch};
  const Occasion *occasion = from.epoch < 0 ? nullptr : &training;
  bool isMixed = occasion && mixup > 0;
  RowMix mix = isMixed ? mixOf(mixup, from.row, training, train) : RowMix();
  std::vector<char> other;
  for (size_t i = 0; i < batch.tensors.size(); ++i) {
    HostTensor &tensor = batch.tensors[i];
    size_t bytes = tensor.storage.size() / static_cast<size_t>(batch.rows);
    std::span<char> place =
        std::span(tensor.storage)
            .subspan(static_cast<size_t>(to) * bytes, bytes);
    table->copyRow(from.row, i, place, occasion);
    if (!isMixed || !isFloat(tensor.dtype))
      continue;
    other.resize(bytes);
    table->copyRow(mix.partner, i, other, occasion);
    blend(tensor.dtype, mix.share, other, place);
  }
}

/// Makes a batch of these rows.
Status RowDataset::fill(const Picks &from, Batch &batch) const {
  auto count = static_cast<int64_t>(from.size());
  resize(from, batch);
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

/// Rows in the order that training visits them, from a position on.
RowDataset::Picks RowDataset::picksFrom(int64_t first, int64_t count) {
  auto total = static_cast<int64_t>(train.size());
  Picks picks;
  for (int64_t row = 0; row < count; ++row) {
    int64_t position = first + row;
    int64_t epoch = position / total;
    picks.push_back(
        {sampler ? sampler->draw(position)
                 : orderOf(epoch)[static_cast<size_t>(position % total)],
         epoch});
  }
  return picks;
}

/// Rows of similar length stand together, and the batches that they make in
/// any order.
void RowDataset::sortByLength(int64_t number, int64_t count,
                              Picks &picks) const {
  std::vector<std::pair<int64_t, size_t>> lengths;
  for (size_t i = 0; i < picks.size(); ++i)
    lengths.emplace_back(lengthOf(picks[i].row), i);
  std::ranges::sort(lengths);
  std::vector<int64_t> batches(static_cast<size_t>(kPoolBatches));
  std::iota(batches.begin(), batches.end(), 0);
  shuffleRows(batches, Rng(seed, kBucketStream, static_cast<uint32_t>(number)));
  Picks unsorted = std::move(picks);
  picks.clear();
  for (int64_t batch : batches)
    for (int64_t row = batch * count; row < (batch + 1) * count; ++row)
      picks.push_back(unsorted[lengths[static_cast<size_t>(row)].second]);
}

RowDataset::Picks RowDataset::pickBatch(int64_t cursor, int64_t count) {
  if (!isBucketed)
    return picksFrom(cursor * count, count);
  int64_t number = cursor / kPoolBatches;
  if (number != poolNumber || count != poolCount) {
    pool = picksFrom(number * kPoolBatches * count, kPoolBatches * count);
    sortByLength(number, count, pool);
    poolNumber = number;
    poolCount = count;
  }
  auto begin = pool.begin() + cursor % kPoolBatches * count;
  return Picks(begin, begin + count);
}

Status RowDataset::trainBatch(int64_t cursor, int64_t count, Batch &batch) {
  if (train.empty())
    return badInput("{}: split 'train' has no rows", file);
  return fill(pickBatch(cursor, count), batch);
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
  Picks from;
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

std::string RowSource::elementName(size_t input, int64_t position) const {
  const BmrtTensor &type = *inputs()[input];
  return type.rank == 1 ? std::string(type.name)
                        : fmt::format("{}[{}]", type.name, position);
}

Status bmc::makeRowDataset(const DatasetSource &source,
                           std::unique_ptr<RowSource> rows,
                           std::unique_ptr<Dataset> &out) {
  auto dataset = std::make_unique<RowDataset>();
  BMRT_TRY(dataset->open(source, std::move(rows)));
  out = std::move(dataset);
  return {};
}
