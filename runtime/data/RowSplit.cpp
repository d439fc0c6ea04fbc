//===- RowSplit.cpp - Which rows are for training -------------------------===//
//
// All rows are put into an order, of which training takes the first part and
// validation the next; a fold is a part of it likewise.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/RowSplit.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

namespace bmc {

using By = SplitRule::By;

Status readSplitRule(const DatasetSource &source, SplitRule &rule) {
  BMRT_TRY(readSplit(source.data, rule.shares));
  const Json *split = findMember(source.data, "split");
  std::string by = "chance";
  auto read = [&](const char *key, std::string &text) {
    return split && findMember(*split, key) ? getString(*split, key, text)
                                            : Status();
  };
  BMRT_TRY(read("by", by).withContext("data.split"));
  BMRT_TRY(read("column", rule.column).withContext("data.split"));
  BMRT_TRY(read("train_value", rule.trainValue).withContext("data.split"));
  BMRT_TRY(read("val_value", rule.valValue).withContext("data.split"));
  BMRT_TRY(read("val_file", rule.valFile).withContext("data.split"));
  rule.by = by == "group"      ? By::Group
            : by == "stratify" ? By::Stratify
            : by == "time"     ? By::Time
            : by == "given"    ? By::Given
                               : By::Chance;
  rule.fold = source.options.fold;
  rule.folds = source.options.folds;
  if (rule.folds > 0 && rule.by == By::Given)
    return usageError("--fold splits rows by chance, groups, classes or time, "
                      "but {} of this model says which are for validation",
                      rule.column.empty() ? "the file '" + rule.valFile + "'"
                                          : "the column '" + rule.column + "'");
  return {};
}

Status parseFold(const std::string &text, int64_t &fold, int64_t &folds) {
  const char *end = text.data() + text.size();
  auto first = std::from_chars(text.data(), end, fold);
  bool hasSlash =
      first.ec == std::errc() && first.ptr < end && *first.ptr == '/';
  auto second = hasSlash ? std::from_chars(first.ptr + 1, end, folds) : first;
  if (hasSlash && second.ec == std::errc() && second.ptr == end && folds >= 2 &&
      folds <= 1'000'000 && fold >= 1 && fold <= folds)
    return {};
  return usageError("--fold expects I/K, fold I of K from 1 to K, as 2/5, got "
                    "'{}'",
                    text);
}

void shuffleRows(std::vector<int64_t> &items, const Rng &rng) {
  for (size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[rng.below(i, i)]);
}

/// Rows by the place that `keys` has in `places`, then by number.
static std::vector<int64_t> sortedBy(std::span<const int64_t> keys,
                                     std::span<const int64_t> places) {
  std::vector<int64_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](int64_t row) {
    return std::pair(
        places[static_cast<size_t>(keys[static_cast<size_t>(row)])], row);
  });
  return order;
}

/// Groups one after the other, in an order of chance.
static std::vector<int64_t> orderGroups(std::span<const int64_t> keys,
                                        const Rng &rng) {
  std::vector<int64_t> groups(
      keys.empty() ? 0 : static_cast<size_t>(std::ranges::max(keys)) + 1);
  std::iota(groups.begin(), groups.end(), 0);
  shuffleRows(groups, rng);
  std::vector<int64_t> places(groups.size());
  for (size_t i = 0; i < groups.size(); ++i)
    places[static_cast<size_t>(groups[i])] = static_cast<int64_t>(i);
  return sortedBy(keys, places);
}

/// Rows in an order of chance in which each class is spread evenly, so that any
/// part of it holds the same share of each.
static std::vector<int64_t> spread(std::span<const int64_t> order,
                                   std::span<const int64_t> keys) {
  std::vector<double> counts(
      keys.empty() ? 0 : static_cast<size_t>(std::ranges::max(keys)) + 1);
  std::vector<double> seen = counts;
  for (int64_t key : keys)
    ++counts[static_cast<size_t>(key)];
  // Where a row is among those of its class, and in the order.
  std::vector<std::pair<double, size_t>> positions;
  for (size_t i = 0; i < order.size(); ++i) {
    auto key = static_cast<size_t>(keys[static_cast<size_t>(order[i])]);
    positions.emplace_back((seen[key]++ + 0.5) / counts[key], i);
  }
  std::ranges::sort(positions);
  std::vector<int64_t> result;
  for (auto [position, i] : positions)
    result.push_back(order[i]);
  return result;
}

