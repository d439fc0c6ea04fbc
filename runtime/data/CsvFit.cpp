//===- CsvFit.cpp - What training rows say about columns ------------------===//
//
// What stands for missing values is found first, then filled in, and only then
// are numbers normalised, by statistics of the filled column.
//
//===----------------------------------------------------------------------===//
#include "runtime/data/CsvTable.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

using namespace bmc;

using Normalize = CsvColumn::Normalize;

Json CsvFit::toJson(const CsvColumn &column) const {
  Json json = Json::object();
  if (column.isFilled())
    json["missing"] = missing;
  if (column.normalize == Normalize::Standard)
    json.update({{"mean", shift}, {"std", scale}});
  if (column.normalize == Normalize::MinMax)
    json.update({{"min", shift}, {"range", scale}});
  if (!weights.empty())
    json["weights"] = weights;
  return json;
}

bool CsvFit::fromJson(const CsvColumn &column, const Json &json) {
  bool isStandard = column.normalize == Normalize::Standard;
  bool isScaled = isStandard || column.normalize == Normalize::MinMax;
  auto read = [&](const char *key, double &value) {
    return getDouble(json, key, value).ok() && std::isfinite(value);
  };
  const Json *list = findMember(json, "weights");
  for (const Json &weight : list && list->is_array() ? *list : Json::array())
    weights.push_back(weight.is_number() ? weight.get<double>() : 1);
  bool isCategory = column.type == CsvColumn::Type::Category;
  weights.resize(isCategory ? static_cast<size_t>(column.size) : 0, 1);
  return (!column.isFilled() || read("missing", missing)) &&
         (!isScaled ||
          (read(isStandard ? "mean" : "min", shift) &&
           read(isStandard ? "std" : "range", scale) && scale > 0));
}

double CsvTable::element(const Slot &slot, int64_t row) const {
  const CsvInput &input = inputList[slot.input];
  return loadElement(input.dtype(), input.values.data(),
                     row * input.width + slot.position);
}

void CsvTable::setElement(const Slot &slot, int64_t row, double value) {
  CsvInput &input = inputList[slot.input];
  storeElement(input.dtype(), input.values.data(),
               row * input.width + slot.position, value);
}

/// The middle one of sorted numbers; of two the lower where they are integers,
/// else what lies between.
static double median(std::vector<double> &numbers, bool isInteger) {
  size_t middle = (numbers.size() - 1) / 2;
  std::ranges::nth_element(numbers,
                           numbers.begin() + static_cast<ptrdiff_t>(middle));
  double lower = numbers[middle];
  if (isInteger || numbers.size() % 2 == 1)
    return lower;
  double upper = *std::min_element(
      numbers.begin() + static_cast<ptrdiff_t>(middle) + 1, numbers.end());
  return lower + (upper - lower) / 2;
}

static double meanOf(const std::vector<double> &numbers) {
  double sum = 0;
  for (double number : numbers)
    sum += number;
  return numbers.empty() ? 0 : sum / static_cast<double>(numbers.size());
}

/// A slot that holds the values of a column, or null.
static const auto *valueSlot(const auto &slots) {
  auto found = std::ranges::find_if(slots, [](const auto &slot) {
    return slot.take == decltype(slot.take)::Value;
  });
  return found == slots.end() ? nullptr : &*found;
}

void CsvTable::learn(Source &source, std::span<const int64_t> train) const {
  const Slot *slot = valueSlot(source.slots);
  std::vector<double> present;
  for (int64_t row : slot ? train : std::span<const int64_t>())
    if (!std::ranges::binary_search(source.missing, row))
      present.push_back(element(*slot, row));
  bool isMean = source.column.missing == CsvColumn::Missing::Mean;
  CsvFit &fit = source.fit;
  if (!present.empty() && source.column.isFilled())
    fit.missing =
        isMean
            ? meanOf(present)
            : median(present, source.column.type == CsvColumn::Type::Integer);
  size_t absent = slot ? train.size() - present.size() : 0;
  present.insert(present.end(), absent, fit.missing);
  if (present.empty())
    return;
  if (source.column.normalize == Normalize::MinMax) {
    auto [least, most] = std::ranges::minmax(present);
    fit.shift = least;
    fit.scale = most - least;
  } else if (source.column.normalize == Normalize::Standard) {
    fit.shift = meanOf(present);
    for (double &number : present)
      number = (number - fit.shift) * (number - fit.shift);
    fit.scale = std::sqrt(meanOf(present));
  }
  // A constant column becomes 0.
  if (!(fit.scale > 0))
    fit.scale = 1;
}

/// Weights with which each class of the training rows counts alike, and a row 1
/// on average; those of a class that training lacks are 1.
void CsvTable::weigh(Source &source, std::span<const int64_t> train) const {
  auto slot = std::ranges::find(source.slots, Take::Weight, &Slot::take);
  if (slot == source.slots.end())
    return;
  std::vector<double> &weights = source.fit.weights;
  weights.assign(static_cast<size_t>(source.column.size), 0);
  for (int64_t row : train)
    ++weights[static_cast<size_t>(element(*slot, row))];
  auto present = static_cast<double>(
      weights.size() - static_cast<size_t>(std::ranges::count(weights, 0.0)));
  for (double &weight : weights)
    weight =
        weight > 0 ? static_cast<double>(train.size()) / (present * weight) : 1;
}

void CsvTable::apply(const Source &source) {
  Normalize normalize = source.column.normalize;
  const CsvFit &fit = source.fit;
  for (const Slot &slot : source.slots) {
    if (slot.take == Take::Missing)
      continue;
    if (slot.take == Take::Weight) {
      for (int64_t row = 0; row < rowCount; ++row)
        setElement(slot, row,
                   fit.weights[static_cast<size_t>(element(slot, row))]);
      continue;
    }
    for (int64_t row : source.missing)
      setElement(slot, row, fit.missing);
    for (int64_t row = 0; row < rowCount && normalize != Normalize::None;
         ++row) {
      double value = element(slot, row);
      setElement(slot, row,
                 normalize == Normalize::Log1p
                     ? std::log1p(value)
                     : (value - fit.shift) / fit.scale);
    }
  }
}

Status CsvTable::fitColumns(std::span<const int64_t> train) {
  for (Source &source : sources) {
    if (isFitted(source) && !source.isFitted) {
      if (!mayNumber)
        return badInput("{}: the weights do not say how column '{}' is filled "
                        "and normalised; take those of a checkpoint",
                        path, source.column.name);
      learn(source, train);
      weigh(source, train);
      source.isFitted = true;
    }
    apply(source);
  }
  return {};
}
