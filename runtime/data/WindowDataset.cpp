//===- WindowDataset.cpp - Windows of a token sequence ----------*- C++ -*-===//
//
// A row is S + 1 tokens in a row: fields `tokens` (the first S) and `targets`
// (the last S). Training draws positions at random; evaluation spaces them
// evenly. Where state is carried, both walk: each row of the batches has a part
// of the split, and its windows follow each other.
//
//===----------------------------------------------------------------------===//
#include "runtime/core/Rng.h"
#include "runtime/data/Binding.h"
#include "runtime/data/TokenReport.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace bmc;

namespace {

class WindowDataset : public Dataset {
public:
  Status open(const DatasetSource &source);

  int64_t rows(Split split) const override {
    return std::max<int64_t>(range(split).size() - 1, 0) / window;
  }
  int64_t unitsPerRow() const override { return window; }
  const char *unit() const override { return "tokens"; }
  Status trainBatch(int64_t cursor, int64_t count, Batch &batch) override;
  Status evalBatch(Split split, int64_t index, int64_t count, int64_t rowCount,
                   Batch &batch) override;
  bool goesOn(int64_t cursor, int64_t rowCount) const override {
    int64_t perRow = rows(Split::Train) / rowCount;
    return isConsecutive && perRow > 0 && cursor % perRow != 0;
  }
  std::vector<std::string> report() const override;
  Json identity() const override;
  const Vocabulary &vocabulary() const override { return tokens->vocabulary(); }
  const std::string &path() const override { return file; }

private:
  struct Range {
    int64_t begin = 0;
    int64_t end = 0;
    int64_t size() const { return end - begin; }
  };
  /// An input and the offset of its first token in the row.
  struct Output {
    const BmrtTensor *input;
    int64_t shift;
  };

  Range range(Split split) const;
  Status openTokens(const DatasetSource &source, double trainShare);
  Status bind(const DatasetSource &source);
  Status checkRange(Split split, const char *name,
                    const SplitShares &shares) const;
  void resize(int64_t rowCount, Batch &batch) const;
  Status fillRow(int64_t position, int64_t row, Batch &batch);
  Status nextTrainBatch(int64_t cursor, int64_t count, Batch &batch);
  Status nextEvalBatch(Split split, int64_t index, int64_t rowCount,
                       Batch &batch);

