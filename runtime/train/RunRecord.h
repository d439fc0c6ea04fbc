//===- RunRecord.h - What a checkpoint remembers of its run -----*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_RUNRECORD_H
#define BMC_RUNTIME_TRAIN_RUNRECORD_H

#include "runtime/core/Json.h"
#include "runtime/core/Status.h"
#include "runtime/train/Settings.h"
#include "runtime/train/Watch.h"

#include <cstdint>
#include <memory>
#include <string>

namespace bmc {

/// The "run" object of state.json. Holds nothing that differs between two runs
/// of the same command, such as times.
struct RunRecord {
  /// Command line changes so far; a resumed run applies them first.
  Overrides overrides;
  /// Settings that decide which rows a step sees; they cannot change.
  uint64_t seed = 0;
  int64_t batchSize = 0;
  int64_t accumulate = 0;
  bool overfitBatch = false;
  std::string dataPath; ///< absolute
  /// Dataset::identity(); null before the data was opened.
  std::shared_ptr<const Json> identity;
  /// What ids mean (namesOf); null if the weights do not say.
  std::shared_ptr<const Json> names;
  /// Learning rate of the last step; negative if not known.
  double lr = -1;
  /// The step is due to be evaluated, but a signal came first.
  bool evalPending = false;
  int64_t bestStep = 0; ///< 0 = nothing to compare with yet
  double bestValue = 0; ///< of what `bestOf` names
  std::string bestOf;   ///< "loss" or a metric
  Progression stopping; ///< of early stopping
  Plateau plateau;      ///< of a schedule that waits for one

  std::shared_ptr<const Json> toJson() const;
  /// BadInput where `run` was not written by toJson.
  static Status fromJson(const Json &run, RunRecord &out);
};

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_RUNRECORD_H
