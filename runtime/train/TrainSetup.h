//===- TrainSetup.h - From a command line to a ready run --------*- C++ -*-===//
#ifndef BMC_RUNTIME_TRAIN_TRAINSETUP_H
#define BMC_RUNTIME_TRAIN_TRAINSETUP_H

#include "runtime/data/Checkpoint.h"
#include "runtime/train/Session.h"

#include <memory>
#include <string>
#include <vector>

namespace bmc {

/// A run with its weights loaded or drawn, ready for step startStep + 1.
struct TrainRun {
  Program program;
  std::unique_ptr<Dataset> data;
  Settings settings;
  RunRecord record;
  int64_t startStep = 0;          ///< steps already done
  std::string resumedFrom;        ///< checkpoint path, or ""
  std::vector<std::string> notes; ///< what the user should know
};

/// Decides between start and resume, resolves the settings, opens the data and
/// loads or draws the weights. Writes nothing.
Status setUpTraining(Session &session, const CheckpointStore &store,
                     TrainRun &run);

} // namespace bmc

#endif // BMC_RUNTIME_TRAIN_TRAINSETUP_H