  std::string file;
  std::string kind;
  std::unique_ptr<TokenSource> tokens;
  std::vector<Output> outputs;
  int64_t window = 0;
  bool isConsecutive = false;
  uint64_t seed = 0;
  Range train, val;
  std::vector<int32_t> buffer;
};

Status WindowDataset::openTokens(const DatasetSource &source,
                                 double trainShare) {
  TokenizerSettings settings{.trainShare = trainShare};
  Vocabulary saved;
  BMRT_TRY(readTokenizerSettings(source.data, source.options.identity, saved,
                                 settings)
               .withContext(source.path));
  if (kind == "tokens")
    return openTokenShards(source.path, settings.vocabularySize,
                           std::move(saved), tokens);
  return openText(source.path, settings, tokens);
}

/// Finds the inputs and the window length they agree on.
Status WindowDataset::bind(const DatasetSource &source) {
  std::vector<Binding> bindings;
  BMRT_TRY(readBindings(source.data, source.program, source.options, bindings));
  for (const Binding &binding : bindings) {
    const BmrtTensor &input = *binding.input;
    const std::string &field = binding.fields.front();
    if (binding.fields.size() != 1 || (field != "tokens" && field != "targets"))
      return badInput("data.bindings: found field '{}', expected 'tokens' or "
                      "'targets'",
                      field);
    if (input.rank != 2 || isFloat(input.dtype))
      return badInput("input '{}' is bound to text, expected integers of shape "
                      "[batch, window]",
                      input.name);
    int64_t extent = input.extents[1];
    if (extent < 0)
      extent = source.program.dims[-1 - extent].max;
    if (extent < 1 || (window && window != extent))
      return badInput("input '{}' has a window of {} tokens, expected {}",
                      input.name, extent, std::max<int64_t>(window, 1));
    window = extent;
    outputs.push_back({&input, field == "targets"});
  }
  return {};
}

Status WindowDataset::open(const DatasetSource &source) {
  file = source.path;
  seed = source.options.seed;
  BMRT_TRY(getString(source.data, "kind", kind).withContext("data"));
  isConsecutive = findMember(source.data, "consecutive") != nullptr;
  BMRT_TRY(bind(source));
  SplitShares shares;
  BMRT_TRY(readSplit(source.data, shares));
  BMRT_TRY(openTokens(source, shares.train));
  if (tokens->size() == 0)
    return badInput("{}: found an empty file, expected text", file);
  SplitCounts counts = countSplit(shares, tokens->size());
  train = {0, counts.train};
  val = {counts.train, counts.train + counts.val};
  buffer.resize(static_cast<size_t>(window) + 1);
  if (source.options.function != "train")
    return {};
  BMRT_TRY(checkRange(Split::Train, "train", shares));
  return shares.val > 0 ? checkRange(Split::Val, "val", shares) : Status();
}

WindowDataset::Range WindowDataset::range(Split split) const {
  switch (split) {
  case Split::Train:
    return train;
  case Split::Val:
    return val;
  case Split::All:
    break;
  }
  return {0, tokens->size()};
}

/// A split holds at least one window and its last target. What would do is said
/// of all splits.
Status WindowDataset::checkRange(Split split, const char *name,
                                 const SplitShares &shares) const {
  int64_t found = range(split).size();
  if (found > window)
    return {};
  double share = shares.train;
  int64_t least = train.size();
  if (shares.val > 0) {
    share = std::min(share, shares.val);
    least = std::min(least, val.size());
  }
  auto needed =
      static_cast<int64_t>(std::ceil(static_cast<double>(window + 1) / share));
  std::string shorter =
      least > 1 ? fmt::format(", or a window of at most {}", least - 1) : "";
  return badInput("{}: split '{}' has {} of {} tokens, expected at least {} "
                  "(one window of {} and its last target); {} tokens in all "
                  "would do{}",
                  file, name, found, tokens->size(), window + 1, window, needed,
                  shorter);
}

void WindowDataset::resize(int64_t rowCount, Batch &batch) const {
  batch.rows = rowCount;
  batch.tensors.resize(outputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    batch.tensors[i].name = outputs[i].input->name;
    batch.tensors[i].dtype = outputs[i].input->dtype;
    batch.tensors[i].reshape({rowCount, window});
  }
}

Status WindowDataset::fillRow(int64_t position, int64_t row, Batch &batch) {
  BMRT_TRY(tokens->read(position, window + 1, buffer.data()));
  for (size_t i = 0; i < outputs.size(); ++i) {
    HostTensor &tensor = batch.tensors[i];
    auto from = buffer.begin() + outputs[i].shift;
    if (tensor.dtype == kBmrtI64)
      std::copy_n(from, window, tensor.as<int64_t>() + row * window);
    else
      std::copy_n(from, window, tensor.as<int32_t>() + row * window);
  }
  return {};
}

/// Row r of B has windows r n .. (r + 1) n - 1 of the n B first ones.
Status WindowDataset::nextTrainBatch(int64_t cursor, int64_t count,
                                     Batch &batch) {
  int64_t perRow = rows(Split::Train) / count;
  if (perRow == 0)
    return badInput("{}: split 'train' has {} windows of {} tokens, expected "
                    "at least one for each of the {} rows of a batch, which "
                    "carry their state through the text",
                    file, rows(Split::Train), window, count);
  for (int64_t row = 0; row < count; ++row) {
    int64_t number = row * perRow + cursor % perRow;
    BMRT_TRY(fillRow(train.begin + number * window, row, batch));
  }
  return {};
}

/// All windows: the first rows have one more, which are those of the last
/// batch.
Status WindowDataset::nextEvalBatch(Split split, int64_t index,
                                    int64_t rowCount, Batch &batch) {
  int64_t all = rows(split);
  rowCount = std::min(rowCount, all);
  int64_t perRow = rowCount > 0 ? all / rowCount : 0;
  int64_t rest = all - perRow * rowCount;
  resize(index < perRow ? rowCount : index == perRow ? rest : 0, batch);
  for (int64_t row = 0; row < batch.rows; ++row) {
    int64_t number = row * perRow + std::min(row, rest) + index;
    BMRT_TRY(fillRow(range(split).begin + number * window, row, batch));
  }
  return {};
}

Status WindowDataset::trainBatch(int64_t cursor, int64_t count, Batch &batch) {
  resize(count, batch);
  if (isConsecutive)
    return nextTrainBatch(cursor, count, batch);
  // A draw has 32 bits; what does not fit changes the key.
  auto bits = static_cast<uint64_t>(cursor);
  Rng rng(seed ^ (bits >> 32 << 32), kWindowStream,
          static_cast<uint32_t>(bits));
  auto positions = static_cast<uint64_t>(train.size() - window);
  for (int64_t row = 0; row < count; ++row) {
    auto position = rng.below(static_cast<uint64_t>(row), positions);
    BMRT_TRY(fillRow(train.begin + static_cast<int64_t>(position), row, batch));
  }
  return {};
}

Status WindowDataset::evalBatch(Split split, int64_t index, int64_t count,
                                int64_t rowCount, Batch &batch) {
  if (isConsecutive)
    return nextEvalBatch(split, index, rowCount, batch);
  int64_t wanted = evaluatedRows(rows(split), count, rowCount);
  int64_t first = std::min(index * rowCount, wanted);
  resize(std::min(rowCount, wanted - first), batch);
  Range whole = range(split);
  for (int64_t row = 0; row < batch.rows; ++row) {
    __int128 scaled =
        static_cast<__int128>(first + row) * (whole.size() - 1 - window);
    int64_t position =
        wanted > 1 ? static_cast<int64_t>(scaled / (wanted - 1)) : 0;
    BMRT_TRY(fillRow(whole.begin + position, row, batch));
  }
  return {};
}

std::vector<std::string> WindowDataset::report() const {
  std::vector<std::string> lines;
  if (Status status = reportTokens(*tokens, lines); !status.ok())
    lines.push_back(status.message());
  return lines;
}

Json WindowDataset::identity() const {
  return Json{{"kind", kind},
              {"tokens", tokens->size()},
              {"checksum", fmt::format("{:08x}", tokens->fingerprint())},
              {"vocabulary", tokens->vocabulary().toJson()}};
}

} // namespace

Status bmc::openWindowDataset(const DatasetSource &source,
                              std::unique_ptr<Dataset> &out) {
  if (source.options.folds > 0)
    return usageError("--fold is of data in rows, and a text has none");
  auto dataset = std::make_unique<WindowDataset>();
  BMRT_TRY(dataset->open(source));
  out = std::move(dataset);
  return {};
}
