//===- Predictions.h - What predict writes ----------------------*- C++ -*-===//
#ifndef BMC_RUNTIME_INFER_PREDICTIONS_H
#define BMC_RUNTIME_INFER_PREDICTIONS_H

#include "runtime/core/Json.h"
#include "runtime/core/Tensor.h"
#include "runtime/train/Config.h"

#include <memory>
#include <string>
#include <vector>

namespace bmc {

/// How an output of the model is shown.
struct OutputForm {
  OutputInfo::Kind kind = OutputInfo::Kind::Values;
  std::vector<std::string> classes; ///< names by number; may lack some

  std::string className(int64_t number) const;
};

/// The form of each output: by the configuration, with the names of classes
/// that `names` (namesOf) has; values only if `isRaw`.
std::vector<OutputForm> outputForms(const Config &config, const Json *names,
                                    bool isRaw,
                                    const std::vector<HostTensor> &outputs);

/// A row of the outputs of a batch.
struct PredictedRow {
  const std::vector<HostTensor> &outputs;
  const std::vector<OutputForm> &forms;
  int64_t row = 0;
  std::string name = {}; ///< see Batch::names
};

/// Predictions of a batch as text. Rows that have a name begin with it.
class PredictionFormat {
public:
  virtual ~PredictionFormat() = default;
  /// What comes before the first row; most formats have nothing there.
  virtual std::string header(const PredictedRow &) const { return ""; }
  virtual std::string row(const PredictedRow &row) const = 0;
};

/// "csv", "jsonl", or "text": a line per number, for one row.
std::unique_ptr<PredictionFormat> makePredictionFormat(const std::string &name);

} // namespace bmc

#endif // BMC_RUNTIME_INFER_PREDICTIONS_H
