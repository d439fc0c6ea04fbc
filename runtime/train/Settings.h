//===- Settings.h - What a training run may vary ----------------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_SETTINGS_H
#define BMC_RUNTIME_TRAIN_SETTINGS_H

#include "runtime/abi/TrainingRules.h"
#include "runtime/core/Status.h"
#include "runtime/train/Schedule.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace bmc {

/// The train section of a program after overrides. Counts are in optimizer
/// steps, batchSize in rows per micro-batch.
struct Settings {
  Schedule lr;
  MomentumSchedule mu; ///< compiled in
  int64_t batchSize = 1;
  int64_t accumulate = 1; ///< compiled in
  int64_t maxSteps = 0;
  int64_t epochs = 0; ///< > 0: maxSteps follows from the data
  uint64_t seed = 0;
  int64_t evalEvery = 0;       ///< 0 = never
  int64_t evalBatches = 0;     ///< 0 = the whole split
  int64_t checkpointEvery = 0; ///< 0 = only at the end
  int64_t keep = 1;
  bool overfitBatch = false; ///< every step sees the first batch
  int64_t patience = 0;      ///< evaluations without progress; 0 = any number
  double minDelta = 0;       ///< what counts as progress
};

/// Changes to the compiled-in settings in the order given: (key, value). They
/// are kept with a checkpoint so that a resumed run repeats them.
using Overrides = std::vector<std::pair<std::string, std::string>>;

/// "an integer >= 1", or "from 1 to 9": what is expected.
std::string describe(IntegerRange range);

/// Whether all of the text is an integer of the range; `value` receives it.
bool parseInteger(const std::string &text, IntegerRange range, int64_t &value);

/// Whether two overrides say the same thing: they have one key, or both say how
/// long to train. The later one takes the place of the other where they come
/// from two command lines of a run; within one they are a mistake.
bool saySame(const std::string &key, const std::string &other);

/// Applies one override. Unknown keys, keys that are compiled in and values out
/// of range are usage errors; `source` is the .model file to point at.
Status applyOverride(const std::string &key, const std::string &value,
                     const std::string &source, Settings &settings);

/// Whether the settings fit together once maxSteps is known
/// (abi/TrainingRules.h); usage error if not.
Status checkSettings(const Settings &settings);

/// "key=value" -> override; usage error without '='.
Status parseOverride(const std::string &text, Overrides &overrides);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_SETTINGS_H