static std::vector<int64_t> orderRows(const SplitRule &rule, uint64_t seed,
                                      int64_t rows,
                                      std::span<const int64_t> keys) {
  Rng rng(seed, kSplitStream);
  if (rule.by == By::Group)
    return orderGroups(keys, rng);
  std::vector<int64_t> order(static_cast<size_t>(rows));
  std::iota(order.begin(), order.end(), 0);
  if (rule.by == By::Time) {
    std::ranges::sort(order, {}, [&](int64_t row) {
      return std::pair(keys[static_cast<size_t>(row)], row);
    });
    return order;
  }
  shuffleRows(order, rng);
  return rule.by == By::Stratify ? spread(order, keys) : order;
}

/// The place nearest to `at` where one key ends and another begins.
static size_t nearestBorder(std::span<const int64_t> order,
                            std::span<const int64_t> keys, size_t at) {
  auto isBorder = [&](size_t place) {
    return place == 0 || place == order.size() ||
           keys[static_cast<size_t>(order[place - 1])] !=
               keys[static_cast<size_t>(order[place])];
  };
  for (size_t distance = 0;; ++distance) {
    if (distance <= at && isBorder(at - distance))
      return at - distance;
    if (at + distance <= order.size() && isBorder(at + distance))
      return at + distance;
  }
}

/// Sorts different rows below `rows`, in time linear in that.
static void sortRows(int64_t rows, std::vector<int64_t> &chosen) {
  std::vector<bool> isChosen(static_cast<size_t>(rows));
  for (int64_t row : chosen)
    isChosen[static_cast<size_t>(row)] = true;
  chosen.clear();
  for (int64_t row = 0; row < rows; ++row)
    if (isChosen[static_cast<size_t>(row)])
      chosen.push_back(row);
}

void splitRows(const SplitRule &rule, uint64_t seed, int64_t rows,
               std::span<const int64_t> keys, std::vector<int64_t> &train,
               std::vector<int64_t> &val) {
  if (rule.by == By::Given) {
    for (int64_t row = 0; row < rows; ++row) {
      int64_t key = keys[static_cast<size_t>(row)];
      if (key != kNoSplit)
        (key == kTrainSplit ? train : val).push_back(row);
    }
    return;
  }
  std::vector<int64_t> order = orderRows(rule, seed, rows, keys);
  bool staysTogether = rule.by == By::Group || rule.by == By::Time;
  auto border = [&](int64_t at) {
    auto place = static_cast<size_t>(at);
    return order.begin() +
           static_cast<ptrdiff_t>(
               staysTogether ? nearestBorder(order, keys, place) : place);
  };
  if (rule.folds > 0 && rule.by == By::Time) {
    // What is trained on is never later than what it is judged by.
    auto begin = border(rows * rule.fold / (rule.folds + 1));
    auto end = border(rows * (rule.fold + 1) / (rule.folds + 1));
    train.assign(order.begin(), begin);
    val.assign(begin, end);
  } else if (rule.folds > 0) {
    auto begin = border(rows * (rule.fold - 1) / rule.folds);
    auto end = border(rows * rule.fold / rule.folds);
    val.assign(begin, end);
    train.assign(order.begin(), begin);
    train.insert(train.end(), end, order.end());
  } else {
    SplitCounts counts = countSplit(rule.shares, rows);
    auto middle = border(counts.train);
    train.assign(order.begin(), middle);
    val.assign(middle, border(counts.train + counts.val));
  }
  sortRows(rows, train);
  sortRows(rows, val);
}

} // namespace bmc
