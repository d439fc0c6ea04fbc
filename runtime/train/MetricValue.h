//===- MetricValue.h - What an evaluation measured --------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_METRICVALUE_H
#define BMC_RUNTIME_TRAIN_METRICVALUE_H

#include "runtime/core/Json.h"
#include "runtime/core/Tensor.h"

#include <map>
#include <string>
#include <vector>

namespace bmc {

/// A metric that the program has, as its configuration describes it.
struct MetricInfo {
  std::string name;
  bool isRanking = false; ///< kind "auc"
  std::string better;     ///< "higher", "lower" or, if not known, ""
  std::string targets;    ///< column of the classes; may be empty
};

/// A number, or a vector or matrix of numbers.
struct MetricValue {
  std::string name;
  Shape shape;
  std::vector<double> numbers;

  bool isNumber() const { return shape.rank() == 0; }
  double number() const { return numbers.front(); }
};

/// A number, or lists of them; null where a number is not finite.
Json toJson(const MetricValue &value);

/// "accuracy 0.9125", "f1 0.8871": those that are one number.
std::vector<std::string> describe(const std::vector<MetricValue> &values);

/// Names of the classes of each metric that has some, by number.
using ClassNames = std::map<std::string, std::vector<std::string>>;

/// Lines "name value" in columns, for a person; vectors and matrices below
/// their name.
std::string
metricTable(const std::vector<std::pair<std::string, std::string>> &first,
            const std::vector<MetricValue> &values, const ClassNames &classes);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_METRICVALUE_H
